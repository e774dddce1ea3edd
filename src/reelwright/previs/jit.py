"""The one way kernels are compiled: ahead on disk, without fastmath, without threads.

``fastmath`` may reorder sums differently from one CPU to the next and numba's own threads would fight with
the
pool of processes, so neither is used: the same seed gives the same bytes. Compiled code is kept in the user's
cache folder (``REELWRIGHT_CACHE_DIR``, or ``NUMBA_CACHE_DIR`` when the user set it); without a writable
folder kernels are compiled again in each process.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from reelwright.previs.bake import cache_dir

__all__ = ["inlined", "kernel", "vector_kernel"]

F = TypeVar("F", bound=Callable[..., Any])


def _edition() -> str:
    """Names the compiled code by the source of all kernels: numba itself only looks at the file of each
    kernel, and would keep using one whose inlined parts, in other files, have changed."""
    sha = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        source = path.read_bytes()
        if b"previs.jit import" in source or b"njit" in source:
            sha.update(source)
    return sha.hexdigest()[:16]


if "NUMBA_CACHE_DIR" not in os.environ:
    _folder = cache_dir(f"numba/{_edition()}")
    if _folder is not None:
        os.environ["NUMBA_CACHE_DIR"] = str(_folder)

import numba  # noqa: E402 (reads the folder when imported)
from numba.core.compiler import Compiler  # noqa: E402

if "NUMBA_CACHE_DIR" in os.environ:  # numba may have been imported, and have read its settings, before
    numba.config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]
_CACHE = bool(os.environ.get("NUMBA_CACHE_DIR"))


def kernel(function: F) -> F:
    """Compile ``function`` on first use; the machine code is kept on disk."""
    compiled: F = numba.njit(cache=_CACHE, nogil=True, fastmath=False, error_model="numpy")(function)
    return compiled


class _Apart(Compiler):  # type: ignore[misc]
    """Promises LLVM that no two array arguments overlap: loops that look things up in one array and write to
    another can only then become vector instructions."""

    def define_pipelines(self) -> Any:
        self.state.flags.noalias = True
        return super().define_pipelines()


def vector_kernel(function: F) -> F:
    """Compile ``function`` like :func:`kernel`; no two of the arrays it is called with may share memory."""
    compiled: F = numba.njit(
        cache=_CACHE, nogil=True, fastmath=False, error_model="numpy", pipeline_class=_Apart
    )(function)
    return compiled


def inlined(function: F) -> F:
    """Compile ``function`` into the kernels that call it: array arguments cost more than most bodies do."""
    compiled: F = numba.njit(nogil=True, fastmath=False, error_model="numpy", forceinline=True)(function)
    return compiled
