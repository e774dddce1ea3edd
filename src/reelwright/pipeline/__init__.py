"""Use cases: plan, generate, render, estimate, and questions about what was made.

The Python API and the command line are thin faces over these functions. A name's module is imported when the
name is first used, so that a rendering process loads only what renders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reelwright.pipeline.canvas import QUALITIES, RATIOS, RESOLUTIONS, Canvas, Quality, solve_canvas
    from reelwright.pipeline.diagnosis import Check, diagnose
    from reelwright.pipeline.estimating import Estimate, estimate
    from reelwright.pipeline.extending import extend
    from reelwright.pipeline.inspect import cache_gc, cache_stat, list_models, slate, understand
    from reelwright.pipeline.interpolating import interpolate
    from reelwright.pipeline.planning import plan
    from reelwright.pipeline.progress import Progress, Stage, Watcher
    from reelwright.pipeline.rendering import generate, render
    from reelwright.pipeline.report import Counts, RenderReport, ShotReport, TakeCounts

__all__ = [
    "QUALITIES",
    "RATIOS",
    "RESOLUTIONS",
    "Canvas",
    "Check",
    "Counts",
    "Estimate",
    "Progress",
    "Quality",
    "RenderReport",
    "ShotReport",
    "Stage",
    "TakeCounts",
    "Watcher",
    "cache_gc",
    "cache_stat",
    "diagnose",
    "estimate",
    "extend",
    "generate",
    "interpolate",
    "list_models",
    "plan",
    "render",
    "slate",
    "solve_canvas",
    "understand",
]

_NAMES = {
    "canvas": ("QUALITIES", "RATIOS", "RESOLUTIONS", "Canvas", "Quality", "solve_canvas"),
    "diagnosis": ("Check", "diagnose"),
    "estimating": ("Estimate", "estimate"),
    "extending": ("extend",),
    "inspect": ("cache_gc", "cache_stat", "list_models", "slate", "understand"),
    "interpolating": ("interpolate",),
    "planning": ("plan",),
    "progress": ("Progress", "Stage", "Watcher"),
    "rendering": ("generate", "render"),
    "report": ("Counts", "RenderReport", "ShotReport", "TakeCounts"),
}
_HOME = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    import importlib

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
