"""What can go wrong, chosen by name: which calls or jobs it strikes, and how often.

Every kind belongs to one event:

========================  ==========  ========================================================================
kind                      event       what the client meets
========================  ==========  ========================================================================
``drop``                  create      the job is created (and billed), the connection closes without an answer
``drop-before``           create      the connection closes and nothing is created
``429``                   create      too many requests, with ``retry_after`` seconds; nothing is created
``500``                   create      server error; nothing is created
``500-after``             create      server error although the job is created
``slow``                  create      the answer comes ``seconds`` late; the job is created
``moderated``             create      the request is refused by moderation; nothing is created
``quota``                 create      the account has no credit left; nothing is created
``moderated-output``      job         accepted, then refused by moderation when polled
``failed``                job         accepted, then failed for another reason
``cancelled``             job         accepted, then cancelled by the provider
``no-output``             job         success without a single clip
``short-clip``            job         the clip is half as long as ordered
``slow-job``              job         the job runs ``seconds`` longer
``unknown-status``        poll        a status that no document names
``null-and-extra``        poll        optional fields are null and unknown ones appear
``expired``               download    the link is refused for good; the next poll hands out a fresh one
``truncated``             download    the connection closes in the middle of the file
``corrupt``               download    an MP4 whose header is good and whose pictures are zeros
``redirect``              download    the link leads on to ``location``
``wrong-type``            download    an HTML page served as a video
``oversize``              download    ``bytes`` zero bytes follow the clip, announced in the length
``webhook-replay``        webhook     the same delivery arrives twice
``webhook-bad-signature`` webhook     the signature does not fit the body
``webhook-stale``         webhook     signed correctly, an hour ago
``webhook-late``          webhook     it comes after the one that tells the end
``webhook-lost``          webhook     it is never sent
``bad-json``              answer      a language model's answer that is no JSON
``bad-plan``              answer      JSON with a camera and a key that do not exist
``wrong-sum``             answer      a plan whose durations sum to something else
``wrong-count``           answer      a plan with one shot too many
``unsafe-answer``         answer      a plan that the safety rules forbid
``fenced``                answer      a good plan in a Markdown fence, with words around it
``refused``               answer      the model does not want to
``cut``                   answer      the answer ends in the middle, at its longest
``empty-answer``          answer      an answer without a text
========================  ==========  ========================================================================

``drop``, ``429``, ``500`` and ``slow`` also strike other events when ``on`` says so (``on="poll"``); there,
``drop`` creates nothing because there is nothing to create.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any, Final

from reelwright.errors import OptionError

__all__ = ["EVENTS", "FORBIDDEN_ADDRESS", "KINDS", "Fault", "FaultPlan"]

KINDS: Final[dict[str, str]] = {
    "drop": "create",
    "drop-before": "create",
    "429": "create",
    "500": "create",
    "500-after": "create",
    "slow": "create",
    "moderated": "create",
    "quota": "create",
    "moderated-output": "job",
    "failed": "job",
    "cancelled": "job",
    "no-output": "job",
    "short-clip": "job",
    "slow-job": "job",
    "unknown-status": "poll",
    "null-and-extra": "poll",
    "expired": "download",
    "truncated": "download",
    "corrupt": "download",
    "redirect": "download",
    "wrong-type": "download",
    "oversize": "download",
    "webhook-replay": "webhook",
    "webhook-bad-signature": "webhook",
    "webhook-stale": "webhook",
    "webhook-late": "webhook",
    "webhook-lost": "webhook",
    "bad-json": "answer",
    "bad-plan": "answer",
    "wrong-sum": "answer",
    "wrong-count": "answer",
    "unsafe-answer": "answer",
    "fenced": "answer",
    "refused": "answer",
    "cut": "answer",
    "empty-answer": "answer",
}
FORBIDDEN_ADDRESS: Final = "http://169.254.169.254/latest/meta-data"
EVENTS: Final = ("create", "job", "poll", "download", "upload", "webhook", "answer", "other")
_ANYWHERE: Final = frozenset({"drop", "429", "500", "slow"})
_ON_CALLS: Final = frozenset({"create", "poll", "download", "upload", "other"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Args:
        kind: a key of :data:`KINDS`.
        on: the event it strikes; None for the kind's own.
        times: how many events it strikes before it is used up; None for every one.
        at: strike only events with these indices (0 is the first event of that sort since the start).
        probability: strike with this chance (0..1), drawn from a seeded generator.
        match: strike only events whose request text holds this (the body of the create request).
        seconds: how late or how much longer (``slow``, ``slow-job``).
        retry_after: seconds in the answer to a 429; None leaves the header out.
        bytes: how much follows the clip (``oversize``).
        location: where a ``redirect`` leads; by default an address that no client may ever ask.
    """

    kind: str
    on: str | None = None
    times: int | None = 1
    at: int | Collection[int] | None = None
    probability: float = 1.0
    match: str | None = None
    seconds: float = 1.0
    retry_after: float | None = 1.0
    bytes: int = 1 << 20
    location: str = FORBIDDEN_ADDRESS

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise OptionError(f"“{self.kind}” is not a fault.", hint=f"Use one of {', '.join(KINDS)}.")
        if not 0 <= self.probability <= 1:
            raise OptionError("A fault's probability lies between 0 and 1.", hint="Use 0.1 for one in ten.")
        if self.seconds < 0 or self.bytes < 0 or (self.times is not None and self.times < 1):
            raise OptionError("A fault's numbers cannot be negative.", hint="Leave them out.")
        own = KINDS[self.kind]
        if self.on not in (None, own) and not (self.kind in _ANYWHERE and self.on in _ON_CALLS):
            raise OptionError(f"“{self.kind}” cannot strike {self.on}.", hint=f"It strikes {own}.")

    @property
    def event(self) -> str:
        """The event it strikes."""
        return self.on or KINDS[self.kind]

    def as_dict(self) -> dict[str, Any]:
        """The fault as a JSON object."""
        values = asdict(self)
        if self.at is not None and not isinstance(self.at, int):
            values["at"] = sorted(self.at)
        return values


class FaultPlan:
    """The faults one provider still has in store, in the order they were asked for."""

    def __init__(self, seed: int = 0) -> None:
        self._lock = threading.Lock()
        self._seed = seed
        self.clear()

    def clear(self) -> None:
        """Forget all faults and start the counts again."""
        with self._lock:
            self._waiting: list[tuple[Fault, int | None]] = []
            self._seen = dict.fromkeys(EVENTS, 0)
            self._dice = random.Random(self._seed)

    def add(self, fault: Fault) -> None:
        """Put ``fault`` after those already waiting."""
        with self._lock:
            self._waiting.append((fault, fault.times))

    def waiting(self) -> list[Fault]:
        """The faults not yet used up."""
        with self._lock:
            return [fault for fault, _ in self._waiting]

    def strike(self, event: str, text: str = "") -> Fault | None:
        """Count one ``event`` and take the fault that strikes it, if any; the first that fits wins."""
        with self._lock:
            index = self._seen[event]
            self._seen[event] += 1
            for place, (fault, left) in enumerate(self._waiting):
                if fault.event != event or (fault.match is not None and fault.match not in text):
                    continue
                if fault.at is not None:
                    wanted = (fault.at,) if isinstance(fault.at, int) else fault.at
                    if index not in wanted:
                        continue
                if fault.probability < 1 and self._dice.random() >= fault.probability:
                    continue
                if left == 1:
                    del self._waiting[place]
                elif left is not None:
                    self._waiting[place] = (fault, left - 1)
                return fault
            return None
