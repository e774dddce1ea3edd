"""Workers that are killed with SIGKILL at a chosen line of the path, and started again until all is done.

Every adapter stands before its own service of a sandbox that runs in a process of its own. A worker is
forked, traced, and killed when it reaches its place for the first time: a step of the path, a file, a line.
The lines of this package count, and those of the HTTP client between sending and receiving.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
from conformance_cases import CASES, Case, Things, png

import reelwright.providers
from reelwright.errors import ReelwrightError
from reelwright.providers import Provider, VideoRequest
from reelwright.providers.crew import finish_jobs
from reelwright.providers.decisions import adopt, resubmit
from reelwright.providers.hosts import tls
from reelwright.providers.job import State
from reelwright.providers.journal import Journal
from reelwright.providers.ledger import Budgets
from reelwright.providers.passage import Policy
from reelwright.providers.path import journal_of, make_take, take_recipe
from reelwright.providers.sandbox import ClipOrder, Pace, Sandbox
from reelwright.providers.sandbox.clip import draw_clip
from reelwright.providers.turns import Limits
from reelwright.store import open_store

PACKAGE = str(Path(reelwright.providers.__file__).parent)
SPARED = tuple(f"{PACKAGE}/{name}/" for name in ("loopback", "sandbox", "conformance"))
WIRE = "httpcore/_sync/http11.py"
POLICY = Policy(
    lease=5.0,
    grace=1.0,
    poll_least=0.005,
    poll_most=0.05,
    deadline=60.0,
    limits=Limits(),
    accept_unknown_cost=True,
)

SUBMIT = ("reserve", "recall", "reconcile", "upload", "begin", "submit", "accept")
"""The steps of the submit path."""
AFTER = ("poll", "download", "settle", "slate")

DONE, UNDECIDED, FAILED = 0, 3, 4
WORKERS = 4
LIVES = 3  # a worker is killed this often before it may finish
TAKES = 12  # in a round: as many as there can be kills
TRIES = 3  # a place that no worker came by is tried again this often
PATIENCE = 90  # seconds of one life

# What is ordered where the first request of a case says too little: with files, or at a known price.
ORDERS = {"luma": "image", "comfyui": "image", "lightx2v": "image", "fal": "h3"}
UNPRICED = frozenset({"minimax-v1"})

Place = tuple[str, str, int]
"""A step of the path, a file, a line."""


@dataclass(frozen=True)
class Stage:
    """One adapter and the service it talks to."""

    name: str
    case: Case
    url: str
    pattern: VideoRequest

    def request(self, prompt: str) -> VideoRequest:
        return replace(self.pattern, prompt=prompt)

    def control(self, topic: str = "", method: str = "GET") -> Any:
        address = httpx.URL(self.url).copy_with(raw_path=f"/_sandbox/{topic}".rstrip("/").encode())
        return httpx.request(method, address, timeout=30).json()

    def listed(self) -> dict[str, str]:
        """The service's own list of jobs: id by prompt."""
        return {job["prompt"]: job["id"] for job in self.control("jobs")["jobs"]}


@dataclass
class Tally:
    """What a run of the harness counted. ``known`` are the places that a take comes by, ``places`` those
    where workers were killed."""

    name: str = ""
    label: str = ""
    kills: int = 0
    intents: int = 0
    undecided: int = 0
    creations: int = 0
    places: set[Place] = field(default_factory=set)
    missed: set[Place] = field(default_factory=set)
    known: list[Place] = field(default_factory=list)

    def counts(self) -> dict[str, int | str]:
        """For the summary at the end of a test run."""
        return {
            "adapter": self.name,
            "journal": self.label,
            "kills": self.kills,
            "places": len(self.places),
            "missed": len(self.missed),
            "intents": self.intents,
            "creations": self.creations,
            "decided by a person": self.undecided,
        }


# -- the sandbox, in a process of its own


