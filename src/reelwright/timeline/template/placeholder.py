"""``${...}`` in the texts of a template: found once, when the template is read; values are never searched."""

from __future__ import annotations

from dataclasses import dataclass

from reelwright.errors import InputError
from reelwright.timeline.template.evaluate import evaluate
from reelwright.timeline.template.expression import Expression, read_expression
from reelwright.timeline.template.functions import Scope, wrong
from reelwright.timeline.template.values import LONGEST_TEXT, Value, text_of

__all__ = ["Pattern", "pattern_of"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text in parts: words as they are, and expressions."""

    parts: tuple[str | Expression, ...]

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """What stands in braces."""
        return tuple(part for part in self.parts if not isinstance(part, str))

    def fill(self, scope: Scope) -> Value:
        """The value of an expression that stands alone, else text.

        Raises:
            InputError: an expression cannot be worked out, or the text gets too long.
        """
        if len(self.parts) == 1 and not isinstance(self.parts[0], str):
            return evaluate(self.parts[0], scope)
        words = [
            part if isinstance(part, str) else text_of(evaluate(part, scope), scope.language)
            for part in self.parts
        ]
        text = "".join(words)
        if len(text) > LONGEST_TEXT:
            raise wrong(f"A text would be longer than {LONGEST_TEXT} characters.")
        return text


def pattern_of(text: str) -> Pattern:
    """``text`` with its placeholders; ``$${`` stands for ``${`` itself.

    Raises:
        InputError: a placeholder cannot be read.
    """
    parts: list[str | Expression] = []
    words, at = "", 0
    while True:
        found = text.find("${", at)
        if found < 0:
            words += text[at:]
            break
        if found and text[found - 1] == "$":
            words += text[at : found - 1] + "${"
            at = found + 2
            continue
        words += text[at:found]
        if words:
            parts.append(words)
            words = ""
        expression, at = read_expression(text, found + 2)
        parts.append(expression)
        if len(parts) > 200:
            raise InputError(
                "A text has more than 100 placeholders.",
                code="bad-expression",
                hint="Split it into several texts.",
            )
    if words or not parts:
        parts.append(words)
    return Pattern(tuple(parts))
