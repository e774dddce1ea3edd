"""The providers by name."""

from __future__ import annotations

import difflib
from collections.abc import Callable

from reelwright.errors import OptionError
from reelwright.providers.base import Provider

__all__ = ["find_provider", "provider_names"]


def _previs() -> Provider:
    from reelwright.providers.previs import PrevisProvider

    return PrevisProvider()


_BUILT_IN: dict[str, Callable[[], Provider]] = {"previs": _previs}


def provider_names() -> list[str]:
    """Every provider that can be asked for, in order of preference."""
    return list(_BUILT_IN)


def find_provider(name: str) -> Provider:
    """The provider called ``name``.

    Raises:
        OptionError: there is none; the nearest name is proposed.
    """
    try:
        return _BUILT_IN[name]()
    except KeyError:
        near = difflib.get_close_matches(name, _BUILT_IN, 1)
        known = ", ".join(_BUILT_IN)
        raise OptionError(
            f"There is no provider “{name}”.",
            code="unknown-provider",
            hint=f"Did you mean {near[0]}?" if near else f"Known providers: {known}.",
            known=list(_BUILT_IN),
        ) from None
