"""The takes of a whole storyboard: picked ones as they are, the others along their routes, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reelwright.errors import OptionError, ReelwrightError
from reelwright.providers import (
    Outcome,
    Policy,
    Routes,
    Take,
    TakeRequest,
    Target,
    Wanted,
    foresee_routed,
    make_takes,
    picked_take,
)
from reelwright.store import Store
from reelwright.timeline import ColourMedia, FileMedia, Media, PrevisMedia

__all__ = ["ShotWish", "all_takes", "generate_takes", "take_media"]


@dataclass(frozen=True, slots=True)
class ShotWish:
    """What a shot needs: its id, the request for its take, and the take that was picked for it, if one
    was."""

    shot: str
    request: TakeRequest
    pick: str | None = None


def take_media(take: Take, request: TakeRequest | None = None) -> Media:
    """A take as timeline media: a document that previs draws, or a video file. A take that is only foreseen
    is black. Files that a document names by their digest are looked for where ``request`` has them now."""
    if take.path is not None:
        return FileMedia(path=str(take.path), digest=take.digest)
    if not take.document:
        return ColourMedia()
    media = () if request is None else request.video().identified().media
    places = {medium.digest: str(medium.path) for medium in media if medium.path is not None}
    files = [
        {**file, "path": places.get(file.get("digest", ""), file.get("path", ""))}
        for file in take.document.get("files", ())
    ]
    return PrevisMedia(spec={**take.document, "files": files} if files else take.document)


def _targets(wish: ShotWish, routes: Routes, quality: str, provider: str) -> tuple[Target, ...]:
    return routes.targets(quality, wish.request.video().resolved_task.value, provider)


def _picked(wish: ShotWish, store: Store) -> Outcome | None:
    """The picked take; a pick that is not there is an error, not a reason to pay for another."""
    if wish.pick is None:
        return None
    take = picked_take(store, wish.pick)
    if take is not None:
        return Outcome(take)
    return Outcome(
        None,
        OptionError(
            f"The take {wish.pick[:12]} that was picked for the shot {wish.shot} is not in this project.",
            code="missing-pick",
            hint="Pick another with reelwright pick, or remove the line “pick” to have one made.",
            shot=wish.shot,
        ),
    )


def generate_takes(
    wishes: Sequence[ShotWish],
    store: Store,
    *,
    routes: Routes | None = None,
    quality: str = "preview",
    provider: str = "previs",
    policy: Policy | None = None,
    foresee: bool = False,
    done: Callable[[int], Any] = lambda _: None,
) -> list[Outcome]:
    """An outcome for every wish, in order; those that fail leave the others alone.

    Args:
        wishes: the shots.
        store: where takes are kept.
        routes: who makes what; ``provider`` makes the rest.
        quality: which route.
        provider: where no route says anything; ``name`` or ``name/model``.
        policy: patience and care.
        foresee: submit nothing: the takes say what making them would cost at most.
        done: called with the number of takes that are finished.

    Raises:
        OptionError: an unknown provider.
    """
    table = routes or Routes()
    outcomes: list[Outcome | None] = [_picked(wish, store) for wish in wishes]
    missing = [index for index, outcome in enumerate(outcomes) if outcome is None]
    held = len(wishes) - len(missing)
    wanted = [
        Wanted(wishes[index].request, _targets(wishes[index], table, quality, provider)) for index in missing
    ]
    if foresee:
        found = [_foreseen(item, store) for item in wanted]
    else:
        found = make_takes(wanted, store, policy=policy, done=lambda count: done(held + count))
    for index, outcome in zip(missing, found, strict=True):
        outcomes[index] = outcome
    return [outcome for outcome in outcomes if outcome is not None]


def _foreseen(item: Wanted, store: Store) -> Outcome:
    try:
        return Outcome(foresee_routed(item.request, item.targets, store))
    except ReelwrightError as error:
        return Outcome(None, error)


def all_takes(wishes: Sequence[ShotWish], outcomes: Sequence[Outcome]) -> list[Take]:
    """The take of every wish.

    Raises:
        ReelwrightError: one is missing. The first one's own error, naming its shot; ``facts`` list every shot
            that failed and count the takes that are kept.
    """
    failed = [(wish, outcome.error) for wish, outcome in zip(wishes, outcomes, strict=True) if outcome.error]
    if not failed:
        return [outcome.take for outcome in outcomes if outcome.take is not None]
    wish, error = failed[0]
    kept = len(outcomes) - len(failed)
    error.message = f"Shot {wish.shot}: {error.message}"
    error.args = (error.message,)
    if kept:
        error.hint = (
            f"{error.hint} The other {kept} takes are kept; a new run makes only what is missing.".strip()
        )
    error.facts["shots"] = {other.shot: why.as_dict() for other, why in failed if why is not error}
    error.facts |= {"shot": wish.shot, "kept": kept}
    raise error
