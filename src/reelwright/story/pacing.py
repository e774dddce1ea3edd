"""How a film's time is shared among its shots: exact seconds when planning, whole frames when rendering."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from reelwright.errors import OptionError
from reelwright.timing import FrameRate

__all__ = ["frame_lengths", "share"]


def frame_lengths(durations: Sequence[Fraction], rate: FrameRate) -> tuple[int, ...]:
    """Whole frames for every duration (seconds), each at least 1, that sum to the rounded total.

    The *edges* between shots are rounded, not the lengths, so that no error adds up.

    Raises:
        OptionError: ``too-many-shots``, fewer frames than shots.
    """
    total, count = rate.frames(sum(durations, Fraction(0))), len(durations)
    if total < count:
        raise _too_many(count, total, rate)
    lengths: list[int] = []
    edge, passed = 0, Fraction(0)
    for index, duration in enumerate(durations):
        passed += duration
        # Not before one frame has been given to this shot, nor so late that the rest would have none.
        end = min(max(rate.frames(passed), edge + 1), total - (count - index - 1))
        lengths.append(end - edge)
        edge = end
    return tuple(lengths)


def share(total: Fraction, weights: Sequence[float], rate: FrameRate) -> list[Fraction]:
    """Split ``total`` seconds by weights into round lengths that sum to it exactly.

    Lengths are multiples of half a second where there is room, else of one frame; the last shot takes what is
    left over.

    Raises:
        OptionError: ``too-many-shots``, fewer frames than shots.
    """
    count = len(weights)
    frames = rate.frames(total)
    if frames < count:
        raise _too_many(count, frames, rate)
    if count == 1:
        return [total]
    for unit in (Fraction(1, 2), 1 / rate.value):
        units = total // unit
        if units >= (3 * count if unit == Fraction(1, 2) else count):
            parts = _apportion(int(units), weights)
            lengths = [part * unit for part in parts]
            lengths[-1] += total - sum(lengths, Fraction(0))
            return lengths
    return [total / count] * count


def _apportion(units: int, weights: Sequence[float]) -> list[int]:
    """Whole units by largest remainder, at least one each."""
    spare = units - len(weights)
    exact = [spare * weight / sum(weights) for weight in weights]
    parts = [1 + int(value) for value in exact]
    rest = units - sum(parts)
    order = sorted(range(len(weights)), key=lambda i: (int(exact[i]) - exact[i], i))
    for index in order[:rest]:
        parts[index] += 1
    return parts


def _too_many(count: int, frames: int, rate: FrameRate) -> OptionError:
    return OptionError(
        f"{count} shots do not fit into {frames} frame{'s' * (frames != 1)} at {rate} frames a second.",
        code="too-many-shots",
        hint=f"Ask for at most {max(frames, 1)} shot{'s' * (frames > 1)}, or for a longer film.",
        shots=count,
        frames=frames,
    )
