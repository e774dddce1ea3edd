"""A sentence as words: where each stands, what it may be the plural or the inflection of."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from reelwright.story.lexicon.actions import IRREGULAR
from reelwright.story.lexicon.index import is_verb, lexicon
from reelwright.story.lexicon.notation import pairs, words

__all__ = ["Word", "clean_text", "gerund", "guess", "singulars", "split_words", "verb_lemma"]

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_")
_SENTENCE: Final = frozenset(".!?…。！？\n")
_COMMA: Final = frozenset(',;:()[]{}|/"“”«»—–•*+=<>、，؛،')

_PLURALS: Final[dict[str, str]] = pairs(
    """
    men = man, women = woman, children = child, people = person, mice = mouse, geese = goose, feet =
    foot, teeth = tooth, oxen = ox, leaves = leaf, wolves = wolf, knives = knife, loaves = loaf, shelves
    = shelf, calves = calf, elves = elf, dwarves = dwarf, lives = life, wives = wife, scarves = scarf,
    hooves = hoof, cacti = cactus, octopi = octopus, fungi = fungus, galaxies = galaxy, heroes = hero,
    tomatoes = tomato, potatoes = potato, volcanoes = volcano, mangoes = mango, skies = sky, halves =
    half, wharves = wharf, nebulae = nebula, dice = die
    """
)
_INVARIABLE: Final = frozenset(words("sheep deer fish moose bison salmon trout reindeer aircraft spacecraft"))


@dataclass(frozen=True, slots=True)
class Word:
    """One word or punctuation mark.

    ``low`` is what is looked up; ``forms`` is ``low`` followed by the singulars it may stand for; ``joined``
    says that a hyphen ties it to the word before. ``stop`` is "" for a word, "," or "." for punctuation.
    """

    text: str
    low: str
    start: int
    end: int
    forms: tuple[str, ...]
    joined: bool = False
    stop: str = ""
    possessive: bool = False


def clean_text(text: str) -> str:
    """``text`` without control, surrogate and invisible formatting characters, runs of spaces made one."""
    shown = []
    for char in text:
        kind = "Lo" if char.isalnum() else unicodedata.category(char)
        if char in "\r\n\u2028\u2029":
            shown.append("\n")
        elif kind in ("Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co"):
            shown.append(" ")
        elif kind != "Cf" or char in "\u200c\u200d":
            shown.append(char)
    lines = (" ".join(line.split()) for line in "".join(shown).split("\n"))
    return "\n".join(line for line in lines if line)


@cache
def singulars(low: str) -> tuple[str, ...]:
    """``low`` and what it may be the plural of."""
    found = [low]
    if low in _PLURALS:
        found.append(_PLURALS[low])
    elif low.endswith("men") and len(low) > 5:
        found.append(low[:-2] + "an")
    if len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        if low.endswith("ies"):
            found.append(low[:-3] + "y")
        if low.endswith("ves"):
            found += [low[:-3] + "f", low[:-3] + "fe"]
        if low.endswith("es"):
            found.append(low[:-2])
        found.append(low[:-1])
    return tuple(dict.fromkeys(found))


@cache
def verb_lemma(low: str) -> tuple[str, str] | None:
    """The lemma and the form (base, s, ing, past) of a verb the lexicon knows, or None."""
    if is_verb(low) and low not in ("lay", "saw", "found", "left", "rose", "shot", "lit"):
        return low, "base"
    if low in IRREGULAR:
        return IRREGULAR[low], "ing" if low.endswith("ing") else "past"
    for ending, form in (
        ("ing", "ing"),
        ("ed", "past"),
        ("ies", "s"),
        ("es", "s"),
        ("s", "s"),
        ("d", "past"),
    ):
        if not low.endswith(ending) or len(low) <= len(ending) + 1:
            continue
        stem = low[: -len(ending)]
        tries = [stem + "y"] if ending == "ies" else [stem]
        if ending in ("ing", "ed"):
            tries.append(stem + "e")
            if len(stem) > 2 and stem[-1] == stem[-2]:
                tries.insert(0, stem[:-1])
            if ending == "ed" and stem.endswith("i"):
                tries.append(stem[:-1] + "y")
        for lemma in tries:
            if is_verb(lemma):
                return lemma, form
    return None


_DOUBLED: Final = frozenset(
    words(
        """
    run jog swim sit chop cut hit hug nap nod pat pet put quit rub shop sip skid skip snap spin stir
    stop strum swap tap trot win wag zip plan slam slip step strut trap wrap beg bob dig drag drip drop
    drum flap fling flip flap grab grin grip hop knit knot lap mop pop rip rob scrub set shut bat bet
    dip dab sob spar tip unwrap unzip get let
    """
    )
)


def gerund(verb: str) -> str:
    """The -ing form of a verb and what follows it: "run" -> "running", "take off" -> "taking off"."""
    first, _, rest = verb.partition(" ")
    if first.endswith("ing") and len(first) > 5:
        form = first
    elif first.endswith("ie"):
        form = first[:-2] + "ying"
    elif first.endswith("e") and not first.endswith(("ee", "oe", "ye")) and len(first) > 2:
        form = first[:-1] + "ing"
    elif first in _DOUBLED:
        form = first + first[-1] + "ing"
    else:
        form = first + "ing"
    return f"{form} {rest}".strip()


@cache
def guess(low: str) -> dict[str, str]:
    """Parts of speech (NOUN, VERB, ADJ, ADV) of a word outside the lexicon, each with its lemma.

    Looked up in lemminflect's dictionary, which is loaded when the first such word is met.
    """
    if len(low) < 3 or not low.isascii() or not low.isalpha():
        return {}
    from lemminflect import getAllLemmas

    return {kind: lemmas[0] for kind, lemmas in getAllLemmas(low).items() if lemmas}


def _emoji_word(char: str) -> str | None:
    """The noun an emoji shows: its Unicode name, when the lexicon has it."""
    name = unicodedata.name(char, "").lower().removesuffix(" face")
    nouns = lexicon().nouns
    if name in nouns:
        return name
    first = name.split(" with ")[0].split(" and ")[0]
    return first if first in nouns else None


def split_words(text: str) -> list[Word]:
    """The words and punctuation marks of ``text`` in order.

    A hyphen joins, everything else that is neither a word nor the emoji of a known thing separates.
    """
    words: list[Word] = []
    hyphen_at = -1
    for match in _TOKEN.finditer(text.replace("\n", ".")):
        token, start, end = match[0], match.start(), match.end()
        if token[0].isalnum():
            low = token.casefold().replace("’", "'")
            possessive = low.endswith("'s") or low.endswith("s'")
            low = low.removesuffix("'s").removesuffix("'")
            forms = singulars(low)
            words.append(
                Word(token, low, start, end, forms, joined=hyphen_at == start, possessive=possessive)
            )
        elif token in "-‐‑" and words and words[-1].end == start:
            hyphen_at = end
        elif token in _SENTENCE or token in _COMMA or token in "-":
            if token == "." and start and text[start - 1 : start].isdigit() and text[end : end + 1].isdigit():
                continue
            if token == "." and words and words[-1].low == "vs":
                continue
            stop = "." if token in _SENTENCE else ","
            if words and words[-1].stop:
                continue
            words.append(Word(token, token, start, end, (token,), stop=stop))
        elif ord(token) > 0x2000 and (name := _emoji_word(token)):
            words += (Word(token, low, start, end, (low,)) for low in name.split())
    return words
