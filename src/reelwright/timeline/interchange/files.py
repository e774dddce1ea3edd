"""Interchange files: which format a suffix means, and reading and writing each, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from reelwright.documents import write_text
from reelwright.errors import DocumentError, OptionError, from_os_error
from reelwright.timeline.media import FileMedia
from reelwright.timeline.model import Timeline

__all__ = ["SUFFIXES", "Imported", "read_interchange", "write_interchange"]

SUFFIXES: Final = {
    ".otio": "OpenTimelineIO",
    ".fcpxml": "Final Cut Pro XML",
    ".xml": "Final Cut Pro 7 XML",
    ".edl": "CMX 3600 edit decision list",
}
_ADAPTERS: Final = {".otio": "otio_json", ".fcpxml": "fcpx_xml", ".xml": "fcp_xml", ".edl": "cmx_3600"}
_LARGEST: Final = 64 * 1024 * 1024

LengthOf = Callable[[FileMedia], Fraction | None]
"""Seconds of a media file, or None where they are not known."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A timeline read from another program's file, and ``notes`` on what it could not keep."""

    timeline: Timeline
    notes: tuple[str, ...]


def read_interchange(path: Path, *, rate: str | None = None, size: tuple[int, int] | None = None) -> Imported:
    """Read an edit; its format goes by the suffix.

    Args:
        path: ``.otio``, ``.edl``, ``.xml`` or ``.fcpxml``.
        rate: frames a second of an edit decision list, which does not say; 24 when None.
        size: the canvas where the edit does not say; else 1920 x 1080.

    Raises:
        OptionError: a suffix that means none of these formats.
        DocumentError: unreadable, damaged or empty.
    """
    adapter = _adapter(path)
    import opentimelineio as otio

    from reelwright.timeline.interchange.otio_read import from_otio
    from reelwright.timing import parse_rate

    text = _read(path)
    options: dict[str, Any] = {}
    if adapter == "cmx_3600":
        options = {"rate": float(parse_rate(rate or "24").value), "ignore_timecode_mismatch": True}
    try:
        edit = otio.adapters.read_from_string(text, adapter, **options)
    except Exception as error:  # the adapters raise whatever their parsers do
        raise DocumentError(
            f"{path} cannot be read as {SUFFIXES[path.suffix.lower()]}: {_sentence(error)}",
            code="bad-edit",
            hint="Export it again from the editor.",
            path=str(path),
        ) from error
    timeline, notes = from_otio(edit, size=size)
    return Imported(timeline, notes)


def write_interchange(
    timeline: Timeline, path: Path, *, length_of: LengthOf | None = None
) -> tuple[str, ...]:
    """Write ``timeline`` in the format of ``path``'s suffix; notes say what that format cannot hold.

    Raises:
        OptionError: a suffix that means none of these formats.
        OutputError: the path cannot be written.
    """
    adapter = _adapter(path)
    notes: tuple[str, ...] = ()
    if adapter == "otio_json":
        from reelwright.timeline.interchange.otio_write import to_otio

        text = to_otio(timeline).to_json_string(indent=2) + "\n"
    elif adapter == "fcpx_xml":
        from reelwright.timeline.interchange.fcpxml import to_fcpxml

        text, notes = to_fcpxml(timeline, length_of)
    elif adapter == "fcp_xml":
        from reelwright.timeline.interchange.fcp7 import to_fcp7

        text, notes = to_fcp7(timeline, length_of)
    else:
        from reelwright.timeline.interchange.edl import to_edl

        text, notes = to_edl(timeline)
    write_text(path, text)
    return notes


def _adapter(path: Path) -> str:
    adapter = _ADAPTERS.get(path.suffix.lower())
    if adapter is None:
        raise OptionError(
            f"{path.name} has no suffix of an interchange format.",
            code="unsupported-format",
            hint=f"Use {', '.join(SUFFIXES)}.",
        )
    return adapter


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise DocumentError(
                f"{path} is larger than {_LARGEST >> 20} MiB.",
                code="too-large",
                hint="Export one timeline at a time.",
                path=str(path),
            )
        return path.read_bytes().decode("utf-8-sig", errors="strict")
    except OSError as error:
        raise from_os_error(error, path) from error
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path} is not text in UTF-8.", code="not-utf-8", hint="Export it again.", path=str(path)
        ) from error


def _sentence(error: Exception) -> str:
    text = " ".join(str(error).split())[:200].rstrip(".")
    return f"{text or type(error).__name__}."
