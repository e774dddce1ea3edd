"""Noun phrases: determiner, number, adjectives and nouns up to the head, with what "of" hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from reelwright.story.lexicon.grammar import (
    ADJECTIVES,
    ADVERBS,
    CONTAINERS,
    COUNTS,
    DETERMINERS,
    GROUPS,
    NUMBERS,
    PLACE_PREPOSITIONS,
    PORTRAYALS,
    STOPWORDS,
)
from reelwright.story.lexicon.index import Entry, lexicon, noun_category
from reelwright.story.lexicon.looks import COLOURS, MATERIALS
from reelwright.story.lexicon.notation import words
from reelwright.story.tagging import Item
from reelwright.story.words import guess, singulars, verb_lemma

__all__ = ["Phrase", "is_adjective", "is_verb_here", "read_phrase", "starts_phrase"]

_SUFFIXES: Final = (
    "ous",
    "ful",
    "ish",
    "less",
    "able",
    "ible",
    "ic",
    "ical",
    "ive",
    "esque",
    "ed",
    "ly",
    "ary",
)
_STUFF: Final = frozenset(
    words(
        """
    wood metal steel iron glass crystal plastic rubber leather velvet silk cotton wool lace paper
    cardboard porcelain clay marble stone concrete brick straw fur gold silver bronze copper jade chrome
    """
    )
)
_COVERED: Final = frozenset(
    words(
        """
    covered capped filled lined lit soaked stained swept shaped coated dusted kissed topped powered
    drenched bound
    """
    )
)
"""Participles that join the noun before them to the noun after them: "snow covered branch"."""
_DEEPEST: Final = 6  # "a photo of a box of ..." ends somewhere
_UNSET: Final = frozenset(words("time weather lighting mood"))


@dataclass(slots=True)
class Phrase:
    """A noun phrase.

    ``items`` are all its words; ``noun`` is the head's canonical name, or the word itself when
    the lexicon does not hold it (``known`` is False then). ``verb`` is the lemma of a participle in front.
    """

    items: list[Item]
    noun: str = ""
    known: bool = True
    head: Item | None = None
    place: Entry | None = None
    count: int = 1
    attributes: list[str] = field(default_factory=list)
    modifiers: list[Item] = field(default_factory=list)
    verb: str | None = None
    portrayal: bool = False
    plural: bool = False
    definite: bool = False
    determined: bool = False
    of: list[str] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where it starts in the text."""
        return self.items[0].start

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.items[-1].end


def is_adjective(low: str) -> bool:
    """Whether a word that the lexicon does not hold as a noun reads as an adjective."""
    if low in ADJECTIVES or low in COLOURS or low in MATERIALS:
        return True
    if low in STOPWORDS or len(low) < 5:
        return False
    if low.endswith(_SUFFIXES) and verb_lemma(low) is None:
        return True
    if any(form in PORTRAYALS for form in singulars(low)):
        return False
    kinds = guess(low)
    return "ADJ" in kinds and "NOUN" not in kinds


def is_verb_here(items: list[Item], i: int, *, after_noun: bool, plural: bool) -> tuple[str, str] | None:
    """The lemma and form of the verb at ``i``, or None when the word is something else in this position."""
    item = items[i]
    if item.kind not in ("word", "noun") or len(item.words) > 1:
        return None
    low = item.low
    if (
        low in DETERMINERS
        or low in PLACE_PREPOSITIONS
        or (low in STOPWORDS and low not in ("look", "looks", "looking"))
    ):
        return None
    found = verb_lemma(low)
    if found is None and item.kind == "word" and not any(low in w for w in (ADVERBS, ADJECTIVES, PORTRAYALS)):
        kinds = guess(low) if low.endswith(("ing", "ed", "s", "en")) or after_noun else {}
        noun_like = "NOUN" in kinds and not low.endswith(("ing", "ed"))
        if "VERB" in kinds and not noun_like and (after_noun or low.endswith("ing")):
            form = "ing" if low.endswith("ing") else "past" if low.endswith(("ed", "en")) else "s"
            found = kinds["VERB"], form
    if found is None:
        return None
    lemma, form = found
    is_noun = item.kind == "noun"
    if form == "base" and i and items[i - 1].low in DETERMINERS:
        return None  # "a pack of wolves", "the ride"
    if form == "base" and (is_noun or low in ADJECTIVES) and not (after_noun and plural):
        return None
    if form in ("s", "past") and is_noun and not (after_noun and (form == "past" or not plural)):
        return None
    if form == "s" and not after_noun:
        return None
    if form == "ing" and is_noun and not after_noun:
        return None
    if form == "past" and not after_noun and low in ADJECTIVES:
        return None
    return lemma, form


