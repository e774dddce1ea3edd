"""What all weights of one architecture have in common: pipelines, rules of frames and sizes, usual values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile, Repro
from reelwright.providers.quote import FREE
from reelwright.providers.request import Role, Task

__all__ = ["Family", "FrameRule"]

_MEDIA: dict[Task, dict[Role, tuple[int, int]]] = {
    Task.T2V: {},
    Task.I2V: {Role.FIRST_FRAME: (1, 1)},
    Task.INTERPOLATE: {Role.FIRST_FRAME: (1, 1), Role.LAST_FRAME: (1, 1)},
    Task.KEYFRAMES: {Role.KEYFRAME: (1, 8)},
    Task.REFERENCE: {Role.REFERENCE: (1, 4)},
    Task.V2V: {Role.SOURCE_VIDEO: (1, 1)},
    Task.EXTEND: {Role.SOURCE_VIDEO: (1, 1)},
}


@dataclass(frozen=True, slots=True)
class FrameRule:
    """Clips of ``step`` · k + ``first`` frames, ``least`` to ``most``: how the latent frames divide time."""

    step: int
    first: int
    least: int
    most: int

    def up(self, frames: int) -> int:
        """The shortest allowed clip of at least ``frames`` frames; ``least`` and the rule hold, not
        ``most``."""
        steps = -(-(max(frames, self.least) - self.first) // self.step)
        return max(steps, 0) * self.step + self.first

    def down(self, frames: int) -> int:
        """The longest allowed clip of at most ``frames`` frames; 0 when there is none."""
        steps = (min(frames, self.most) - self.first) // self.step
        return steps * self.step + self.first if steps >= 0 else 0

    def __str__(self) -> str:
        if self.step == 1:
            return f"{self.least} to {self.most} frames"
        return f"{self.step}k+{self.first} frames, {self.least} to {self.most}"


@dataclass(frozen=True, slots=True)
class Family:
    """One architecture, or one kind of weights of it.

    Attributes:
        name: of the architecture, for people.
        pipelines: the class of ``diffusers`` that does each task.
        frames: which lengths there are.
        multiple: width and height are multiples of it, in pixels.
        fps: what the weights were trained at; further rates where the model is told its rate.
        sizes: on offer, the default first.
        usual: frames of a clip whose length nobody gave.
        steps: denoising steps.
        guidance: how strongly the prompt is followed; None for models without it.
        negative: whether there is a negative prompt.
        prompt: whether text is needed.
        audio: whether sound comes with the picture.
        denoisers: the components that are run once a step.
        caches: caches of intermediate results that the denoiser's blocks allow.
        attention: whether the attention can be done by another backend.
        tiling: whether the VAE decodes in tiles.
        half: the 16-bit type the weights want.
        whole: components that stay in 32 bits.
        options: the family's own.
        free_size: False where the picture's own shape decides the size (only its area is chosen).
    """

    name: str
    pipelines: Mapping[Task, str]
    frames: FrameRule
    multiple: int
    fps: tuple[int, ...]
    sizes: tuple[str, ...]
    usual: int
    steps: int
    guidance: float | None
    negative: bool = True
    prompt: Literal["required", "optional", "no"] = "required"
    audio: bool = False
    denoisers: tuple[str, ...] = ("transformer",)
    caches: tuple[str, ...] = ()
    attention: bool = True
    tiling: bool = True
    half: Literal["bfloat16", "float16"] = "bfloat16"
    whole: tuple[str, ...] = ()
    options: Mapping[str, Option] = field(default_factory=dict)
    free_size: bool = True

    def capabilities(self, summary: str, options: Mapping[str, Option]) -> Capabilities:
        """The family as one row of the table; ``options`` are those of every family."""
        return Capabilities(
            tasks={task: self._choice(task, options) for task in self.pipelines},
            summary=summary,
            price=FREE,
            seed=True,
            reproducible=Repro.SAME_MACHINE,
            negative_prompt=self.negative,
            audio="always" if self.audio else "no",
            offline=True,
            cancel="yes",
            cancel_refunds="yes",
            urls=False,
            reconcile=Reconcile.CLIENT_ID,
            poll_seconds=0.1,
            moderated_is_billed=False,
            failed_is_billed=False,
            concurrency=1,
        )

    def _choice(self, task: Task, options: Mapping[str, Option]) -> Choice:
        # A clip made from another takes its length; any other length is rounded up to the frame rule.
        span = None
        if task is not Task.V2V:
            slowest, fastest = min(self.fps), max(self.fps)
            span = (Fraction(1, fastest), Fraction(self.frames.most, slowest))
        return Choice(
            duration_range=span,
            duration_step=Fraction(0),
            sizes=self.sizes,
            fps=tuple(Fraction(rate) for rate in self.fps),
            media=_MEDIA[task],
            prompt=self.prompt,
            options={name: option for name, option in options.items() if self._has(name, task)}
            | dict(self.options),
        )

    def _has(self, name: str, task: Task) -> bool:
        """Whether the common option ``name`` means something here."""
        return {
            "guidance_scale": self.guidance is not None,
            "strength": task is Task.V2V,
            "num_frames": task is not Task.V2V,
            "cache": bool(self.caches),
            "cache_threshold": bool(self.caches),
            "attention": self.attention,
            "vae_tiling": self.tiling,
            "vae_slicing": self.tiling,
        }.get(name, True)
