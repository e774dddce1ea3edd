"""Prompt to picture without a model: a small, deterministic 3D engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reelwright.previs.casting import Casting, Role, cast
    from reelwright.previs.source import VERSION, PrevisSource, warm
    from reelwright.previs.spec import Quality, Spec

__all__ = ["VERSION", "Casting", "PrevisSource", "Quality", "Role", "Spec", "cast", "warm"]

_HOME = {
    "Casting": "casting",
    "Role": "casting",
    "cast": "casting",
    "VERSION": "source",
    "PrevisSource": "source",
    "warm": "source",
    "Quality": "spec",
    "Spec": "spec",
}


def __getattr__(name: str) -> Any:
    # Compilers and codecs are loaded when something is drawn, not when a floor above imports this package.
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
