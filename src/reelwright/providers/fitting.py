"""The one check of a request against what a model can do, shared by every adapter.

``fit`` refuses what the model cannot honour, before any network call, naming models that can; what it
rounds or ignores it says in notes. An adapter's ``prepare`` calls it first and only turns the result into a
wire body.
"""

from __future__ import annotations

import contextlib
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from reelwright.errors import OptionError, PromptError
from reelwright.providers.capabilities import Capabilities, Choice
from reelwright.providers.options import check_options, refused
from reelwright.providers.quote import Quote
from reelwright.providers.request import Media, Role, Task, VideoRequest

__all__ = ["Fitted", "fit", "parse_ratio", "short_side"]

_RATIO_TOLERANCE: Final = Fraction(3, 100)
_NAMED: Final = {"2k": 1440, "4k": 2160}


@dataclass(frozen=True, slots=True)
class Fitted:
    """A request as one task of one model will honour it. Fields the model does not have are None."""

    model: str
    caps: Capabilities
    choice: Choice
    task: Task
    prompt: str
    media: tuple[Media, ...]
    seconds: Fraction | None
    size: str | None
    ratio: str | None
    resolution: str | None
    fps: Fraction | None
    seed: int | None
    negative_prompt: str | None
    audio: bool | None
    loop: bool
    take: int
    options: dict[str, Any]
    notes: tuple[str, ...]

    @property
    def pixels(self) -> tuple[int, int] | None:
        """The clip's size in pixels, where it is known beforehand."""
        if self.size is None:
            return None
        width, height = re.split(r"[x:]", self.size)
        return int(width), int(height)

    def index_of(self, role: Role) -> int | None:
        """Where the first medium in ``role`` stands in ``media`` (for
        :func:`~reelwright.providers.job.slot`)."""
        return next((index for index, medium in enumerate(self.media) if medium.role is role), None)

    def quote(self, seconds: Fraction | None = None) -> Quote:
        """The price table's quote; for a length that follows the input, give ``seconds``."""
        length = self.seconds if seconds is None else seconds
        if self.caps.price is None:
            return Quote(None, "no price is known for this model")
        if length is None and self.caps.price.per_second:
            return Quote(None, "the length follows the input, so the price is not known beforehand")
        tier = self.resolution or (f"{short_side(self.size)}p" if self.size else "")
        audio = self.audio is True or self.caps.audio == "always"
        return self.caps.price.quote(length or Fraction(0), tier, audio=audio)


def fit(provider: str, models: Mapping[str, Capabilities], request: VideoRequest) -> Fitted:
    """``request`` as ``provider`` will honour it.

    Raises:
        OptionError: unknown model, or something the model cannot do; ``facts["can"]`` names models that can.
        PromptError: no prompt where one is needed, or one that is too long.
    """
    name = request.model or next(iter(models), "")
    if not name:
        raise OptionError(
            f"Provider {provider} needs the name of a model.",
            code="missing-model",
            hint="Give it with --model.",
        )
    if name not in models:
        near = difflib.get_close_matches(name, models, 1)
        raise OptionError(
            f"Provider {provider} has no model “{name}”.",
            code="unknown-model",
            hint=f"Did you mean {near[0]}?" if near else f"Its models: {', '.join(list(models)[:12])}.",
            provider=provider,
            known=list(models),
        )
    try:
        return _fit(f"{provider}/{name}", name, models[name], request)
    except (OptionError, PromptError) as error:
        if error.facts.pop("elsewhere", False):
            can = _that_can(provider, models, request)
            error.facts["can"] = can
            if can:
                error.hint = f"{', '.join(can[:4])} can. {error.hint}".strip()
        raise


def _that_can(provider: str, models: Mapping[str, Capabilities], request: VideoRequest) -> list[str]:
    """Models that would honour ``request``: this provider's own first, then the others'."""
    from reelwright.providers.registry import every_model

    found = []
    everything = [(provider, name, caps) for name, caps in models.items()]
    everything += [row for row in every_model() if row[0] != provider]
    for owner, name, caps in everything:
        with contextlib.suppress(OptionError, PromptError):
            _fit(f"{owner}/{name}", name, caps, request, own_options=owner == provider)
            found.append(f"{owner}/{name}")
    return found


