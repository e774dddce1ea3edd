"""Captions in files: SRT, WebVTT and ASS in and out, broken into readable lines, and checked."""

from reelwright.timeline.subtitles.breaking import (
    LONGEST_LINE,
    MOST_LINES,
    break_lines,
    reading_width,
    split_cue,
)
from reelwright.timeline.subtitles.files import (
    FORMATS,
    Captions,
    caption_format,
    dump_captions,
    load_captions,
    save_captions,
)
from reelwright.timeline.subtitles.lint import CaptionFinding, lint_captions

__all__ = [
    "FORMATS",
    "LONGEST_LINE",
    "MOST_LINES",
    "CaptionFinding",
    "Captions",
    "break_lines",
    "caption_format",
    "dump_captions",
    "lint_captions",
    "load_captions",
    "reading_width",
    "save_captions",
    "split_cue",
]
