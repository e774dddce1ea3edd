"""How pictures are encoded: one frozen value per quality, which recipes quote."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, get_args

from reelwright.errors import OptionError
from reelwright.timing import FrameRate

__all__ = ["LARGEST_SIDE", "Quality", "VideoSettings"]

Quality = Literal["draft", "preview", "final"]

LARGEST_SIDE: Final = 16384
"""The widest and tallest picture the H.264 encoder takes."""


@dataclass(frozen=True, slots=True)
class VideoSettings:
    """Settings of the segment encoder.

    Attributes:
        quality: the name they go by.
        codec: ``h264``.
        preset: x264's trade of time for bytes.
        crf: constant rate factor, 0..51; lower is better.
        tune: x264's tuning, or empty.
        gop_seconds: longest closed group of pictures; a segment of at most this length has one IDR picture.
        bframes: most B-frames in a row; 0 makes decode order and display order the same.
        profile: H.264 profile.
        level: H.264 level, or empty for the lowest that fits the size and the rate.
        pix_fmt: planar YUV 4:2:0, 8 bit.
    """

    quality: str = "preview"
    codec: Literal["h264"] = "h264"
    preset: str = "veryfast"
    crf: int = 21
    tune: str = ""
    gop_seconds: int = 2
    bframes: int = 3
    profile: str = "high"
    level: str = ""
    pix_fmt: str = "yuv420p"

    @classmethod
    def for_quality(cls, quality: str) -> VideoSettings:
        """The settings of ``draft``, ``preview`` or ``final``.

        Measured at 720p, one thread, CPU time per frame and bytes against preview: draft 4 ms and 2.9 times,
        preview 9 ms, final 21 ms and 1.9 times at 3 dB more.

        Raises:
            OptionError: any other name.
        """
        if quality == "draft":
            return cls(quality, preset="ultrafast", crf=23, bframes=0)
        if quality == "preview":
            return cls(quality)
        if quality == "final":
            return cls(quality, preset="medium", crf=18, gop_seconds=4)
        names = ", ".join(get_args(Quality))
        raise OptionError(
            f"There is no quality “{quality}”.", code="bad-quality", hint=f"Use one of: {names}."
        )

    @property
    def reorder(self) -> int:
        """Frames by which decoding runs ahead of presentation: with a B-pyramid, two."""
        return min(self.bframes, 2)

    def gop(self, rate: FrameRate) -> int:
        """Frames in the longest closed group of pictures at ``rate``."""
        return self.gop_seconds * rate.nominal

    def params(self) -> dict[str, Any]:
        """Everything that decides the encoder's bytes, as JSON, the encoder's own version included."""
        import av

        version = ".".join(map(str, av.library_versions["libavcodec"]))
        return {
            **asdict(self),
            "x264": self.x264_params(),
            "encoder": f"av {av.__version__}, avcodec {version}",
        }

    def x264_params(self) -> str:
        """The options passed straight to x264.

        One thread, the same choices on every processor and headers that do not depend on the pictures
        (``stitchable``): bytes depend on the frames and these settings alone, and every segment of a film has
        the same parameter sets. ``annexb=0`` gives length-prefixed units, which is what MP4 stores.
        """
        pyramid = "normal" if self.bframes > 1 else "none"
        return (
            "annexb=0:stitchable=1:cpu-independent=1:threads=1:lookahead-threads=1:sliced-threads=0"
            f":scenecut=0:open-gop=0:8x8dct=1:bframes={self.bframes}:b-pyramid={pyramid}"
        )