def _fit(
    label: str, name: str, caps: Capabilities, request: VideoRequest, *, own_options: bool = True
) -> Fitted:
    task = request.resolved_task
    if task not in caps.tasks:
        known = ", ".join(caps.tasks)
        raise refused(
            f"{label} does not do {task}.", "unsupported-task", f"It does: {known}.", task=task.value
        )
    choice = caps.tasks[task]
    notes: list[str] = []
    _check_media(label, task, caps, choice, request)
    prompt = _prompt(label, choice, request, notes)
    seconds = _seconds(label, choice, request, notes)
    size, ratio, resolution = _frame(label, choice, request, notes)
    fps = _fps(label, choice, request, notes)
    if request.loop and not caps.loop:
        raise refused(f"{label} cannot make a loop.", "unsupported-loop", "Leave --loop out.")
    if request.negative_prompt and not caps.negative_prompt:
        raise refused(f"{label} has no negative prompt.", "unsupported-negative", "Leave --negative out.")
    if request.audio and caps.audio == "no":
        raise refused(
            f"{label} makes no sound.", "unsupported-audio", "Leave the sound to the film's own music."
        )
    if request.audio is False and caps.audio == "always":
        notes.append("The model always makes sound; the film drops it.")
    if request.seed is not None and not caps.seed:
        notes.append("The model has no seed: the same request makes a different clip each time.")
    return Fitted(
        model=name,
        caps=caps,
        choice=choice,
        task=task,
        prompt=prompt,
        media=request.media,
        seconds=seconds,
        size=size,
        ratio=ratio,
        resolution=resolution,
        fps=fps,
        seed=request.seed if caps.seed else None,
        negative_prompt=request.negative_prompt or None,
        audio=request.audio if caps.audio == "optional" else None,
        loop=request.loop,
        take=request.take,
        options=check_options(label, choice, request.options) if own_options else {},
        notes=tuple(notes),
    )


def _check_media(label: str, task: Task, caps: Capabilities, choice: Choice, request: VideoRequest) -> None:
    counts = {role: len(request.media_of(role)) for role in Role}
    for role, count in counts.items():
        least, most = choice.media.get(role, (0, 0))
        what = role.replace("_", " ")
        if count > most:
            raise refused(
                f"{label} takes {'no' if most == 0 else f'at most {most}'} {what} for {task}.",
                "unsupported-media",
                f"Leave {'it' if most == 0 else 'some'} out.",
                role=role.value,
            )
        if count < least:
            raise refused(
                f"{label} needs {'a' if least == 1 else f'at least {least}'} {what} for {task}.",
                "missing-media",
                f"Give it with the {what} option.",
                elsewhere=False,
                role=role.value,
            )
    if not caps.urls and any(medium.url for medium in request.media):
        raise refused(
            f"{label} takes files, not addresses.", "unsupported-url", "Download the file and give its path."
        )


def _prompt(label: str, choice: Choice, request: VideoRequest, notes: list[str]) -> str:
    prompt = request.prompt.strip()
    if choice.prompt == "no":
        if prompt:
            notes.append("The model takes no prompt; it is ignored.")
        return ""
    if choice.prompt == "required" and not prompt:
        raise PromptError(f"{label} needs a prompt.", code="empty-prompt", hint="Say what should be seen.")
    units = len(prompt.encode("utf-16-le")) // 2
    if choice.prompt_limit is not None and units > choice.prompt_limit:
        raise PromptError(
            f"The prompt is {units} characters long; {label} takes {choice.prompt_limit}.",
            code="prompt-too-long",
            hint="Shorten it.",
            elsewhere=True,
        )
    return prompt


def _show(seconds: Fraction) -> str:
    return f"{float(seconds):g} s"


