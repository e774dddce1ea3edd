"""What every provider of the sandbox shares: routes, jobs, faults, the bill, links, webhooks and the call log."""

from __future__ import annotations

import dataclasses
import json
import re
import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from reelwright.providers.sandbox.clip import ClipOrder, ClipShelf, last_picture
from reelwright.providers.sandbox.clock import Clock, Pace
from reelwright.providers.sandbox.courier import Courier, Delivery, post
from reelwright.providers.sandbox.exchange import Call, Record, Refused, Reply
from reelwright.providers.sandbox.fault import Fault, FaultPlan
from reelwright.providers.sandbox.job import Job, JobBook, Outcome, Phase
from reelwright.providers.sandbox.media import Cupboard

__all__ = ["STRANGE_STATUS", "Service", "Studio", "route", "stamp"]

STRANGE_STATUS = "reticulating"
_METHOD = TypeVar("_METHOD", bound=Callable[..., Reply])
_LOG_LENGTH = 20_000


@dataclass(slots=True)
class Studio:
    """What all services of one sandbox use together."""

    shelf: ClipShelf
    clock: Clock
    courier: Courier
    cupboard: Cupboard
    files_origin: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """One method and path of a provider; ``{x}`` takes one path part, ``{x*}`` several."""

    method: str
    pattern: re.Pattern[str]
    name: str
    event: str
    guarded: bool


def route(method: str, path: str, event: str = "other", guarded: bool = True) -> Callable[[_METHOD], _METHOD]:
    """Answer ``method path`` with the decorated method; ``event`` says which faults may strike."""

    def mark(function: _METHOD) -> _METHOD:
        pieces = re.split(r"\{(\w+)(\*?)\}", path)
        pattern = re.escape(pieces[0])
        for name, many, rest in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            pattern += f"(?P<{name}>{'.+' if many else '[^/]+'})" + re.escape(rest)
        marks = function.__dict__.setdefault("__routes__", [])
        marks.append((method, re.compile(pattern + "/?"), event, guarded))
        return function

    return mark


