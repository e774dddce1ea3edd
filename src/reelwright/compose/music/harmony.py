"""Chords of a mode, and voicings in which each voice moves as little as it can."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, combinations_with_replacement, pairwise

__all__ = ["chord", "nearest", "scale_notes", "voicing"]

_VOICES = 4


def chord(mode: Sequence[int], tonic: int, degree: int, *, seventh: bool) -> tuple[int, ...]:
    """Pitch classes of the chord in thirds on ``degree``, its root first."""
    steps = (0, 2, 4, 6) if seventh else (0, 2, 4)
    return tuple((tonic + mode[(degree + step) % 7]) % 12 for step in steps)


def scale_notes(mode: Sequence[int], tonic: int, low: int, high: int) -> list[int]:
    """The mode's MIDI notes from ``low`` to ``high``, ascending, without the steps that clash with a third.

    Leaving out the fourth of a major mode and the sixth of a minor one (the "avoid notes") makes every melody
    consonant with every chord of the mode.
    """
    avoid = {(tonic + mode[3]) % 12} if mode[2] == 4 and mode[3] == 5 else set()
    if mode[5] == 8:
        avoid = {(tonic + 8) % 12}
    allowed = {(tonic + step) % 12 for step in mode} - avoid
    return [note for note in range(low, high + 1) if note % 12 in allowed]


def nearest(notes: Sequence[int], to: float) -> int:
    """The note closest to ``to``; of two, the lower."""
    return min(notes, key=lambda note: (abs(note - to), note))


def voicing(classes: Sequence[int], before: Sequence[int] | None, low: int, high: int) -> tuple[int, ...]:
    """Four notes, ascending, that sound the chord and lie closest to ``before``.

    Every class is heard, neighbours are at least a minor third apart in the lowest pair and a tone above it,
    no gap is wider than a tenth and no two notes grate a minor ninth apart. Without ``before`` the voicing
    lies around the middle.
    """
    pool = [note for note in range(low, high + 1) if note % 12 in classes]
    middle = (low + high) / 2
    target: Sequence[float] = before or [middle - 9, middle - 3, middle + 3, middle + 9]
    best: tuple[float, tuple[int, ...]] | None = None
    for notes in combinations_with_replacement(pool, _VOICES):
        gaps = [b - a for a, b in pairwise(notes)]
        if min(gaps) < 2 or gaps[0] < 3 or max(gaps) > 16:
            continue
        if any(b - a == 13 for a, b in combinations(notes, 2)):
            continue
        if {note % 12 for note in notes} != set(classes):
            continue
        moved = sum(abs(a - b) for a, b in zip(notes, target, strict=True))
        cost = moved + 0.3 * abs(sum(notes) / _VOICES - middle)
        if best is None or (cost, notes) < best:
            best = (cost, notes)
    if best is None:
        raise ValueError("no voicing fits between the lowest and the highest note")
    return best[1]
