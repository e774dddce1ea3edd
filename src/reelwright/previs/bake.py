"""Baked art: arrays that are expensive to make and the same for everybody, kept on disk by content.

A baked item is named by the SHA-256 of its name, its version and its parameters. It is written to a temporary
file and renamed, so readers see all of it or nothing; a folder that cannot be written only means that art is
baked again. Damaged files are baked again too.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs

__all__ = ["Arrays", "baked", "cache_dir", "digest"]

Arrays = dict[str, npt.NDArray[Any]]


def cache_dir(part: str) -> Path | None:
    """The folder for ``part`` of the user's cache, made if need be; None when it cannot be written."""
    return _probed(part, os.environ.get("REELWRIGHT_CACHE_DIR"))


@lru_cache(maxsize=64)
def _probed(part: str, root: str | None) -> Path | None:
    folder = (Path(root) if root else Path(platformdirs.user_cache_dir("reelwright"))) / part
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return None
    return folder


def digest(*parts: Any) -> str:
    """SHA-256 (hex) of JSON-able values and arrays."""
    sha = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            sha.update(f"{part.dtype}{part.shape}".encode())
            sha.update(np.ascontiguousarray(part).tobytes())
        else:
            sha.update(json.dumps(part, sort_keys=True, separators=(",", ":")).encode())
    return sha.hexdigest()


def baked(name: str, version: int, params: Mapping[str, Any], build: Callable[[], Arrays]) -> Arrays:
    """The arrays that ``build`` returns, from disk when they were baked before.

    Args:
        name: what is baked, a file-name-safe word.
        version: raised by hand whenever ``build`` changes what it draws.
        params: JSON-able values that ``build`` depends on; all of them.
        build: makes the arrays; pure.
    """
    folder = cache_dir("art")
    if folder is None:
        return build()
    path = folder / f"{name}-{digest(name, version, dict(params))[:32]}.npz"
    with suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile), np.load(path) as stored:
        return {key: stored[key] for key in stored.files}
    arrays = build()
    with suppress(OSError):
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".baking-", suffix=".npz")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, **arrays)  # type: ignore[arg-type]
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
    return arrays
