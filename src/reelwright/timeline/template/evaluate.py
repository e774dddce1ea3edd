"""Working out an expression: exact, bounded, and without anything that is not written in it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, Final

from reelwright.timeline.template.expression import (
    Binary,
    Call,
    Choice,
    Constant,
    Expression,
    Member,
    Name,
    Time,
    Unary,
)
from reelwright.timeline.template.functions import FILTERS, FUNCTIONS, Scope, wrong
from reelwright.timeline.template.values import LONGEST_TEXT, Length, Money, Value, text_of

__all__ = ["evaluate", "truth"]

_LARGEST: Final = 10**12
_FINEST: Final = 10**9


def evaluate(expression: Expression, scope: Scope) -> Value:
    """What ``expression`` gives in ``scope``.

    Raises:
        InputError: an unknown name, values that do not go together, a division by zero, a
            number out of range.
    """
    match expression:
        case Constant(value):
            return value
        case Time(amount, frames):
            return Length(_whole(amount), scope.rate) if frames else scope.length(amount)
        case Name(name):
            if name not in scope.names:
                raise wrong(f"There is no “{name}” here.", f"Known: {', '.join(sorted(scope.names))}.")
            return scope.names[name]
        case Member(of, name):
            return _member(evaluate(of, scope), name)
        case Unary("not", of):
            return not truth(evaluate(of, scope))
        case Unary(_, of):
            return _signed(evaluate(of, scope))
        case Choice(test, then, other):
            return evaluate(then if truth(evaluate(test, scope)) else other, scope)
        case Binary("and", left, right):
            return truth(evaluate(left, scope)) and truth(evaluate(right, scope))
        case Binary("or", left, right):
            return truth(evaluate(left, scope)) or truth(evaluate(right, scope))
        case Binary(sign, left, right):
            return _joined(sign, evaluate(left, scope), evaluate(right, scope), scope)
        case Call(name, arguments, filters):
            return _called(name, tuple(evaluate(value, scope) for value in arguments), scope, filters)


def truth(value: Value) -> bool:
    """None, false, 0, no text, no time and empty lists are false; everything else is true."""
    if isinstance(value, Length):
        return value.frames != 0
    if isinstance(value, Money):
        return value.amount != 0
    return bool(value)


def _whole(number: Fraction) -> int:
    return floor(number + Fraction(1, 2))


def _member(value: Value, name: str) -> Value:
    if isinstance(value, Money) and name in ("amount", "currency"):
        return Fraction(value.amount) if name == "amount" else value.currency
    if not isinstance(value, Mapping):
        raise wrong(f"There is no “{name}” in it.")
    if name not in value:
        raise wrong(f"There is no “{name}” here.", f"Known: {', '.join(sorted(value))}.")
    return value[name]


def _signed(value: Value) -> Value:
    if isinstance(value, Fraction):
        return -value
    if isinstance(value, Length):
        return Length(-value.frames, value.rate)
    raise wrong("Only numbers and lengths can be negative.")


def _called(name: str, arguments: tuple[Value, ...], scope: Scope, filters: bool) -> Value:
    table = FILTERS if filters else FUNCTIONS
    if name not in table:
        what = "filter" if filters else "function"
        raise wrong(f"There is no {what} “{name}”.", f"Known: {', '.join(sorted(table))}.")
    function, fewest, most = table[name]
    if not fewest <= len(arguments) <= most:
        raise wrong(f"{name} takes {fewest if fewest == most else f'{fewest} to {most}'} values.")
    return function(scope, arguments)


def _joined(sign: str, left: Value, right: Value, scope: Scope) -> Value:
    if sign == "in":
        if isinstance(right, tuple):
            return left in right
        if isinstance(right, str) and isinstance(left, str):
            return left in right
        raise wrong("“in” looks into a list, or for a text in a text.")
    if sign in ("==", "!="):
        return (left == right) == (sign == "==")
    if sign in ("<", "<=", ">", ">="):
        return _ordered(sign, left, right)
    return _arithmetic(sign, left, right, scope)


def _ordered(sign: str, left: Value, right: Value) -> bool:
    if type(left) is not type(right) or left is None or isinstance(left, bool | tuple | Mapping):
        raise wrong("Only two numbers, two lengths, two dates or two texts can be compared.")
    one: Any = left
    other: Any = right
    if isinstance(left, Money) and isinstance(right, Money):
        if left.currency != right.currency:
            raise wrong(f"{left.currency} and {right.currency} cannot be compared.")
        one, other = left.amount, right.amount
    return bool(
        {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[sign]
    )  # fmt: skip


def _arithmetic(sign: str, left: Value, right: Value, scope: Scope) -> Value:
    if isinstance(left, bool) or isinstance(right, bool):
        raise wrong("There is no arithmetic with true and false.")
    if sign == "+" and (isinstance(left, str) or isinstance(right, str)):
        text = text_of(left, scope.language) + text_of(right, scope.language)
        if len(text) > LONGEST_TEXT:
            raise wrong(f"A text would be longer than {LONGEST_TEXT} characters.")
        return text
    if isinstance(left, Money) and isinstance(right, Money) and left.currency == right.currency:
        if sign == "/":
            return _numbers("/", Fraction(left.amount), Fraction(right.amount))
        return _money(_numbers(sign, Fraction(left.amount), Fraction(right.amount)), left.currency)
    if isinstance(left, Money) and isinstance(right, Fraction) and sign in "*/":
        return _money(_numbers(sign, Fraction(left.amount), right), left.currency)
    if isinstance(left, Length) and isinstance(right, Length) and sign in "+-/%":
        result = _numbers(sign, Fraction(left.frames), Fraction(right.frames))
        return result if sign == "/" else Length(_whole(result), scope.rate)
    if isinstance(left, Length) and isinstance(right, Fraction) and sign in "*/":
        return Length(_whole(_numbers(sign, Fraction(left.frames), right)), scope.rate)
    if isinstance(left, Fraction) and isinstance(right, Length) and sign == "*":
        return Length(_whole(_numbers(sign, left, Fraction(right.frames))), scope.rate)
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return _numbers(sign, left, right)
    raise wrong(
        f"“{sign}” does not work with these two values.",
        "Numbers go with numbers; lengths (2.5s, 10f) with lengths, or times a number.",
    )


def _money(amount: Fraction, currency: str) -> Money:
    return Money(Decimal(_whole(amount * 100)) / 100, currency)


def _numbers(sign: str, left: Fraction, right: Fraction) -> Fraction:
    if sign in "/%" and not right:
        raise wrong("Nothing can be divided by zero.")
    if sign == "+":
        result = left + right
    elif sign == "-":
        result = left - right
    elif sign == "*":
        result = left * right
    elif sign == "/":
        result = left / right
    else:
        result = left % right
    if abs(result) > _LARGEST:
        raise wrong("A number would be larger than 1000000000000.")
    return result if result.denominator <= _FINEST else result.limit_denominator(_FINEST)
