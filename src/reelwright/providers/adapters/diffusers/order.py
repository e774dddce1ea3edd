"""One clip ordered of a local model: the numbers it is made with, rounded to what the model can do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from reelwright.providers.adapters.diffusers.family import Family
from reelwright.providers.adapters.diffusers.models import Model
from reelwright.providers.adapters.diffusers.settings import MACHINE, TUNING
from reelwright.providers.fitting import Fitted
from reelwright.providers.options import refused
from reelwright.providers.request import Role, Task

__all__ = ["Order", "Picture", "order_of"]

_PER_TAKE = 1_000_003


@dataclass(frozen=True, slots=True)
class Picture:
    """One file given with the order: its role, where it is, and the second it stands at (keyframes)."""

    role: Role
    file: Path
    at: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What the engine needs to make a clip; :meth:`body` and :meth:`read` are its two written forms.

    ``call`` are the values of the family's own options that were given. ``tuning`` and ``machine`` are
    complete. ``seconds`` bounds clips whose length follows their source; their ``frames`` are 0. Of an
    extended clip the first ``context`` frames are the source's last ones, and are not kept.
    """

    pipeline: str
    task: Task
    source: str
    revision: str
    adapter: str
    variant: str
    prompt: str
    negative_prompt: str | None
    width: int
    height: int
    frames: int
    context: int
    fps: Fraction
    seconds: Fraction | None
    steps: int
    guidance: float | None
    seed: int
    call: Mapping[str, Any] = field(default_factory=dict)
    tuning: Mapping[str, Any] = field(default_factory=dict)
    machine: Mapping[str, Any] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()

    def of(self, role: Role) -> list[Path]:
        """The files in one role."""
        return [picture.file for picture in self.pictures if picture.role is role]

    def body(self) -> dict[str, Any]:
        """All that decides the picture, as JSON; the files are left to the caller."""
        return {
            "task": self.task.value,
            "variant": self.variant,
            "prompt": self.prompt,
            "negative_prompt": self.negative_prompt,
            "width": self.width,
            "height": self.height,
            "frames": self.frames,
            "context": self.context,
            "fps": str(self.fps),
            "seconds": None if self.seconds is None else str(self.seconds),
            "steps": self.steps,
            "guidance": self.guidance,
            "seed": self.seed,
            "call": dict(self.call),
            "tuning": dict(self.tuning),
        }

    @classmethod
    def read(cls, pipeline: str, body: Mapping[str, Any]) -> Order:
        """The order in a request's body, its files handed over."""
        return cls(
            pipeline=pipeline,
            task=Task(body["task"]),
            source=body["weights"]["source"],
            revision=body["weights"]["revision"],
            adapter=body["weights"]["adapter"],
            variant=body["variant"],
            prompt=body["prompt"],
            negative_prompt=body["negative_prompt"],
            width=body["width"],
            height=body["height"],
            frames=body["frames"],
            context=body["context"],
            fps=Fraction(body["fps"]),
            seconds=None if body["seconds"] is None else Fraction(body["seconds"]),
            steps=body["steps"],
            guidance=body["guidance"],
            seed=body["seed"],
            call=body["call"],
            tuning=body["tuning"],
            machine=body["machine"],
            pictures=tuple(
                Picture(Role(entry["role"]), Path(entry["file"]), entry["at"] and Fraction(entry["at"]))
                for entry in body["media"]
            ),
        )


def order_of(model: Model, fitted: Fitted, seconds: Fraction | None) -> tuple[Order, tuple[str, ...]]:
    """The order for a fitted request, and notes on what was rounded. ``seconds`` is what was asked for.

    Raises:
        OptionError: more frames than the model makes.
    """
    family, given = model.family, fitted.options
    notes: list[str] = []
    fps = fitted.fps or Fraction(family.fps[0])
    width, height = _size(family, fitted, notes)
    context = 2 * family.frames.step + 1 if fitted.task is Task.EXTEND else 0
    frames = 0 if fitted.task is Task.V2V else _frames(family, fitted, seconds, context, fps, notes)
    if not family.free_size:
        notes.append("The size follows the picture's own shape.")
    order = Order(
        pipeline=family.pipelines[fitted.task],
        task=fitted.task,
        source=model.source,
        revision=model.revision,
        adapter=model.adapter,
        variant=given.get("variant", ""),
        prompt=fitted.prompt,
        negative_prompt=fitted.negative_prompt,
        width=width,
        height=height,
        frames=frames,
        context=context,
        fps=fps,
        seconds=seconds if fitted.task is Task.V2V else None,
        steps=given.get("num_inference_steps", family.steps),
        guidance=given.get("guidance_scale", family.guidance),
        # Takes of one request differ as seeds do; take 0 is the request's own.
        seed=((fitted.seed or 0) + fitted.take * _PER_TAKE) % 2**63,
        call=_own(family, given),
        tuning=_whole({**TUNING, "cache": None}, given, fitted),
        machine=_whole(MACHINE, given, fitted),
    )
    return order, tuple(notes)


def _own(family: Family, given: Mapping[str, Any]) -> dict[str, Any]:
    usual = {name: option.default for name, option in family.options.items() if option.default is not None}
    named = {name: given[name] for name in (*family.options, "strength") if name in given}
    return usual | named


def _whole(table: Mapping[str, Any], given: Mapping[str, Any], fitted: Fitted) -> dict[str, Any]:
    """Every option of ``table`` that the model has: as given, else its default."""
    offered = fitted.choice.options
    return {name: given.get(name, offered[name].default) for name in table if name in offered}


def _size(family: Family, fitted: Fitted, notes: list[str]) -> tuple[int, int]:
    width, height = fitted.pixels or (0, 0)
    asked = (fitted.options.get("width", width), fitted.options.get("height", height))
    # To the nearest multiple, halves up; never below one.
    size = [max(1, (2 * side + family.multiple) // (2 * family.multiple)) * family.multiple for side in asked]
    if tuple(size) != asked:
        notes.append(
            f"Generated at {size[0]}x{size[1]}: sides of {family.name} are multiples of {family.multiple}."
        )
    return size[0], size[1]


def _frames(
    family: Family, fitted: Fitted, seconds: Fraction | None, context: int, fps: Fraction, notes: list[str]
) -> int:
    rule = family.frames
    asked: int | None = fitted.options.get("num_frames")
    if asked is None and seconds is None:
        return rule.up(min(family.usual + context, rule.most))
    if asked is None:
        wanted = math.ceil((fitted.seconds or Fraction(0)) * fps) + context
        return (
            _longest(family, fitted, wanted, context, fps) if rule.up(wanted) > rule.most else rule.up(wanted)
        )
    frames = rule.up(asked + context)
    if frames != asked + context:
        notes.append(f"{frames - context} frames are generated: {family.name} makes clips of {rule}.")
    if frames > rule.most:
        notes.append(f"{family.name} was trained on at most {rule.most} frames; longer clips may drift.")
    return frames


def _longest(family: Family, fitted: Fitted, wanted: int, context: int, fps: Fraction) -> int:
    """The longest clip, if the length asked for is within it: the frame rule may round just beyond it."""
    most = family.frames.down(family.frames.most)
    if wanted > most:
        longest = float((most - context) / fps)
        raise refused(
            f"{fitted.model} makes at most {most - context} frames, {longest:.2f} s at {float(fps):g} fps.",
            "unsupported-duration",
            "Shorten the shot, or lower the frame rate.",
            elsewhere=False,
        )
    return most
