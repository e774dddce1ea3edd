"""Every adapter keeps every promise of the conformance suite, against the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from conformance_cases import CASES, Things, png

from reelwright.providers import Provider
from reelwright.providers.conformance import Conformance, SandboxRig
from reelwright.providers.sandbox import ClipOrder, Pace, Sandbox
from reelwright.providers.sandbox.clip import draw_clip


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(*{case.service for case in CASES.values()}, pace=Pace(run=0), max_side=64) as running:
        yield running


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("media")
    png(folder / "first.png", (200, 120, 30))
    png(folder / "last.png", (20, 60, 160))
    draw_clip(ClipOrder("a bee", Fraction(5), 64, 36), folder / "clip.mp4")
    return folder


@pytest.fixture(scope="module")
def made() -> dict[str, Provider]:
    """One adapter for all rows of a case: opening connections takes time."""
    return {}


class TestAdapters(Conformance):
    @pytest.fixture(params=list(CASES))
    def rig(
        self,
        request: pytest.FixtureRequest,
        sandbox: Sandbox,
        files: Path,
        made: dict[str, Provider],
        monkeypatch: pytest.MonkeyPatch,
    ) -> SandboxRig:
        case = CASES[request.param]
        for name, value in case.environment.items():
            monkeypatch.setenv(name, value)
        sandbox.reset()
        sandbox.pace(case.service, queue=0.0, run=0.0)
        link = sandbox.host((files / "first.png").read_bytes())
        things = Things(files / "first.png", files / "last.png", files / "clip.mp4", link)
        if request.param not in made:
            made[request.param] = case.make(sandbox.url(case.service))
        return SandboxRig(
            sandbox,
            case.service,
            case.make,
            case.requests(things),
            case.refused(things),
            key=case.key,
            named_status=case.named_status,
            without=case.without,
            provider=made[request.param],
        )
