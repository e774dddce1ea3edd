"""Final files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from reelwright.errors import OutputError, from_os_error

__all__ = ["atomic_output", "check_output", "fsync_file", "fsync_folder"]

_LONGEST_SUFFIX = 16
_FRESH_SECONDS = 10


def fsync_file(path: Path) -> None:
    """Have the bytes of ``path`` on the device."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def fsync_folder(path: Path) -> None:
    """Have the names in the folder ``path`` on the device, where the file system can promise that."""
    with contextlib.suppress(OSError):
        fsync_file(path)


def _target(path: Path) -> Path:
    """Where ``path`` really is (a link is written through), after the checks that need no writing."""
    target = Path(os.path.realpath(path))
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        mode = None
    except OSError as error:
        raise from_os_error(error, path) from error
    if not path.name or (mode is not None and stat.S_ISDIR(mode)):
        raise OutputError(f"{path} is a folder.", hint="Name a file in it.", path=str(path))
    if mode is not None and not stat.S_ISREG(mode):
        # Renaming over a device or a pipe would destroy it.
        raise OutputError(f"{path} is not an ordinary file.", path=str(path))
    if not target.parent.is_dir():
        there = target.parent.exists()
        raise OutputError(
            f"{path.parent} is not a folder." if there else f"The folder {path.parent} does not exist.",
            path=str(path),
        )
    if mode is not None and not os.access(target, os.W_OK):
        raise OutputError(f"{path} is write-protected.", path=str(path))
    try:
        longest = os.pathconf(target.parent, "PC_NAME_MAX")
    except (OSError, ValueError):
        longest = 255
    if len(os.fsencode(target.name)) > longest:
        raise OutputError(
            f"The file name {target.name[:20]}… is too long.", hint="Choose a shorter one.", path=str(path)
        )
    return target


def _create(target: Path) -> tuple[int, Path]:
    """An empty temporary file beside ``target``, locked for as long as the descriptor is open."""
    prefix = f".reelwright-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]}-"
    for old in target.parent.glob(f"{prefix}*.part*"):
        _remove_if_abandoned(old)
    suffix = target.suffix if len(os.fsencode(target.suffix)) <= _LONGEST_SUFFIX else ""
    temporary = target.parent / f"{prefix}{secrets.token_hex(6)}.part{suffix}"
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    with contextlib.suppress(OSError):
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return fd, temporary


def _remove_if_abandoned(path: Path) -> None:
    """Remove a temporary file whose process is dead: the kernel has dropped its lock."""
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime < _FRESH_SECONDS:
            return  # its owner may be about to lock it
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
        finally:
            os.close(fd)


def check_output(path: Path) -> None:
    """Refuse, before any work is done, a path that could not be written when the work is done.

    Raises:
        OutputError: the folder is missing or read-only, or ``path`` is a folder or a device.
        DiskFull: not even an empty file fits.
    """
    path = Path(path)
    try:
        fd, temporary = _create(_target(path))
    except (OSError, ValueError) as error:
        raise _readable(error, path) from error
    os.close(fd)
    temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def atomic_output(path: Path) -> Iterator[Path]:
    """A temporary path to write to; when the block ends well, ``path`` is that file, complete and on disk.

    The temporary file lies in the same folder, has the same suffix and exists (empty) from the start. On any
    failure, Ctrl-C included, it is removed and an older ``path`` is untouched; after a kill the next writer
    of ``path`` removes it.

    Raises:
        OutputError: the folder is missing or read-only, or ``path`` is a folder or a device.
        DiskFull: the device filled up.
    """
    path = Path(path)
    try:
        target = _target(path)
        fd, temporary = _create(target)
    except (OSError, ValueError) as error:
        raise _readable(error, path) from error
    try:
        try:
            yield temporary
            with contextlib.suppress(FileNotFoundError):
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))  # a file that is replaced keeps its mode
            fsync_file(temporary)
            temporary.replace(target)
            fsync_folder(target.parent)
        except OSError as error:
            raise _readable(error, path, temporary) from error
    finally:
        os.close(fd)
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _readable(error: OSError | ValueError, path: Path, temporary: Path | None = None) -> Exception:
    """The error a person gets; one about another file (a missing source, say) names that file."""
    if not isinstance(error, OSError):  # a NUL in the path, or text no file system can hold
        return OutputError(f"{str(path)!r} cannot be a file name.", path=str(path))
    named = error.filename
    if (
        named is not None
        and temporary is not None
        and str(named) != str(temporary)
        and error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    ):
        return OutputError(
            f"Cannot write {path}: {named}: {error.strerror or error}.",
            hint="See that this file is there and readable, then run the same command again.",
            path=str(path),
        )
    return from_os_error(error, path)
