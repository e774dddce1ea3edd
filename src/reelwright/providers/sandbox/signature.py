"""How webhooks are signed: the Svix scheme (HMAC-SHA-256) and fal's (Ed25519)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final

from reelwright.providers.sandbox.ed25519 import public_key, sign

__all__ = ["FAL_KEY_SET", "SVIX_SECRET", "fal_headers", "svix_headers"]

_FAL_SECRET: Final = hashlib.sha256(b"reelwright sandbox ed25519").digest()
_FAL_USER: Final = "sandbox"

SVIX_SECRET: Final = "whsec_" + base64.b64encode(hashlib.sha256(b"reelwright sandbox").digest()).decode()
"""The sandbox's webhook secret, the same in every run."""


FAL_KEY_SET: Final = {
    "keys": [
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": base64.urlsafe_b64encode(public_key(_FAL_SECRET)).decode().rstrip("="),
        }
    ]
}
"""The public half of the key that signs fal's webhooks, as a JSON web key set."""


def fal_headers(request_id: str, timestamp: int, body: bytes, good: bool = True) -> dict[str, str]:
    """The headers that sign ``body`` as fal does: Ed25519 over request, user, time and the body's SHA-256."""
    lines = (request_id, _FAL_USER, str(timestamp), hashlib.sha256(body).hexdigest())
    secret = _FAL_SECRET if good else hashlib.sha256(b"another secret").digest()
    return {
        "X-Fal-Webhook-Request-Id": request_id,
        "X-Fal-Webhook-User-Id": _FAL_USER,
        "X-Fal-Webhook-Timestamp": str(timestamp),
        "X-Fal-Webhook-Signature": sign(secret, "\n".join(lines).encode()).hex(),
    }


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
