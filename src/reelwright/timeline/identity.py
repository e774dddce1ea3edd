"""What stands for parts of a timeline in recipes: bytes and documents, never names and paths."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pydantic import BaseModel

from reelwright.errors import MediaError
from reelwright.timeline.media import ColourMedia, FileMedia, Media, NestedMedia, PrevisMedia, SequenceMedia

__all__ = ["identity", "lean"]


def identity(media: Media) -> dict[str, Any]:
    """What stands for a medium in a recipe: its bytes, its document or its colour, never its path.

    Raises:
        MediaError: a file without a digest, or a timeline that has not been read.
    """
    if isinstance(media, FileMedia | SequenceMedia):
        return {**lean(media), "kind": media.kind}
    if isinstance(media, ColourMedia):
        return {"kind": "colour", "colour": media.colour.lower()}
    if isinstance(media, PrevisMedia):
        return {"kind": "previs", "spec": _placeless(media.spec)}
    if isinstance(media, NestedMedia):
        if media.timeline is None:
            raise MediaError(
                f"The timeline {media.path} has not been read.",
                code="no-timeline",
                hint="Read nested timelines before the timeline is cut into segments.",
                path=media.path,
            )
        from reelwright.timeline.segment import Segment
        from reelwright.timing import FrameRange

        whole = Segment(0, FrameRange(0, media.timeline.length), media.timeline)
        return {"kind": "timeline", "shows": whole.recipe_params()}
    return {"kind": media.kind}


def lean(part: BaseModel, without: Collection[str] = ()) -> dict[str, Any]:
    """What ``part`` says beyond its defaults, as JSON-able data; a file in it stands by its digest.

    Raises:
        MediaError: a file without a digest.
    """
    said: dict[str, Any] = {}
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if name in without or (name == "path" and "digest" in type(part).model_fields):
            continue
        if name == "font" and bool(getattr(part, "font_digest", "")):
            continue  # a font file stands by its bytes
        if name == "kind" or value != field.get_default(call_default_factory=True):
            said[name] = _plain(value)
    if getattr(part, "path", "") and "digest" in type(part).model_fields and "digest" not in said:
        raise MediaError(
            f"The digest of {part.path} is not known.",  # type: ignore[attr-defined]
            code="no-digest",
            hint="Fill in the digest (SHA-256 of the file) before the timeline is cut into segments.",
            path=part.path,  # type: ignore[attr-defined]
        )
    return said


def _placeless(value: Any) -> Any:
    """A document without the paths of files that it names by their digest."""
    if isinstance(value, dict):
        return {
            name: _placeless(entry)
            for name, entry in value.items()
            if not (name == "path" and value.get("digest"))
        }
    return [_placeless(entry) for entry in value] if isinstance(value, list | tuple) else value


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return lean(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
