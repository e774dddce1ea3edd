"""Story, landscape and explainer films: what each of their shots is for."""

from __future__ import annotations

from typing import Final

from reelwright.story.lexicon.index import noun_category
from reelwright.story.planner.draft import Draft, Purpose
from reelwright.story.planner.products import product_name
from reelwright.story.prompt import Prompt
from reelwright.story.storyboard import Title
from reelwright.story.vocabulary import Camera, ShotSize

__all__ = ["explainer_drafts", "landscape_drafts", "story_drafts"]

_FACES: Final = frozenset(("person", "dog", "animal", "bird", "creature"))
_MOVING: Final = frozenset(
    ("person", "dog", "animal", "bird", "sea animal", "vehicle", "boat", "aircraft", "insect", "creature")
)

_Plan = tuple[str, Purpose, tuple[Camera, ...], ShotSize, float]

_ACTION: Final[tuple[_Plan, ...]] = (
    ("action", "action", (Camera.TRACKING, Camera.HANDHELD, Camera.DOLLY_IN), ShotSize.MEDIUM, 1.0),
    ("detail", "detail", (Camera.DOLLY_IN, Camera.STATIC, Camera.ORBIT), ShotSize.CLOSE_UP, 0.8),
    ("follow", "action", (Camera.TRACKING, Camera.ORBIT, Camera.HANDHELD), ShotSize.FULL, 1.0),
    (
        "reaction",
        "reaction",
        (Camera.STATIC, Camera.DOLLY_IN, Camera.HANDHELD),
        ShotSize.MEDIUM_CLOSE_UP,
        0.8,
    ),
    ("pass", "action", (Camera.PAN_RIGHT, Camera.CRANE, Camera.TRACKING), ShotSize.WIDE, 1.0),
)
_VIEWS: Final[tuple[_Plan, ...]] = (
    ("sweep", "shot", (Camera.PAN_RIGHT, Camera.CRANE), ShotSize.WIDE, 1.0),
    ("closer", "detail", (Camera.DOLLY_IN, Camera.TILT_UP), ShotSize.MEDIUM, 0.9),
    ("rise", "shot", (Camera.CRANE, Camera.TILT_UP), ShotSize.WIDE, 1.0),
    ("still", "detail", (Camera.STATIC, Camera.ORBIT), ShotSize.FULL, 0.8),
    ("along", "shot", (Camera.TRACKING, Camera.PAN_RIGHT), ShotSize.EXTREME_WIDE, 1.0),
)
_POINTS: Final[tuple[_Plan, ...]] = (
    ("look", "detail", (Camera.DOLLY_IN, Camera.PAN_RIGHT), ShotSize.MEDIUM, 1.0),
    ("closer", "detail", (Camera.ORBIT, Camera.DOLLY_IN), ShotSize.CLOSE_UP, 1.0),
    ("at-work", "use", (Camera.PAN_RIGHT, Camera.STATIC), ShotSize.FULL, 1.1),
    ("part", "detail", (Camera.TILT_UP, Camera.ZOOM_IN), ShotSize.EXTREME_CLOSE_UP, 0.8),
)


def _draft(prompt: Prompt, plan: _Plan) -> Draft:
    name, purpose, cameras, size, weight = plan
    return Draft(
        name,
        purpose,
        cameras,
        size,
        weight,
        prompt.subject,
        prompt.others,
        prompt.action,
        prompt.setting,
        details=prompt.details,
    )


def _middle(prompt: Prompt, plans: tuple[_Plan, ...], count: int) -> list[Draft]:
    drafts = []
    for index in range(count):
        draft = _draft(prompt, plans[index % len(plans)])
        drafts.append(draft if index < len(plans) else draft.variant(index // len(plans) + 1))
    return drafts


def story_drafts(prompt: Prompt, count: int) -> list[Draft]:
    """A wide view, the action nearer and nearer, and a wide view to leave on."""
    category = noun_category(prompt.subject.noun) if prompt.subject else None
    plans = _ACTION if category in _FACES else tuple(p for p in _ACTION if p[1] != "reaction")
    wide = (Camera.CRANE, Camera.PAN_RIGHT, Camera.DOLLY_IN)
    if category in ("vehicle", "boat", "aircraft", "sea animal") or prompt.subject is None:
        wide = (Camera.DRONE, Camera.CRANE, Camera.PAN_RIGHT)
    establish = _draft(prompt, ("establish", "establish", wide, ShotSize.WIDE, 1.0))
    if count == 2:
        return [establish, _draft(prompt, plans[0])]
    resolve = _draft(
        prompt, ("resolve", "shot", (Camera.DOLLY_OUT, Camera.CRANE, Camera.STATIC), ShotSize.WIDE, 1.1)
    )
    middle = _middle(prompt, plans, count - 2)
    if middle[-1].size == ShotSize.WIDE:
        resolve.size = ShotSize.EXTREME_WIDE
    return [establish, *middle, resolve]


def landscape_drafts(prompt: Prompt, count: int) -> list[Draft]:
    """A place from afar, its parts, and from afar again."""
    establish = _draft(
        prompt,
        (
            "establish",
            "establish",
            (Camera.DRONE, Camera.CRANE, Camera.PAN_RIGHT),
            ShotSize.EXTREME_WIDE,
            1.1,
        ),
    )
    if count == 2:
        return [establish, _draft(prompt, _VIEWS[1])]
    last = _draft(
        prompt,
        ("farewell", "shot", (Camera.DOLLY_OUT, Camera.CRANE, Camera.ZOOM_OUT), ShotSize.EXTREME_WIDE, 1.0),
    )
    middle = _middle(prompt, _VIEWS, count - 2)
    if middle[-1].size == ShotSize.EXTREME_WIDE:
        last.size = ShotSize.WIDE
    return [establish, *middle, last]


def explainer_drafts(prompt: Prompt, count: int) -> list[Draft]:
    """The topic with its name over it, then its parts one by one."""
    opening = _draft(
        prompt,
        (
            "topic",
            "establish",
            (Camera.DOLLY_IN, Camera.CRANE),
            ShotSize.WIDE if _moves(prompt) else ShotSize.MEDIUM,
            1.0,
        ),
    )
    if prompt.subject is not None:
        opening.titles = (Title(text=product_name(prompt.subject), kind="title"),)
        if opening.size == ShotSize.MEDIUM:
            opening.size = ShotSize.FULL
    rest = _middle(prompt, _POINTS, count - 1)
    if len(rest) > 1:
        rest[-1].size = ShotSize.WIDE
        rest[-1].cameras = (Camera.DOLLY_OUT, Camera.STATIC)
    return [opening, *rest]


def _moves(prompt: Prompt) -> bool:
    return prompt.subject is not None and noun_category(prompt.subject.noun) in _MOVING
