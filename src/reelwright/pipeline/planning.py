"""A sentence becomes a storyboard."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reelwright.errors import OptionError
from reelwright.story import Storyboard, plan_rules
from reelwright.timing import parse_rate, parse_seconds

if TYPE_CHECKING:
    from reelwright.pipeline.language import LanguagePlan

__all__ = ["LONGEST", "PLANNERS", "Planned", "check_duration", "check_planner", "plan", "planned"]

LONGEST: Final = Fraction(4 * 3600)
PLANNERS: Final = ("rules", "llm")


def check_duration(duration: Fraction | str | float | int, rate: str) -> Fraction:
    """``duration`` in exact seconds, at least one frame at ``rate`` and at most four hours.

    Raises:
        OptionError: not a length of time, or out of range.
    """
    seconds = parse_seconds(duration)
    if seconds > LONGEST:
        raise OptionError(
            f"A film of {float(seconds):g} seconds is too long.",
            code="duration-too-long",
            hint=f"The longest film is {LONGEST // 3600} hours.",
        )
    if parse_rate(rate).frames(seconds) < 1:
        raise OptionError(
            f"A film of {float(seconds):g} seconds has no frame at {rate} frames a second.",
            code="duration-too-short",
            hint="Give a duration of at least one frame, for example --duration 5.",
        )
    return seconds


@dataclass(frozen=True, slots=True)
class Planned:
    """A storyboard, what planning it cost now (USD), and what a person should know about it."""

    board: Storyboard
    spent: Decimal = Decimal(0)
    notes: tuple[str, ...] = ()


def plan(
    prompt: str,
    *,
    shots: int | None = None,
    duration: Fraction | str | float | int | None = None,
    style: str | None = None,
    camera: str | None = None,
    seed: int = 1,
    fps: str | int | float | Fraction = "30",
    ratio: str = "16:9",
    planner: str = "rules",
    accept_unknown_cost: bool = False,
    project: Path | str | None = None,
) -> Storyboard:
    """Plan ``prompt`` as a storyboard of ``shots`` shots that last ``duration`` seconds together.

    ``None`` takes what the prompt says ("30s", "in four shots"), else the planner's own choice. ``planner``
    is ``rules`` (offline) or ``llm``, the language model of the settings of ``project``; where that gives no
    usable plan the rules do, and the storyboard's ``planner`` says why.

    Raises:
        PromptError: empty, too long, or nothing in it.
        OptionError: an unknown style, camera or planner; more shots than frames; a duration out of range.
        SettingsError: the settings name no language model.
        Refusal: the language model's price is unknown and that is not accepted, a budget does not allow the
            question, or the prompt breaks the safety rules.
    """
    return planned(
        prompt,
        shots=shots,
        duration=duration,
        style=style,
        camera=camera,
        seed=seed,
        fps=fps,
        ratio=ratio,
        planner=planner,
        accept_unknown_cost=accept_unknown_cost,
        project=project,
    ).board


def planned(
    prompt: str,
    *,
    shots: int | None = None,
    duration: Fraction | str | float | int | None = None,
    style: str | None = None,
    camera: str | None = None,
    seed: int = 1,
    fps: str | int | float | Fraction = "30",
    ratio: str = "16:9",
    planner: str = "rules",
    accept_unknown_cost: bool = False,
    project: Path | str | None = None,
) -> Planned:
    """Like :func:`plan`, with the cost and the notes."""
    check_planner(planner)
    rate = str(parse_rate(fps))
    seconds = None if duration is None else check_duration(duration, rate)
    asked: LanguagePlan | None = None
    if planner == "llm":
        asked = _ask(
            prompt,
            shots=shots,
            duration=seconds,
            style=style,
            camera=camera,
            seed=seed,
            rate=rate,
            ratio=ratio,
            accept_unknown_cost=accept_unknown_cost,
            project=project,
        )
        if asked.board is not None:
            return Planned(asked.board, asked.spent, asked.notes)
    board = plan_rules(
        prompt, shots=shots, duration=seconds, style=style, seed=seed, rate=rate, ratio=ratio, camera=camera
    )
    if asked is None:
        return Planned(board)
    return Planned(
        board.model_copy(update={"planner": {**board.planner, **asked.record}}), asked.spent, asked.notes
    )


def check_planner(planner: str) -> str:
    """``planner`` when there is one of that name. Raises OptionError."""
    if planner not in PLANNERS:
        raise OptionError(
            f"There is no planner “{planner}”.", code="unknown-planner", hint=f"Use {', '.join(PLANNERS)}."
        )
    return planner


def _ask(prompt: str, *, accept_unknown_cost: bool, project: Path | str | None, **asked: Any) -> LanguagePlan:
    from reelwright.config import load_settings
    from reelwright.pipeline.language import language_model, plan_language
    from reelwright.store import open_store
    from reelwright.story.planner import wish_for

    wish = wish_for(prompt, **asked)
    settings = load_settings(project)
    model = language_model(settings)
    return plan_language(
        wish,
        model,
        open_store(settings.project),
        accept_unknown_cost=accept_unknown_cost or settings.accept_unknown_cost,
    )
