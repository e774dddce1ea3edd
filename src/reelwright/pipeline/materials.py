"""What a take is made from: pictures and clips by file, address or earlier job, checked before any work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reelwright.errors import OptionError
from reelwright.pipeline.canvas import RATIOS
from reelwright.providers.request import Media, Role, TakeRequest, Task

if TYPE_CHECKING:
    from reelwright.story import Prompt, Shot, Storyboard

__all__ = [
    "Materials",
    "parse_keyframes",
    "parse_options",
    "plan_media",
    "shot_media",
    "shot_request",
    "with_materials",
]

_ADDRESSES: Final = ("https://", "http://")
_JOB: Final = "job:"
_OWN: Final = ("fps", "resolution")
"""Options that every model may be asked for, beside its own."""


def _medium(role: Role, name: str, base: Path, at: Fraction | None = None) -> Media:
    if name.startswith(_ADDRESSES):
        return Media(role, url=name, at=at)
    if name.startswith(_JOB):
        return Media(role, job=name.removeprefix(_JOB), at=at)
    from reelwright.previs.pictures.intake import check_clip, check_picture

    path = base / name
    (check_clip if role is Role.SOURCE_VIDEO else check_picture)(path)
    return Media(role, path=path.absolute(), at=at)


def shot_media(shot: Shot, base: Path) -> tuple[Media, ...]:
    """The media of a shot in their roles; file names start at ``base``.

    Raises:
        MediaError: a file is missing, unreadable, or not what its role wants.
    """
    found = []
    if shot.image is not None:
        found.append(_medium(Role.FIRST_FRAME, shot.image, base))
    found += [_medium(Role.KEYFRAME, key.image, base, key.at) for key in shot.keyframes]
    if shot.last_image is not None:
        found.append(_medium(Role.LAST_FRAME, shot.last_image, base))
    if shot.video is not None:
        found.append(_medium(Role.SOURCE_VIDEO, shot.video, base))
    found += [_medium(Role.REFERENCE, name, base) for name in shot.references]
    return tuple(found)


def shot_request(
    storyboard: Storyboard, shot: Shot, prompt: Prompt, seed: int, base: Path, take: int = 0
) -> TakeRequest:
    """The request for a shot's take. Raises MediaError as :func:`shot_media` does."""
    media = shot_media(shot, base)
    options: dict[str, Any] = dict(shot.options)
    fps, resolution = options.pop("fps", None), options.pop("resolution", None)
    if shot.purpose == "end_card":
        options["purpose"] = shot.purpose
    return TakeRequest(
        prompt,
        shot.duration,
        seed,
        aspect_ratio=storyboard.ratio,
        options=options,
        media=media,
        task=None if shot.task is None else Task(shot.task),
        resolution=None if resolution is None else str(resolution),
        negative_prompt=shot.negative or None,
        loop=shot.loop,
        take=take,
        text=shot.text if media else "",
        fps=None if fps is None else _rate(fps),
    )


def _rate(value: Any) -> Fraction:
    from reelwright.timing import parse_rate

    return parse_rate(value).value


