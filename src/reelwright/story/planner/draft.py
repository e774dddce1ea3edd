"""A shot being planned, and what every genre shares: cameras that vary, one screen direction, plain slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from reelwright.story.prompt import Prompt, Setting, Subject
from reelwright.story.storyboard import Title
from reelwright.story.vocabulary import Camera, ShotSize, TimeOfDay, Transition, Weather

__all__ = ["Draft", "Purpose", "choose_cameras", "screen_direction"]

Purpose = Literal["establish", "detail", "use", "action", "reaction", "end_card", "shot"]


@dataclass(slots=True)
class Draft:
    """One shot before it has a duration. ``cameras`` are the moves that suit it, best first."""

    id: str
    purpose: Purpose
    cameras: Sequence[Camera]
    size: ShotSize | None
    weight: float = 1.0
    subject: Subject | None = None
    others: tuple[Subject, ...] = ()
    action: str | None = None
    setting: Setting | None = None
    time: TimeOfDay | None = None
    weather: Weather | None = None
    details: tuple[str, ...] = ()
    titles: tuple[Title, ...] = ()
    transition: Transition = Transition.CUT
    scene: str = "main"
    camera: Camera | None = None
    fixed: bool = False  # the camera was asked for, keep it
    extras: dict[str, str] = field(default_factory=dict)

    def prompt(self) -> Prompt:
        """The slots of the picture itself, to make a sentence of."""
        return Prompt(subject=self.subject, others=self.others, action=self.action, setting=self.setting)

    def variant(self, number: int) -> Draft:
        """The same shot under another id."""
        return replace(self, id=f"{self.id}-{number}")


_LEFTWARD: Final = {Camera.PAN_RIGHT: Camera.PAN_LEFT, Camera.PAN_LEFT: Camera.PAN_LEFT}
_RIGHTWARD: Final = {Camera.PAN_RIGHT: Camera.PAN_RIGHT, Camera.PAN_LEFT: Camera.PAN_RIGHT}


def screen_direction(seed: int, asked: Camera | None) -> dict[Camera, Camera]:
    """Which way every pan of the film goes: the way that was asked for, else as the seed says."""
    if asked in (Camera.PAN_LEFT, Camera.PAN_RIGHT):
        return _LEFTWARD if asked == Camera.PAN_LEFT else _RIGHTWARD
    return _RIGHTWARD if seed % 2 else _LEFTWARD


def choose_cameras(drafts: Sequence[Draft], seed: int, asked: Camera | None) -> None:
    """Give every draft a camera: never one twice in a row, the least used of those that suit, pans one way.

    ``asked`` goes to the first draft that does not hold an end card, and to no neighbour of it.
    """
    direction = screen_direction(seed, asked)
    if asked is not None:
        first = next((d for d in drafts if d.purpose != "end_card"), drafts[0])
        first.camera, first.fixed = asked, True
    used: dict[Camera, int] = {}
    for index, draft in enumerate(drafts):
        if draft.camera is None:
            before = drafts[index - 1].camera if index else None
            after = drafts[index + 1].camera if index + 1 < len(drafts) else None
            options = [direction.get(c, c) for c in draft.cameras]
            free = [c for c in options if c not in (before, after)] or [
                c for c in Camera if c not in (before, after)
            ]
            draft.camera = min(free, key=lambda c: used.get(c, 0))
        used[draft.camera] = used.get(draft.camera, 0) + 1
