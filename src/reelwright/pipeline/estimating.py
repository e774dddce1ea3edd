"""What a render would take: seconds, cost, and what the store already holds. Nothing is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any, Final

from reelwright.config import load_settings
from reelwright.pipeline.canvas import check_quality
from reelwright.pipeline.cutting import adjusted, cut_of
from reelwright.pipeline.document import Document, load
from reelwright.pipeline.makers import Makers
from reelwright.pipeline.progress import ignore
from reelwright.pipeline.recipes import film_recipes
from reelwright.pipeline.report import Counts, TakeCounts, dollars
from reelwright.store import Store, open_store

__all__ = ["Estimate", "estimate"]

_CPU_PER_MEGAPIXEL: Final = {"draft": 0.055, "preview": 0.065, "final": 0.075}
"""Seconds of one core for a million pixels drawn and encoded, until this project has measured its own."""
_START_SECONDS: Final = 1.5
_SPREAD: Final = 1.6


@dataclass(frozen=True, slots=True)
class Estimate:
    """``seconds`` and ``usd`` are (least, most)."""

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
            "cost": {"usd": {"min": dollars(self.usd[0]), "max": dollars(self.usd[1])}},
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
    provider: str = "previs",
    routes: Sequence[str] = (),
    accept_unknown_cost: bool = False,
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
        makers=Makers(provider, tuple(routes), accept_unknown_cost),
        watch=ignore,
        foresee=True,
    )
    recipes = film_recipes(cut.timeline, chosen, cut.take_keys, cut.facts)
    missing = [item for item in recipes.segments if store.find(item.recipe) is None]
    frames = sum(item.segment.range.length for item in missing)
    per_frame, basis = _cost_of_frame(store, chosen, cut.timeline.width, cut.timeline.height)
    cores = workers or settings.worker_count
    likely = _START_SECONDS + frames * per_frame / min(cores, max(1, len(missing))) if missing else 0.3
    total = len(recipes.segments)
    made = sum(take.made for take in cut.takes)
    cost = sum((take.cost for take in cut.takes), Decimal(0))
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
        usd=(cost, cost),
        basis=basis,
    )


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