def _seconds(label: str, choice: Choice, request: VideoRequest, notes: list[str]) -> Fraction | None:
    span = choice.seconds
    asked = request.seconds
    if span is None:
        if asked is not None and choice.media.get(Role.SOURCE_VIDEO, (0, 0))[1] == 0:
            notes.append(f"The model decides the length itself; {_show(asked)} is not passed on.")
        return None
    if asked is None:
        return choice.durations[0] if choice.durations else span[0]
    if asked <= 0 or asked > span[1]:
        raise refused(
            f"{label} makes clips of {_show(span[0])} to {_show(span[1])}, not {_show(asked)}.",
            "unsupported-duration",
            "Shorten the shot, or split it in two.",
            seconds=[float(span[0]), float(span[1])],
        )
    if choice.durations:
        chosen = min(value for value in choice.durations if value >= asked)
    else:
        chosen = max(asked, span[0])
        if choice.duration_step:
            steps = -((span[0] - chosen) // choice.duration_step)
            chosen = min(span[0] + steps * choice.duration_step, span[1])
    if chosen != asked:
        notes.append(f"{_show(chosen)} are generated, of which the shot uses {_show(asked)}.")
    return chosen


def parse_ratio(text: str) -> Fraction:
    """``"16:9"`` or ``"1280x720"`` as width over height.

    Raises:
        OptionError: it is neither.
    """
    match = re.fullmatch(r"\s*(\d{1,5})\s*[:x/]\s*(\d{1,5})\s*", text)
    if match is None or not int(match[1]) or not int(match[2]):
        raise OptionError(f"“{text}” is not an aspect ratio.", code="bad-ratio", hint="Write it like 16:9.")
    return Fraction(int(match[1]), int(match[2]))


def short_side(text: str) -> int:
    """Pixels of the short side of ``"720p"``, ``"4k"`` or ``"1280x720"``.

    Raises:
        OptionError: it is none of them.
    """
    word = text.strip().lower()
    if word in _NAMED:
        return _NAMED[word]
    match = re.fullmatch(r"(\d{2,5})p|(\d{2,5})[x:](\d{2,5})", word)
    if match is None:
        raise OptionError(
            f"“{text}” is not a resolution.", code="bad-resolution", hint="Write 720p or 1280x720."
        )
    return int(match[1]) if match[1] else min(int(match[2]), int(match[3]))


def _frame(
    label: str, choice: Choice, request: VideoRequest, notes: list[str]
) -> tuple[str | None, str | None, str | None]:
    asked = None if request.aspect_ratio in (None, "any") else parse_ratio(request.aspect_ratio or "")
    if choice.sizes:
        return _size(label, choice.sizes, asked, request, notes), None, None
    ratio = None
    if choice.ratios:
        known = {entry: parse_ratio(entry) for entry in choice.ratios if re.search(r"\d", entry)}
        ratio = choice.ratios[0]
        if asked is not None and "any" not in choice.ratios:
            matching = [entry for entry, value in known.items() if value == asked]
            if not matching:
                raise refused(
                    f"{label} has no {request.aspect_ratio}.",
                    "unsupported-ratio",
                    f"It has {', '.join(choice.ratios)}.",
                    ratios=list(choice.ratios),
                )
            ratio = matching[0]
        elif asked is not None:
            ratio = request.aspect_ratio
    resolution = None
    if choice.resolutions:
        resolution = _nearest(choice.resolutions, request.resolution, notes)
    elif request.resolution:
        notes.append(f"The model decides its resolution itself; the film scales it to {request.resolution}.")
    return None, ratio, resolution


def _nearest(entries: tuple[str, ...], asked: str | None, notes: list[str]) -> str:
    if asked is None:
        return entries[0]
    want = short_side(asked)
    best = min(entries, key=lambda entry: (abs(short_side(entry) - want), -short_side(entry)))
    if short_side(best) != want:
        notes.append(f"Generated at {best}; the film scales it to {asked}.")
    return best


def _size(
    label: str, sizes: tuple[str, ...], asked: Fraction | None, request: VideoRequest, notes: list[str]
) -> str:
    fitting = list(sizes)
    exact = (request.resolution or "").replace("x", ":").lower()
    named = [entry for entry in sizes if entry.replace("x", ":") == exact]
    if named and (asked is None or abs(parse_ratio(named[0]) / asked - 1) <= _RATIO_TOLERANCE):
        return named[0]
    if asked is not None:
        off = {entry: abs(parse_ratio(entry) / asked - 1) for entry in sizes}
        closest = min(off.values())
        if closest > _RATIO_TOLERANCE:
            raise refused(
                f"{label} has no {request.aspect_ratio}.",
                "unsupported-ratio",
                f"It has {', '.join(sizes)}.",
                ratios=list(sizes),
            )
        # Rows of one aspect differ a little from each other after rounding to whole macroblocks.
        fitting = [entry for entry in sizes if off[entry] <= _RATIO_TOLERANCE]
        if closest == 0:
            fitting = [entry for entry in fitting if off[entry] <= Fraction(1, 100)]
    return _nearest(tuple(fitting), request.resolution, notes)


def _fps(label: str, choice: Choice, request: VideoRequest, notes: list[str]) -> Fraction | None:
    if not choice.fps:
        if request.fps is not None:
            notes.append("The model decides its frame rate itself; the film converts it.")
        return None
    if request.fps is None:
        return choice.fps[0]
    best = min(choice.fps, key=lambda rate: abs(rate - (request.fps or rate)))
    if best != request.fps:
        notes.append(f"Generated at {float(best):g} frames a second; the film converts it.")
    return best
