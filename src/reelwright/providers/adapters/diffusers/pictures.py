"""Pictures and clips that are given to a model: read, turned upright, and cut to the size that is made."""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from reelwright.providers.adapters.diffusers.trouble import broken
from reelwright.providers.fault import Kind, ProviderFault

__all__ = ["read_clip", "read_picture"]

_FORMATS: Final = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")
_CONTAINERS: Final = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif"


def read_picture(path: Path, width: int, height: int) -> Any:
    """The picture in ``path`` as PIL, RGB, filling ``width`` x ``height``; what juts out is cut off evenly.

    Raises:
        ProviderFault: it cannot be read.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(path, formats=_FORMATS) as file:
            upright = ImageOps.exif_transpose(file) or file
            return _fill(upright.convert("RGB"), width, height)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise _unreadable(path, "a picture", error) from None


def read_clip(
    path: Path, width: int, height: int, fps: Fraction, *, most: int, from_end: bool = False
) -> list[Any]:
    """Frames of the video ``path`` at ``fps``, each as :func:`read_picture` gives it.

    Args:
        path: the file.
        width: of the frames.
        height: of the frames.
        fps: frames a second; the source's are repeated or left out to keep its speed.
        most: how many at most.
        from_end: the last ones instead of the first.

    Raises:
        ProviderFault: it cannot be read, or holds no picture.
    """
    import av

    frames: deque[Any] = deque(maxlen=most if from_end else None)
    options = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "file"}
    start: Fraction | None = None
    number = 0
    try:
        with av.open(str(path), options=options) as container:
            for frame in container.decode(container.streams.video[0]):
                if frame.pts is None or frame.time_base is None:
                    continue
                at = frame.pts * frame.time_base
                start = at if start is None else start
                end = at + (frame.duration or 0) * frame.time_base
                # Every moment of our own clock that falls into this frame shows it.
                if number >= (end - start) * fps and number > (at - start) * fps:
                    continue
                picture = _fill(frame.to_image(), width, height)
                while number < (end - start) * fps or number <= (at - start) * fps:
                    frames.append(picture)
                    number += 1
                    if not from_end and number >= most:
                        return list(frames)
    except (av.FFmpegError, OSError, ValueError, IndexError) as error:
        raise _unreadable(path, "a video", error) from None
    if not frames:
        raise _unreadable(path, "a video", ValueError("there is no picture in it"))
    return list(frames)


def _fill(image: Any, width: int, height: int) -> Any:
    """``image`` scaled to cover the size, its middle kept."""
    from PIL import Image, ImageOps

    return ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)


def _unreadable(path: Path, what: str, error: Exception) -> ProviderFault:
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return broken(
        f"{path} is not {what} that can be read: {said.rstrip('.')}.",
        "bad-media",
        "Give a PNG, JPEG or WebP picture, or an MP4, MOV or WebM video.",
        Kind.INVALID,
    )
