"""Who works on a job: owners' names, the heartbeat that keeps a lease, and the fence in front of a submit."""

from __future__ import annotations

import functools
import os
import platform
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from reelwright.providers.journal import Journal

__all__ = ["Lease", "is_dead", "new_owner"]

_FENCE: Final = 2 / 3


@functools.cache
def _machine(pid: int) -> str:
    """This machine, and the process namespace on it: two containers may share a host's name."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")
    except OSError:
        space = "-"
    return f"{platform.node()}/{space}"


def new_owner() -> str:
    """A name for one piece of work by this process."""
    return f"{_machine(os.getpid())}|{os.getpid()}|{secrets.token_hex(4)}"


def is_dead(owner: str) -> bool:
    """True when ``owner`` was a process of this machine that is certainly gone."""
    machine, _, rest = owner.partition("|")
    number = rest.partition("|")[0]
    if machine != _machine(os.getpid()) or not number.isdigit() or "/-" in machine:
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


class Lease:
    """Our lease of one job, renewed by a thread at a third of its length.

    ``fresh`` is False once two thirds have passed without a renewal: by then another worker may be about to
    take the job over, so nothing that costs money may be begun.
    """

    def __init__(self, journal: Journal, job: str, owner: str, seconds: float) -> None:
        self._journal, self._job, self._owner, self._seconds = journal, job, owner, seconds
        self._stop = threading.Event()
        self._renewed = time.monotonic()
        self.lost = False

    @property
    def fresh(self) -> bool:
        """True while nobody else can be working on the job."""
        return not self.lost and time.monotonic() - self._renewed < self._seconds * _FENCE

    def renewed(self, at: float) -> None:
        """The lease was renewed otherwise, asked for at the moment ``at`` of the monotonic clock."""
        self._renewed = max(self._renewed, at)

    def _beat(self) -> None:
        while not self._stop.wait(self._seconds / 3):
            asked = time.monotonic()
            try:
                kept = self._journal.renew(self._job, self._owner, self._seconds)
            except Exception:  # the database may be busy; the fence holds until a later beat succeeds
                continue
            if not kept:
                self.lost = True
                return
            self.renewed(asked)

    @contextmanager
    def held(self) -> Iterator[Lease]:
        """Keep renewing inside the block; give the lease back after it."""
        thread = threading.Thread(target=self._beat, name=f"lease-{self._job[-6:]}", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join(timeout=self._seconds)
            if not self.lost:
                self._journal.release(self._job, self._owner)
