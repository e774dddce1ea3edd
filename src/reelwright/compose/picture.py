"""A clip's picture at any of its frames: fitted, keyed, masked, graded, shaped and placed."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from typing import Any, Final

import numpy as np

from reelwright.compose.backdrop import contained, draw_backdrop, tint
from reelwright.compose.blending import key_out
from reelwright.compose.colour import yuv_of
from reelwright.compose.effects import Chain, still
from reelwright.compose.fit import Box, Shape
from reelwright.compose.frame import Frame, Plane, Source
from reelwright.compose.layer import Cast, Layer, lay, region
from reelwright.compose.media import OpenSource
from reelwright.compose.photo import PhotoSource
from reelwright.compose.placement import Placement, area_of, needed_size, place
from reelwright.compose.retiming import Retimed
from reelwright.compose.sampling import levels, sample, shrinkage
from reelwright.compose.scratch import Scratch
from reelwright.compose.shaping import mask_cover, outline, paint, shadow_of, shadow_reach
from reelwright.timeline import Clip, Timeline

__all__ = ["ClipPicture", "Motion"]

_BLACK: Final = (16, 128, 128)
_LARGEST_MASK: Final = 4096


@dataclass(frozen=True, slots=True)
class Motion:
    """What a transition does to a clip at one frame.

    The picture lies ``dx``, ``dy`` of its own travel from its place (-1..1), has ``opacity`` of its own, and
    is mixed with ``colour`` (Y, U, V) by ``tint`` 0..1.
    """

    dx: float = 0.0
    dy: float = 0.0
    opacity: float = 1.0
    colour: tuple[int, int, int] = _BLACK
    tint: float = 0.0


_AT_REST: Final = Motion()


class ClipPicture:
    """The picture of ``clip`` on the canvas of ``timeline``; its source is opened at once.

    Raises:
        MediaError: its media cannot be used.
    """

    def __init__(self, clip: Clip, timeline: Timeline, open_source: OpenSource) -> None:
        self.clip = clip
        self._canvas = timeline.width, timeline.height
        self._area = area_of(clip, *self._canvas)
        # Untouched clips hide what is below: a source gives them black bars, or they are drawn here.
        self._hides = clip.plain and clip.fit == "contain"
        self._barred = self._hides and clip.media.kind != "timeline"
        self._source: Source | None = None
        if clip.media.kind != "adjustment":
            self._source = self._opened(timeline, open_source)
            decodes = clip.media.kind in ("file", "timeline") and not isinstance(self._source, PhotoSource)
            self._retimed = Retimed(clip, self._source, decodes=decodes)
        self._chain = Chain(clip.effects, timeline.height)
        self._graded: dict[int, Frame] = {}
        self._before: Any = None
        if isinstance(self._source, PhotoSource) and clip.chroma_key is None:
            self._before = self._chain.take_colours()
        self._mask: Plane | None = None
        self._kept: Layer | None = None
        self._keeps = self._never_changes()

    @property
    def adjusts(self) -> bool:
        """True for a clip that changes what lies below instead of showing something of its own."""
        return self._source is None

    def close(self) -> None:
        """Close the source."""
        if self._source is not None:
            self._source.close()
        self._graded, self._kept = {}, None

    def draw(
        self, n: int, scratch: Scratch, motion: Motion = _AT_REST, below: Frame | None = None
    ) -> Layer | None:
        """The layer at the clip's own frame ``n``; None when nothing of it is seen (and nothing is decoded).

        Args:
            n: frames from the clip's start; past the end it runs on.
            scratch: where it is drawn; the layer lives until that is reset.
            motion: what a transition does to it.
            below: the canvas so far, which an adjustment changes; it is only read.
        """
        if self._kept is not None and motion == _AT_REST:
            return self._kept
        placed = place(self.clip, n, self._size(), self._canvas, self._area)
        if placed is None or motion.opacity <= 0:
            return None
        if motion.dx or motion.dy:
            placed = self._travelled(placed, motion)
        shadow = self.clip.shadow
        margin = 0 if shadow is None else shadow_reach(shadow, self._canvas[1])
        box = placed.bounds(*self._canvas, margin)
        if box is None:
            return None
        bars = self._hides and motion.dx == motion.dy == 0 and not placed.fills(Box(0, 0, *self._canvas))
        layer = self._drawn(n, placed, box, scratch, motion, below)
        if bars:
            layer = _in_bars(layer, *self._canvas)
        if self._keeps and motion == _AT_REST:
            self._kept = layer = _own(layer)
        return layer

    def _size(self) -> tuple[int, int]:
        if self._source is None:
            return self._area.width, self._area.height
        if self.clip.fit == "none":
            natural: tuple[int, int] = getattr(
                self._source, "natural", (self._source.width, self._source.height)
            )
            return natural
        return self._source.width, self._source.height

    def _travelled(self, placed: Placement, motion: Motion) -> Placement:
        """``placed`` moved towards where it has just left the canvas.

        By whole pixels: two pictures that meet leave nothing between them.
        """
        width, height = self._canvas
        xs, ys = zip(*placed.corners(), strict=True)
        across = width - min(xs) if motion.dx > 0 else max(xs)
        down = height - min(ys) if motion.dy > 0 else max(ys)
        return placed.moved(floor(motion.dx * across + 0.5), floor(motion.dy * down + 0.5))

    def _drawn(
        self, n: int, placed: Placement, box: Box, scratch: Scratch, motion: Motion, below: Frame | None
    ) -> Layer:
        clip = self.clip
        frame, ours = self._coloured(n, placed, box, scratch, below)
        cover = frame.a
        if clip.chroma_key is not None:
            frame = frame if ours else scratch.copy(frame)
            ours = True
            cover = _both(cover, key_out(frame, clip.chroma_key))
        if self._chain:
            if not ours:
                frame, ours = scratch.copy(frame), True
            frame = Frame(frame.y, frame.u, frame.v, None if cover is None else cover.copy())
            self._chain.apply(frame, n, placed, box)
            cover = frame.a
        frame = Frame(frame.y, frame.u, frame.v)
        if clip.border is not None:
            frame, ours = (frame if ours else scratch.copy(frame)), True
        cover = self._shaped(n, placed, box, scratch, frame, cover)
        if motion.tint > 0:
            frame = frame if ours else scratch.copy(frame)
            tint(frame, motion.colour, motion.tint)
        shadow = None
        if clip.shadow is not None and cover is not None:
            darkens = shadow_of(clip.shadow, cover, self._canvas[1])
            shadow = Cast(_dimmed(darkens, placed.opacity * motion.opacity), yuv_of(clip.shadow.colour))
        opacity = placed.opacity * motion.opacity
        if opacity < 1:
            if cover is None:
                cover = scratch.plane(box.width, box.height)
                cover[:] = round(255 * opacity)
            else:
                cover = _dimmed(cover, opacity)
        return Layer(box, frame, cover, clip.blend, shadow, ours)

    def _coloured(
        self, n: int, placed: Placement, box: Box, scratch: Scratch, below: Frame | None
    ) -> tuple[Frame, bool]:
        """The picture's colours all over ``box``, and whether they may be changed."""
        if self._source is None:
            assert below is not None
            return scratch.copy(region(below, box)), True
        picture = self._retimed.frame(n, scratch)
        to_source = placed.to_source(picture.width, picture.height)
        whole = (box.width, box.height) == (picture.width, picture.height) == self._canvas
        if whole and self._before is None and _nothing_moves(to_source):
            return picture, False
        if self.clip.fit == "blur":
            return self._over_its_blur(picture, n, placed, box, scratch), True
        out = self._blank(picture, box, scratch)
        return self._sampled(picture, n, placed, box, out, scratch), True

    def _blank(self, picture: Frame, box: Box, scratch: Scratch) -> Frame:
        out = scratch.frame(box.width, box.height)
        if picture.a is None:
            return out
        return Frame(out.y, out.u, out.v, scratch.plane(box.width, box.height))

    def _sampled(
        self, picture: Frame, n: int, placed: Placement, box: Box, out: Frame, scratch: Scratch
    ) -> Frame:
        """``picture`` drawn into ``out``; stills from the level of their pyramid that is nearest in size."""
        source = self._source
        if not isinstance(source, PhotoSource):
            sample(picture, placed.to_source(picture.width, picture.height), box, out)
            return out
        whole = self._level(0)
        level, further = levels(max(shrinkage(placed.to_source(whole.width, whole.height))))
        picture = self._level(level)
        sample(picture, placed.to_source(picture.width, picture.height), box, out)
        if further > 0:
            import cv2

            small = self._level(level + 1)
            more = self._blank(small, box, scratch)
            sample(small, placed.to_source(small.width, small.height), box, more)
            pairs = [(out.y, more.y), (out.u, more.u), (out.v, more.v)]
            if out.a is not None and more.a is not None:
                pairs.append((out.a, more.a))
            for mine, theirs in pairs:
                cv2.addWeighted(mine, 1 - further, theirs, further, 0, dst=mine)
        return out

    def _level(self, index: int) -> Frame:
        """A level of a still's pyramid, its unmoving colour effects applied once and for all."""
        assert isinstance(self._source, PhotoSource)
        level = self._source.level(index)
        if self._before is None:
            return level
        if index not in self._graded:
            graded = level.copy()
            self._before.apply(graded, 0)
            self._graded[index] = graded
        return self._graded[index]

    def _over_its_blur(self, picture: Frame, n: int, placed: Placement, box: Box, scratch: Scratch) -> Frame:
        """The picture contained in the middle of its own wide, dark blur."""
        out = scratch.frame(box.width, box.height)
        draw_backdrop(picture, placed, box, out, self._before)
        inner = contained(placed, picture.width, picture.height)
        sharp = self._blank(picture, box, scratch)
        self._sampled(picture, n, inner, box, sharp, scratch)
        cover = scratch.plane(box.width, box.height)
        outline(inner, box, 0.0, 0.0, cover, None)
        lay(Layer(Box(0, 0, box.width, box.height), sharp, _both(sharp.a, cover)), out)
        return out

    def _shaped(
        self, n: int, placed: Placement, box: Box, scratch: Scratch, frame: Frame, cover: Plane | None
    ) -> Plane | None:
        """``cover`` cut to the clip's outline and mask; the border is painted on ``frame``."""
        clip = self.clip
        if clip.border is not None or clip.corner or not placed.fills(box):
            edge = scratch.plane(box.width, box.height)
            line = None if clip.border is None else scratch.plane(box.width, box.height)
            width = 0.0 if clip.border is None else clip.border.width * self._canvas[1]
            outline(placed, box, clip.corner, width, edge, line)
            if clip.border is not None and line is not None:
                paint(frame, yuv_of(clip.border.colour), line)
                if cover is not None:  # the line is there, whatever the picture lets through
                    cover = np.maximum(cover, line)
            cover = _both(cover, edge)
        if clip.mask is not None:
            through = scratch.plane(box.width, box.height)
            mask_cover(clip.mask, n, placed, box, self._mask_picture(), through)
            cover = _both(cover, through)
        return cover

    def _mask_picture(self) -> Plane | None:
        mask = self.clip.mask
        if mask is None or mask.shape != "file":
            return None
        if self._mask is None:
            source = PhotoSource(Path(mask.path), _LARGEST_MASK, _LARGEST_MASK, "own")
            picture = source.frame(0)
            light = np.clip((picture.y.astype(np.float32) - 16) * np.float32(255 / 219) + 0.5, 0, 255)
            self._mask = light.astype(np.uint8)
            if picture.a is not None:
                self._mask = _both(picture.a, self._mask)
        return self._mask

    def _opened(self, timeline: Timeline, open_source: OpenSource) -> Source:
        clip, rate = self.clip, timeline.frame_rate
        media = clip.media
        width, height = needed_size(clip, self._area)
        shape: Shape = "within" if clip.fit == "contain" and clip.ken_burns is None else "covering"
        if clip.fit == "none":
            shape = "own"
        if media.kind == "timeline":
            from reelwright.compose.nested import NestedSource

            if media.timeline is None:
                from reelwright.timeline.identity import identity

                identity(media)  # raises: it has not been read
            assert media.timeline is not None
            return NestedSource(media.timeline, width, height, rate, shape, open_source)
        if self._barred:
            return open_source(media, *self._canvas, rate)
        if media.kind in ("colour", "previs"):  # drawn at any size
            k = min(1.0, self._canvas[0] / self._area.width, self._canvas[1] / self._area.height)
            return open_source(media, _even(self._area.width * k), _even(self._area.height * k), rate)
        return open_source(media, width, height, rate, shape)

    def _never_changes(self) -> bool:
        """True when the layer is the same at every frame, so that it is drawn once."""
        clip = self.clip
        transform = clip.transform
        unmoving = transform is None or not any(
            isinstance(getattr(transform, name), tuple) for name in type(transform).model_fields
        )
        mask = clip.mask
        fixed = mask is None or not any(
            isinstance(part, tuple) for part in (mask.x, mask.y, mask.width, mask.height)
        )
        return (
            (isinstance(self._source, PhotoSource) or clip.media.kind == "colour")
            and clip.ken_burns is None
            and unmoving
            and fixed
            and all(map(still, clip.effects))
            and not clip.plain
        )


