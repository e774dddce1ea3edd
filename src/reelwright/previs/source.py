"""A previs shot as a source of frames."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from reelwright.compose.frame import Frame
from reelwright.errors import OptionError
from reelwright.previs.casting import cast_actor
from reelwright.previs.looks import look_for
from reelwright.previs.renderer import BARS, Renderer
from reelwright.previs.scene import Scene
from reelwright.previs.settings import setting_for
from reelwright.previs.spec import Quality, Spec
from reelwright.previs.stage import Stage
from reelwright.previs.version import VERSION
from reelwright.story.prompt import Prompt
from reelwright.timing import FrameRate

__all__ = ["VERSION", "PrevisSource", "stage_for", "warm"]

EFFORT: Final[dict[str, tuple[int, float, bool]]] = {
    "draft": (2, 0.7, False),
    "preview": (4, 0.75, True),
    "final": (4, 0.8, True),
}
"""Anti-aliasing samples, the size at which light is worked out, and whether fine texture is drawn everywhere,
for each quality."""


def stage_for(spec: Spec, width: int, height: int) -> Stage:
    """What a setting is given for ``spec`` at this size (only the ratio of which matters)."""
    look = look_for(spec.prompt.style)
    ratio = width / height
    safe = ratio / BARS if look.bars and 1.6 < ratio < 2.2 else 1.0
    return Stage(spec, look, ratio, safe, cast_actor)


class PrevisSource:
    """``compose.frame.Source`` over a :class:`Spec`: frame ``n`` shows the instant ``n / rate``.

    The scene is built when the source is opened. ``width`` and ``height`` are even and 2 .. 8192.

    Raises:
        OptionError: a size that cannot be drawn.
    """

    length: int | None = None

    def __init__(
        self, spec: Spec, width: int, height: int, rate: FrameRate, quality: Quality = "preview"
    ) -> None:
        if width % 2 or height % 2 or not (2 <= width <= 8192 and 2 <= height <= 8192):
            raise OptionError(
                f"A previs picture cannot be {width} x {height} pixels.",
                code="bad-size",
                hint="Use even numbers from 2 to 8192.",
            )
        self.spec, self.width, self.height, self.rate = spec, width, height, rate
        self.stage = stage_for(spec, width, height)
        family = spec.prompt.setting.family if spec.prompt.setting else None
        self.scene: Scene = setting_for(family).build(self.stage)
        self._renderer: Renderer | None = Renderer(
            self.scene, self.stage.look, width, height, *EFFORT[quality], spec.seed
        )

    def frame(self, n: int) -> Frame:
        """Frame ``n``, counted from 0."""
        if self._renderer is None:
            raise ValueError("the source is closed")
        return self._renderer.frame(float(Fraction(n) / self.rate.value), n)

    def close(self) -> None:
        """Let go of the buffers."""
        self._renderer = None


def warm(progress: Callable[[str], None] | None = None) -> None:
    """Compile the kernels that nearly every shot needs, and bake common art, once on a machine.

    What only some shots need (glass, the painterly and the drawn look) is compiled when it is first used.
    ``progress`` receives one plain sentence before each slow step.
    """
    say = progress or (lambda message: None)
    from reelwright.story.prompt import Setting, Subject
    from reelwright.story.vocabulary import Camera, Family

    say("Compiling the drawing kernels (only the first time)")
    for noun, message in (("block", ""), ("dog", "Compiling the kernels of figures (only the first time)")):
        if message:
            say(message)
        prompt = Prompt(
            subject=Subject(noun=noun),
            setting=Setting(text="field of sunflowers", family=Family.FIELD, features=("sunflower",)),
            camera=Camera.STATIC,
        )
        spec = Spec(prompt=prompt, seconds=Fraction(1))
        source = PrevisSource(spec, 64, 36, FrameRate(Fraction(24)), "preview")
        source.frame(0)
        source.close()
