"""Words to items: film language is taken out first, then nouns and places of several words are joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Final

from reelwright.story.lexicon.cameras import CAMERA_VERBS
from reelwright.story.lexicon.grammar import ADVERBS, CUES, FILLERS, NEGATIVES, NUMBERS, STOPWORDS
from reelwright.story.lexicon.index import TECHNICAL, Entry, lexicon
from reelwright.story.lexicon.notation import pairs, words
from reelwright.story.words import Word, split_words

__all__ = ["Item", "Match", "Tagged", "tag"]

_TECHNICAL: Final = frozenset(TECHNICAL)
_NUMBER: Final = r"\d{1,6}(?:\.\d{1,6})?"
_MEASURES: Final = re.compile(
    rf"(?<![\w.])(?:(?P<n>{_NUMBER})\s*-?\s*(?P<unit>s|secs?|seconds?|mins?|minutes?)(?:\s*-?\s*long)?"
    r"|(?P<shots>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)[\s-]+(?:\w+[\s-]+)?(?:shots?|scenes?)"
    r"|\d{1,2}\s*:\s*\d{1,2}(?:\s+(?:aspect\s+)?ratio)?|\d{3,4}p|\d{1,2}k|\d+\s*x\s*\d+"
    r"|\d{2,3}\s*fps|f/\d(?:\.\d)?"
    r"|\d{2,3}\s*mm(?:\s+lens)?"
    r"|(?P<speed>(?:in\s+)?(?:ultra\s+|super\s+)?slow[\s-]?mo(?:tion)?"
    r"|time[\s-]?lapse|hyper[\s-]?lapse|rack\s+focus"
    r"|(?:shallow\s+)?depth\s+of\s+field|bokeh|seamless\s+loop|fish-?eye(?:\s+lens)?|split\s+screen"
    r"|double\s+exposure|lens\s+flares?|long\s+exposure|telephoto(?:\s+lens)?|tilt[\s-]shift|film\s+grain|low\s+angle|high\s+angle"
    r"|eye\s+level|dutch\s+angle|copy\s+space(?:\s+(?:on\s+the\s+)?(?:left|right))?))(?![\w])",
    re.I,
)
_QUALITIES: Final = pairs(
    "warm = warm, golden = warm, soft = soft, gentle = soft, dim = low key, harsh = hard, cold = cool,"
    " cool = cool, bright = high key, dramatic = dramatic"
)
_CAMERA_TAIL: Final = frozenset(
    words(
        """
    following moving flying gliding circling orbiting sweeping rising pushing travelling traveling going
    starting descending soaring floating revealing showing capturing toward towards around slowly gently
    smoothly
    """
    )
)


@dataclass(frozen=True, slots=True)
class Match:
    """A slot's value and the words that gave it."""

    slot: str
    value: object
    words: str
    start: int


@dataclass(slots=True)
class Item:
    """A unit of the sentence: punctuation, film language, a noun or place of one or more words, or a word.

    ``kind`` is stop, tech, negated, noun or word; a noun may have ``noun``, ``place`` or both.
    """

    kind: str
    words: list[Word]
    low: str
    noun: Entry | None = None
    place: Entry | None = None
    slots: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """Where its first character stands in the text."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where its last character ends."""
        return self.words[-1].end

    @property
    def plural(self) -> bool:
        """Whether the last word is written as a plural."""
        entry = self.noun or self.place
        return entry is not None and self.words[-1].low != entry.words[-1]


@dataclass(slots=True)
class Tagged:
    """A text after tagging; ``matches`` holds all film language in order, repeats and contradictions too."""

    text: str
    items: list[Item] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    duration: Fraction | None = None
    shots: int | None = None
    details: list[str] = field(default_factory=list)


def tag(text: str) -> Tagged:
    """Split ``text`` (already clean) into items and collect its film language."""
    out = Tagged(text)
    spans = list(_measures(text, out))
    words = (
        [w for w in split_words(text) if not any(a <= w.start and w.end <= b for a, b in spans)]
        if spans
        else split_words(text)
    )
    clause: list[Word] = []
    for word in words:
        if word.stop:
            _clause(clause, out)
            out.items.append(Item("stop", [word], word.stop))
            clause = []
        else:
            clause.append(word)
    _clause(clause, out)
    return out


