"""What a clip made from pictures or clips is made from: a strict document that stands for its frames."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from reelwright.previs.spec import Seconds
from reelwright.story.prompt import Prompt

__all__ = ["SCHEMA", "File", "PictureSpec"]

SCHEMA = "reelwright/pictures@1"


def _moment(value: object) -> Fraction:
    exact = Fraction(str(value))
    if not 0 <= exact <= 3600:
        raise ValueError("a moment lies between 0 and 3600 seconds")
    return exact


Moment = Annotated[Fraction, BeforeValidator(_moment), PlainSerializer(str, return_type=str)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class File(_Part):
    """A picture or a clip: ``digest`` (SHA-256 of its bytes) stands for it, ``path`` is where it lies now.

    ``at`` is a keyframe's time in seconds.
    """

    path: str = ""
    digest: str = Field("", max_length=64)
    at: Moment | None = None


class PictureSpec(_Part):
    """One take made of the user's own pictures or clip.

    Kinds: ``move`` lets the camera move before a picture (``files``: one; ``ends`` when the move ends at it,
    ``whole`` when it begins with the picture exactly as it is);
    ``morph`` goes from picture to picture (two, or keyframes with their times); ``treat`` changes a clip
    (``treatments`` by name, each with its ``strength`` 0..1); ``retime`` shows a clip at another frame rate
    with pictures made in between; ``follow`` plays a clip from its picture ``skip`` on whose colours start
    out as ``tint`` says and become its own within ``fade`` seconds. ``loop`` makes the last frame lead into
    the first.
    """

    version: Literal["reelwright/pictures@1"] = "reelwright/pictures@1"
    kind: Literal["move", "morph", "treat", "retime", "follow"]
    files: tuple[File, ...] = Field(min_length=1, max_length=64)
    prompt: Prompt = Field(default_factory=Prompt)
    seed: int = Field(0, ge=0, lt=2**63)
    seconds: Seconds = Fraction(5)
    loop: bool = False
    ends: bool = False
    whole: bool = False
    treatments: tuple[str, ...] = ()
    strength: float = Field(1.0, ge=0, le=1)
    skip: int = Field(0, ge=0)
    tint: tuple[float, ...] = ()
    fade: Seconds = Fraction(1)
