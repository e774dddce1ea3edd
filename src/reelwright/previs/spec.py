"""What one previs shot is made from: a strict document whose canonical JSON names the picture."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from reelwright.story.prompt import Prompt

__all__ = ["Quality", "Spec"]

Quality = Literal["draft", "preview", "final"]


def _seconds(value: Any) -> Fraction:
    try:
        exact = Fraction(value) if not isinstance(value, float) else Fraction(repr(value))
    except (ValueError, ZeroDivisionError, TypeError):
        raise ValueError("not a length in seconds; write a number or a fraction such as 1001/30000") from None
    if not 0 < exact <= 3600:
        raise ValueError("a shot lasts more than 0 and at most 3600 seconds")
    return exact


Seconds = Annotated[Fraction, BeforeValidator(_seconds), PlainSerializer(str, return_type=str)]


class Spec(BaseModel):
    """One shot for the previs engine.

    ``seconds`` is the exact length that camera moves span. ``label`` is text on the product or the stand-in
    ("GOLDEN"), ``tagline`` a smaller second line of it, ``purpose`` what the shot is for ("end_card" leaves
    room for a title). With ``loop`` the camera ends where it began and the last frame leads into the first.
    The aspect ratio is that of the size it is opened at.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    version: Literal["reelwright/previs@1"] = "reelwright/previs@1"
    prompt: Prompt
    seed: int = Field(0, ge=0, lt=2**63)
    seconds: Seconds = Fraction(5)
    label: str | None = Field(None, max_length=80)
    tagline: str | None = Field(None, max_length=120)
    purpose: str | None = Field(None, max_length=40)
    loop: bool = False
