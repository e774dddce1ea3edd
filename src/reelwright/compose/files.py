"""Pictures from video files: frame ``n`` is exactly what a player shows ``n`` frames into the file."""

from __future__ import annotations

import bisect
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from reelwright.compose.canvas import Canvas
from reelwright.compose.facts import bad_media, read_facts
from reelwright.compose.fit import Shape, shaped_size
from reelwright.compose.frame import Frame
from reelwright.timing import FrameRate

if TYPE_CHECKING:
    from reelwright.compose.animation import AnimationDecoder
    from reelwright.compose.decoder import Decoder

__all__ = ["FileSource"]


class FileSource:
    """A video or still file as a source of one size and rate.

    Pictures are chosen by their time stamps, so that files of variable or another rate keep their speed; they
    are turned upright, fitted inside the size with black bars, and converted to BT.709 limited range. Frames
    past the end show the last picture. Reading in order decodes every picture once; any other order seeks to
    the key picture before and gives the same bytes. With another ``shape`` than barred the whole picture
    comes in its own shape, ``width`` x ``height`` large.

    Args:
        path: the file.
        width: even.
        height: even.
        rate: frames a second that are asked for.
        shape: see :data:`reelwright.compose.fit.Shape`.
        alpha: give frames the file's transparency; otherwise it lies over black.
        hdr: ``auto`` compresses PQ and HLG into the range of SDR, ``clip`` cuts off what is brighter.
        interlaced: ``auto`` shows interlaced pictures field by field: at twice their rate both fields are
            seen, at their own rate the first. ``off`` shows them woven.

    Raises:
        MediaError: the file is missing, empty, cut off, damaged, or holds no pictures.
    """

    def __init__(
        self,
        path: Path | str,
        width: int,
        height: int,
        rate: FrameRate,
        shape: Shape = "barred",
        *,
        alpha: bool = False,
        hdr: Literal["auto", "clip"] = "auto",
        interlaced: Literal["auto", "off"] = "auto",
    ) -> None:
        self.path = Path(path)
        self.rate = rate
        self.length: int | None = None
        facts, times = read_facts(self.path)
        if facts.kind == "audio":
            raise bad_media(
                self.path, "holds sound but no pictures", "Use it as audio, or name a video file."
            )
        self.facts = facts
        self.natural = (facts.width, facts.height)
        width, height = shaped_size(self.natural, width, height, shape)
        self.width, self.height = width, height
        self._still: Frame | None = None
        self._decoder: Decoder | AnimationDecoder | None = None
        if times is None:
            from reelwright.compose.still import load_still

            self._still = load_still(self.path, width, height)
            return
        self.length = max(1, rate.frames(times.duration))
        self._seconds = [(stamp - times.stamps[0]) * times.tick for stamp in times.stamps]
        self._end = times.duration
        # Containers round times to their tick (1 ms in Matroska): a picture a tick late is on time.
        self._slack = min(times.tick, rate.seconds(1) / 4)
        self._decoder = _decoder(facts.codec == "webp", self.path, times, alpha)
        self._splits = interlaced == "auto" and facts.interlaced
        self._canvas = Canvas(width, height, bars=shape == "barred", alpha=alpha, clip=hdr == "clip")
        if facts.hdr == "pq":
            self._canvas.measure(self._decoder.picture(0))
        self._shown: tuple[tuple[int, bool], Frame] | None = None

    def frame(self, n: int) -> Frame:
        """Frame ``n`` at the source's rate; before the first and past the last, those."""
        if self._still is not None:
            return self._still
        moment = self.rate.seconds(max(n, 0)) + self._slack
        index = max(bisect.bisect_right(self._seconds, moment) - 1, 0)
        second = self._splits and self._is_late(index, moment)
        if self._shown is None or self._shown[0] != (index, second):
            picture = self._picture(index, second)
            aspect = Fraction(self.facts.width, self.facts.height)
            quarters = (360 - self.facts.rotation) // 90 % 4
            self._shown = (index, second), self._canvas.place(picture, aspect, quarters)
        return self._shown[1]

    def _is_late(self, index: int, moment: Fraction) -> bool:
        """Whether the second field of picture ``index`` is shown at ``moment``."""
        start = self._seconds[index]
        end = self._seconds[index + 1] if index + 1 < len(self._seconds) else self._end
        return moment >= (start + end) / 2

    def _picture(self, index: int, second: bool) -> Any:
        decoder = self._decoder
        assert decoder is not None
        if not self._splits or not decoder.picture(index).interlaced_frame:
            return decoder.picture(index)
        from reelwright.compose.fields import one_field, top_comes_first

        before = decoder.picture(max(index - 1, 0))
        picture = decoder.picture(index)
        after = decoder.picture(min(index + 1, len(self._seconds) - 1))
        first_is_top = top_comes_first(decoder.field_order, picture.height)
        return one_field(before, picture, after, top=first_is_top != second, second=second)

    def close(self) -> None:
        """Close the file."""
        if self._decoder is not None:
            self._decoder.close()
        self._shown = self._still = None


def _decoder(by_pages: bool, path: Path, times: Any, alpha: bool) -> Decoder | AnimationDecoder:
    if by_pages:
        from reelwright.compose.animation import AnimationDecoder

        return AnimationDecoder(path)
    from reelwright.compose.decoder import Decoder

    return Decoder(path, times, alpha=alpha)
