"""Locks that die with their process: ``flock`` on files in one folder.

A lock belongs to an open file description, so it holds between threads as well as between processes, and the
kernel drops it when the process ends in whatever way. Waiting is done by the kernel: nothing polls.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from reelwright.errors import StoreError

__all__ = ["locked"]

_mine = threading.local()
_open: set[int] = set()


def _close_in_child() -> None:
    """A forked child shares the description and would keep the lock alive after its parent's death."""
    for fd in _open:
        with contextlib.suppress(OSError):
            os.close(fd)
    _open.clear()


os.register_at_fork(after_in_child=_close_in_child)


def _same_file(fd: int, path: Path) -> bool:
    try:
        named = path.stat()
    except FileNotFoundError:
        return False
    held = os.fstat(fd)
    return (held.st_dev, held.st_ino) == (named.st_dev, named.st_ino)


def _acquire(path: Path, operation: int) -> int | None:
    """A descriptor that holds the lock, or None when it is taken and ``operation`` does not wait."""
    while True:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        _open.add(fd)
        try:
            fcntl.flock(fd, operation)
            if _same_file(fd, path):
                return fd
        except BlockingIOError:
            _release(fd)
            return None
        except OSError as error:
            _release(fd)
            if error.errno in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS):
                raise StoreError(
                    f"The file system of {path.parent} cannot lock files.",
                    code="no-file-locks",
                    hint="Choose a folder on a local disk with --project DIR.",
                ) from error
            raise
        except BaseException:
            _release(fd)
            raise
        _release(fd)  # the holder before us removed the file: this lock is on a name that is gone


def _release(fd: int) -> None:
    if fd in _open:
        _open.discard(fd)
        with contextlib.suppress(OSError):
            fcntl.flock(
                fd, fcntl.LOCK_UN
            )  # also for a child that was forked a moment ago and is not past exec
        os.close(fd)


@contextlib.contextmanager
def locked(path: Path, *, shared: bool = False, wait: bool = True, remove: bool = False) -> Iterator[bool]:
    """Hold the lock file ``path``; True inside when it is held.

    Args:
        path: the lock file; its folder exists.
        shared: several may hold it together, no one exclusively meanwhile.
        wait: False gives up at once (and yields False) when another holds it.
        remove: the file goes when the lock does, so that folders of one-off locks stay small.

    Raises:
        StoreError: this thread holds it already (waiting would never end), or the file system has no locks.
        OSError: the file cannot be created.
    """
    held: set[Path] = _mine.__dict__.setdefault("held", set())
    if path in held:
        if not wait:
            yield False
            return
        raise StoreError(
            "A recipe was asked for while it was being made.",
            code="recipe-needs-itself",
            hint="A build must not ask the store for its own recipe.",
        )
    fd = _acquire(path, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    if fd is None:
        yield False
        return
    held.add(path)
    try:
        yield True
    finally:
        held.discard(path)
        if fd in _open:  # not in a child forked inside the block: the lock is its parent's
            if remove:
                with contextlib.suppress(OSError):
                    path.unlink()
            _release(fd)
