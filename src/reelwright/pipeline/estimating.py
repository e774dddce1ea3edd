"""What a render would take: seconds, cost, and what the store already holds. Nothing is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from reelwright.config import load_settings
from reelwright.pipeline.canvas import check_quality
from reelwright.pipeline.captioning import with_captions
from reelwright.pipeline.cutting import adjusted, cut_of
from reelwright.pipeline.document import Document, load
from reelwright.pipeline.looks import looked_at
from reelwright.pipeline.makers import Makers
from reelwright.pipeline.offers import Offer, offers_of
from reelwright.pipeline.progress import ignore
from reelwright.pipeline.recipes import film_recipes
from reelwright.pipeline.report import Counts, TakeCounts, dollars
from reelwright.store import Store, open_store

if TYPE_CHECKING:
    from reelwright.providers.ledger import Budget

__all__ = ["Estimate", "estimate"]

_CPU_PER_MEGAPIXEL: Final = {"draft": 0.055, "preview": 0.065, "final": 0.075}
"""Seconds of one core for a million pixels drawn and encoded, until this project has measured its own."""
_START_SECONDS: Final = 1.5
_SPREAD: Final = 1.6


@dataclass(frozen=True, slots=True)
class Estimate:
    """``seconds`` and ``usd`` are (least, most); what nobody knows the price of is left out of ``usd``.

    ``offers`` say who would make takes at what price, and ``short`` names the budgets that would not allow
    the dearest case.
    """

    duration: Fraction
    frames: int
    width: int
    height: int
    fps: str
    quality: str
    segments: Counts
    takes: TakeCounts
    seconds: tuple[float, float]
    usd: tuple[Decimal, Decimal]
    basis: str
    offers: tuple[Offer, ...] = ()
    short: tuple[Budget, ...] = ()

    @property
    def unknown(self) -> int:
        """Takes whose price nobody knows."""
        return sum(offer.takes for offer in self.offers if offer.high is None)

    def as_dict(self) -> dict[str, Any]:
        """The JSON object that ``--json`` prints; counts say what would be rendered and what is cached."""
        return {
            "duration": float(self.duration),
            "frames": self.frames,
            "width": self.width,
            "height": self.height,
            "fps": self.fps,
            "quality": self.quality,
            "segments": asdict(self.segments),
            "takes": asdict(self.takes),
            "seconds": {"min": round(self.seconds[0], 1), "max": round(self.seconds[1], 1)},
            "cost": {
                "usd": {"min": dollars(self.usd[0]), "max": dollars(self.usd[1])},
                "unknown_takes": self.unknown,
                "offers": [offer.as_dict() for offer in self.offers],
                "budgets_exceeded": [budget.as_dict() for budget in self.short],
            },
            "basis": self.basis,
        }


def estimate(
    source: Document | Path | str,
    *,
    ratio: str | None = None,
    fps: str | int | float | Fraction | None = None,
    resolution: str | None = None,
    quality: str | None = None,
    audio: bool = True,
    provider: str | None = None,
    routes: Sequence[str] = (),
    accept_unknown_cost: bool = False,
    captions: Sequence[Path | str] = (),
    burn_captions: bool = False,
    project: Path | str | None = None,
    workers: int | None = None,
) -> Estimate:
    """What rendering ``source`` would take now.

    Raises:
        DocumentError: the document cannot be read.
        OptionError: an unknown quality, resolution or provider.
    """
    settings = load_settings(project)
    chosen = check_quality(quality or settings.quality)
    document, base = load(source)
    document = adjusted(document, ratio, fps)
    store = open_store(settings.project)
    cut = cut_of(
        document,
        base,
        store,
        resolution=resolution,
        quality=chosen,
        audio=audio,
        makers=Makers.chosen(settings, provider, routes, accept_unknown_cost),
        watch=ignore,
        foresee=True,
    )
    captioned, _ = with_captions(cut.timeline, captions, burn=burn_captions)
    cut = replace(cut, timeline=looked_at(captioned, store, None))
    recipes = film_recipes(cut.timeline, chosen, cut.take_keys, cut.facts)
    missing = [item for item in recipes.segments if store.find(item.recipe) is None]
    frames = sum(item.segment.range.length for item in missing)
    per_frame, basis = _cost_of_frame(store, chosen, cut.timeline.width, cut.timeline.height)
    cores = workers or settings.worker_count
    likely = _START_SECONDS + frames * per_frame / min(cores, max(1, len(missing))) if missing else 0.3
    total = len(recipes.segments)
    made = sum(take.made for take in cut.takes)
    offers = offers_of(take.offer for take in cut.takes if take.made and take.offer is not None)
    most = sum((offer.high or Decimal(0) for offer in offers), Decimal(0))
    return Estimate(
        duration=cut.timeline.frame_rate.seconds(cut.timeline.length),
        frames=cut.timeline.length,
        width=cut.timeline.width,
        height=cut.timeline.height,
        fps=cut.timeline.rate,
        quality=chosen,
        segments=Counts(total, len(missing), total - len(missing)),
        takes=TakeCounts(made, len(cut.takes) - made),
        seconds=(likely / _SPREAD, likely * _SPREAD),
        usd=(sum((offer.low for offer in offers), Decimal(0)), most),
        basis=basis,
        offers=offers,
        short=_short(store, offers) if most else (),
    )


def _short(store: Store, offers: Sequence[Offer]) -> tuple[Budget, ...]:
    """The budgets of this project that have less left than the takes may cost."""
    from reelwright.providers.ledger import Budgets
    from reelwright.providers.path import journal_of, project_of

    project = project_of(store)
    found = []
    for budget in Budgets(journal_of(store).book).holding(project, {offer.provider for offer in offers}):
        asked = [o for o in offers if budget.scope != "provider" or o.provider == budget.name]
        if sum((offer.high or Decimal(0) for offer in asked), Decimal(0)) > budget.left:
            found.append(budget)
    return tuple(found)


def _cost_of_frame(store: Store, quality: str, width: int, height: int) -> tuple[float, str]:
    """CPU seconds for one frame: the median of this project's own segments, else a table."""
    megapixels = width * height / 1e6
    measured = [
        float(slate.facts["cpu_seconds"]) / slate.facts["frames"] / _megapixels(slate.params)
        for slate in store.slates(op="segment", limit=60)
        if slate.params.get("quality") == quality and slate.facts.get("frames")
    ]
    if measured:
        return median(measured) * megapixels, f"measured on {len(measured)} segments of this project"
    return _CPU_PER_MEGAPIXEL[quality] * megapixels, "typical for a two-core machine"


def _megapixels(params: Mapping[str, Any]) -> float:
    width, height = params["shows"]["size"]
    return float(width) * float(height) / 1e6
