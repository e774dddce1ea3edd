"""Families that grow by adding one file: every module of a package is a member."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType

__all__ = ["members"]


@cache
def members(package: str) -> tuple[ModuleType, ...]:
    """The modules of ``package`` by name, those starting with an underscore left out."""
    found = importlib.import_module(package)
    names = sorted(m.name for m in pkgutil.iter_modules(found.__path__) if not m.name.startswith("_"))
    return tuple(importlib.import_module(f"{package}.{name}") for name in names)
