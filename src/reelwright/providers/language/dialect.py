"""How one wire format asks and answers: the seam of language models, and the three that there are."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Final, Protocol

import httpx

from reelwright.providers.fault import Created, Kind, ProviderFault, fault_of_status
from reelwright.providers.http import retry_after_of
from reelwright.providers.keys import Secret
from reelwright.providers.language.question import Answer, Question

__all__ = ["Dialect", "count_of", "dialect_of", "explain", "text_of"]

_OVERLOADED: Final = (503, 529)
_MODERATED: Final = ("content_policy", "content_filter", "moderation", "safety")


class Dialect(Protocol):
    """One wire format.

    ``base_url`` is the vendor's own address and ``key_name`` the variable of its key, which goes to ``hosts``
    (and to nobody else). ``seeded`` says whether the question carries its seed.
    """

    name: str
    base_url: str
    key_name: str
    hosts: tuple[str, ...]
    seeded: bool

    def path(self, base: httpx.URL) -> str:
        """Where questions go, below the base URL."""
        ...

    def headers(self, key: Secret | None) -> Mapping[str, str]:
        """The credentials and version headers."""
        ...

    def body(self, model: str, question: Question, base: httpx.URL) -> dict[str, Any]:
        """The request: no secret in it, nothing that changes from one time to the next."""
        ...

    def read(self, said: Mapping[str, Any]) -> Answer:
        """What a 2xx response means. Raises LookupError, TypeError or ValueError: it is none of ours."""
        ...


def dialect_of(name: str) -> Dialect:
    """The dialect called ``name``, one of :data:`~reelwright.providers.language.question.DIALECTS`."""
    module = importlib.import_module(f"reelwright.providers.language.{name}")
    found: Dialect = module.DIALECT
    return found


def count_of(value: Any) -> int | None:
    """A number of tokens; None for anything that is not one."""
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9
    return value if fits else None


def text_of(value: Any) -> str:
    """Text as it is, other scalars and nothing as "". Raises TypeError for what ought not to be there."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def explain(name: str, response: httpx.Response, submitting: bool) -> ProviderFault | None:
    """What an error response means.

    Chat services bill answers only, so a refusal (4xx) and an overload (503, 529) prove that nothing was
    created. Any other failure may be that of a proxy whose model has answered: it proves nothing.
    """
    status = response.status_code
    if status == 408 or not submitting:
        return None
    if 300 <= status < 400:
        message = f"{name} sends us on to another address (HTTP {status}); keys are sent to no other."
        return ProviderFault(message, kind=Kind.NOT_FOUND, created=Created.NO, http=status)
    words = _words(response)
    message = f"{name} answered HTTP {status}{': ' + words if words else ''}."
    wait = retry_after_of(response)
    if status in (400, 403, 422) and any(word in response.text[:4000].lower() for word in _MODERATED):
        return ProviderFault(message, kind=Kind.MODERATED, created=Created.NO, http=status, where="input")
    general = fault_of_status(status, message, submitting=True)
    kind = Kind.UNAVAILABLE if status >= 500 else general.kind
    created = Created.MAYBE if status >= 500 and status not in _OVERLOADED else Created.NO
    return ProviderFault(message, kind=kind, created=created, http=status, retry_after=wait)


def _words(response: httpx.Response) -> str:
    """The service's own words, wherever it keeps them; at most 300 characters."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return ""
    for _ in range(3):
        if isinstance(body, str):
            return " ".join(body.split())[:300].rstrip(".")
        if not isinstance(body, dict):
            return ""
        body = next((body[key] for key in ("error", "message", "detail") if body.get(key)), "")
    return " ".join(body.split())[:300].rstrip(".") if isinstance(body, str) else ""
