"""Builds in progress: one folder each, abandoned when nobody holds the lock of its recipe."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from reelwright.store.locks import locked

__all__ = ["Scratch"]


class Scratch:
    """Folders ``root/KEY.RANDOM`` guarded by the lock files ``locks/KEY.lock``."""

    def __init__(self, root: Path, locks: Path) -> None:
        self.root, self.locks = root, locks

    @contextlib.contextmanager
    def building(self, key: str) -> Iterator[None]:
        """Be the only one in any process who makes ``key``; waits for whoever is making it."""
        with locked(self.locks / f"{key}.lock", remove=True):
            self._remove_leftovers(key)
            yield

    def folder(self, key: str) -> Path:
        """A new empty folder for the build of ``key``, whose lock is held."""
        folder = self.root / f"{key}.{secrets.token_hex(6)}"
        folder.mkdir()
        return folder

    def sweep(self) -> int:
        """Remove what killed builds left; how many there were. Builds in progress are not touched."""
        try:
            keys = {name.partition(".")[0] for name in os.listdir(self.root)}  # noqa: PTH208  (no Path each)
        except OSError:
            return 0
        return sum(self._sweep_one(key) for key in keys)

    def _sweep_one(self, key: str) -> int:
        lock = self.locks / f"{key}.lock"
        with contextlib.suppress(OSError), locked(lock, wait=False, remove=True) as ours:
            return self._remove_leftovers(key) if ours else 0
        return 0

    def _remove_leftovers(self, key: str) -> int:
        found = list(self.root.glob(f"{key}.*"))
        for folder in found:
            shutil.rmtree(folder, ignore_errors=True)
        return len(found)
