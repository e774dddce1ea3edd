"""Colours: exposure, contrast, saturation, temperature, tables and named looks."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reelwright.compose.frame import Frame
from reelwright.errors import OptionError
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.delivery import check_paths, deliver, scratch_folder, tags_of
from reelwright.pipeline.video.recoding import copied_sound, make_tracks, open_video, video_facts
from reelwright.pipeline.video.report import ToolReport
from reelwright.timeline import Adjust, Lut, Wheels

__all__ = ["LOOKS", "grade"]

Step = Adjust | Lut | Wheels


@dataclass(frozen=True, slots=True)
class Look:
    """A named chain of colour steps, and what it does in a few words."""

    says: str
    steps: tuple[Step, ...]


LOOKS: Final[dict[str, Look]] = {
    "warm": Look("golden and soft", (Adjust(temperature=0.35, saturation=1.08),)),
    "cool": Look("blue and clean", (Adjust(temperature=-0.35, saturation=0.98),)),
    "vivid": Look("more colour and punch", (Adjust(contrast=1.12, saturation=1.35),)),
    "faded": Look(
        "lifted blacks, quiet colours",
        (Wheels(lift=(0.06, 0.06, 0.08)), Adjust(contrast=0.9, saturation=0.78)),
    ),
    "noir": Look("black and white, hard", (Adjust(saturation=0.0, contrast=1.28),)),
    "sepia": Look("brown like an old print", (Adjust(saturation=0.0), Wheels(gain=(1.16, 0.96, 0.68)))),
    "teal-orange": Look(
        "cool shadows, warm light",
        (
            Wheels(lift=(-0.03, 0.015, 0.05), gamma=(1.0, 1.0, 0.98), gain=(1.08, 1.0, 0.88)),
            Adjust(contrast=1.06, saturation=1.12),
        ),
    ),
    "vintage": Look(
        "warm, low contrast, tinted shadows",
        (Wheels(lift=(0.06, 0.03, 0.05), gain=(1.0, 0.96, 0.84)), Adjust(contrast=0.95, saturation=0.86)),
    ),
    "bleach": Look("silvery and contrasty", (Adjust(saturation=0.45, contrast=1.25, exposure=0.1),)),
}
"""The looks that ``--look`` knows."""


def grade(
    source: Path | str,
    output: Path | str,
    *,
    exposure: float = 0.0,
    contrast: float = 1.0,
    saturation: float = 1.0,
    temperature: float = 0.0,
    tint: float = 0.0,
    lut: Path | str | None = None,
    look: str | None = None,
    strength: float = 1.0,
    watch: Watcher = ignore,
) -> ToolReport:
    """Write ``source`` with other colours to ``output``; the sound is copied.

    The sliders come first, then the look, then the table.

    Args:
        source: a video.
        output: .mp4, .m4v, .mov, .mkv, .webm or .ts.
        exposure: stops, -8 to 8.
        contrast: 0 to 4; 1 leaves it.
        saturation: 0 (grey) to 4; 1 leaves it.
        temperature: -1 (blue) to 1 (golden).
        tint: -1 (green) to 1 (magenta).
        lut: a ``.cube`` table.
        look: a name in :data:`LOOKS`.
        strength: how much of the table and the look, 0 to 1.
        watch: called with progress.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    began = time.monotonic()
    source, output = Path(source), Path(output)
    _check(exposure, "exposure", -8, 8)
    _check(contrast, "contrast", 0, 4)
    _check(saturation, "saturation", 0, 4)
    _check(temperature, "temperature", -1, 1)
    _check(tint, "tint", -1, 1)
    _check(strength, "strength", 0, 1)
    steps: list[Step] = [
        Adjust(
            exposure=exposure, contrast=contrast, saturation=saturation, temperature=temperature, tint=tint
        )
    ]
    if steps == [Adjust()]:
        steps = []
    if look is not None:
        if look not in LOOKS:
            raise OptionError(
                f"There is no look “{look}”.", code="unknown-look", hint=f"Use one of: {', '.join(LOOKS)}."
            )
        steps += [_weaker(step, strength) for step in LOOKS[look].steps]
    if lut is not None:
        steps.append(Lut(path=str(lut), strength=strength))
    if not steps:
        raise OptionError(
            "There is nothing to change.", code="no-change", hint="Give --look, --lut, --exposure or another."
        )
    check_paths([source], output)
    watch(Progress("plan", message=source.name))
    video_facts(source)
    return _graded(source, output, steps, began, watch)


def _check(value: float, name: str, low: float, high: float) -> None:
    if not low <= value <= high:
        raise OptionError(
            f"{name.capitalize()} must be from {low:g} to {high:g}, not {value:g}.", code=f"bad-{name}"
        )


def _weaker(step: Step, strength: float) -> Step:
    """``step`` moved towards doing nothing."""
    if strength == 1 or isinstance(step, Lut):
        return step
    neutral = type(step)()
    changed = {}
    for name in type(step).model_fields:
        now, plain = getattr(step, name), getattr(neutral, name)
        if isinstance(now, tuple):
            changed[name] = tuple(p + (n - p) * strength for n, p in zip(now, plain, strict=True))
        elif isinstance(now, float):
            changed[name] = plain + (now - plain) * strength
    return step.model_copy(update=changed)


def _graded(source: Path, output: Path, steps: Sequence[Step], began: float, watch: Watcher) -> ToolReport:
    from reelwright.compose.grading import apply_table, bake, grade_at

    table = bake(grade_at(steps, 0))
    with scratch_folder() as scratch:
        video = open_video(source)
        length = video.length or 1
        try:

            def frames() -> Iterator[Frame]:
                for n in range(length):
                    frame = video.frame(n).copy()
                    apply_table(frame, table)
                    yield frame

            track = make_tracks(
                frames(), video.width, video.height, video.rate, scratch, output, total=length, watch=watch
            )
        finally:
            video.close()
        tracks = [track, *copied_sound(source, scratch, output, track.seconds)]
        deliver(tracks, output, tags_of(source), scratch, watch)
    return ToolReport.of_tracks(str(output), tracks, 0, length, time.monotonic() - began)
