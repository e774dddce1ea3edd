"""The composer: a mood, a seed and a length become notes.

Form: phrases of four chords. A phrase's melody is A A' B C: a motif, its repetition over the next chord, an
answer with the contour turned over, and a close of two long notes. Layers enter phrase by phrase and thin out
now and then. The tempo gives a few per cent so that the cadence falls where it should: the last tonic is
struck a few seconds before the end and rings out over it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from reelwright.compose.music.harmony import chord, nearest, scale_notes, voicing
from reelwright.compose.music.moods import MOODS, Mood

__all__ = ["Note", "Score", "compose"]

_PAD_LEVEL: Final = 0.105
_PAD_LOW: Final = 50
_PAD_HIGH: Final = 76
_SHORTEST_FORM: Final = 1.6  # seconds below which there is one chord only
_RHYTHMS: Final = {
    1: ((0.0, 1.5), (0.0, 3.0), (1.0, 2.0), (0.0, 2.5)),
    2: ((0.0, 1.0, 1.5, 3.0), (0.0, 0.5, 2.0), (0.0, 1.5, 2.0, 3.0), (0.5, 1.0, 2.0, 3.5)),
    3: ((0.0, 0.5, 1.5, 2.0, 3.0, 3.5), (0.0, 1.0, 1.5, 2.5, 3.0), (0.0, 0.75, 1.5, 2.0, 2.75, 3.5)),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One sound: ``start`` and ``length`` in seconds, MIDI ``pitch``, ``level`` 0..1, ``pan`` -1..1."""

    start: float
    length: float
    voice: str
    pitch: int
    level: float
    pan: float = 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """Notes in order of their start, the piece's length and when its last chord is struck, in seconds."""

    notes: tuple[Note, ...]
    seconds: float
    last_chord: float


def compose(name: str, seed: int, seconds: float) -> Score:
    """The piece of mood ``name`` for ``seed`` that lasts ``seconds``."""
    return _Composer(MOODS[name], random.Random(f"{name}:{seed}"), seconds).write()


