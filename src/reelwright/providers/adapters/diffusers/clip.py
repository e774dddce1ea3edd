"""Frames of a model -> an MP4 that keeps what the model drew: nearly lossless, at the model's own rate."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose import Frame, rgb_to_frame
from reelwright.encode import VideoSettings, assemble, encode_audio, encode_segment
from reelwright.providers.adapters.diffusers.trouble import broken
from reelwright.timing import FrameRate

__all__ = ["as_frames", "write_clip"]

_SETTINGS: Final = VideoSettings(
    "take", preset="fast", crf=7
)  # 50 dB and more: below the 8 bits' own rounding
_RATE: Final = 48_000

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


def as_frames(out: Any) -> Bytes:
    """What a pipeline returned as (frames, height, width, 3) uint8.

    Raises:
        ProviderFault: it holds numbers that are no colours.
    """
    if hasattr(out, "detach"):  # a tensor (frames, channels, height, width)
        out = np.moveaxis(out.detach().float().cpu().numpy(), 1, -1)
    frames = np.asarray(out)
    if frames.dtype == np.uint8:
        return frames
    if not np.isfinite(frames).all():
        raise broken(
            "The model drew no picture: its numbers overflowed.",
            "not-a-picture",
            "Use dtype=bfloat16 or dtype=float32; leave layerwise_casting and the cache out.",
        )
    whole: Bytes = np.rint(np.clip(frames, 0, 1) * 255).astype(np.uint8)
    return whole


def write_clip(frames: Bytes, path: Path, fps: Fraction, sound: Any = None, sample_rate: int = _RATE) -> None:
    """Write ``path``.

    Args:
        frames: (frames, height, width, 3) uint8, both sizes even.
        path: a file that is not there yet; its folder also holds the parts while they are joined.
        fps: frames a second.
        sound: (channels, samples) or (samples,), -1..1, or None.
        sample_rate: of ``sound``.

    Raises:
        RenderError: it cannot be encoded.
        OSError: it cannot be written.
    """
    rate = FrameRate(fps)
    height, width = frames.shape[1:3]
    picture, audio = path.with_suffix(".picture"), path.with_suffix(".sound")
    try:
        encode_segment(_frames(frames), picture, _SETTINGS, width, height, rate)
        if sound is not None:
            until = int(len(frames) / fps * _RATE)
            encode_audio(_blocks(sound, sample_rate, until), audio, sample_rate=_RATE, bitrate=256_000)
        assemble([picture], path, rate=rate, audio=None if sound is None else audio, metadata={})
    finally:
        picture.unlink(missing_ok=True)
        audio.unlink(missing_ok=True)


def _frames(frames: Bytes) -> Iterator[Frame]:
    for frame in frames:
        yield rgb_to_frame(np.ascontiguousarray(frame))


def _blocks(sound: Any, sample_rate: int, until: int) -> Iterator[Floats]:
    """Stereo at 48 kHz, exactly ``until`` samples: what is missing is silence."""
    import av

    wave = np.asarray(sound.detach().float().cpu() if hasattr(sound, "detach") else sound, np.float32)
    wave = np.atleast_2d(wave.reshape(-1, wave.shape[-1]))[:2]
    stereo = np.clip(np.nan_to_num(np.repeat(wave, 2, 0) if len(wave) == 1 else wave), -1, 1)
    frame: Any = av.AudioFrame.from_ndarray(np.ascontiguousarray(stereo), "fltp", "stereo")
    frame.sample_rate = sample_rate
    resampler = av.AudioResampler("fltp", "stereo", _RATE)
    parts = [part.to_ndarray() for given in (frame, None) for part in resampler.resample(given)]
    whole = np.concatenate(parts, axis=1) if parts else np.zeros((2, 0), np.float32)
    padded = np.zeros((2, until), np.float32)
    count = min(until, whole.shape[1])
    padded[:, :count] = whole[:, :count]
    yield np.ascontiguousarray(padded.T)
