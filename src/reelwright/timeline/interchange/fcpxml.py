"""Final Cut Pro XML 1.9: a project with one sequence, connected clips on lanes, titles and transitions.

Format: Apple, "Final Cut Pro XML Reference", version 1.9. Times are exact fractions of a second.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction

from reelwright.timeline.clip import Clip
from reelwright.timeline.interchange.addresses import to_url
from reelwright.timeline.interchange.editor_cut import LengthOf, address_of, losses
from reelwright.timeline.media import FileMedia
from reelwright.timeline.model import Timeline
from reelwright.timeline.sound import AudioItem
from reelwright.timeline.text import TextItem

__all__ = ["to_fcpxml"]

_TITLE = ".../Titles.localized/Bumper:Opener.localized/Basic Title.localized/Basic Title.moti"


def to_fcpxml(timeline: Timeline, length_of: LengthOf | None) -> tuple[str, tuple[str, ...]]:
    """``timeline`` as FCPXML, and notes on what it cannot hold.

    The base track is the primary storyline; upper tracks, texts and sounds are connected clips on lanes.
    """
    document = _Document(timeline, length_of)
    ET.indent(document.root)
    body = ET.tostring(document.root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{body}\n', losses(
        timeline, titles=True
    )


class _Document:
    def __init__(self, timeline: Timeline, length_of: LengthOf | None) -> None:
        self.timeline = timeline
        self.length_of = length_of
        self.root = ET.Element("fcpxml", version="1.9")
        self.resources = ET.SubElement(self.root, "resources")
        self.assets: dict[str, ET.Element] = {}
        self.title_effect = ""
        rate = timeline.frame_rate.value
        frame = f"{rate.denominator}/{rate.numerator}s"
        self.format = self._resource(
            "format", frameDuration=frame, width=str(timeline.width), height=str(timeline.height)
        )
        library = ET.SubElement(self.root, "library")
        name = timeline.name or "Reelwright"
        event = ET.SubElement(library, "event", name=name)
        project = ET.SubElement(event, "project", name=name)
        sequence = ET.SubElement(
            project,
            "sequence",
            format=self.format,
            duration=self.time(timeline.length),
            tcStart="0s",
            tcFormat="NDF",
            audioLayout="stereo",
            audioRate="48k",
        )
        if timeline.note:
            ET.SubElement(sequence, "note").text = timeline.note
        self.spine = ET.SubElement(sequence, "spine")
        self._primary()

    def time(self, frames: int) -> str:
        """``frames`` of the timeline as FCPXML's fraction of a second."""
        seconds = Fraction(frames) / self.timeline.frame_rate.value
        return "0s" if not frames else f"{seconds.numerator}/{seconds.denominator}s"

    def _resource(self, tag: str, **attributes: str) -> str:
        name = f"r{len(self.resources) + 1}"
        ET.SubElement(self.resources, tag, {"id": name, **attributes})
        return name

    def _primary(self) -> None:
        base = self.timeline.video[0]
        elements: list[tuple[Clip, ET.Element]] = []
        for index, clip in enumerate(base):
            transition = clip.transition
            if transition is not None:
                name = "Cross Dissolve" if index else "Fade To Color"
                ET.SubElement(
                    self.spine,
                    "transition",
                    name=name,
                    offset=self.time(clip.start),
                    duration=self.time(transition.frames),
                )
            element = self._asset_clip(self.spine, clip, self.time(clip.start))
            elements.append((clip, element))
        for lane, clips in enumerate(self.timeline.video[1:], start=1):
            for clip in clips:
                parent, offset = self._below(elements, clip.start)
                self._asset_clip(parent, clip, offset).set("lane", str(lane))
        for item in self.timeline.text:
            parent, offset = self._below(elements, item.start)
            self._title(parent, item, offset, len(self.timeline.video))
        for sound in self.timeline.audio:
            if sound.kind == "file":
                parent, offset = self._below(elements, sound.start)
                self._sound(parent, sound, offset)
        for marker in self.timeline.markers:
            parent, offset = self._below(elements, marker.frame)
            mark = ET.SubElement(
                parent,
                "marker",
                start=offset,
                duration=self.time(max(1, marker.length)),
                value=marker.name or marker.note or "marker",
            )
            if marker.note:
                mark.set("note", marker.note)
        for clip, element in elements:
            self._sorted(clip, element)

    def _below(self, elements: list[tuple[Clip, ET.Element]], frame: int) -> tuple[ET.Element, str]:
        """The base clip that plays at ``frame``, and that frame in the clip's own time."""
        clip, element = next((pair for pair in elements if frame in pair[0].range), elements[-1])
        return element, self.time(clip.source_start + frame - clip.start)

    def _asset_clip(self, parent: ET.Element, clip: Clip, offset: str) -> ET.Element:
        used = clip.source_start + clip.length
        media = clip.media if isinstance(clip.media, FileMedia) else None
        asset = self._asset(address_of(clip), media, used, sound=clip.sound is not None, picture=True)
        element = ET.SubElement(
            parent,
            "asset-clip",
            ref=asset,
            name=clip.id,
            offset=offset,
            start=self.time(clip.source_start),
            duration=self.time(clip.length),
            format=self.format,
            tcFormat="NDF",
        )
        if clip.note:
            ET.SubElement(element, "note").text = clip.note
        if clip.speed is not None and not clip.speed.ramp:
            rate = Fraction(clip.speed.rate)
            mapping = ET.SubElement(element, "timeMap")
            ET.SubElement(mapping, "timept", time="0s", value="0s", interp="linear")
            reached = Fraction(clip.length) * rate / self.timeline.frame_rate.value
            value = "0s" if not reached else f"{reached.numerator}/{reached.denominator}s"
            ET.SubElement(mapping, "timept", time=self.time(clip.length), value=value, interp="linear")
        for marker in clip.markers:
            ET.SubElement(
                element,
                "marker",
                start=self.time(clip.source_start + marker.frame),
                duration=self.time(max(1, marker.length)),
                value=marker.name or marker.note or "marker",
            )
        return element

    def _asset(self, address: str, media: FileMedia | None, used: int, *, sound: bool, picture: bool) -> str:
        key = address if picture else f"{address} sound"  # programs tell sound from picture by the asset
        asset = self.assets.get(key)
        seconds = self.length_of(media) if media is not None and self.length_of else None
        frames = used if seconds is None else max(used, self.timeline.frame_rate.frames(seconds))
        if asset is None:
            name = self._resource("asset", name=address.rsplit("/", 1)[-1], src=address, start="0s")
            asset = self.resources[-1]
            asset.set("format", self.format)
            self.assets[key] = asset
            asset.set("duration", self.time(frames))
            # Some readers take an asset without children for no asset at all.
            reel = {"key": "com.apple.proapps.studio.reel", "value": asset.get("name", "")}
            ET.SubElement(ET.SubElement(asset, "metadata"), "md", reel)
        else:
            name = asset.get("id", "")
            known = Fraction((asset.get("duration") or "0s").rstrip("s"))
            if known < Fraction(frames) / self.timeline.frame_rate.value:
                asset.set("duration", self.time(frames))
        if picture:
            asset.set("hasVideo", "1")
        if sound:
            asset.set("hasAudio", "1")
        return name

    def _title(self, parent: ET.Element, item: TextItem, offset: str, lane: int) -> None:
        if not self.title_effect:
            self.title_effect = self._resource("effect", name="Basic Title", uid=_TITLE)
        title = ET.SubElement(
            parent,
            "title",
            ref=self.title_effect,
            lane=str(lane),
            name=item.text[:60] or item.id,
            offset=offset,
            duration=self.time(item.length),
        )
        style = f"ts{len(list(self.root.iter('title')))}"
        text = ET.SubElement(title, "text")
        words = item.text if not item.subtitle else f"{item.text}\n{item.subtitle}"
        ET.SubElement(text, "text-style", ref=style).text = words
        definition = ET.SubElement(title, "text-style-def", id=style)
        ET.SubElement(definition, "text-style", font="Helvetica", fontSize="63", alignment="center")

    def _sound(self, parent: ET.Element, item: AudioItem, offset: str) -> None:
        media = FileMedia(path=item.path)
        asset = self._asset(
            to_url(item.path), media, item.source_start + item.length, sound=True, picture=False
        )
        element = ET.SubElement(
            parent,
            "asset-clip",
            ref=asset,
            lane="-1",
            name=item.id,
            offset=offset,
            start=self.time(item.source_start),
            duration=self.time(item.length),
            audioRole=item.part,
        )
        if item.db:
            ET.SubElement(element, "adjust-volume", amount=f"{item.db:g}dB")

    def _sorted(self, clip: Clip, element: ET.Element) -> None:
        """Children in the order of the DTD: note, timing, adjustments, connected clips, markers."""
        order = ("note", "timeMap", "adjust-volume", "asset-clip", "title", "marker")
        element[:] = sorted(element, key=lambda child: order.index(child.tag))