def _measures(text: str, out: Tagged) -> Iterator[tuple[int, int]]:
    for match in _MEASURES.finditer(text):
        if match["n"]:
            seconds = Fraction(match["n"]) * (60 if match["unit"].lower().startswith("m") else 1)
            if seconds <= 0:
                continue
            if out.duration is None:
                out.duration = seconds
                out.matches.append(Match("duration", seconds, match[0].strip(), match.start()))
        elif match["speed"]:
            words = re.sub(r"^in\s+", "", " ".join(match[0].lower().split()))
            out.details.append(words)
            out.matches.append(Match("details", words, match[0].strip(), match.start()))
        elif match["shots"]:
            between = re.split(r"[\s-]+", match[0].lower())[1:-1]
            if between and between[0] in ("wide", "close", "of", "static"):
                continue
            count = int(match["shots"]) if match["shots"].isdigit() else NUMBERS[match["shots"].lower()]
            if count and out.shots is None:
                out.shots = count
                out.matches.append(Match("shots", count, match[0].strip(), match.start()))
        yield match.span()


def _clause(words: list[Word], out: Tagged) -> None:
    """Tag the words between two punctuation marks."""
    if not words:
        return
    forms = [word.forms for word in words]
    entries = [lexicon().at(forms, i) for i in range(len(words))]
    film_only = _film_only(words, entries)
    i = 0
    while i < len(words):
        taken = _camera_sentence(words, i, out) or _technical(words, entries, i, film_only, out)
        if taken:
            i += taken
            continue
        joined = _thing(words, entries[i], i)
        if joined is None:
            out.items.append(Item("word", [words[i]], words[i].low))
            i += 1
        else:
            out.items.append(joined)
            i += len(joined.words)


def _thing(words: list[Word], entries: list[Entry], i: int) -> Item | None:
    """The longest noun or place that starts here; both when they are equally long."""
    things = [e for e in entries if e.slot in ("noun", "place")]
    if not things:
        return None
    length = len(things[0].words)
    longest = [e for e in things if len(e.words) == length]
    # A word is first itself, and only then the plural of another: "glasses" are not two of "glass".
    exact = [e for e in longest if e.words[-1] == words[i + length - 1].low] or longest
    noun = next((e for e in exact if e.slot == "noun"), None) or next(
        (e for e in longest if e.slot == "noun"), None
    )
    place = next((e for e in exact if e.slot == "place"), None) or next(
        (e for e in longest if e.slot == "place"), None
    )
    part = words[i : i + length]
    return Item("noun", part, " ".join(w.low for w in part), noun, place)


def _longest_thing(entries: list[Entry]) -> int:
    return max((len(e.words) for e in entries if e.slot in ("noun", "place")), default=0)


def _film_only(words: list[Word], entries: list[list[Entry]]) -> bool:
    """Whether a clause holds film language and nothing that could be described by it."""
    i, found = 0, False
    if words[0].low in ("a", "an") and len(words) == 2:
        return False
    while i < len(words):
        film = next((e for e in entries[i] if e.slot in _TECHNICAL), None)
        if film is not None and len(film.words) >= _longest_thing(entries[i]):
            found = True
            i += len(film.words)
        elif words[i].low in FILLERS or words[i].low in STOPWORDS:
            i += 1
        else:
            return False
    return found


def _accepted(
    words: list[Word], entries: list[list[Entry]], i: int, film_only: bool, chain: int = 4
) -> list[Entry]:
    """The film language that starts at ``i``: the longest phrase, with all its meanings."""
    if i >= len(words):
        return []
    longest = _longest_thing(entries[i])
    for entry in entries[i]:
        if entry.slot not in _TECHNICAL or len(entry.words) < longest:
            continue
        if entry.weak and not film_only:
            after = i + len(entry.words)
            if after >= len(words):
                continue
            cued = words[after].low in CUES.get(entry.slot, ()) and (
                words[after].low != "of" or entry.words[0] == "macro"
            )
            if (
                i == 0
                and entry.words[0] in ("drone", "aerial")
                and words[after].low in ("flying", "over", "above")
            ):
                cued = True
            if not cued:
                following = _accepted(words, entries, after, film_only, chain - 1) if chain else []
                cued = any(
                    f.slot not in ("time", "weather") or entry.slot in ("lighting", "mood") for f in following
                )
            if not cued:
                continue
        return [
            e
            for e in entries[i]
            if e.words == entry.words
            and e.slot in _TECHNICAL
            and (not e.weak or entry.weak or e.slot == entry.slot)
        ]
    return []


