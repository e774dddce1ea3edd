"""Workers that are killed with SIGKILL at a chosen line of the path, and started again until all is done."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import FrameType
from typing import Any

import httpx

import reelwright.providers
from reelwright.errors import ReelwrightError
from reelwright.providers import VideoRequest
from reelwright.providers.journal import Journal
from reelwright.providers.loopback import LoopbackProvider
from reelwright.providers.passage import Policy
from reelwright.providers.path import make_take
from reelwright.store import open_store

PACKAGE = str(Path(reelwright.providers.__file__).parent)
SPARED = (f"{PACKAGE}/loopback/", f"{PACKAGE}/sandbox/")
POLICY = Policy(lease=2.0, grace=0.05, poll_least=0.005, deadline=30.0)

DONE, UNDECIDED, FAILED = 0, 3, 4
LIVES = 3  # a worker is killed this often before it may finish


@dataclass
class Tally:
    """What a run of the harness counted."""

    kills: int = 0
    intents: int = 0
    undecided: int = 0
    places: set[tuple[str, int]] = field(default_factory=set)


def request(prompt: str, model: str) -> VideoRequest:
    return VideoRequest(prompt=prompt, model=model, seconds=Fraction(1), seed=7)


def counting(kill_at: int, report: int | None) -> Callable[[FrameType, str, Any], Any]:
    """A trace function that counts lines of the package, and kills this process at one of them."""
    seen = 0

    def lines(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal seen
        if event == "line":
            seen += 1
            if seen == kill_at:
                if report is not None:
                    place = f"{frame.f_code.co_filename.removeprefix(PACKAGE)}:{frame.f_lineno}\n"
                    os.write(report, place.encode())
                os.kill(os.getpid(), signal.SIGKILL)
        return lines

    def calls(frame: FrameType, event: str, arg: Any) -> Any:
        name = frame.f_code.co_filename
        return lines if name.startswith(PACKAGE) and not name.startswith(SPARED) else None

    calls.seen = lambda: seen  # type: ignore[attr-defined]
    return calls


def work(
    root: Path, url: str, prompts: list[str], model: str, journal: Callable[[], Journal | None], trace: Any
) -> int:
    """Make a take of every prompt; the exit code says how it went."""
    store = open_store(root)
    provider = LoopbackProvider(base_url=url)
    book = journal()
    code = DONE
    sys.settrace(trace)
    try:
        for prompt in prompts:
            try:
                make_take(
                    request(prompt, model), provider, store, policy=POLICY, journal=book, project="kills"
                )
            except ReelwrightError as error:
                code = UNDECIDED if error.code == "unknown-job-state" else FAILED
                if code == FAILED:
                    os.write(2, f"{error!r}\n".encode())
    finally:
        sys.settrace(None)
    return code


def start(
    root: Path,
    url: str,
    prompts: list[str],
    model: str,
    journal: Callable[[], Journal | None],
    kill_at: int,
    report: int | None = None,
) -> int:
    """Fork a worker that dies at its ``kill_at``-th line (0: lives); returns its process id."""
    pid = os.fork()
    if pid:
        return pid
    code = FAILED
    try:
        code = work(root, url, prompts, model, journal, counting(kill_at, report) if kill_at else None)
    except BaseException as error:
        os.write(2, f"worker: {error!r}\n".encode())
    finally:
        os._exit(code)


def lines_of_one_take(root: Path, url: str, model: str, journal: Callable[[], Journal | None]) -> int:
    """How many lines of the package one whole take runs through."""
    trace = counting(0, None)
    assert work(root, url, ["a dog, to count lines"], model, journal, trace) == DONE
    return int(trace.seen())  # type: ignore[attr-defined]


def rounds(
    root: Path,
    url: str,
    model: str,
    kills: int,
    *,
    workers: int = 4,
    journal: Callable[[], Journal | None] = lambda: None,
) -> Tally:
    """Kill workers ``kills`` times, evenly over the lines of the path; every round finishes new takes."""
    total = lines_of_one_take(root, url, model, journal)
    tally = Tally(intents=1)
    read, write = os.pipe()
    os.set_blocking(read, False)
    while tally.kills < kills:
        prompts = [f"a dog, take {tally.intents + n}" for n in range(workers)]
        tally.intents += workers
        # Each worker wants all the takes, beginning with another one, and dies somewhere else.
        places = [1 + (tally.kills + n) * 7919 % total for n in range(workers)]
        pids = {
            start(root, url, prompts[n:] + prompts[:n], model, journal, places[n], write): n
            for n in range(workers)
        }
        lives = dict.fromkeys(range(workers), 0)
        while pids:
            pid, status = os.wait()
            n = pids.pop(pid)
            if os.WIFSIGNALED(status):
                tally.kills += 1
                lives[n] += 1
                place = 1 + tally.kills * 6133 % total if lives[n] < LIVES else 0
                again = start(root, url, prompts[n:] + prompts[:n], model, journal, place, write)
                pids[again] = n
            else:
                code = os.WEXITSTATUS(status)
                assert code in (DONE, UNDECIDED)
                tally.undecided += code == UNDECIDED
    while True:
        try:
            chunk = os.read(read, 65536)
        except BlockingIOError:
            break
        for line in chunk.decode().split():
            name, _, number = line.rpartition(":")
            tally.places.add((name, int(number)))
    os.close(read)
    os.close(write)
    return tally


def bill(url: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{url}/bill").json()
    return found
