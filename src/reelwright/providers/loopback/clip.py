"""The clips of the loopback server: a real MP4, tiny, of one colour that drifts."""

from __future__ import annotations

import functools
import io
from fractions import Fraction

__all__ = ["clip"]

_RATE = 8


@functools.lru_cache(maxsize=64)
def clip(seconds: Fraction, seed: int, width: int = 64, height: int = 36) -> bytes:
    """An MP4 of ``seconds`` at 8 frames a second."""
    import av
    import numpy as np

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=_RATE, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(max(1, int(seconds * _RATE))):
            colour = [(seed * 37 + 5 * number) % 256, (seed * 91 + 3 * number) % 256, (seed * 13) % 256]
            pixels = np.full((height, width, 3), colour, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        container.mux(stream.encode(None))
    return buffer.getvalue()
