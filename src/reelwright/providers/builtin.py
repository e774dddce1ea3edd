"""The providers that come with Reelwright, as a plugin like any other."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from reelwright.providers.adapters import ADAPTERS
from reelwright.providers.hooks import Register, hookimpl

if TYPE_CHECKING:
    from reelwright.providers.base import Provider

__all__ = ["register_providers"]

# Name: (module, class, other names). A module is imported when its provider is used.
_PROVIDERS: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "previs": ("reelwright.providers.previs", "PrevisProvider", ()),
    **ADAPTERS,
    "diffusers": ("reelwright.providers.adapters.diffusers.provider", "DiffusersProvider", ("local",)),
}


def _factory(module: str, name: str) -> Callable[[], Provider]:
    def make() -> Provider:
        provider: Provider = getattr(importlib.import_module(module), name)()
        return provider

    return make


@hookimpl
def register_providers(register: Register) -> None:
    """Every built-in provider, in order of preference."""
    for name, (module, class_name, aliases) in _PROVIDERS.items():
        register(name, _factory(module, class_name), aliases)
