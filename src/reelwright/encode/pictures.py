"""Pictures -> a video stream in a file of its own, by any encoder that is there, with all cores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from reelwright.compose.frame import Frame
from reelwright.encode.settings import LARGEST_SIDE
from reelwright.errors import OptionError, RenderError
from reelwright.timing import FrameRate

__all__ = ["ENCODERS", "encode_pictures", "to_picture"]

ENCODERS: Final[Mapping[str, tuple[str, str, dict[str, str]]]] = {
    "h264": ("libx264", "yuv420p", {"preset": "fast", "crf": "18"}),
    "h264-draft": ("libx264", "yuv420p", {"preset": "veryfast", "crf": "23"}),
    "vp9": ("libvpx-vp9", "yuv420p", {"crf": "28", "b": "0", "row-mt": "1", "cpu-used": "4"}),
    "vp9-alpha": ("libvpx-vp9", "yuva420p", {"crf": "24", "b": "0", "row-mt": "1", "auto-alt-ref": "0"}),
    "prores": ("prores_ks", "yuv422p10le", {"profile": "3", "vendor": "apl0"}),
    "prores-alpha": ("prores_ks", "yuva444p10le", {"profile": "4", "vendor": "apl0"}),
}
"""Names of encodings: encoder, pixel format and options."""

_BT709: Final = 1
_LIMITED: Final = 1


def to_picture(frame: Frame) -> Any:
    """``frame`` as PyAV has it, 8 bit 4:2:0, with alpha where it has some; memory of its own."""
    import av

    planes = (frame.y, frame.u, frame.v) if frame.a is None else (frame.y, frame.u, frame.v, frame.a)
    picture: Any = av.VideoFrame(frame.width, frame.height, "yuv420p" if frame.a is None else "yuva420p")
    for plane, samples in zip(picture.planes, planes, strict=True):
        np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[:, : samples.shape[1]] = samples
    return picture


def encode_pictures(
    pictures: Iterable[Any],
    path: Path,
    width: int,
    height: int,
    rate: FrameRate,
    *,
    encoding: str = "h264",
    container: str = "mp4",
    options: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> int:
    """Encode pictures at a constant rate; how many there were.

    Args:
        pictures: :class:`Frame` or PyAV frames of ``width`` x ``height``, in order, BT.709 limited range.
        path: where to write; the caller removes it when this raises.
        width: luma samples a row, even, at most 16384.
        height: luma rows, even, at most 16384.
        rate: frames a second.
        encoding: a name in :data:`ENCODERS`.
        container: FFmpeg's name of the format.
        options: more options for the encoder, or other values.
        metadata: tags.

    Raises:
        OptionError: the size cannot be encoded.
        RenderError: no pictures, or the encoder failed.
    """
    import av

    name, pix_fmt, base = ENCODERS[encoding]
    if width % 2 or height % 2 or not (2 <= width <= LARGEST_SIDE and 2 <= height <= LARGEST_SIDE):
        raise OptionError(
            f"A picture of {width}x{height} cannot be encoded.",
            code="bad-size",
            hint=f"Use even sides from 2 to {LARGEST_SIDE}.",
        )
    count = 0
    try:
        with av.open(str(path), "w", format=container) as out:
            for key, value in (metadata or {}).items():
                out.metadata[key] = value
            stream: Any = out.add_stream(name, rate=rate.value, options={**base, **(options or {})})
            stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
            context = stream.codec_context
            context.time_base = 1 / rate.value
            context.gop_size = 2 * rate.nominal
            context.sample_aspect_ratio = Fraction(1)
            context.color_primaries = context.color_trc = context.colorspace = _BT709
            context.color_range = _LIMITED
            stream.thread_type = "AUTO"
            for picture in _ready(pictures, pix_fmt):
                picture.pts, picture.time_base = count, context.time_base
                picture.pict_type = 0
                out.mux(stream.encode(picture))
                count += 1
            if not count:
                raise RenderError("A video without pictures was to be encoded.", code="no-frames")
            out.mux(stream.encode(None))
    except av.error.FFmpegError as error:
        raise RenderError(
            f"The encoder {name} failed at {width}x{height}: {error}.", code="encoder-failed"
        ) from error
    return count


def _ready(pictures: Iterable[Any], pix_fmt: str) -> Iterator[Any]:
    for picture in pictures:
        found = to_picture(picture) if isinstance(picture, Frame) else picture
        yield found if found.format.name == pix_fmt else found.reformat(format=pix_fmt)
