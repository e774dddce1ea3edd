"""Which store holds an artifact, where several share one catalogue: a random id in the store's folder."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final

__all__ = ["own_place", "place_of"]

_NOWHERE: Final = "-"
_LENGTH: Final = 32


def place_of(root: Path) -> str:
    """The id of the store in ``root``; "-", which holds nothing, while it has none."""
    try:
        found = (root / "place").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return _NOWHERE
    return found if len(found) == _LENGTH and found.isalnum() else _NOWHERE


def own_place(root: Path) -> str:
    """The id of the store in ``root``, made when it has none; of several processes at once, one makes it.

    Raises:
        OSError: the folder cannot be written.
    """
    found = place_of(root)
    if found != _NOWHERE:
        return found
    part = root / f"place.{secrets.token_hex(8)}"
    part.write_text(secrets.token_hex(_LENGTH // 2), encoding="ascii")
    try:
        with contextlib.suppress(FileExistsError):
            os.link(part, root / "place")
        if place_of(root) == _NOWHERE:  # what is there is no id
            part.replace(root / "place")
    finally:
        part.unlink(missing_ok=True)
    return place_of(root)
