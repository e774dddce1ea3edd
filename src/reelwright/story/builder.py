"""A prompt built slot by slot."""

from __future__ import annotations

import re
from typing import Any

from reelwright.errors import PromptError
from reelwright.story.options import parse_camera, parse_size, parse_style, parse_time, parse_weather
from reelwright.story.parser import parse
from reelwright.story.prompt import Prompt, Setting, Subject
from reelwright.story.vocabulary import Camera, ShotSize, Style, TimeOfDay, Weather

__all__ = ["PromptBuilder"]


class PromptBuilder:
    """Collects slots and builds a :class:`Prompt`; every method returns the builder.

    ::

        PromptBuilder().subject("a golden retriever").action("running").setting("a field of sunflowers")
            .camera("tracking").style("cinematic").lighting("golden hour").build()

    Words of film language inside a phrase go where they belong ("a misty forest" also sets the weather)
    unless that slot is set by its own method. Names are taken however they are written: "dolly in",
    "DOLLY_IN".
    """

    def __init__(self) -> None:
        self._set: dict[str, Any] = {}
        self._implied: dict[str, Any] = {}
        self._others: list[Subject] = []
        self._details: list[str] = []
        self._palette: list[str] = []

    def _imply(self, prompt: Prompt, *slots: str) -> None:
        for slot in slots:
            value = getattr(prompt, slot)
            if value is not None:
                self._implied.setdefault(slot, value)

    def subject(self, text: str) -> PromptBuilder:
        """Who or what is seen: "a golden retriever", "two red cars"."""
        words = _words(text, "subject")
        found = parse(words).prompt
        noun = re.sub(r"^(?:an?|the)\s+", "", words, flags=re.I)[:80]
        subject = found.subject or Subject(noun=noun)
        self._set["subject"] = subject.model_copy(update={"text": words[:400]})
        self._imply(found, "action", "setting", "style")
        self._others += found.others
        return self

    def action(self, text: str) -> PromptBuilder:
        """What it does: "running", "pouring coffee into a cup"."""
        words = _words(text, "action")
        found = parse(f"somebody {words}").prompt
        self._set["action"] = found.action or words
        self._others += found.others
        self._details += found.details
        self._imply(found, "setting", "time", "weather")
        return self

    def setting(self, text: str) -> PromptBuilder:
        """Where: "a field of sunflowers", "on the moon"."""
        words = _words(text, "setting")
        found = parse(
            words if re.match(r"(?:in|on|at|under|over)\b", words, re.I) else f"somebody in {words}"
        ).prompt
        place = found.setting
        self._set["setting"] = Setting(
            text=words[:400],
            family=None if place is None else place.family,
            features=() if place is None else place.features,
        )
        self._imply(found, "time", "weather", "lighting")
        return self

    def camera(self, name: str | Camera) -> PromptBuilder:
        """How the camera moves; raises OptionError ``unknown-camera``."""
        self._set["camera"] = parse_camera(name)
        return self

    def size(self, name: str | ShotSize) -> PromptBuilder:
        """How much of the subject fills the frame; raises OptionError ``unknown-size``."""
        self._set["size"] = parse_size(name)
        return self

    def style(self, name: str | Style) -> PromptBuilder:
        """The look of the whole; raises OptionError ``unknown-style``."""
        self._set["style"] = parse_style(name)
        return self

    def time(self, name: str | TimeOfDay) -> PromptBuilder:
        """When it plays; raises OptionError ``unknown-time``."""
        self._set["time"] = parse_time(name)
        return self

    def weather(self, name: str | Weather) -> PromptBuilder:
        """What falls or hangs in the air; raises OptionError ``unknown-weather``."""
        self._set["weather"] = parse_weather(name)
        return self

    def lighting(self, text: str) -> PromptBuilder:
        """The light: "soft", "neon"; "golden hour" also says when it plays."""
        words = _words(text, "lighting")
        found = parse(words).prompt
        self._set["lighting"] = found.lighting or words
        self._imply(found, "time")
        return self

    def mood(self, text: str) -> PromptBuilder:
        """The feeling: "calm", "epic"."""
        self._set["mood"] = _words(text, "mood")
        return self

    def palette(self, *colours: str) -> PromptBuilder:
        """Colours that rule the picture."""
        self._palette += (_words(colour, "palette") for colour in colours)
        return self

    def detail(self, text: str) -> PromptBuilder:
        """Anything else; may be called again."""
        self._details.append(_words(text, "detail"))
        return self

    def build(self) -> Prompt:
        """The prompt, with its sentence as ``text``.

        Raises:
            PromptError: ``prompt-empty``, no slot was set.
        """
        from reelwright.story.sentence import to_text

        slots = {**self._implied, **self._set}
        if not slots and not self._details and not self._palette:
            raise PromptError(
                "The prompt is empty.",
                code="prompt-empty",
                hint="Set at least a subject or a setting before build().",
            )
        prompt = Prompt(
            **slots,
            others=tuple(self._others),
            palette=tuple(self._palette),
            details=tuple(dict.fromkeys(self._details)),
        )
        return prompt.model_copy(update={"text": to_text(prompt)})


def _words(text: str, slot: str) -> str:
    words = " ".join(str(text).split())
    if not words:
        raise PromptError(
            f"The {slot} is empty.", code="prompt-empty", hint=f"Leave {slot} out or say what it is."
        )
    return words
