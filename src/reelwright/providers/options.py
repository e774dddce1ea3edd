"""A model's own options: checked against what it declares, converted from what a command line gives."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, Final

from reelwright.errors import OptionError
from reelwright.providers.capabilities import Choice, Option

__all__ = ["check_options", "refused"]


def refused(message: str, code: str, hint: str = "", *, elsewhere: bool = True, **facts: Any) -> OptionError:
    """A refusal; ``elsewhere`` asks for the names of models that would not refuse."""
    return OptionError(message, code=code, hint=hint, elsewhere=elsewhere, **facts)


def check_options(label: str, choice: Choice, given: Mapping[str, Any]) -> dict[str, Any]:
    """``given`` in the types that the model declares; unknown names and values out of range are refused."""
    out = {}
    for name, value in given.items():
        option = choice.options.get(name)
        if option is None:
            near = difflib.get_close_matches(name, choice.options, 1)
            known = ", ".join(choice.options) or "none"
            raise refused(
                f"{label} has no option “{name}”.",
                "unknown-option",
                f"Did you mean {near[0]}?" if near else f"Its options: {known}.",
                elsewhere=False,
                known=list(choice.options),
            )
        out[name] = _value(label, name, option, value)
    return out


def _value(label: str, name: str, option: Option, value: Any) -> Any:
    """``value`` in the option's type; text from a command line is converted."""
    try:
        if option.type is bool:
            value = _BOOLS[str(value).lower()]
        elif option.type is int:
            value = int(value) if isinstance(value, str) or int(value) == value else int("x")
        elif option.type is float:
            value = float(value)
        elif option.type is str:
            value = str(value)
        elif not isinstance(value, option.type):
            raise ValueError
    except (ValueError, KeyError, TypeError, OverflowError):
        raise refused(
            f"“{value}” does not fit the option {name} of {label}.", "bad-option", option.doc, elsewhere=False
        ) from None
    if option.choices and value not in option.choices:
        allowed = ", ".join(str(entry) for entry in option.choices)
        raise refused(
            f"{name} of {label} cannot be “{value}”.", "bad-option", f"Allowed: {allowed}.", elsewhere=False
        )
    low, high = option.low, option.high
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if (number and not (low is None or value >= low)) or (number and not (high is None or value <= high)):
        bounds = f"{'' if low is None else f'{low:g}'} to {'' if high is None else f'{high:g}'}"
        raise refused(
            f"{name} of {label} is {bounds}, not {value}.", "bad-option", option.doc, elsewhere=False
        )
    return value


_BOOLS: Final = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}
