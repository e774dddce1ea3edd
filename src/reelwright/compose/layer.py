"""One clip's picture, ready to be laid over what is below it."""

from __future__ import annotations

from dataclasses import dataclass

from reelwright.compose.blending import blend
from reelwright.compose.fit import Box
from reelwright.compose.frame import Frame, Plane
from reelwright.compose.pixels import over
from reelwright.compose.shaping import halved, paint

__all__ = ["Cast", "Layer", "lay", "region"]


@dataclass(frozen=True, slots=True)
class Cast:
    """A shadow: what it darkens within its layer's box, and its colour as Y, U, V."""

    cover: Plane
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture in a box of the canvas. ``cover`` (the box's size) is its alpha, None where it hides all.

    ``frame`` is only read where it is not ``ours``: it belongs to a source, or is kept for other frames.
    """

    box: Box
    frame: Frame
    cover: Plane | None = None
    blend: str = "normal"
    shadow: Cast | None = None
    ours: bool = False

    def hides(self, width: int, height: int) -> bool:
        """True when nothing of a canvas of this size can be seen below."""
        return (
            self.cover is None
            and self.blend == "normal"
            and (self.box.width, self.box.height) == (width, height)
        )


def region(frame: Frame, box: Box) -> Frame:
    """The part of ``frame`` within ``box``, in the same memory."""
    rows, columns = slice(box.y, box.y + box.height), slice(box.x, box.x + box.width)
    half = (slice(box.y // 2, (box.y + box.height) // 2), slice(box.x // 2, (box.x + box.width) // 2))
    return Frame(frame.y[rows, columns], frame.u[half], frame.v[half])


def lay(layer: Layer, canvas: Frame) -> None:
    """Lay ``layer`` over ``canvas``, in place; the work is in proportion to the layer's box."""
    part = region(canvas, layer.box)
    if layer.shadow is not None:
        paint(part, layer.shadow.colour, layer.shadow.cover)
    frame, cover = layer.frame, layer.cover
    if layer.blend != "normal":
        import numpy as np

        whole = np.full((layer.box.height, layer.box.width), 255, np.uint8) if cover is None else cover
        blend(part, frame, whole, layer.blend)
        return
    if cover is None:
        part.y[:], part.u[:], part.v[:] = frame.y, frame.u, frame.v
        return
    half = halved(cover)
    over(part.y, frame.y, cover)
    over(part.u, frame.u, half)
    over(part.v, frame.v, half)
