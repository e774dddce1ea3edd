"""Full disks, read-only media, file size limits: real ones."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reelwright.errors import DiskFull, OutputError, ReelwrightError, StoreError, StoreReadOnly
from reelwright.store import LocalStore, Recipe, atomic_output, check_output, open_store

SMALL = Recipe("small", 1, {})
LARGE = Recipe("large", 1, {})


def small(path: Path) -> None:
    path.write_bytes(b"small")


def large(path: Path) -> None:
    path.write_bytes(bytes(1 << 21))


def never(path: Path) -> None:
    raise AssertionError("nothing can be built here")


class Disk:
    """A file system of one megabyte."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read_only(self) -> None:
        subprocess.run(["mount", "-o", "remount,ro", str(self.path)], check=True)

    def fill(self) -> Path:
        """Take every last block."""
        path = self.path / "filler"
        with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        return path


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    path = tmp_path / "disk"
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(path)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("mounting a file system needs privileges that this machine does not give")
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def test_a_disk_that_fills_up_during_a_build_is_a_clear_error_and_nothing_is_lost(disk: Disk) -> None:
    store = open_store(disk.path)
    kept = store.make(SMALL, small)
    with pytest.raises(DiskFull) as caught:
        store.make(LARGE, large)
    assert "gc" in caught.value.hint
    assert caught.value.exit_code == 1
    assert list((store.root / "tmp").iterdir()) == []
    assert store.make(SMALL, never).path == kept.path


def test_a_disk_that_is_full_to_the_last_block_still_serves_and_recovers(disk: Disk) -> None:
    store = open_store(disk.path)
    store.make(SMALL, small)
    filler = disk.fill()
    with pytest.raises(DiskFull):
        store.make(LARGE, large)
    assert store.make(SMALL, never).size == 5
    with pytest.raises(DiskFull):
        for n in range(400):  # rows too run out of room
            store.make(Recipe("tiny", 1, {"n": n, "text": "x" * 4000}), Path.touch)
    filler.unlink()
    assert store.make(Recipe("after", 1, {}), small).made
    assert LocalStore(store.root).find(SMALL) is not None


def test_a_store_cannot_begin_on_a_full_disk_and_says_so(disk: Disk) -> None:
    disk.fill()
    with pytest.raises(DiskFull):
        open_store(disk.path).make(SMALL, small)


def test_an_output_on_a_full_disk_leaves_the_older_file(disk: Disk) -> None:
    path = disk.path / "film.mp4"
    path.write_bytes(b"older")
    with pytest.raises(DiskFull), atomic_output(path) as temporary:
        large(temporary)
    assert path.read_bytes() == b"older"
    assert list(disk.path.iterdir()) == [path]


def test_a_store_on_read_only_media_is_read_but_not_written(disk: Disk) -> None:
    store = open_store(disk.path)
    made = store.make(SMALL, small)
    store.note_output(made.path, made.key)
    store.close()
    disk.read_only()
    reader = open_store(disk.path)
    assert reader.find(SMALL) is not None
    assert reader.make(SMALL, never).path == made.path
    slate = reader.slate(made.key)
    assert slate is not None
    assert slate.op == "small"
    assert reader.slate_of_file(made.path) == slate
    assert len(reader.slates()) == 1
    assert reader.stat()["artifacts"] == 1
    assert reader.find(LARGE) is None
    for attempt in (
        lambda: reader.make(LARGE, never),
        lambda: reader.gc(max_bytes=0),
        lambda: reader.note_output(made.path, made.key),
    ):
        with pytest.raises(StoreReadOnly) as caught:
            attempt()
        assert "--project" in caught.value.hint
    reader.close()


def test_a_store_that_was_not_closed_before_its_medium_became_read_only_is_read(
    disk: Disk, tmp_path: Path
) -> None:
    """Rows are in the write-ahead log still, as after a kill."""
    code = f"""
import os
from reelwright.store import Recipe, open_store
def small(path):
    path.write_bytes(b"small")
open_store({str(disk.path)!r}).make(Recipe("small", 1, {{}}), small)
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (disk.path / ".reelwright" / "catalogue.sqlite-wal").stat().st_size > 0
    disk.read_only()
    assert open_store(disk.path).find(SMALL) is not None


def test_a_medium_that_becomes_read_only_under_a_running_store_is_a_clear_error(disk: Disk) -> None:
    store = open_store(disk.path)
    store.make(SMALL, small)
    with contextlib.suppress(subprocess.CalledProcessError):
        disk.read_only()
    if os.access(disk.path, os.W_OK):
        store.close()  # files open for writing held the remount up
        disk.read_only()
    with pytest.raises(StoreReadOnly):
        store.make(LARGE, large)


def test_an_empty_read_only_project_can_be_asked_but_not_written(disk: Disk) -> None:
    disk.read_only()
    store = open_store(disk.path)
    assert store.find(SMALL) is None
    with pytest.raises(StoreReadOnly):
        store.make(SMALL, never)
    with pytest.raises(OutputError):
        check_output(disk.path / "film.mp4")


def test_a_file_in_place_of_the_store_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / ".reelwright").write_text("not a folder")
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path)
    assert caught.value.code == "store-not-a-folder"
    assert caught.value.hint


@pytest.mark.parametrize("part", ["objects", "tmp", "locks"])
def test_a_file_in_place_of_a_part_of_the_store_is_a_clear_error(tmp_path: Path, part: str) -> None:
    (tmp_path / part).write_text("not a folder")
    with pytest.raises(StoreError) as caught:
        LocalStore(tmp_path).make(SMALL, small)
    assert caught.value.hint


def test_a_project_folder_that_is_a_file_or_missing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReelwrightError):
        open_store(tmp_path / "file").make(SMALL, small)
    assert open_store(tmp_path / "new" / "project").make(SMALL, small).made


LIMITED = """
import json, resource, sys
from pathlib import Path
from reelwright.errors import ReelwrightError
from reelwright.store import Recipe, atomic_output, open_store
project = Path(sys.argv[1])
store = open_store(project)
def small(path): path.write_bytes(b"small")
def large(path): path.write_bytes(bytes(1 << 21))
store.make(Recipe("small", 1, {}), small)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
said = []
try:
    store.make(Recipe("large", 1, {}), large)
except ReelwrightError as error:
    said.append([type(error).__name__, error.code, error.hint])
try:
    with atomic_output(project / "film.mp4") as path:
        large(path)
except ReelwrightError as error:
    said.append([type(error).__name__, error.code, error.hint])
said.append(store.find(Recipe("small", 1, {})) is not None)
print(json.dumps(said))
"""


def test_a_file_size_limit_is_a_clear_error_and_leaves_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    in_store, at_output, still_there = json.loads(done.stdout)
    assert in_store[:2] == ["StoreError", "file-too-large"]
    assert at_output[:2] == ["OutputError", "file-too-large"]
    assert "ulimit" in in_store[2]
    assert still_there
    assert not (tmp_path / "film.mp4").exists()
    assert list((tmp_path / ".reelwright" / "tmp").iterdir()) == []