def stamp(seconds: float) -> str:
    """``seconds`` since 1970 as ISO 8601 in UTC with milliseconds and ``Z``."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Service:
    """One provider's server side. A subclass adds routes, its own words for phases, and its error shape."""

    name: ClassVar[str]
    title: ClassVar[str]
    base_path: ClassVar[str] = ""
    variables: ClassVar[dict[str, str]] = {}
    status_path: ClassVar[tuple[str, ...]] = ("status",)
    nullable: ClassVar[tuple[str, ...]] = ()
    billed: ClassVar[frozenset[Outcome]] = frozenset({Outcome.CLIP, Outcome.EMPTY})
    cancel_bills_running: ClassVar[bool] = False
    _routes: ClassVar[list[Route]] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._routes = [
            Route(method, pattern, name, event, guarded)
            for base in cls.__mro__
            for name, member in vars(base).items()
            for method, pattern, event, guarded in getattr(member, "__routes__", ())
        ]

    def __init__(self, studio: Studio, pace: Pace, seed: int = 0) -> None:
        self.studio = studio
        self.pace = pace
        self.plan = FaultPlan(seed)
        self.book = JobBook()
        self._log: list[Record] = []
        self._asked = 0
        self._deliveries: list[Delivery] = []
        self._lock = threading.Lock()

    # -- what a subclass says ----------------------------------------------------------------------------------

    def authorise(self, call: Call) -> None:
        """Let ``call`` in or raise ``Refused("auth", ...)``; any Bearer token will do by default."""
        scheme = call.headers.get("authorization", "").partition(" ")[0].lower()
        if scheme != "bearer" or not call.credential:
            raise Refused("auth", "No valid API key was provided.")

    def problem(self, refused: Refused) -> Reply:
        """The provider's own answer to a refusal."""
        raise NotImplementedError

    def callback_message(self, job: Job) -> tuple[str, bytes]:
        """The id of a webhook delivery and its body, for the job as it stands now."""
        raise NotImplementedError

    def callback_headers(self, message_id: str, timestamp: int, body: bytes, good: bool) -> dict[str, str]:
        """The headers that sign a webhook; none by default. ``good`` False asks for a wrong signature."""
        return {}

    # -- jobs --------------------------------------------------------------------------------------------------

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
        notes: dict[str, Any] | None = None,
    ) -> Job:
        """Accept an order: from here on it counts as a creation, whatever becomes of the answer."""
        text = call.text()
        fault = self.plan.strike("job", text)
        kind = fault.kind if fault else ""
        outcomes = {
            "moderated-output": Outcome.MODERATED,
            "failed": Outcome.FAILED,
            "cancelled": Outcome.CANCELLED,
            "no-output": Outcome.EMPTY,
        }
        now = self.now
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
            outcome=outcomes.get(kind, Outcome.CLIP),
            clips=clips,
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
            raise Refused("missing", f"Nothing is known of {job_id}.")
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

    # -- clips -------------------------------------------------------------------------------------------------

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

    def send_clip(self, call: Call, job: Job, link: int | None = None) -> Reply:
        """The clip's bytes, or what a download fault makes of them; ``link`` is the number of the link used."""
        used = job.link if link is None else link
        fault = self.plan.strike("download", job.text)
        if fault and fault.kind == "expired":
            job.dead_links.add(used)
        gone = used in job.dead_links or (link is not None and self._too_old(job, used))
        reply = Reply(403, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>")
        if gone:
            reply.content_type = "application/xml"
        elif fault and fault.kind == "wrong-type":
            reply = Reply(200, b"<!doctype html><title>Sign in</title><p>Please sign in.", content_type="video/mp4")
        else:
            path = self.clip(job)
            reply = Reply(200, path, content_type="video/mp4")
            if fault and fault.kind == "truncated":
                reply.stop_after = path.stat().st_size // 2
            elif fault and fault.kind == "oversize":
                reply.pad = fault.bytes
        if fault:
            self._common(fault, reply)
        self.record(call, "download", reply, fault)
        return reply

    def _too_old(self, job: Job, link: int) -> bool:
        return link != job.link or self.now >= job.link_made + self.pace.link_ttl

    # -- webhooks ----------------------------------------------------------------------------------------------

    def call_back(self, job: Job) -> None:
        """Tell the job's callback where it stands; faults of the webhook event strike here."""
        fault = self.plan.strike("webhook", job.text)
        kind = fault.kind if fault else None
        if kind == "webhook-lost":
            return
        message_id, body = self.callback_message(job)
        timestamp = int(self.now) - (3600 if kind == "webhook-stale" else 0)
        headers = self.callback_headers(message_id, timestamp, body, kind != "webhook-bad-signature")
        url = str(job.notes["callback"])
        for _ in range(2 if kind == "webhook-replay" else 1):
            status = post(url, headers, body)
            with self._lock:
                self._deliveries.append(Delivery(url, headers, body, status, kind))

    def deliveries(self) -> list[Delivery]:
        """The webhooks sent so far."""
        with self._lock:
            return list(self._deliveries)

    # -- calls -------------------------------------------------------------------------------------------------

    def answer(self, call: Call) -> Reply:
        """Answer one call as the provider would, faults included, and log it."""
        found = self._find_route(call)
        if found is None:
            reply = self.problem(Refused("missing", f"There is no {call.method} {call.path}."))
            self.record(call, "other", reply)
            return reply
        way, parts = found
        if way.event == "download":
            return self._guarded(call, way, parts, None)
        fault = self.plan.strike(way.event, self._text(call, parts)) if way.event != "job" else None
        reply = self._before(fault) if fault else None
        if reply is None:
            if fault and fault.kind == "unknown-status":
                call = dataclasses.replace(call, strange=fault.kind)
            reply = self._guarded(call, way, parts, fault)
        self.record(call, way.event, reply, fault)
        return reply

    def _guarded(self, call: Call, way: Route, parts: dict[str, str], fault: Fault | None) -> Reply:
        try:
            if way.guarded:
                self.authorise(call)
            reply: Reply = getattr(self, way.name)(call, **parts)
        except Refused as refused:
            return self.problem(refused)
        except ValueError as error:
            return self.problem(Refused("invalid", f"The request cannot be read: {error}."))
        return self._after(fault, reply) if fault and reply.status < 400 else reply

    def _find_route(self, call: Call) -> tuple[Route, dict[str, str]] | None:
        path = call.path
        for way in self._routes:
            match = way.pattern.fullmatch(path) if way.method == call.method else None
            if match:
                return way, match.groupdict()
        return None

    def _text(self, call: Call, parts: dict[str, str]) -> str:
        jobs: Iterable[Job | None] = (self.book.get(part) for part in parts.values())
        return next((job.text for job in jobs if job is not None), None) or call.text()

    def _before(self, fault: Fault) -> Reply | None:
        """The answer to a call that never reaches the provider's logic, or None."""
        if fault.kind == "drop-before" or (fault.kind == "drop" and fault.event != "create"):
            return Reply(drop=True)
        refusals = {
            "429": Refused("throttled", "Too many requests.", retry_after=fault.retry_after),
            "500": Refused("broken", "Internal server error."),
            "moderated": Refused("moderated", "The request was refused by content moderation."),
            "quota": Refused("quota", "The account has no credit left."),
        }
        return self.problem(refusals[fault.kind]) if fault.kind in refusals else None

    def _after(self, fault: Fault, reply: Reply) -> Reply:
        """What the fault makes of a good answer."""
        if fault.kind == "500-after":
            return self.problem(Refused("broken", "Internal server error."))
        if isinstance(reply.body, dict):
            if fault.kind == "unknown-status":
                inner = reply.body
                for name in self.status_path[:-1]:
                    inner = inner[name]
                if self.status_path[-1] in inner:
                    inner[self.status_path[-1]] = STRANGE_STATUS
            elif fault.kind == "null-and-extra":
                reply.body |= {name: None for name in self.nullable}
                reply.body |= {"sandbox_new_field": {"since": 2030}, "sandboxNewList": [1, None, "x"]}
        self._common(fault, reply)
        return reply

    @staticmethod
    def _common(fault: Fault, reply: Reply) -> None:
        if fault.kind == "slow":
            reply.delay = fault.seconds
        elif fault.kind == "drop":
            reply.drop = True

    # -- the log -----------------------------------------------------------------------------------------------

    def record(self, call: Call, event: str, reply: Reply, fault: Fault | None = None) -> None:
        """Enter a call in the log, which keeps the newest 20,000."""
        status = 0 if reply.drop else reply.status
        kind = fault.kind if fault else None
        with self._lock:
            self._log.append(
                Record(
                    self._asked,
                    call.at,
                    call.method,
                    call.path,
                    call.query,
                    call.headers,
                    call.body,
                    event,
                    status,
                    kind,
                )
            )
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

    def encode(self, document: Any) -> bytes:
        """``document`` as compact JSON bytes, the form webhooks are signed in."""
        return json.dumps(document, separators=(",", ":")).encode()
