"""Codecs in which a few pictures can be encoded to sit in one track with others that are copied.

A decoder must switch from the copied pictures' parameters to the new ones' and back at pictures that need
nothing before them. H.264 gives the new ones parameter sets with a number of their own, listed beside the old
ones in the sample entry; H.265 repeats the sets inside the samples; VP9 and AV1 key pictures carry theirs.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Protocol

from reelwright.encode.nal import AvcConfig, HevcConfig, prefixed, split_units, units
from reelwright.errors import RenderError

__all__ = ["Avc", "Dialect", "Hevc", "Look", "SelfContained", "dialect_of", "is_intra_only"]

_GLOBAL_HEADER: Final = 1 << 22
_IDR: Final = 5
_HEVC_IDR: Final = (19, 20)
_HEVC_RANDOM: Final = range(16, 22)
_BLA_N_LP: Final = 18
_CRA: Final = 21
_AVC_PROFILES: Final = {
    66: "baseline",
    77: "main",
    100: "high",
    110: "high10",
    122: "high422",
    244: "high444",
}
_INTRA_ONLY: Final = frozenset(
    (
        "apch",
        "apcn",
        "apcs",
        "apco",
        "ap4h",
        "ap4x",
        "mjpa",
        "mjpb",
        "jpeg",
        "AVdn",
        "AVdh",
        "png ",
        "FFV1",
        "raw ",
    )
)


@dataclass(frozen=True, slots=True)
class Look:
    """What pictures must have in common to share a track: taken from the stream they join."""

    width: int
    height: int
    pix_fmt: str
    rate: Fraction
    sample_aspect: Fraction = Fraction(1)
    primaries: int = 2
    transfer: int = 2
    matrix: int = 2
    range: int = 0
    field_order: str = ""

    @classmethod
    def of_stream(cls, stream: Any, picture: Any) -> Look:
        """The look of a stream, from it and one of its decoded pictures."""
        context = stream.codec_context
        return cls(
            picture.width,
            picture.height,
            picture.format.name,
            Fraction(stream.average_rate or stream.guessed_rate or 25),
            Fraction(stream.sample_aspect_ratio or 1) or Fraction(1),
            int(context.color_primaries),
            int(context.color_trc),
            int(context.colorspace),
            int(context.color_range),
            {2: "tff", 3: "bff", 4: "tff", 5: "bff"}.get(int(context.field_order), "")
            if picture.interlaced_frame
            else "",
        )


class Dialect(Protocol):
    """One way of joining encoded pictures to copied ones.

    ``repeats`` tells that every copied key picture has to be rewritten by :meth:`opening`, so that players
    can jump to it from anywhere.
    """

    repeats: bool

    def opens(self, data: bytes) -> bool:
        """Whether decoding can begin at this sample, with nothing before it."""
        ...

    def opening(self, data: bytes, *, first: bool) -> bytes:
        """The copied key picture ``data`` as it has to be beside encoded ones; ``first`` after a cut."""
        ...

    def encode(self, pictures: Iterable[Any], look: Look, *, gop: int = 0) -> Iterator[tuple[bytes, bool]]:
        """Samples of ``pictures`` (of that look), in order, not reordered, and which are key pictures.

        ``gop`` pictures at most from one key picture to the next; 0 for the edge of a cut, which has only
        one, and is encoded to look like what it stands in for.
        """
        ...

    def entry(self, entry: bytes) -> bytes:
        """The sample entry for a track that holds both."""
        ...


def dialect_of(entry: bytes) -> Dialect | None:
    """The dialect of a sample entry; None where pictures cannot be joined to it."""
    code = entry[4:8].decode("latin-1")
    if code in ("avc1", "avc3"):
        avc = AvcConfig.of_entry(entry)
        return Avc(avc) if avc is not None and avc.prefix == 4 and avc.sps else None
    if code in ("hvc1", "hev1"):
        hevc = HevcConfig.of_entry(entry)
        return Hevc(hevc) if hevc is not None and hevc.prefix == 4 and hevc.sets else None
    encoder = {"vp09": "libvpx-vp9", "av01": "libsvtav1"}.get(code)
    return SelfContained(encoder) if encoder else None


def is_intra_only(entry: bytes) -> bool:
    """True for codecs whose every picture stands alone."""
    return entry[4:8].decode("latin-1") in _INTRA_ONLY


class Avc:
    """H.264."""

    repeats = False

    def __init__(self, config: AvcConfig) -> None:
        self._config = config
        self._added: AvcConfig | None = None
        self._spare = next(n for n in range(1, 32) if n not in config.used_ids)

    def opens(self, data: bytes) -> bool:
        """True for IDR pictures."""
        kinds = [unit[0] & 31 for unit in units(data)]
        return next((kind for kind in kinds if 1 <= kind <= _IDR), 0) == _IDR

    def opening(self, data: bytes, *, first: bool) -> bytes:
        """As it is: its parameter sets have numbers of their own."""
        return data

    def encode(self, pictures: Iterable[Any], look: Look, *, gop: int = 0) -> Iterator[tuple[bytes, bool]]:
        """One closed run: an IDR picture and P pictures, parameter sets in the sample entry only."""
        options = {
            "preset": "fast" if gop else "veryfast",
            "crf": "18" if gop else "14",
            "profile": self._profile(look),
            "x264-params": "annexb=0:stitchable=1:scenecut=0:open-gop=0:bframes=0"
            f":keyint={gop or 'infinite'}:repeat-headers=0:sps-id={self._spare}"
            + (f":{look.field_order}=1" if look.field_order else ""),
        }
        encoder = _encoder("libx264", look, options, gop=gop)
        added = AvcConfig.parse(bytes(encoder.extradata or b""))
        if added is None or added.prefix != 4:
            raise RenderError("The encoder gave no parameter sets.", code="encoder-failed")
        self._added = added if self._added is None else self._added.with_sets(added)
        yield from _packets(encoder, pictures)

    def _profile(self, look: Look) -> str:
        from av.video.format import VideoFormat

        kind = VideoFormat(look.pix_fmt)
        if kind.components[0].bits > 8 or "422" in look.pix_fmt or "444" in look.pix_fmt:
            return "high444" if "444" in look.pix_fmt else "high422" if "422" in look.pix_fmt else "high10"
        name = _AVC_PROFILES.get(self._config.head[1], "high")
        return name if name in ("baseline", "main") and not look.field_order else "high"

    def entry(self, entry: bytes) -> bytes:
        """With both encodings' parameter sets."""
        return entry if self._added is None else self._config.with_sets(self._added).into(entry)


