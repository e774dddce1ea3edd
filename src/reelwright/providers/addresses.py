"""Addresses and keys in the environment that nobody reads: most likely a mistyped name.

``REELWRIGHT_KLINK_URL`` would otherwise be ignored, and the take would be paid for at the real service. The
vendors' own names (``OPENAI_BASE_URL``) cannot be checked: other programs read them too.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from typing import Final

from reelwright.errors import ReelwrightError, SettingsError
from reelwright.providers.registry import find_provider, provider_names

__all__ = ["check_addresses"]

_PREFIX: Final = "REELWRIGHT_"
_ENDINGS: Final = ("_URL", "_KEY", "_WORKFLOWS")
_OURS: Final = {"REELWRIGHT_WEBHOOK_URL", "REELWRIGHT_DATABASE_URL"}
_PLANNERS: Final = ("REELWRIGHT_LLM_", "REELWRIGHT_PLANNER_")


def check_addresses(variables: Mapping[str, str] | None = None) -> None:
    """Refuse a ``REELWRIGHT_..._URL``, ``..._KEY`` or ``..._WORKFLOWS`` that no provider reads.

    Args:
        variables: instead of the environment.

    Raises:
        SettingsError: there is one; the nearest name is proposed.
    """
    given = [
        name
        for name, value in (os.environ if variables is None else variables).items()
        if name.startswith(_PREFIX) and name.endswith(_ENDINGS) and value.strip()
    ]
    given = [name for name in given if name not in _OURS and not name.startswith(_PLANNERS)]
    if not given:
        return
    known = _known()
    unread = [name for name in sorted(given) if name not in known]
    if not unread:
        return
    near = difflib.get_close_matches(unread[0], known, 1, cutoff=0.7)
    raise SettingsError(
        f"{unread[0]} in the environment is read by no provider.",
        code="unknown-setting",
        hint=f"Did you mean {near[0]}?" if near else "Correct it, or remove it.",
        variable=unread[0],
        nearest=near[0] if near else None,
    )


def _known() -> set[str]:
    """What the providers read, plugins included."""
    names = set(_OURS)
    for provider in provider_names():
        try:
            kind = find_provider(provider)
        except (ReelwrightError, ImportError):
            continue
        for attribute in ("base_url_names", "key_names", "more_names"):
            names |= set(getattr(kind, attribute, ()))
    return names
