"""What falls or drifts before a picture if the prompt asks for it: rain, snow, dust, embers, petals, fog."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.compose.frame import Frame
from reelwright.previs.noise import fractal
from reelwright.previs.particles import Cloud, draw_particles, scatter
from reelwright.previs.scene import Particles
from reelwright.previs.view import View
from reelwright.previs.weather import falling
from reelwright.story.vocabulary import Weather

if TYPE_CHECKING:
    from reelwright.previs.pictures.moves import Stand
    from reelwright.previs.pictures.spec import PictureSpec

__all__ = ["Air", "air_of"]

Floats = npt.NDArray[np.float32]
_SUBJECT_AT: Final = 4.5
_FAR: Final = 60.0
_FOG: Final = (196.0, 130.0, 127.0)
_WORDS: Final = {
    "embers": re.compile(r"\b(ember|spark|firef|fire ?fl(y|ies)|glowing particle)", re.I),
    "petals": re.compile(r"\b(petal|blossom|confetti|falling leaves|leaves fall)", re.I),
    "motes": re.compile(r"\b(dust motes?|motes|floating particles?|pollen|specks)\b", re.I),
}


def _drifting(text: str, seed: int) -> list[Particles]:
    found = []
    if _WORDS["embers"].search(text):
        found.append(
            Particles(
                "dot", 150, (10.0, 7.0, 10.0), (0.3, 0.75, 0.0), 0.028, (1.0, 0.50, 0.14), 0.95,
                wander=0.45, glow=True, lowest=-9.0, seed=seed + 11,
            )
        )  # fmt: skip
    if _WORDS["petals"].search(text):
        found.append(
            Particles(
                "dot", 170, (12.0, 8.0, 12.0), (-0.5, -0.65, 0.0), 0.06, (1.0, 0.76, 0.82), 0.85,
                wander=0.6, lowest=-9.0, seed=seed + 12,
            )
        )  # fmt: skip
    if _WORDS["motes"].search(text):
        found.append(
            Particles(
                "dot", 260, (9.0, 6.0, 9.0), (0.06, 0.03, 0.0), 0.016, (1.0, 0.93, 0.78), 0.5,
                wander=0.35, glow=True, lowest=-9.0, seed=seed + 13,
            )
        )  # fmt: skip
    return found


def air_of(spec: PictureSpec, width: int, height: int) -> Air | None:
    """What the prompt of ``spec`` wants in the air; None for clear air."""
    prompt = spec.prompt
    swarm = falling(prompt.weather, spec.seed, 1.0)
    if prompt.weather is Weather.SNOW:  # big flakes near the lens: a picture has none of its own
        swarm.append(
            Particles(
                "dot", 260, (7.0, 6.0, 7.0), (-0.45, -1.2, 0.0), 0.05, (0.96, 0.98, 1.0), 0.85,
                wander=0.3, lowest=-9.0, seed=spec.seed + 14,
            )
        )  # fmt: skip
    swarm += _drifting(" ".join([prompt.text, *prompt.details]), spec.seed)
    fog = 0.55 if prompt.weather is Weather.FOG else 0.0
    if not swarm and not fog:
        return None
    return Air(tuple(swarm), fog, spec.seed, width, height)


@dataclass(frozen=True, eq=False)
class Air:
    """Particles and fog over frames of one size. ``fog`` is the strongest cover, 0..1."""

    particles: tuple[Particles, ...]
    fog: float
    seed: int
    width: int
    height: int

    def __post_init__(self) -> None:
        clouds: list[Cloud] = [scatter(p) for p in self.particles]
        object.__setattr__(self, "_clouds", clouds)
        if self.fog:
            object.__setattr__(self, "_mist", fractal(self.seed, 256, 1.7, low=2.0))

    def lay(self, out: Frame, t: float, where: Stand, subject: npt.NDArray[np.uint8] | None) -> None:
        """Draw the air at ``t`` seconds over ``out``; what lies behind the ``subject`` (cover) is hidden."""
        if self.fog:
            self._lay_fog(out, t, subject)
        depth = np.full((self.height, self.width), np.float32(_FAR))
        if subject is not None:
            depth[subject > 127] = np.float32(_SUBJECT_AT)
        drift = where.right * 1.2, 1.7 + where.up * 1.2, where.ahead * 2.0
        view = View.aimed(drift, 0.0, 0.0, 0.0, 1.25, self.width, self.height)
        canvas = np.zeros((3, self.height, self.width), np.float32)
        for p, cloud in zip(self.particles, self._clouds, strict=True):  # type: ignore[attr-defined]
            canvas[:] = 0
            draw_particles(canvas, depth, view, t, p, cloud)
            _tint(out, canvas, p)

    def _lay_fog(self, out: Frame, t: float, subject: npt.NDArray[np.uint8] | None) -> None:
        mist = self._mist  # type: ignore[attr-defined]
        size = mist.shape[0]
        x = (np.arange(96, dtype=np.float32) / 96 * 90)[None, :] + np.float32(4.0 * t)
        y = (np.arange(54, dtype=np.float32) / 54 * 50)[:, None] + np.float32(1.5 * math.sin(0.3 * t))
        x, y = np.broadcast_to(x % size, (54, 96)), np.broadcast_to(y % size, (54, 96))
        cloud = cv2.remap(
            mist,
            np.ascontiguousarray(x),
            np.ascontiguousarray(y),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )
        level = np.linspace(0.85, 1.0, 27).tolist() + np.linspace(1.0, 0.55, 27).tolist()
        cover = self.fog * np.clip(0.35 + 0.9 * cloud, 0, 1) * np.array(level, np.float32)[:, None]
        for plane, value, k in ((out.y, _FOG[0], 1), (out.u, _FOG[1], 2), (out.v, _FOG[2], 2)):
            a = cv2.resize(
                cover.astype(np.float32), (plane.shape[1], plane.shape[0]), interpolation=cv2.INTER_CUBIC
            )
            if subject is not None:
                held = subject if k == 1 else cv2.resize(subject, (plane.shape[1], plane.shape[0]))
                a = a * (1 - 0.6 * held.astype(np.float32) / 255)
            plane[:] = (plane + (value - plane) * np.clip(a, 0, 1) + 0.5).astype(np.uint8)


def _tint(out: Frame, canvas: Floats, p: Particles) -> None:
    """Lay what was drawn of ``p`` over ``out``: its cover is the share of its own colour that is there."""
    strongest = max(range(3), key=lambda c: p.colour[c])
    cover = np.minimum(canvas[strongest] / np.float32(max(p.colour[strongest], 1e-3)), 1)
    rgb = [min(max(c, 0.0), 1.0) ** (1 / 2.2) for c in p.colour]
    luma = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
    y, u, v = 16 + 219 * luma, 128 + 224 * (rgb[2] - luma) / 1.8556, 128 + 224 * (rgb[0] - luma) / 1.5748
    rows = np.flatnonzero(cover.any(axis=1))
    if not len(rows):
        return
    top, bottom = int(rows[0]) // 2 * 2, min(cover.shape[0], int(rows[-1]) // 2 * 2 + 2)
    part = cover[top:bottom]
    half = cv2.resize(part, (part.shape[1] // 2, part.shape[0] // 2), interpolation=cv2.INTER_AREA)
    small = slice(top // 2, bottom // 2)
    for plane, value, a in ((out.y[top:bottom], y, part), (out.u[small], u, half), (out.v[small], v, half)):
        plane[:] = (plane + (np.float32(value) - plane) * a + np.float32(0.5)).astype(np.uint8)
