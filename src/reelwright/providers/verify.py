"""Whether a downloaded file really is a video that plays to its end."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.sniff import is_video, mime_of

__all__ = ["Clip", "probe_clip"]

_MAX_PIXELS: Final = 16384 * 16384
_MAX_SECONDS: Final = 4 * 3600
_FORMATS: Final = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif"


@dataclass(frozen=True, slots=True)
class Clip:
    """What a video file holds: its type, size in pixels, frames, and length in seconds."""

    mime: str
    width: int
    height: int
    frames: int
    seconds: Fraction
    audio: bool


def _broken(path: Path, why: str, code: str = "bad-download") -> ProviderFault:
    return ProviderFault(
        f"What the provider sent is not a video that plays: {why}.",
        kind=Kind.INTEGRITY,
        created=Created.YES,
        code=code,
        path=str(path),
    )


def probe_clip(path: Path) -> Clip:
    """Decode ``path`` from end to end.

    Only the common containers are opened, and nothing that a file names inside itself is followed.

    Raises:
        ProviderFault: INTEGRITY; not a video by its first bytes, broken, cut short, or absurdly large.
    """
    with path.open("rb") as file:
        mime = mime_of(file.read(64))
    if not is_video(mime):
        raise _broken(path, f"its first bytes are those of {mime}", "wrong-type")
    import av

    options = {"format_whitelist": _FORMATS, "protocol_whitelist": "file"}
    try:
        with av.open(str(path), options=options) as container:
            if not container.streams.video:
                raise _broken(path, "there is no picture in it")
            stream = container.streams.video[0]
            if stream.width * stream.height > _MAX_PIXELS or stream.width * stream.height == 0:
                raise _broken(path, f"its frames are {stream.width}x{stream.height}")
            declared = Fraction(0)
            if stream.duration is not None and stream.time_base is not None:
                declared = stream.duration * stream.time_base
            if declared > _MAX_SECONDS:
                raise _broken(path, f"it claims to last {float(declared):.0f} s")
            stream.thread_type = "AUTO"
            frames = 0
            end = Fraction(0)
            for frame in container.decode(stream):
                frames += 1
                if frame.pts is not None and frame.time_base is not None:
                    end = max(end, (frame.pts + (frame.duration or 0)) * frame.time_base)
                if end > _MAX_SECONDS:
                    raise _broken(path, "it does not end")
            audio = bool(container.streams.audio)
            width, height = stream.width, stream.height
            rate = stream.average_rate or stream.guessed_rate
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _broken(path, f"decoding failed ({type(error).__name__})") from None
    if frames == 0:
        raise _broken(path, "it has no frames")
    if declared and rate and end < declared * Fraction(9, 10) - 1 / Fraction(rate):
        raise _broken(path, f"it stops after {float(end):.2f} of {float(declared):.2f} s")
    seconds = end or (Fraction(frames) / Fraction(rate) if rate else Fraction(0))
    return Clip(mime, width, height, frames, seconds, audio)
