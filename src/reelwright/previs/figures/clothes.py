"""What is worn over the body: skirts and coat tails that follow the legs, scarves, bags, books, capes."""

from __future__ import annotations

import math

from reelwright.previs.figures.bones import between, lerp
from reelwright.previs.figures.cones import Body, Skin
from reelwright.previs.figures.stance import Stance
from reelwright.previs.figures.wardrobe import Physique, Wardrobe

__all__ = ["draw_extras", "draw_skirts"]

_COAT, _BAG = 9, 10


def draw_skirts(body: Body, b: Physique, wear: Wardrobe, k: Stance, moving: bool, t: float) -> None:
    """Dress, coat tails and apron: bells that follow the thighs."""
    h = b.height
    hem = wear.coat_hem if wear.coat is not None else wear.skirt_hem if wear.dress is not None else 0.0
    if hem <= 0:
        return
    colour = wear.coat or wear.dress
    assert colour is not None
    cloth = Skin(colour, grain=300)
    flare = 0.115 if wear.dress is not None and wear.coat is None else 0.100
    waist = between(k.pelvis, k.chest, 0.18)
    drop = b.hip_y * 0.475 * h * hem
    seat = (k.pelvis[0], k.pelvis[1] - 0.01 * h, k.pelvis[2])
    body.add(
        waist, seat, b.waist * 1.14 * h, b.pelvis * 1.16 * h, cloth, group=_COAT, blend=0.06 * h,
        flat=0.80, axis=(1, 0, 0),
    )  # fmt: skip
    lag = 0.012 * h * math.sin(2 * math.pi * (2 * k.phase) - 0.9) if moving else 0.003 * h * math.sin(t * 1.3)
    for leg in k.legs:
        way = between(leg.hip, leg.knee, 1.0)
        dx = (way[0] - leg.hip[0]) * 0.85
        low = (leg.hip[0] + dx * hem - 0.015 * h * k.blow + lag, k.pelvis[1] - drop, leg.hip[2] * 1.05)
        length = math.dist(waist, low)
        body.add(
            (waist[0], waist[1], leg.hip[2] * 0.4), low, b.waist * 0.98 * h, flare * (0.75 + 0.25 * hem) * h,
            cloth, group=_COAT, blend=0.075 * h, flat=0.92, axis=(1, 0, 0), cut=length * 0.98, caster=True,
        )  # fmt: skip
    if wear.coat is not None:
        dark = Skin((wear.coat[0] * 0.35, wear.coat[1] * 0.35, wear.coat[2] * 0.35), gloss=0.35)
        for i in range(4):
            at = between(k.chest, waist, -0.15 + 0.42 * i)
            body.ball(
                (
                    at[0] + b.chest * 0.79 * h * math.cos(k.chest_yaw), at[1],
                    at[2] + b.chest * 0.75 * h * math.sin(k.chest_yaw),
                ),
                0.0085 * h, dark, group=_BAG, blend=0.002,
            )  # fmt: skip


