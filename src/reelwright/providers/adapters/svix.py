"""Webhook signatures of the Svix scheme ("Standard Webhooks"): HMAC-SHA-256 over id, time and body."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Mapping

from reelwright.providers.fault import Created, Kind, ProviderFault

__all__ = ["MAX_AGE", "forged", "header", "recent", "verify_svix"]

MAX_AGE = 300.0
"""Seconds a callback may be old, or early."""


def forged(provider: str, why: str) -> ProviderFault:
    """The fault of a callback that must not be believed."""
    return ProviderFault(
        f"A callback that claims to come from {provider} {why}.",
        kind=Kind.AUTH,
        created=Created.NO,
        code="bad-webhook",
        hint="Nothing was done. Check the signing secret, and this machine's clock.",
    )


def header(headers: Mapping[str, str], name: str) -> str:
    """A header by its name in any case; "" when it is missing."""
    return next((value for key, value in headers.items() if key.lower() == name.lower()), "")


def recent(provider: str, text: str) -> None:
    """Raises ProviderFault unless ``text`` is a time (seconds since 1970) within :data:`MAX_AGE` of now."""
    try:
        age = abs(time.time() - int(text))
    except ValueError:
        raise forged(provider, "has no time") from None
    if age > MAX_AGE:
        raise forged(provider, f"is {age:.0f} s old")


def verify_svix(provider: str, headers: Mapping[str, str], body: bytes, secret: str) -> None:
    """Check the signature and the age of a callback.

    Raises:
        ProviderFault: either is wrong.
    """
    message, when = header(headers, "webhook-id"), header(headers, "webhook-timestamp")
    marks = header(headers, "webhook-signature").split()
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"))
    except (binascii.Error, ValueError):
        raise forged(provider, "cannot be checked: the signing secret is not readable") from None
    signed = f"{message}.{when}.".encode() + body
    good = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    if not message or not any(hmac.compare_digest(mark, f"v1,{good}") for mark in marks):
        raise forged(provider, "is not signed with its secret")
    recent(provider, when)
