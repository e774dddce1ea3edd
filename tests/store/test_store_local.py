"""Making, finding and verifying artifacts in a local folder."""

from __future__ import annotations

import json
import os
import pickle
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reelwright import __version__, telemetry
from reelwright.errors import MediaError, OutputError, StoreError
from reelwright.store import Artifact, LocalStore, Recipe, Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return open_store(tmp_path)


def writes(
    data: bytes, facts: Mapping[str, Any] | None = None, log: list[Path] | None = None
) -> Callable[[Path], Any]:
    def build(path: Path) -> Mapping[str, Any] | None:
        if log is not None:
            log.append(path)
        path.write_bytes(data)
        return facts

    return build


def never(path: Path) -> None:
    raise AssertionError("this artifact is in the store")


def files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


RECIPE = Recipe("segment", 1, {"shot": 1, "fps": "30"}, {"take": "abc"})


def test_an_artifact_is_made_once_and_then_found(store: LocalStore) -> None:
    contract: Store = store
    log: list[Path] = []
    made = contract.make(RECIPE, writes(b"film", log=log), suffix=".mp4")
    found = contract.make(RECIPE, never, suffix=".mp4")
    assert (made.made, found.made) == (True, False)
    assert found == Artifact(made.key, made.digest, made.path, 4, False)
    assert made.path.read_bytes() == b"film"
    assert log[0].suffix == ".mp4"
    assert not log[0].exists()
    assert store.find(RECIPE) == found
    assert LocalStore(store.root).make(RECIPE, never).path == made.path


def test_objects_lie_by_digest_in_fan_out_folders_and_cannot_be_written(store: LocalStore) -> None:
    made = store.make(RECIPE, writes(b"film"))
    assert made.path == store.root / "objects" / made.digest[:2] / made.digest
    assert made.path.stat().st_mode & 0o222 == 0
    assert list((store.root / "tmp").iterdir()) == []
    assert files(store.root / "locks") == [
        store.root / "locks" / "commit.lock",
        store.root / "locks" / "migrate.lock",
    ]


def test_nothing_is_found_in_a_store_that_was_never_written_and_no_folder_appears(store: LocalStore) -> None:
    assert store.find(RECIPE) is None
    assert store.slate(RECIPE.key) is None
    assert store.slates() == []
    assert store.outputs() == []
    assert store.stat()["artifacts"] == 0
    assert store.gc(max_bytes=0) == {"removed": 0, "freed": 0, "kept": 0, "bytes": 0, "swept": 0}
    store.close()
    assert not store.root.exists()


def test_the_same_bytes_from_two_recipes_are_stored_once(store: LocalStore) -> None:
    one = store.make(Recipe("a", 1, {}), writes(b"same"))
    two = store.make(Recipe("b", 1, {}), writes(b"same"))
    assert one.path == two.path
    assert one.key != two.key
    assert len(files(store.root / "objects")) == 1
    assert store.stat()["bytes"] == 4
    assert store.stat()["by_op"] == {"a": 1, "b": 1}


def damage_flip(path: Path) -> None:
    flip_a_bit(path)


def damage_remove(path: Path) -> None:
    path.unlink()


def damage_truncate(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [damage_flip, damage_remove, damage_truncate])
@pytest.mark.parametrize("reopened", [False, True])
def test_damaged_bytes_are_never_served_but_made_again(
    store: LocalStore, damage: Callable[[Path], None], reopened: bool
) -> None:
    made = store.make(RECIPE, writes(b"a film of some length"))
    assert store.find(RECIPE) is not None
    damage(made.path)
    reader = LocalStore(store.root) if reopened else store
    assert reader.find(RECIPE) is None
    again = reader.make(RECIPE, writes(b"a film of some length"))
    assert again.made
    assert again.path.read_bytes() == b"a film of some length"
    assert not reader.make(RECIPE, never).made


