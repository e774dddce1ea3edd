"""The parent's side of the rendering processes."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from reelwright import errors
from reelwright.errors import ReelwrightError, RenderError
from reelwright.pipeline.canvas import Quality
from reelwright.timing import FrameRange

__all__ = ["Pool", "Worker"]


class Worker:
    """One rendering process, used by one thread at a time."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._reader = line.makefile("r", encoding="utf-8")
        self._told = False
        self._ready = False

    def render(
        self,
        timeline: dict[str, Any],
        frames: FrameRange,
        quality: Quality,
        path: Path,
        on_frames: Callable[[int], None],
    ) -> dict[str, Any]:
        """Render ``frames`` of ``timeline`` to ``path``; returns the worker's facts about it.

        Raises:
            ReelwrightError: as the worker raised it; RenderError when the worker died.
        """
        if not self._told:
            self._say({"do": "timeline", "timeline": timeline, "quality": quality})
            self._told = True
        self._say(
            {
                "do": "segment",
                "start": frames.start,
                "length": frames.length,
                "quality": quality,
                "path": str(path),
            }
        )
        return self._facts(on_frames)

    def glance(
        self, timeline: dict[str, Any], frame: int, size: tuple[int, int], path: Path
    ) -> dict[str, Any]:
        """Draw one small ``frame`` of ``timeline`` and write its luma to ``path``.

        Raises:
            ReelwrightError: as the worker raised it; RenderError when the worker died.
        """
        self._say({"do": "glance", "timeline": timeline, "frame": frame, "size": size, "path": str(path)})
        return self._facts(lambda frames: None)

    def _facts(self, on_frames: Callable[[int], None]) -> dict[str, Any]:
        """What the worker says about the file it has written."""
        for message in self._messages():
            match message["event"]:
                case "frames":
                    on_frames(message["n"])
                case "done":
                    facts: dict[str, Any] = message["facts"]
                    return facts
                case "error":
                    raise _rebuilt(message)
        raise RenderError(
            "A rendering process ended unexpectedly.",
            code="worker-died",
            hint="It may have run out of memory: try --workers 1 or a lower resolution. "
            "Finished segments are kept.",
        )

    def wait_ready(self, on_warm: Callable[[str], None]) -> None:
        """Return when the process is loaded; its messages about one-off work go to ``on_warm``."""
        if self._ready:
            return
        for message in self._messages():
            if message["event"] == "warm":
                on_warm(message["message"])
            elif message["event"] == "ready":
                self._ready = True
                return
        raise RenderError(
            "The rendering process could not start.",
            code="worker-start-failed",
            hint="Run reelwright doctor to see what is missing.",
        )

    def close(self) -> None:
        """Hang up: the process ends."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()

    def _say(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            self._line.sendall((json.dumps(message) + "\n").encode())

    def _messages(self) -> Any:
        with contextlib.suppress(OSError, ValueError):
            for line in self._reader:
                yield json.loads(line)


def _rebuilt(message: dict[str, Any]) -> ReelwrightError:
    """The error a worker reported, as the same class."""
    facts = dict(message["error"])
    cls = getattr(errors, message["kind"], RenderError)
    return cls(facts.pop("message"), code=facts.pop("code"), hint=facts.pop("hint"), **facts)


class Pool:
    """``workers`` rendering processes. They start at once, load meanwhile, and are ready when first used.

    Args:
        workers: how many.
        cache_dir: where they keep compiled kernels and baked art; None is the user's cache folder.
    """

    def __init__(self, workers: int, cache_dir: Path | None = None) -> None:
        pairs = [socket.socketpair() for _ in range(workers)]
        theirs = [pair[1] for pair in pairs]
        self.workers = [Worker(pair[0]) for pair in pairs]
        fds = [line.fileno() for line in theirs]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "reelwright.pipeline.foreman", *map(str, fds)],
            pass_fds=fds,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(cache_dir),
        )
        for line in theirs:
            line.close()

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes, now."""
        # They hold nothing that is not in the store, and may still be loading for nobody.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for worker in self.workers:
            worker.close()


def _environment(cache_dir: Path | None) -> dict[str, str]:
    """The environment of the rendering processes."""
    variables = dict(os.environ)
    if cache_dir is None:
        return variables
    variables["REELWRIGHT_CACHE_DIR"] = str(cache_dir)
    if sys.dont_write_bytecode and not _has_bytecode():
        # Where Python must not write beside its sources, loading the libraries takes twice as long, always.
        variables.pop("PYTHONDONTWRITEBYTECODE", None)
        variables["PYTHONPYCACHEPREFIX"] = str(cache_dir / "bytecode")
    return variables


def _has_bytecode() -> bool:
    """Whether the libraries' modules were compiled where they are installed."""
    spec = importlib.util.find_spec("numba")
    origin = spec.origin if spec else None
    return origin is not None and Path(importlib.util.cache_from_source(origin)).exists()
