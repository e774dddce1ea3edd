"""Is this machine fit to make films? Each check says what was found and, when it matters, the next step."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from reelwright import __version__
from reelwright.errors import ReelwrightError

__all__ = ["Check", "diagnose"]

_LOW_DISK: Final = 2_000_000_000
_LIBRARIES: Final = ("av", "numpy", "numba", "opencv-python-headless", "pyvips", "SQLAlchemy", "pydantic")


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. ``state`` is ok, warn (works, worse) or bad (films cannot be made)."""

    name: str
    state: Literal["ok", "warn", "bad"]
    found: str
    hint: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The check as a JSON object."""
        return asdict(self)


def diagnose(project: Path | str | None = None) -> list[Check]:
    """Run every check; none of them raises."""
    folder = Path(project) if project is not None else Path.cwd()
    checks: list[tuple[str, Callable[[], Check]]] = [
        ("reelwright", _version),
        ("machine", _machine),
        ("libraries", _libraries),
        ("encoders", _encoders),
        ("text", _text),
        ("project", lambda: _project(folder)),
        ("settings", lambda: _settings(folder)),
        ("art cache", lambda: _art_cache(folder)),
        ("disk", lambda: _disk(folder)),
    ]
    found = []
    for name, check in checks:
        try:
            found.append(check())
        except ReelwrightError as error:
            found.append(Check(name, "bad", error.message, error.hint))
        except Exception as error:
            found.append(Check(name, "bad", f"{type(error).__name__}: {error}"))
    return found


def _version() -> Check:
    return Check(
        "reelwright", "ok", f"{__version__} on Python {platform.python_version()} ({sys.executable})"
    )


def _machine() -> Check:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Check("machine", "ok", f"{platform.system()} {platform.machine()}, {cores} cores")


def _libraries() -> Check:
    return Check("libraries", "ok", ", ".join(f"{n} {importlib.metadata.version(n)}" for n in _LIBRARIES))


def _encoders() -> Check:
    import av

    missing = [name for name in ("libx264", "aac") if name not in av.codecs_available]
    if missing:
        return Check("encoders", "bad", f"missing: {', '.join(missing)}", "Install the av wheel again.")
    return Check(
        "encoders",
        "ok",
        f"H.264 and AAC (libavcodec {'.'.join(map(str, av.library_versions['libavcodec']))})",
    )


def _text() -> Check:
    from reelwright.compose.text import missing_glyphs

    samples = {
        "Chinese": "电影",
        "Japanese": "えいが",
        "Korean": "영화",
        "Arabic": "فيلم",
        "Hebrew": "סרט",
        "Hindi": "फिल्म",
    }
    if missing_glyphs("Latin Ελληνικά Кириллица"):
        return Check("text", "bad", "the built-in font is missing", "Install fontpkg-noto-sans again.")
    lacking = [name for name, text in samples.items() if missing_glyphs(text)]
    if lacking:
        return Check(
            "text",
            "warn",
            f"Latin, Greek, Cyrillic; no font for {', '.join(lacking)}",
            "Install Noto fonts for these.",
        )
    return Check("text", "ok", f"Latin, Greek, Cyrillic, {', '.join(samples)}")


def _project(folder: Path) -> Check:
    from reelwright.store import open_store

    store = open_store(folder)
    held = store.stat()
    return Check(
        "project", "ok", f"{held['root']}: {held['artifacts']} artifacts, {held['bytes'] / 1e6:.1f} MB"
    )


def _settings(folder: Path) -> Check:
    from reelwright.config import load_settings

    load_settings(folder)
    return Check("settings", "ok", "read without complaint")


def _art_cache(project: Path) -> Check:
    from reelwright.config import load_settings

    folder = load_settings(project).cache_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Check(
            "art cache",
            "warn",
            f"{folder}: {error.strerror}",
            "Kernels and art are made again on every run: set REELWRIGHT_CACHE_DIR to a writable folder.",
        )
    return Check("art cache", "ok", str(folder))


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
    text = f"{free / 1e9:.1f} GB free"
    if free < _LOW_DISK:
        return Check("disk", "warn", text, "Free some space: reelwright cache gc --max-size 1G.")
    return Check("disk", "ok", text)