@contextlib.contextmanager
def stages(folder: Path, names: Iterable[str] = tuple(CASES)) -> Iterator[Mapping[str, Stage]]:
    """The named adapters before a running sandbox."""
    names = tuple(names)
    tls()  # every worker would read it for itself
    services = sorted({CASES[name].service for name in names})
    for name in names:
        os.environ.update(CASES[name].environment)
    png(folder / "first.png", (200, 120, 30))
    png(folder / "last.png", (20, 60, 160))
    draw_clip(ClipOrder("a bee", Fraction(5), 64, 36), folder / "clip.mp4")
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(BaseException):
            os.close(read)
            _serve(folder, services, write)
        os._exit(0)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            urls, link = json.loads(told.readline())
            things = Things(folder / "first.png", folder / "last.png", folder / "clip.mp4", link)
            yield {name: _stage(name, urls, things) for name in names}
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def with_maker(stage: Stage, make: Callable[[str], Provider]) -> Stage:
    """The same stage with an adapter that was tampered with."""
    return replace(stage, case=replace(stage.case, make=make))


def _stage(name: str, urls: Mapping[str, str], things: Things) -> Stage:
    case = CASES[name]
    orders = case.requests(things)
    pattern = orders[ORDERS[name]] if name in ORDERS else next(iter(orders.values()))
    return Stage(name, case, urls[case.service], pattern)


def _serve(folder: Path, services: Sequence[str], write: int) -> None:
    drawing = threading.Lock()

    def clip(*, seconds: Fraction, **_: Any) -> Path:
        path = folder / f"{seconds.numerator}-{seconds.denominator}.mp4"
        with drawing:
            if not path.exists():
                draw_clip(ClipOrder("a bee", seconds, 64, 36), path)
        return path

    with Sandbox(*services, pace=Pace(run=0), make_clip=clip) as sandbox:
        link = sandbox.host((folder / "first.png").read_bytes())
        text = json.dumps([{name: sandbox.url(name) for name in services}, link]) + "\n"
        os.write(write, text.encode())
        threading.Event().wait()


# -- a worker, and where it dies


