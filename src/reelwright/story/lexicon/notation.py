"""How word lists are written down in this package."""

from __future__ import annotations

__all__ = ["pairs", "words"]


def words(text: str) -> tuple[str, ...]:
    """``a b c`` as single words."""
    return tuple(text.split())


def pairs(text: str) -> dict[str, str]:
    """``a = b, c d = e`` as a table; a key may hold spaces, a value may be empty."""
    table = {}
    for item in text.split(","):
        key, _, value = item.partition("=")
        if key.strip():
            table[" ".join(key.split())] = " ".join(value.split())
    return table
