"""Providers' keys: from the environment, else from the system keyring. Never shown, logged or stored.

The environment variables are the vendors' own names. With the extra ``keyring`` installed, a key that is kept
under the service ``reelwright`` and the variable's name is found too.
"""

from __future__ import annotations

import functools
import importlib
import logging
import os
from dataclasses import dataclass
from types import ModuleType

from reelwright.providers.fault import Created, Kind, ProviderFault

__all__ = ["Secret", "find_secret", "has_secret", "need_secret", "usable"]

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
    return next((Secret(name, stored) for name in names if (stored := _stored(name))), None)


@functools.cache
def _stored(name: str) -> str | None:
    """What the keyring has under ``name``; asked for once, for it may be slow or ask the person."""
    keyring = _keyring()
    if keyring is None:
        return None
    try:
        stored = keyring.get_password(_SERVICE, name)
    except Exception as error:  # a locked or missing keyring is as good as an empty one
        _log.debug("The keyring cannot be read: %s", type(error).__name__)
        return None
    return str(stored).strip() if stored else None


@functools.cache
def _keyring() -> ModuleType | None:
    """The package that knows the system's keyring, if it is installed."""
    try:
        return importlib.import_module("keyring")
    except ImportError:
        return None


def usable(provider: str, secret: Secret) -> Secret:
    """``secret`` if it can be sent in a header.

    Raises:
        ProviderFault: it cannot; nothing was created. The key itself is not shown.
    """
    if secret.value.isascii() and secret.value.isprintable() and " " not in secret.value:
        return secret
    raise ProviderFault(
        f"The key of provider {provider} holds characters that no key has.",
        kind=Kind.AUTH,
        created=Created.NO,
        code="bad-key",
        hint=f"Copy {secret.name} again: a line break, a space or a quotation mark may have come along.",
        names=[secret.name],
    )


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
            hint=f"Set {' or '.join(names)} in the environment, or {_elsewhere()}.",
            names=list(names),
        )
    return usable(provider, found)


def _elsewhere() -> str:
    if _keyring() is None:
        return 'install "reelwright[keyring]" and keep it in the system\'s keyring'
    return f"keep it in the system's keyring, under the service “{_SERVICE}” and that name"
