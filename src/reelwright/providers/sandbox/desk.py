"""The part of a provider behind its counter: jobs, the bill, links to clips, webhooks and the call log."""

from __future__ import annotations

import json
import threading
import time
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Final

from reelwright.providers.sandbox.clip import ClipOrder, ClipShelf, last_picture
from reelwright.providers.sandbox.clock import Clock, Pace
from reelwright.providers.sandbox.courier import Courier, Delivery, post
from reelwright.providers.sandbox.exchange import Call, Record, RefusedError, Reply
from reelwright.providers.sandbox.fault import FaultPlan
from reelwright.providers.sandbox.job import Job, JobBook, Outcome, Phase
from reelwright.providers.sandbox.media import Cupboard

__all__ = ["Desk", "Studio", "stamp"]

_LOG_LENGTH: Final = 20_000
_LOG_BODY: Final = 1 << 16
_OUTCOMES: Final = {
    "moderated-output": Outcome.MODERATED,
    "failed": Outcome.FAILED,
    "cancelled": Outcome.CANCELLED,
    "no-output": Outcome.EMPTY,
}


@dataclass(slots=True)
class Studio:
    """What all services of one sandbox use together."""

    shelf: ClipShelf
    clock: Clock
    courier: Courier
    cupboard: Cupboard
    files_origin: str = ""