def starts_phrase(items: list[Item], i: int) -> bool:
    """Whether a noun phrase may start at ``i``."""
    item = items[i]
    if item.kind == "noun":
        return True
    if item.kind == "tech":
        return _tech_modifier(items, i)
    if item.kind != "word":
        return False
    low = item.low
    if low in DETERMINERS or low in NUMBERS or low.isdecimal() or is_adjective(low):
        return True
    return low not in STOPWORDS and low not in ADVERBS and low not in PLACE_PREPOSITIONS


def _tech_modifier(items: list[Item], i: int) -> bool:
    """Film language inside a noun phrase: "a sunset beach", "the night train"."""
    item = items[i]
    if not item.slots or not set(item.slots) <= _UNSET or i + 1 >= len(items):
        return False
    following = items[i + 1]
    return following.kind == "noun" and item.words[0].low not in PLACE_PREPOSITIONS


def read_phrase(items: list[Item], i: int, *, depth: int = 0) -> tuple[Phrase | None, int]:
    """The noun phrase that starts at ``i`` and the index after it; None when there is no head."""
    start, count, definite, determined = i, 0, False, False
    while i < len(items) and items[i].kind == "word":
        low = items[i].low
        if low in DETERMINERS:
            definite, determined = definite or low not in ("a", "an"), True
        elif low in NUMBERS or low.isdecimal():
            count = max(count, min(1000, NUMBERS.get(low) or int(low[:4]) or 1))
        elif low not in ("very", "really", "quite", "more", "most", "such", "other", "only"):
            break
        i += 1
    if count and i + 1 < len(items) and items[i].low == "of" and items[i].kind == "word":
        i += 1  # "thousands of lanterns", "three of the dogs"
        while i < len(items) and items[i].kind == "word" and items[i].low in DETERMINERS:
            i += 1
    run, verb, i = _run(items, i)
    while run and run[-1].kind in ("tech",):
        run.pop()
        i -= 1
    if not run:
        return None, max(i, start + 1)
    phrase = Phrase(items[start:i], definite=definite, determined=determined, verb=verb)
    _find_head(phrase, run)
    if phrase.head is None:
        return None, max(i, start + 1)
    head = phrase.head
    phrase.count = count or (3 if phrase.plural else 1)
    if (
        depth < _DEEPEST
        and head.words[-1].possessive
        and i < len(items)
        and items[i].kind in ("word", "noun")
    ):
        owned, after = read_phrase(items, i, depth=depth + 1)
        if owned is not None and not is_verb_here(items, i, after_noun=True, plural=False):
            owned.attributes.insert(0, phrase.noun)
            owned.items = items[start:after]
            owned.definite = True
            return owned, after
    low = head.words[-1].low
    lemma = next((f for f in singulars(low) if f in PORTRAYALS), "")
    phrase.portrayal = bool(lemma) and len(head.words) == 1
    if depth < _DEEPEST and i + 1 < len(items) and items[i].low == "of" and items[i].kind == "word":
        return _with_of(phrase, items, start, i, explicit=count, depth=depth)
    return phrase, i


def _run(items: list[Item], i: int) -> tuple[list[Item], str | None, int]:
    """Adjectives and nouns up to where the phrase ends; the participle among them gives the verb."""
    run: list[Item] = []
    verb: str | None = None
    seen_noun = seen_plural = False
    while i < len(items):
        item = items[i]
        if item.kind == "tech":
            if not _tech_modifier(items, i) or seen_noun:
                break
            run.append(item)
        elif item.kind == "noun":
            found = is_verb_here(items, i, after_noun=seen_noun, plural=seen_plural)
            if found and seen_noun:
                break
            run.append(item)
            seen_noun, seen_plural = True, item.plural
        elif item.kind == "word":
            low = item.low
            joined = i + 1 < len(items) and items[i + 1].words[0].joined
            if low in ("and", "or") and run and not seen_noun and _adjective_pair(items, i):
                i += 1
                continue
            if (low in STOPWORDS or low in DETERMINERS or low in PLACE_PREPOSITIONS) and not joined:
                break
            found = is_verb_here(items, i, after_noun=seen_noun, plural=seen_plural)
            if found and seen_noun and low in _COVERED and i + 1 < len(items) and items[i + 1].kind == "noun":
                run.append(item)
                seen_noun = False
            elif found:
                if seen_noun or not _noun_follows(items, i + 1):
                    break
                if found[1] == "ing" and verb is None and low not in ADJECTIVES:
                    verb = found[0]
                run.append(item)
            elif low in ADVERBS or (low.endswith("ly") and low not in ADJECTIVES):
                if not _noun_follows(items, i + 1) or seen_noun:
                    break
            elif seen_noun and (is_adjective(low) and not item.words[0].joined):
                break
            else:
                run.append(item)
                if not is_adjective(low) and not joined and not _noun_follows(items, i + 1):
                    seen_noun = True
                    seen_plural = low.endswith("s")
        else:
            break
        i += 1
    return run, verb, i


