"""Rain as it lands: crowns of drops that jump up from the road."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs.city.stock import City
from reelwright.previs.city.street import Street
from reelwright.previs.material import Material
from reelwright.previs.mesh import Mesh

__all__ = ["splashes"]

Array = npt.NDArray[Any]


def splashes(city: City, street: Street, middle: float, seed: int) -> Mesh:
    """Crowns of drops that jump up from the road where rain hits it, about z = ``middle``."""
    n = 260
    rng = np.random.default_rng([seed & 0xFFFF, 31])
    home, period, phase = rng.random((n, 2)), rng.uniform(0.45, 0.8, n), rng.random(n)
    spikes = 3
    water = Material((1, 1, 1), specular=0.05, roughness=0.2, two_sided=True)

    def motion(t: float) -> tuple[Array, Array]:
        clock = t / period + phase
        turn = np.floor(clock)
        age = np.clip((clock - turn) / 0.42, 0, 1.0)
        # Each crown jumps to another place every time.
        x = ((home[:, 0] + turn * 0.754877) % 1.0 * 2 - 1) * street.road
        z = middle + ((home[:, 1] + turn * 0.569840) % 1.0 - 0.35) * 44.0
        size = 0.10 * np.sin(np.pi * age)
        out = np.zeros((n, spikes, 3, 3), np.float32)
        for s in range(spikes):
            lean = (s - 1) * 0.5
            out[:, s, 0] = np.stack([x + lean * size * 0.35 - 0.010, 0 * x + 0.01, z], 1)
            out[:, s, 1] = np.stack(
                [x + lean * size * 1.5 * (0.6 + age), 0.01 + size * (1.0 if s == 1 else 0.8), z], 1
            )
            out[:, s, 2] = np.stack([x + lean * size * 0.35 + 0.010, 0 * x + 0.01, z], 1)
        dead = age >= 1.0
        out[dead] = -5.0
        return out.reshape(-1, 3), normals

    normals = np.tile(np.array([0.0, 0.3, -0.95], np.float32), (n * spikes * 3, 1))
    start, _ = motion(0.0)
    faces = np.arange(n * spikes * 3, dtype=np.int32).reshape(-1, 3)
    tone = np.broadcast_to(
        city.shining((0.50, 0.52, 0.75), 0.13 if city.dark > 0.5 else 0.5), (len(start), 3)
    )
    return Mesh(
        start,
        faces,
        normals,
        water,
        colours=np.ascontiguousarray(tone, np.float32),
        motion=motion,
        smooth=False,
    )
