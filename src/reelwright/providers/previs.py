"""The built-in previs engine as a provider: free, offline, and the same picture for the same seed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from reelwright.errors import OptionError, ProviderError
from reelwright.previs import VERSION, Spec
from reelwright.providers.base import Capabilities, Output, Prepared, Quote, Snapshot, State, TakeRequest

__all__ = ["PrevisProvider"]

_MODEL: Final = "previs"
_LONGEST: Final = Fraction(4 * 3600)


class PrevisProvider:
    """Takes are scene documents; their frames are drawn when the film is rendered, at the film's own size."""

    name = "previs"

    def __init__(self) -> None:
        self._jobs: dict[str, dict[str, Any]] = {}

    def models(self) -> dict[str, Capabilities]:
        """The one model."""
        return {
            _MODEL: Capabilities(
                tasks=("text-to-video",),
                seconds=(Fraction(1, 240), _LONGEST),
                ratios=("16:9", "9:16", "1:1", "4:5", "21:9", "any"),
                seed=True,
                audio=False,
                offline=True,
                price=Decimal(0),
                summary="Built-in previs engine: drawn, deterministic, offline.",
            )
        }

    def prepare(self, request: TakeRequest) -> Prepared:
        """Check the model's name and turn the request into a scene document."""
        if request.model not in ("", _MODEL):
            raise OptionError(
                f"Provider previs has no model “{request.model}”.",
                code="unknown-model",
                hint="Leave --model out, or use --model previs.",
            )
        spec = Spec(prompt=request.prompt, seed=request.seed, seconds=request.seconds, **request.options)
        params = spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return Prepared(self.name, _MODEL, VERSION, params, Quote(Decimal(0), "built in"))

    def submit(self, prepared: Prepared, key: str) -> str:
        """Accept the document; the job's id is its recipe key."""
        self._jobs[key] = prepared.params
        return key

    def poll(self, job: str) -> Snapshot:
        """Finished at once: the picture is drawn later, frame by frame."""
        try:
            return Snapshot(State.SUCCEEDED, Output(document=self._jobs[job]), cost=Decimal(0))
        except KeyError:
            raise ProviderError(f"previs knows no job {job}.", code="unknown-job", created="no") from None