class Hevc:
    """H.265."""

    repeats = True

    def __init__(self, config: HevcConfig) -> None:
        self._config = config
        self._used = False

    def opens(self, data: bytes) -> bool:
        """True for IDR, BLA and CRA pictures; of the last two, pictures shown before them are left out."""
        kinds = [unit[0] >> 1 & 63 for unit in units(data)]
        return next((kind for kind in kinds if kind < 32), 0) in _HEVC_RANDOM

    def opening(self, data: bytes, *, first: bool) -> bytes:
        """With its parameter sets, and a CRA picture as BLA: what went before is no part of its coding."""
        found = list(units(data))
        kinds = [unit[0] >> 1 & 63 for unit in found]
        cut = [
            bytes(((unit[0] & 0x81) | _BLA_N_LP << 1, unit[1])) + unit[2:] if first and kind == _CRA else unit
            for unit, kind in zip(found, kinds, strict=True)
        ]
        at = 1 if kinds and kinds[0] == 35 else 0  # an access unit delimiter stays first
        return prefixed([*cut[:at], *self._config.sets, *cut[at:]])

    def encode(self, pictures: Iterable[Any], look: Look, *, gop: int = 0) -> Iterator[tuple[bytes, bool]]:
        """One closed run, its parameter sets inside the first sample."""
        self._used = True
        options = {
            "preset": "fast" if gop else "veryfast",
            "crf": "20" if gop else "15",
            "x265-params": f"log-level=none:bframes=0:keyint={gop or -1}:scenecut=0:open-gop=0"
            ":repeat-headers=1"
            ":info=0",
        }
        encoder = _encoder("libx265", look, options, headers=False, gop=gop)
        for data, key in _packets(encoder, pictures):
            yield prefixed(split_units(data)), key

    def entry(self, entry: bytes) -> bytes:
        """One that announces parameter sets inside samples."""
        return self._config.in_band(entry) if self._used else entry


class SelfContained:
    """VP9 and AV1: a key picture carries all that its run needs."""

    repeats = False

    def __init__(self, encoder: str) -> None:
        self._encoder = encoder

    def opens(self, data: bytes) -> bool:
        """True: what the container calls a key picture is one."""
        return True

    def opening(self, data: bytes, *, first: bool) -> bytes:
        """As it is."""
        return data

    def encode(self, pictures: Iterable[Any], look: Look, *, gop: int = 0) -> Iterator[tuple[bytes, bool]]:
        """One closed run without hidden pictures."""
        options = (
            {
                "crf": "24" if gop else "16",
                "b": "0",
                "lag-in-frames": "0",
                "auto-alt-ref": "0",
                "cpu-used": "4",
                "row-mt": "1",
            }
            if self._encoder == "libvpx-vp9"
            else {
                "crf": "26" if gop else "20",
                "preset": "8",
                "svtav1-params": f"pred-struct=1:keyint={gop or -1}",
            }
        )
        os.environ.setdefault("SVT_LOG", "1")  # errors only: the encoder writes to stderr by itself
        encoder = _encoder(self._encoder, look, options, gop=gop)
        yield from _packets(encoder, pictures)

    def entry(self, entry: bytes) -> bytes:
        """As it is."""
        return entry


def _encoder(name: str, look: Look, options: dict[str, str], *, headers: bool = True, gop: int = 0) -> Any:
    import av

    encoder: Any = av.CodecContext.create(name, "w")
    encoder.width, encoder.height, encoder.pix_fmt = look.width, look.height, look.pix_fmt
    encoder.framerate, encoder.time_base = look.rate, 1 / look.rate
    encoder.sample_aspect_ratio = look.sample_aspect
    encoder.gop_size = gop or 9999
    encoder.max_b_frames = 0
    encoder.color_primaries, encoder.color_trc = look.primaries, look.transfer
    encoder.colorspace, encoder.color_range = look.matrix, look.range
    if headers:
        encoder.flags |= _GLOBAL_HEADER
    encoder.options = options
    try:
        encoder.open()
    except (av.error.FFmpegError, ValueError) as error:
        raise RenderError(
            f"{name} cannot encode pictures of {look.width}x{look.height} in {look.pix_fmt}: {error}.",
            code="encoder-failed",
        ) from error
    return encoder


def _packets(encoder: Any, pictures: Iterable[Any]) -> Iterator[tuple[bytes, bool]]:
    import av

    try:
        for number, picture in enumerate(pictures):
            picture.pts, picture.time_base = number, encoder.time_base
            picture.pict_type = 0
            for packet in encoder.encode(picture):
                yield bytes(packet), bool(packet.is_keyframe)
        for packet in encoder.encode(None):
            yield bytes(packet), bool(packet.is_keyframe)
    except av.error.FFmpegError as error:
        raise RenderError(f"The encoder failed: {error}.", code="encoder-failed") from error
