"""Which artifacts go when space is wanted: a pure decision over what is held."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from reelwright.store.catalogue import Held

__all__ = ["closure", "expendable"]


def closure(held: Iterable[Held], keep: Collection[str]) -> set[str]:
    """Digests of what ``keep`` names (by recipe key or digest) and of everything that went into it."""
    by_name: dict[str, list[Held]] = {}
    for item in held:
        by_name.setdefault(item.key, []).append(item)
        by_name.setdefault(item.digest, []).append(item)
    waiting, seen, kept = list(keep), set(keep), set()
    while waiting:
        for item in by_name.get(waiting.pop(), ()):
            kept.add(item.digest)
            new = set(item.inputs.values()) - seen
            seen |= new
            waiting += new
    return kept


def expendable(
    held: Collection[Held], *, keep: Collection[str], before: int | None, max_bytes: int | None
) -> set[str]:
    """Digests to remove.

    Args:
        held: everything there is.
        keep: names that stay with all their inputs.
        before: what was last used before this moment (microseconds) goes.
        max_bytes: the least recently used go until no more than this is left.
    """
    kept = closure(held, keep)
    used: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for item in held:  # recipes with the same bytes live and go together
        used[item.digest] = max(used.get(item.digest, item.used), item.used)
        sizes[item.digest] = item.size
    oldest = sorted((digest for digest in used if digest not in kept), key=lambda d: (used[d], d))
    gone = {digest for digest in oldest if before is not None and used[digest] < before}
    if max_bytes is not None:
        total = sum(size for digest, size in sizes.items() if digest not in gone)
        for digest in oldest:
            if total <= max_bytes:
                break
            if digest not in gone:
                gone.add(digest)
                total -= sizes[digest]
    return gone
