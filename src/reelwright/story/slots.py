"""Where a noun phrase belongs: subject, further thing, setting, attribute or detail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from reelwright.story.lexicon.actions import OBJECT_RELATION, TRANSITIVE
from reelwright.story.lexicon.grammar import PLACE_PREPOSITIONS, RELATIONS
from reelwright.story.lexicon.homes import LANDSCAPES
from reelwright.story.lexicon.idioms import GENRES
from reelwright.story.lexicon.index import is_verb, motion_of, noun_category
from reelwright.story.lexicon.notation import words
from reelwright.story.phrases import Phrase, read_phrase
from reelwright.story.placing import is_place_here, make_setting, water_rocks
from reelwright.story.prompt import Setting, Subject
from reelwright.story.tagging import Item, Match
from reelwright.story.vocabulary import Family
from reelwright.story.words import guess

__all__ = ["CLOTHED", "SEASONS", "Reading", "Slots"]

SEASONS: Final = frozenset(words("spring summer autumn fall winter"))
_STILL: Final = frozenset(words("product food drink plant furniture building abstract clothing"))
_GENERIC: Final = frozenset(
    words(
        """
    hill hillside stairs ice water grass rock rocks sand path trail road ground floor stone surface
    track
    """
    )
)
_WORLDS: Final = frozenset(
    ("earth", "mars", "saturn", "jupiter", "venus", "neptune", "planet", "asteroid", "comet")
)
CLOTHED: Final = frozenset(("wear", "dress"))
_FRAMING: Final = frozenset(
    words(
        """
    of about for featuring showing depicting with on from showcasing presenting
    """
    )
)


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


class Slots:
    """The slots being filled; ``prep``, ``verb`` and ``last`` are what the next noun phrase hangs on."""

    def __init__(self, text: str, items: list[Item]) -> None:
        self.text, self.items = text, items
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
        self.furnished = False  # "a table with croissants (and coffee)": the setting was given contents
        self.fragment: Phrase | None = None  # a further thing that got a clause of its own
        self.fresh = True  # at the start of a clause

    def note(self, slot: str, words: str) -> None:
        """Record ``words`` as evidence for ``slot``."""
        found = self.out.evidence.setdefault(slot, [])
        if words and words not in found:
            found.append(words)

    def span(self, start: int, end: int) -> str:
        """A stretch of the text, at most 400 characters."""
        return self.text[start:end].replace("\n", " ")[:400]

    def genre(self, word: str) -> None:
        """Note the kind of film that ``word`` names, if any."""
        kind = GENRES.get(word)
        if kind is not None and self.out.genre is None:
            self.out.genre = kind
            self.note("genre", word)

    def place(self, phrase: Phrase, i: int, j: int) -> None:
        """Put a noun phrase into its slot."""
        head = phrase.head
        assert head is not None
        prep, self.prep = self.prep, None
        conjunction, self.conjunction = self.conjunction, False
        verb, self.verb = self.verb, None
        filmed = phrase.portrayal or head.words[-1].low in ("camera", "product", "products")
        if filmed and len(head.words) == 1 and self.portrayal(phrase, j):
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
        if (
            self.out.subject is None
            and self.out.setting is not None
            and (prep == "with" or (conjunction and self.furnished and prep is None))
        ):
            self.furnished = True
            features = (*self.out.setting.features, phrase.noun)
            self.out.setting = self.out.setting.model_copy(update={"features": features})
            self.note("setting", self.span(phrase.start, phrase.end))
            return
        if self.apposition(phrase, prep, conjunction, category):
            return
        same = self.out.subject is not None and phrase.noun == self.out.subject.noun and phrase.definite
        if same and prep not in ("beside",):
            return
        if is_place_here(
            phrase, prep, verb, category, self.out.subject, self.out.setting, first=self.out.subject is None
        ):
            self.set_place(phrase, prep)
            self.last, self.last_is_subject = phrase, False
            return
        if self.out.subject is None or (self.tentative and prep is None and category and not conjunction):
            self.set_subject(phrase, prep, category)
        elif phrase.known or phrase.determined or prep is not None or self.takes_object(verb, head):
            self.add_other(phrase, prep, verb, conjunction, category)
        else:
            # A bare word nobody knows is more likely a slip or a mood than a thing to draw.
            self.out.unresolved += (w.text for w in head.words if w.text not in self.out.unresolved)
            return
        self.last = phrase

    def apposition(self, phrase: Phrase, prep: str | None, conjunction: bool, category: str | None) -> bool:
        """ "Mia, a young girl": the second phrase says what the name stands for."""
        named = self.subject_phrase
        if (
            named is None
            or named.known
            or prep is not None
            or conjunction
            or not self.fresh
            or not self.last_is_subject
        ):
            return False
        if category not in ("person", "animal", "dog", "creature", "bird") or self.out.action is not None:
            return False
        assert self.out.subject is not None
        self.out.subject = self.subject_of(phrase).model_copy(
            update={"text": self.span(named.start, phrase.end)}
        )
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
            for part in item.words:
                self.genre(part.low)
        following = self.items[j].low if j < len(self.items) else ""
        word = phrase.head.words[-1].low
        if word in ("product", "products"):
            return following in ("demo", "video", "film", "shot") or (
                following in ("of", "for") and self.out.subject is None
            )
        if self.out.subject is not None and word not in (
            "camera",
            "video",
            "footage",
            "shot",
            "view",
            "scene",
        ):
            return False
        if following not in _FRAMING and self.out.subject is None:
            nouns = [
                m
                for m in phrase.modifiers
                if m.kind == "noun" and m.noun and m.low not in ("product", "camera")
            ]
            if nouns:
                inner, _ = read_phrase([*phrase.modifiers[: phrase.modifiers.index(nouns[-1]) + 1]], 0)
                if inner is not None:
                    self.set_subject(inner, None, noun_category(inner.noun))
                    self.last = inner
            elif phrase.head.noun is not None and word not in ("camera", "video", "film", "scene", "shot"):
                return False
        return True

    def belongs_to_last(
        self, phrase: Phrase, prep: str | None, verb: str | None, category: str | None
    ) -> bool:
        """Clothes and parts of the body belong to whoever has them."""
        wearing = prep == "wearing" or verb in CLOTHED
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
            self.out.subject = subject.model_copy(
                update={"attributes": (*subject.attributes, text), "text": whole}
            )
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
        near_water = prep in ("by", "near", "beside", "next to") and setting.family in (
            Family.SEA,
            Family.LAKE,
        )
        generic = self.place_head in _GENERIC and self.out.setting is not None
        generic = generic and (prep in ("in", "at") or near_water)
        if generic and near_water and setting.family == Family.SEA:
            setting = setting.model_copy(update={"family": Family.BEACH})
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
            if (
                not setting.features
                and setting.family != self.out.setting.family
                and phrase.noun not in ("sky", "air")
            ):
                more = (*more, phrase.noun)
            self.out.setting = self.out.setting.model_copy(update={"features": more})

    def set_subject(self, phrase: Phrase, prep: str | None, category: str | None) -> None:
        """Make the phrase the subject."""
        self.out.subject = self.subject_of(phrase)
        self.out.evidence["subject"] = [self.span(phrase.start, phrase.end)]
        self.subject_phrase, self.last_is_subject = phrase, True
        self.tentative = category == "nature" and phrase.place is not None and phrase.verb is None

    def subject_of(self, phrase: Phrase, relation: str | None = None) -> Subject:
        """The phrase as a subject."""
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
            relation = (
                "beside" if self.last_is_subject or not self.out.others else self.out.others[-1].relation
            )
        elif prep is None:
            relation = OBJECT_RELATION.get(verb or "", "with")
        else:
            relation = RELATIONS.get(prep, "with")
            if (
                prep == "with"
                and self.out.subject is not None
                and noun_category(self.out.subject.noun) in _STILL
            ):
                self.fragment = phrase
            action = self.out.action or ""
            if (
                relation == "with"
                and category in ("product", "sport", "instrument", "food", "drink")
                and self.person()
            ):
                relation = "holding"
            if action == "ride" and relation in ("on", "in"):
                relation = "riding"
            elif action in ("jump", "leap") and prep == "over":
                relation = "over"
        self.out.others.append(self.subject_of(phrase, relation))
        self.note("others", self.span(phrase.start, phrase.end))
        self.last_is_subject = False
        if category == "space" and phrase.noun in _WORLDS and self.out.setting is None and prep is not None:
            self.out.setting, self.implied = Setting(text="in space", family=Family.SPACE), True
            self.note("setting", self.span(self.prep_start, phrase.end))
        furnishing = category in ("building", "furniture") or phrase.noun in (
            "rock",
            "boulder",
            "hill",
            "cliff",
        )
        if (
            furnishing
            and phrase.place is not None
            and self.out.setting is None
            and prep in PLACE_PREPOSITIONS | {"in front of", "next to"}
        ):
            setting, _ = make_setting(phrase, prep, self.span(self.prep_start, phrase.end), self.out.subject)
            self.out.setting, self.implied = setting, True
            self.note("setting", self.span(self.prep_start, phrase.end))

    def takes_object(self, verb: str | None, head: Item) -> bool:
        """Whether a bare word outside the lexicon may be the object of the verb: "shaping clay"."""
        if verb is None or motion_of(verb) == "talk":
            return False
        return verb in OBJECT_RELATION or verb in TRANSITIVE or "NOUN" in guess(head.words[-1].low)

    def person(self) -> bool:
        """Whether the subject is somebody who can hold things."""
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
        elif out.setting is None and out.subject.noun in (
            "galaxy",
            "nebula",
            "planet",
            "spiral galaxy",
            "black hole",
        ):
            out.setting = Setting(text="", family=Family.SPACE)
