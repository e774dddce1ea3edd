"""How large a picture is: aspect ratio, resolution and quality turned into even pixels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, cast, get_args

from reelwright.errors import OptionError

__all__ = ["QUALITIES", "RATIOS", "RESOLUTIONS", "Canvas", "Quality", "check_quality", "solve_canvas"]

Quality = Literal["draft", "preview", "final"]
QUALITIES: Final[tuple[str, ...]] = get_args(Quality)

RATIOS: Final = {
    "16:9": Fraction(16, 9),
    "9:16": Fraction(9, 16),
    "1:1": Fraction(1),
    "4:5": Fraction(4, 5),
    "21:9": Fraction(21, 9),
}
RESOLUTIONS: Final = {"480p": 480, "720p": 720, "1080p": 1080, "2160p": 2160}
_OF_QUALITY: Final = {"draft": "480p", "preview": "720p", "final": "1080p"}
_SMALLEST, _LARGEST = 16, 7680


@dataclass(frozen=True, slots=True)
class Canvas:
    """The picture's size in pixels, both even. ``note`` says what was rounded, or is empty."""

    width: int
    height: int
    note: str = ""


def check_quality(name: str) -> Quality:
    """``name`` as a quality. Raises OptionError for an unknown one."""
    if name in QUALITIES:
        return cast(Quality, name)
    raise OptionError(
        f"There is no quality “{name}”.", code="unknown-quality", hint="Use draft, preview or final."
    )


def _ratio(text: str) -> Fraction:
    if text in RATIOS:
        return RATIOS[text]
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,3})?):(\d{1,3}(?:\.\d{1,3})?)", text)
    if match and Fraction(match[1]) and Fraction(match[2]):
        ratio = Fraction(match[1]) / Fraction(match[2])
        if Fraction(1, 4) <= ratio <= 4:
            return ratio
    raise OptionError(
        f"“{text}” is not an aspect ratio that can be made.",
        code="bad-ratio",
        hint=f"Use {', '.join(RATIOS)}, or another W:H between 1:4 and 4:1.",
    )


def _even(value: Fraction) -> int:
    return max(2, 2 * round(value / 2))


def solve_canvas(ratio: str = "16:9", resolution: str | None = None, quality: Quality = "preview") -> Canvas:
    """The canvas for a ratio and a resolution.

    Args:
        ratio: ``16:9``, ``9:16``, ``1:1``, ``4:5``, ``21:9`` or any ``W:H`` from 1:4 to 4:1.
        resolution: ``480p`` .. ``2160p`` names the short side; ``WxH`` gives both sides and overrides
            ``ratio``. None takes the quality's own: draft 480p, preview 720p, final 1080p.
        quality: which default resolution applies.

    Raises:
        OptionError: unknown ratio or resolution, or out of range.
    """
    exact = re.fullmatch(r"(\d{1,5})\s*[xX×]\s*(\d{1,5})", resolution or "")
    if exact:
        width, height = int(exact[1]), int(exact[2])
        if not (_SMALLEST <= width <= _LARGEST and _SMALLEST <= height <= _LARGEST):
            raise OptionError(
                f"A picture of {width}x{height} cannot be made.",
                code="bad-resolution",
                hint=f"Each side must be between {_SMALLEST} and {_LARGEST} pixels.",
            )
        even = width + width % 2, height + height % 2
        note = (
            ""
            if even == (width, height)
            else f"{width}x{height} became {even[0]}x{even[1]}: H.264 needs even sides."
        )
        return Canvas(*even, note)
    value = _ratio(ratio)
    name = resolution or _OF_QUALITY[quality]
    short = RESOLUTIONS.get(name.lower())
    if short is None:
        raise OptionError(
            f"There is no resolution “{resolution}”.",
            code="bad-resolution",
            hint=f"Use {', '.join(RESOLUTIONS)}, or WIDTHxHEIGHT.",
        )
    if value >= 1:
        return Canvas(_even(short * value), short)
    return Canvas(short, _even(short / value))
