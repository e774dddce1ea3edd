"""Structured logs with a trace id through a run, and how long each stage took.

Logs go to stderr only and are quiet by default: warnings and errors. A trace id is 32 hex digits as W3C Trace
Context has them; threads see it when their context is copied (:func:`contextvars.copy_context`) or when they
:func:`adopt` it, other processes when it is passed to them and adopted there. structlog loads with the first
line that is really written.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Final, Literal, TextIO

from reelwright.errors import OptionError

__all__ = [
    "LEVELS",
    "Logger",
    "Run",
    "adopt",
    "bind",
    "bound",
    "configure",
    "get_logger",
    "run",
    "seconds",
    "stage",
    "start_run",
    "trace_id",
]

LEVELS: Final = ("debug", "info", "warning", "error")
_RANK: Final = {level: rank for rank, level in enumerate(LEVELS)}
_TRACE_ID: Final = re.compile(r"(?!0{32})[0-9a-f]{32}")


class Run:
    """One run of a command: its trace id, and the seconds its stages took.

    A stage that is entered by several threads at once, or within itself, counts once: its seconds are of the
    clock, from the first entry to the last exit.
    """

    def __init__(self, trace_id: str, command: str = "") -> None:
        self.trace_id = trace_id
        self.command = command
        self.started = time.monotonic()
        self._lock = threading.Lock()
        self._seconds: dict[str, float] = {}
        self._active: dict[str, tuple[int, float]] = {}

    def enter(self, name: str) -> None:
        """The stage ``name`` begins, somewhere."""
        with self._lock:
            depth, since = self._active.get(name, (0, time.monotonic()))
            self._active[name] = depth + 1, since

    def leave(self, name: str) -> None:
        """The stage ``name`` ends where it began."""
        with self._lock:
            depth, since = self._active.pop(name)
            if depth > 1:
                self._active[name] = depth - 1, since
            else:
                self._seconds[name] = self._seconds.get(name, 0.0) + time.monotonic() - since

    def seconds(self) -> dict[str, float]:
        """Seconds of each stage so far, in the order of their first end; one still running is not in it."""
        with self._lock:
            return dict(self._seconds)

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.started


_run: ContextVar[Run | None] = ContextVar("reelwright_run", default=None)
_bound: ContextVar[Mapping[str, Any]] = ContextVar("reelwright_bound", default=MappingProxyType({}))


def start_run(command: str) -> str:
    """Begin a run of ``command`` with a new trace id, which is returned; nothing is bound to it yet."""
    fresh = Run(f"{secrets.randbits(128) or 1:032x}", command)
    _run.set(fresh)
    _bound.set(MappingProxyType({}))
    return fresh.trace_id


def adopt(trace_id: str) -> None:
    """Continue, in another thread or process, the run with that trace id; its stages are measured apart.

    Raises:
        OptionError: not a W3C trace id: 32 lower-case hex digits, not all zero.
    """
    if not isinstance(trace_id, str) or not _TRACE_ID.fullmatch(trace_id):
        raise OptionError(
            f"“{str(trace_id)[:40]}” is not a trace id.",
            code="bad-trace-id",
            hint="Pass on the 32 hex digits that the run began with.",
        )
    here = _run.get()
    if here is None or here.trace_id != trace_id:
        _run.set(Run(trace_id))


def run() -> Run | None:
    """The run of this context, if one was started or adopted."""
    return _run.get()


def trace_id() -> str | None:
    """The trace id of this context's run, 32 hex digits."""
    here = _run.get()
    return None if here is None else here.trace_id


def seconds() -> dict[str, float]:
    """Seconds that each finished stage of this context's run took; empty outside a run."""
    here = _run.get()
    return {} if here is None else here.seconds()


@contextlib.contextmanager
def stage(name: str) -> Iterator[None]:
    """Measure the block as the stage ``name`` of this context's run; outside a run nothing is recorded."""
    here = _run.get()
    if here is None:
        yield
        return
    here.enter(name)
    try:
        yield
    finally:
        here.leave(name)


