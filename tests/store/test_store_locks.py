"""Locks between threads and between processes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reelwright.errors import StoreError
from reelwright.store.locks import locked


def test_only_one_is_inside_even_though_the_file_comes_and_goes(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    inside, worst, entered = 0, 0, 0
    start = threading.Barrier(6)

    def work(_: int) -> None:
        nonlocal inside, worst, entered
        start.wait()
        for _ in range(150):
            with locked(path, remove=True):
                inside += 1
                worst = max(worst, inside)
                path.exists()  # gives the others a chance to run
                inside -= 1
                entered += 1

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(work, range(6)))
    assert (worst, entered) == (1, 900)
    assert list(tmp_path.iterdir()) == []


def test_one_who_waited_for_a_file_that_is_gone_takes_the_new_one(tmp_path: Path) -> None:
    """The second waits on the first's file, which the first removes; a third must not slip in beside it."""
    path = tmp_path / "lock"
    waiting, in_second, leave_second = threading.Event(), threading.Event(), threading.Event()

    def second() -> None:
        waiting.set()
        with locked(path, remove=True):
            in_second.set()
            leave_second.wait(30)

    with ThreadPoolExecutor(1) as threads:
        with locked(path, remove=True):
            future = threads.submit(second)
            waiting.wait(30)
            while future.running() and not _is_waited_for(path):
                pass
        assert in_second.wait(30)
        with locked(path, wait=False) as third:
            assert not third
        leave_second.set()
        future.result(30)


def _is_waited_for(path: Path) -> bool:
    inode = str(path.stat().st_ino)
    rows = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    return any("->" in row and f":{inode} " in row for row in rows)


def test_readers_share_and_a_writer_is_alone(tmp_path: Path) -> None:
    path = tmp_path / "lock"

    def try_it(shared: bool) -> bool:
        with locked(path, shared=shared, wait=False) as ours:
            return ours

    with ThreadPoolExecutor(1) as other:
        with locked(path, shared=True):
            assert other.submit(try_it, True).result(30)
            assert not other.submit(try_it, False).result(30)
        with locked(path):
            assert not other.submit(try_it, True).result(30)
        assert other.submit(try_it, False).result(30)


def test_waiting_for_oneself_is_an_error(tmp_path: Path) -> None:
    with locked(tmp_path / "lock"):
        with pytest.raises(StoreError), locked(tmp_path / "lock"):
            pass
        with locked(tmp_path / "lock", wait=False) as again:
            assert not again
        with locked(tmp_path / "another") as ours:
            assert ours
    with locked(tmp_path / "lock", wait=False) as ours:
        assert ours
