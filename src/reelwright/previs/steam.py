"""Steam over something hot: veils that rise, curl and thin out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.light import Light
from reelwright.previs.noise import fractal
from reelwright.previs.scene import Capsule, Tile
from reelwright.previs.view import View

__all__ = ["Steam"]


@lru_cache(maxsize=1)
def _noise() -> npt.NDArray[np.float32]:
    return fractal(83, 256, 1.9, low=2.0)


@dataclass(frozen=True, eq=False)
class Steam:
    """A ``Layer``: ``width`` metres across at its foot ``at``, ``tall`` metres high."""

    at: tuple[float, float, float]
    width: float
    tall: float
    strength: float = 0.42

    def moved(self, at: tuple[float, float, float], scale: float = 1.0) -> Steam:
        """The same, enlarged and moved."""
        x, y, z = (a + scale * b for a, b in zip(at, self.at, strict=True))
        return replace(self, at=(x, y, z), width=self.width * scale, tall=self.tall * scale)

    def draw(self, view: View, t: float, light: Light) -> Tile | None:
        """The veils at ``t`` seconds."""
        if float(np.linalg.det(view.rotation)) < 0:
            return None
        x, y, z = self.at
        seen = view.project(np.array([[x, y, z], [x, y + self.tall, z]]))
        if float(seen[:, 2].min()) < 0.1:
            return None
        k = view.focal * view.height / float(seen[0, 2])
        half = 0.75 * self.width * k
        x0, x1 = max(0, int(seen[0, 0] - half)), min(view.width, int(seen[0, 0] + half) + 1)
        y0, y1 = max(0, int(seen[1, 1])), min(view.height, int(seen[0, 1]) + 1)
        if x1 - x0 < 8 or y1 - y0 < 8:
            return None
        w, h = max(2, (x1 - x0) // 3), max(2, (y1 - y0) // 3)
        u = (np.linspace(x0, x1, w, dtype=np.float32) - np.float32(seen[0, 0])) / np.float32(half)
        v = (np.float32(seen[0, 1]) - np.linspace(y0, y1, h, dtype=np.float32)) / np.float32(
            seen[0, 1] - seen[1, 1]
        )
        u, v = np.meshgrid(u, v)
        noise = _noise()
        n = noise.shape[0]

        def sample(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
            return np.asarray(
                cv2.remap(
                    noise,
                    (a * n % n).astype(np.float32),
                    (b * n % n).astype(np.float32),
                    cv2.INTER_LINEAR,
                    borderMode=cv2.BORDER_WRAP,
                )
            )

        curl = sample(u * 0.10 + 0.3, v * 0.28 - np.float32(0.10 * t)) - 0.5
        lean = u + curl * 1.5 * v + 0.12 * v * np.sin(np.float32(1.3 * t) + 4 * v)
        veil = sample(lean * 0.20 + 0.1, v * 0.34 - np.float32(0.17 * t) + 0.2 * curl)
        fine = sample(lean * 0.45, v * 0.7 - np.float32(0.26 * t))
        density = np.clip(0.72 * veil + 0.28 * fine - 0.42, 0, 1) * 2.4
        spread = 0.42 + 0.45 * v
        shape = (
            np.exp(-np.square(lean / spread) * 2.2) * np.clip(v / 0.10, 0, 1) * np.clip(1 - v, 0, 1) ** 1.1
        )
        alpha = np.clip(density * shape * self.strength, 0, 0.48)
        tint = np.array([0.75 * s + 0.42 * c for s, c in zip(light.sky, light.key, strict=True)], np.float32)
        rgba = np.concatenate([alpha[..., None] * tint, alpha[..., None]], -1).astype(np.float32)
        big = cv2.resize(rgba, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
        return Tile(x0, y0, big, np.full(big.shape[:2], seen[0, 2], np.float32))

    def shadow(self, t: float, light: Light) -> list[Capsule]:
        """None."""
        return []