def test_damage_is_seen_even_after_the_bytes_were_checked_long_ago(store: LocalStore) -> None:
    """The check is remembered by change time; writing to the file moves that, whatever mtime is set to."""
    made = store.make(RECIPE, writes(b"a film of some length"))
    before = made.path.stat()
    time.sleep(2.05)
    assert store.find(RECIPE) is not None
    flip_a_bit(made.path)
    os.utime(made.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert store.find(RECIPE) is None


def test_damage_that_comes_within_one_tick_of_the_clock_of_files_is_seen(store: LocalStore) -> None:
    made = store.make(RECIPE, writes(b"a film of some length"))
    made.path.chmod(0o644)
    with made.path.open("r+b", buffering=0) as file:
        for _ in range(100):
            file.seek(0)
            file.write(b"a")
            assert store.find(RECIPE) is not None
            file.seek(0)
            file.write(b"b")
            assert store.find(RECIPE) is None


def test_a_damaged_object_is_healed_by_another_recipe_with_the_same_bytes(store: LocalStore) -> None:
    one = store.make(Recipe("a", 1, {}), writes(b"same bytes"))
    flip_a_bit(one.path)
    store.make(Recipe("b", 1, {}), writes(b"same bytes"))
    assert store.find(Recipe("a", 1, {})) is not None


def test_a_slate_says_how_the_artifact_was_made(store: LocalStore) -> None:
    trace = telemetry.start_run("generate")
    facts = {"cost_usd": Decimal("0.040"), "frames": 60, "cpu_seconds": 1.5, "model": "m"}
    made = store.make(RECIPE, writes(b"film", facts))
    slate = store.slate(made.key)
    assert slate is not None
    assert slate == store.slate(made.digest)
    assert (slate.key, slate.digest, slate.size) == (made.key, made.digest, 4)
    assert (slate.op, slate.version, dict(slate.params), dict(slate.inputs)) == (
        "segment",
        1,
        {"shot": 1, "fps": "30"},
        {"take": "abc"},
    )
    assert slate.recipe == RECIPE
    assert slate.cost_usd == Decimal("0.04")
    assert slate.facts == {"frames": 60, "cpu_seconds": 1.5, "model": "m"}
    assert slate.trace_id == trace
    assert slate.created.tzinfo == UTC
    assert abs(slate.created - datetime.now(UTC)) < timedelta(minutes=1)
    assert 0 <= slate.seconds < 60
    assert slate.host
    assert slate.user
    assert slate.reelwright == __version__
    assert json.loads(json.dumps(slate.as_dict()))["cost_usd"] == "0.040"
    assert store.stat()["cost_usd"] == "0.040"


def test_slates_come_newest_first_by_operation_and_up_to_a_limit(store: LocalStore) -> None:
    for n in range(4):
        store.make(Recipe("even" if n % 2 == 0 else "odd", 1, {"n": n}), writes(bytes([n])))
    assert [s.params["n"] for s in store.slates()] == [3, 2, 1, 0]
    assert [s.params["n"] for s in store.slates(op="even")] == [2, 0]
    assert [s.params["n"] for s in store.slates(limit=1)] == [3]
    assert store.slate("no such thing") is None


def test_facts_without_a_json_form_do_not_cost_the_artifact(store: LocalStore) -> None:
    made = store.make(RECIPE, writes(b"film", {"loss": float("nan"), "where": Path("/x"), "n": 3}))
    slate = store.slate(made.key)
    assert slate is not None
    assert slate.facts == {"loss": "nan", "where": "/x", "n": 3}


@pytest.mark.parametrize("cost", ["free", -1, "NaN", None, [1]])
def test_a_cost_that_is_no_money_is_refused(store: LocalStore, cost: Any) -> None:
    with pytest.raises(StoreError) as caught:
        store.make(RECIPE, writes(b"film", {"cost_usd": cost}))
    assert caught.value.code == "bad-cost"
    assert store.find(RECIPE) is None


class BoomError(Exception):
    pass


@pytest.mark.parametrize("error", [BoomError("no"), KeyboardInterrupt(), OSError(5, "I/O error")])
def test_a_failing_build_leaves_nothing_behind_and_may_be_tried_again(
    store: LocalStore, error: BaseException
) -> None:
    def fails(path: Path) -> None:
        path.write_bytes(b"half")
        raise error

    with pytest.raises(type(error)):
        store.make(RECIPE, fails)
    assert files(store.root / "objects") == []
    assert list((store.root / "tmp").iterdir()) == []
    assert store.slates() == []
    assert store.make(RECIPE, writes(b"whole")).made


@pytest.mark.parametrize("kind", ["nothing", "folder", "link"])
def test_a_build_must_write_a_file(store: LocalStore, kind: str, tmp_path: Path) -> None:
    def build(path: Path) -> None:
        if kind == "folder":
            path.mkdir()
        if kind == "link":
            path.symlink_to(__file__)

    with pytest.raises(StoreError) as caught:
        store.make(RECIPE, build)
    assert caught.value.code == "nothing-built"
    assert Path(__file__).exists()


def test_an_empty_file_is_an_artifact(store: LocalStore) -> None:
    assert store.make(RECIPE, writes(b"")).size == 0
    assert store.make(RECIPE, never).path.read_bytes() == b""


@pytest.mark.parametrize("suffix", ["/../x", "mp4", ".mp4/", ".", ".é"])
def test_a_suffix_cannot_lead_elsewhere(store: LocalStore, suffix: str) -> None:
    with pytest.raises(StoreError, match="cannot end a file name"):
        store.make(RECIPE, writes(b"x"), suffix=suffix)


def test_a_build_that_asks_for_its_own_recipe_is_told_so_instead_of_waiting_for_ever(
    store: LocalStore,
) -> None:
    def build(path: Path) -> None:
        store.make(RECIPE, writes(b"inner"))

    with pytest.raises(StoreError) as caught:
        store.make(RECIPE, build)
    assert caught.value.code == "recipe-needs-itself"


def test_a_build_may_make_its_inputs(store: LocalStore) -> None:
    part = Recipe("part", 1, {})

    def build(path: Path) -> None:
        path.write_bytes(store.make(part, writes(b"part")).path.read_bytes() + b" of a whole")

    assert store.make(RECIPE, build).path.read_bytes() == b"part of a whole"


def test_many_threads_that_want_one_recipe_build_it_once(store: LocalStore) -> None:
    log: list[Path] = []
    start = threading.Barrier(8)

    def work(_: int) -> Artifact:
        start.wait()
        return store.make(RECIPE, writes(b"film", log=log))

    with ThreadPoolExecutor(8) as threads:
        artifacts = list(threads.map(work, range(8)))
    assert len(log) == 1
    assert sum(a.made for a in artifacts) == 1
    assert len({a.path for a in artifacts}) == 1


def test_when_a_build_fails_those_who_wait_try_themselves(store: LocalStore) -> None:
    entered, fail = threading.Event(), threading.Event()

    def fails(path: Path) -> None:
        entered.set()
        fail.wait(30)
        raise BoomError("no")

    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(store.make, RECIPE, fails)
        entered.wait(30)
        waiting = [threads.submit(store.make, RECIPE, writes(b"film")) for _ in range(3)]
        fail.set()
        with pytest.raises(BoomError):
            first.result(30)
        results = [future.result(30) for future in waiting]
    assert sum(a.made for a in results) == 1


def test_a_waiting_thread_uses_no_processor_time(store: LocalStore) -> None:
    entered, finish = threading.Event(), threading.Event()

    def slow(path: Path) -> None:
        path.write_bytes(b"film")
        entered.set()
        finish.wait(30)

    used: list[float] = []

    def waits() -> Artifact:
        begin = time.thread_time()
        try:
            return store.make(RECIPE, never)
        finally:
            used.append(time.thread_time() - begin)

    with ThreadPoolExecutor(2) as threads:
        builder = threads.submit(store.make, RECIPE, slow)
        entered.wait(30)
        waiter = threads.submit(waits)
        time.sleep(0.5)
        assert not waiter.done()
        finish.set()
        assert builder.result(30).made
        assert not waiter.result(30).made
    assert used[0] < 0.1


def test_different_recipes_are_made_at_the_same_time(store: LocalStore) -> None:
    both = threading.Barrier(2)

    def build(path: Path) -> None:
        both.wait(30)  # breaks when the other build has not begun
        path.write_bytes(b"film")

    with ThreadPoolExecutor(2) as threads:
        futures = [threads.submit(store.make, Recipe("op", 1, {"n": n}), build) for n in range(2)]
        assert all(future.result(40).made for future in futures)


def test_an_exported_file_is_known_by_its_bytes_wherever_it_goes(store: LocalStore, tmp_path: Path) -> None:
    made = store.make(RECIPE, writes(b"film"))
    final = tmp_path / "dog.mp4"
    final.write_bytes(b"signed film")
    assert store.slate_of_file(final) is None
    store.note_output(final, made.key)
    moved = final.rename(tmp_path / "renamed.mp4")
    slate = store.slate_of_file(moved)
    assert slate is not None
    assert slate.key == made.key
    output = store.outputs(tmp_path / "dog.mp4")[0]
    assert (output.path, output.size, output.key) == (tmp_path / "dog.mp4", 11, made.key)
    assert store.slate(output.digest) == slate
    assert store.outputs(moved) == []
    moved.write_bytes(b"edited film")
    assert store.slate_of_file(moved) is None
    copied = tmp_path / "copy"
    copied.write_bytes(b"film")
    assert store.slate_of_file(copied) == slate


def test_noting_and_asking_about_files_that_cannot_be_read_are_plain_errors(
    store: LocalStore, tmp_path: Path
) -> None:
    made = store.make(RECIPE, writes(b"film"))
    with pytest.raises(OutputError):
        store.note_output(tmp_path / "nowhere.mp4", made.key)
    with pytest.raises(MediaError):
        store.slate_of_file(tmp_path / "nowhere.mp4")
    with pytest.raises(MediaError):
        store.slate_of_file(tmp_path)
    with pytest.raises(StoreError) as caught:
        store.note_output(made.path, "0" * 64)
    assert caught.value.code == "no-artifact"


def test_a_store_crosses_a_process_boundary(store: LocalStore) -> None:
    made = store.make(RECIPE, writes(b"film"))
    there = pickle.loads(pickle.dumps(store))
    assert there.make(RECIPE, never).path == made.path
    assert pickle.loads(pickle.dumps(made)) == made


def test_a_forked_child_uses_connections_of_its_own(store: LocalStore) -> None:
    store.make(RECIPE, writes(b"film"))
    assert store._opened is not None
    parents = store._opened._engine
    child = os.fork()
    if child == 0:  # no assertion may run in the child: it would report as a second pytest
        good = store.find(RECIPE) is not None and store.make(Recipe("child", 1, {}), writes(b"x")).made
        os._exit(0 if good and store._opened._engine is not parents else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert store.find(Recipe("child", 1, {})) is not None


def test_a_child_forked_in_a_build_does_not_keep_the_lock(store: LocalStore) -> None:
    children: list[int] = []

    def build(path: Path) -> None:
        path.write_bytes(b"film")
        child = os.fork()
        if child == 0:
            time.sleep(60)
            os._exit(0)
        children.append(child)
        raise BoomError("after the fork")

    try:
        with pytest.raises(BoomError):
            store.make(RECIPE, build)
        begin = time.monotonic()
        assert store.make(RECIPE, writes(b"film")).made
        assert time.monotonic() - begin < 30
    finally:
        for child in children:
            os.kill(child, 9)
            os.waitpid(child, 0)


def test_damage_is_told_on_stderr_and_nothing_on_stdout(
    store: LocalStore, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry.configure()
    made = store.make(RECIPE, writes(b"film"))
    made.path.unlink()
    assert store.find(RECIPE) is None
    told = capsys.readouterr()
    assert "made again" in told.err
    assert told.out == ""