def stamp(seconds: float) -> str:
    """``seconds`` since 1970 as ISO 8601 in UTC with milliseconds and ``Z``."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Desk:
    """One provider's orders and what became of them. ``billed`` says which outcomes cost money."""

    name: ClassVar[str]
    billed: ClassVar[frozenset[Outcome]] = frozenset({Outcome.CLIP, Outcome.EMPTY})
    cancel_bills_running: ClassVar[bool] = False

    def __init__(self, studio: Studio, pace: Pace, seed: int = 0) -> None:
        self.studio = studio
        self.pace = pace
        self.plan = FaultPlan(seed)
        self.book = JobBook()
        self._log: list[Record] = []
        self._asked = 0
        self._deliveries: list[Delivery] = []
        self._lock = threading.Lock()

    def callback_message(self, job: Job) -> tuple[str, bytes]:
        """The id of a webhook delivery and its body, for the job as it stands now."""
        raise NotImplementedError

    def wants_callback(self, job: Job, phase: Phase) -> bool:
        """True when the provider tells of ``phase``."""
        return True

    @staticmethod
    def compact(document: Any) -> bytes:
        """``document`` as compact JSON bytes, the form webhooks are signed in."""
        return json.dumps(document, separators=(",", ":")).encode()

    def callback_headers(self, message_id: str, timestamp: int, body: bytes, good: bool) -> dict[str, str]:
        """The headers that sign a webhook; none by default. ``good`` False asks for a wrong signature."""
        return {}

    @property
    def now(self) -> float:
        """The clock's time."""
        return self.studio.clock.now()

    def open_job(
        self,
        call: Call,
        *,
        model: str,
        task: str,
        order: ClipOrder,
        request: dict[str, Any],
        price: Decimal,
        job_id: str | None = None,
        clips: int = 1,
        callback: str | None = None,
        own_id: str | None = None,
        notes: dict[str, Any] | None = None,
    ) -> Job:
        """Accept an order: from here on it counts as a creation, whatever becomes of the answer."""
        text = call.text()
        fault = self.plan.strike("job", text)
        kind = fault.kind if fault else ""
        now = self.now
        if kind == "short-clip":
            order = replace(order, seconds=order.seconds / 2)
        run = self.pace.run + (fault.seconds if fault and kind == "slow-job" else 0.0)
        job = Job(
            id=job_id or str(uuid.uuid4()),
            number=0,
            model=model,
            task=task,
            order=order,
            request=request,
            text=text,
            price=price,
            created=now,
            starts=now + self.pace.queue,
            ends=now + self.pace.queue + run,
            outcome=_OUTCOMES.get(kind, Outcome.CLIP),
            clips=clips,
            own_id=own_id,
            notes=dict(notes or {}),
        )
        self.book.add(job, self.pace)
        if callback:
            job.notes["callback"] = callback
            for moment in (job.starts, job.ends):
                self.studio.courier.schedule(moment, lambda: self.call_back(job))
        return job

    def find(self, job_id: str) -> Job:
        """The job, or the provider's “not found”."""
        job = self.book.get(job_id)
        if job is None or job.deleted:
            raise RefusedError("missing", f"Nothing is known of {job_id}.")
        return job

    def phase(self, job: Job, call: Call) -> Phase:
        """Where ``job`` stands for this ``call``: running when the call's fault makes its status strange."""
        return Phase.RUNNING if call.strange else job.phase(self.now)

    def stop(self, job: Job) -> bool:
        """Cancel ``job`` now; False when it had ended."""
        done = job.cancel(self.now)
        if done and job.notes.get("callback"):
            self.studio.courier.schedule(self.now, lambda: self.call_back(job))
        return done

    def wait_for(self, job: Job, seconds: float = 60) -> None:
        """Hold the answer until ``job`` is over, at most ``seconds`` of real time."""
        until = time.monotonic() + seconds
        while not job.phase(self.now).ended and time.monotonic() < until and not self.studio.courier.stopped:
            time.sleep(0.01)

    def owed(self, job: Job) -> Decimal:
        """What ``job`` costs as it stands now; nothing before it has ended."""
        phase = job.phase(self.now)
        if not phase.ended:
            return Decimal(0)
        if phase is Phase.CANCELLED and job.cancelled is not None:
            return job.price if self.cancel_bills_running and job.was_running_when_cancelled() else Decimal(0)
        return job.price if job.outcome in self.billed else Decimal(0)

    def bill(self) -> Decimal:
        """What all ended jobs cost."""
        return sum((self.owed(job) for job in self.book.all()), Decimal(0))

    def clip(self, job: Job) -> Path:
        """The file of a job's clip."""
        return self.studio.shelf.path(job.order)

    def last_picture_of(self, job_id: str) -> bytes | None:
        """The last picture of an earlier job's clip as PNG, for continuing it; None when there is none."""
        job = self.book.get(job_id)
        return last_picture(self.clip(job)) if job is not None and job.phase(self.now).ended else None

    def links(self, job: Job) -> list[str]:
        """Links to the job's clips on the file server: fresh ones when the last ones are dead or too old."""
        if job.outcome is not Outcome.CLIP:
            return []
        if job.link == 0 or job.link in job.dead_links or self.now >= job.link_made + self.pace.link_ttl:
            job.link, job.link_made = job.link + 1, self.now
        root = f"{self.studio.files_origin}/{self.name}/{job.id}/{job.link}"
        return [f"{root}/{n}.mp4" for n in range(job.clips)]

    def link_is_dead(self, job: Job, link: int) -> bool:
        """True when link number ``link`` was refused once or has outlived its time."""
        late = link != job.link or self.now >= job.link_made + self.pace.link_ttl
        return link in job.dead_links or late

    def call_back(self, job: Job) -> None:
        """Tell the job's callback where it stands; faults of the webhook event strike here."""
        if self.book.get(job.id) is not job:
            return  # forgotten since
        phase = job.phase(self.now)
        if not self.wants_callback(job, phase) or job.notes.get("told") == phase:
            return
        job.notes["told"] = phase
        fault = self.plan.strike("webhook", job.text)
        kind = fault.kind if fault else None
        if kind == "webhook-lost":
            return
        message_id, body = self.callback_message(job)
        timestamp = int(time.time()) - (3600 if kind == "webhook-stale" else 0)
        headers = self.callback_headers(message_id, timestamp, body, kind != "webhook-bad-signature")
        url = str(job.notes["callback"])

        def send() -> None:
            status, _ = post(url, headers, body)
            with self._lock:
                self._deliveries.append(Delivery(url, headers, body, status, kind))

        if kind == "webhook-late":
            self.studio.courier.schedule(job.ended_at() + 0.001, send)
            return
        for _ in range(2 if kind == "webhook-replay" else 1):
            send()

    def deliveries(self) -> list[Delivery]:
        """The webhooks sent so far."""
        with self._lock:
            return list(self._deliveries)

    def record(self, call: Call, event: str, reply: Reply) -> None:
        """Enter a call in the log, which keeps the newest 20,000."""
        status = 0 if reply.drop else reply.status
        with self._lock:
            about = (call.at, call.method, call.path, call.query, call.headers, call.body[:_LOG_BODY])
            self._log.append(Record(self._asked, *about, event, status, reply.fault))
            self._asked += 1
            del self._log[:-_LOG_LENGTH]

    def log(self) -> list[Record]:
        """The calls so far, oldest first."""
        with self._lock:
            return list(self._log)

    def reset(self) -> None:
        """Forget jobs, faults, calls and deliveries."""
        self.book.clear()
        self.plan.clear()
        with self._lock:
            self._log.clear()
            self._deliveries.clear()
            self._asked = 0
