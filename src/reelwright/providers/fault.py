"""How a provider fails: what to tell the person (``kind``), and what it may have cost (``created``).

The two are independent. A dropped connection and a full queue are both "unavailable", but only the second
proves that nothing was created, and only then may anybody try again without asking.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from reelwright.errors import ProviderError

__all__ = ["Created", "Kind", "ProviderFault", "adapter_failed", "fault_of_status"]


class Kind(StrEnum):
    """What went wrong, as far as the person is concerned."""

    INVALID = "invalid"
    AUTH = "auth"
    QUOTA = "quota"
    RATE_LIMIT = "rate_limit"
    MODERATED = "moderated"
    NOT_FOUND = "not_found"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    GENERATION = "generation"
    INTEGRITY = "integrity"
    UNSUPPORTED = "unsupported"


class Created(StrEnum):
    """Whether this failure may have left a paid job behind."""

    NO = "no"
    YES = "yes"
    MAYBE = "maybe"


_TRANSIENT = {Kind.RATE_LIMIT, Kind.UNAVAILABLE, Kind.TIMEOUT}

_HINTS = {
    Kind.INVALID: "Change the request; reelwright providers NAME lists what each model accepts.",
    Kind.AUTH: "Check the provider's key; reelwright providers shows which ones are present.",
    Kind.QUOTA: "Top up the account with the provider, or route the shot to another model.",
    Kind.RATE_LIMIT: "Wait and run the command again, or allow fewer jobs at once.",
    Kind.MODERATED: "Reword the prompt or change the image; trying the same again is billed again.",
    Kind.NOT_FOUND: "Check the model's name and the base URL.",
    Kind.UNAVAILABLE: "Run the command again later; reelwright jobs list shows what is under way.",
    Kind.TIMEOUT: "Run the command again: it continues with the same job.",
    Kind.GENERATION: "Run the command again for another attempt, or use another model.",
    Kind.INTEGRITY: "Run the command again: the result is downloaded once more.",
    Kind.UNSUPPORTED: "Use another model; reelwright providers lists them.",
}


class ProviderFault(ProviderError):  # noqa: N818 - the field calls it a fault
    """One failure of a provider, raised by adapters and carried by snapshots.

    Args:
        message: one plain sentence; the provider's own words may be quoted in it, its secrets never.
        kind: what to tell the person.
        created: whether a paid job may exist.
        http: the status code, if there was a response.
        retry_after: seconds the provider asked to wait.
        where: for ``MODERATED``, whether the input or the output was refused.
    """

    default_code = "provider-failed"

    def __init__(
        self,
        message: str,
        *,
        kind: Kind | str,
        created: Created | str,
        code: str | None = None,
        hint: str | None = None,
        http: int | None = None,
        retry_after: float | None = None,
        where: str | None = None,
        **facts: Any,
    ) -> None:
        self.kind = Kind(kind)
        self.created = Created(created)
        self.http = http
        self.retry_after = retry_after
        self.where = where
        optional = {"http": http, "retry_after": retry_after, "where": where}
        super().__init__(
            message,
            code=code or f"provider-{self.kind.value.replace('_', '-')}",
            hint=_HINTS[self.kind] if hint is None else hint,
            kind=self.kind.value,
            created=self.created.value,
            **{name: value for name, value in optional.items() if value is not None},
            **facts,
        )

    def before_creation(self) -> ProviderFault:
        """This fault, seen before anything was asked to be created."""
        self.created = Created.NO
        self.facts["created"] = Created.NO.value
        return self

    @property
    def transient(self) -> bool:
        """True when the same request may succeed later."""
        return self.kind in _TRANSIENT

    @property
    def resubmit_ok(self) -> bool:
        """True when submitting again, unasked, cannot pay twice."""
        return self.created is Created.NO and self.transient


def adapter_failed(doing: str, error: Exception, created: Created) -> ProviderFault:
    """The fault of an adapter that raised what it must not: its own mistake, or a reply it did not expect."""
    return ProviderFault(
        f"The adapter failed while {doing}: {type(error).__name__}: {error}",
        kind=Kind.UNAVAILABLE,
        created=created,
        code="adapter-failed",
        hint="Run the command again later; if it stays, report this to whoever made the adapter.",
    )


_STATUS = {
    400: (Kind.INVALID, Created.NO),
    401: (Kind.AUTH, Created.NO),
    402: (Kind.QUOTA, Created.NO),
    403: (Kind.AUTH, Created.NO),
    404: (Kind.NOT_FOUND, Created.NO),
    405: (Kind.NOT_FOUND, Created.NO),
    408: (Kind.TIMEOUT, Created.MAYBE),
    409: (Kind.INVALID, Created.MAYBE),
    410: (Kind.UNSUPPORTED, Created.NO),
    413: (Kind.INVALID, Created.NO),
    415: (Kind.INVALID, Created.NO),
    422: (Kind.INVALID, Created.NO),
    429: (Kind.RATE_LIMIT, Created.NO),
}


def fault_of_status(
    http: int, message: str, *, submitting: bool, code: str | None = None, retry_after: float | None = None
) -> ProviderFault:
    """The fault that an HTTP status means on its own; adapters refine it from the body.

    While submitting, 4xx (but 408 and 409) proves that nothing was created and 5xx proves nothing. At any
    other time the job already exists.
    """
    kind, created = _STATUS.get(http, (Kind.UNAVAILABLE if http >= 500 else Kind.INVALID, Created.MAYBE))
    return ProviderFault(
        message,
        kind=kind,
        created=created if submitting else Created.YES,
        http=http,
        code=code,
        retry_after=retry_after,
    )
