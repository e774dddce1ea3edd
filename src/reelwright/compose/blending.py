"""Blend modes per channel of RGB (W3C Compositing and Blending Level 1, section 10) and chroma keying."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from reelwright.compose.colour import yuv_of
from reelwright.compose.frame import Frame, Plane
from reelwright.compose.jit import inlined, kernel
from reelwright.timeline import ChromaKey

__all__ = ["MODES", "blend", "key_out"]

MODES: Final = {
    name: number
    for number, name in enumerate(
        (
            "normal", "multiply", "screen", "overlay", "soft_light", "hard_light", "add", "subtract",
            "difference", "darken", "lighten",
        )
    )
}  # fmt: skip


def blend(below: Frame, over: Frame, cover: Plane, mode: str) -> None:
    """Mix ``over`` into ``below``, in place, by ``mode`` as far as ``cover`` (height, width) says.

    Both frames have one size. Channels are those of gamma-encoded RGB, cut off to 0..1; colour is worked out
    for each pixel with the chroma of its four, and is exact where the chroma does not change.
    """
    _blend(below.y, below.u, below.v, over.y, over.u, over.v, cover, MODES[mode])


@inlined
def _hard(b: Any, s: Any) -> Any:
    two, one = np.float32(2), np.float32(1)
    return two * b * s if s <= np.float32(0.5) else one - two * (one - b) * (one - s)


@inlined
def _soft(b: Any, s: Any) -> Any:
    one, two, four = np.float32(1), np.float32(2), np.float32(4)
    if s <= np.float32(0.5):
        return b - (one - two * s) * b * (one - b)
    d = ((np.float32(16) * b - np.float32(12)) * b + four) * b if b <= np.float32(0.25) else math.sqrt(b)
    return b + (two * s - one) * (d - b)


@inlined
def _mixed(b: Any, s: Any, mode: int) -> Any:
    """Backdrop ``b`` and source ``s``, both 0..1."""
    one = np.float32(1)
    if mode == 1:
        return b * s
    if mode == 2:
        return b + s - b * s
    if mode == 3:
        return _hard(s, b)
    if mode == 4:
        return _soft(b, s)
    if mode == 5:
        return _hard(b, s)
    if mode == 6:
        return min(b + s, one)
    if mode == 7:
        return max(b - s, np.float32(0))
    if mode == 8:
        return abs(b - s)
    if mode == 9:
        return min(b, s)
    if mode == 10:
        return max(b, s)
    return s


@inlined
def _red(y: Any, v: Any) -> Any:
    return min(max((y * np.float32(255 / 219) + v * np.float32(1.5748 * 255 / 224)) / np.float32(255),
                   np.float32(0)), np.float32(1))  # fmt: skip


@inlined
def _green(y: Any, u: Any, v: Any) -> Any:
    return min(max((y * np.float32(255 / 219) - u * np.float32(0.187324 * 255 / 224)
                    - v * np.float32(0.468124 * 255 / 224)) / np.float32(255),
                   np.float32(0)), np.float32(1))  # fmt: skip


@inlined
def _blue(y: Any, u: Any) -> Any:
    return min(max((y * np.float32(255 / 219) + u * np.float32(1.8556 * 255 / 224)) / np.float32(255),
                   np.float32(0)), np.float32(1))  # fmt: skip


@kernel
def _blend(by: Any, bu: Any, bv: Any, sy: Any, su: Any, sv: Any, cover: Any, mode: int) -> None:
    half = np.float32(0.5)
    for row in range(bu.shape[0]):
        for column in range(bu.shape[1]):
            pu, pv = (
                np.float32(bu[row, column]) - np.float32(128),
                np.float32(bv[row, column]) - np.float32(128),
            )
            qu, qv = (
                np.float32(su[row, column]) - np.float32(128),
                np.float32(sv[row, column]) - np.float32(128),
            )
            change_u = change_v = np.float32(0)
            for dy in range(2):
                for dx in range(2):
                    y, x = 2 * row + dy, 2 * column + dx
                    a = np.float32(cover[y, x]) * np.float32(1 / 255)
                    if a > np.float32(0):
                        p = np.float32(by[y, x]) - np.float32(16)
                        q = np.float32(sy[y, x]) - np.float32(16)
                        r0, g0, b0 = _red(p, pv), _green(p, pu, pv), _blue(p, pu)
                        r = (_mixed(r0, _red(q, qv), mode) - r0) * a
                        g = (_mixed(g0, _green(q, qu, qv), mode) - g0) * a
                        b = (_mixed(b0, _blue(q, qu), mode) - b0) * a
                        light = np.float32(0.2126) * r + np.float32(0.7152) * g + np.float32(0.0722) * b
                        luma = np.float32(by[y, x]) + np.float32(219) * light
                        by[y, x] = np.uint8(min(max(luma + half, np.float32(0)), np.float32(255)))
                        change_u += (b - light) * np.float32(224 / 1.8556)
                        change_v += (r - light) * np.float32(224 / 1.5748)
            u = pu + np.float32(128.5) + change_u * np.float32(0.25)
            v = pv + np.float32(128.5) + change_v * np.float32(0.25)
            bu[row, column] = np.uint8(min(max(u, np.float32(0)), np.float32(255)))
            bv[row, column] = np.uint8(min(max(v, np.float32(0)), np.float32(255)))


def key_out(frame: Frame, key: ChromaKey) -> Plane:
    """What of ``frame`` stays: a cover (height, width) 0..255. Its chroma loses the key's cast, in place.

    Distance is that of Cb and Cr, in shares of the chroma plane's diagonal.
    """
    import cv2

    _, u, v = yuv_of(key.colour)
    cover = np.empty_like(frame.u)
    _key(frame.u, frame.v, cover, float(u), float(v), key.similarity, max(key.softness, 1e-3), key.spill)
    whole = cv2.resize(cover, (frame.width, frame.height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole, np.uint8)


@kernel
def _key(
    u: Any, v: Any, cover: Any, key_u: float, key_v: float, similarity: float, softness: float, spill: float
) -> None:
    ku, kv = np.float32(key_u) - np.float32(128), np.float32(key_v) - np.float32(128)
    strength = math.sqrt(ku * ku + kv * kv)
    du, dv = np.float32(0), np.float32(0)
    if strength > np.float32(1):
        du, dv = ku / strength, kv / strength
    near, soft = np.float32(similarity), np.float32(1 / softness)
    diagonal = np.float32(1 / (255 * math.sqrt(2.0)))
    half = np.float32(0.5)
    for y in range(u.shape[0]):
        for x in range(u.shape[1]):
            cu, cv = np.float32(u[y, x]) - np.float32(128), np.float32(v[y, x]) - np.float32(128)
            far = math.sqrt((cu - ku) * (cu - ku) + (cv - kv) * (cv - kv)) * diagonal
            stays = min(max((far - near) * soft, np.float32(0)), np.float32(1))
            cover[y, x] = np.uint8(
                stays * stays * (np.float32(3) - np.float32(2) * stays) * np.float32(255) + half
            )
            cast = max(cu * du + cv * dv, np.float32(0)) * np.float32(spill)
            u[y, x] = np.uint8(cu - cast * du + np.float32(128) + half)
            v[y, x] = np.uint8(cv - cast * dv + np.float32(128) + half)
