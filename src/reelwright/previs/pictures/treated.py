"""A clip with changes made to it, in one fixed order: calm, clean, enlarge, recolour, relight, restyle."""

from __future__ import annotations

from collections import OrderedDict
from fractions import Fraction
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.compose.colour import frame_to_rgb, rgb_to_frame
from reelwright.compose.facts import read_facts
from reelwright.compose.frame import Frame
from reelwright.previs.pictures.cleaning import calmed, enlarged, sharpened
from reelwright.previs.pictures.grades import GRADES, main_hue, recolour
from reelwright.previs.pictures.reel import Pictures, Reel
from reelwright.previs.pictures.spec import PictureSpec
from reelwright.previs.pictures.steady import Steady
from reelwright.previs.pictures.styled import Oil, Pencil, Styled
from reelwright.previs.pictures.treatment import COLOURS
from reelwright.timing import FrameRate

__all__ = ["TreatedSource"]

Floats = npt.NDArray[np.float32]
_NOISE: Final = 9.0
_FLICKER: Final = 5.0
_KEPT: Final = 8


class TreatedSource:
    """The clip of ``spec`` as its treatments make it.

    Raises:
        MediaError: the clip cannot be read.
    """

    def __init__(self, spec: PictureSpec, width: int, height: int, rate: FrameRate) -> None:
        from pathlib import Path

        cv2.setNumThreads(1)
        self.spec, self.width, self.height, self.rate = spec, width, height, rate
        file = spec.files[0]
        names = spec.treatments
        facts, _ = read_facts(Path(file.path))
        self._inner = (width, height)
        if "upscale" in names and facts.width and facts.height:
            scale = max(Fraction(width, facts.width), Fraction(height, facts.height))
            if scale > 1:
                self._inner = (
                    max(2, 2 * round(width / scale / 2)),
                    max(2, 2 * round(height / scale / 2)),
                )
        self._reel = Reel(file, *self._inner, rate)
        self.length: int | None = None if spec.loop else self._reel.length
        self._steady = Steady(file) if "stabilise" in names else None
        self._clock = Pictures(file, 16, 16) if self._steady is not None else None
        self._raw: OrderedDict[int, Frame] = OrderedDict()
        self._styles: list[Styled | Pencil | Oil] = []
        self._hues: dict[str, float | None] = {}
        for name in names:
            kind, _, detail = name.partition(":")
            if kind == "look":
                self._styles.append(Styled(detail, width, height, spec.seed))
            elif kind == "pencil":
                self._styles.append(Pencil(width, height, spec.seed))
            elif kind == "oil":
                self._styles.append(Oil(width, height, spec.seed))
            elif kind == "recolour":
                self._hues[name] = self._hue(detail.partition(">")[0])

    def _hue(self, source: str) -> float | None:
        if source == "auto":
            return main_hue(frame_to_rgb(self._reel.frame(0)).astype(np.float32) / np.float32(255))
        hue, saturation, _ = COLOURS[source]
        return None if saturation < 0.1 else hue

    def _input(self, n: int) -> Frame:
        """Frame ``n`` of the clip, held calm if that is asked for."""
        n = min(max(n, 0), self._reel.length - 1)
        if n not in self._raw:
            frame = self._reel.frame(n)
            if self._steady is not None and self._clock is not None:
                moment = Fraction(n) / self.rate.value + self.rate.seconds(1) / 8
                frame = self._steady.settle(frame, self._clock.at(moment))
            self._raw[n] = frame
            while len(self._raw) > _KEPT:
                self._raw.popitem(last=False)
        self._raw.move_to_end(n)
        return self._raw[n]

    def frame(self, n: int) -> Frame:
        """Frame ``n``, counted from 0; the last one past the end."""
        names = self.spec.treatments
        if "denoise" in names:
            frame = calmed([self._input(n + k) for k in (-2, -1, 0, 1, 2)], 2, _NOISE, soften=True)
        elif any(style.drawn for style in self._styles):
            frame = calmed([self._input(n + k) for k in (-2, -1, 0, 1, 2)], 2, _FLICKER, soften=False)
        else:
            frame = self._input(n).copy()
        if self._inner != (self.width, self.height):
            frame = enlarged(frame, self.width, self.height)
        if "sharpen" in names:
            frame = sharpened(frame, 0.9, 1.1)
        if not (self._styles or self._hues or any(name in GRADES for name in names)):
            return frame
        plain = frame_to_rgb(frame).astype(np.float32) / np.float32(255)
        rgb: Floats = plain
        for name in names:
            if name in self._hues:
                rgb = recolour(rgb, self._hues[name], name.rpartition(">")[2])
            elif name in GRADES:
                rgb = GRADES[name](rgb)
        for style in self._styles:
            rgb = style.apply(np.clip(rgb, 0, 1).astype(np.float32), n)
        if self.spec.strength < 1:
            rgb = np.asarray(plain + (rgb - plain) * np.float32(self.spec.strength), np.float32)
        return rgb_to_frame((np.clip(rgb, 0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8))

    def close(self) -> None:
        """Close the clip."""
        self._reel.close()
        if self._clock is not None:
            self._clock.close()
        self._raw.clear()
