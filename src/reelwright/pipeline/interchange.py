"""Films and timelines to and from the formats of editors."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from reelwright.errors import MediaError
from reelwright.pipeline.document import load
from reelwright.timeline import FileMedia, Timeline
from reelwright.timeline.interchange import Imported, read_interchange, write_interchange

__all__ = ["edit_to_timeline", "timeline_of", "write_edit"]


def edit_to_timeline(source: Path, rate: str | None = None) -> Imported:
    """The timeline of an editor's file. Raises DocumentError: it cannot be read or is empty."""
    return read_interchange(source, rate=rate)


def timeline_of(source: Path, project: Path | None = None) -> Timeline:
    """The timeline of a document: its own, or that of a storyboard with its picked takes.

    Raises:
        DocumentError: the document cannot be read.
        StoreError: a storyboard's project cannot be opened.
    """
    document, base = load(source)
    if isinstance(document, Timeline):
        return document
    from reelwright.config import load_settings
    from reelwright.pipeline.cutting import cut_of
    from reelwright.pipeline.makers import Makers
    from reelwright.pipeline.progress import ignore
    from reelwright.store import open_store

    settings = load_settings(project)
    return cut_of(
        document,
        base,
        open_store(settings.project),
        resolution=None,
        quality="final",
        audio=True,
        makers=Makers(),
        watch=ignore,
        foresee=True,
    ).timeline


def write_edit(timeline: Timeline, output: Path, base: Path) -> tuple[str, ...]:
    """Write ``timeline``, whose paths start at ``base``, in the format of ``output``; notes on losses."""

    def length_of(media: FileMedia) -> Fraction | None:
        from reelwright.compose import probe

        try:
            return probe(base / media.path).duration
        except MediaError:  # media that is elsewhere: the edit still says where its pieces lie
            return None

    return write_interchange(timeline, output, length_of=length_of)
