"""Characters: which can be drawn here, which way they run, and where letters and words begin.

Characters that no font has are left out, never shown as boxes; :func:`missing_glyphs` names them.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from html import escape
from typing import Any, Final

import numpy as np

__all__ = [
    "clusters",
    "inline_styles",
    "is_right_to_left",
    "missing_glyphs",
    "plain_text",
    "visible_text",
    "words_of",
]

_BMP_PROBE, _ASTRAL_PROBE = "\ufdd0", "\U0010fffd"  # a noncharacter and a private one: no font has them
_JOINER: Final = "\u200d"
_VIRAMAS: Final = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2")
"""Signs that join the consonants around them to one cluster (Unicode, Indic_Syllabic_Category=Virama)."""

SWITCHES: Final = {"i": ("\ue000", "\ue001"), "b": ("\ue002", "\ue003"), "u": ("\ue004", "\ue005")}
"""What stands for ``<i>`` and ``</i>`` and so on inside a text that is being set: private characters, which
:func:`plain_text` has taken out of everything that people write."""

_TAG: Final = re.compile(r"<(/?)([ibu])>", re.I)
_SWITCH: Final = re.compile("[\ue000-\ue005]")


def plain_text(text: str) -> str:
    """``text`` as it can be drawn: without control characters and characters that no font has."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.replace("\t", " ")
    kept = [c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")]
    lost = set(missing_glyphs("".join(kept)))
    lines = "".join(c for c in kept if c not in lost).split("\n")
    return "\n".join(" ".join(line.split(" ")).strip() for line in lines).strip("\n")


def inline_styles(text: str) -> str:
    """Plain ``text`` whose ``<i>``, ``<b>`` and ``<u>`` tags are switches for :func:`set_text`."""
    text = _TAG.sub(lambda tag: SWITCHES[tag[2].lower()][bool(tag[1])], text)
    return text if visible_text(text).strip() else ""


def visible_text(text: str) -> str:
    """``text`` without its switches."""
    return _SWITCH.sub("", text)


def is_right_to_left(text: str) -> bool:
    """True when the first letter with a direction runs from right to left (Unicode rule P2)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L" and character not in "\ue000\ue001\ue002\ue003\ue004\ue005":
            return False
    return False


def clusters(text: str) -> list[tuple[int, int]]:
    """Where the letters of ``text`` as people count them begin and end (grapheme clusters, UAX 29).

    Combining marks, joiners, variation selectors, skin tones, flags, Hangul syllables and Indic conjuncts
    stay with what they belong to; white space and switches are not letters.
    """
    found: list[list[int]] = []
    joined = False  # the next character belongs to the cluster before it, whatever it is
    flag = False  # an odd number of regional indicators came before
    for at, character in enumerate(text):
        if character.isspace() or _SWITCH.match(character):
            joined = flag = False
            if found:
                found[-1][1] = min(found[-1][1], at)
            continue
        indicator = 0x1F1E6 <= ord(character) <= 0x1F1FF
        extends = joined or _extends(character) or (indicator and flag) or _hangul(text, at)
        if extends and found and found[-1][1] == at:
            found[-1][1] = at + 1
        else:
            found.append([at, at + 1])
        flag = indicator and not flag
        joined = character == _JOINER or character in _VIRAMAS
    return [(start, end) for start, end in found]


def _extends(character: str) -> bool:
    code = ord(character)
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character in (_JOINER, "\u200c")
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _hangul(text: str, at: int) -> bool:
    """Whether the jamo at ``at`` goes on with the syllable before it (leading, vowel, trailing)."""
    code, before = ord(text[at]), ord(text[at - 1]) if at else 0
    vowel, trailing = 0x1160 <= code <= 0x11A7, 0x11A8 <= code <= 0x11FF
    if vowel:
        return 0x1100 <= before <= 0x11A7
    return trailing and (0x1160 <= before <= 0x11FF or 0xAC00 <= before <= 0xD7A3)


def words_of(text: str, letters: list[tuple[int, int]]) -> list[int]:
    """The number, from 0, of the word that each of the ``letters`` of ``text`` is in.

    Words are what white space separates; where a script writes none, every ideograph is one.
    """
    numbers: list[int] = []
    word = -1
    end = 0
    for start, stop in letters:
        gap = any(character.isspace() for character in text[end:start])
        if not numbers or gap or _stands_alone(text[start]):
            word += 1
        numbers.append(word)
        end = stop
    return numbers


def _stands_alone(character: str) -> bool:
    code = ord(character)
    return 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x3FFFF


def missing_glyphs(text: str) -> str:
    """The characters of ``text`` that no font on this machine can show, each once, in order."""
    return "".join(dict.fromkeys(c for c in text if not _has_glyph(c)))


@functools.lru_cache(maxsize=8192)
def _has_glyph(character: str) -> bool:
    code = ord(character)
    category = unicodedata.category(character)
    if 0x20 <= code < 0x250 or category in ("Cc", "Cf", "Zs", "Zl", "Zp") or 0xFE00 <= code <= 0xFE0F:
        return True
    if category in ("Cs", "Cn", "Co"):
        return False
    drawn, box = _edges(character), _edges(_BMP_PROBE if code <= 0xFFFF else _ASTRAL_PROBE)
    return drawn is None or drawn != box


@functools.lru_cache(maxsize=4)
def _probe_edges(character: str) -> tuple[Any, ...] | None:
    return _measure_edges(character)


def _edges(character: str) -> tuple[Any, ...] | None:
    if character in (_BMP_PROBE, _ASTRAL_PROBE):
        return _probe_edges(character)
    return _measure_edges(character)


def _measure_edges(character: str) -> tuple[Any, ...] | None:
    """Size, place and outermost pixels of a character: equal for all boxes that stand for a missing glyph."""
    from reelwright.compose.fonts import draw_markup

    image = draw_markup(escape(character), 48, width=None, align="low", wrap="none")
    if image is None:
        return None
    alpha: Any = image.numpy()[..., 3]
    offsets = image.get("xoffset"), image.get("yoffset")
    ring = (alpha[:2], alpha[-2:], alpha[:, :2], alpha[:, -2:])
    return (alpha.shape, *offsets, *(np.ascontiguousarray(part).tobytes() for part in ring))