def draw_extras(body: Body, b: Physique, wear: Wardrobe, k: Stance, reading: bool, t: float) -> None:
    """Scarf, backpack, book, walking stick and cape."""
    h = b.height
    if wear.scarf is not None:
        wool = Skin(wear.scarf, fur=0.004 * h, grain=420)
        n = (k.neck[0] + 0.004 * h, k.neck[1] + 0.020 * h, k.neck[2])
        for i in range(8):
            a, c = i / 8 * 2 * math.pi, (i + 1) / 8 * 2 * math.pi
            tilt = 0.014 * h
            body.add(
                (n[0] + 0.043 * h * math.cos(a), n[1] - tilt * math.cos(a), n[2] + 0.047 * h * math.sin(a)),
                (n[0] + 0.043 * h * math.cos(c), n[1] - tilt * math.cos(c), n[2] + 0.047 * h * math.sin(c)),
                0.021 * h, 0.021 * h, wool, group=_BAG, blend=0.012 * h,
            )  # fmt: skip
        ripple = 0.02 * h * math.sin(t * 6.0) * (0.3 + k.blow)
        root = (n[0] - 0.04 * h, n[1] - 0.01 * h, n[2] - 0.02 * h)
        mid = (
            root[0] - (0.02 + 0.10 * k.blow) * h,
            root[1] - (0.08 - 0.07 * k.blow) * h + ripple,
            root[2] - 0.01 * h,
        )
        tip = (
            mid[0] - (0.01 + 0.10 * k.blow) * h,
            mid[1] - (0.08 - 0.06 * k.blow) * h - ripple * 1.4,
            mid[2],
        )
        body.add(
            root, mid, 0.020 * h, 0.026 * h, wool, group=_BAG, blend=0.02 * h, flat=0.5,
            axis=(0.3, 0.6, 0.7),
        )  # fmt: skip
        body.add(
            mid, tip, 0.026 * h, 0.026 * h, wool, group=_BAG, blend=0.02 * h, flat=0.4,
            axis=(0.3, 0.6, 0.7), cut=math.dist(mid, tip),
        )  # fmt: skip
    if wear.backpack is not None:
        bag = Skin(wear.backpack, grain=300)
        c, s = math.cos(k.chest_yaw), math.sin(k.chest_yaw)
        top = (k.neck[0] - 0.095 * h * c, k.neck[1] - 0.045 * h, k.neck[2] - 0.095 * h * s)
        low = (k.chest[0] - 0.105 * h * c, k.chest[1] - 0.06 * h, k.chest[2] - 0.105 * h * s)
        body.add(
            top, low, 0.062 * h, 0.072 * h, bag, group=_BAG, blend=0.03 * h, flat=0.78, axis=(1, 0, 0),
            caster=True,
        )  # fmt: skip
        roll = Skin((0.10, 0.12, 0.16), grain=300)
        body.add(
            (top[0] - 0.01 * h, top[1] + 0.055 * h, top[2] + 0.075 * h),
            (top[0] - 0.01 * h, top[1] + 0.055 * h, top[2] - 0.075 * h), 0.03 * h, 0.03 * h, roll,
            group=_BAG + 1, blend=0.01 * h,
        )  # fmt: skip
        for arm in k.arms:
            p = arm.shoulder
            inner = (p[0] + 0.01 * h, p[1] + 0.040 * h, lerp(k.neck[2], p[2], 0.62))
            front = (k.chest[0] + 0.058 * h, k.chest[1] + 0.02 * h, lerp(k.neck[2], p[2], 0.70))
            body.add(inner, front, 0.012 * h, 0.012 * h, bag, group=_BAG, blend=0.01 * h)
            body.add(
                inner, (top[0], top[1] + 0.02 * h, inner[2]), 0.012 * h, 0.012 * h, bag, group=_BAG,
                blend=0.01 * h,
            )  # fmt: skip
    if reading:
        left, right = k.arms[0].hand, k.arms[1].hand
        spine = between(left, right, 0.5)
        page, cover = Skin((0.80, 0.77, 0.68)), Skin((0.35, 0.06, 0.05))
        for hand in (left, right):
            edge = (hand[0] + 0.012 * h, hand[1] + 0.045 * h, hand[2])
            body.add(
                (spine[0] + 0.01 * h, spine[1] + 0.028 * h, spine[2]), edge, 0.055 * h, 0.055 * h, cover,
                group=_BAG, flat=0.10, axis=(-0.7, 0.7, 0), blend=0.004 * h,
            )  # fmt: skip
            body.add(
                (spine[0] + 0.006 * h, spine[1] + 0.035 * h, spine[2]),
                (edge[0] - 0.004 * h, edge[1] + 0.006 * h, edge[2]), 0.050 * h, 0.050 * h, page,
                group=_BAG + 1, flat=0.10, axis=(-0.7, 0.7, 0), blend=0.004 * h,
            )  # fmt: skip
    if wear.stick:
        hand = k.arms[1].hand
        body.add(
            (hand[0] + 0.01 * h, hand[1] + 0.10 * h, hand[2]),
            (hand[0] + 0.10 * h, max(0.005, hand[1] - 0.42 * h), hand[2]), 0.009 * h, 0.007 * h,
            Skin((0.16, 0.09, 0.04)), group=_BAG, blend=0.004 * h,
        )  # fmt: skip
    if wear.cape is not None:
        red = Skin(wear.cape, grain=300)
        ripple = 0.03 * h * math.sin(t * 5.0)
        top = (k.neck[0] - 0.04 * h, k.neck[1] - 0.01 * h, k.neck[2])
        mid = (k.chest[0] - (0.12 + 0.16 * k.blow) * h, k.chest[1] - 0.06 * h, k.chest[2])
        low = (mid[0] - (0.04 + 0.24 * k.blow) * h, mid[1] - (0.34 - 0.2 * k.blow) * h + ripple, mid[2])
        away = (1.0, 0.25 + 0.6 * k.blow, 0.0)
        body.add(top, mid, 0.075 * h, 0.135 * h, red, group=_BAG, flat=0.16, axis=away, blend=0.06 * h)
        body.add(
            mid, low, 0.135 * h, 0.165 * h, red, group=_BAG, flat=0.13, axis=away, blend=0.08 * h,
            cut=math.dist(mid, low),
        )  # fmt: skip
