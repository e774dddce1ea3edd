"""A city seen as a whole: hundreds of towers with setbacks and crowns, thinning out towards the edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs.city import surfaces
from reelwright.previs.city.masonry import Frame, Masonry
from reelwright.previs.light import Light
from reelwright.previs.material import Material

__all__ = ["metropolis"]

Array = npt.NDArray[Any]
FLOOR, WINDOW = 3.6, 3.0
_WARM, _COOL = (1.0, 0.64, 0.32), (0.50, 0.60, 0.72)


def metropolis(
    rng: np.random.Generator, light: Light, dark: float, near: float, base: float, detail: float = 1.0
) -> Masonry:
    """Towers from ``near`` metres away back to a kilometre behind, standing on ``base``. ``dark`` 0..1
    lights windows."""
    m = Masonry()
    power = 0.01 + 1.9 * dark**2.4
    skins = []
    for kind, lit, shine, tint in (
        ("glass", 0.22, 0.30, (0.34, 0.40, 0.46)),
        ("glass", 0.16, 0.22, (0.22, 0.27, 0.33)),
        ("stone", 0.20, 0.02, (0.52, 0.44, 0.36)),
        ("stone", 0.26, 0.02, (0.42, 0.30, 0.24)),
        ("dark", 0.24, 0.14, (0.26, 0.24, 0.24)),
    ):
        for hue in (_WARM, _COOL):
            glow = (hue[0] * power, hue[1] * power, hue[2] * power)
            skins.append(
                Material(
                    tint,
                    surfaces.towers(kind, lit),
                    "uv",
                    1.0,
                    emissive=glow,
                    specular=shine,
                    roughness=0.12,
                    fine=True,
                )
            )
    plain = Material((1, 1, 1), roughness=0.9)
    amb = np.maximum(0.5 * (np.array(light.sky) + np.array(light.ground)), 1e-3)
    beacon = np.array((1.0, 0.08, 0.05)) / amb * (0.15 + 1.6 * dark)

    def box(
        x: float, z: float, wide: float, deep: float, low: float, high: float, skin: Material, tone: float
    ) -> None:
        u, v = rng.random(2)
        for frame, w in (
            (Frame.of((x - wide / 2, base, z), "-z"), wide),
            (Frame.of((x - wide / 2, base, z + deep), "-x"), deep),
            (Frame.of((x + wide / 2, base, z), "+x"), deep),
        ):
            uv = [[u, v - (high - low) / (16 * FLOOR), u + w / (16 * WINDOW), v]]
            m.panes(frame, skin, [[0.0, low, 0.0]], [[w, high]], (tone, tone, tone), uv)
        y = base + high
        m.faces(
            plain,
            np.array(
                [
                    [
                        [x - wide / 2, y, z],
                        [x + wide / 2, y, z],
                        [x + wide / 2, y, z + deep],
                        [x - wide / 2, y, z + deep],
                    ]
                ]
            ),
            (0.10, 0.10, 0.11),
        )

    def mast(x: float, z: float, low: float, tall: float, thick: float) -> None:
        front = Frame.of((x - thick / 2, base, z), "-z")
        m.boxes(front, plain, [[0, low, -thick]], [[thick, low + tall, 0]], (0.12, 0.12, 0.13), "frl")
        m.boxes(
            front, plain, [[-0.6, low + tall, -thick]], [[thick + 0.6, low + tall + 2.2, 0.6]], beacon, "frl"
        )

    def tower(x: float, z: float, wide: float, tall: float, kind: int) -> None:
        skin = skins[int(rng.integers(0, len(skins)))]
        deep, tone = wide * rng.uniform(0.8, 1.2), rng.uniform(0.75, 1.2)
        if kind == 1:  # stepped, with a spire
            at = 0.0
            for share, top in ((1.0, 0.46), (0.78, 0.66), (0.58, 0.82), (0.38, 0.93), (0.2, 1.0)):
                inset = (1 - share) * deep / 2
                box(x, z + inset, wide * share, deep * share, at * tall, top * tall, skin, tone)
                at = top
            mast(x, z + deep / 2, tall, tall * 0.20, max(1.6, wide * 0.05))
        elif kind == 2:  # a shaft on a podium, crowned with light
            box(x, z - 4, wide * 1.5, deep * 1.3, 0.0, tall * 0.14, skin, tone)
            box(x, z, wide, deep, tall * 0.14, tall, skin, tone)
            crown = np.array((1.0, 0.82, 0.55)) / amb * (0.05 + 1.3 * dark)
            m.boxes(
                Frame.of((x - wide / 2, base, z), "-z"),
                plain,
                [[0, tall, -deep]],
                [[wide, tall + 3.5, 0.3]],
                crown,
                "frl",
            )
            box(x, z + deep * 0.2, wide * 0.6, deep * 0.6, tall + 3.5, tall + 14, skin, tone)
        elif kind == 3:  # two slabs side by side
            box(x - wide * 0.3, z, wide * 0.55, deep, 0.0, tall, skin, tone)
            box(x + wide * 0.3, z + deep * 0.2, wide * 0.55, deep, 0.0, tall * 0.86, skin, tone * 0.9)
            mast(x - wide * 0.3, z + deep / 2, tall, 24, 1.4)
        else:
            box(x, z, wide, deep, 0.0, tall, skin, tone)
            if rng.random() < 0.7:
                box(
                    x + rng.uniform(-0.15, 0.15) * wide,
                    z + deep * 0.25,
                    wide * 0.5,
                    deep * 0.5,
                    tall,
                    tall + rng.uniform(4, 12),
                    skin,
                    tone * 0.8,
                )
            if rng.random() < 0.25:
                mast(x, z + deep / 2, tall + 4, rng.uniform(14, 36), 1.0)

    middle = rng.uniform(-90, 90)
    second = middle + rng.choice([-1.0, 1.0]) * rng.uniform(430, 560)
    for row, (z, count) in enumerate(((near, 64), (near + 130, 58), (near + 290, 54), (near + 500, 46))):
        spread = (near + 130 * row) * 1.35 + 150
        for x in np.linspace(-spread, spread, int(count * detail)) + rng.uniform(-9, 9, int(count * detail)):
            hill = np.exp(-(((x - middle) / 250) ** 2)) + 0.62 * np.exp(-(((x - second) / 170) ** 2)) + 0.13
            tall = float(
                (26 + (150 + 34 * row) * hill * rng.uniform(0.45, 1.15)) * (0.62 if row == 0 else 1.0)
            )
            wide = float(rng.uniform(20, 38) * (0.9 + 0.35 * hill))
            tower(
                float(x),
                float(z + rng.uniform(0, 60)),
                wide,
                tall,
                int(rng.choice([0, 0, 0, 1, 2, 3])) if tall > 70 else 0,
            )
    tower(middle + 20, near + 210, 62, 330, 1)
    tower(middle - 170, near + 90, 44, 250, 2)
    tower(second, near + 160, 50, 240, 2)
    return m
