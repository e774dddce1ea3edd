"""Progress of a long operation: a bar on a terminal, a line now and then otherwise; always on stderr."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

from rich.markup import escape
from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Column

from reelwright.cli.present import stderr
from reelwright.pipeline import Progress, Watcher

__all__ = ["watching"]

_SAYS = {
    "plan": "Planning",
    "takes": "Taking shots",
    "warm": "Getting ready",
    "render": "Rendering",
    "audio": "Mixing sound",
    "assemble": "Assembling",
}
_LINE_EVERY = 5.0
_WIDE = 90


@contextlib.contextmanager
def watching(quiet: bool) -> Iterator[Watcher]:
    """A watcher to hand to the pipeline; ``quiet`` shows nothing."""
    if quiet:
        yield lambda _: None
    elif stderr.is_terminal:
        with _bar() as watcher:
            yield watcher
    else:
        yield _Lines()


@contextlib.contextmanager
def _bar() -> Iterator[Watcher]:
    columns = (
        SpinnerColumn(style="green"),
        TextColumn("{task.description}", table_column=Column(no_wrap=True, overflow="ellipsis")),
        BarColumn(
            bar_width=36 if stderr.width >= _WIDE else 14, complete_style="green", finished_style="green"
        ),
        TextColumn("{task.fields[count]}", style="bright_black", table_column=Column(no_wrap=True)),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=stderr, transient=True) as bar:
        bar.add_task("Starting", total=None, count="")
        task = bar.tasks[0]

        def watcher(progress: Progress) -> None:
            if progress.stage == "done":
                return
            text = _SAYS[progress.stage] + (f": {escape(progress.message)}" if progress.message else "")
            unit = " frames" if progress.stage == "render" else ""
            # A stage that is full is not the end: without a total the bar moves on, and so does the clock.
            task.total = progress.total if progress.done < progress.total else None
            task.completed = progress.done
            task.description = text
            task.fields["count"] = f"{progress.done}/{progress.total}{unit}" if progress.total else ""

        yield watcher


class _Lines:
    """Plain lines: each stage once, and rendering every few seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stage = ""
        self._said = 0.0

    def __call__(self, progress: Progress) -> None:
        with self._lock:
            if progress.stage == "done":
                return
            now = time.monotonic()
            fresh = progress.stage != self._stage or bool(progress.stage == "warm" and progress.message)
            if not fresh and (progress.stage != "render" or now - self._said < _LINE_EVERY):
                return
            self._stage, self._said = progress.stage, now
            count = f" {progress.done}/{progress.total} frames" if progress.stage == "render" else ""
            text = f": {progress.message}" if progress.message else ""
            stderr.print(f"{_SAYS[progress.stage]}{count}{text}", markup=False)