def parse_options(texts: Sequence[str]) -> dict[str, str]:
    """``key=value`` texts as a model's own options.

    Raises:
        OptionError: a text without a key or an equals sign, or a key that is given twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name or name in found:
            why = "is given twice" if name in found else "is not an option"
            raise OptionError(
                f"“{text[:80]}” {why}.",
                code="bad-option",
                hint="Write --option name=value; reelwright providers NAME lists a model's options.",
            )
        found[name] = value.strip()
    return found


def parse_keyframes(texts: Sequence[str]) -> dict[Fraction, str]:
    """``seconds=picture`` texts as pictures by their time.

    Raises:
        OptionError: a text that is not one, or two pictures at one time.
    """
    from reelwright.timing import parse_seconds

    found: dict[Fraction, str] = {}
    for text in texts:
        when, equals, name = text.partition("=")
        if not equals or not name:
            raise OptionError(
                f"“{text[:80]}” is not a keyframe.",
                code="bad-keyframe",
                hint="Write --keyframe SECONDS=PICTURE, such as 2.5=bee.jpg.",
            )
        at = parse_seconds(when)
        if at in found:
            raise OptionError(
                f"Two keyframes stand at {float(at):g} s.",
                code="bad-keyframe",
                hint="Give each its own time.",
            )
        found[at] = name
    return found


@dataclass(frozen=True, slots=True)
class Materials:
    """What one shot is made from and how, as a command line or a caller gives it; see :class:`story.Shot`."""

    image: str | Path | None = None
    last_image: str | Path | None = None
    video: str | Path | None = None
    references: Sequence[str | Path] = ()
    keyframes: Mapping[Fraction, str | Path] = field(default_factory=dict)
    task: str | None = None
    loop: bool = False
    negative: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def made_from_media(self) -> bool:
        """True when the take starts from a picture or a clip, so that there is one shot and no plan."""
        return bool(self.image or self.last_image or self.video or self.keyframes)

    def fields(self) -> dict[str, Any]:
        """The fields of a shot that these set."""
        given = {
            "image": self.image,
            "last_image": self.last_image,
            "video": self.video,
            "task": self.task,
            "negative": self.negative,
        }
        out: dict[str, Any] = {name: str(value) for name, value in given.items() if value}
        if self.references:
            out["references"] = tuple(str(path) for path in self.references)
        if self.keyframes:
            out["keyframes"] = tuple(
                {"at": at, "image": str(path)} for at, path in sorted(self.keyframes.items())
            )
        if self.loop:
            out["loop"] = True
        if self.options:
            out["options"] = dict(self.options)
        return out


def with_materials(board: Storyboard, materials: Materials) -> Storyboard:
    """``board`` with references, negative prompt, loop and options in every shot.

    Raises:
        OptionError: a film of several shots that is to loop: each would, but not the film.
    """
    fields = materials.fields()
    if not fields:
        return board
    if materials.loop and sum(1 for _ in board.shots()) > 1:
        raise OptionError(
            "Only a film of one shot can loop.", code="loop-of-shots", hint="Leave --shots out, or --loop."
        )
    from reelwright.story import Storyboard

    data = board.model_dump(mode="json", by_alias=True)
    for scene in data["scenes"]:
        scene["shots"] = [{**shot, **fields} for shot in scene["shots"]]
    return Storyboard.model_validate(data)


def plan_media(
    prompt: str,
    materials: Materials,
    *,
    shots: int | None = None,
    duration: Fraction | str | float | int | None = None,
    style: str | None = None,
    camera: str | None = None,
    seed: int = 1,
    fps: str | int | float | Fraction = "30",
    ratio: str | None = None,
    base: Path | None = None,
) -> Storyboard:
    """A film of one shot that is made from pictures or a clip.

    Args:
        prompt: what happens, or what is changed; may be empty.
        materials: what it is made from; file names start at ``base`` (default: the current folder).
        shots: one, or None.
        duration: seconds; None is as long as the clip, or what the prompt says, else 5.
        style: overrides what the prompt says.
        camera: overrides what the prompt says.
        seed: of the film.
        fps: frames a second.
        ratio: None is the clip's own, or the usual one nearest to the picture's.
        base: the folder that file names start at.

    Raises:
        MediaError: a file is missing, unreadable, or not what its role wants.
        OptionError: an unknown style or camera, materials that do not go together, or more than one shot.
    """
    from reelwright.pipeline.planning import check_duration
    from reelwright.story import Storyboard, parse, parse_camera, parse_style
    from reelwright.timing import parse_rate

    base = base or Path()
    rate = str(parse_rate(fps))
    if shots not in (None, 1):
        raise OptionError(
            "A film from a picture or a clip has one shot.",
            code="media-of-shots",
            hint="For several, give each shot its image or video in a storyboard and render that.",
        )
    if materials.video and (materials.image or materials.last_image or materials.keyframes):
        raise OptionError(
            "A take is made from pictures or from a clip, not from both.",
            code="conflicting-media",
            hint="Give --image or --video.",
        )
    if materials.task and not materials.video:
        raise OptionError(
            f"{materials.task} needs a clip.", code="missing-video", hint="Give the clip with --video."
        )
    shot: dict[str, Any] = {"id": "shot-1", "text": prompt.strip(), **materials.fields()}
    read = parse(prompt) if prompt.strip() else None
    aspect, length = _of_media(materials, base)
    if duration is not None:
        shot["duration"] = check_duration(duration, rate)
    else:
        if length is not None and materials.loop:  # some of it goes into the mixture of end and beginning
            length = max(length * 3 / 4, length - Fraction(4, 5))
        shot["duration"] = (read.duration if read is not None else None) or length or Fraction(5)
    if camera is not None:
        shot["camera"] = parse_camera(camera)
        if read is not None:  # a shot that says its camera is not read from its text any more
            shot |= _slots(read.prompt, without="camera")
    look = parse_style(style) if style is not None else None
    return Storyboard.model_validate(
        {
            "schema": "reelwright/storyboard@1",
            "title": "",
            "prompt": prompt.strip(),
            "planner": {"name": "media", "version": 1},
            "rate": rate,
            "ratio": ratio or _ratio_near(aspect, exact=bool(materials.video)),
            "seed": seed,
            "style": look,
            "scenes": [{"id": "scene-1", "shots": [shot]}],
        }
    )


def _slots(prompt: Prompt, without: str) -> dict[str, Any]:
    names = ("subject", "others", "action", "setting", "time", "weather", "size", "style", "details")
    return {name: getattr(prompt, name) for name in names if name != without and getattr(prompt, name)}


def _of_media(materials: Materials, base: Path) -> tuple[Fraction, Fraction | None]:
    """The shape of the first picture or of the clip, and the clip's length."""
    from reelwright.previs.pictures.intake import check_clip, check_picture

    first = materials.video or materials.image or materials.last_image
    if first is None and materials.keyframes:
        first = materials.keyframes[min(materials.keyframes)]
    name = str(first)
    if first is None or name.startswith((*_ADDRESSES, _JOB)):
        return Fraction(16, 9), None
    if materials.video:
        clip = check_clip(base / name)
        return Fraction(clip.width, clip.height), clip.duration
    picture = check_picture(base / name)
    return Fraction(picture.width, picture.height), None


def _ratio_near(aspect: Fraction, *, exact: bool) -> str:
    """The usual ratio nearest to ``aspect``; with ``exact`` its own where none is within 3%."""
    name = min(RATIOS, key=lambda key: abs(_apart(RATIOS[key], aspect)))
    if not exact or _apart(RATIOS[name], aspect) < Fraction(3, 100):
        return name
    own = min(max(aspect, Fraction(1, 4)), Fraction(4)).limit_denominator(999)
    if own.numerator > 999:
        own = Fraction(round(own * 100), 100).limit_denominator(99)
    return f"{own.numerator}:{own.denominator}"


def _apart(a: Fraction, b: Fraction) -> Fraction:
    return max(a / b, b / a) - 1
