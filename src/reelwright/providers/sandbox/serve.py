"""Runs the sandbox in the foreground for a person who develops against it."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

from reelwright.errors import OptionError
from reelwright.providers.sandbox.clip import MakeClip
from reelwright.providers.sandbox.clock import Pace
from reelwright.providers.sandbox.sandbox import NAMES, Sandbox

__all__ = ["DEFAULT_PORT", "ports_from", "serve"]

DEFAULT_PORT = 8700


def ports_from(first: int, names: Sequence[str] = NAMES) -> dict[str, int]:
    """Consecutive ports: ``first`` for the file server, then one for each of ``names`` in order.

    Raises:
        OptionError: ports below 1 or above 65535.
    """
    if not 1 <= first <= 65_535 - len(names):
        raise OptionError(f"Ports from {first} on do not exist.", hint=f"Use {DEFAULT_PORT}, for example.")
    return {name: first + place for place, name in enumerate(("files", *names))}


def serve(
    *names: str,
    ports: Mapping[str, int] | None = None,
    pace: Pace | None = None,
    make_clip: MakeClip | None = None,
    say: Callable[[str], None] | None = None,
    until: threading.Event | None = None,
) -> None:
    """Run the sandbox until Ctrl-C, SIGTERM or ``until`` is set.

    First it says which environment variables point each client here, one ``export NAME=VALUE`` a line, to
    be pasted into a shell.

    Args:
        names: the providers to start; all when none is named.
        ports: fixed ports by name (``files`` for the clips' server).
        pace: how long jobs take; 3 seconds by default, so that progress can be seen.
        make_clip: another maker of clips than the moving gradient.
        say: where the lines go; standard output by default.
        until: ends the serving when set.

    Raises:
        OptionError: an unknown provider, or a port that is taken.
    """
    write = say or (lambda line: print(line, flush=True))
    over = until or threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        over.set()

    main = threading.current_thread() is threading.main_thread()
    before = {n: signal.signal(n, end) for n in (signal.SIGINT, signal.SIGTERM)} if main else {}
    try:
        with Sandbox(*names, ports=ports, pace=pace or Pace(run=3.0), make_clip=make_clip) as sandbox:
            for name in sandbox.names:
                write(f"# {name}: {sandbox.url(name)}")
                for variable, value in sandbox.environment([name]).items():
                    write(f"export {variable}={value}")
            write("# Control: GET /_sandbox on any of them. Ctrl-C ends it.")
            while not over.wait(0.5):
                pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m reelwright.providers.sandbox [NAME ...] [--port N]``."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        port = 0
        if "--port" in words:
            place = words.index("--port")
            text = words[place + 1] if place + 1 < len(words) else ""
            if not text.isdigit():
                raise OptionError("--port takes a number.", hint=f"Write --port {DEFAULT_PORT}.")
            port = int(text)
            del words[place : place + 2]
        serve(*words, ports=ports_from(port, words or NAMES) if port else None)
    except OptionError as error:
        print(f"{error.message} {error.hint}", file=sys.stderr)
        return error.exit_code
    return 0
