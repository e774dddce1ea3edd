"""Timelines as YAML or JSON documents, and the JSON Schema they obey."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from reelwright.documents import dump_document, parse_document, write_document
from reelwright.timeline.model import SCHEMA, Timeline

__all__ = ["dump_timeline", "lean_document", "load_timeline", "save_timeline", "timeline_schema"]

_HEADER: Final = "A timeline: what plays when, in whole frames. The base track comes first and has no gaps."
_ALWAYS: Final = frozenset({"schema_", "kind", "rate", "start", "style"})


def load_timeline(source: Path | str) -> Timeline:
    """Read a timeline from a file (``Path``) or from its own text (``str``); YAML or JSON.

    Raises:
        DocumentError: unreadable, broken, unknown or missing keys, a rule broken; with line and column.
        SchemaVersionError: written by a newer version.
    """
    return parse_document(Timeline, source, kind="timeline", current_schema=SCHEMA)


def dump_timeline(timeline: Timeline, *, as_json: bool = False) -> str:
    """The document's text; what has its default value is left out. :func:`load_timeline` gives it back."""
    return dump_document(lean_document(timeline), as_json=as_json, header=_HEADER)


def save_timeline(timeline: Timeline, path: Path) -> None:
    """Write the document to ``path``, whole or not at all: JSON when it ends in ``.json``, else YAML.

    Raises:
        OutputError: the path cannot be written.
    """
    write_document(lean_document(timeline), path, header=_HEADER)


def timeline_schema() -> dict[str, Any]:
    """JSON Schema of timeline documents (draft 2020-12)."""
    schema = Timeline.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **schema}


def lean_document(value: Any) -> Any:
    """Plain data of a model without what has its default value."""
    if isinstance(value, BaseModel):
        plain: dict[str, Any] = {}
        for name, field in type(value).model_fields.items():
            item = getattr(value, name)
            if name in _ALWAYS or field.is_required() or item != field.get_default(call_default_factory=True):
                plain[field.alias or name] = lean_document(item)
        return plain
    if isinstance(value, list | tuple):
        return [lean_document(item) for item in value]
    return value
