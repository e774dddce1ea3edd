"""What a finished render says about itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

__all__ = ["Counts", "RenderReport", "ShotReport", "TakeCounts", "dollars", "together"]


def dollars(amount: Decimal) -> str:
    """An exact amount of USD for JSON: no exponent, no trailing zeros ("0", "0.25", "0.000125")."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


@dataclass(frozen=True, slots=True)
class Counts:
    """Segments of the film: all of them, made now, and found in the store."""

    total: int
    rendered: int
    cached: int


@dataclass(frozen=True, slots=True)
class TakeCounts:
    """Takes made now, and found in the store."""

    made: int
    cached: int


@dataclass(frozen=True, slots=True)
class ShotReport:
    """One shot, as it will be drawn. ``drawn_as`` is None for a named stand-in."""

    id: str
    frames: int
    summary: str
    camera: str
    drawn_as: str | None
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderReport:
    """The result of ``generate`` and ``render``. Times are wall seconds; ``duration`` is exact;
    ``others`` are the films of further takes, ``captions`` the caption files beside the film."""

    output: str
    duration: Fraction
    frames: int
    width: int
    height: int
    fps: str
    quality: str
    segments: Counts
    takes: TakeCounts
    cost: Decimal
    slate: str
    seconds: dict[str, float]
    shots: tuple[ShotReport, ...] = ()
    notes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON object that ``--json`` prints."""
        return {
            "output": self.output,
            "others": list(self.others),
            "captions": list(self.captions),
            "duration": float(self.duration),
            "frames": self.frames,
            "width": self.width,
            "height": self.height,
            "fps": self.fps,
            "quality": self.quality,
            "segments": asdict(self.segments),
            "takes": asdict(self.takes),
            "cost": {"usd": dollars(self.cost)},
            "slate": self.slate,
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
            "shots": [asdict(shot) for shot in self.shots],
            "notes": list(self.notes),
        }


def together(reports: list[RenderReport]) -> RenderReport:
    """The first take's report, which names the films of the others."""
    if len(reports) == 1:
        return reports[0]
    # The first run made or found the takes of all; the others only showed theirs.
    made = sum(report.takes.made for report in reports)
    total = reports[0].takes.made + reports[0].takes.cached
    return replace(
        reports[0],
        takes=TakeCounts(made, total - made),
        cost=sum((report.cost for report in reports), Decimal(0)),
        seconds={**reports[0].seconds, "total": reports[-1].seconds["total"]},
        others=tuple(report.output for report in reports[1:]),
    )
