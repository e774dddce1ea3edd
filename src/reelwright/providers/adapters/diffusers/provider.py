"""Local video models as a provider: free, offline, and the same clip for the same seed on one machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from importlib.util import find_spec
from typing import Any, Final

from reelwright.providers.adapters.diffusers.engine import Engine, engine
from reelwright.providers.adapters.diffusers.models import Model
from reelwright.providers.adapters.diffusers.order import Order, order_of
from reelwright.providers.adapters.diffusers.settings import Settings, from_environment
from reelwright.providers.adapters.diffusers.weights import (
    explain_missing,
    find_model,
    fingerprint,
    listed,
)
from reelwright.providers.adapters.open_table import OpenTable
from reelwright.providers.base import BaseProvider
from reelwright.providers.capabilities import Capabilities
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import fit
from reelwright.providers.job import Prepared, Snapshot, slot
from reelwright.providers.request import VideoRequest

__all__ = ["DiffusersProvider"]

_VERSION: Final = 1
_INSTALL: Final = "pip install 'reelwright[diffusers]'"
_NEEDED: Final = ("torch", "diffusers", "transformers")


class DiffusersProvider(BaseProvider):
    """Models that run in this process; a job ends with it and costs nothing.

    Args:
        engine: who does the work; this process's own when it is None, so that one loaded model serves all.
    """

    name = "diffusers"

    def __init__(self, engine: Engine | None = None) -> None:
        self._engine = engine

    @property
    def engine(self) -> Engine:
        """Who does the work."""
        return self._engine or engine()

    def models(self) -> Mapping[str, Capabilities]:
        """The table, and the user's own folder of weights; any folder or ``owner/name`` is found besides."""
        settings = Settings.load()
        known = {name: model.capabilities for name, model in listed(settings)}

        def find(name: str) -> Capabilities | None:
            model = find_model(name, settings)
            return None if model is None else model.capabilities

        return OpenTable(known, find)

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`.

        Raises:
            OptionError: also when the weights of a model that is in no table are not on this machine.
        """
        settings = Settings.load()
        model = find_model(request.model or next(iter(self.models())), settings)
        if model is None:
            missing = explain_missing(request.model)
            if missing is not None:
                raise missing
        request, ignored = _with_environment(request, model)
        fitted = fit(self.name, self.models(), request)
        assert model is not None  # fit refuses what is in no table
        order, notes = order_of(model, fitted, request.seconds)
        media: list[dict[str, Any]] = [
            {
                "role": medium.role.value,
                "file": slot(index),
                "at": None if medium.at is None else str(medium.at),
            }
            for index, medium in enumerate(fitted.media)
        ]
        picture = order.body() | {"media": media}
        prepared = Prepared.of(
            self.name,
            _VERSION,
            fitted,
            order.pipeline,
            picture,
            notes=(*ignored, *notes),
            params={"weights": fingerprint(model)},
        )
        weights = {"source": model.source, "revision": model.revision, "adapter": model.adapter}
        size = (order.width, order.height) if model.family.free_size else None
        # Where the work is done names no other take: it travels in the body, and not in the recipe.
        body = picture | {"weights": weights, "machine": dict(order.machine)}
        seconds = (order.frames - order.context) / order.fps if order.frames else None
        return replace(prepared, body=body, size=size, seconds=seconds)

    def submit(self, prepared: Prepared, key: str) -> str:
        """Start the work beside this thread; the job's id is its key.

        Raises:
            ProviderFault: what runs models is not installed.
        """
        missing = _missing()
        if missing:
            raise ProviderFault(
                f"Local models need {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not "
                "installed.",
                kind=Kind.UNSUPPORTED,
                created=Created.NO,
                code="missing-extra",
                hint=f"Install it: {_INSTALL}",
            )
        self.engine.start(Order.read(prepared.endpoint, prepared.body), key, offline=Settings.load().offline)
        return key

    def poll(self, job: str) -> Snapshot:
        """NOT_FOUND: the job ended with the process it ran in."""
        return self.engine.look(job)

    def cancel(self, job: str) -> Snapshot:
        """Stopped before its next step."""
        return self.engine.cancel(job)

    def reconcile(self, prepared: Prepared, key: str, since: datetime) -> str | None:
        """The job, if this process has it; in any other it is proven to be gone."""
        return key if self.engine.knows(key) else None

    def ready(self) -> str:
        """What is not installed."""
        missing = _missing()
        return f"{', '.join(missing)} not installed: {_INSTALL}" if missing else ""


def _missing() -> list[str]:
    # A folder of that name somewhere on the search path is found too, but has no file of its own.
    specs = {name: find_spec(name) for name in _NEEDED}
    return [name for name, spec in specs.items() if spec is None or spec.origin is None]


def _with_environment(request: VideoRequest, model: Model | None) -> tuple[VideoRequest, list[str]]:
    """``request`` with the options that the environment sets for the machine; its own win."""
    task = request.resolved_task
    if model is None or task not in model.family.pipelines:
        return request, []
    given, notes = from_environment(model.capabilities.tasks[task])
    return replace(request, options=given | request.options), notes