class _Composer:
    def __init__(self, mood: Mood, dice: random.Random, seconds: float) -> None:
        self.mood, self.dice, self.seconds = mood, dice, seconds
        self.tonic = dice.choice(mood.keys)
        self.progression = dice.choice(mood.progressions)
        self.other = dice.choice(mood.progressions)
        self.contour = [dice.choice((-2, -1, -1, 1, 1, 2)) for _ in range(8)]
        self.rhythms = dice.sample(_RHYTHMS[mood.density], 2)
        self.notes: list[Note] = []
        self.held: dict[int, tuple[float, float]] = {}

    def write(self) -> Score:
        if self.seconds < _SHORTEST_FORM:
            self._close(0.0, None)
            return self._score(0.0)
        ring = min(4.0, max(0.9, 0.3 * self.seconds))
        body = self.seconds - ring
        beat = 60 / self.mood.tempo
        beats = 4 if body >= 10 * beat else 2
        count = max(1, round(body / (beats * beat)))
        length = body / count
        before: tuple[int, ...] | None = None
        for i in range(count):
            degree = self._degree(i, count)
            classes = chord(self.mood.mode, self.tonic, degree, seventh=self.mood.sevenths)
            voices = voicing(classes, before, _PAD_LOW, _PAD_HIGH)
            self._bar(i, count, i * length, length, beats, classes, voices)
            before = voices
        self._hold(set(), body, length)
        self._close(body, before)
        return self._score(body)

    def _score(self, last: float) -> Score:
        ordered = sorted(self.notes, key=lambda note: (note.start, note.voice, note.pitch))
        return Score(tuple(note for note in ordered if note.start < self.seconds), self.seconds, last)

    def _degree(self, i: int, count: int) -> int:
        if i == count - 1:
            return self.mood.cadence if count > 1 else self.progression[0]
        phrase = i // 4
        return (self.other if phrase % 4 == 2 else self.progression)[i % 4]

    def _bar(
        self, i: int, count: int, at: float, length: float, beats: int,
        classes: tuple[int, ...], voices: tuple[int, ...],
    ) -> None:  # fmt: skip
        mood, phrase, beat = self.mood, i // 4, length / beats
        small = count <= 6
        thin = not small and (phrase % 4 == 3 or i >= count - 1)
        self._hold(set(voices), at, length)
        if small or i >= 2:
            self._bass(at, length, classes[0], lively=bool(mood.percussion) and not thin)
        if small or i >= 1:
            self._melody(i, phrase, at, beat, beats, classes, thin)
        if mood.arpeggio and not thin and (small or phrase >= 1 or i >= 2):
            self._arpeggio(at, beat, beats, voices)
        if mood.percussion and not thin and (i >= 1 if small else phrase >= 1):
            self._percussion(at, beat, beats, last=i == count - 1)

    def _hold(self, wanted: set[int], at: float, length: float) -> None:
        """Pads: common notes of two chords go on sounding; the others end and begin."""
        for pitch in sorted(set(self.held) - wanted):
            start, _ = self.held.pop(pitch)
            self._pad(pitch, start, at - start)
        for pitch in sorted(wanted):
            if pitch in self.held and at - self.held[pitch][0] > 1.5 * length:
                start, _ = self.held.pop(pitch)
                self._pad(pitch, start, at - start)
            self.held.setdefault(pitch, (at, length))

    def _pad(self, pitch: int, start: float, length: float) -> None:
        level = _PAD_LEVEL * self.mood.pad * (1 - 0.012 * max(0, pitch - 60))
        self.notes.append(Note(start, length, "pad", pitch, level, (pitch % 5 - 2) * 0.15))

    def _bass(self, at: float, length: float, root: int, *, lively: bool) -> None:
        pitch = next(note for note in range(33, 45) if note % 12 == root)
        self.notes.append(Note(at, length, "bass", pitch, 0.24 if lively else 0.36))
        if lively:
            self.notes.append(Note(at + length * 0.625, length * 0.375, "bass", pitch, 0.16))

    def _melody(
        self, i: int, phrase: int, at: float, beat: float, beats: int, classes: tuple[int, ...], thin: bool
    ) -> None:
        mood, role = self.mood, i % 4
        answering = phrase % 4 == 2
        register = mood.register - (5 if answering else 0)
        notes = scale_notes(mood.mode, self.tonic, register - 10, register + 12)
        strong = [note for note in notes if note % 12 in classes] or notes
        rhythm = (0.0, 2.0) if role == 3 or thin else self.rhythms[1 if role == 2 else 0]
        turn = -1 if role == 2 or phrase % 4 == 1 else 1
        where = nearest(notes, register + (2 if role in (1, 2) else 0))
        index = notes.index(where)
        for k, offset in enumerate(rhythm):
            if offset >= beats:
                break
            step = turn * self.contour[(k + phrase) % len(self.contour)] if k else 0
            index = min(len(notes) - 1, max(0, index + step))
            pitch = nearest(strong, notes[index]) if offset % 1 == 0 else notes[index]
            index = notes.index(pitch)
            level = (0.34 if offset == 0 else 0.27) * self.dice.uniform(0.85, 1.05)
            start = at + offset * beat + (self.dice.uniform(0, 0.012) if at or offset else 0.0)
            voice = mood.answer if answering else mood.lead
            self.notes.append(Note(start, 2 * beat, voice, pitch, level, 0.12 if answering else -0.08))

    def _arpeggio(self, at: float, beat: float, beats: int, voices: tuple[int, ...]) -> None:
        for k in range(2 * beats):
            accent = 1.0 if k % 4 == 0 else 0.72
            if self.mood.arpeggio == "pulse":
                pitch, voice, level = voices[0] - (0 if k % 4 else 12), "mute", 0.5
            else:
                pitch, voice, level = voices[(0, 2, 1, 3, 2, 3, 1, 2)[k % 8]] + 12, "pluck", 0.2
            pan = 0.4 if k % 2 else -0.4
            start = at + k * beat / 2 + self.dice.uniform(0, 0.006)
            self.notes.append(Note(start, beat, voice, pitch, level * accent, pan))

    def _percussion(self, at: float, beat: float, beats: int, *, last: bool) -> None:
        hits: dict[str, tuple[tuple[str, float, float, float], ...]] = {
            "light": (
                ("kick", 0, 0.3, 0), ("kick", 2, 0.24, 0), ("brush", 1, 0.1, 0.15), ("brush", 3, 0.1, 0.15),
                *(("shaker", k / 2, 0.05 if k % 2 else 0.028, -0.3) for k in range(8)),
            ),
            "drums": (
                ("drum", 0, 0.5, -0.1), ("drum", 1.5, 0.22, 0.2),
                ("drum", 2, 0.34, 0.1), ("drum", 3.5, 0.2, -0.2),
            ),
            "toys": (
                ("kick", 0, 0.22, 0), ("wood", 1, 0.1, 0.3), ("wood", 2.5, 0.06, 0.3), ("wood", 3, 0.1, -0.3),
                *(("shaker", k / 2, 0.045 if k % 2 else 0.02, -0.35) for k in range(8)),
            ),
        }  # fmt: skip
        for voice, offset, level, pan in hits[self.mood.percussion]:
            if offset < beats and not (last and offset > 1):
                touch = level * self.dice.uniform(0.88, 1.05)
                self.notes.append(Note(at + offset * beat, 0.5, voice, 60, touch, pan))

    def _close(self, at: float, before: tuple[int, ...] | None) -> None:
        """The last tonic: struck together, rolled upwards, and left to ring."""
        mood = self.mood
        classes = chord(mood.mode, self.tonic, 0, seventh=False)
        voices = voicing(classes, before, _PAD_LOW, _PAD_HIGH)
        ring = self.seconds - at
        for pitch in voices:
            self.notes.append(
                Note(at, ring, "last pad", pitch, _PAD_LEVEL * mood.pad, (pitch % 5 - 2) * 0.15)
            )
        self._bass(at, ring, self.tonic % 12, lively=False)
        if mood.percussion == "drums":
            self.notes.append(Note(at, 0.5, "drum", 60, 0.5))
        roots = [n for n in range(mood.register - 6, mood.register + 12) if n % 12 == classes[0]]
        top = nearest(roots, mood.register)
        rolled = sorted({top, nearest([n for n in range(top - 12, top) if n % 12 in classes[1:]], top - 5)})
        for k, pitch in enumerate(rolled):
            self.notes.append(Note(at + 0.07 * k, ring, mood.lead, pitch, 0.3, -0.1 + 0.2 * k))
