"""The work itself: one clip at a time on each device, one loaded pipeline kept, every job watched.

A job is a thread of this process. It ends with the process, and a new process knows nothing of it: that is
proof enough that making the clip again costs nothing and leaves nothing behind.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from reelwright.providers.adapters.diffusers.order import Order
from reelwright.providers.adapters.diffusers.trouble import broken, fault_of, is_out_of_memory
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.job import Output, Snapshot, State
from reelwright.providers.quote import Cost

__all__ = ["Engine", "engine"]

_REMEMBERED: Final = 32  # ended jobs whose clips are kept
_LOOK: Final = 0.2
_PATIENCE: Final = 10.0  # seconds that the end of the process waits for a step to finish


@dataclass(slots=True)
class _Job:
    """One order on its way; written by its own thread, read by any."""

    order: Order
    offline: bool
    state: State = State.QUEUED
    progress: float | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    clip: Path | None = None
    fault: ProviderFault | None = None
    notes: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


class Engine:
    """Makes clips beside the thread that orders them. Safe between threads.

    Orders for one device wait for each other; the pipeline of the last one stays loaded for the next that
    needs the same.
    """

    def __init__(self) -> None:
        self._jobs: dict[str, _Job] = {}
        self._lock = threading.Lock()
        self._devices: dict[str, threading.Lock] = {}
        self._loaded: dict[str, Any] = {}
        self._folder: Path | None = None
        atexit.register(self.close)

    def start(self, order: Order, key: str, *, offline: bool = False) -> None:
        """Begin ``order`` as the job ``key``; a job of that key that is under way is left alone.

        Args:
            order: what to make.
            key: the job's id.
            offline: use only weights that are on this machine.
        """
        with self._lock:
            running = self._jobs.get(key)
            if running is not None and not running.state.terminal and not running.stop.is_set():
                return
            job = _Job(order, offline)
            job.thread = threading.Thread(
                target=self._work, args=(job, key), name=f"diffusers-{key[:8]}", daemon=True
            )
            self._forget()
            self._jobs[key] = job
        job.thread.start()

    def knows(self, key: str) -> bool:
        """Whether ``key`` was started in this process."""
        return key in self._jobs

    def look(self, key: str) -> Snapshot:
        """What has become of the job ``key``.

        Raises:
            ProviderFault: NOT_FOUND: this process has no such job.
        """
        return _snapshot(self._job(key))

    def cancel(self, key: str) -> Snapshot:
        """End the job before its next step. Raises as :meth:`look` does."""
        job = self._job(key)
        job.stop.set()
        if job.state.terminal:
            return _snapshot(job)
        return Snapshot(State.CANCELLED, fault=_cancelled())

    def loaded(self, device: str) -> Any:
        """The :class:`~.loading.Loaded` pipeline on ``device``, or None."""
        return self._loaded.get(device)

    def release(self) -> None:
        """Let go of every loaded pipeline that no job is using."""
        for device, lock in list(self._devices.items()):
            if lock.acquire(blocking=False):
                try:
                    self._unload(device)
                finally:
                    lock.release()

    def close(self) -> None:
        """Stop every job, wait for the step that each is in, and remove the clips."""
        with self._lock:
            jobs = list(self._jobs.values())
            self._jobs.clear()
        for job in jobs:
            job.stop.set()
        until = time.monotonic() + _PATIENCE
        for job in jobs:
            if job.thread is not None and job.thread.is_alive():
                job.thread.join(max(0.0, until - time.monotonic()))
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _job(self, key: str) -> _Job:
        job = self._jobs.get(key)
        if job is None:
            raise ProviderFault(
                f"This process has no job {key}: it ended with the process that ran it.",
                kind=Kind.NOT_FOUND,
                created=Created.NO,
                code="job-gone",
                hint="Run the command again: the clip is made anew, at no cost.",
            )
        return job

    def _forget(self) -> None:
        """Let go of the oldest ended jobs and their clips."""
        ended = [key for key, job in self._jobs.items() if job.state.terminal]
        for key in ended[: max(0, len(ended) - _REMEMBERED + 1)]:
            clip = self._jobs.pop(key).clip
            if clip is not None:
                clip.unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="reelwright-diffusers-"))
            return self._folder / f"{key[:40]}-{time.monotonic_ns()}.mp4"

    def _work(self, job: _Job, key: str) -> None:
        device = str(job.order.machine["device"])
        try:
            from reelwright.providers.adapters.diffusers.placing import resolve_device

            device = resolve_device(device)
            with self._turn(job, device):
                job.state = State.RUNNING
                self._make(job, device, self._place(key))
            job.progress, job.state = 1.0, State.SUCCEEDED
        except BaseException as error:
            from reelwright.providers.adapters.diffusers.calling import Stopped

            stopped = isinstance(error, Stopped)
            fault = _cancelled() if stopped else fault_of(error, job.order, device)
            # A traceback holds the frames of the call, and with them the weights.
            fault.__traceback__ = fault.__cause__ = fault.__context__ = None
            job.fault = fault
            job.state = State.CANCELLED if stopped else State.FAILED

    @contextlib.contextmanager
    def _turn(self, job: _Job, device: str) -> Any:
        """The device for ourselves; a job that is cancelled meanwhile leaves the queue."""
        from reelwright.providers.adapters.diffusers.calling import Stopped

        with self._lock:
            lock = self._devices.setdefault(device, threading.Lock())
        while not lock.acquire(timeout=_LOOK):
            if job.stop.is_set():
                raise Stopped
        try:
            if job.stop.is_set():
                raise Stopped
            yield
        finally:
            lock.release()

    def _make(self, job: _Job, device: str, path: Path) -> None:
        from reelwright.providers.adapters.diffusers.calling import Stopped, call
        from reelwright.providers.adapters.diffusers.clip import as_frames, write_clip
        from reelwright.providers.adapters.diffusers.placing import empty_cache, peak_memory, reset_peak

        order = job.order
        started = time.perf_counter()
        try:
            loaded = self._load(job, device)
            job.notes += loaded.notes
            reset_peak(device)
            made = time.perf_counter()

            def step(done: int) -> None:
                # Decoding takes time too; it is the last tenth.
                job.progress = 0.9 * min(done, order.steps) / order.steps
                if job.stop.is_set():
                    raise Stopped

            out = call(loaded, order, step, job.notes)
            frames = as_frames(out.frames[0])[order.context :]
            called = time.perf_counter()
        except BaseException as error:
            if not isinstance(error, Stopped) and getattr(error, "kind", None) is not Kind.INVALID:
                # Whatever state the model is in: the next job starts with a fresh one, and all its memory.
                if is_out_of_memory(error):
                    error.__traceback__ = None  # its frames hold the tensors
                self._unload(device)
            raise
        sound, rate = None, 0
        if getattr(out, "audio", None) is not None:
            sound, rate = out.audio[0], int(loaded.pipe.vocoder.config.output_sampling_rate)
        try:
            write_clip(frames, path, order.fps, sound, rate)
        except OSError as error:
            raise broken(
                f"The clip cannot be written: {error.strerror}.", "no-space", "Make room in TMPDIR."
            ) from error
        job.clip = path
        job.facts = {
            "load_seconds": round(made - started, 3),
            "call_seconds": round(called - made, 3),
            "peak_memory_bytes": peak_memory(device),
            "frames": len(frames),
            "width": int(frames.shape[2]),
            "height": int(frames.shape[1]),
            "device": device,
            "offload": loaded.offload,
            **_versions(),
        }
        empty_cache(device)

    def _load(self, job: _Job, device: str) -> Any:
        from reelwright.providers.adapters.diffusers.loading import load, loading_key

        kept = self._loaded.get(device)
        if kept is not None and kept.key == loading_key(job.order):
            return kept
        kept = None
        self._unload(device)  # two large models at once would not fit
        loaded = load(job.order, device, job.offline)
        self._loaded[device] = loaded
        return loaded

    def _unload(self, device: str) -> None:
        from reelwright.providers.adapters.diffusers.placing import empty_cache

        if self._loaded.pop(device, None) is not None:
            empty_cache(device)


def _cancelled() -> ProviderFault:
    return broken("The job was cancelled.", "job-cancelled", "Run the command again to make the clip anew.")


def _snapshot(job: _Job) -> Snapshot:
    if job.state is not State.SUCCEEDED:
        progress = job.progress if job.state is State.RUNNING else None
        return Snapshot(job.state, fault=job.fault, progress=progress)
    seconds = job.facts["load_seconds"] + job.facts["call_seconds"]
    native = {"seconds": seconds, "peak_memory_bytes": float(job.facts["peak_memory_bytes"])}
    return Snapshot(
        State.SUCCEEDED,
        outputs=(Output(path=job.clip),),
        cost=Cost(Decimal(0), native),
        progress=1.0,
        seed=job.order.seed,
        warning=" ".join(job.notes),
        raw=dict(job.facts),
    )


@functools.cache
def _versions() -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in ("torch", "diffusers", "transformers")}


@functools.cache
def engine() -> Engine:
    """This process's engine."""
    return Engine()
