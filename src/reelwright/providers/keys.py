"""Providers' keys: from the environment, else from the system keyring. Never shown, logged or stored.

The environment variables are the vendors' own names. With the ``keyring`` package installed, a key that is
kept under the service ``reelwright`` and the variable's name is found too.
"""

from __future__ import annotations

import importlib
import logging
import os
from dataclasses import dataclass

from reelwright.providers.fault import Created, Kind, ProviderFault

__all__ = ["Secret", "find_secret", "has_secret", "need_secret"]

_SERVICE = "reelwright"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A value that does not show itself. ``name`` is the variable it came from."""

    name: str
    value: str

    def __repr__(self) -> str:
        return f"Secret({self.name})"

    __str__ = __repr__

    def scrubbed(self, text: str) -> str:
        """``text`` with this secret blotted out."""
        return text.replace(self.value, "•••") if len(self.value) >= 4 else text


def find_secret(*names: str) -> Secret | None:
    """The first of ``names`` that the environment or the keyring knows."""
    for name in names:
        value = os.environ.get(name, "").strip()
        if value:
            return Secret(name, value)
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        return None
    for name in names:
        try:
            stored = keyring.get_password(_SERVICE, name)
        except Exception as error:  # a locked or missing keyring is as good as an empty one
            _log.debug("The keyring cannot be read: %s", type(error).__name__)
            return None
        if stored:
            return Secret(name, str(stored))
    return None


def has_secret(*names: str) -> bool:
    """True when one of ``names`` is known."""
    return find_secret(*names) is not None


def need_secret(provider: str, *names: str) -> Secret:
    """Like :func:`find_secret`, but its absence is an error.

    Raises:
        ProviderFault: none of ``names`` is known; nothing was created.
    """
    found = find_secret(*names)
    if found is None:
        raise ProviderFault(
            f"Provider {provider} needs a key.",
            kind=Kind.AUTH,
            created=Created.NO,
            code="missing-key",
            hint=f"Set {' or '.join(names)} in the environment, or keep it in the keyring (“{_SERVICE}”).",
            names=list(names),
        )
    return found
