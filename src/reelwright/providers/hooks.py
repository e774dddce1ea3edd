"""The hooks a plugin may implement. Built-in providers come through the same door.

A plugin is a module named by an entry point of the group ``reelwright``::

    [project.entry-points.reelwright]
    acme = "acme_reelwright"

    # acme_reelwright.py
    from reelwright.providers import hookimpl

    @hookimpl
    def register_providers(register):
        register("acme", AcmeProvider)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import pluggy

if TYPE_CHECKING:
    from reelwright.providers.base import Provider

__all__ = ["GROUP", "Register", "hookimpl", "hookspec", "register_providers"]

GROUP = "reelwright"
hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


class Register(Protocol):
    """Adds one provider: its name, what makes it (called when it is used), and other names for it."""

    def __call__(self, name: str, factory: Callable[[], Provider], aliases: tuple[str, ...] = ()) -> None:
        """Register ``factory`` as ``name``."""


@hookspec
def register_providers(register: Register) -> None:
    """Call ``register`` once for each provider."""
