"""How webhooks are signed: the Svix scheme, HMAC-SHA-256 over id, timestamp and body."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final

__all__ = ["SVIX_SECRET", "svix_headers"]

SVIX_SECRET: Final = "whsec_" + base64.b64encode(hashlib.sha256(b"reelwright sandbox").digest()).decode()
"""The sandbox's webhook secret, the same in every run."""


def svix_headers(message_id: str, timestamp: int, body: bytes, secret: str = SVIX_SECRET) -> dict[str, str]:
    """The three headers that sign ``body``; ``timestamp`` in seconds since 1970."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    mark = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{mark}",
    }
