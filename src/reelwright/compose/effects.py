"""A clip's chain of effects: neighbouring colour effects become one table, the others work on the planes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reelwright.compose.fit import Box
from reelwright.compose.focus import blur, denoise, sharpen
from reelwright.compose.frame import Frame
from reelwright.compose.grading import apply_table, bake, grade_at
from reelwright.compose.placement import Placement
from reelwright.compose.texture import grain, vignette
from reelwright.timeline import Adjust, Blur, Denoise, Effect, Grain, Lut, Sharpen, Vignette, Wheels, value_at

__all__ = ["Chain", "still"]


@dataclass(frozen=True, slots=True)
class _Colours:
    effects: tuple[Lut | Wheels | Adjust, ...]

    def apply(self, frame: Frame, n: int) -> None:
        apply_table(frame, bake(grade_at(self.effects, n)))


class Chain:
    """``effects`` in order, for canvases of ``height`` rows.

    Raises:
        MediaError: on use, a LUT that cannot be read.
    """

    def __init__(self, effects: Sequence[Effect], height: int) -> None:
        self._height = height
        self._steps: list[Any] = []
        for effect in effects:
            if not isinstance(effect, Lut | Wheels | Adjust):
                self._steps.append(effect)
            elif self._steps and isinstance(self._steps[-1], _Colours):
                self._steps[-1] = _Colours((*self._steps[-1].effects, effect))
            else:
                self._steps.append(_Colours((effect,)))

    def __bool__(self) -> bool:
        return bool(self._steps)

    def take_colours(self) -> _Colours | None:
        """Take the first step out when it only changes colours and never moves: it may be done beforehand."""
        if self._steps and isinstance(self._steps[0], _Colours) and all(map(still, self._steps[0].effects)):
            first: _Colours = self._steps.pop(0)
            return first
        return None

    def apply(self, frame: Frame, n: int, placed: Placement, box: Box) -> None:
        """Change ``frame``, which lies in ``box`` of the canvas, in place; ``n`` is the clip's own frame."""
        for step in self._steps:
            if isinstance(step, _Colours):
                step.apply(frame, n)
            elif isinstance(step, Vignette):
                vignette(frame, value_at(step.amount, n), step.size, placed, box)
            elif isinstance(step, Grain):
                grain(frame, value_at(step.amount, n), step.seed, n, self._height)
            elif isinstance(step, Blur):
                blur(frame, value_at(step.radius, n) * self._height)
            elif isinstance(step, Sharpen):
                sharpen(frame, value_at(step.amount, n), step.radius * self._height)
            elif isinstance(step, Denoise):
                denoise(frame, value_at(step.strength, n))


def still(effect: Effect) -> bool:
    """True when the effect does the same at every frame."""
    return not isinstance(effect, Grain) and not any(
        isinstance(getattr(effect, name), tuple) and name not in ("lift", "gamma", "gain")
        for name in type(effect).model_fields
    )
