"""The built-in previs engine as a provider: free, offline, and the same picture for the same seed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from reelwright.errors import OptionError
from reelwright.providers.base import BaseProvider
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile, Repro
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import fit
from reelwright.providers.job import Output, Prepared, Snapshot, State
from reelwright.providers.quote import FREE, Cost
from reelwright.providers.request import Task, VideoRequest

__all__ = ["PrevisProvider"]

_MODEL: Final = "previs"
_LONGEST: Final = Fraction(3600)

_MODELS: Final = {
    _MODEL: Capabilities(
        tasks={
            Task.T2V: Choice(
                duration_range=(Fraction(1, 240), _LONGEST),
                duration_step=Fraction(0),
                ratios=("16:9", "9:16", "1:1", "4:5", "21:9", "any"),
                prompt="optional",
                options={
                    "label": Option(str, "Text on the product or the stand-in."),
                    "tagline": Option(str, "A smaller second line of it."),
                },
            )
        },
        summary="Built-in previs engine: drawn, deterministic, offline.",
        price=FREE,
        seed=True,
        reproducible=Repro.EXACT,
        offline=True,
        reconcile=Reconcile.CLIENT_ID,
        poll_seconds=0.0,
    )
}


class PrevisProvider(BaseProvider):
    """Takes are scene documents; their frames are drawn when the film is rendered, at the film's own size."""

    name = "previs"

    def __init__(self) -> None:
        self._jobs: dict[str, dict[str, Any]] = {}

    def models(self) -> dict[str, Capabilities]:
        """The one model."""
        return dict(_MODELS)

    def prepare(self, request: VideoRequest) -> Prepared:
        """Check the request and turn it into a scene document."""
        from reelwright.previs import VERSION, Spec

        fitted = fit(self.name, _MODELS, request)
        prompt = request.intent
        if prompt is None:
            from reelwright.story import parse

            prompt = parse(request.prompt).prompt
        seconds = fitted.seconds
        if seconds is None:
            raise OptionError(
                "A previs take needs a length.", code="missing-duration", hint="Give --duration."
            )
        # The take's number moves the seed: take 0 is the shot's own, the others are as different as seeds
        # are.
        seed = (request.seed or 0) + fitted.take * 1_000_003
        spec = Spec(prompt=prompt, seed=seed % 2**63, seconds=seconds, **fitted.options)
        params = spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return Prepared(
            self.name,
            _MODEL,
            VERSION,
            params,
            fitted.quote(),
            fitted.notes,
            task=fitted.task,
            seconds=seconds,
            prompt=request.prompt,
            offline=True,
        )

    def submit(self, prepared: Prepared, key: str) -> str:
        """Accept the document; the job's id is its key."""
        self._jobs[key] = prepared.params
        return key

    def poll(self, job: str) -> Snapshot:
        """Finished at once: the picture is drawn later, frame by frame."""
        try:
            document = self._jobs[job]
        except KeyError:
            raise ProviderFault(
                f"previs knows no job {job}.", kind=Kind.NOT_FOUND, created=Created.NO, code="unknown-job"
            ) from None
        return Snapshot(State.SUCCEEDED, (Output(document=document),), cost=Cost(FREE.rate()))
