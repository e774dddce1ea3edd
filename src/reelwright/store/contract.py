"""What every backend of the store does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from reelwright.store.artifact import Artifact, Slate
from reelwright.store.recipe import Recipe

__all__ = ["Build", "Store"]

Build = Callable[[Path], Mapping[str, Any] | None]
"""Writes one file at the path it is given; may return facts for the slate, ``cost_usd`` among them."""


class Store(Protocol):
    """Artifacts by recipe. Safe to use from several threads and processes at once."""

    def make(self, recipe: Recipe, build: Build, *, suffix: str = "") -> Artifact:
        """The artifact of ``recipe``: the one that is held, else made now by ``build``.

        Whoever asks for the same recipe meanwhile, in this process or another, waits for the one that builds.
        An artifact whose bytes are missing or damaged is made again. ``suffix`` ends the name of the file
        that ``build`` writes, for those who look at it.

        Raises:
            StoreError: the store failed, or ``build`` wrote no file.
            Exception: whatever ``build`` raised; nothing of it is left behind.
        """

    def find(self, recipe: Recipe) -> Artifact | None:
        """The artifact of ``recipe`` if it is held, its bytes checked; never makes anything."""

    def slate(self, key_or_digest: str) -> Slate | None:
        """How the artifact with that recipe key or digest, or that exported file, was made last."""

    def slates(self, *, op: str | None = None, limit: int | None = None) -> list[Slate]:
        """Slates, the newest first."""

    def note_output(self, path: Path, key: str) -> None:
        """Remember that the file at ``path``, as it is now, was exported from the artifact ``key``.

        Raises:
            StoreError: there is no such artifact.
            OutputError: the file cannot be read.
        """

    def slate_of_file(self, path: Path) -> Slate | None:
        """How the file at ``path`` was made, by its bytes: it may have been renamed, not changed.

        Raises:
            MediaError: the file cannot be read.
        """

    def stat(self) -> dict[str, Any]:
        """``root, artifacts, bytes, by_op, slates, outputs, cost_usd``: what is held, and what was spent."""

    def gc(
        self, *, max_age: timedelta | None = None, max_bytes: int | None = None, keep: Collection[str] = ()
    ) -> dict[str, Any]:
        """Remove what was last used longer than ``max_age`` ago, then the oldest-used beyond ``max_bytes``.

        Artifacts named by ``keep`` (keys or digests), and all that went into them, stay. Remains of killed
        processes go in any case. Returns ``removed, freed, kept, bytes, swept``.
        """

    def close(self) -> None:
        """Write what is pending and let go of the catalogue; the store may be used again."""