def bind(**fields: Any) -> None:
    """Add ``fields`` to every line that this context logs from now on; None takes one away."""
    merged = {**_bound.get(), **fields}
    _bound.set(MappingProxyType({key: value for key, value in merged.items() if value is not None}))


@contextlib.contextmanager
def bound(**fields: Any) -> Iterator[None]:
    """As :func:`bind`, for the block only."""
    before = _bound.get()
    bind(**fields)
    try:
        yield
    finally:
        _bound.set(before)


class _Output:
    """Where lines go, and which."""

    def __init__(self) -> None:
        self.threshold = _RANK["warning"]
        self.format: Literal["text", "json"] = "text"
        self.stream: TextIO | None = None
        self._ready: tuple[object, Any] | None = None
        self._lock = threading.Lock()

    def write(self, level: str, fields: dict[str, Any]) -> None:
        stream = self.stream or sys.stderr
        if stream is None:
            return
        with self._lock:
            if self._ready is None or self._ready[0] is not stream:
                self._ready = stream, self._build(stream)
            # A log must never break the work it tells of: stderr may be a closed pipe.
            with contextlib.suppress(OSError, ValueError):
                getattr(self._ready[1], level)(fields.pop("event"), **fields)

    def reset(self, level: str, fmt: Literal["text", "json"], stream: TextIO | None) -> None:
        with self._lock:
            self.threshold, self.format, self.stream, self._ready = _RANK[level], fmt, stream, None

    def _build(self, stream: TextIO) -> Any:
        import structlog

        processors: list[Any] = [
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
        ]
        if self.format == "json":
            processors.append(structlog.processors.JSONRenderer(default=str, ensure_ascii=False))
        else:
            colours = stream.isatty() if hasattr(stream, "isatty") else False
            processors.append(structlog.dev.ConsoleRenderer(colors=colours, pad_event_to=0))
        return structlog.wrap_logger(
            structlog.PrintLogger(stream), processors=processors, wrapper_class=structlog.BoundLogger
        )


_output = _Output()


def configure(
    level: str = "warning", fmt: Literal["text", "json"] = "text", stream: TextIO | None = None
) -> None:
    """Choose what is logged and how, for the whole process.

    Args:
        level: the least that is written: debug, info, warning or error.
        fmt: lines for people, or one JSON object a line.
        stream: None is whatever ``sys.stderr`` is when a line is written; never stdout.

    Raises:
        OptionError: no such level or format.
    """
    if level not in LEVELS:
        raise OptionError(
            f"“{level}” is not a log level.", code="bad-log-level", hint=f"Use {', '.join(LEVELS)}."
        )
    if fmt not in ("text", "json"):
        raise OptionError(f"“{fmt}” is not a log format.", code="bad-log-format", hint="Use text or json.")
    _output.reset(level, fmt, stream)


class Logger:
    """Writes events with fields. A level that is not wanted costs one comparison."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def debug(self, event: str, **fields: Any) -> None:
        """What a developer wants to see."""
        self._log("debug", event, fields)

    def info(self, event: str, **fields: Any) -> None:
        """What went as it should."""
        self._log("info", event, fields)

    def warning(self, event: str, **fields: Any) -> None:
        """What went another way than it should, and was dealt with."""
        self._log("warning", event, fields)

    def error(self, event: str, **fields: Any) -> None:
        """What failed."""
        self._log("error", event, fields)

    def _log(self, level: str, event: str, fields: dict[str, Any]) -> None:
        if _RANK[level] < _output.threshold:
            return
        here = _run.get()
        known = {} if here is None else {"trace_id": here.trace_id}
        _output.write(level, {"event": event, "logger": self.name, **known, **_bound.get(), **fields})


def get_logger(name: str) -> Logger:
    """The logger ``name``: the part of Reelwright that speaks, ``"store"`` or ``"encode"``."""
    return Logger(name)
