"""Lines of captions: at most two, about equally long, broken where a phrase ends; long cues split in time."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Final

from reelwright.timeline.captions import Cue, CueWord
from reelwright.timeline.subtitles.markup import KEPT_TAG, closed, without_tags

__all__ = ["LONGEST_LINE", "MOST_LINES", "break_lines", "reading_width", "split_cue"]

LONGEST_LINE: Final = 42
NARROW_LINE: Final = 32
"""Characters a line may have on a wide picture, and on an upright one."""
MOST_LINES: Final = 2
_MOST_WORDS: Final = 300
_MOMENT: Final = Fraction(1, 1000)

_ENDS: Final = re.compile(r"[.!?…:;,،؛؟。！？、，]['\"”’»)\]]*$")
_HOLDS_ON: Final = frozenset(
    """
    a an the of to in on at by for with from and or but nor so yet as if than that this these those my your
    his her its our their no not very is are was were be been am have has had will would can could may might
    must shall should do does did i you he she it we they le la les un une des du de et ou à el los las y o en
    con
    der die das ein eine und oder den dem im am zu von mit il lo gli uno e di da when while
    because where who which what how why since until although weil wenn dass que quand où cuando donde che
    quando
    """.split()  # noqa: SIM905  (a list of a hundred strings reads worse)
)
"""Words that a line should not end with: they belong to what follows."""


def reading_width(text: str) -> int:
    """Characters of ``text`` without its tags, wide ones counted twice and marks not at all."""
    return sum(
        0 if unicodedata.combining(c) or c == "\n" else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in without_tags(text)
    )


def break_lines(text: str, longest: int = LONGEST_LINE, most: int = MOST_LINES) -> str:
    """``text`` in as few lines as it needs, each at most ``longest`` characters, broken where it reads best.

    Lines end after punctuation rather than after an article or a preposition, and are about equally long.
    Dialogue (lines that start with a dash) keeps its lines. Text that does not fit ``most`` lines is given
    as many as it needs; :func:`split_cue` splits such cues in time.
    """
    rows = text.split("\n")
    spoken = len(rows) > 1 and all(without_tags(row).lstrip().startswith(("-", "–", "—")) for row in rows)
    if spoken and len(rows) <= most and all(reading_width(row) <= longest for row in rows):
        return text
    words = _words(" ".join(text.split()))
    if not words:
        return ""
    filled = _filled(words, longest)
    best = _broken(words, longest, len(filled)) if len(words) <= _MOST_WORDS else None
    return "\n".join("".join(line).strip() for line in best or filled)


def _filled(words: list[str], longest: int) -> list[list[str]]:
    """``words`` in lines that are as full as can be: the fewest lines that hold them."""
    rows: list[list[str]] = []
    width = 0
    for word in words:
        wide, shown = reading_width(word), reading_width(word.rstrip())
        if rows and width + shown <= longest:
            rows[-1].append(word)
            width += wide
        else:
            rows.append([word])
            width = wide
    return rows


def _words(text: str) -> list[str]:
    """Words with the space behind them; scripts without spaces may break between any two characters."""
    found: list[str] = []
    for word in re.findall(r"(?:<[^<>]*>|\S)+\s*", text):
        if len(word) > 8 and sum(unicodedata.east_asian_width(c) in "WF" for c in word) > len(word) // 2:
            found.extend(re.findall(r"(?:<[^<>]*>)*.[、。！？，」』）]*\s*", word))
        else:
            found.append(word)
    return found


def _broken(words: list[str], longest: int, lines: int) -> list[list[str]] | None:
    """The best way to set ``words`` in exactly ``lines`` lines, or None when there is none.

    Least squares of the lengths and the price of each line's end, by dynamic programming over the breaks.
    """
    widths = [reading_width(word) for word in words]
    total = sum(widths)
    count = len(words)
    ideal = total / lines
    best: dict[tuple[int, int], tuple[float, int]] = {(0, 0): (0.0, 0)}
    for line in range(1, lines + 1):
        for end in range(line, count - (lines - line) + 1):
            width = 0
            for start in range(end - 1, line - 2, -1):
                width += widths[start]
                shown = width - (len(words[end - 1]) - len(words[end - 1].rstrip()))
                if shown > longest and end - start > 1:
                    break
                before = best.get((line - 1, start))
                if before is None:
                    continue
                cost = before[0] + ((shown - ideal) / max(ideal, 1)) ** 2
                if end < count:
                    cost += _end_cost(words[end - 1])
                if (line, end) not in best or cost < best[line, end][0]:
                    best[line, end] = (cost, start)
    if (lines, count) not in best:
        return None
    rows: list[list[str]] = []
    end = count
    for line in range(lines, 0, -1):
        start = best[line, end][1]
        rows.append(words[start:end])
        end = start
    return rows[::-1]


def _end_cost(word: str) -> float:
    """How badly a line ends with ``word``."""
    plain = without_tags(word).strip()
    if _ENDS.search(plain):
        return -0.12 if plain[-1] in ",،、，" else -0.2
    return 0.25 if plain.lower().strip("\"“”'") in _HOLDS_ON else 0.0


def split_cue(cue: Cue, longest: int = LONGEST_LINE, most: int = MOST_LINES) -> tuple[Cue, ...]:
    """``cue`` in lines that are fit to read, as several cues where it has more than ``most`` lines.

    Each part lasts as long as its share of the characters, or as its words do where their times are known.
    """
    text = break_lines(cue.text, longest, most)
    rows = text.split("\n")
    if len(rows) <= most:
        return (cue.model_copy(update={"text": closed(text)}),)
    texts = _carried(["\n".join(rows[n : n + most]) for n in range(0, len(rows), most)])
    start, end = Fraction(cue.start), Fraction(cue.end)
    if end - start < len(texts) * _MOMENT:
        return (cue.model_copy(update={"text": closed(text)}),)
    total = sum(max(reading_width(part), 1) for part in texts)
    cues, done, at, word_at = [], 0, start, 0
    for index, part in enumerate(texts):
        done += max(reading_width(part), 1)
        said, word_at = _spoken(part, cue.words, word_at)
        until = end if index + 1 == len(texts) else start + (end - start) * Fraction(done, total)
        if cue.words and word_at < len(cue.words) and index + 1 < len(texts):
            until = Fraction(cue.words[word_at].start)
        until = min(max(until, at + _MOMENT), end - (len(texts) - index - 1) * _MOMENT)
        cues.append(
            cue.model_copy(
                update={"text": part, "start": str(at), "end": str(until), "words": said, "source": {}}
            )
        )
        at = until
    return tuple(cues)


def _spoken(text: str, words: tuple[CueWord, ...], at: int) -> tuple[tuple[CueWord, ...], int]:
    """The words, from number ``at`` on, that are spoken in ``text``; and the number of the next."""
    plain, position, first = without_tags(text), 0, at
    while at < len(words):
        found = plain.find(words[at].text, position)
        if found < 0:
            break
        position = found + len(words[at].text)
        at += 1
    return words[first:at], at


def _carried(parts: list[str]) -> list[str]:
    """Tags that are open where a part ends are closed there and opened in the next."""
    open_tags: list[str] = []
    done = []
    for part in parts:
        whole = "".join(f"<{tag}>" for tag in open_tags) + part
        for tag in KEPT_TAG.finditer(part):
            name = tag[2].lower()
            if tag[1]:
                open_tags = [other for other in open_tags if other != name]
            elif name not in open_tags:
                open_tags.append(name)
        done.append(closed(whole))
    return done
