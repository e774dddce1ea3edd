"""Who plays what: nouns to figures, props and stand-ins, and families to settings."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reelwright.previs.composition import Bounds
from reelwright.previs.props import prop_for
from reelwright.previs.rigs import figure_for
from reelwright.previs.scenery import is_scenery
from reelwright.previs.settings import setting_for
from reelwright.previs.stage import Actor, Point, Prop, Stage
from reelwright.story.prompt import Prompt, Subject

__all__ = ["Casting", "Role", "cast", "cast_actor"]


@dataclass(frozen=True, slots=True)
class Role:
    """One noun of the prompt and what will be drawn for it; None is a neutral stand-in that carries its
    name."""

    noun: str
    drawn_as: str | None


@dataclass(frozen=True, slots=True)
class Casting:
    """What will be seen: ``subject`` (None when the prompt has none), ``others``, and the ``setting``'s
    file."""

    subject: Role | None
    others: tuple[Role, ...]
    setting: str


def cast(prompt: Prompt) -> Casting:
    """Say what previs will draw for ``prompt``, without drawing it."""
    family = prompt.setting.family if prompt.setting else None
    return Casting(
        _role(prompt.subject, prompt) if prompt.subject else None,
        tuple(_supporting(other, prompt) for other in prompt.others),
        setting_for(family).__name__.rpartition(".")[2],
    )


def _supporting(other: Subject, prompt: Prompt) -> Role:
    """Who plays one of the other things; a main prop may bring it along (``SHOWS``: the dipper its bowl)."""
    main = prop_for(prompt.subject.noun) if prompt.subject else None
    if main is not None and other.noun in getattr(main, "SHOWS", ()):
        return Role(other.noun, main.__name__.rpartition(".")[2].replace("_", " "))
    return _role(other, prompt)


def _role(subject: Subject, prompt: Prompt) -> Role:
    family = prompt.setting.family if prompt.setting else None
    if is_scenery(subject, family):
        return Role(subject.noun, setting_for(family).__name__.rpartition(".")[2].replace("_", " "))
    figure = figure_for(subject, prompt.action)
    if figure is not None:
        return Role(subject.noun, figure.name)
    prop = prop_for(subject.noun)
    return Role(subject.noun, prop.__name__.rpartition(".")[2].replace("_", " ") if prop else None)


def cast_actor(stage: Stage, subject: Subject | None, at: Point, heading: float) -> Actor:
    """The actor for ``subject`` (the stand-in without one of its own); see ``Stage.actor``."""
    if subject is None:
        return Actor(_standing(at, (1.2, 1.0, 1.2), heading, None), None)
    figure = figure_for(subject, stage.prompt.action, stage.spec.seed)
    if figure is not None:
        return figure.actor(at, heading, stage.seconds)
    module = prop_for(subject.noun)
    from reelwright.previs.props import stand_in

    prop: Prop = (module or stand_in).build(stage, subject)
    meshes = [m.moved(at, turn=heading) for m in prop.meshes]
    name = module.__name__.rpartition(".")[2].replace("_", " ") if module else None
    return Actor(_standing(at, prop.size, heading, None), name, meshes, list(prop.layers))


def _standing(at: Point, size: tuple[float, float, float], heading: float, head: float | None) -> Bounds:
    # The box of a turned thing: a little larger, upright.
    c, s = abs(math.cos(heading)), abs(math.sin(heading))
    return Bounds(lambda t: at, size[0] * c + size[2] * s, size[1], size[2] * c + size[0] * s, 0.0, head)
