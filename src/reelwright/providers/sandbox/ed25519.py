"""Ed25519 signatures (RFC 8032, section 5.1) in plain integers, for webhooks that are signed with them.

Slow and not hardened against timing: it signs test messages with a key that everybody may know.
"""

from __future__ import annotations

import hashlib
from typing import Final

__all__ = ["public_key", "sign"]

_P: Final = 2**255 - 19
_L: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, -1, _P) % _P
_Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, x*y = T/Z


def _base() -> _Point:
    """The base point: y = 4/5, x even."""
    y = 4 * pow(5, -1, _P) % _P
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    x = x if x % 2 == 0 else _P - x
    return x, y, 1, x * y % _P


def _add(p: _Point, q: _Point) -> _Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


_BASE: Final = _base()


def _times(scalar: int) -> bytes:
    """``scalar`` times the base point, compressed to 32 bytes."""
    total: _Point = (0, 1, 1, 0)
    point = _BASE
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    inverse = pow(total[2], -1, _P)
    x, y = total[0] * inverse % _P, total[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _number(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % _L


def _expand(secret: bytes) -> tuple[int, bytes]:
    digest = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    return scalar, digest[32:]


def public_key(secret: bytes) -> bytes:
    """The 32 bytes that belong to a secret of 32 bytes."""
    return _times(_expand(secret)[0])


def sign(secret: bytes, message: bytes) -> bytes:
    """The signature of ``message``, 64 bytes."""
    scalar, prefix = _expand(secret)
    nonce = _number(prefix, message)
    point = _times(nonce)
    answer = (nonce + _number(point, public_key(secret), message) * scalar) % _L
    return point + answer.to_bytes(32, "little")