def _technical(words: list[Word], entries: list[list[Entry]], i: int, film_only: bool, out: Tagged) -> int:
    found = _accepted(words, entries, i, film_only)
    if not found:
        return _lit_by(words, i, out)
    length = len(found[0].words)
    slots = {e.slot for e in found}
    end = i + length
    while end < len(words) and any(words[end].low in CUES.get(slot, ()) for slot in slots):
        end += 1
    if "camera" in slots or "size" in slots:
        while end < len(words) and words[end].low in _CAMERA_TAIL:
            end += 1
    phrase = " ".join(w.text for w in words[i : i + length])
    before = [w.low for w in words[max(0, i - 2) : i]]
    negated = bool(before) and (
        before[-1] in NEGATIVES or (before[0] in NEGATIVES and before[-1] in ("any", "a"))
    )
    if negated:
        out.items.append(Item("negated", words[i:end], phrase.lower()))
    else:
        out.matches += (Match(e.slot, e.value, phrase, words[i].start) for e in found)
        out.items.append(Item("tech", words[i:end], phrase.lower(), slots=tuple(e.slot for e in found)))
    return end - i


def _lit_by(words: list[Word], i: int, out: Tagged) -> int:
    """ "warm kitchen light": a quality of light with its source in between; the words it takes, or 0."""
    if i + 2 >= len(words) or words[i].low not in _QUALITIES or words[i + 2].low not in CUES["lighting"]:
        return 0
    phrase = " ".join(w.text for w in words[i : i + 3])
    out.matches.append(Match("lighting", _QUALITIES[words[i].low], phrase, words[i].start))
    out.items.append(Item("tech", words[i : i + 3], phrase.lower(), slots=("lighting",)))
    return 3


@cache
def _camera_phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for camera, text in CAMERA_VERBS.items():
        for phrase in text.split(","):
            words = tuple(phrase.split())
            table.setdefault(words[0], []).append((words, str(camera)))
    for group in table.values():
        group.sort(key=lambda p: -len(p[0]))
    return table


def _camera_lemma(low: str) -> str:
    table = _camera_phrases()
    tries = [
        low,
        low.removesuffix("s"),
        low.removesuffix("es"),
        low.removesuffix("ing"),
        low.removesuffix("ing") + "e",
    ]
    if low.endswith("ning") or low.endswith("cking"):
        tries.append(low[:-4])
    if low == "is":
        tries.append("be")
    return next((t for t in tries if t in table), low)


def _camera_sentence(words: list[Word], i: int, out: Tagged) -> int:
    """ "The camera slowly pushes in": the number of words it takes, or 0."""
    if words[i].low != "camera" or (i and words[i - 1].low in ("a", "an", "old", "vintage")):
        return 0
    j = i + 1
    skip = {
        "is",
        "then",
        "that",
        "will",
        "also",
        "starts",
        "begins",
        "to",
        "movement",
        "move",
        "should",
        "just",
    }
    while j < len(words) and (words[j].low in ADVERBS or words[j].low in skip or words[j].low.endswith("ly")):
        j += 1
    if (j < len(words) and words[j].low not in ("left", "right")) or (j and words[j - 1].low == "is"):
        at = j if j < len(words) else j - 1
        for start in (at, j - 1):
            lows = [_camera_lemma(words[start].low)] + [w.low for w in words[start + 1 : start + 5]]
            # "pushes slowly in" says the same as "slowly pushes in".
            plain = [w for w in lows if w not in ADVERBS and not w.endswith("ly")]
            for phrase, camera in _camera_phrases().get(lows[0], ()):
                if tuple(plain[: len(phrase)]) == phrase and start > i:
                    end, seen = start, 0
                    while seen < len(phrase):
                        seen += words[end].low not in ADVERBS and not words[end].low.endswith("ly")
                        end += 1
                    while end < len(words) and words[end].low in _CAMERA_TAIL:
                        end += 1
                    text = " ".join(w.text for w in words[i:end])
                    out.matches.append(Match("camera", camera, text, words[i].start))
                    out.items.append(Item("tech", words[i:end], text.lower(), slots=("camera",)))
                    return end - i
    return 0
