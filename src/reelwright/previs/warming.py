"""Whether this machine has compiled the kernels before: a mark beside them on disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import numba
import numpy as np
import platformdirs

import reelwright.previs.jit  # noqa: F401 (chooses numba's cache folder)

__all__ = ["art_cache_dir", "is_warm", "mark_warm"]

_MARK: Final = f"warm-numba{numba.__version__}-numpy{np.__version__}"


def art_cache_dir() -> Path:
    """Where kernels and baked art are kept, whether or not it exists."""
    root = os.environ.get("REELWRIGHT_CACHE_DIR")
    return Path(root) if root else Path(platformdirs.user_cache_dir("reelwright"))


def _mark() -> Path | None:
    return Path(numba.config.CACHE_DIR) / _MARK if numba.config.CACHE_DIR else None


def is_warm() -> bool:
    """True when kernels of this very source were compiled here before and are on disk."""
    mark = _mark()
    return mark is not None and mark.exists()


def mark_warm() -> None:
    """Remember that they are; without a folder that can be written there is nothing to remember."""
    mark = _mark()
    if mark is not None:
        try:
            mark.touch()
        except OSError:
            return
