"""The recipe: what an artifact is made from, as canonical JSON whose SHA-256 is the cache key.

Canonical means: sorted keys, no white space, ASCII with ``\\u`` escapes, floats in the shortest notation
that reads back the same bits. NaN and infinities have no such notation and are refused. A Decimal or a
Fraction is written as a string in lowest terms, so ``Decimal("1.50")`` and ``Decimal("1.5")`` are the same
parameter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from types import MappingProxyType
from typing import Any, Final

from reelwright.errors import StoreError

__all__ = ["JSON", "Recipe", "canonical_json"]

JSON = None | bool | int | float | str | Decimal | Fraction | Sequence["JSON"] | Mapping[str, "JSON"]
"""What a parameter may be. Lists and tuples are the same thing."""

_HINT: Final = "Use text, whole numbers, finite floats, Decimal, Fraction, lists and mappings with text keys."
_DEEPEST: Final = 100


def _bad(where: str, why: str) -> StoreError:
    return StoreError(f"The recipe's {where} {why}.", code="bad-recipe", hint=_HINT, where=where)


def _plain_decimal(value: Decimal) -> str:
    """The shortest exact notation of a finite ``value``; Decimal.normalize would round to the context."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError("not finite")
    while len(digits) > 1 and digits[-1] == 0:
        digits, exponent = digits[:-1], exponent + 1
    return "0" if digits in ((0,), ()) else str(Decimal((sign, digits, exponent)))


def _plain(value: Any, where: str, depth: int = 0) -> Any:
    """``value`` as what :mod:`json` writes the same way every time."""
    if depth > _DEEPEST:
        raise _bad(where.split(".", maxsplit=1)[0], f"is nested deeper than {_DEEPEST} levels")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # an enum member is its text
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not isfinite(value):
            raise _bad(where, f"is {float(value)}, which is not a number that can be compared")
        return float(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise _bad(where, f"is {value}, which is not a number that can be compared")
        return _plain_decimal(value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        plain = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise _bad(where, f"has a key that is not text: {key!r:.40}")
            plain[str.__str__(key)] = _plain(item, f"{where}.{key}", depth + 1)
        return plain
    if isinstance(value, list | tuple):
        return [_plain(item, f"{where}[{i}]", depth + 1) for i, item in enumerate(value)]
    raise _bad(where, f"is a {type(value).__name__}, which has no canonical JSON")


def canonical_json(value: Any, where: str = "value") -> str:
    """``value`` as canonical JSON: equal values give equal text, on every machine.

    Raises:
        StoreError: something in it has no canonical form; ``where`` and the path to it are in the message.
    """
    return json.dumps(_plain(value, where), sort_keys=True, separators=(",", ":"), allow_nan=False)


class Recipe:
    """An operation, its version, its parameters and the keys or digests of what goes in. Immutable.

    Args:
        op: what is done, in words that stay: ``"segment"``, ``"take/previs/stage"``.
        version: of the operation; raise it when the same parameters give other bytes.
        params: everything that changes the result, JSON-able (see :data:`JSON`).
        inputs: name -> recipe key or digest of each artifact that goes in.

    Raises:
        StoreError: a part has no canonical form.
    """

    __slots__ = ("_key", "canonical", "inputs", "op", "params", "version")

    op: str
    version: int
    params: Mapping[str, Any]
    inputs: Mapping[str, str]
    canonical: str
    """The whole recipe as canonical JSON; ``key`` is its SHA-256."""

    def __init__(
        self, op: str, version: int, params: Mapping[str, JSON], inputs: Mapping[str, str] | None = None
    ) -> None:
        if not isinstance(op, str) or not op:
            raise _bad("op", "must be a word")
        if not isinstance(version, int) or isinstance(version, bool) or version < 0:
            raise _bad("version", "must be a whole number from 0")
        if not isinstance(params, Mapping):
            raise _bad("params", "must be a mapping")
        if not all(isinstance(x, str) and x for pair in (inputs or {}).items() for x in pair):
            raise _bad("inputs", "must map names to keys or digests")
        whole = {"inputs": dict(inputs or {}), "op": op, "params": params, "version": version}
        canonical = canonical_json(whole, "recipe")
        plain = json.loads(canonical)
        for name, value in (
            ("op", plain["op"]),
            ("version", plain["version"]),
            ("params", MappingProxyType(plain["params"])),
            ("inputs", MappingProxyType(plain["inputs"])),
            ("canonical", canonical),
            ("_key", hashlib.sha256(canonical.encode("ascii")).hexdigest()),
        ):
            object.__setattr__(self, name, value)

    @property
    def key(self) -> str:
        """SHA-256 (64 hex digits) of the canonical JSON: the cache key."""
        return self._key  # type: ignore[attr-defined,no-any-return]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a recipe does not change; make another one")

    __delattr__ = __setattr__  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return self.key == other.key if isinstance(other, Recipe) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.key)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.op, self.version, dict(self.params), dict(self.inputs))

    def __repr__(self) -> str:
        return f"Recipe({self.op!r}, {self.version}, key={self.key[:12]})"
