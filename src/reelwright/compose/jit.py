"""The one way pixel kernels are compiled: on first use, kept on disk, the same bytes on every processor.

No fastmath and no threads. Machine code lies in the user's cache folder (``REELWRIGHT_CACHE_DIR``) under a
name made from the source of all kernels of this package, because numba itself only looks at the file of each
kernel and would keep one whose inlined parts, in other files, have changed. Without a folder that can be
written kernels are compiled again in each process.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
import platformdirs
from numba.core.compiler import Compiler

__all__ = ["inlined", "kernel"]

F = TypeVar("F", bound=Callable[..., Any])


@functools.cache
def _folder() -> str:
    """Where compiled kernels are kept, or empty."""
    sha = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        source = path.read_bytes()
        if b"compose.jit import" in source or b"njit" in source:
            sha.update(source)
    root = os.environ.get("REELWRIGHT_CACHE_DIR")
    base = Path(root) if root else Path(platformdirs.user_cache_dir("reelwright"))
    folder = base / f"numba/compose-{sha.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return ""
    return str(folder)


class _Apart(Compiler):  # type: ignore[misc]
    """Promises LLVM that no two array arguments overlap: only then do look-ups become vector instructions."""

    def define_pipelines(self) -> Any:
        self.state.flags.noalias = True
        return super().define_pipelines()


def kernel(function: F) -> F:
    """Compile ``function`` on first use; no two of the arrays it is called with may share memory."""
    folder, before = _folder(), numba.config.CACHE_DIR
    numba.config.CACHE_DIR = folder  # other packages keep their kernels elsewhere
    try:
        compiled: F = numba.njit(
            cache=bool(folder), nogil=True, fastmath=False, error_model="numpy", pipeline_class=_Apart
        )(function)
    finally:
        numba.config.CACHE_DIR = before
    return compiled


def inlined(function: F) -> F:
    """Compile ``function`` into the kernels that call it."""
    compiled: F = numba.njit(nogil=True, fastmath=False, error_model="numpy", forceinline=True)(function)
    return compiled
