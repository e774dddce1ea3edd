"""Free text to a :class:`Prompt`, with the words that were evidence and those that found no place."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from reelwright.errors import PromptError
from reelwright.story.prompt import Prompt
from reelwright.story.reading import read
from reelwright.story.tagging import Match, tag
from reelwright.story.words import clean_text

__all__ = ["MAX_WORDS", "Parsed", "parse"]

MAX_WORDS: Final = 2_000
_MAX_CHARACTERS: Final = 20_000
_STYLE_ADJECTIVES: Final = {
    "cartoon": "anime",
    "animated": "anime",
    "realistic": "realistic",
    "lifelike": "realistic",
}
_SINGLE: Final = ("camera", "size", "style", "time", "weather", "lighting", "mood")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text means.

    ``evidence`` holds, for every slot that was set, the words it was read from; ``unresolved`` the words that
    carry meaning and found no slot, in order; ``duration`` (seconds) and ``shots`` what the text asks for;
    ``genre`` the kind of film it names (product, explainer, travel), if any; ``matches`` all film language,
    contradictions included.
    """

    prompt: Prompt
    evidence: dict[str, list[str]] = field(default_factory=dict)
    unresolved: list[str] = field(default_factory=list)
    duration: Fraction | None = None
    shots: int | None = None
    genre: str | None = None
    matches: tuple[Match, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The answer of ``reelwright prompt parse --json``. ``drawn_as`` is None until previs fills it in."""
        p = self.prompt
        seconds = self.duration
        return {
            "subject": None if p.subject is None else _subject(p.subject.model_dump()),
            "others": [{**_subject(o.model_dump()), "relation": o.relation} for o in p.others],
            "action": p.action,
            "setting": None
            if p.setting is None
            else {
                "text": p.setting.text,
                "family": None if p.setting.family is None else str(p.setting.family),
                "features": list(p.setting.features),
            },
            **{slot: None if (v := getattr(p, slot)) is None else str(v) for slot in ("time", "weather")},
            **{
                slot: None if (v := getattr(p, slot)) is None else str(v)
                for slot in ("camera", "size", "style")
            },
            "lighting": p.lighting,
            "mood": p.mood,
            "palette": list(p.palette),
            "details": list(p.details),
            "duration": None if seconds is None else float(seconds),
            "shots": self.shots,
            "evidence": self.evidence,
            "unresolved": self.unresolved,
        }


def _subject(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": values["text"],
        "noun": values["noun"],
        "count": values["count"],
        "attributes": list(values["attributes"]),
        "drawn_as": None,
    }


def parse(text: str) -> Parsed:
    """Read a prompt.

    Args:
        text: anything; at most 2,000 words and 20,000 characters.

    Raises:
        PromptError: ``prompt-empty`` or ``prompt-too-long``.
    """
    _check_length(text)
    clean = clean_text(text)
    if not clean:
        raise PromptError(
            "The prompt is empty.",
            code="prompt-empty",
            hint='Say what to show, for example "a golden retriever running through a field of sunflowers".',
        )
    tagged = tag(clean)
    reading = read(tagged)
    slots: dict[str, Any] = {}
    evidence: dict[str, list[str]] = reading.evidence
    palette: list[str] = []
    for match in [*tagged.matches, *reading.matches]:
        words = evidence.setdefault(match.slot, [])
        if match.words not in words:
            words.append(match.words)
        if match.slot in _SINGLE:
            slots.setdefault(match.slot, match.value)
        elif match.slot == "palette":
            palette += (c for c in match.value if c not in palette)  # type: ignore[attr-defined]
    if reading.subject is not None and "style" not in slots:
        slots["style"] = next(
            (s for a in reading.subject.attributes if (s := _STYLE_ADJECTIVES.get(a))), None
        )
    prompt = Prompt(
        text=clean,
        subject=reading.subject,
        others=tuple(reading.others),
        action=reading.action,
        setting=reading.setting,
        palette=tuple(palette),
        details=tuple(dict.fromkeys([*tagged.details, *reading.details])),
        **slots,
    )
    order = (
        "subject",
        "others",
        "action",
        "setting",
        *_SINGLE,
        "palette",
        "details",
        "duration",
        "shots",
        "genre",
    )
    return Parsed(
        prompt,
        {slot: evidence[slot] for slot in order if evidence.get(slot)},
        reading.unresolved,
        tagged.duration,
        tagged.shots,
        reading.genre,
        tuple(tagged.matches),
    )


def _check_length(text: str) -> None:
    # Splitting stops after the limit, so that a huge text costs no more than a long one.
    words = len(text[: _MAX_CHARACTERS * 10].split(None, MAX_WORDS))
    if words > MAX_WORDS or len(text) > _MAX_CHARACTERS:
        raise PromptError(
            f"The prompt has more than {MAX_WORDS:,} words or {_MAX_CHARACTERS:,} characters.",
            code="prompt-too-long",
            hint="Say in a sentence or two what one shot shows; put a longer story into a storyboard.",
        )
