"""More takes of a shot, and choosing one: the choice is written into the storyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from reelwright.config import load_settings
from reelwright.documents import write_document
from reelwright.errors import DocumentError, OptionError
from reelwright.pipeline.makers import Makers
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.takes import take_requests
from reelwright.providers import (
    Outcome,
    Policy,
    TakeRequest,
    Wanted,
    foresee_routed,
    make_takes,
    picked_take,
)
from reelwright.store import Store, open_store
from reelwright.story import Storyboard, load_storyboard

__all__ = ["TakeRow", "more_takes", "pick_take"]

_KEY = re.compile(r"[0-9a-f]{6,64}")


@dataclass(frozen=True, slots=True)
class TakeRow:
    """One take of a shot: its number (from 1), recipe key, and what became of it."""

    shot: str
    number: int
    key: str
    provider: str
    model: str
    made: bool
    cost_usd: str
    path: str | None
    picked: bool
    notes: tuple[str, ...] = ()
    error: dict[str, Any] | None = None


def _opened(
    project: Path | str | None,
    provider: str | None,
    model: str,
    routes: Sequence[str] = (),
    accept_unknown_cost: bool = False,
) -> tuple[Store, Makers]:
    """The project's store, and who makes its takes."""
    settings = load_settings(project)
    if model:
        provider = f"{provider or 'previs'}/{model}"
    return open_store(settings.project), Makers.chosen(settings, provider, routes, accept_unknown_cost)


def _wanted(
    board: Storyboard,
    shots: Sequence[str],
    count: int,
    makers: Makers,
    quality: str,
    base: Path,
) -> Iterator[tuple[str, str | None, int, Wanted]]:
    """Shot, its pick, the take's number, and what to make."""
    requests = {shot.id: (shot, request) for shot, _, request in take_requests(board, base)}
    unknown = [name for name in shots if name not in requests]
    if unknown:
        raise OptionError(
            f"The storyboard has no shot “{unknown[0]}”.",
            code="unknown-shot",
            hint=f"Its shots: {', '.join(requests)}.",
        )
    routes = makers.table()
    for name in shots or list(requests):
        shot, request = requests[name]
        for number in range(count):
            asked: TakeRequest = replace(request, take=number)
            targets = routes.targets(quality, asked.video().resolved_task.value, makers.provider)
            yield name, shot.pick, number + 1, Wanted(asked, targets)


def more_takes(
    board: Path | str,
    shots: Sequence[str] = (),
    *,
    count: int = 2,
    provider: str | None = None,
    model: str = "",
    routes: Sequence[str] = (),
    quality: str = "final",
    accept_unknown_cost: bool = False,
    project: Path | str | None = None,
    policy: Policy | None = None,
    watch: Watcher = ignore,
) -> list[TakeRow]:
    """``count`` takes of each shot; those that exist are not made again.

    Args:
        board: the storyboard's file.
        shots: ids; all shots when empty.
        count: takes of each shot, 1 to 64.
        provider: who makes them where ``routes`` says nothing; None follows the settings' routes, else it is
            previs.
        model: one of the provider's models; "" is its default.
        routes: who makes which quality, such as ``final=runway/gen4.5,luma/ray-3.2``.
        quality: which route.
        accept_unknown_cost: use models whose price nobody knows.
        project: the project's folder.
        policy: patience and care; None is as the settings say.
        watch: told how many takes are there.

    Raises:
        DocumentError: the storyboard cannot be read.
        OptionError: an unknown shot or provider, or a count out of range.
        ReelwrightError: not a single take was made: why the first was not.
    """
    if not 1 <= count <= 64:
        raise OptionError("Between 1 and 64 takes can be made of a shot.", hint="Use -n 4, for example.")
    store, makers = _opened(project, provider, model, routes, accept_unknown_cost)
    rows = list(_wanted(load_storyboard(Path(board)), shots, count, makers, quality, Path(board).parent))
    watch(Progress("takes", 0, len(rows)))
    outcomes = make_takes(
        [wanted for *_, wanted in rows],
        store,
        policy=policy or makers.policy(),
        done=lambda count: watch(Progress("takes", count, len(rows))),
    )
    errors = [outcome.error for outcome in outcomes if outcome.error is not None]
    if len(errors) == len(outcomes):
        raise errors[0]
    return [
        _row(shot, number, pick, outcome, wanted)
        for (shot, pick, number, wanted), outcome in zip(rows, outcomes, strict=True)
    ]


