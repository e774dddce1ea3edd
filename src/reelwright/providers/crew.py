"""Several takes at once, and unfinished jobs brought to their end; each with its own outcome.

Hosted takes wait side by side, so a film takes as long as its slowest take. One that fails does not stop the
others: what they cost is kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from reelwright.errors import Interrupted, ReelwrightError
from reelwright.providers.addresses import check_addresses
from reelwright.providers.job import State
from reelwright.providers.passage import Policy
from reelwright.providers.path import Take, finish_job, journal_of
from reelwright.providers.registry import find_provider
from reelwright.providers.request import TakeRequest, Task, VideoRequest
from reelwright.providers.routing import Target, make_routed

if TYPE_CHECKING:
    from reelwright.providers.base import Provider
    from reelwright.providers.journal import Journal
    from reelwright.providers.record import JobRecord
    from reelwright.store import Store

__all__ = ["Outcome", "Wanted", "finish_jobs", "make_takes"]

_AT_ONCE: Final = 32


@dataclass(frozen=True, slots=True)
class Wanted:
    """One take to make, and who may make it, in order of preference."""

    request: TakeRequest | VideoRequest
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one take or job: the take, or why there is none. ``name`` is the job's id where
    known."""

    take: Take | None
    error: ReelwrightError | None = None
    name: str = ""


class _Stop:
    """A pause that ends for everybody when one of us is interrupted."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        self._event.set()

    def __call__(self, seconds: float) -> None:
        if self._event.wait(seconds):
            raise Interrupted("Interrupted; the jobs go on at their providers.")


def _all(
    work: Sequence[Callable[[_Stop], Outcome]], at_once: int, done: Callable[[int], Any]
) -> list[Outcome]:
    """The outcomes in order. Ctrl-C ends the waiting of every thread, then is raised."""
    if not work:
        return []
    stop = _Stop()
    finished = 0
    if len(work) == 1 or at_once == 1:
        out = []
        for item in work:
            out.append(item(stop))
            finished += 1
            done(finished)
        return out
    pool = ThreadPoolExecutor(min(len(work), at_once), thread_name_prefix="take")
    try:
        futures = [pool.submit(item, stop) for item in work]
        pending = set(futures)
        while pending:
            ready, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
            finished += len(ready)
            if ready:
                done(finished)
        return [future.result() for future in futures]
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def make_takes(
    wanted: Sequence[Wanted],
    store: Store,
    *,
    policy: Policy | None = None,
    journal: Journal | None = None,
    project: str | None = None,
    at_once: int = _AT_ONCE,
    done: Callable[[int], Any] = lambda _: None,
) -> list[Outcome]:
    """A take for each of ``wanted``, side by side; outcomes in the same order.

    Args:
        wanted: what to make, and who may make it.
        store: where takes are kept.
        policy: patience and care.
        journal: the jobs' journal; the store's own when it is None.
        project: the project's name in budgets.
        at_once: threads that wait; the providers' own limits hold besides.
        done: called with the number of takes that are finished.

    Raises:
        SettingsError: an address in the environment that no provider reads.
    """

    def one(item: Wanted) -> Callable[[_Stop], Outcome]:
        def work(stop: _Stop) -> Outcome:
            try:
                take = make_routed(
                    item.request,
                    item.targets,
                    store,
                    policy=policy,
                    journal=journal,
                    project=project,
                    wait=stop,
                )
            except Interrupted:
                raise
            except ReelwrightError as error:
                return Outcome(None, error, str(error.facts.get("job", "")))
            return Outcome(take)

        return work

    offline = all(_offline(target) for item in wanted for target in item.targets)
    if not offline:
        check_addresses()
    return _all([one(item) for item in wanted], 1 if offline else at_once, done)


def _offline(target: Target) -> bool:
    try:
        models = find_provider(target.provider).models()
    except (ReelwrightError, ImportError):
        return False  # it is reported with the take that wanted it
    caps = models.get(target.model or next(iter(models), ""))
    return caps is not None and caps.offline


def finish_jobs(
    store: Store,
    *,
    journal: Journal | None = None,
    policy: Policy | None = None,
    providers: Callable[[str], Provider] = find_provider,
    at_once: int = _AT_ONCE,
    done: Callable[[int], Any] = lambda _: None,
) -> list[Outcome]:
    """Bring every unfinished job of the journal to its end, from what the database knows alone.

    Jobs whose state nobody can tell stay as they are, and are reported with the three choices a person has.
    """
    book = journal or journal_of(store)
    patient = policy or replace(Policy(), deadline=None)

    def one(job: JobRecord) -> Callable[[_Stop], Outcome]:
        def work(stop: _Stop) -> Outcome:
            try:
                if job.task == Task.PLAN:
                    from reelwright.providers.language import finish_question

                    return Outcome(None, finish_question(book, job), job.id)
                take = finish_job(job.id, providers(job.provider), store, book, patient, stop)
                return Outcome(take, name=job.id)
            except Interrupted:
                raise
            except ReelwrightError as error:
                return Outcome(None, error, job.id)

        return work

    unfinished = book.unfinished()
    # A worker that died after the settlement leaves its verified files in the inbox.
    waiting = {path.name.rpartition("-")[0] for path in book.book.inbox.glob("*-0.*")}
    stranded = [job for job in book.jobs(states=[State.SUCCEEDED]) if job.id in waiting] if waiting else []
    return _all([one(job) for job in (*stranded, *unfinished)], at_once, done)
