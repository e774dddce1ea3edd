"""Object files: bytes named by their SHA-256, in 256 folders by its first two digits."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from reelwright.store.atomic import fsync_folder

__all__ = ["Objects", "digest_of"]

_RACY_NS: Final = 2_000_000_000
_HEX: Final = frozenset("0123456789abcdef")


def digest_of(path: Path, *, sync: bool = False) -> tuple[str, int]:
    """(SHA-256 hex, bytes) of the file at ``path``; with ``sync`` the bytes are on the device afterwards."""
    with path.open("rb", buffering=0) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if sync:
            os.fsync(file.fileno())
        return digest, os.fstat(file.fileno()).st_size


class Objects:
    """The folder ``root/ab/abcd…``; files in it never change, they only come and go."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._checked: dict[str, tuple[int, ...]] = {}
        self._lock = threading.Lock()

    def path(self, digest: str) -> Path:
        """Where the object ``digest`` is, or would be."""
        return self.root / digest[:2] / digest

    def intact(self, digest: str, size: int) -> bool:
        """True when the object is there and its bytes have that digest.

        The bytes are read once in this process for as long as the file's identity, size and change time stay;
        what changed less than two seconds before it was read is read again, for clocks of files are coarse.
        """
        path = self.path(digest)
        try:
            found = path.stat()
            if found.st_size != size:
                return False
            seen = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
            if self._checked.get(digest) == seen:
                return True
            read_at = time.time_ns()
            if digest_of(path)[0] != digest:
                return False
        except OSError:
            return False
        if read_at - found.st_ctime_ns > _RACY_NS:
            with self._lock:
                self._checked[digest] = seen
        return True

    def put(self, source: Path, digest: str) -> Path:
        """Move the finished file ``source`` in; a damaged object of that name is replaced.

        Raises:
            OSError: there is no room, or the folder cannot be written.
        """
        path = self.path(digest)
        source.chmod(0o444)
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            fsync_folder(self.root)
        source.replace(path)
        fsync_folder(path.parent)
        return path

    def remove(self, digest: str) -> None:
        """Remove the object, if it is there."""
        with contextlib.suppress(FileNotFoundError):
            self.path(digest).unlink()

    def unlisted(self, listed: Collection[str]) -> Iterator[tuple[str, int]]:
        """(digest, bytes) of each object that is not in ``listed``."""
        if not self.root.is_dir():
            return
        for folder in sorted(self.root.iterdir()):
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                if len(path.name) == 64 and _HEX.issuperset(path.name) and path.name not in listed:
                    yield path.name, path.stat().st_size
