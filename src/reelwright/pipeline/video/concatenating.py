"""One video from several: copied where they agree, encoded only where they must be."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from reelwright.encode.dialects import Dialect, Look
from reelwright.encode.joining import join_pictures
from reelwright.encode.samples import Samples
from reelwright.encode.smartcut import Cut, NoJoint
from reelwright.errors import OptionError, RenderError
from reelwright.pipeline.canvas import solve_canvas
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.delivery import check_paths, deliver, fits, scratch_folder, tags_of
from reelwright.pipeline.video.part_sounds import joined_sound, whole_sound
from reelwright.pipeline.video.parts import Part, encoded_part, joint_dialect, largest_group, open_part
from reelwright.pipeline.video.placing import Fit, PlacedVideo, check_fit
from reelwright.pipeline.video.recoding import even, make_tracks, video_facts
from reelwright.pipeline.video.report import ToolReport
from reelwright.timing import FrameRate, parse_rate

__all__ = ["concat", "join_parts"]


def concat(
    sources: Sequence[Path | str],
    output: Path | str,
    *,
    fit: str = "fit",
    size: str | None = None,
    fps: str | int | float | Fraction | None = None,
    watch: Watcher = ignore,
) -> ToolReport:
    """Write ``sources`` one after another to ``output``.

    Those that agree in codec, size and format are copied; the largest such group (by length) sets what the
    result is like, and only the others are encoded to match. Sound likewise: a source without any gets
    silence. Every source's sound starts with its picture, within half an audio packet (11 ms for AAC), which
    never adds up.

    Args:
        sources: at least one, in order; a file may come several times.
        output: .mp4, .m4v, .mov, .mkv, .webm or .ts; written at the very end, whole or not at all.
        fit: how pictures of another shape are placed: fit, fill, pad, letterbox, blur or stretch.
        size: ``WIDTHxHEIGHT`` or 480p .. 2160p: encode everything to this size.
        fps: encode everything to this rate.
        watch: called with progress.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    began = time.monotonic()
    paths, output = [Path(source) for source in sources], Path(output)
    if not paths:
        raise OptionError("There is nothing to join.", code="no-input", hint="Name at least one video.")
    way = check_fit(fit)
    check_paths(paths, output)
    with scratch_folder() as scratch:
        plain = output.suffix.lower() != ".mov"
        opened: dict[Path, Part] = {}
        looks: dict[bytes, Look] = {}
        for number, path in enumerate(dict.fromkeys(paths)):
            watch(Progress("plan", number, len(paths), path.name))
            opened[path] = open_part(path, number, scratch, plain=plain, known=looks)
        parts = [opened[path] for path in paths]
        if size is not None or fps is not None:
            tracks, copied, encoded, notes = _remade(parts, output, way, size, fps, scratch, watch)
        else:
            tracks, copied, encoded, notes = join_parts(parts, output, way, scratch, watch)
        deliver(tracks, output, tags_of(paths[0]), scratch, watch)
    return ToolReport.of_tracks(str(output), tracks, copied, encoded, time.monotonic() - began, notes)


Made = tuple[list[Samples], int, int, tuple[str, ...]]


def join_parts(parts: Sequence[Part], output: Path, fit: Fit, scratch: Path, watch: Watcher) -> Made:
    """The tracks of ``parts`` joined, with how many pictures were copied and encoded, and notes.

    Raises:
        MediaError: a part cannot be decoded.
    """
    group = largest_group(parts)
    dialect = joint_dialect(group)
    kept = bool(group) and group[0].cut is not None and fits(group[0].cut.track, output)
    if not kept or (dialect is None and len(group) < len(parts)):
        return _remade(parts, output, fit, None, None, scratch, watch)
    try:
        cuts = _cuts(parts, group, dialect, fit, scratch, watch)
        video = join_pictures([cut.track for cut in cuts], scratch / "sets")
    except (NoJoint, RenderError):
        return _remade(parts, output, fit, None, None, scratch, watch)
    parts = [replace(part, length=cut.track.seconds) for part, cut in zip(parts, cuts, strict=True)]
    watch(Progress("audio"))
    sound = joined_sound(parts, scratch, output)
    others = dict.fromkeys(part.path.name for part in parts if part not in group)
    notes = (f"Encoded to match the others: {', '.join(others)}.",) if others else ()
    return (
        [video] if sound is None else [video, sound],
        sum(cut.copied for cut in cuts),
        sum(cut.encoded for cut in cuts),
        notes,
    )


def _cuts(
    parts: Sequence[Part], group: list[Part], dialect: Dialect | None, fit: Fit, scratch: Path, watch: Watcher
) -> list[Cut]:
    made: dict[Path, Cut] = {}
    cuts = []
    for number, part in enumerate(parts):
        if part in group:
            assert part.cut is not None
            cuts.append(part.cut)
            continue
        assert dialect is not None
        if part.path not in made:
            made[part.path] = encoded_part(part, group[0], dialect, fit, scratch / f"made{number}", watch)
        cuts.append(made[part.path])
    return cuts


def _remade(
    parts: Sequence[Part],
    output: Path,
    fit: Fit,
    size: str | None,
    fps: str | int | float | Fraction | None,
    scratch: Path,
    watch: Watcher,
) -> Made:
    """Everything encoded: the size of the largest picture (or ``size``) and the rate that lasts longest."""
    rate = parse_rate(fps) if fps is not None else _commonest_rate(parts)
    width, height = _canvas(parts, size)
    frames = [max(1, rate.frames(part.length)) for part in parts]
    sized = [replace(part, length=rate.seconds(n), frames=n) for part, n in zip(parts, frames, strict=True)]
    pictures = _pictures(sized, width, height, rate, fit)
    video = make_tracks(pictures, width, height, rate, scratch, output, total=sum(frames), watch=watch)
    watch(Progress("audio"))
    sound = whole_sound(sized, scratch, output)
    notes = () if size or fps else ("The files have nothing in common: everything was encoded.",)
    return [video] if sound is None else [video, sound], 0, sum(frames), notes


def _commonest_rate(parts: Sequence[Part]) -> FrameRate:
    """The rate at which most of the time is shown."""
    lasting: dict[FrameRate, Fraction] = defaultdict(Fraction)
    for part in parts:
        lasting[part.rate] += part.length
    return max(lasting, key=lambda rate: lasting[rate])


def _canvas(parts: Sequence[Part], size: str | None) -> tuple[int, int]:
    facts = [video_facts(part.path) for part in parts]
    largest = max(facts, key=lambda fact: fact.width * fact.height)
    if size is None:
        return even(largest.width), even(largest.height)
    canvas = solve_canvas(f"{largest.width}:{largest.height}", size)
    return canvas.width, canvas.height


def _pictures(parts: Sequence[Part], width: int, height: int, rate: FrameRate, fit: Fit) -> Iterator[Any]:
    for part in parts:
        video = PlacedVideo(part.path, width, height, rate, fit=fit)
        try:
            for n in range(part.frames):
                yield video.frame(n)
        finally:
            video.close()
