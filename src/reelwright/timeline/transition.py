"""How a clip takes over from what came before it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from reelwright.timeline.part import Colour, Ease, Part

__all__ = ["FadeOut", "TransitionIn"]


class TransitionIn(Part):
    """How a clip begins; ``frames`` is its length.

    ``dissolve``, ``wipe``, ``slide``, ``push``, ``zoom``, ``blur`` and ``light_leak`` lead from the clip
    before, which runs on past its end (or from what lies below, where none ends there). ``fade`` comes from
    black; ``dip`` goes through ``colour``. ``towards`` is the way that wipes, slides and pushes travel;
    ``softness`` the width of a wipe's edge in shares of the canvas; ``seed`` places a light leak. Without an
    ``ease`` wipes, slides, pushes and zooms start and end gently, the others run evenly.
    """

    kind: Literal["dissolve", "fade", "dip", "wipe", "slide", "push", "zoom", "blur", "light_leak"]
    frames: int = Field(ge=1)
    towards: Literal["left", "right", "up", "down"] = "left"
    colour: Colour = "#000000"
    softness: float = Field(0.05, ge=0, le=1)
    ease: Ease | None = None
    seed: int = 0

    @property
    def eases(self) -> Ease:
        """How the transition runs: as written, else the kind's own way."""
        return self.ease or ("in_out" if self.kind in ("wipe", "slide", "push", "zoom") else "linear")

    @property
    def mixes(self) -> bool:
        """True when what came before can be seen during the transition; only a fade shows nothing of it."""
        return self.kind != "fade"


class FadeOut(Part):
    """The clip's last ``frames`` frames fade to black; the very last one is black."""

    frames: int = Field(ge=1)
