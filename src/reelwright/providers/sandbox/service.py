"""What every provider of the sandbox shows at its counter: routes, authorisation, errors and faults."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from reelwright.providers.sandbox.desk import Desk
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.fault import Fault
from reelwright.providers.sandbox.job import Job

__all__ = ["STRANGE_STATUS", "Service", "route"]

STRANGE_STATUS = "reticulating"
_METHOD = TypeVar("_METHOD", bound=Callable[..., Reply])


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


class Service(Desk):
    """One provider's server side. A subclass adds routes, its own words for phases, and its error shape."""

    title: ClassVar[str]
    base_path: ClassVar[str] = ""
    variables: ClassVar[dict[str, str]] = {}
    status_path: ClassVar[tuple[str, ...]] = ("status",)
    nullable: ClassVar[tuple[str, ...]] = ()
    _routes: ClassVar[list[Route]] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._routes = [
            Route(method, pattern, name, event, guarded)
            for base in cls.__mro__
            for name, member in vars(base).items()
            for method, pattern, event, guarded in getattr(member, "__routes__", ())
        ]

    def authorise(self, call: Call) -> None:
        """Let ``call`` in or raise ``RefusedError("auth", ...)``; any Bearer token will do by default."""
        scheme = call.headers.get("authorization", "").partition(" ")[0].lower()
        if scheme != "bearer" or not call.credential:
            raise RefusedError("auth", "No valid API key was provided.")

    def problem(self, refused: RefusedError) -> Reply:
        """The provider's own answer to a refusal."""
        raise NotImplementedError

    def answer(self, call: Call) -> Reply:
        """Answer one call as the provider would, faults included, and log it."""
        found = self._find_route(call)
        if found is None:
            reply = self.problem(RefusedError("missing", f"There is no {call.method} {call.path}."))
            self.record(call, "other", reply)
            return reply
        way, parts = found
        if way.event == "download":  # its faults strike where the file is sent from
            reply = self._guarded(call, way, parts, None)
            self.record(call, way.event, reply)
            return reply
        fault = self.plan.strike(way.event, self.text_of(call, parts)) if way.event != "job" else None
        early = self._before(fault) if fault else None
        if fault and fault.kind == "unknown-status":
            call = dataclasses.replace(call, strange=fault.kind)
        reply = early or self._guarded(call, way, parts, fault)
        reply.fault = fault.kind if fault else None
        self.record(call, way.event, reply)
        return reply

    def _guarded(self, call: Call, way: Route, parts: dict[str, str], fault: Fault | None) -> Reply:
        try:
            if way.guarded:
                self.authorise(call)
            reply: Reply = getattr(self, way.name)(call, **parts)
        except RefusedError as refused:
            return self.problem(refused)
        except ValueError as error:
            return self.problem(RefusedError("invalid", f"The request cannot be read: {error}."))
        except (TypeError, AttributeError, KeyError) as error:
            # A field of another kind than it should be; anywhere else it is a mistake of the sandbox itself.
            if way.event != "create":
                raise
            return self.problem(RefusedError("invalid", f"A field is not what it should be: {error}."))
        return self._after(fault, reply) if fault and reply.status < 400 else reply

    def _find_route(self, call: Call) -> tuple[Route, dict[str, str]] | None:
        path = call.path
        for way in self._routes:
            match = way.pattern.fullmatch(path) if way.method == call.method else None
            if match:
                return way, match.groupdict()
        return None

    def text_of(self, call: Call, parts: dict[str, str]) -> str:
        """What a fault's ``match`` looks at: the order of the job that a call names, else its own body."""
        jobs = (self.book.get(name) for name in (*parts.values(), *call.query.values()))
        return next((job.text for job in jobs if job is not None), None) or call.text()

    def _before(self, fault: Fault) -> Reply | None:
        """The answer to a call that never reaches the provider's logic, or None."""
        if fault.kind == "drop-before" or (fault.kind == "drop" and fault.event != "create"):
            return Reply(drop=True)
        refusals = {
            "429": RefusedError("throttled", "Too many requests.", retry_after=fault.retry_after),
            "500": RefusedError("broken", "Internal server error."),
            "moderated": RefusedError("moderated", "The request was refused by content moderation."),
            "quota": RefusedError("quota", "The account has no credit left."),
        }
        return self.problem(refusals[fault.kind]) if fault.kind in refusals else None

    def _after(self, fault: Fault, reply: Reply) -> Reply:
        """What the fault makes of a good answer."""
        if fault.kind == "500-after":
            return self.problem(RefusedError("broken", "Internal server error."))
        if isinstance(reply.body, dict):
            if fault.kind == "unknown-status":
                inner = reply.body
                for name in self.status_path[:-1]:
                    inner = inner[name]
                if self.status_path[-1] in inner:
                    inner[self.status_path[-1]] = STRANGE_STATUS
            elif fault.kind == "null-and-extra":
                reply.body |= dict.fromkeys(self.nullable)
                reply.body |= {"sandbox_new_field": {"since": 2030}, "sandboxNewList": [1, None, "x"]}
        self._common(fault, reply)
        return reply

    @staticmethod
    def _common(fault: Fault, reply: Reply) -> None:
        if fault.kind == "slow":
            reply.delay = fault.seconds
        elif fault.kind == "drop":
            reply.drop = True

    def send_clip(self, job: Job, link: int | None = None) -> Reply:
        """The clip's bytes, or what a download fault makes of them; ``link`` numbers the link."""
        used = job.link if link is None else link
        fault = self.plan.strike("download", job.text)
        if fault and fault.kind == "expired":
            job.dead_links.add(used)
        early = self._before(fault) if fault else None
        if early is not None:
            reply = early
        elif self.link_is_dead(job, used) and (link is not None or used in job.dead_links):
            text = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
            reply = Reply(403, text, content_type="application/xml")
        elif fault and fault.kind == "redirect":
            reply = Reply(302, None, {"Location": fault.location})
        elif fault and fault.kind == "wrong-type":
            reply = Reply(
                200, b"<!doctype html><title>Sign in</title><p>Please sign in.", content_type="video/mp4"
            )
        else:
            path = self.clip(job)
            reply = Reply(200, path, content_type="video/mp4")
            if fault and fault.kind == "corrupt":
                data = path.read_bytes()
                kept = data.index(b"mdat") + 4
                reply.body = data[:kept] + bytes(len(data) - kept)
            elif fault and fault.kind == "truncated":
                reply.stop_after = path.stat().st_size // 2
            elif fault and fault.kind == "oversize":
                reply.pad = fault.bytes
        if fault:
            reply.fault = fault.kind
            self._common(fault, reply)
        return reply
