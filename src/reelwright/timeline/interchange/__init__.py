"""Timelines in the formats of editors: OpenTimelineIO both ways, Final Cut XML and edit decision lists.

``.otio`` both ways, losslessly; ``.fcpxml`` (Final Cut Pro X, 1.9), ``.xml`` (Final Cut Pro 7, Premiere) and
``.edl`` (CMX 3600) out, each with notes on what it cannot say; ``.edl``, ``.xml`` and ``.fcpxml`` in.
"""

from __future__ import annotations

from reelwright.timeline.interchange.files import SUFFIXES, Imported, read_interchange, write_interchange

__all__ = ["SUFFIXES", "Imported", "read_interchange", "write_interchange"]
