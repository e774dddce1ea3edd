"""Reading what a server answered: JSON that may be anything, the time to wait, and its own words.

Replies are cleaned where they enter: text that no database can hold (halves of surrogate pairs, NUL) is
replaced, and NaN and infinity, which are no JSON, are null.
"""

from __future__ import annotations

import email.utils
import json
import math
import re
import time
from typing import Any

import httpx

from reelwright.providers.fault import Created, Kind, ProviderFault

__all__ = ["json_of", "parsed", "read_json", "retry_after_of", "said_in"]


def read_json(response: httpx.Response) -> Any:
    """The JSON value of a response; None when it holds none."""
    try:
        return parsed(response.content.decode(response.encoding or "utf-8", "replace"))
    except LookupError:  # an encoding that nobody knows
        return None


def parsed(text: str | bytes) -> Any:
    """The JSON value of ``text``; None when it holds none."""
    try:
        return _clean(json.loads(text, parse_constant=lambda _: None, parse_float=_finite))
    except (ValueError, RecursionError):
        return None


def _finite(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        if value.isascii() and "\0" not in value:
            return value
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {_clean(name): _clean(entry) for name, entry in value.items()}
    return [_clean(entry) for entry in value] if isinstance(value, list) else value


def json_of(response: httpx.Response, provider: str, *, submitting: bool = False) -> dict[str, Any]:
    """The response's JSON object.

    Raises:
        ProviderFault: it is not one. While submitting, a 2xx that cannot be read may well have created a job.
    """
    data = read_json(response)
    if not isinstance(data, dict):
        raise ProviderFault(
            f"{provider} answered something that is not a JSON object.",
            kind=Kind.UNAVAILABLE,
            created=Created.MAYBE if submitting else Created.YES,
            code="bad-response",
            http=response.status_code,
        )
    return data


def retry_after_of(response: httpx.Response) -> float | None:
    """Seconds to wait, from the header (seconds or a date) or from the body (a field, or "resets in
    ~30s")."""
    header = response.headers.get("retry-after", "").strip()
    millis = response.headers.get("retry-after-ms", "").strip()
    if header or millis:
        found = _seconds(millis, 1000.0) if millis else _seconds(header, 1.0)
        if found is not None:
            return found
        date = email.utils.parsedate_tz(header)
        if date is not None:
            try:
                return min(max(0.0, email.utils.mktime_tz(date) - time.time()), 86400.0)
            except (OverflowError, ValueError):
                return None
    body = read_json(response)
    if isinstance(body, dict):
        for name in ("retry_after", "retryAfter"):
            if isinstance(body.get(name), int | float | str):
                return _seconds(str(body[name]), 1.0)
        match = re.search(r"(?:in|after)\s*~?\s*(\d+(?:\.\d+)?)\s*s", said_in(response))
        if match:
            return _seconds(match[1], 1.0)
    return None


def _seconds(text: str, per: float) -> float | None:
    try:
        value = float(text) / per
    except ValueError:
        return None
    return min(value, 86400.0) if math.isfinite(value) and value >= 0 else None


def said_in(response: httpx.Response) -> str:
    """The provider's own words in an error body, wherever they keep them."""
    body = read_json(response)
    if body is None:
        return " ".join(response.text.replace("\0", " ").split())[:300]
    for _ in range(3):
        if isinstance(body, list) and body:
            body = body[0]
        if isinstance(body, str):
            return body
        if not isinstance(body, dict):
            return ""
        body = next(
            (body[name] for name in ("error", "message", "msg", "detail", "title") if body.get(name)), ""
        )
    return body if isinstance(body, str) else ""
