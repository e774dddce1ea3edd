"""What ``render`` and ``estimate`` accept: a storyboard or a timeline, in memory or as a file.

A template is the timeline that its defaults make.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from reelwright.documents import read_document
from reelwright.errors import DocumentError
from reelwright.story import Storyboard, load_storyboard
from reelwright.timeline import Timeline, load_timeline

__all__ = ["Document", "load"]

SUFFIXES: Final = (".otio", ".fcpxml", ".edl", ".xml")
"""Edits of other programs, which are read as timelines."""

Document = Storyboard | Timeline


def load(source: Document | Path | str) -> tuple[Document, Path]:
    """The document, and the folder its media paths are relative to.

    Raises:
        DocumentError: unreadable, broken or of an unknown kind; with line and column where there are any.
    """
    if isinstance(source, Storyboard | Timeline):
        return source, Path.cwd()
    path = Path(source)
    if path.suffix.lower() in SUFFIXES:
        from reelwright.timeline.interchange import read_interchange

        return read_interchange(path).timeline, path.parent
    kind = str(read_document(path)[0].get("schema", ""))
    if kind.startswith("reelwright/timeline@"):
        return load_timeline(path), path.parent
    if kind.startswith("reelwright/template@"):
        from reelwright.timeline.template import fill, load_template

        template = load_template(path)
        return fill(template, {}), template.folder
    if kind.startswith("reelwright/storyboard@") or not kind:
        return load_storyboard(path), path.parent
    raise DocumentError(
        f"{path} is a “{kind}” document, which cannot be rendered.",
        code="unknown-document",
        hint="Give a document whose schema is reelwright/storyboard@1 or reelwright/timeline@1.",
        path=str(path),
    )
