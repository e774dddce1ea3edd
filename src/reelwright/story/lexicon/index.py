"""All phrases of the lexicon in one index, keyed by their first word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from reelwright.story.lexicon import actions, cameras, living, looks, moments, places, things
from reelwright.story.vocabulary import Family

__all__ = ["Entry", "Lexicon", "lexicon", "motion_of", "noun_category", "noun_names", "place_of"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of a phrase.

    ``slot`` is camera, size, style, time, weather, lighting, mood, palette, noun or place; ``value`` is the
    slot's value (for a noun its canonical name, for a place its family). ``weak`` phrases are everyday words
    too.
    """

    words: tuple[str, ...]
    slot: str
    value: Any
    weak: bool = False
    category: str = ""
    features: tuple[str, ...] = ()


TECHNICAL: Final = ("camera", "size", "style", "time", "weather", "lighting", "mood", "palette")


class Lexicon:
    """Phrases by first word, longest first."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.first: dict[str, list[Entry]] = {}
        self.nouns: dict[str, Entry] = {}
        self.places: dict[str, Entry] = {}
        for entry in entries:
            self.first.setdefault(entry.words[0], []).append(entry)
            if entry.slot in ("noun", "place"):
                table = self.nouns if entry.slot == "noun" else self.places
                table.setdefault(" ".join(entry.words), entry)
        for group in self.first.values():
            group.sort(key=lambda e: (-len(e.words), e.weak, e.slot in ("noun", "place")))

    def at(self, forms: list[tuple[str, ...]], start: int) -> list[Entry]:
        """Entries that match from word ``start`` on, longest first.

        Args:
            forms: for every word, the word itself followed by what it may be the plural of. Film language is
                matched as written; nouns and places in any form.
            start: index of the first word.
        """
        found: list[Entry] = []
        for index, form in enumerate(forms[start]):
            for entry in self.first.get(form, ()):
                plural_ok = entry.slot in ("noun", "place")
                if index and not plural_ok:
                    continue
                end = start + len(entry.words)
                if end <= len(forms) and all(
                    word in forms[start + k] if plural_ok else word == forms[start + k][0]
                    for k, word in enumerate(entry.words[1:], 1)
                ):
                    found.append(entry)
        if len(found) > 1:
            found.sort(key=lambda e: (-len(e.words), e.weak, e.slot in ("noun", "place")))
        return found


def _phrases(text: str) -> Iterator[str]:
    for phrase in text.replace("\n", " ").split(","):
        clean = " ".join(phrase.split())
        if clean:
            yield clean


def _technical(slot: str, table: Mapping[Any, str]) -> Iterator[Entry]:
    for value, text in table.items():
        for phrase in _phrases(text):
            weak = phrase.startswith("?")
            words = tuple(phrase.removeprefix("?").replace("'s", " s").split())
            yield Entry(words, slot, str(value), weak)


def _nouns(table: Mapping[str, str]) -> Iterator[Entry]:
    for category, text in table.items():
        for phrase in _phrases(text):
            alias, _, name = (part.strip() for part in phrase.partition("="))
            yield Entry(tuple(alias.replace("'s", " s").split()), "noun", name or alias, category=category)


def _places() -> Iterator[Entry]:
    for family, text in places.PLACES.items():
        for phrase in _phrases(text):
            name, _, features = (part.strip() for part in phrase.partition(":"))
            yield Entry(tuple(name.split()), "place", family, features=tuple(features.split()))


@cache
def lexicon() -> Lexicon:
    """The compiled lexicon; built once, in about ten milliseconds."""
    entries: list[Entry] = []
    entries += _technical("camera", cameras.CAMERAS)
    entries += _technical("size", cameras.SIZES)
    entries += _technical("style", looks.STYLES)
    entries += _technical("time", moments.TIMES)
    entries += _technical("weather", moments.WEATHERS)
    entries += _technical("lighting", looks.LIGHTING)
    entries += _technical("mood", looks.MOODS)
    entries += (Entry(tuple(p.split()), "palette", colours) for p, colours in looks.PALETTES.items())
    entries += _nouns(living.LIVING)
    entries += _nouns(things.THINGS)
    entries += _places()
    return Lexicon(entries)


@cache
def _motions() -> dict[str, str]:
    table: dict[str, str] = {}
    for motion, verbs in actions.MOTIONS.items():
        for verb in verbs.split():
            table.setdefault(verb.replace("_", " "), motion)
    return table


def motion_of(action: str) -> str | None:
    """The kind of motion of an action: "sprint" is a kind of "run"; None for an unknown verb."""
    words = action.split()
    table = _motions()
    return table.get(action) or (table.get(" ".join(words[:2])) or table.get(words[0]) if words else None)


def is_verb(lemma: str) -> bool:
    """Whether the lexicon knows ``lemma`` as a verb."""
    return lemma in _motions()


@cache
def _categories() -> dict[str, str]:
    table: dict[str, str] = {}
    for entry in lexicon().nouns.values():
        name = str(entry.value)
        own = lexicon().nouns.get(name)
        table.setdefault(name, (own or entry).category)
    return table


def noun_category(noun: str) -> str | None:
    """person, dog, animal, bird, vehicle, food, product ...; None for a noun the lexicon does not hold."""
    entry = lexicon().nouns.get(noun)
    return _categories().get(str(entry.value)) if entry else _categories().get(noun)


def noun_names() -> tuple[str, ...]:
    """Every canonical noun, in order."""
    return tuple(sorted(_categories()))


def place_of(phrase: str) -> Family | None:
    """The family that a bare phrase such as "wooden table" belongs to, or None."""
    entry = lexicon().places.get(phrase)
    return Family(entry.value) if entry else None
