"""The tree keeps its own rules."""

from __future__ import annotations

import importlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src" / "reelwright"
PACKAGES = sorted(p.name for p in SRC.iterdir() if (p / "__init__.py").exists())


@pytest.mark.parametrize("name", PACKAGES)
def test_everything_a_package_promises_is_there(name: str) -> None:
    package = importlib.import_module(f"reelwright.{name}")
    assert package.__all__
    for public in package.__all__:
        assert getattr(package, public) is not None
    assert list(package.__all__) == sorted(package.__all__, key=_order)


def _order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions: the linter's order."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def test_the_top_package_promises_what_it_has() -> None:
    import reelwright

    for public in reelwright.__all__:
        assert getattr(reelwright, public) is not None


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = [str(p.relative_to(SRC)) for p in SRC.rglob("*.py") if len(p.read_text().splitlines()) > 400]
    assert long == []


def test_no_file_names_a_package_registry() -> None:
    host = re.compile(r"https?://[a-z.]*(pypi|pythonhosted|npmjs)")
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    texts = [ROOT / t for t in tracked if not t.endswith((".jpg", ".png"))]
    named = [
        str(p) for p in texts if p.exists() and host.search(p.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert named == []
    assert "uv.lock" not in tracked


def test_tests_use_no_mock_library() -> None:
    word = re.compile(r"unittest\.mock|Magic" + "Mock|monkeypatch.set" + "attr")
    assert [str(p) for p in (ROOT / "tests").rglob("*.py") if word.search(p.read_text())] == []
