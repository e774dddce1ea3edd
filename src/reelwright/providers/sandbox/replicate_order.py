"""What a Replicate prediction's input means: the clip it orders, and the hardware time that takes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from reelwright.providers.sandbox.clip import ClipOrder
from reelwright.providers.sandbox.media import Cupboard
from reelwright.providers.sandbox.shape import frame_size

__all__ = ["hardware_seconds", "order_for"]


def order_for(given: dict[str, Any], cupboard: Cupboard) -> ClipOrder:
    """The clip that a filled-in input orders, whichever of the models it is for."""
    fps = int(given.get("frames_per_second") or given.get("fps") or (24 if "duration" in given else 8))
    if "video_length" in given:
        seconds = Fraction(int(str(given["video_length"]).partition("_")[0]), fps)
        width, height = 1024, 576
    elif "duration" in given:
        seconds = Fraction(given["duration"])
        width, height = frame_size(str(given["aspect_ratio"]), str(given["resolution"]))
    else:
        seconds = Fraction(int(given.get("num_frames") or 16), fps)
        width, height = int(given.get("width") or 512), int(given.get("height") or 512)

    def picture(*names: str) -> bytes | None:
        link = next((str(given[name]) for name in names if given.get(name)), None)
        return cupboard.read(link) if link else None

    return ClipOrder(
        prompt=str(given.get("prompt") or ""),
        seconds=seconds,
        width=width,
        height=height,
        fps=fps,
        seed=int(given.get("seed") or 0),
        first=picture("input_image", "image", "start_image"),
        last=picture("last_image", "end_image"),
    )


def hardware_seconds(order: ClipOrder) -> Decimal:
    """The run time that is billed: two seconds a picture, whatever the sandbox's own pace."""
    return Decimal(2 * order.frames)
