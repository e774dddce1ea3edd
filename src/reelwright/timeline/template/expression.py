"""The expressions of templates: small, total, and parsed before anything is filled.

::

    choice     = or [ "if" or "else" choice ]
    or         = and { "or" and }            and = not { "and" not }        not = [ "not" ] compare
    compare    = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" ) sum ]
    sum        = product { ( "+" | "-" ) product }
    product    = sign { ( "*" | "/" | "%" ) sign }
    sign       = [ "-" ] value { "." NAME }
    value      = NUMBER | NUMBER "s" | NUMBER "f" | 'text' | true | false | none | NAME
               | NAME "(" [ choice { "," choice } ] ")" | "(" choice ")"
    filtered   = choice { "|" NAME [ "(" ... ")" ] }

``2.5s`` is a length of time, ``10f`` one in frames. There are no loops, no assignments and no calls of
anything but the functions listed in :mod:`reelwright.timeline.template.functions`; source and depth are
bounded, so that every expression ends at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reelwright.errors import InputError

__all__ = [
    "Binary",
    "Call",
    "Choice",
    "Constant",
    "Expression",
    "Member",
    "Name",
    "Time",
    "Unary",
    "names_in",
    "parse_expression",
    "read_expression",
]

_LONGEST: Final = 500
_DEEPEST: Final = 24
_MOST_NODES: Final = 200
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<time>\d+(?:\.\d+)?[sf]\b)|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|'(?P<text>[^'\n]*)'|(?P<mark>==|!=|<=|>=|[<>+\-*/%().,|}]))"
)
_COMPARE: Final = ("==", "!=", "<", "<=", ">", ">=", "in")
_WORDS: Final = ("and", "or", "not", "in", "if", "else")


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, text, true, false or none."""

    value: Fraction | str | bool | None


@dataclass(frozen=True, slots=True)
class Time:
    """A length: ``amount`` seconds, or frames."""

    amount: Fraction
    frames: bool


@dataclass(frozen=True, slots=True)
class Name:
    """What a name stands for."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A part of something: ``brand.primary``."""

    of: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function or a filter with its arguments; a filter's first argument is what it filters."""

    name: str
    arguments: tuple[Expression, ...]
    filters: bool = False


@dataclass(frozen=True, slots=True)
class Unary:
    """``-`` or ``not``."""

    sign: str
    of: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """Two values and what joins them."""

    sign: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Choice:
    """``then if test else other``; only the side that is taken is worked out."""

    test: Expression
    then: Expression
    other: Expression


Expression = Constant | Time | Name | Member | Call | Unary | Binary | Choice


def parse_expression(source: str) -> Expression:
    """The expression that all of ``source`` is.

    Raises:
        InputError: it is none, too long, or too deep.
    """
    expression, end = _Parser(source, 0).run()
    if source[end:].strip():
        raise _bad(source, end, "the expression ends here, but more follows")
    return expression


def read_expression(text: str, start: int) -> tuple[Expression, int]:
    """The expression at ``start`` of ``text`` up to its closing brace, and where the text goes on after it.

    Raises:
        InputError: it is none, or the brace is missing.
    """
    expression, end = _Parser(text, start).run()
    while end < len(text) and text[end].isspace():
        end += 1
    if end >= len(text) or text[end] != "}":
        raise _bad(text, end, "a closing brace } is missing here")
    return expression, end + 1


def names_in(expression: Expression) -> Iterator[str]:
    """Every name that the expression looks up."""
    match expression:
        case Name(name):
            yield name
        case Member(of, _) | Unary(_, of):
            yield from names_in(of)
        case Call(_, arguments, _):
            for argument in arguments:
                yield from names_in(argument)
        case Binary(_, left, right):
            yield from names_in(left)
            yield from names_in(right)
        case Choice(test, then, other):
            for part in (test, then, other):
                yield from names_in(part)


def _bad(source: str, at: int, why: str) -> InputError:
    near = source[max(0, at - 20) : at + 20].strip()
    return InputError(
        f"“{near}” is not an expression: {why}.",
        code="bad-expression",
        hint="Expressions look like ${price * 2}, ${name|upper}, ${len(photos) > 3} or ${end - 2s}.",
    )


