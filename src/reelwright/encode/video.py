"""Frames -> one segment: H.264 in a small MP4 that plays on its own and joins others by byte copy."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from reelwright.compose.frame import Frame
from reelwright.encode.boxes import box
from reelwright.encode.segment import Sample, SegmentWriter
from reelwright.encode.settings import LARGEST_SIDE, VideoSettings
from reelwright.encode.tracks import Track, video_timescale
from reelwright.errors import OptionError, RenderError
from reelwright.timing import FrameRate

__all__ = ["encode_segment"]

_GLOBAL_HEADER: Final = 1 << 22  # AV_CODEC_FLAG_GLOBAL_HEADER: parameter sets in the header only
_BT709: Final = 1  # the same code point for primaries, transfer and matrix (ITU-T H.273)
_LIMITED: Final = 1  # AVCOL_RANGE_MPEG
_SEI: Final = 6
_DELIMITER: Final = b"\0\0\0\2\x09\x10"  # access unit delimiter, "I slices only"


def encode_segment(
    frames: Iterable[Frame], path: Path, settings: VideoSettings, width: int, height: int, rate: FrameRate
) -> int:
    """Encode ``frames`` in display order into the segment file ``path``; how many there were.

    The first frame is shown at exactly 0 and each lasts exactly one frame of ``rate``. Equal frames and
    settings give equal bytes. Memory holds one group of pictures, whatever the number of frames.

    Args:
        frames: pictures of ``width`` x ``height``; a frame's planes are not used after the next is asked for.
        path: where to write; the caller removes it when this raises.
        settings: see :class:`VideoSettings`.
        width: luma samples a row, even, 2..16384.
        height: luma rows, even, 2..16384.
        rate: frames a second.

    Raises:
        OptionError: the size cannot be encoded.
        RenderError: no frames, a frame of another size, or the encoder failed.
        OSError: the file cannot be written.
    """
    if width % 2 or height % 2 or not (2 <= width <= LARGEST_SIDE and 2 <= height <= LARGEST_SIDE):
        raise OptionError(
            f"A picture of {width}x{height} cannot be encoded.",
            code="bad-size",
            hint=f"Use even sides from 2 to {LARGEST_SIDE}.",
        )
    try:
        encoder = _encoder(settings, width, height, rate)
        timescale, ticks = video_timescale(rate.value)
        entry = _sample_entry(bytes(encoder.extradata or b""), width, height)
        track = Track(1, "video", timescale, entry, 0, 0, width=width, height=height)
        with path.open("wb") as file:
            writer = SegmentWriter(file, track, ticks, settings.reorder)
            for group in _groups(_packets(encoder, frames, width, height)):
                writer.group(group)
            if not writer.frames:
                raise RenderError("A segment without frames was to be encoded.", code="no-frames")
            writer.close()
    except av.error.FFmpegError as error:
        raise RenderError(
            f"The encoder failed at {width}x{height}: {error}.",
            code="encoder-failed",
            settings=settings.quality,
        ) from error
    return writer.frames


def _encoder(settings: VideoSettings, width: int, height: int, rate: FrameRate) -> Any:
    encoder: Any = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, settings.pix_fmt
    encoder.framerate, encoder.time_base = rate.value, 1 / rate.value
    encoder.sample_aspect_ratio = Fraction(1)
    encoder.gop_size = settings.gop(rate)
    encoder.thread_count = 1
    encoder.flags |= _GLOBAL_HEADER
    encoder.color_primaries = encoder.color_trc = encoder.colorspace = _BT709
    encoder.color_range = _LIMITED
    options = {
        "preset": settings.preset,
        "crf": str(settings.crf),
        "profile": settings.profile,
        "x264-params": settings.x264_params(),
    }
    if settings.tune:
        options["tune"] = settings.tune
    if settings.level:
        options["level"] = settings.level
    encoder.options = options
    encoder.open()
    return encoder


def _packets(encoder: Any, frames: Iterable[Frame], width: int, height: int) -> Iterator[Any]:
    for n, frame in enumerate(frames):
        if frame.y.shape != (height, width):
            raise RenderError(
                f"Frame {n} is {frame.width}x{frame.height}, not {width}x{height}.", code="wrong-frame-size"
            )
        picture = _picture(frame)
        picture.pts = n
        yield from encoder.encode(picture)
    yield from encoder.encode(None)


def _picture(frame: Frame) -> Any:
    """The frame as the encoder takes it: the same memory where the planes lie back to back, else a copy."""
    width, height = frame.width, frame.height
    area = width * height
    at = frame.y.__array_interface__["data"][0]
    if (
        frame.u.__array_interface__["data"][0] == at + area
        and frame.v.__array_interface__["data"][0] == at + area + area // 4
        and all(plane.flags.c_contiguous for plane in (frame.y, frame.u, frame.v))
    ):
        whole = np.lib.stride_tricks.as_strided(frame.y, (height * 3 // 2, width), (width, 1))
        return av.VideoFrame.from_numpy_buffer(whole, "yuv420p")
    picture: Any = av.VideoFrame(width, height, "yuv420p")
    for plane, samples in zip(picture.planes, (frame.y, frame.u, frame.v), strict=True):
        np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[:, : samples.shape[1]] = samples
    return picture


def _groups(packets: Iterable[Any]) -> Iterator[list[Sample]]:
    """The packets' pictures as closed groups, each opened by a key frame."""
    group: list[Sample] = []
    first = 0
    for packet in packets:
        if packet.is_keyframe:
            if group:
                yield group
            group, first = [], packet.pts
        group.append(Sample(_units(bytes(packet), opens=not group), packet.pts - first))
    if group:
        yield group


def _units(data: bytes, *, opens: bool) -> bytes:
    """A packet's units without the encoder's banner (SEI), which would repeat in every segment.

    A delimiter opens each group: two IDR pictures in a row (segments of one frame) stay two access units.
    """
    kept, at = [_DELIMITER] if opens else [], 0
    while at < len(data):
        end = at + 4 + struct.unpack_from(">I", data, at)[0]
        if data[at + 4] & 31 != _SEI:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def _sample_entry(config: bytes, width: int, height: int) -> bytes:
    """The ``avc1`` box: size, parameter sets (``config`` is an avcC payload) and BT.709 limited range."""
    if not config or config[0] != 1:
        raise RenderError("The encoder gave no parameter sets.", code="encoder-failed")
    head = struct.pack(">6xH16xHHIIIH32xHh", 1, width, height, 0x480000, 0x480000, 0, 1, 24, -1)
    colour = box(b"colr", b"nclx", struct.pack(">HHHB", _BT709, _BT709, _BT709, 0))
    square = box(b"pasp", struct.pack(">II", 1, 1))
    return box(b"avc1", head, box(b"avcC", config), colour, square)
