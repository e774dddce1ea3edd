"""The tree of a template's timeline, grown: placeholders filled, conditions decided, repeats written out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from reelwright.errors import InputError
from reelwright.timeline.template.checking import TIMES, loop_of
from reelwright.timeline.template.evaluate import evaluate, truth
from reelwright.timeline.template.expression import parse_expression
from reelwright.timeline.template.functions import Scope, reading_seconds, speaking_seconds, wrong
from reelwright.timeline.template.placeholder import pattern_of
from reelwright.timeline.template.values import Length, Money, Value, text_of

__all__ = ["Growth", "Path"]

Path = tuple[str | int, ...]

_MOST_NODES: Final = 100_000
_MOST_ROUNDS: Final = 1_000
_WORDS: Final = frozenset(
    {"text", "subtitle", "name", "note", "id", "path", "language", "voice", "mood", "effect", "font", "role"}
)


class Growth:
    """Grows parts of one template; ``problems`` are what could not be worked out, and where it is written.

    ``origins`` tells for each grown list item, by its path, which path of the template it came from.
    """

    def __init__(self) -> None:
        self.problems: list[tuple[Path, InputError]] = []
        self.origins: dict[Path, Path] = {}
        self._nodes = 0

    def value(self, value: Any, scope: Scope, at: Path, out: Path, key: str = "") -> Any:
        """``value``, written at ``at`` of the template, as plain data that will lie at ``out``."""
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            raise InputError(
                f"The filled template would have more than {_MOST_NODES} parts.",
                code="template-too-large",
                hint="Repeat less.",
            )
        try:
            if isinstance(value, str):
                return self._text(value, scope, key)
            if isinstance(value, Mapping):
                if key == "length" and "fit" in value:
                    return self._fitted(value, scope)
                return self._mapping(value, scope, at, out)
        except InputError as error:
            if error.code == "template-too-large":
                raise
            self.problems.append((at, error))
            return None
        if isinstance(value, list | tuple):
            return self.items(value, scope, at, out)
        return value

    def items(self, several: Any, scope: Scope, at: Path, out: Path) -> list[Any]:
        """A list with its conditions decided and its repeats written out."""
        grown: list[Any] = []
        for index, item in enumerate(several):
            path = (*at, index)
            for inner in self.rounds(item, scope, path):
                place = (*out, len(grown))
                self.origins[place] = path
                grown.append(self.value(item, inner, path, place))
        return grown

    def rounds(self, item: Any, scope: Scope, at: Path) -> list[Scope]:
        """The scopes in which ``item`` appears: none, one, or one for each round of its repeat."""
        if not isinstance(item, Mapping):
            return [scope]
        try:
            scopes = self._loop(item["for"], scope) if "for" in item else [scope]
            return [inner for inner in scopes if self._holds(item, inner)]
        except InputError as error:
            self.problems.append((at, error))
            return []

    def _holds(self, item: Mapping[str, Any], scope: Scope) -> bool:
        test = item.get("when", True)
        return truth(evaluate(parse_expression(test), scope)) if isinstance(test, str) else bool(test)

    def _loop(self, source: str, scope: Scope) -> list[Scope]:
        name, several = loop_of(source)
        values = evaluate(several, scope)
        if isinstance(values, Fraction) and values.denominator == 1 and values >= 0:
            values = tuple(Fraction(n) for n in range(min(int(values), _MOST_ROUNDS + 1)))
        if not isinstance(values, tuple):
            raise wrong("A repeat goes through a list, or counts up to a whole number.")
        if len(values) > _MOST_ROUNDS:
            raise wrong(f"A repeat has at most {_MOST_ROUNDS} rounds.")
        count = Fraction(len(values))
        return [
            scope.with_names({name: value, "index": Fraction(index), "count": count})
            for index, value in enumerate(values)
        ]

    def _mapping(self, value: Mapping[str, Any], scope: Scope, at: Path, out: Path) -> dict[str, Any]:
        grown: dict[str, Any] = {}
        for key, item in value.items():
            if key in ("for", "when"):
                continue
            if isinstance(item, Mapping) and "when" in item and not self._holds(item, scope):
                continue
            found = self.value(item, scope, (*at, key), (*out, key), str(key))
            if found is not None:
                grown[key] = found
        if "for" in value and isinstance(value.get("id"), str) and "${" not in value["id"]:
            index = scope.names["index"]
            grown["id"] = f"{value['id']}-{text_of(index, 'en')}"
        return grown

    def _text(self, text: str, scope: Scope, key: str) -> Any:
        if key in TIMES and "${" not in text:
            return self._plain(evaluate(parse_expression(text), scope), scope, key)
        return self._plain(pattern_of(text).fill(scope), scope, key)

    def _plain(self, value: Value, scope: Scope, key: str) -> Any:
        if value is None or isinstance(value, str | bool):
            return value
        if key in _WORDS or isinstance(value, Money | date):
            return text_of(value, scope.language)
        if isinstance(value, Length):
            return value.frames
        if isinstance(value, Fraction):
            if key in TIMES and value.denominator != 1:
                raise wrong("This is a number, not a time.", "Write 2.5s, or whole frames.")
            return int(value) if value.denominator == 1 else float(value)
        if isinstance(value, tuple):
            return [self._plain(item, scope, key) for item in value]
        raise wrong("This stands for several things.", "Name one of them, such as brand.primary.")

    def _fitted(self, value: Mapping[str, Any], scope: Scope) -> int:
        """A length that a text needs: ``fit``, ``of``, ``min``, ``max`` and ``words_per_minute``."""
        unknown = set(value) - {"fit", "of", "min", "max", "words_per_minute"}
        if unknown or value["fit"] not in ("text", "voice") or not isinstance(value.get("of"), str):
            raise wrong(
                "A computed length says fit: text or fit: voice, and of which words.",
                "Write {fit: text, of: '${quote}', min: 3s, max: 8s}.",
            )
        words = text_of(pattern_of(value["of"]).fill(scope), scope.language)
        pace = value.get("words_per_minute", 165)
        if not isinstance(pace, int) or not 80 <= pace <= 450:
            raise wrong("Voices speak 80 to 450 words a minute.")
        if value["fit"] == "text":
            seconds = reading_seconds(words)
        elif scope.speak is not None:
            seconds = scope.speak(words, scope.language, pace)
        else:
            seconds = speaking_seconds(words, pace)
        frames = scope.length(seconds).frames
        for bound, choose in (("min", max), ("max", min)):
            if bound in value:
                limit = self.value(value[bound], scope, (), (), bound)
                if not isinstance(limit, int):
                    raise wrong(f"{bound} is not a length.", "Write 3s.")
                frames = choose(frames, limit)
        return max(1, frames)
