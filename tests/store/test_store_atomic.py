"""Final files appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reelwright.errors import OutputError
from reelwright.store import atomic_output, check_output


def test_the_file_appears_when_the_block_ends_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with atomic_output(path) as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".mp4"
        assert temporary.exists()
        temporary.write_bytes(b"film")
        assert not path.exists()
    assert path.read_bytes() == b"film"
    assert list(tmp_path.iterdir()) == [path]


class BrokenError(Exception):
    pass


@pytest.mark.parametrize("error", [BrokenError(), KeyboardInterrupt(), SystemExit(3)])
def test_when_the_block_fails_the_older_file_is_untouched_and_nothing_is_left(
    tmp_path: Path, error: BaseException
) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"older")
    with pytest.raises(type(error)), atomic_output(path) as temporary:
        temporary.write_bytes(b"half")
        raise error
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_usual_permissions_and_a_replaced_one_keeps_its_own(tmp_path: Path) -> None:
    path, usual = tmp_path / "film.mp4", tmp_path / "usual"
    usual.write_bytes(b"")
    for _ in range(2):
        with atomic_output(path) as temporary:
            temporary.write_bytes(b"film")
        assert path.stat().st_mode == usual.stat().st_mode
    path.chmod(0o640)
    with atomic_output(path) as temporary:
        temporary.write_bytes(b"film")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_is_written_through(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (tmp_path / "link.mp4").symlink_to(there / "film.mp4")
    with atomic_output(tmp_path / "link.mp4") as temporary:
        temporary.write_bytes(b"film")
    assert (there / "film.mp4").read_bytes() == b"film"
    assert (tmp_path / "link.mp4").is_symlink()


@pytest.mark.parametrize("use", [check_output, lambda p: atomic_output(p).__enter__()])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("folder", "is a folder"),
        ("missing/film.mp4", "does not exist"),
        ("file/film.mp4", "Not a directory"),
        ("pipe", "not an ordinary file"),
        ("", "is a folder"),
        ("..", "is a folder"),
        ("nul\0.mp4", "cannot be a file name"),
        ("\ud800.mp4", "cannot be a file name"),
        ("x" * 256, "too long"),
        ("é" * 128 + ".mp4", "too long"),
        ("loop", "Too many levels"),
    ],
)
def test_a_path_that_cannot_be_written_is_refused_before_any_work(
    tmp_path: Path, use: object, name: str, words: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    before = sorted(p.name for p in tmp_path.iterdir())
    with pytest.raises(OutputError) as caught:
        use(tmp_path / name)  # type: ignore[operator]
    assert words in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 2
    assert len(caught.value.message) < 1000
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_a_device_is_not_replaced() -> None:
    with pytest.raises(OutputError, match="not an ordinary file"):
        check_output(Path("/dev/null"))
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize("name", ["x" * 255, "y" * 251 + ".mp4", "-o.mp4", "映画 🎬.mp4", "a.b.c", ".hidden"])
def test_names_that_fit_are_written(tmp_path: Path, name: str) -> None:
    check_output(tmp_path / name)
    assert list(tmp_path.iterdir()) == []
    with atomic_output(tmp_path / name) as temporary:
        temporary.write_bytes(b"film")
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_relative_path_is_written_where_the_process_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with atomic_output(Path("film.mp4")) as temporary:
        temporary.write_bytes(b"film")
    assert (tmp_path / "film.mp4").read_bytes() == b"film"


def test_a_missing_source_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught, atomic_output(tmp_path / "film.mp4") as temporary:
        shutil.copyfile(tmp_path / "gone.bin", temporary)
    assert "gone.bin" in caught.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_block_that_removes_its_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError), atomic_output(tmp_path / "film.mp4") as temporary:
        temporary.unlink()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_writer_left_is_removed_by_the_next_but_not_what_a_live_one_writes(
    tmp_path: Path,
) -> None:
    path = tmp_path / "film.mp4"
    code = f"""
import os, signal
from pathlib import Path
from reelwright.store.atomic import atomic_output
with atomic_output(Path({str(path)!r})) as temporary:
    temporary.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    (left,) = tmp_path.iterdir()
    old = time.time() - 3600
    os.utime(left, (old, old))
    with atomic_output(path) as live:
        assert not left.exists()
        live.write_bytes(b"first")
        os.utime(live, (old, old))
        with atomic_output(path) as other:
            assert live.exists()
            other.write_bytes(b"second")
        assert path.read_bytes() == b"second"
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_descriptors_do_not_leak(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for n in range(20):
        with contextlib.suppress(BrokenError), atomic_output(tmp_path / "film.mp4"):
            if n % 2:
                raise BrokenError
        with contextlib.suppress(OutputError):
            check_output(tmp_path)
    # Other tests' descriptors may be collected meanwhile; twenty leaks would show.
    assert len(list(Path("/proc/self/fd").iterdir())) < before + 20
