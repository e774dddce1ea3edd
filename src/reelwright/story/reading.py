"""Items to slots: the first noun phrase is the subject, its verb the action, places follow prepositions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from reelwright.story.lexicon.grammar import (
    ADJECTIVES,
    ADVERBS,
    CHATTER,
    FILLERS,
    NEGATIVES,
    PLACE_PREPOSITIONS,
    PORTRAYALS,
    RELATIONS,
    STOPWORDS,
)
from reelwright.story.lexicon.actions import OBJECT_RELATION, TRANSITIVE
from reelwright.story.lexicon.homes import LANDSCAPES
from reelwright.story.lexicon.index import is_verb, noun_category
from reelwright.story.phrases import Phrase, is_verb_here, read_phrase, starts_phrase
from reelwright.story.placing import is_place_here, make_setting, water_rocks
from reelwright.story.prompt import Setting, Subject
from reelwright.story.tagging import Item, Match, Tagged
from reelwright.story.vocabulary import Family
from reelwright.story.words import gerund, guess

__all__ = ["Reading", "read"]

_TWO: Final = {
    ("in", "front", "of"): "in front of", ("next", "to"): "next to", ("on", "top", "of"): "on", ("out", "of"): "out",
    ("in", "the", "middle", "of"): "in", ("at", "the", "edge", "of"): "on", ("on", "the", "edge", "of"): "on",
    ("close", "to"): "near", ("inside", "of"): "inside", ("at", "the", "top", "of"): "on", ("in", "the", "background"): "",
    ("in", "the", "foreground"): "", ("in", "the", "distance"): "", ("at", "the", "end", "of"): "in",
    ("at", "the", "bottom", "of"): "in", ("in", "the", "heart", "of"): "in", ("in", "the", "center", "of"): "in",
    ("in", "the", "centre", "of"): "in", ("on", "the", "side", "of"): "beside", ("full", "of"): "with", ("filled", "with"): "with",
    ("surrounded", "by"): "among", ("covered", "with"): "with", ("covered", "in"): "with", ("in", "slow", "motion"): "",
    ("at", "the", "camera"): "", ("into", "the", "camera"): "", ("toward", "the", "camera"): "", ("towards", "the", "camera"): "",
    ("to", "the", "camera"): "", ("on", "a", "background", "of"): "against", ("with", "a", "view", "of"): "before",
    ("at", "camera"): "", ("to", "camera"): "", ("towards", "camera"): "", ("toward", "camera"): "",
    ("in", "the", "air"): "", ("through", "the", "air"): "", ("in", "the", "wind"): "", ("in", "the", "breeze"): "",
    ("in", "the", "style", "of"): "style", ("on", "fire"): "", ("in", "love"): "", ("in", "circles"): "", ("at", "full", "speed"): "",
    ("in", "the", "sun"): "", ("in", "the", "shade"): "", ("in", "silence"): "", ("in", "action"): "", ("in", "motion"): "",
}  # fmt: skip
_PARTICLES: Final = {("take", "off"), ("lift", "off"), ("wake", "up"), ("pick", "up"), ("curl", "up"), ("open", "up"), ("stand", "up")}
_GENRES: Final = {
    "product": "product", "commercial": "product", "advert": "product", "ad": "product", "advertisement": "product",
    "promo": "product", "unboxing": "product", "launch": "product", "demo": "product", "explainer": "explainer",
    "tutorial": "explainer", "walkthrough": "explainer", "lesson": "explainer", "travel": "travel", "tour": "travel",
    "vacation": "travel", "vlog": "travel", "landscape": "travel", "journey": "travel", "story": "story", "tale": "story",
    "trailer": "story",
}  # fmt: skip
SEASONS: Final = frozenset("spring summer autumn fall winter".split())
_STILL: Final = frozenset("product food drink plant furniture building abstract clothing".split())
_GENERIC: Final = frozenset("hill hillside stairs ice water grass rock rocks sand path trail road ground floor stone surface track".split())
_CLOTHED: Final = frozenset(("wear", "dress"))
_FRAMING: Final = frozenset("of about for featuring showing depicting with on from showcasing presenting".split())


@dataclass(slots=True)
class Reading:
    """What the grammar pass found."""

    subject: Subject | None = None
    others: list[Subject] = field(default_factory=list)
    action: str | None = None
    setting: Setting | None = None
    details: list[str] = field(default_factory=list)
    evidence: dict[str, list[str]] = field(default_factory=dict)
    matches: list[Match] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)
    genre: str | None = None


class _Reader:
    """One pass over the items; ``prep``, ``verb`` and ``last`` are what the next noun phrase hangs on."""

    def __init__(self, tagged: Tagged) -> None:
        self.text, self.items = tagged.text, tagged.items
        self.out = Reading()
        self.prep: str | None = None
        self.prep_start = 0
        self.verb: str | None = None
        self.conjunction = False
        self.last: Phrase | None = None
        self.last_is_subject = False
        self.subject_phrase: Phrase | None = None
        self.tentative = False  # the subject so far may rather be the place
        self.implied = False  # the setting so far is only implied by a piece of furniture
        self.pending_verb: str | None = None
        self.place_head = ""
        self.fragment: Phrase | None = None  # a further thing that got a clause of its own
        self.fresh = True  # at the start of a clause

    def note(self, slot: str, words: str) -> None:
        """Record ``words`` as evidence for ``slot``."""
        found = self.out.evidence.setdefault(slot, [])
        if words and words not in found:
            found.append(words)

    def span(self, start: int, end: int) -> str:
        return self.text[start:end].replace("\n", " ")[:400]

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
            if low in ("and", "or", "plus", "&"):
                self.conjunction = True
                return i + 1
            if low in ("have", "has", "having", "had"):
                self.verb, self.prep = "have", None
                return i + 1
            if low in ("it", "he", "she", "they") and self.last is not None:
                self.fresh, self.prep = False, None
                return i + 1
            if low in ("is", "are", "was", "were", "be", "being", "who", "which", "that", "while", "as", "then", "it", "they"):
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
        for k in range(i, i + 1):
            self.leftover(items[k])
        return i + 1

    def chatter(self, i: int) -> bool:
        """ "show a dog", "featuring a cat" address the program; "a dog showing its teeth" does not."""
        low = self.items[i].low
        if low in _GENRES:
            self.genre(low)
        return self.fresh or self.last is None or low.endswith("ing") and low not in ("focusing",)

    def genre(self, word: str) -> None:
        kind = _GENRES.get(word)
        if kind is not None and self.out.genre is None:
            self.out.genre = kind
            self.note("genre", word)

    def preposition(self, i: int) -> int:
        """Read a preposition of one or more words; the number of items it takes."""
        items = self.items
        lows = [item.low if item.kind != "stop" else "," for item in items[i : i + 5]]
        for length in (5, 4, 3, 2):
            key = tuple(lows[:length])
            if len(key) == length and key in _TWO:
                self.set_prep(_TWO[key] or None, i)
                return length
        low = lows[0]
        if low in PLACE_PREPOSITIONS or low in ("with", "to", "for", "about", "of", "like", "upon", "alongside", "wearing"):
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
        low, (lemma, form) = self.items[i].low, found
        if self.prep is not None and form != "ing":
            return False
        if self.fresh or self.last is None or self.prep is not None or self.conjunction:
            if form == "ing" or (form == "base" and self.out.subject is None and lemma in TRANSITIVE):
                following, _ = read_phrase(self.items, i) if starts_phrase(self.items, i) else (None, 0)
                if following is not None and following.verb == lemma and lemma not in TRANSITIVE:
                    return False
                return True
            if self.fresh and form == "s" and self.last_is_subject and self.prep is None:
                return self.out.action is None
            return self.conjunction and self.out.action is not None and form in ("s", "base", "past")
        return low not in CHATTER or form == "ing" or True

    def take_verb(self, i: int, lemma: str) -> int:
        """Record the verb at ``i`` with its particle."""
        items = self.items
        j = i + 1
        if j < len(items) and (lemma, items[j].low) in _PARTICLES:
            lemma = f"{lemma} {items[j].low}"
            j += 1
        words = self.span(items[i].start, items[j - 1].end)
        self.prep, self.conjunction, self.fresh = None, False, False
        if lemma in _CLOTHED:
            self.prep = "wearing"
        elif lemma in ("be", "have", "let", "go", "start", "begin", "seem", "come") and self.out.action is None:
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
        if item.kind != "word" or low in STOPWORDS or low in ADVERBS or low.isdigit() or low in CHATTER or low in PORTRAYALS:
            return
        if low.endswith("ly") and "ADV" in guess(low):
            return
        if item.words[0].text not in self.out.unresolved:
            self.out.unresolved.append(item.words[0].text)

    def place(self, phrase: Phrase, i: int, j: int) -> None:
        """Put a noun phrase into its slot."""
        head = phrase.head
        assert head is not None
        prep, self.prep = self.prep, None
        conjunction, self.conjunction = self.conjunction, False
        verb, self.verb = self.verb, None
        if (phrase.portrayal or head.words[-1].low in ("camera", "product", "products")) and len(head.words) == 1:
            if self.portrayal(phrase, j):
                return
        if phrase.verb and self.out.action is None and self.out.subject is None:
            self.out.action = phrase.verb
            self.note("action", next((m.low for m in phrase.modifiers if m.low.endswith("ing")), phrase.verb))
        category = noun_category(phrase.noun) if phrase.known else None
        if head.low in SEASONS or (verb == "have" and is_verb(head.low) and self.out.action is None):
            self.season_or_event(phrase)
            return
        if prep == "style":
            self.out.details.append("in the style of " + self.span(phrase.start, phrase.end))
            return
        if prep in ("like",) and self.out.subject is not None:
            self.out.details.append("like " + self.span(phrase.start, phrase.end))
            self.note("details", self.span(phrase.start, phrase.end))
            return
        if self.belongs_to_last(phrase, prep, verb, category):
            return
        if prep == "with" and self.out.subject is None and self.out.setting is not None:
            features = (*self.out.setting.features, phrase.noun)
            self.out.setting = self.out.setting.model_copy(update={"features": features})
            self.note("setting", self.span(phrase.start, phrase.end))
            return
        if self.apposition(phrase, prep, conjunction, category):
            return
        same = self.out.subject is not None and phrase.noun == self.out.subject.noun and phrase.definite
        if same and prep not in ("beside",):
            return
        if is_place_here(phrase, prep, verb, category, self.out.subject, self.out.setting, first=self.out.subject is None):
            self.set_place(phrase, prep)
            self.last, self.last_is_subject = phrase, False
            return
        if self.out.subject is None or (self.tentative and prep is None and category and not conjunction):
            self.set_subject(phrase, prep, category)
        else:
            self.add_other(phrase, prep, verb, conjunction, category)
        self.last = phrase

    def apposition(self, phrase: Phrase, prep: str | None, conjunction: bool, category: str | None) -> bool:
        """ "Mia, a young girl": the second phrase says what the name stands for."""
        named = self.subject_phrase
        if named is None or named.known or prep is not None or conjunction or not self.fresh or not self.last_is_subject:
            return False
        if category not in ("person", "animal", "dog", "creature", "bird") or self.out.action is not None:
            return False
        assert self.out.subject is not None
        self.out.subject = self.subject_of(phrase).model_copy(update={"text": self.span(named.start, phrase.end)})
        self.out.evidence["subject"] = [self.out.subject.text]
        phrase.items = named.items + phrase.items
        self.subject_phrase = self.last = phrase
        return True

    def season_or_event(self, phrase: Phrase) -> None:
        """ "in autumn" is a detail; "having a picnic" an action."""
        assert phrase.head is not None
        low, words = phrase.head.low, self.span(phrase.start, phrase.end)
        if low in SEASONS:
            self.out.details.append(low)
            self.note("details", words)
        else:
            self.out.action = low
            self.note("action", words)

    def portrayal(self, phrase: Phrase, j: int) -> bool:
        """ "a honey commercial": the film itself is talked about. True when the phrase is used up."""
        assert phrase.head is not None
        for item in [*phrase.modifiers, phrase.head]:
            for word in item.words:
                self.genre(word.low)
        following = self.items[j].low if j < len(self.items) else ""
        word = phrase.head.words[-1].low
        if word in ("product", "products"):
            return following in ("demo", "video", "film", "shot") or (following in ("of", "for") and self.out.subject is None)
        if self.out.subject is not None and word not in ("camera", "video", "footage", "shot", "view", "scene"):
            return False
        if following not in _FRAMING and self.out.subject is None:
            nouns = [m for m in phrase.modifiers if m.kind == "noun" and m.noun and m.low not in ("product", "camera")]
            if nouns:
                inner, _ = read_phrase([*phrase.modifiers[: phrase.modifiers.index(nouns[-1]) + 1]], 0)
                if inner is not None:
                    self.set_subject(inner, None, noun_category(inner.noun))
                    self.last = inner
            elif phrase.head.noun is not None and word not in ("camera", "video", "film", "scene", "shot"):
                return False
        return True

    def belongs_to_last(self, phrase: Phrase, prep: str | None, verb: str | None, category: str | None) -> bool:
        """Clothes and parts of the body belong to whoever has them."""
        wearing = prep == "wearing" or verb in _CLOTHED
        worn = category == "clothing" and prep in ("in", "with") and self.last is not None
        part = category == "body" and prep in ("with",) and self.last is not None
        if not (wearing or worn or part) or self.out.subject is None:
            return False
        if worn and noun_category(self.out.subject.noun) in ("product", "clothing", "furniture"):
            return False
        text = " ".join([*phrase.attributes, phrase.noun])
        subject = self.out.subject
        if self.last_is_subject or wearing or not self.out.others:
            end = max(phrase.end, self.subject_phrase.start if self.subject_phrase else 0)
            start = self.subject_phrase.start if self.subject_phrase else phrase.start
            whole = self.span(start, end) if self.last_is_subject else subject.text
            self.out.subject = subject.model_copy(update={"attributes": (*subject.attributes, text), "text": whole})
            self.note("subject", self.span(phrase.start, phrase.end))
        else:
            other = self.out.others[-1]
            self.out.others[-1] = other.model_copy(update={"attributes": (*other.attributes, text)})
            self.note("others", self.span(phrase.start, phrase.end))
        return True

    def set_place(self, phrase: Phrase, prep: str | None) -> None:
        """Make the phrase the setting, or let it add to the one there is."""
        start = self.prep_start if prep and prep not in ("of", "for", "about", "with") else phrase.start
        text = self.span(start, phrase.end)
        setting, matches = make_setting(phrase, prep, text, self.out.subject)
        self.out.matches += (Match(slot, value, text, phrase.start) for slot, value in matches)
        self.note("setting", text)
        generic = self.place_head in _GENERIC and prep in ("in", "at") and self.out.setting is not None
        if self.out.setting is None or self.implied or generic:
            assert phrase.head is not None
            self.place_head = phrase.head.words[-1].low
            old = self.out.setting
            self.out.setting = setting
            if old is not None and old.features:
                self.out.setting = setting.model_copy(update={"features": (*setting.features, *old.features)})
            self.implied = False
        else:
            more = tuple(dict.fromkeys((*self.out.setting.features, *setting.features)))
            if not setting.features and setting.family != self.out.setting.family and phrase.noun not in ("sky", "air"):
                more = (*more, phrase.noun)
            self.out.setting = self.out.setting.model_copy(update={"features": more})

    def set_subject(self, phrase: Phrase, prep: str | None, category: str | None) -> None:
        self.out.subject = self.subject_of(phrase)
        self.out.evidence["subject"] = [self.span(phrase.start, phrase.end)]
        self.subject_phrase, self.last_is_subject = phrase, True
        self.tentative = category == "nature" and phrase.place is not None and phrase.verb is None

    def subject_of(self, phrase: Phrase, relation: str | None = None) -> Subject:
        return Subject(
            noun=phrase.noun[:80],
            text=self.span(phrase.start, phrase.end),
            count=phrase.count,
            attributes=tuple(dict.fromkeys(phrase.attributes)),
            relation=relation,
        )

    def add_other(
        self, phrase: Phrase, prep: str | None, verb: str | None, conjunction: bool, category: str | None
    ) -> None:
        """A further thing: the object of the verb, or what a preposition relates."""
        if conjunction or (prep is None and verb is None):
            if not conjunction and (self.fresh or self.last is None):
                self.fragment = phrase
            relation = "beside" if self.last_is_subject or not self.out.others else self.out.others[-1].relation
        elif prep is None:
            relation = OBJECT_RELATION.get(verb or "", "with")
        else:
            relation = RELATIONS.get(prep, "with")
            if prep == "with" and self.out.subject is not None and noun_category(self.out.subject.noun) in _STILL:
                self.fragment = phrase
            action = self.out.action or ""
            if relation == "with" and category in ("product", "sport", "instrument", "food", "drink") and self.person():
                relation = "holding"
            if action == "ride" and relation in ("on", "in"):
                relation = "riding"
            elif action in ("jump", "leap") and prep == "over":
                relation = "over"
        self.out.others.append(self.subject_of(phrase, relation))
        self.note("others", self.span(phrase.start, phrase.end))
        self.last_is_subject = False
        furnishing = category in ("building", "furniture")
        if furnishing and phrase.place is not None and self.out.setting is None and prep in PLACE_PREPOSITIONS | {"in front of", "next to"}:
            setting, _ = make_setting(phrase, prep, self.span(self.prep_start, phrase.end), self.out.subject)
            self.out.setting, self.implied = setting, True
            self.note("setting", self.span(self.prep_start, phrase.end))

    def person(self) -> bool:
        return self.out.subject is not None and noun_category(self.out.subject.noun) in ("person", "creature")

    def finish(self) -> None:
        """A landscape that does nothing is the place; one that does something is also the place."""
        out, phrase = self.out, self.subject_phrase
        if out.action is None and self.pending_verb:
            out.action = self.pending_verb
        if out.subject is None or phrase is None:
            return
        if self.tentative and out.setting is None and not out.others and out.action is None:
            self.set_place(phrase, None)
            out.subject = None
            out.evidence.pop("subject", None)
        elif out.setting is None and phrase.place is not None and out.subject.noun in LANDSCAPES:
            self.set_place(phrase, None)
        elif out.subject.noun in LANDSCAPES and phrase.place is not None and out.setting is not None:
            out.setting = water_rocks(out.subject, out.setting)
        elif out.setting is None and out.subject.noun in ("galaxy", "nebula", "planet", "spiral galaxy", "black hole"):
            out.setting = Setting(text="", family=Family.SPACE)


def read(tagged: Tagged) -> Reading:
    """Read tagged items into slots."""
    return _Reader(tagged).run()
