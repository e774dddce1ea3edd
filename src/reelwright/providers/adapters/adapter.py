"""What the adapters of hosted services do alike: asking, refusing, and telling how a job ended.

Services send null where a value should be, statuses that no document names, and success without a result;
all of that is dealt with here, once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, ClassVar, Final

import httpx

from reelwright.providers.capabilities import Capabilities
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.hosted import HostedProvider
from reelwright.providers.http import json_of, retry_after_of
from reelwright.providers.job import Output, Snapshot, State
from reelwright.providers.quote import Cost
from reelwright.providers.replies import read_json

__all__ = [
    "PRICES_AS_OF",
    "PRICES_FROM",
    "Adapter",
    "lengths",
    "moment",
    "only",
    "reason",
    "whole",
    "within",
]

PRICES_AS_OF: Final = "2026-11-21"
PRICES_FROM: Final = "price map of LiteLLM 1.106.2 (MIT)"

_ENDS: Final = (State.FAILED, State.CANCELLED, State.EXPIRED)
_MODERATION: Final = re.compile(
    r"moderat|safety|sensitive|nsfw|content.?polic|usage guidelines|risk control", re.I
)
_TWICE: Final = re.compile(r"\balready (exist|used|taken|submitted)|\bduplicate", re.I)
_CREDIT: Final = re.compile(
    r"(not|no|insufficient|lack).{0,20}(credit|balance|fund)|exhausted.{0,10}balance|exceeded your .*quota",
    re.I,
)


def within(data: Any, *steps: str | int) -> Any:
    """What lies at the end of ``steps``; None where the path leads nowhere or through a null."""
    for step in steps:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def lengths(*seconds: int) -> tuple[Fraction, ...]:
    """Lengths on offer, in seconds."""
    return tuple(Fraction(value) for value in seconds)


def whole(low: int, high: int) -> tuple[Fraction, ...]:
    """Every whole number of seconds from ``low`` to ``high``."""
    return lengths(*range(low, high + 1))


def only(value: Any, *kinds: type) -> Any:
    """``value`` when it is one of ``kinds`` (no bool for a number), else None."""
    return value if isinstance(value, kinds) and not isinstance(value, bool) else None


def moment(text: Any) -> float | None:
    """Seconds since 1970 of an ISO 8601 time; None when it is none."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def reason(text: str) -> Kind | None:
    """What an error's words alone tell: moderation, lack of credit, or nothing."""
    if _MODERATION.search(text):
        return Kind.MODERATED
    return Kind.QUOTA if _CREDIT.search(text) else None


