"""What can be said about a template before it is filled: every expression is read, every name is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from reelwright.documents import Locate
from reelwright.errors import InputError
from reelwright.timeline.template.expression import (
    Binary,
    Call,
    Choice,
    Expression,
    Member,
    Name,
    Unary,
    names_in,
    parse_expression,
)
from reelwright.timeline.template.functions import FILTERS, FUNCTIONS, wrong
from reelwright.timeline.template.placeholder import pattern_of

__all__ = ["RESERVED", "TIMES", "check_names", "loop_of"]

TIMES: Final = frozenset(
    {"start", "length", "frames", "fade_in", "fade_out", "source_start", "frame", "attack", "release",
     "min", "max"}
)  # fmt: skip
"""Keys whose values are lengths of time: seconds, frames, or an expression that gives one."""

RESERVED: Final = frozenset(
    {"brand", "t", "format", "language", "wide", "tall", "square", "end", "index", "count", "rate",
     "and", "or", "not", "in", "if", "else", "true", "false", "none"}
)  # fmt: skip
"""Names that mean something everywhere."""

_LOOP: Final = re.compile(r"\s*([a-z][a-z0-9_]{0,39})\s+in\s+(.+)", re.S)
_DEEPEST: Final = 32
_MOST: Final = 20


def loop_of(text: str) -> tuple[str, Expression]:
    """``for: photo in photos`` as a name and what it goes through.

    Raises:
        InputError: it is written otherwise.
    """
    match = _LOOP.fullmatch(text)
    if match is None or match[1] in RESERVED:
        raise wrong(f"“{text[:60]}” is no repeat.", "Write it as: photo in photos.")
    return match[1], parse_expression(match[2])


def check_names(document: Mapping[str, Any], locate: Locate) -> list[dict[str, Any]]:
    """The problems of a template's expressions: message, hint, where, line and column; at most twenty."""
    checking = _Checking(document, locate)
    checking.run()
    return checking.problems[:_MOST]


class _Checking:
    def __init__(self, document: Mapping[str, Any], locate: Locate) -> None:
        self._document = document
        self._locate = locate
        self.problems: list[dict[str, Any]] = []

    def run(self) -> None:
        document = self._document
        texts: Mapping[str, str] = next(iter(document["texts"].values()), {})
        self._texts: set[str] = set(texts)
        early = {*document["variables"], "brand", "format", "language", "wide", "tall", "square", "rate"}
        for language, words in document["texts"].items():
            for name, text in words.items():
                self._pattern(text, early, ("texts", language, name))
        known = {*early, "t"}
        for name, value in document["let"].items():
            self._let(value, known, ("let", name))
            for ratio, form in document["formats"].items():
                if name in form["let"]:
                    self._let(form["let"][name], known, ("formats", ratio, "let", name))
            known.add(name)
        for key, value in document["timeline"].items():
            self._value(value, known | {"end"}, ("timeline", key), str(key), 0)

    def _let(self, value: Any, known: set[str], path: tuple[str | int, ...]) -> None:
        if isinstance(value, str):
            self._attempt(lambda: self._expression(parse_expression(value), known), path)

    def _value(self, value: Any, known: set[str], path: tuple[str | int, ...], key: str, depth: int) -> None:
        if depth > _DEEPEST:
            self._complain(wrong(f"This lies more than {_DEEPEST} deep.", "Flatten it."), path)
        elif isinstance(value, str):
            if key in TIMES and "${" not in value:
                self._attempt(lambda: self._expression(parse_expression(value), known), path)
            else:
                self._pattern(value, known, path)
        elif isinstance(value, Mapping):
            self._mapping(value, known, path, depth)
        elif isinstance(value, list | tuple):
            for index, item in enumerate(value):
                self._value(item, known, (*path, index), "", depth + 1)

    def _mapping(
        self, value: Mapping[str, Any], known: set[str], path: tuple[str | int, ...], depth: int
    ) -> None:
        if "for" in value:
            inside = self._loop(value["for"], known, (*path, "for"))
            known = known | inside
        if "when" in value and isinstance(value["when"], str):
            source = value["when"]
            self._attempt(lambda: self._expression(parse_expression(source), known), (*path, "when"))
        if value.get("markup") is True and "${" in f"{value.get('text', '')}{value.get('subtitle', '')}":
            self._complain(
                wrong(
                    "Markup and placeholders do not go together: a value could bring tags of its own.",
                    "Take markup out, or set the words in a text of their own.",
                ),
                (*path, "markup"),
            )
        for key, item in value.items():
            if key not in ("for", "when"):
                self._value(item, known, (*path, key), str(key), depth + 1)

    def _loop(self, source: Any, known: set[str], path: tuple[str | int, ...]) -> set[str]:
        names: set[str] = set()

        def read() -> None:
            if not isinstance(source, str):
                raise wrong("A repeat is text.", "Write it as: photo in photos.")
            name, several = loop_of(source)
            names.update((name, "index", "count"))
            self._expression(several, known)

        self._attempt(read, path)
        return names or {"index", "count"}

    def _pattern(self, text: Any, known: set[str], path: tuple[str | int, ...]) -> None:
        def read() -> None:
            for expression in pattern_of(text).expressions:
                self._expression(expression, known)

        self._attempt(read, path)

    def _expression(self, expression: Expression, known: Iterable[str]) -> None:
        for name in names_in(expression):
            if name not in known:
                raise wrong(f"There is no “{name}” here.", f"Known: {', '.join(sorted(known))}.")
        for node in _nodes(expression):
            if isinstance(node, Member) and node.of == Name("t") and node.name not in self._texts:
                raise wrong(f"There is no text “{node.name}”.", "Add it to texts, in every language.")
            if isinstance(node, Call) and node.name not in (FILTERS if node.filters else FUNCTIONS):
                table = FILTERS if node.filters else FUNCTIONS
                what = "filter" if node.filters else "function"
                raise wrong(f"There is no {what} “{node.name}”.", f"Known: {', '.join(sorted(table))}.")

    def _attempt(self, read: Any, path: tuple[str | int, ...]) -> None:
        try:
            read()
        except InputError as error:
            self._complain(error, path)

    def _complain(self, error: InputError, path: tuple[str | int, ...]) -> None:
        place = self._locate(path)
        self.problems.append(
            {
                "message": error.message,
                "where": ".".join(str(part) for part in path),
                "line": place.line,
                "column": place.column,
                "hint": error.hint,
            }
        )


def _nodes(expression: Expression) -> Iterator[Expression]:
    yield expression
    match expression:
        case Member(of, _) | Unary(_, of):
            yield from _nodes(of)
        case Call(_, arguments, _):
            for argument in arguments:
                yield from _nodes(argument)
        case Binary(_, left, right):
            yield from _nodes(left)
            yield from _nodes(right)
        case Choice(test, then, other):
            for part in (test, then, other):
                yield from _nodes(part)
