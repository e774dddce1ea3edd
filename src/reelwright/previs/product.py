"""The hero of a product shot: a prop at five times its size, with what happens to it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from reelwright.previs.composition import Bounds
from reelwright.previs.mesh import Mesh
from reelwright.previs.props import prop_for
from reelwright.previs.rigs import figure_for
from reelwright.previs.scene import Layer, Scene
from reelwright.previs.stage import Actor, Prop, Stage
from reelwright.previs.vessel import Vessel
from reelwright.story.prompt import Subject

__all__ = ["ENLARGED", "Product", "company", "product", "turning"]

ENLARGED: Final = 5.0
"""Things on a table are built this much larger than life: the engine's shadows, fog and lens are made for
metres."""


@dataclass(eq=False)
class Product:
    """What stands on the table. ``detail`` is the part that an extreme close-up shows, ``rise`` how much
    more it is looked down on (bowls and cups), ``sharp`` how far before its middle it is
    sharpest, in depths, ``pours`` that honey runs from a dipper into a bowl."""

    noun: str
    bounds: Bounds
    meshes: list[Mesh] = field(default_factory=list)
    layers: list[Layer] = field(default_factory=list)
    detail: Bounds | None = None
    rise: float = 0.0
    sharp: float = 0.42
    pours: bool = False

    @property
    def vessels(self) -> list[Vessel]:
        """The glass among its layers."""
        return [l for l in self.layers if isinstance(l, Vessel)]

    def enter(self, scene: Scene, room: np.ndarray, table: tuple[float, float, float]) -> None:
        """Add it to ``scene``, its glass in the given surroundings."""
        scene.meshes += self.meshes
        scene.layers += [l.among(room, table) if isinstance(l, Vessel) else l for l in self.layers]


def turning(mesh: Mesh, angle: Callable[[float], float]) -> Mesh:
    """``mesh`` on a turntable: ``angle`` radians at t seconds."""
    inner = mesh.motion

    def motion(t: float) -> tuple[np.ndarray, np.ndarray]:
        v, n = inner(t) if inner is not None else (mesh.vertices, mesh.normals)
        a = angle(t)
        c, s = math.cos(a), math.sin(a)
        turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]], np.float32)
        return v @ turn.T, n @ turn.T

    return replace(mesh, motion=motion)


def _scale(prop: Prop) -> float:
    """Things larger than a table are shown as models of themselves."""
    largest = max(prop.size)
    return ENLARGED if largest <= 0.45 else 1.1 / largest


def _placed(prop: Prop, at: tuple[float, float, float], scale: float) -> tuple[list[Mesh], list[Layer]]:
    meshes = [m.moved(at, scale) for m in prop.meshes]
    return meshes, [l.moved(at, scale) if hasattr(l, "moved") else l for l in prop.layers]


def company(stage: Stage, hero: Product, side: int) -> Product | None:
    """Up to two of the prompt's other things, where a prop draws them, behind the hero's shoulder on ``side``
    first; None when there are none."""
    meshes: list[Mesh] = []
    layers: list[Layer] = []
    for other in stage.prompt.others[:2]:
        module = prop_for(other.noun)
        if module is None or hero.pours or figure_for(other, None) is not None:
            continue
        prop: Prop = module.build(stage, other)
        scale = _scale(prop)
        at = (side * (hero.bounds.width / 2 + prop.size[0] * scale / 2 + 0.12), 0.0, 0.30)
        more, glass = _placed(prop, at, scale)
        meshes += more
        layers += glass
        side = -side
    return Product("company", hero.bounds, meshes, layers) if meshes or layers else None


def product(stage: Stage) -> Product:
    """The prompt's subject as a product; a labelled package for what nothing draws."""
    from reelwright.previs.props import package

    subject = stage.prompt.subject or Subject(noun="product")
    told = " ".join([stage.prompt.action or "", stage.prompt.text, *stage.prompt.details]).lower()
    if figure_for(subject, stage.prompt.action) is not None:
        actor: Actor = stage.actor()
        return Product(subject.noun, actor.bounds, list(actor.meshes), list(actor.layers))
    if "honey" in f"{subject.noun} {told}" and any(
        w in f"{subject.noun} {told}" for w in ("dipper", "pour", "drip", "drizzl", "ribbon", "flowing")
    ):
        from reelwright.previs.props import dipper as module
    else:
        module = prop_for(subject.noun) or package
    prop: Prop = module.build(stage, subject)
    scale = _scale(prop)
    meshes, layers = _placed(prop, (0.0, 0.0, 0.0), scale)
    action = (stage.prompt.action or "").lower()
    if any(w in f"{action} {told}" for w in ("rotat", "turntable", "spinning", "revolv", "turning")):
        speed = 0.42
        middle = stage.seconds / 2
        meshes = [turning(m, lambda t: speed * (t - middle)) for m in meshes]
        layers = [
            replace(l, turn=lambda t: speed * (middle - t)) if isinstance(l, Vessel) else l for l in layers
        ]
    w, h, d = (s * scale for s in prop.size)
    bounds = Bounds(lambda t: (0.0, 0.0, 0.0), w, h, d)
    low = getattr(module, "DETAIL", (0.40, 0.93))
    base, top = low[0] * h, low[1] * h
    detail = Bounds(lambda t: (0.0, base, 0.0), w * 0.72, top - base, d * 0.72)
    return Product(
        subject.noun,
        bounds,
        meshes,
        layers,
        detail,
        getattr(module, "RISE", 0.0),
        getattr(module, "FOCUS", 0.42),
        module.__name__.endswith(".dipper"),
    )