def _even(value: float) -> int:
    return max(2, 2 * ceil(value / 2 - 1e-6))


def _nothing_moves(affine: tuple[float, ...]) -> bool:
    return all(abs(a - b) < 1e-6 for a, b in zip(affine, (1, 0, 0, 0, 1, 0), strict=True))


def _both(one: Plane | None, other: Plane) -> Plane:
    if one is None:
        return other
    import cv2

    return np.asarray(cv2.multiply(one, other, scale=1 / 255), np.uint8)


def _dimmed(cover: Plane, opacity: float) -> Plane:
    import cv2

    return cover if opacity >= 1 else np.asarray(cv2.convertScaleAbs(cover, alpha=opacity), np.uint8)


def _in_bars(layer: Layer, width: int, height: int) -> Layer:
    whole = Frame.black(width, height)
    lay(layer, whole)
    return Layer(Box(0, 0, width, height), whole, ours=True)


def _own(layer: Layer) -> Layer:
    """``layer`` in memory of its own."""
    shadow = None if layer.shadow is None else Cast(layer.shadow.cover.copy(), layer.shadow.colour)
    frame = Frame(layer.frame.y.copy(), layer.frame.u.copy(), layer.frame.v.copy())
    return Layer(layer.box, frame, None if layer.cover is None else layer.cover.copy(), layer.blend, shadow)
