"""Documents as sources: which kind is drawn by what."""

from __future__ import annotations

from typing import Any

from reelwright.compose.frame import Source
from reelwright.errors import OptionError
from reelwright.previs.pictures.loop import LoopedSource, overlap_of
from reelwright.previs.pictures.spec import SCHEMA, PictureSpec
from reelwright.previs.spec import Quality, Spec
from reelwright.timing import FrameRate

__all__ = ["open_picture", "open_take"]


def open_picture(
    spec: PictureSpec, width: int, height: int, rate: FrameRate, quality: Quality = "preview"
) -> Source:
    """The frames of ``spec`` at ``width`` x ``height`` (even, 2 .. 8192) and ``rate``.

    Raises:
        MediaError: a file cannot be read, or is not the one that was planned with.
        OptionError: a size that cannot be drawn.
    """
    if width % 2 or height % 2 or not (2 <= width <= 8192 and 2 <= height <= 8192):
        raise OptionError(
            f"A picture cannot be {width} x {height} pixels.",
            code="bad-size",
            hint="Use even numbers from 2 to 8192.",
        )
    if spec.kind == "move":
        from reelwright.previs.pictures.parallax import MoveSource

        return _looped(MoveSource(spec, width, height, rate), spec, rate)
    if spec.kind == "morph":
        from reelwright.previs.pictures.morph import MorphSource

        return MorphSource(spec, width, height, rate)
    if spec.kind == "retime":
        from reelwright.previs.pictures.retime import RetimedSource

        return RetimedSource(spec, width, height, rate)
    if spec.kind == "follow":
        from reelwright.previs.pictures.seam import FollowSource

        return FollowSource(spec, width, height, rate)
    from reelwright.previs.pictures.treated import TreatedSource

    return _looped(TreatedSource(spec, width, height, rate), spec, rate)


def _looped(source: Source, spec: PictureSpec, rate: FrameRate) -> Source:
    if not spec.loop:
        return source
    return LoopedSource(source, rate.frames(spec.seconds), overlap_of(spec.seconds, rate))


def open_take(document: dict[str, Any], width: int, height: int, rate: FrameRate, quality: Quality) -> Source:
    """The frames of a previs take, whatever its document is.

    Raises:
        MediaError, OptionError: as for :func:`open_picture` and
        :class:`~reelwright.previs.source.PrevisSource`.
    """
    if document.get("version") == SCHEMA:
        return open_picture(PictureSpec.model_validate(document), width, height, rate, quality)
    from reelwright.previs.source import PrevisSource

    spec = Spec.model_validate(document)
    source: Source = PrevisSource(spec, width, height, rate, quality)
    if spec.loop:
        return LoopedSource(source, rate.frames(spec.seconds), overlap_of(spec.seconds, rate))
    return source
