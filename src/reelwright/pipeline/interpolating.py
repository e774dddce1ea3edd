"""A clip at another frame rate, with pictures made in between where the motion is clear; the sound is
copied."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path

from reelwright.errors import OptionError
from reelwright.pipeline.progress import Watcher, ignore
from reelwright.pipeline.video.delivery import check_paths, deliver, scratch_folder, tags_of
from reelwright.pipeline.video.recoding import copied_sound, even, make_tracks
from reelwright.pipeline.video.report import ToolReport
from reelwright.timing import parse_rate

__all__ = ["interpolate"]


def interpolate(
    clip: Path | str,
    output: Path | str,
    *,
    fps: str | int | float | Fraction,
    watch: Watcher = ignore,
) -> ToolReport:
    """Write ``clip`` at ``fps`` frames a second to ``output``.

    Pictures in between follow the motion of what is seen. Cuts stay cuts, repeated pictures are evened out,
    and where the motion is not clear the nearest picture is shown. Memory does not grow with the clip's
    length.

    Args:
        clip: a video file of any rate, also a variable one.
        output: MP4, MOV, MKV, WebM or TS, written at the very end, whole or not at all.
        fps: 24, 25, 30000/1001, 48, 60, 120 ...
        watch: told about progress.

    Raises:
        MediaError: the clip is missing, unreadable, or no clip.
        OptionError: not a frame rate.
        OutputError: ``output`` cannot be written, or is the clip itself.
    """
    from reelwright.previs.pictures.intake import check_clip
    from reelwright.previs.pictures.retime import RetimedSource
    from reelwright.previs.pictures.spec import File, PictureSpec

    started = time.monotonic()
    source, target = Path(clip), Path(output)
    rate = parse_rate(fps)
    check_paths([source], target)
    facts = check_clip(source)
    if rate.frames(facts.duration) < 1:
        raise OptionError(
            f"{source} is too short for {rate} frames a second.",
            code="too-short",
            hint="Ask for a higher rate.",
        )
    width, height = even(facts.width), even(facts.height)
    spec = PictureSpec(kind="retime", files=(File(path=str(source)),))
    with scratch_folder() as scratch:
        shown = RetimedSource(spec, width, height, rate)
        try:
            total = shown.length or 1
            pictures = (shown.frame(n) for n in range(total))
            video = make_tracks(pictures, width, height, rate, scratch, target, total=total, watch=watch)
        finally:
            shown.close()
        tracks = [video, *copied_sound(source, scratch, target, rate.seconds(total))]
        deliver(tracks, target, tags_of(source), scratch, watch)
    notes = (shown.told,) if shown.told else ()
    return ToolReport.of_tracks(str(target), tracks, 0, total, time.monotonic() - started, notes)