def _row(shot: str, number: int, pick: str | None, outcome: Outcome, wanted: Wanted) -> TakeRow:
    take = outcome.take
    if take is None:
        assert outcome.error is not None
        target = wanted.targets[0]
        return TakeRow(
            shot,
            number,
            "",
            target.provider,
            target.model,
            False,
            "0",
            None,
            False,
            (),
            outcome.error.as_dict(),
        )
    return TakeRow(
        shot,
        number,
        take.key,
        take.provider,
        take.model,
        take.made,
        str(take.cost),
        None if take.path is None else str(take.path),
        pick is not None and take.key.startswith(pick),
        take.notes,
    )


def pick_take(
    board: Path | str,
    shot: str,
    take: str,
    *,
    provider: str | None = None,
    model: str = "",
    project: Path | str | None = None,
) -> dict[str, str]:
    """Choose a take for a shot: its key is written into the storyboard, whose comments stay.

    Args:
        board: the storyboard's file.
        shot: the shot's id.
        take: a take's number (of ``provider`` and ``model``), or the beginning of its key.
        provider: who made the takes that are numbered; None follows the settings' routes, else it is previs.
        model: with which model.
        project: the project's folder.

    Raises:
        DocumentError: the storyboard cannot be read.
        OptionError: no such shot or take.
    """
    path = Path(board)
    storyboard = load_storyboard(path)
    store, makers = _opened(project, provider, model)
    if take.isdigit() and 1 <= int(take) <= 64 and len(take) < 3:
        *_, (_, _, _, wanted) = _wanted(storyboard, [shot], int(take), makers, "final", path.parent)
        key = foresee_routed(wanted.request, wanted.targets, store).key
    else:
        list(_wanted(storyboard, [shot], 1, makers, "final", path.parent))
        key = _full_key(store, take)
    if picked_take(store, key) is None:
        raise OptionError(
            f"There is no take {take} of the shot {shot} in this project.",
            code="unknown-take",
            hint=f"Make takes first: reelwright takes {path} {shot} -n 4.",
        )
    _write_pick(path, shot, key)
    return {"storyboard": str(path), "shot": shot, "pick": key}


def _full_key(store: Store, start: str) -> str:
    if not _KEY.fullmatch(start):
        raise OptionError(
            f"“{start}” is not a take.",
            code="unknown-take",
            hint="Give its number, or at least six digits of its key.",
        )
    keys = {
        slate.key for slate in store.slates() if slate.op.startswith("take/") and slate.key.startswith(start)
    }
    if len(keys) > 1:
        raise OptionError(
            f"Several takes begin with {start}.", code="ambiguous-take", hint="Give more digits."
        )
    return keys.pop() if keys else start


def _write_pick(path: Path, shot: str, key: str) -> None:
    """Set ``pick`` of one shot in the document as it is written, leaving everything else alone."""
    if path.suffix.lower() == ".json":
        import json

        data = json.loads(path.read_text(encoding="utf-8"))
        _set(data, shot, key, path)
        write_document(data, path)
        return
    yaml = YAML()
    yaml.preserve_quotes = True
    data = yaml.load(path.read_text(encoding="utf-8"))
    _set(data, shot, key, path)
    write_document(data, path)


def _set(data: Any, shot: str, key: str, path: Path) -> None:
    for scene in data.get("scenes", ()):
        for entry in scene.get("shots", ()):
            if entry.get("id") == shot:
                entry["pick"] = key
                return
    raise DocumentError(f"{path} has no shot “{shot}”.", code="unknown-shot", path=str(path))