class _Parser:
    """Recursive descent over one source."""

    def __init__(self, source: str, start: int) -> None:
        self._source = source
        self._at = start
        self._start = start
        self._depth = 0
        self._nodes = 0

    def run(self) -> tuple[Expression, int]:
        value = self._choice()
        while self._take("|"):
            name = self._name("the name of a filter")
            more = self._arguments() if self._take("(") else ()
            value = self._made(Call(name, (value, *more), filters=True))
        return value, self._at

    def _peek(self) -> tuple[str, str, int]:
        if self._at - self._start > _LONGEST:
            raise _bad(self._source, self._at, f"it is longer than {_LONGEST} characters")
        match = _TOKEN.match(self._source, self._at)
        if match is None:
            rest = self._source[self._at :].strip()
            return ("end", "", self._at) if not rest else ("other", rest[0], self._at)
        kind = match.lastgroup or ""
        return kind, match[kind], match.end()

    def _take(self, *marks: str) -> str:
        kind, text, end = self._peek()
        if kind in ("mark", "name") and text in marks:
            self._at = end
            return text
        return ""

    def _need(self, mark: str) -> None:
        if not self._take(mark):
            raise _bad(self._source, self._at, f"{mark} is missing")

    def _name(self, what: str) -> str:
        kind, text, end = self._peek()
        if kind != "name" or text in _WORDS:
            raise _bad(self._source, self._at, f"{what} is missing")
        self._at = end
        return text

    def _made(self, node: Expression) -> Expression:
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            raise _bad(self._source, self._at, f"it has more than {_MOST_NODES} parts")
        return node

    def _choice(self) -> Expression:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _bad(self._source, self._at, f"it is more than {_DEEPEST} deep")
        value = self._joined(0)
        if self._take("if"):
            test = self._joined(0)
            self._need("else")
            value = self._made(Choice(test, value, self._choice()))
        self._depth -= 1
        return value

    def _joined(self, level: int) -> Expression:
        """``or`` and ``and``, which bind loosest, then what they join."""
        if level == 2:
            return self._not()
        sign = ("or", "and")[level]
        value = self._joined(level + 1)
        while self._take(sign):
            value = self._made(Binary(sign, value, self._joined(level + 1)))
        return value

    def _not(self) -> Expression:
        if self._take("not"):
            return self._made(Unary("not", self._compare()))
        return self._compare()

    def _compare(self) -> Expression:
        value = self._sum()
        if sign := self._take(*_COMPARE):
            value = self._made(Binary(sign, value, self._sum()))
        return value

    def _sum(self) -> Expression:
        value = self._product()
        while sign := self._take("+", "-"):
            value = self._made(Binary(sign, value, self._product()))
        return value

    def _product(self) -> Expression:
        value = self._sign()
        while sign := self._take("*", "/", "%"):
            value = self._made(Binary(sign, value, self._sign()))
        return value

    def _sign(self) -> Expression:
        if self._take("-"):
            return self._made(Unary("-", self._value()))
        return self._value()

    def _value(self) -> Expression:
        kind, text, end = self._peek()
        if kind in ("end", "other") or (kind == "mark" and text != "(") or text in _WORDS:
            raise _bad(self._source, self._at, "a value is missing")
        self._at = end
        if kind == "mark":
            value = self._choice()
            self._need(")")
        elif kind == "time":
            value = Time(Fraction(text[:-1]), text.endswith("f"))
        elif kind == "number":
            value = Constant(Fraction(text))
        elif kind == "text":
            value = Constant(text)
        elif text in ("true", "false", "none"):
            value = Constant({"true": True, "false": False, "none": None}[text])
        elif self._take("("):
            value = Call(text, self._arguments())
        else:
            value = Name(text)
        value = self._made(value)
        while self._take("."):
            value = self._made(Member(value, self._name("the name of a part")))
        return value

    def _arguments(self) -> tuple[Expression, ...]:
        if self._take(")"):
            return ()
        found = [self._choice()]
        while self._take(","):
            found.append(self._choice())
        self._need(")")
        return tuple(found)
