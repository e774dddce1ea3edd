"""Final Cut Pro 7 XML, which Premiere and Resolve read. Written by OpenTimelineIO's adapter."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import opentimelineio as otio

from reelwright.timeline.interchange.editor_cut import LengthOf, editor_cut, losses
from reelwright.timeline.model import Timeline

__all__ = ["to_fcp7"]


def to_fcp7(timeline: Timeline, length_of: LengthOf | None) -> tuple[str, tuple[str, ...]]:
    """``timeline`` as FCP 7 XML (``xmeml``), with its canvas, and notes on what it cannot hold."""
    text: str = otio.adapters.write_to_string(editor_cut(timeline, length_of), "fcp_xml")
    root = ET.fromstring(text)
    for sequence in root.iter("sequence"):
        video = sequence.find("./media/video")
        if video is not None:
            shape = video.find("./format/samplecharacteristics")
            if shape is None:
                holder = ET.Element("format")
                video.insert(0, holder)
                shape = ET.SubElement(holder, "samplecharacteristics")
            for name, value in (("width", timeline.width), ("height", timeline.height)):
                element = shape.find(name)
                (ET.SubElement(shape, name) if element is None else element).text = str(value)
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n{body}\n', losses(timeline)