class Adapter(HostedProvider):
    """A hosted service whose models stand in ``table`` and whose status words stand in ``states``.

    ``said`` are the paths at which an error body keeps its words, the first that is text wins.
    """

    table: ClassVar[Mapping[str, Capabilities]] = {}
    states: ClassVar[Mapping[str, State]] = {}
    said: ClassVar[tuple[tuple[str | int, ...], ...]] = (("error",), ("error", "message"), ("detail",))

    def models(self) -> Mapping[str, Capabilities]:
        """See :class:`~reelwright.providers.base.Provider`."""
        return self.table

    def ask(self, path: str, method: str = "GET", **request: Any) -> dict[str, Any]:
        """The JSON object that a harmless request brings."""
        return json_of(self.http.send(method, path, **request), self.name)

    def order(self, path: str, **request: Any) -> dict[str, Any]:
        """The JSON object that the one POST of a submit brings."""
        return json_of(self.http.submit("POST", path, **request), self.name, submitting=True)

    def accepted(self, job: Any) -> str:
        """A new job's id. Raises ProviderFault (MAYBE) when the answer holds none."""
        if isinstance(job, int) and not isinstance(job, bool):
            job = str(job)
        if not isinstance(job, str) or not job:
            raise ProviderFault(
                f"{self.name} accepted the request but sent no job id.",
                kind=Kind.UNAVAILABLE,
                created=Created.MAYBE,
                code="bad-response",
            )
        return job

    def words(self, response: httpx.Response) -> str:
        """What an error response says, without our secrets."""
        body = read_json(response)
        found = next((text for path in self.said if isinstance(text := within(body, *path), str)), "")
        return self.http.scrub(found)[:500].rstrip(". ")

    def refusal(
        self,
        response: httpx.Response,
        kind: Kind,
        submitting: bool,
        *,
        created: Created = Created.NO,
        code: str | None = None,
    ) -> ProviderFault:
        """The fault of an error response whose meaning is known to be ``kind``."""
        status, said = response.status_code, self.words(response)
        return ProviderFault(
            f"{self.name} answered HTTP {status}{': ' + said if said else ''}.",
            kind=kind,
            created=created if submitting else Created.YES,
            code=code,
            http=status,
            retry_after=retry_after_of(response) if kind is Kind.RATE_LIMIT else None,
            where="input" if kind is Kind.MODERATED else None,
        )

    def explain(self, response: httpx.Response, submitting: bool) -> ProviderFault | None:
        """Moderation and lack of credit travel as all sorts of 4xx; their words tell."""
        if response.status_code not in (400, 402, 403, 422, 429, 451):
            return None
        words = self.words(response)
        if submitting and _TWICE.search(words):  # an id of ours is known there: an earlier request did arrive
            return self.refusal(response, Kind.INVALID, submitting, created=Created.MAYBE)
        kind = reason(words)
        return None if kind is None else self.refusal(response, kind, submitting)

    def ending(
        self, said: Any, kind: Kind = Kind.GENERATION, *, where: str = "output", code: str | None = None
    ) -> ProviderFault:
        """The fault of a job that was created and ended badly; ``said`` is the service's reason, if any."""
        text = (
            self.http.scrub(said)[:500].rstrip(".") if isinstance(said, str) and said else "no reason given"
        )
        moderated = kind is Kind.MODERATED
        verb = "refused to show this" if moderated else "failed"
        return ProviderFault(
            f"{self.name} {verb}: {text}.",
            kind=kind,
            created=Created.YES,
            code=code,
            where=where if moderated else None,
        )

    def observed(
        self,
        status: Any,
        raw: dict[str, Any],
        *,
        links: Iterable[Any] = (),
        outputs: Iterable[Output] = (),
        fault: Callable[[], ProviderFault] | None = None,
        cost: Cost | None = None,
        progress: Any = None,
        seed: Any = None,
        state: State | None = None,
    ) -> Snapshot:
        """One observation: ``status`` read through ``states``, null and odd values left out.

        ``links`` are addresses of results, ``outputs`` more of them. ``fault`` tells why a job ended badly;
        it is asked for only then, and when there is success without a result.
        """
        known = status in self.states if isinstance(status, str) else False
        stands = state or (self.states[status] if known else State.RUNNING)
        found = tuple(Output(url=link) for link in links if isinstance(link, str) and link)
        found = (*found, *outputs) if stands is State.SUCCEEDED else ()
        failed = None
        if stands is State.SUCCEEDED and not found:
            stands = State.FAILED
            failed = fault() if fault else None
            if failed is None or failed.kind is not Kind.MODERATED:
                failed = self.ending("it reported success without a result", code="no-output")
        elif stands in _ENDS:
            failed = fault() if fault else self.ending(f"the job is {stands}", code=f"job-{stands}")
        number = only(progress, int, float)
        return Snapshot(
            stands,
            outputs=found,
            fault=failed,
            cost=cost,
            progress=None if number is None else min(max(float(number), 0.0), 1.0),
            seed=only(seed, int),
            warning=""
            if known or state is not None
            else f"{self.name} reports an unknown status “{status}”.",
            raw=raw,
        )

    def callback(self) -> str | None:
        """Where the service shall call back, when REELWRIGHT_WEBHOOK_URL says so."""
        base = os.environ.get("REELWRIGHT_WEBHOOK_URL", "").strip().rstrip("/")
        return f"{base}/{self.name}" if base else None
