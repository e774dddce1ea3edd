"""What the texts of caption formats have in common: tags, escapes, and words with their times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from reelwright.timeline.captions import CueWord

__all__ = ["CONTROL", "KEPT_TAG", "closed", "place_words", "tidy", "without_tags"]

KEPT_TAG: Final = re.compile(r"<(/?)([ibuIBU])>")
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def without_tags(text: str) -> str:
    """``text`` without ``<i>``, ``<b>`` and ``<u>``."""
    return KEPT_TAG.sub("", text)


def closed(text: str) -> str:
    """``text`` with its tags in lower case, nested and closed; ends that close nothing are dropped."""
    out: list[str] = []
    open_tags: list[str] = []
    at = 0
    for tag in KEPT_TAG.finditer(text):
        out.append(text[at : tag.start()])
        at = tag.end()
        name = tag[2].lower()
        if not tag[1]:
            if name not in open_tags:
                open_tags.append(name)
                out.append(f"<{name}>")
        elif name in open_tags:
            inner = open_tags[open_tags.index(name) + 1 :]
            out.extend(f"</{other}>" for other in reversed(inner))
            out.append(f"</{name}>")
            out.extend(f"<{other}>" for other in inner)
            open_tags.remove(name)
    out.append(text[at:])
    out.extend(f"</{name}>" for name in reversed(open_tags))
    whole = "".join(out)
    while (less := re.sub(r"<([ibu])></\1>", "", whole)) != whole:
        whole = less
    return whole


def tidy(text: str) -> str:
    """``text`` without control characters, white space around its lines, and empty lines at its ends."""
    lines = [line.strip(" \t") for line in CONTROL.sub("", text).split("\n")]
    return "\n".join(lines).strip("\n")


def place_words(text: str, words: Sequence[CueWord]) -> list[tuple[int, int, CueWord]] | None:
    """Where each word begins and ends in ``text``, in order; None when one is not there."""
    at = 0
    places = []
    for word in words:
        if not word.text:
            continue
        found = text.find(word.text, at)
        if found < 0:
            return None
        at = found + len(word.text)
        places.append((found, at, word))
    return places


def timed_words(
    pieces: Sequence[tuple[Fraction, str]], end: Fraction, ends: Sequence[Fraction] = ()
) -> tuple[CueWord, ...]:
    """Words from ``pieces`` of text and the second at which each is spoken; white space is no word."""
    words = []
    for index, (start, text) in enumerate(pieces):
        said = " ".join(without_tags(text).split())
        if said:
            after = ends[index] if ends else (pieces[index + 1][0] if index + 1 < len(pieces) else end)
            words.append(CueWord(text=said, start=str(start), end=str(after) if after > start else None))
    return tuple(words)
