"""How settings about language models and databases are written: addresses, names, prices and patience."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field

from reelwright.errors import OptionError
from reelwright.timing import parse_seconds

__all__ = ["DatabaseUrl", "ModelName", "Patience", "PlannerKind", "ServiceUrl", "TokenPrice", "unsecret"]

_DEAREST: Final = Decimal(1_000_000)
_CREDENTIALS: Final = re.compile(r"(?<=//)[^/?#\s]*@|(?<=password=)[^&\s]*", re.I)


def unsecret(text: str) -> str:
    """``text`` without the user and the password that an address in it may hold."""
    return _CREDENTIALS.sub("•••", text)


def _address(value: object, *schemes: str) -> object:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError("not an address")
    address = urlsplit(value.strip())
    if address.scheme.lower() not in schemes or not (address.port is None or address.port > 0):
        raise ValueError("not an address")
    return value.strip()


def _service(value: object) -> object:
    found = _address(value, "http", "https")
    address = urlsplit(str(found))
    if not address.hostname or address.username is not None or address.query or address.fragment:
        raise ValueError("not a base address")
    return found


def _database(value: object) -> object:
    return _address(value, "postgresql", "postgres", "postgresql+psycopg")


def _name(value: object) -> object:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError("not a name")
    return value.strip()


def _price(value: object) -> object:
    """US dollars for a million tokens, exact."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError("not a price")
    try:
        price = Decimal(str(value).strip().removeprefix("$"))
    except InvalidOperation:
        raise ValueError("not a price") from None
    if not price.is_finite() or not 0 <= price <= _DEAREST:
        raise ValueError("not a price")
    return price


def _seconds(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("not a time")
    try:
        return float(parse_seconds(value))
    except OptionError:
        raise ValueError("not a time") from None


PlannerKind = Literal["openai", "anthropic", "ollama"]
ServiceUrl = Annotated[str, BeforeValidator(_service)]
DatabaseUrl = Annotated[str, BeforeValidator(_database)]
ModelName = Annotated[str, BeforeValidator(_name), Field(max_length=200)]
TokenPrice = Annotated[Decimal, BeforeValidator(_price)]
Patience = Annotated[float, BeforeValidator(_seconds), Field(gt=0, le=3600)]
