"""The process that renders: it loads the heavy libraries once, then forks one worker per socket.

Run as ``python -m reelwright.pipeline.foreman FD ...``, each FD one end of a socket pair whose other end the
parent holds (see :mod:`reelwright.pipeline.pool`). Messages are JSON, one a line. A worker takes ``timeline``
(the document, once), then ``segment`` (a range of frames, encoder settings, a path), or ``glance`` (one small
picture of a document), and answers ``frames`` (progress), ``done`` or ``error``. A socket
that closes means that the parent is gone, whatever killed it: the worker ends at once. Processes, not
threads, because drawing and compositing hold the interpreter lock; a fork of a loaded process, because
importing the libraries once per worker takes longer than a short segment.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelwright.errors import ReelwrightError, from_os_error

if TYPE_CHECKING:
    from reelwright.compose import Compositor, Frame

__all__ = ["main"]

_REPORT_EVERY = 4
_LOADED_ONCE = (
    "av",
    "reelwright.compose.compositor",
    "reelwright.encode.segment",
    "reelwright.pipeline.sources",
    "reelwright.timeline",
)


class _Line:
    """One end of the conversation with the parent."""

    def __init__(self, fd: int) -> None:
        self._socket = socket.socket(fileno=fd)
        self._reader = self._socket.makefile("r", encoding="utf-8")

    def say(self, event: str, **facts: Any) -> None:
        """Send one message; a parent that is gone ends this process."""
        try:
            self._socket.sendall((json.dumps({"event": event, **facts}) + "\n").encode())
        except OSError:
            os._exit(0)

    def messages(self) -> Iterator[dict[str, Any]]:
        """Messages until the parent closes its end."""
        with contextlib.suppress(OSError):
            for line in self._reader:
                yield json.loads(line)


class _Worker:
    """Renders segments of one timeline."""

    def __init__(self, line: _Line) -> None:
        self._line = line
        self._compositor: Compositor | None = None

    def serve(self) -> None:
        """Answer messages until the parent is gone."""
        for message in self._line.messages():
            try:
                if message["do"] == "timeline":
                    self._open(message)
                elif message["do"] == "glance":
                    self._glance(message)
                else:
                    self._line.say("done", facts=self._render(message))
            except ReelwrightError as error:
                self._line.say("error", kind=type(error).__name__, error=error.as_dict())
            except OSError as error:
                known = from_os_error(error, message.get("path", ""), store=True)
                self._line.say("error", kind=type(known).__name__, error=known.as_dict())
            except Exception as error:
                self._line.say(
                    "error",
                    kind="RenderError",
                    error={
                        "code": "render-failed",
                        "message": f"A segment could not be rendered: {type(error).__name__}: {error}.",
                        "hint": "Run again with REELWRIGHT_LOG_LEVEL=debug and report what it shows.",
                        "trace": traceback.format_exc(),
                    },
                )

    def _open(self, message: dict[str, Any]) -> None:
        from reelwright.compose import Compositor
        from reelwright.pipeline.sources import SourceOpener
        from reelwright.timeline import Timeline

        timeline = Timeline.model_validate(message["timeline"])
        self._compositor = Compositor(timeline, SourceOpener(message["quality"]))

    def _glance(self, message: dict[str, Any]) -> None:
        from reelwright.pipeline.looks import draw_glance

        draw_glance(message["timeline"], message["frame"], tuple(message["size"]), Path(message["path"]))
        self._line.say("done", facts={})

    def _render(self, message: dict[str, Any]) -> dict[str, Any]:
        from reelwright.encode import VideoSettings, encode_segment
        from reelwright.timing import parse_rate

        if self._compositor is None:
            raise AssertionError("a timeline comes before its segments")
        timeline = self._compositor.timeline
        settings = VideoSettings.for_quality(message["quality"])
        before = os.times()
        frames = encode_segment(
            self._frames(self._compositor, message["start"], message["length"]),
            Path(message["path"]),
            settings,
            timeline.width,
            timeline.height,
            parse_rate(timeline.rate),
        )
        after = os.times()
        cpu = after.user + after.system - before.user - before.system
        return {"frames": frames, "cpu_seconds": round(cpu, 3)}

    def _frames(self, compositor: Compositor, start: int, length: int) -> Iterator[Frame]:
        unsaid = 0
        for n in range(start, start + length):
            yield compositor.frame(n)
            unsaid += 1
            if unsaid == _REPORT_EVERY:
                self._line.say("frames", n=unsaid)
                unsaid = 0
        self._line.say("frames", n=unsaid)


def _fork(work: Callable[[], None]) -> int:
    """Do ``work`` in a child process; returns its id."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return pid


def _warm(line: _Line) -> None:
    from reelwright import previs
    from reelwright.previs.warming import mark_warm

    previs.warm(lambda message: line.say("warm", message=message))
    mark_warm()


def _prime() -> None:
    """Do once what each worker would do before its first frame: load the families and the compiler."""
    from numba.core.registry import cpu_target

    from reelwright.compose.priming import prime
    from reelwright.previs.props import prop_for
    from reelwright.previs.settings import setting_for

    setting_for(None)
    prop_for("")
    cpu_target.typing_context.refresh()
    cpu_target.target_context.refresh()
    prime()


def main(fds: list[int]) -> None:
    """Load, warm the engine, fork a worker for each of ``fds``, and wait for them.

    Warming happens in a child of its own: it starts the threads of the image library, which do not survive a
    fork and would leave a worker waiting for them for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    lines = [_Line(fd) for fd in fds]

    import cv2

    from reelwright.previs.warming import is_warm

    for module in _LOADED_ONCE:
        importlib.import_module(module)
    _prime()
    cv2.setNumThreads(1)
    if not is_warm():
        os.waitpid(_fork(lambda: _warm(lines[0])), 0)

    def serve(line: _Line) -> None:
        line.say("ready")
        _Worker(line).serve()

    children = [_fork(lambda line=line: serve(line)) for line in lines]  # type: ignore[misc]
    for pid in children:
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]])
