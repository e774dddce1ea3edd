"""How texts come and go: the pose of a text at each of its frames."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reelwright.compose.card import RISE
from reelwright.timeline import TextItem, TextMotion, eased
from reelwright.timing import FrameRate

__all__ = ["REST", "REVEALS", "Pose", "motions_of", "pose_at", "still_frame"]

_SECONDS: Final = {
    "none": Fraction(0), "fade": Fraction(2, 5), "rise": Fraction(1, 2), "scale": Fraction(1, 2),
    "blur": Fraction(3, 5), "slide_left": Fraction(3, 5), "slide_right": Fraction(3, 5),
    "slide_up": Fraction(3, 5), "slide_down": Fraction(3, 5),
}  # fmt: skip
_LETTER: Final = Fraction(1, 22)
_WORD: Final = Fraction(1, 7)
_CAPTION: Final = Fraction(1, 10)
_TRAVEL: Final = 0.125  # of the canvas, how far a slide goes
_SMALL: Final = 0.84
_BLUR: Final = 0.2  # of an em
REVEALS: Final = ("typewriter", "words")

_DIRECTION: Final = {
    "slide_left": (-1, 0), "slide_right": (1, 0), "slide_up": (0, -1), "slide_down": (0, 1)
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pose:
    """How text stands.

    ``opacity`` is that of the letters, ``ground`` that of what lies below them, both 0..1. ``across`` and
    ``down`` are how far it is from its place, in shares of the canvas width and height; ``scale`` multiplies
    its size; ``blur`` is the standard deviation in ems. ``shown`` 0..1 is how much of it has been revealed,
    by the ``unit`` of letters or words; None is all of it.
    """

    opacity: float = 1.0
    ground: float = 1.0
    across: float = 0.0
    down: float = 0.0
    scale: float = 1.0
    blur: float = 0.0
    shown: float | None = None
    unit: str = ""


REST: Final = Pose()


def motions_of(item: TextItem) -> tuple[TextMotion, TextMotion]:
    """How ``item`` comes and goes: its own way, or its style's."""
    quiet = TextMotion(kind="fade")
    enter = TextMotion(kind="rise") if item.style != "caption" else quiet
    return item.enter or enter, item.leave or quiet


def _lengths(item: TextItem, rate: FrameRate, letters: int, words: int) -> tuple[int, int]:
    """Frames of the entrance and the exit, shortened in proportion for texts too short to hold them."""
    wanted = []
    for motion in motions_of(item):
        if motion.kind == "none":
            frames = 0
        elif motion.frames is not None:
            frames = motion.frames
        elif motion.kind == "typewriter":
            frames = max(1, rate.frames(_LETTER * max(letters, 1)))
        elif motion.kind == "words":
            frames = max(1, rate.frames(_WORD * (words + 1)))
        elif item.style == "caption" and motion.kind == "fade":
            frames = rate.frames(_CAPTION)
        else:
            frames = rate.frames(_SECONDS[motion.kind])
        wanted.append(frames)
    enter, leave = wanted
    room = item.length * 2 // 3
    if enter + leave > room:
        enter, leave = room * enter // (enter + leave), room * leave // (enter + leave)
    return enter, leave


def still_frame(item: TextItem, rate: FrameRate, letters: int = 0, words: int = 0) -> int:
    """The first frame, counted from the item's start, at which ``item`` is all there."""
    return min(_lengths(item, rate, letters, words)[0], item.length - 1)


def pose_at(item: TextItem, k: int, rate: FrameRate, letters: int = 0, words: int = 0) -> Pose:
    """The pose of ``item`` at its frame ``k``. A pure function of its arguments.

    ``letters`` and ``words`` are how many it has: texts that are revealed take as long as that needs.
    """
    enter, leave = _lengths(item, rate, letters, words)
    coming, going = motions_of(item)
    if k < enter:
        return _posed(coming, (k + 1) / (enter + 1), leaving=False)
    if item.length - k <= leave:
        return _posed(going, (item.length - k) / (leave + 1), leaving=True)
    return REST


def _posed(motion: TextMotion, share: float, *, leaving: bool) -> Pose:
    """The pose ``share`` of the way from away (0) to there (1)."""
    kind = motion.kind
    rest = 1 - eased(share, motion.ease)
    opacity = share * share * (3 - 2 * share) if leaving else 1 - (1 - share) ** 2
    if leaving:
        opacity *= share
    if kind in REVEALS:
        ground = min(1.0, share * 3)
        return Pose(ground=1 - (1 - ground) ** 2, shown=share, unit=kind)
    if kind == "rise":
        return Pose(opacity, opacity, down=RISE * rest)
    if kind in _DIRECTION:
        across, down = _DIRECTION[kind]
        way = _TRAVEL * rest * (1 if leaving else -1)
        return Pose(opacity, opacity, across=across * way, down=down * way)
    if kind == "scale":
        return Pose(opacity, opacity, scale=1 - (1 - _SMALL) * rest)
    if kind == "blur":
        return Pose(opacity, opacity, blur=_BLUR * rest)
    return Pose(opacity, opacity)
