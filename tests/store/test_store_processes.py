"""Several processes on one store: racing, being killed, opening it for the first time together."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from reelwright.store import LocalStore, Recipe
from reelwright.store.locks import locked

RECIPE = Recipe("film", 1, {"n": 1})

PRELUDE = """
import os, sys, time
from pathlib import Path
from reelwright.store import LocalStore, Recipe
store = LocalStore(sys.argv[1])
recipe = Recipe("film", 1, {"n": 1})
def ready():
    print("ready", flush=True)
    sys.stdin.readline()
"""


def start(root: Path, code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_four_processes_that_open_a_new_store_and_race_for_a_recipe_build_it_once(tmp_path: Path) -> None:
    root = tmp_path / "store"
    code = """
def build(path):
    with open(sys.argv[1] + ".log", "a") as log:
        log.write(f"{os.getpid()}\\n")
    path.write_bytes(b"film")
    time.sleep(0.2)
ready()
artifact = store.make(recipe, build)
print(artifact.made, artifact.digest, flush=True)
"""
    processes = [start(root, code) for _ in range(4)]
    assert [line(p) for p in processes] == ["ready"] * 4
    for process in processes:
        go(process)
    answers = [line(p).split() for p in processes]
    assert [p.wait(60) for p in processes] == [0] * 4
    assert len(Path(f"{root}.log").read_text().splitlines()) == 1
    assert sorted(made for made, _ in answers) == ["False", "False", "False", "True"]
    assert len({digest for _, digest in answers}) == 1
    assert len(LocalStore(root).slates()) == 1


HALF_BUILT = """
def build(path):
    path.write_bytes(b"half a film")
    ready()
store.make(recipe, build)
"""
BUILT = """
def build(path):
    path.write_bytes(b"film")
ready()
store.make(recipe, build)
"""


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(30)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def objects(root: Path) -> list[Path]:
    return [p for p in (root / "objects").rglob("*") if p.is_file()]


def write(path: Path) -> None:
    path.write_bytes(b"whole film")


def check_recovery(root: Path, orphans: int) -> None:
    store = LocalStore(root)
    assert list((root / "tmp").iterdir()) == []  # opening swept it
    assert store.find(RECIPE) is None
    assert store.slates() == []
    assert len(objects(root)) == orphans
    assert store.gc()["swept"] == orphans
    assert objects(root) == []
    made = store.make(RECIPE, write)
    assert made.made
    assert made.path.read_bytes() == b"whole film"


def test_a_builder_killed_while_it_builds_leaves_nothing(tmp_path: Path) -> None:
    builder = start(tmp_path, HALF_BUILT)
    assert line(builder) == "ready"
    kill(builder)
    check_recovery(tmp_path, orphans=0)


def test_a_builder_killed_before_its_bytes_are_in_place_leaves_nothing(tmp_path: Path) -> None:
    """It is held up there by a collector that is at work: the commit lock."""
    LocalStore(tmp_path)._writable()
    builder = start(tmp_path, BUILT)
    assert line(builder) == "ready"
    with locked(tmp_path / "locks" / "commit.lock"):
        go(builder)
        until(lambda: any(p.stat().st_size == 4 for p in (tmp_path / "tmp").glob("*/*")))
        kill(builder)
    check_recovery(tmp_path, orphans=0)


def test_a_builder_killed_between_its_bytes_and_its_row_leaves_bytes_that_are_not_served(
    tmp_path: Path,
) -> None:
    """It is held up there by another writer of the catalogue."""
    LocalStore(tmp_path)._writable()
    builder = start(tmp_path, BUILT)
    assert line(builder) == "ready"
    with contextlib.closing(sqlite3.connect(tmp_path / "catalogue.sqlite", isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        go(builder)
        until(lambda: objects(tmp_path) != [])
        kill(builder)
        db.execute("ROLLBACK")
    check_recovery(tmp_path, orphans=1)


def test_a_waiter_takes_over_at_once_when_the_builder_is_killed(tmp_path: Path) -> None:
    root = tmp_path / "store"
    builder = start(root, HALF_BUILT)
    assert line(builder) == "ready"
    waiter = start(
        root,
        """
def build(path):
    path.write_bytes(b"whole film")
print("waiting", flush=True)
print(store.make(recipe, build).made, flush=True)
""",
    )
    assert line(waiter) == "waiting"
    assert waiter.stdout is not None
    assert select.select([waiter.stdout], [], [], 0.3)[0] == []  # it really waits
    kill(builder)
    assert line(waiter) == "True"
    assert waiter.wait(30) == 0
    assert list((root / "tmp").iterdir()) == []


def test_a_child_of_a_killed_builder_does_not_keep_the_lock(tmp_path: Path) -> None:
    builder = start(
        tmp_path,
        """
