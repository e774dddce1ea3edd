"""Items to slots: the first noun phrase is the subject, its verb the action, places follow prepositions."""

from __future__ import annotations

from reelwright.story.lexicon.actions import TRANSITIVE
from reelwright.story.lexicon.grammar import (
    ADJECTIVES,
    ADVERBS,
    CHATTER,
    FILLERS,
    NEGATIVES,
    PLACE_PREPOSITIONS,
    PORTRAYALS,
    STOPWORDS,
)
from reelwright.story.lexicon.idioms import GENRES, PARTICLES, PREPOSITIONS
from reelwright.story.lexicon.index import is_verb
from reelwright.story.phrases import is_verb_here, read_phrase, starts_phrase
from reelwright.story.slots import CLOTHED, SEASONS, Reading, Slots
from reelwright.story.tagging import Item, Tagged
from reelwright.story.words import gerund, guess

__all__ = ["Reading", "read"]


class _Reader(Slots):
    """One pass over the items."""

    def run(self) -> Reading:
        i = 0
        while i < len(self.items):
            i = self.step(i)
        self.finish()
        return self.out

    def step(self, i: int) -> int:
        """Consume what stands at ``i``; the index after it."""
        items, item = self.items, self.items[i]
        if item.kind == "stop":
            self.prep = self.verb = None
            self.conjunction = False
            self.fresh, self.fragment = True, None
            return i + 1
        if item.kind == "negated":
            self.out.details.append("no " + item.low.removeprefix("in the "))
            self.note("details", item.low)
            return i + 1
        if item.kind == "tech" and not starts_phrase(items, i):
            self.prep = None
            return i + 1
        low = item.low
        if item.kind == "word":
            taken = self.preposition(i)
            if taken:
                return i + taken
            if low in NEGATIVES:
                return self.negative(i)
            if low in ("and", "or", "plus", "&", "vs", "versus"):
                self.conjunction = True
                return i + 1
            if low in ("have", "has", "having", "had"):
                self.verb, self.prep = "have", None
                return i + 1
            if low in ("it", "he", "she", "they") and self.last is not None:
                self.fresh, self.prep = False, None
                return i + 1
            if low in (
                "is",
                "are",
                "was",
                "were",
                "be",
                "being",
                "who",
                "which",
                "that",
                "while",
                "as",
                "then",
                "it",
                "they",
            ):
                if low in ("while", "as", "then", "who", "which", "that"):
                    self.prep = None
                return i + 1
            if low in CHATTER and (self.out.subject is None or self.fresh) and self.chatter(i):
                return i + 1
        resumed = self.last_is_subject and self.out.action is None and item.kind == "word"
        after = self.last is not None and (not self.fresh or resumed)
        plural = self.last.plural if self.last is not None else False
        found = is_verb_here(items, i, after_noun=after and self.prep is None, plural=plural)
        if found and self.takes_verb(i, found):
            return self.take_verb(i, found[0])
        if starts_phrase(items, i):
            phrase, j = read_phrase(items, i)
            if phrase is not None:
                self.place(phrase, i, j)
                self.fresh = False
                return j
        self.leftover(item)
        return i + 1

    def chatter(self, i: int) -> bool:
        """ "show a dog", "featuring a cat" address the program; "a dog showing its teeth" does not."""
        low = self.items[i].low
        if low in GENRES:
            self.genre(low)
        return self.fresh or self.last is None or (low.endswith("ing") and low not in ("focusing",))

    def preposition(self, i: int) -> int:
        """Read a preposition of one or more words; the number of items it takes."""
        items = self.items
        lows = [item.low if item.kind != "stop" else "," for item in items[i : i + 5]]
        for length in (5, 4, 3, 2):
            key = tuple(lows[:length])
            if len(key) == length and key in PREPOSITIONS:
                self.set_prep(PREPOSITIONS[key] or None, i)
                return length
        low = lows[0]
        if low in PLACE_PREPOSITIONS or low in (
            "with",
            "to",
            "for",
            "about",
            "of",
            "like",
            "upon",
            "alongside",
            "wearing",
        ):
            self.set_prep(low, i)
            return 1
        return 0

    def set_prep(self, prep: str | None, i: int) -> None:
        self.prep, self.prep_start = prep, self.items[i].start
        self.conjunction = False

    def negative(self, i: int) -> int:
        """ "no text", "without any people" become details."""
        phrase, j = read_phrase(self.items, i + 1) if i + 1 < len(self.items) else (None, i + 1)
        if phrase is not None:
            words = self.span(phrase.start, phrase.end).lower()
            for skip in ("any ", "a ", "an ", "the "):
                words = words.removeprefix(skip)
            self.out.details.append(f"no {words}")
            self.note("details", self.span(self.items[i].start, phrase.end))
            self.prep = None
            while j + 1 < len(self.items) and self.items[j].low in ("or", "and", "nor"):
                more, k = read_phrase(self.items, j + 1)
                if more is None:
                    break
                self.out.details.append(f"no {self.span(more.start, more.end).lower()}")
                j = k
            return j
        return i + 1

    def takes_verb(self, i: int, found: tuple[str, str]) -> bool:
        """Whether the verb at ``i`` is a predicate here rather than a participle before its noun."""
        lemma, form = found
        if self.prep is not None and form != "ing":
            return False
        if self.fresh or self.last is None or self.prep is not None or self.conjunction:
            if form == "ing" or (form == "base" and self.out.subject is None and lemma in TRANSITIVE):
                following, _ = read_phrase(self.items, i) if starts_phrase(self.items, i) else (None, 0)
                # "crashing waves" is a noun phrase, "pouring honey" a predicate.
                return following is None or following.verb != lemma or lemma in TRANSITIVE
            if self.fresh and form == "s" and self.last_is_subject and self.prep is None:
                return self.out.action is None
            return self.conjunction and self.out.action is not None and form in ("s", "base", "past")
        return True

    def take_verb(self, i: int, lemma: str) -> int:
        """Record the verb at ``i`` with its particle."""
        items = self.items
        j = i + 1
        if j < len(items) and (lemma, items[j].low) in PARTICLES:
            lemma = f"{lemma} {items[j].low}"
            j += 1
        words = self.span(items[i].start, items[j - 1].end)
        self.prep, self.conjunction, self.fresh = None, False, False
        if lemma in CLOTHED:
            self.prep = "wearing"
        elif (
            lemma in ("be", "have", "let", "go", "start", "begin", "seem", "come") and self.out.action is None
        ):
            self.pending_verb = lemma if is_verb(lemma) else None
        elif self.fragment is not None:
            # "a cup of coffee, steam rising": the steam rises, not the cup.
            self.out.details.append(f"{self.span(self.fragment.start, self.fragment.end)} {gerund(lemma)}")
            self.note("details", words)
        elif self.out.action is None:
            self.out.action = lemma
            self.note("action", words)
            if self.tentative:
                self.tentative = False
        elif lemma != self.out.action:
            self.out.details.append(gerund(lemma))
            self.note("details", words)
        self.verb = lemma
        return j

    def leftover(self, item: Item) -> None:
        """A word no rule could use."""
        low = item.low
        if low in SEASONS or (low in ADJECTIVES and low not in ADVERBS and low not in FILLERS):
            self.out.details.append(low)
            self.note("details", item.words[0].text)
            return
        if (
            item.kind != "word"
            or low in STOPWORDS
            or low in ADVERBS
            or low.isdecimal()
            or low in CHATTER
            or low in PORTRAYALS
        ):
            return
        if low.endswith("ly") and "ADV" in guess(low):
            return
        if item.words[0].text not in self.out.unresolved:
            self.out.unresolved.append(item.words[0].text)


def read(tagged: Tagged) -> Reading:
    """Read tagged items into slots."""
    return _Reader(tagged.text, tagged.items).run()
