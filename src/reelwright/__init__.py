"""Reelwright: video as a build.

::

    import reelwright

    reelwright.generate("a sailboat on a stormy sea, crane, noir", "boat.mp4")
    board = reelwright.storyboard("30s product demo of organic honey", shots=4, style="clean")
    reelwright.render(board, "honey.mp4", quality="final")

Every function here is the command of the same name, those of :mod:`reelwright.pipeline.video` are
``reelwright.video.trim`` and so on; errors are :class:`ReelwrightError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from reelwright.errors import ReelwrightError
    from reelwright.pipeline import (
        Estimate,
        Progress,
        RenderReport,
        estimate,
        extend,
        generate,
        interpolate,
        render,
        slate,
        video,
    )
    from reelwright.pipeline import plan as storyboard
    from reelwright.story import Prompt, PromptBuilder, Storyboard
    from reelwright.timeline import Timeline

__all__ = [
    "Estimate",
    "Progress",
    "Prompt",
    "PromptBuilder",
    "ReelwrightError",
    "RenderReport",
    "Storyboard",
    "Timeline",
    "__version__",
    "estimate",
    "extend",
    "generate",
    "interpolate",
    "render",
    "slate",
    "storyboard",
    "video",
]

_HOME = {
    "Estimate": ("reelwright.pipeline", "Estimate"),
    "Progress": ("reelwright.pipeline", "Progress"),
    "Prompt": ("reelwright.story", "Prompt"),
    "PromptBuilder": ("reelwright.story", "PromptBuilder"),
    "ReelwrightError": ("reelwright.errors", "ReelwrightError"),
    "RenderReport": ("reelwright.pipeline", "RenderReport"),
    "Storyboard": ("reelwright.story", "Storyboard"),
    "Timeline": ("reelwright.timeline", "Timeline"),
    "estimate": ("reelwright.pipeline", "estimate"),
    "extend": ("reelwright.pipeline", "extend"),
    "generate": ("reelwright.pipeline", "generate"),
    "interpolate": ("reelwright.pipeline", "interpolate"),
    "render": ("reelwright.pipeline", "render"),
    "slate": ("reelwright.pipeline", "slate"),
    "storyboard": ("reelwright.pipeline", "plan"),
    "video": ("reelwright.pipeline.video", ""),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``import reelwright`` costs nothing."""
    import importlib

    if name not in _HOME:
        raise AttributeError(f"module 'reelwright' has no attribute {name!r}")
    module, attribute = _HOME[name]
    found = importlib.import_module(module)
    return getattr(found, attribute) if attribute else found
