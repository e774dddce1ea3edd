"""Use cases: plan, generate, render, estimate, and questions about what was made.

The Python API and the command line are thin faces over these functions.
"""

from reelwright.pipeline.canvas import QUALITIES, RATIOS, RESOLUTIONS, Canvas, Quality, solve_canvas
from reelwright.pipeline.diagnose import Check, diagnose
from reelwright.pipeline.estimate import Estimate, estimate
from reelwright.pipeline.inspect import cache_gc, cache_stat, list_models, slate, understand
from reelwright.pipeline.plan import plan
from reelwright.pipeline.progress import Progress, Stage, Watcher
from reelwright.pipeline.render import generate, render
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
    "generate",
    "list_models",
    "plan",
    "render",
    "slate",
    "solve_canvas",
    "understand",
]
