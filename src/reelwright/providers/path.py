"""The only way to a provider: prepare, quote, submit once, poll, keep, slate.

``make_take`` is the one function that calls :meth:`Provider.submit`. The recipe of the prepared request is
the take's key, so an intent that was fulfilled before is served from the store and nothing is submitted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelwright.errors import ProviderError
from reelwright.providers.base import Provider
from reelwright.providers.job import Prepared, Snapshot
from reelwright.providers.request import TakeRequest

if TYPE_CHECKING:
    from reelwright.store import Recipe, Store

__all__ = ["Take", "foresee_take", "make_take", "take_recipe"]

_POLL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Take:
    """One take in the store. ``document`` is what a renderer opens; ``made`` is False when it was cached."""

    key: str
    provider: str
    model: str
    document: dict[str, Any]
    cost: Decimal
    made: bool
    notes: tuple[str, ...] = ()


def take_recipe(prepared: Prepared) -> Recipe:
    """The recipe that names the take of ``prepared``."""
    from reelwright.store import Recipe

    return Recipe(f"take/{prepared.provider}/{prepared.model}", prepared.version, prepared.params)


def make_take(request: TakeRequest, provider: Provider, store: Store) -> Take:
    """One take for ``request``: from the store, or generated and kept.

    Raises:
        OptionError: the provider cannot honour the request.
        ProviderError: the provider failed; ``facts['created']`` says whether anything was created.
    """
    prepared = provider.prepare(request.video())
    recipe = take_recipe(prepared)

    def build(path: Path) -> Mapping[str, Any]:
        job = provider.submit(prepared, recipe.key)
        snapshot = _wait(provider, job)
        if not snapshot.outputs or snapshot.outputs[0].document is None:
            raise ProviderError(
                f"{prepared.provider} reported success without an output.",
                code="no-output",
                hint="Run the command again; the journal shows the job.",
                created="yes",
                job=job,
            )
        path.write_text(json.dumps(snapshot.outputs[0].document, sort_keys=True), encoding="utf-8")
        cost = snapshot.cost.usd if snapshot.cost is not None else prepared.quote.usd
        return {"cost_usd": str(cost), "job": job, "model": prepared.model}

    artifact = store.make(recipe, build, suffix=".json")
    document = json.loads(artifact.path.read_text(encoding="utf-8"))
    cost = (prepared.quote.usd or Decimal(0)) if artifact.made else Decimal(0)
    return Take(recipe.key, prepared.provider, prepared.model, document, cost, artifact.made, prepared.notes)


def foresee_take(request: TakeRequest, provider: Provider, store: Store) -> Take:
    """The take that :func:`make_take` would return, without submitting anything.

    ``cost`` is the quote when the take would have to be made, and nothing when the store has it.

    Raises:
        OptionError: the provider cannot honour the request.
    """
    prepared = provider.prepare(request.video())
    recipe = take_recipe(prepared)
    missing = store.find(recipe) is None
    cost = (prepared.quote.usd or Decimal(0)) if missing else Decimal(0)
    return Take(recipe.key, prepared.provider, prepared.model, prepared.params, cost, missing, prepared.notes)


def _wait(provider: Provider, job: str) -> Snapshot:
    """Poll until the job has ended well; a failure is raised as it was reported."""
    while True:
        snapshot = provider.poll(job)
        if snapshot.state.terminal:
            if not snapshot.outputs:
                raise ProviderError(
                    f"The job {job} ended as {snapshot.state}: {snapshot.fault or 'no reason given'}.",
                    code=f"job-{snapshot.state}",
                    created="yes",
                    job=job,
                )
            return snapshot
        time.sleep(_POLL_SECONDS)