def build(path):
    path.write_bytes(b"half a film")
    child = os.fork()
    if child == 0:
        time.sleep(60)
        os._exit(0)
    print(child, flush=True)
    ready()
store.make(recipe, build)
""",
    )
    child = int(line(builder))
    try:
        assert line(builder) == "ready"
        kill(builder)
        with locked(tmp_path / "locks" / f"{RECIPE.key}.lock", wait=False) as free:
            assert free
        assert LocalStore(tmp_path).make(RECIPE, write).made
    finally:
        os.kill(child, signal.SIGKILL)


def test_opening_and_collecting_do_not_disturb_a_build_in_progress(tmp_path: Path) -> None:
    root = tmp_path / "store"
    builder = start(
        root,
        """
def build(path):
    path.write_bytes(b"film")
    ready()
print(store.make(recipe, build).made, flush=True)
""",
    )
    assert line(builder) == "ready"
    store = LocalStore(root)
    assert store.gc(max_bytes=0)["swept"] == 0
    assert len(list((root / "tmp").iterdir())) == 1
    go(builder)
    assert line(builder) == "True"
    assert builder.wait(30) == 0
    assert store.find(RECIPE) is not None


def test_a_terminated_builder_cleans_up_after_itself(tmp_path: Path) -> None:
    root = tmp_path / "store"
    builder = start(
        root,
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n" + HALF_BUILT,
    )
    assert line(builder) == "ready"
    builder.send_signal(signal.SIGINT)
    assert builder.wait(30) != 0
    assert list((root / "tmp").iterdir()) == []
    assert list((root / "locks").glob("*.lock")) == [root / "locks" / "migrate.lock"]


def test_the_last_uses_of_a_process_are_written_when_it_ends(tmp_path: Path) -> None:
    root = tmp_path / "store"
    store = LocalStore(root)

    def build(path: Path) -> None:
        path.write_bytes(b"film")

    store.make(RECIPE, build)
    assert store._opened is not None
    before = store._opened.held()[0].used
    later = start(
        root,
        """
from datetime import UTC, datetime, timedelta
store._clock = lambda: datetime.now(UTC) + timedelta(hours=1)
print(store.find(recipe).size, flush=True)
""",
    )
    assert line(later) == "4"
    assert later.wait(30) == 0
    assert store._opened.held()[0].used - before > 3_000_000_000


def test_importing_the_store_loads_no_database_and_opening_a_current_one_no_migrations(
    tmp_path: Path,
) -> None:
    LocalStore(tmp_path)._writable()
    code = f"""
import sys
import reelwright.store
assert not any(m in sys.modules for m in ("sqlalchemy", "alembic", "structlog", "pydantic")), "heavy import"
import sqlalchemy
from reelwright.store import catalogue, database
import time
begin = time.process_time()
reelwright.store.LocalStore({str(tmp_path)!r})
print(time.process_time() - begin)
assert "alembic" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 0.2  # about 35 ms, most of it the import of the SQLite dialect


def test_a_process_that_is_stopped_holds_its_lock(tmp_path: Path) -> None:
    """A builder that is merely slow (stopped, swapped out) is not taken for dead."""
    root = tmp_path / "store"
    builder = start(root, HALF_BUILT)
    assert line(builder) == "ready"
    os.kill(builder.pid, signal.SIGSTOP)
    try:
        assert LocalStore(root).gc()["swept"] == 0
        assert len(list((root / "tmp").iterdir())) == 1
    finally:
        kill(builder)
    assert LocalStore(root).gc()["swept"] == 0  # opening did it
    assert list((root / "tmp").iterdir()) == []


def test_collecting_waits_for_a_commit_and_does_not_take_its_bytes_for_an_orphan(tmp_path: Path) -> None:
    """The committer is between its two steps, held up by another writer, when the collector comes."""
    store = LocalStore(tmp_path)
    store._writable()
    builder = start(tmp_path, BUILT)
    assert line(builder) == "ready"
    with ThreadPoolExecutor(1) as threads:
        with contextlib.closing(sqlite3.connect(tmp_path / "catalogue.sqlite", isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            go(builder)
            until(lambda: objects(tmp_path) != [])
            collecting = threads.submit(store.gc)
            time.sleep(0.2)
            assert not collecting.done()
            db.execute("ROLLBACK")
        assert collecting.result(30)["swept"] == 0
    assert builder.wait(30) == 0
    assert store.find(RECIPE) is not None