class Tracer:
    """Follows the lines of the package: notes every place, or kills this process at one of them."""

    def __init__(self, target: Place | None = None) -> None:
        self.target = target
        self.step = "prepare"
        self.seen: dict[Place, None] = {}

    def calls(self, frame: FrameType, event: str, arg: Any) -> Any:
        name = frame.f_code.co_filename
        ours = name.startswith(PACKAGE) and not name.startswith(SPARED)
        if ours and "/middleware/" in name and name.endswith(f"/{frame.f_code.co_name}.py"):
            self.step = frame.f_code.co_name
        if not ours and not name.endswith(WIRE):
            return None
        if self.target is None:
            return self.note
        return self.kill if short(name) == self.target[1] else None

    def note(self, frame: FrameType, event: str, arg: Any) -> Any:
        if event == "line":
            self.seen[self.step, short(frame.f_code.co_filename), frame.f_lineno] = None
        return self.note

    def kill(self, frame: FrameType, event: str, arg: Any) -> Any:
        assert self.target is not None
        if event == "line" and frame.f_lineno == self.target[2] and self.step == self.target[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.kill


def short(name: str) -> str:
    return WIRE if name.endswith(WIRE) else name.removeprefix(f"{PACKAGE}/")


OpenJournal = Callable[[], Journal | None]


def work(stage: Stage, root: Path, prompts: Sequence[str], journal: OpenJournal) -> int:
    """Make a take of every prompt; the exit code says how it went."""
    store, book = open_store(root), journal()
    provider = stage.case.make(stage.url)
    code = DONE
    for prompt in prompts:
        try:
            make_take(stage.request(prompt), provider, store, policy=POLICY, journal=book, project="kills")
        except ReelwrightError as error:
            if error.code != "unknown-job-state":
                os.write(2, f"{stage.name}: {error!r} {error.facts}\n".encode())
                return FAILED
            code = UNDECIDED
    return code


def resume(stage: Stage, root: Path, journal: OpenJournal) -> int:
    """Bring every unfinished job to its end, from what the database knows alone."""
    provider = stage.case.make(stage.url)
    outcomes = finish_jobs(
        open_store(root), journal=journal(), policy=POLICY, providers=lambda _: provider, at_once=1
    )
    for outcome in outcomes:
        if outcome.error is not None:
            os.write(2, f"{stage.name}: {outcome.error!r}\n".encode())
    return FAILED if any(outcome.error for outcome in outcomes) else DONE


def start(task: Callable[[], int], target: Place | None = None) -> int:
    """Fork a worker that does ``task``, and dies at ``target``; returns its process id."""
    pid = os.fork()
    if pid:
        return pid
    code = FAILED
    try:
        signal.alarm(PATIENCE)
        if target is not None:
            sys.settrace(Tracer(target).calls)
        code = task()
    except BaseException as error:
        os.write(2, f"worker: {error!r}\n".encode())
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    """The exit code of a worker that was not to die."""
    _, status = os.waitpid(pid, 0)
    assert os.WIFEXITED(status), f"a worker died of signal {os.WTERMSIG(status)}"
    return os.WEXITSTATUS(status)


def places_of(stage: Stage, root: Path, journal: OpenJournal) -> list[Place]:
    """Every place that one whole take comes by, in order. Two takes are made: the first warms up."""
    answer = root.parent / f"{root.name}-places.json"

    def note() -> int:
        assert work(stage, root, ["to warm up"], journal) == DONE
        tracer = Tracer()
        sys.settrace(tracer.calls)
        code = work(stage, root, ["to count lines"], journal)
        sys.settrace(None)
        answer.write_text(json.dumps(list(tracer.seen)))
        return code

    assert ended(start(note)) == DONE
    return [(step, file, line) for step, file, line in json.loads(answer.read_text())]


def chosen(
    places: Sequence[Place], count: int | None, turn: int, done: Collection[Place] = ()
) -> list[Place]:
    """``count`` places of a take; None: every one from the reservation to the end.

    Half of them at most are the adapter's own lines of the submit path, a sixth lies behind the submit. The
    others are lines that all adapters share, first those at which nobody was killed yet (``done``).
    """
    submit = [place for place in places if place[0] in SUBMIT]
    later = [place for place in places if place[0] in AFTER]
    if count is None:
        return [*submit, *later]
    own = [place for place in submit if place[1].startswith("adapters/")]
    kept = _spread(own, count // 2, turn)
    shared = [place for place in submit if place not in own]
    quota = (count - len(kept)) * 2 // 3
    new = _spread([place for place in shared if place not in done], quota, turn)
    kept += new + _spread([place for place in shared if place not in new], quota - len(new), turn)
    return [*kept, *_spread(later, count - len(kept), turn)]


def _spread(places: Sequence[Place], count: int, turn: int) -> list[Place]:
    """``count`` places at even distances; ``turn`` shifts them."""
    if count >= len(places):
        return list(places)
    stride = len(places) / max(count, 1)
    shift = turn * 0.6180339887 % 1 * stride
    return [places[int(n * stride + shift) % len(places)] for n in range(count)]


# -- a whole run


def run(
    stage: Stage,
    root: Path,
    count: int | None,
    *,
    turn: int = 0,
    journal: OpenJournal = lambda: None,
    label: str = "SQLite",
    done: Collection[Place] = (),
    places: Sequence[Place] = (),
) -> Tally:
    """Kill workers at the chosen places; after each round nothing may be paid twice, at the end all is
    there.

    Args:
        stage: the adapter.
        root: the project's folder.
        count: how many places are chosen; None for all of them.
        turn: which of the shared lines are this adapter's.
        journal: opens another journal than the project's own.
        label: what the journal is kept in, for the counts.
        done: places at which workers of other adapters were killed.
        places: instead of the chosen ones.
    """
    stage.control("reset", "POST")
    tally = Tally(stage.name, label, intents=2, known=places_of(stage, root, journal))
    targets = deque((place, 0) for place in places or chosen(tally.known, count, turn, done))
    prompts = ["to warm up", "to count lines"]
    while targets:
        fresh = [f"a bee, take {tally.intents + n}" for n in range(min(TAKES, max(WORKERS, len(targets))))]
        tally.intents += len(fresh)
        prompts += fresh
        _round(stage, root, fresh, targets, tally, journal)
        assert stage.control()["creations"] <= tally.intents, f"{stage.name}: a take was paid twice"
        _person(stage, _opened(root, journal), tally)
    if _opened(root, journal).unfinished():
        assert ended(start(lambda: resume(stage, root, journal))) == DONE
    assert ended(start(lambda: work(stage, root, prompts, journal))) == DONE
    _account(stage, root, prompts, tally, _opened(root, journal))
    return tally


def _opened(root: Path, journal: OpenJournal) -> Journal:
    return journal() or journal_of(open_store(root))


def _round(
    stage: Stage,
    root: Path,
    prompts: Sequence[str],
    targets: deque[tuple[Place, int]],
    tally: Tally,
    journal: OpenJournal,
) -> None:
    """Four workers, each of whom wants all the takes, beginning with another one."""

    def begin(n: int, life: int) -> None:
        shift = n * len(prompts) // WORKERS
        order = [*prompts[shift:], *prompts[:shift]]
        target = targets.popleft() if targets and life < LIVES else None
        pid = start(lambda: work(stage, root, order, journal), target[0] if target else None)
        running[pid] = n, life, target

    running: dict[int, tuple[int, int, tuple[Place, int] | None]] = {}
    for n in range(WORKERS):
        begin(n, 0)
    while running:
        pid, status = os.wait()
        n, life, target = running.pop(pid)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL, f"signal {os.WTERMSIG(status)}"
            assert target is not None
            tally.kills += 1
            tally.places.add(target[0])
            begin(n, life + 1)
            continue
        assert os.WEXITSTATUS(status) in (DONE, UNDECIDED)
        if target is not None:  # somebody else had done what leads there
            place, tries = target
            if tries < TRIES:
                targets.append((place, tries + 1))
            else:
                tally.missed.add(place)


def _person(stage: Stage, journal: Journal, tally: Tally) -> None:
    """Do with unknown jobs as the error says: look at the provider's own list, adopt what is there, submit
    anew what is not."""
    unknown = journal.jobs(states=[State.UNKNOWN])
    if not unknown:
        return
    listed = stage.listed()
    known = next(job for job in journal.jobs(states=[State.SUCCEEDED]) if job.remote_id)
    form = str(known.remote_id).replace(listed[known.prepared.prompt], "{}")
    for job in unknown:
        tally.undecided += 1
        found = listed.get(job.prepared.prompt)
        if found is not None:
            adopt(journal, job.id, form.format(found))
        else:
            resubmit(journal, job.id, billed=Decimal(0))


def _account(stage: Stage, root: Path, prompts: Sequence[str], tally: Tally, journal: Journal) -> None:
    """Every intent was created once and its take is in the store; the ledger is the sandbox's bill."""
    store, provider = open_store(root), stage.case.make(stage.url)
    overview = stage.control()
    tally.creations = overview["creations"]
    assert tally.creations == tally.intents == len(prompts)
    for prompt in prompts:
        assert store.find(take_recipe(provider.prepare(stage.request(prompt).identified()))) is not None
    states = [job.state for job in journal.jobs()]
    assert states.count(State.SUCCEEDED) == tally.intents
    assert set(states) <= {State.SUCCEEDED, State.WRITTEN_OFF}
    totals = Budgets(journal.book).totals()
    assert totals["held_usd"] == "0.00"
    if stage.name not in UNPRICED:
        assert Decimal(totals["spent_usd"]) == Decimal(overview["bill_usd"])
    # A worker killed between keeping a take and tidying up leaves its file; it belongs to a finished job.
    left = {path.name.rpartition("-")[0] for path in journal.book.inbox.glob("*.mp4")}
    assert left <= {job.id for job in journal.jobs()}
