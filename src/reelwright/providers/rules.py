"""What is refused before anything is generated: a small, versioned set of rules over folded text.

It refuses clear cases and nothing else: sexual content with minors, protected characters and logos that the
project has no licence for, and people who opted out of being shown. It is no replacement for the moderation
of the services or for review by people. A project adds to it in ``safety.yaml`` beside its documents::

    schema: reelwright/safety@1
    protected: [Captain Example]        # further names nobody may show
    licensed: [Mickey Mouse]            # names this project has the rights for
    likeness_opt_out: [Jane Doe]        # people who must not be shown
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from reelwright.errors import DocumentError

__all__ = ["RULES_VERSION", "Finding", "Rules", "fold", "load_rules"]

_DATA: Final[dict[str, Any]] = json.loads((resources.files(__package__) / "rules.json").read_text("utf-8"))
RULES_VERSION: Final[int] = _DATA["version"]

_CONFUSABLE: Final = str.maketrans(
    "аеорсухіјѕԁһӏвкмнтαεοριυνκτβ0134578@$!|ıøßæœđłʼ’",
    "aeopcyxijsdhlbkmhtaeopiuvktboieastbasiliosaodl''",
)
_SPACE: Final = re.compile(r"\s+")
_SEPARATOR: Final = re.compile(r"[ .\-_*]")
_SPACED: Final = re.compile(r"\b(?:\w[ .\-_*]){2,}\w\b")
_INVISIBLE: Final = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)


def _bare(text: str) -> str:
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return "".join(mark for mark in unicodedata.normalize("NFD", plain) if not unicodedata.combining(mark))


def fold(text: str) -> str:
    """``text`` with everything removed that a reader overlooks: case, accents and invisible marks."""
    return _SPACE.sub(" ", _bare(text))


def _readings(text: str) -> tuple[str, ...]:
    """The text as written, and as it looks: with look-alike letters and digits, and letters s p a c e d."""
    bare = _bare(text)
    looks = bare.translate(_CONFUSABLE)
    joined = _SPACED.sub(lambda found: _SEPARATOR.sub("", found[0]), looks)
    return tuple(dict.fromkeys(_SPACE.sub(" ", reading) for reading in (bare, looks, joined)))


def _patterns(*names: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(f"(?:{entry})" for name in names for entry in _DATA[name]) + r")\b")


_SEXUAL: Final = _patterns("sexual")
_MINOR: Final = _patterns("minors", "young")
_ALWAYS: Final = _patterns("always")
_HARMLESS: Final = _patterns("harmless")


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that a text breaks: its category, and the words that broke it."""

    category: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """The built-in rules, with what a project added and what it has licences for."""

    protected: tuple[str, ...] = ()
    licensed: tuple[str, ...] = ()
    likeness_opt_out: tuple[str, ...] = ()

    @functools.cached_property
    def _names(self) -> re.Pattern[str] | None:
        free = {_name(name) for name in self.licensed}
        names = [_name(name) for name in (*_DATA["protected"], *self.protected)]
        return _any_name(name for name in names if name not in free)

    @functools.cached_property
    def _people(self) -> re.Pattern[str] | None:
        return _any_name(_name(name) for name in self.likeness_opt_out)

    def unsafe(self, text: str) -> Finding | None:
        """The safety rule that ``text`` breaks, if any."""
        for reading in _readings(text):
            always = _ALWAYS.search(reading)
            if always:
                return Finding("sexual-minors", (always[0],))
            plain = _HARMLESS.sub(" ", reading)
            sexual = _SEXUAL.search(plain)
            minor = _MINOR.search(plain) if sexual else None
            if sexual and minor:
                return Finding("sexual-minors", (minor[0], sexual[0]))
            shown = self._names.search(_spaced(reading)) if self._names else None
            if shown:
                return Finding("protected-character", (shown[0].strip(),))
        return None

    def unwilling(self, text: str) -> Finding | None:
        """The person in ``text`` who opted out of being shown, if any."""
        if self._people is None:
            return None
        for reading in _readings(text):
            found = self._people.search(_spaced(reading))
            if found:
                return Finding("likeness", (found[0].strip(),))
        return None


def _spaced(text: str) -> str:
    """Words with single spaces: "Spider-Man", "spider man" and "spiderman's" compare alike."""
    return re.sub(r"[^\w]+", " ", re.sub(r"['’]s\b", "", text))


def _name(name: str) -> str:
    return _spaced(fold(name)).strip()


def _any_name(names: Iterable[str]) -> re.Pattern[str] | None:
    patterns = sorted({re.escape(name).replace(r"\ ", " ?") for name in names if name})
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b") if patterns else None


@functools.lru_cache(maxsize=32)
def _read(path: Path, stamp: tuple[int, int]) -> Rules:
    from reelwright.documents import read_document

    data, locate = read_document(path, kind="safety rules", current_schema="reelwright/safety@1")
    lists: dict[str, tuple[str, ...]] = {}
    for key, value in data.items():
        if key == "schema":
            continue
        known = key in ("protected", "licensed", "likeness_opt_out")
        if not known or not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            place = locate((key,))
            raise DocumentError(
                f"{place.source}, line {place.line}: “{key}” is not a list of names that the rules know.",
                hint="The lists are protected, licensed and likeness_opt_out.",
                path=str(path),
                line=place.line,
            )
        lists[key] = tuple(value)
    return Rules(**lists)


def load_rules(project: Path) -> Rules:
    """The rules of the project in the folder ``project``: the built-in ones, and its ``safety.yaml`` if it
    has one.

    Raises:
        DocumentError: the file is there but cannot be understood; nothing is generated without it.
    """
    path = project / "safety.yaml"
    try:
        found = path.stat()
    except OSError:
        return _DEFAULT
    return _read(path, (found.st_mtime_ns, found.st_size))


_DEFAULT: Final = Rules()