def _adjective_pair(items: list[Item], i: int) -> bool:
    """ "a black and white cat": the conjunction joins adjectives of one noun."""
    before, after = items[i - 1], items[i + 1] if i + 1 < len(items) else None
    return (
        after is not None
        and after.kind == "word"
        and is_adjective(before.low)
        and is_adjective(after.low)
        and _noun_follows(items, i + 2)
    )


def _noun_follows(items: list[Item], i: int) -> bool:
    """Whether, after adjectives and participles, a noun stands at or after ``i`` in the same phrase."""
    for item in items[i : i + 4]:
        if item.kind == "noun":
            return True
        if item.kind != "word" or item.low in STOPWORDS or item.low in DETERMINERS or item.low in ADVERBS:
            return False
        if not is_adjective(item.low) and verb_lemma(item.low) is None:
            return "NOUN" in guess(item.low) or not guess(item.low)
    return False


def _find_head(phrase: Phrase, run: list[Item]) -> None:
    """The last noun of the run is the head; what stands before modifies it."""
    last = run[-1]
    if last.kind == "noun":
        phrase.head, phrase.place = last, last.place
        phrase.noun = str(last.noun.value) if last.noun else " ".join((last.place or last.noun).words)  # type: ignore[union-attr]
        phrase.known, phrase.plural = True, last.plural
        before = run[:-1]
    elif is_adjective(last.low) and last.low not in _STUFF and not any(item.kind == "noun" for item in run):
        return
    elif any(form in PORTRAYALS for form in last.words[-1].forms):
        phrase.head, phrase.noun, phrase.known = Item("noun", last.words, last.low), last.low, False
        before = run[:-1]
    else:
        # A word outside the lexicon is the head together with the unknown or noun words right before it.
        index = len(run) - 1
        while index > 0 and (run[index - 1].kind == "noun" or run[index].words[0].joined):
            index -= 1
        part = run[index:]
        low = last.low
        lemma = guess(low).get("NOUN", low)
        phrase.plural = lemma != low
        words = [w.low for item in part for w in item.words]
        phrase.noun = " ".join([*words[:-1], lemma])[:80]
        phrase.known = False
        phrase.head = Item("noun", [w for item in part for w in item.words], " ".join(words))
        before = run[:index]
    phrase.modifiers = before
    phrase.attributes = _attributes(before)


def _attributes(before: list[Item]) -> list[str]:
    found: list[str] = []
    for item in before:
        if item.kind == "tech":
            continue
        if item.words[0].joined and found:
            found[-1] += "-" + item.low
        else:
            found.append(item.low)
    return found


def _with_of(
    phrase: Phrase, items: list[Item], start: int, i: int, *, explicit: int, depth: int
) -> tuple[Phrase, int]:
    """Resolve "X of Y" by what X is: a group counts Y, a vessel holds it, a place is full of it."""
    inner, after = read_phrase(items, i + 1, depth=depth + 1)
    if inner is None:
        return phrase, i
    assert phrase.head is not None
    low = phrase.head.words[-1].low
    lemma = next((f for f in singulars(low) if f in GROUPS or f in CONTAINERS or f in PORTRAYALS), low)
    single = len(phrase.head.words) == 1
    if phrase.portrayal or (single and lemma in PORTRAYALS):
        return phrase, i
    whole = items[start:after]
    alive = noun_category(inner.noun) in (
        "person",
        "dog",
        "animal",
        "bird",
        "sea animal",
        "insect",
        "creature",
    )
    if single and lemma in GROUPS and (phrase.place is None or alive):
        inner.count = max(
            GROUPS[lemma] * (explicit if lemma in ("dozen", "hundred", "pair") and explicit else 1), 2
        )
        inner.count = min(1000, inner.count)
        inner.items, inner.plural = whole, True
        inner.attributes = [a for a in phrase.attributes if a in COLOURS] + inner.attributes
        return inner, after
    if low in COUNTS and single:
        inner.count, inner.items = max(inner.count, COUNTS[low]), whole
        return inner, after
    phrase.items = whole
    if single and lemma in CONTAINERS and phrase.place is None:
        held = f"{inner.noun} {lemma}"
        if held in lexicon().nouns:
            phrase.noun, phrase.known = str(lexicon().nouns[held].value), True
            phrase.attributes += inner.attributes
        else:
            phrase.noun = lemma
            phrase.known = True
            phrase.attributes += [*inner.attributes, inner.noun]
        return phrase, after
    phrase.of = [inner.noun, *inner.of]
    if phrase.place is None or phrase.head.noun is not None:
        phrase.attributes.append(inner.noun)
    return phrase, after
