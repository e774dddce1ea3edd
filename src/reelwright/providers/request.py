"""What is wanted of a provider: a prompt, media in their roles, and how the clip should come out.

A :class:`VideoRequest` says what a person means, in the field's terms, never in a vendor's. Times are exact
seconds (``Fraction``); an aspect ratio is ``"16:9"``; a resolution is ``"720p"`` or ``"1280x720"``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelwright.errors import MediaError, OptionError

if TYPE_CHECKING:
    from reelwright.story import Prompt

__all__ = ["Media", "Role", "TakeRequest", "Task", "VideoRequest"]


class Role(StrEnum):
    """What a medium is for."""

    FIRST_FRAME = "first_frame"
    LAST_FRAME = "last_frame"
    KEYFRAME = "keyframe"
    REFERENCE = "reference"
    STYLE = "style"
    SOURCE_VIDEO = "source_video"
    MASK = "mask"
    AUDIO = "audio"


class Task(StrEnum):
    """Kinds of generation. ``T2V`` makes a clip from words; ``EXTEND`` continues one that exists.

    ``PLAN`` makes no clip: a language model plans a storyboard. No model of a :class:`VideoRequest` has it.
    """

    T2V = "text-to-video"
    I2V = "image-to-video"
    INTERPOLATE = "interpolate"
    KEYFRAMES = "keyframes"
    REFERENCE = "reference-to-video"
    V2V = "video-to-video"
    EXTEND = "extend"
    UPSCALE = "upscale"
    REFRAME = "reframe"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Media:
    """One medium in a role: a local file (``path``), an address (``url``), or an earlier generation
    (``job``).

    Exactly one of the three is given. ``at`` is the keyframe's time in seconds, and only a keyframe has one.
    ``digest`` is the SHA-256 of a file's bytes, which stands for it in recipes; :meth:`identified` fills it.
    """

    role: Role
    path: Path | None = None
    url: str | None = None
    job: str | None = None
    at: Fraction | None = None
    weight: float | None = None
    digest: str = ""

    def __post_init__(self) -> None:
        if sum(source is not None for source in (self.path, self.url, self.job)) != 1:
            raise OptionError(
                f"A {self.role.replace('_', ' ')} is exactly one of a file, an address and an earlier job.",
                code="bad-media-source",
                hint="Give one of path, url and job.",
            )
        if (self.at is not None) != (self.role is Role.KEYFRAME):
            raise OptionError(
                "A keyframe needs its time, and nothing but a keyframe has one.",
                code="bad-keyframe",
                hint="Give at=SECONDS with Role.KEYFRAME only.",
            )

    def identified(self) -> Media:
        """This medium with the digest of its file.

        Raises:
            MediaError: the file is not there or cannot be read.
        """
        if self.path is None or self.digest:
            return self
        try:
            with self.path.open("rb") as file:
                return replace(self, digest=hashlib.file_digest(file, "sha256").hexdigest())
        except OSError as error:
            raise MediaError(
                f"The {self.role.replace('_', ' ')} {self.path} cannot be read: {error.strerror}.",
                code="missing-media",
                hint="Check the path.",
                path=str(self.path),
            ) from None

    @property
    def identity(self) -> dict[str, Any]:
        """What stands for this medium in a recipe: role and digest, address or job, and its time."""
        source = (
            {"digest": self.digest}
            if self.path is not None
            else {"url": self.url}
            if self.url
            else {"job": self.job}
        )
        timed = {} if self.at is None else {"at": str(self.at)}
        weighed = {} if self.weight is None else {"weight": self.weight}
        return {"role": self.role.value, **source, **timed, **weighed}


@dataclass(frozen=True, slots=True)
class VideoRequest:
    """One clip wanted.

    ``model`` is a model's name within its provider ("" is the default). ``prompt`` is plain text;
    ``intent`` is the same thing in slots, for engines that draw from structure. ``seconds`` None leaves the
    length to the model. ``take`` numbers takes of the same request, so that models without seeds still make
    different ones. ``options`` are checked against the model's own declared options and refused when
    unknown.
    """

    prompt: str = ""
    model: str = ""
    task: Task | None = None
    media: tuple[Media, ...] = ()
    seconds: Fraction | None = None
    aspect_ratio: str | None = None
    resolution: str | None = None
    fps: Fraction | None = None
    seed: int | None = None
    negative_prompt: str | None = None
    audio: bool | None = None
    loop: bool = False
    take: int = 0
    options: dict[str, Any] = field(default_factory=dict)
    intent: Prompt | None = None
    purpose: str = ""

    @property
    def resolved_task(self) -> Task:
        """The task asked for, or the one that the media imply."""
        if self.task is not None:
            return self.task
        roles = {medium.role for medium in self.media}
        if Role.SOURCE_VIDEO in roles:
            return Task.V2V
        if Role.KEYFRAME in roles:
            return Task.KEYFRAMES
        if {Role.FIRST_FRAME, Role.LAST_FRAME} <= roles:
            return Task.INTERPOLATE
        if roles & {Role.FIRST_FRAME, Role.LAST_FRAME}:
            return Task.I2V
        return Task.REFERENCE if roles & {Role.REFERENCE, Role.STYLE} else Task.T2V

    def media_of(self, role: Role) -> tuple[Media, ...]:
        """The media in one role, in the order given."""
        return tuple(medium for medium in self.media if medium.role is role)

    def identified(self) -> VideoRequest:
        """This request with the digest of every file. Raises MediaError."""
        return replace(self, media=tuple(medium.identified() for medium in self.media))


@dataclass(frozen=True, slots=True)
class TakeRequest:
    """One take of a shot wanted: what to show, for how long (exact seconds), with which seed.

    ``text`` is what was written, for models that are given pictures or clips to change: an instruction does
    not survive being taken apart into slots.
    """

    prompt: Prompt
    seconds: Fraction
    seed: int
    model: str = ""
    aspect_ratio: str = "16:9"
    options: dict[str, Any] = field(default_factory=dict)
    media: tuple[Media, ...] = ()
    task: Task | None = None
    resolution: str | None = None
    negative_prompt: str | None = None
    audio: bool | None = None
    loop: bool = False
    take: int = 0
    text: str = ""
    fps: Fraction | None = None

    def video(self) -> VideoRequest:
        """The request a provider gets: the prompt as text, and as slots."""
        from reelwright.story import to_text

        options = dict(self.options)
        purpose = str(options.pop("purpose", ""))
        return VideoRequest(
            prompt=self.text or to_text(self.prompt),
            intent=self.prompt,
            model=self.model,
            task=self.task,
            media=self.media,
            seconds=self.seconds,
            aspect_ratio=self.aspect_ratio,
            resolution=self.resolution,
            fps=self.fps,
            seed=self.seed,
            negative_prompt=self.negative_prompt,
            audio=self.audio,
            loop=self.loop,
            take=self.take,
            options=options,
            purpose=purpose,
        )
