"""What each mood means in music: key, mode, tempo, harmony, instruments and room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["MOODS", "Mood"]

_MAJOR: Final = (0, 2, 4, 5, 7, 9, 11)
_LYDIAN: Final = (0, 2, 4, 6, 7, 9, 11)
_MIXOLYDIAN: Final = (0, 2, 4, 5, 7, 9, 10)
_DORIAN: Final = (0, 2, 3, 5, 7, 9, 10)
_AEOLIAN: Final = (0, 2, 3, 5, 7, 8, 10)


@dataclass(frozen=True, slots=True)
class Mood:
    """A recipe for a piece.

    Attributes:
        keys: tonics to choose from, as MIDI notes in the octave of the bass.
        mode: semitones of the seven degrees above the tonic.
        tempo: beats a minute; a piece may differ by a few per cent so that it ends where the film does.
        progressions: phrases of four chords, as degrees (0 is the tonic's).
        cadence: the degree before the last tonic.
        sevenths: chords have a fourth note.
        lead: instrument of the melody; ``answer`` takes over in some phrases.
        answer: see ``lead``.
        density: notes of the melody in a bar, 1 (few) to 3 (many).
        register: MIDI note around which the melody moves.
        arpeggio: figure of broken chords, or empty.
        percussion: pattern, or empty.
        brightness: of the pads, 0 (sines) to 1.
        pad: level of the pads, 0..1.
        room: seconds for the reverberation to fall by 60 dB.
        wet: level of the reverberation.
    """

    keys: tuple[int, ...]
    mode: tuple[int, ...]
    tempo: float
    progressions: tuple[tuple[int, int, int, int], ...]
    cadence: int
    sevenths: bool
    lead: str
    answer: str
    density: int
    register: int
    arpeggio: str
    percussion: str
    brightness: float
    pad: float
    room: float
    wet: float


MOODS: Final[dict[str, Mood]] = {
    "warm": Mood(
        (41, 43, 38), _MAJOR, 72, ((0, 5, 3, 4), (0, 2, 5, 3), (0, 4, 5, 3)), 3, True,
        "felt", "pluck", 2, 72, "", "", 0.35, 0.85, 2.0, 0.5,
    ),
    "calm": Mood(
        (36, 38, 43), _MAJOR, 60, ((0, 3, 0, 3), (0, 5, 3, 0), (0, 2, 3, 0)), 3, True,
        "kalimba", "felt", 1, 74, "", "", 0.2, 1.0, 2.6, 0.7,
    ),
    "bright": Mood(
        (38, 43, 45), _MAJOR, 104, ((0, 4, 5, 3), (0, 3, 5, 4), (5, 3, 0, 4)), 4, False,
        "pluck", "felt", 3, 74, "rolling", "light", 0.5, 0.6, 1.4, 0.35,
    ),
    "epic": Mood(
        (38, 40, 36), _AEOLIAN, 84, ((0, 5, 2, 6), (0, 3, 5, 6), (5, 6, 0, 2)), 6, False,
        "felt", "bell", 2, 67, "pulse", "drums", 0.75, 1.0, 2.6, 0.6,
    ),
    "tense": Mood(
        (38, 40, 41), _AEOLIAN, 92, ((0, 0, 5, 4), (0, 3, 0, 5), (0, 5, 3, 4)), 4, False,
        "bell", "felt", 1, 69, "pulse", "", 0.45, 0.8, 1.8, 0.5,
    ),
    "dark": Mood(
        (36, 33, 38), _DORIAN, 56, ((0, 6, 0, 3), (0, 2, 6, 0), (0, 0, 3, 6)), 6, True,
        "felt", "bell", 1, 62, "", "", 0.25, 1.0, 2.6, 0.7,
    ),
    "playful": Mood(
        (41, 43, 36), _MIXOLYDIAN, 112, ((0, 3, 0, 4), (0, 5, 3, 4), (0, 1, 3, 0)), 3, False,
        "marimba", "pluck", 3, 76, "", "toys", 0.3, 0.45, 1.2, 0.3,
    ),
    "wonder": Mood(
        (38, 41, 36), _LYDIAN, 76, ((0, 1, 0, 1), (0, 5, 1, 0), (0, 2, 1, 5)), 1, True,
        "bell", "kalimba", 2, 79, "rolling", "", 0.4, 0.9, 2.6, 0.7,
    ),
}  # fmt: skip
"""The moods of storyboards."""
