"""What a setting works with: the wishes for the shot, seeded randomness, and the solved camera."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from reelwright.previs.composition import Bounds, Shot, solve
from reelwright.previs.look import Look
from reelwright.previs.mesh import Mesh
from reelwright.previs.noise import stream
from reelwright.previs.scene import Layer, Scene
from reelwright.previs.scenery import is_scenery
from reelwright.previs.spec import Spec
from reelwright.story.prompt import Prompt, Subject
from reelwright.story.vocabulary import Camera, ShotSize

__all__ = ["Actor", "Prop", "Stage"]

Point = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Prop:
    """A thing made of meshes, standing at the origin on the ground, seen from -z; ``size`` is (x, y, z)
    metres."""

    meshes: Sequence[Mesh]
    size: tuple[float, float, float]
    layers: Sequence[Layer] = ()


@dataclass(frozen=True, eq=False)
class Actor:
    """The subject, ready to be put in a scene: what to draw and the box that holds it.

    ``speed`` is how fast it moves along its heading, metres a second; 0 for things. ``name`` says what is
    drawn (None for a stand-in).
    """

    bounds: Bounds
    name: str | None
    meshes: Sequence[Mesh] = ()
    layers: Sequence[Layer] = ()
    speed: float = 0.0

    def enter(self, scene: Scene) -> None:
        """Add it to ``scene``."""
        scene.meshes += self.meshes
        scene.layers += self.layers


class Casts(Protocol):
    """Turns a subject into an actor; see ``casting``."""

    def __call__(self, stage: Stage, subject: Subject | None, at: Point, heading: float) -> Actor: ...


@dataclass(frozen=True, eq=False)
class Stage:
    """Handed to ``Setting.build(stage)``. ``ratio`` is width over height, ``safe`` the visible share of the
    height."""

    spec: Spec
    look: Look
    ratio: float
    safe: float
    casts: Casts = field(repr=False)

    @property
    def prompt(self) -> Prompt:
        """The wishes. A subject that the place draws by itself (waves, a skyline) is left out."""
        prompt = self.spec.prompt
        family = prompt.setting.family if prompt.setting else None
        if prompt.subject is not None and is_scenery(prompt.subject, family):
            return prompt.model_copy(update={"subject": None})
        return prompt

    @property
    def seconds(self) -> float:
        """Length of the shot."""
        return float(self.spec.seconds)

    def random(self, name: str) -> np.random.Generator:
        """Randomness of its own for ``name``, from the seed."""
        return stream(self.spec.seed, name)

    @property
    def words(self) -> str:
        """Everything said about the place and details, in lower case: to look for features such as
        "sunflower"."""
        p = self.prompt
        parts = [*p.details, *p.palette, p.lighting or "", p.mood or ""]
        if self.spec.prompt.subject is not None and p.subject is None:
            parts.append(self.spec.prompt.subject.text or self.spec.prompt.subject.noun)
        if p.setting:
            parts += [p.setting.text, *p.setting.features]
        return " ".join(parts).lower()

    def actor(self, at: Point = (0.0, 0.0, 0.0), heading: float = 0.0) -> Actor:
        """The main subject standing at (or, if it moves, passing in the middle of the shot) ``at``.

        ``heading`` in radians: 0 goes to the right (+x), positive turns towards the viewer.
        """
        return self.casts(self, self.prompt.subject, at, heading)

    def other(self, index: int, at: Point, heading: float = 0.0) -> Actor:
        """One of the other things in the prompt."""
        return self.casts(self, self.prompt.others[index], at, heading)

    def compose(
        self,
        bounds: Bounds,
        *,
        size: ShotSize | None = None,
        move: Camera | None = None,
        azimuth: float = 0.0,
        horizon: float = 0.37,
        floor: float = 0.12,
        ceiling: float = 400.0,
        side: float = 0.0,
        rise: float | None = None,
        fill: float | None = None,
    ) -> Shot:
        """Solve the camera for ``bounds``; size and move are the prompt's unless given. See
        ``composition.solve``."""
        shot = solve(
            bounds,
            size or self.prompt.size or ShotSize.FULL,
            move or self.prompt.camera,
            self.seconds,
            self.ratio,
            azimuth=azimuth,
            safe=self.safe,
            horizon=horizon,
            floor=floor,
            ceiling=ceiling,
            side=side,
            rise=rise,
            fill=fill,
            seed=self.spec.seed,
        )
        return replace(shot, cyclic=True) if self.spec.loop else shot

    def clear_of_camera(
        self, shot: Shot, x: np.ndarray, z: np.ndarray, radius: float, corridor: float
    ) -> np.ndarray:
        """Which points (N,) keep ``radius`` metres from the lens and ``corridor`` from the line lens -
        subject,
        at every instant of the shot: a mask for scattering things that must not stand in the way."""
        keep = np.ones(len(x), bool)
        for t in shot.instants(25):
            view = shot.view(t, 16, 9)
            cx, cz = float(view.position[0]), float(view.position[2])
            bx, _, bz = shot.bounds.base(t)
            dx, dz = bx - cx, bz - cz
            length = math.hypot(dx, dz) + 1e-9
            along = np.clip(((x - cx) * dx + (z - cz) * dz) / (length * length), 0, 1)
            off = np.hypot(x - cx - along * dx, z - cz - along * dz)
            keep &= (np.hypot(x - cx, z - cz) > radius) & (off > corridor)
        return keep


Build = Callable[[Stage], Scene]
