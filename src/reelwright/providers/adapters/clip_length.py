"""How long an input video is, for prices of models whose output is as long as their input."""

from __future__ import annotations

from fractions import Fraction

from reelwright.providers.request import Media

__all__ = ["seconds_of"]


def seconds_of(media: Media | None) -> Fraction | None:
    """The length that the header of a local file states, in seconds; None when there is none to be read."""
    if media is None or media.path is None:
        return None
    import av

    try:
        with av.open(str(media.path), options={"protocol_whitelist": "file"}) as container:
            if container.duration is None:
                return None
            return Fraction(container.duration, 1_000_000)
    except (av.FFmpegError, OSError, ValueError):
        return None
