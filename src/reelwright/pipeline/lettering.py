"""The fonts and captions of a timeline, found on disk; and notes about letters that cannot be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from reelwright.timeline import CaptionTrack, Timeline, Type

__all__ = ["lettering_notes", "with_fonts_found"]

_SUFFIXES: Final = (".ttf", ".otf", ".ttc", ".otc")


def with_fonts_found(timeline: Timeline, base: Path) -> Timeline:
    """``timeline`` with font files found and named by their bytes.

    Captions in the time of a medium follow it: a path in ``of`` starts at ``base`` like the medium's own.

    Args:
        timeline: what plays.
        base: where its paths start.

    Raises:
        MediaError: a font file that is missing, or none.
    """
    text = tuple(
        item if item.type is None else item.model_copy(update={"type": _found(item.type, base)})
        for item in timeline.text
    )
    captions = tuple(_track(track, base) for track in timeline.captions)
    return timeline.model_copy(update={"text": text, "captions": captions})


def _track(track: CaptionTrack, base: Path) -> CaptionTrack:
    of = track.of
    if of and (base / of).is_file():
        of = str(base / of)
    type_ = track.type if track.type is None else _found(track.type, base)
    return track.model_copy(update={"of": of, "type": type_})


def _found(type_: Type, base: Path) -> Type:
    if type_.font is None or not type_.font.lower().endswith(_SUFFIXES):
        return type_
    from reelwright.compose.fonts import family_of

    path = base / type_.font
    family_of(str(path))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return type_.model_copy(update={"font": str(path), "font_digest": digest})


def lettering_notes(timeline: Timeline) -> tuple[str, ...]:
    """What of the texts of ``timeline`` this machine cannot show as asked: fonts, and characters."""
    return (*_lost_fonts(timeline), *_lost_letters(timeline))


def _lost_letters(timeline: Timeline) -> Iterator[str]:
    text = "".join(item.text + item.subtitle for item in timeline.text)
    text += "".join(cue.text for track in timeline.captions if track.burn for cue in track.cues)
    if text.isascii():
        return
    from reelwright.compose import missing_glyphs

    missing = missing_glyphs(text)
    if missing:
        yield (
            f"No font here can show {' '.join(missing[:12])}: install a Noto font for this script, "
            "for example pip install fontpkg-noto-sans-devanagari."
        )


def _lost_fonts(timeline: Timeline) -> Iterator[str]:
    types: list[Type | None] = [item.type for item in timeline.text]
    types.extend(track.type for track in timeline.captions if track.burn)
    names = [kind.font for kind in types if kind is not None and kind.font]
    for name in dict.fromkeys(name for name in names if not name.lower().endswith(_SUFFIXES)):
        from reelwright.compose.fonts import has_family

        if not has_family(name):
            yield f"There is no font “{name}” here: its text is set in Noto Sans."
