"""Providers come through one door: the built-in ones, a plugin's, and the documented example."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import types
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from reelwright.cli.app import run
from reelwright.errors import OptionError
from reelwright.providers import (
    BaseProvider,
    Capabilities,
    Handle,
    Media,
    Provider,
    Role,
    VideoRequest,
    every_model,
    find_provider,
    find_secret,
    fit,
    hookimpl,
    make_take,
    provider_names,
    use_plugin,
)
from reelwright.providers.fault import ProviderFault
from reelwright.providers.hooks import Register
from reelwright.providers.keys import Secret, need_secret
from reelwright.providers.loopback import LoopbackProvider, LoopbackServer
from reelwright.providers.passage import Policy
from reelwright.providers.path import journal_of
from reelwright.providers.uploads import Uploads
from reelwright.store import LocalStore

DOCS = Path(__file__).parent.parent.parent / "docs" / "providers.md"


@pytest.fixture
def acme() -> Iterator[types.ModuleType]:
    """The documentation's example, as a module."""
    [code] = re.findall(r"^```python\n(.*?)^```", DOCS.read_text(encoding="utf-8"), re.M | re.S)
    module = types.ModuleType("acme_example")
    sys.modules[module.__name__] = module
    exec(compile(code, str(DOCS), "exec"), module.__dict__)
    yield module
    del sys.modules[module.__name__]


def test_the_documented_provider_makes_a_take_through_the_whole_path(
    acme: types.ModuleType, server: LoopbackServer, store: LocalStore, policy: Policy
) -> None:
    provider = acme.AcmeProvider(base_url=server.url, key="k")
    assert isinstance(provider, Provider)
    server.faults["create"] = ["drop"]
    request = VideoRequest(prompt="a dog", seconds=Fraction(4), seed=2, options={"strength": "0.5"})
    take = make_take(request, provider, store, policy=policy)
    assert take.made
    assert take.notes == ("5 s are generated, of which the shot uses 4 s.",) or len(take.notes) > 1
    assert server.bill()["creations"] == 1
    assert server.bill()["tokens"] == ["Bearer k", "file:"]


def test_a_package_with_the_documented_entry_point_is_found_like_the_built_in_ones(
    server: LoopbackServer, tmp_path: Path
) -> None:
    """Installed: the example as a module, beside it what an installer writes. In a fresh interpreter."""
    text = DOCS.read_text(encoding="utf-8")
    [code] = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    [entry] = re.findall(r"^\[project\.entry-points\.reelwright\]\nacme = \"(\w+)\"", text, re.M)
    about = tmp_path / "site" / f"{entry}-1.0.dist-info"
    about.mkdir(parents=True)
    (tmp_path / "site" / f"{entry}.py").write_text(code, encoding="utf-8")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-reelwright\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[reelwright]\nacme = {entry}\n")
    variables = dict(os.environ) | {
        "PYTHONPATH": str(tmp_path / "site"),
        "ACME_BASE_URL": server.url,
        "ACME_API_KEY": "k",
    }

    def reelwright(*words: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "reelwright", *words, "--json", "--project", str(tmp_path)],
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    [model] = reelwright("providers", "acme")["models"]
    assert (model["model"], model["ready"]) == ("acme-1", True)
    board = tmp_path / "board.yaml"
    board.write_text(
        "schema: reelwright/storyboard@1\nscenes:\n"
        "  - {id: s, shots: [{id: one, duration: 4, text: a dog on a beach}]}\n",
        encoding="utf-8",
    )
    [take] = reelwright("takes", str(board), "-n", "1", "--provider", "acme")["takes"]
    assert (take["provider"], take["made"], take["error"]) == ("acme", True, None)
    assert server.bill()["creations"] == 1


def test_a_plugin_registers_under_its_name_and_cannot_take_a_built_in_one(acme: types.ModuleType) -> None:
    use_plugin(acme, "acme-docs")
    assert "acme" in provider_names()
    assert provider_names()[0] == "previs"
    assert find_provider("acme").ready() == "ACME_API_KEY is not set"

    class Thief:
        @hookimpl
        def register_providers(self, register: Register) -> None:
            register("previs", BaseProvider)  # type: ignore[arg-type]

    use_plugin(Thief(), "thief")
    assert type(find_provider("previs")).__name__ == "PrevisProvider"


def test_a_plugin_that_fails_takes_no_other_down() -> None:
    class Broken:
        @hookimpl
        def register_providers(self, register: Register) -> None:
            raise RuntimeError("boom")

    use_plugin(Broken(), "broken")
    assert "previs" in provider_names()


def test_a_provider_that_cannot_say_what_it_does_hides_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    class Mute(BaseProvider):
        name = "mute"

        def models(self) -> dict[str, Capabilities]:
            raise ZeroDivisionError("no models")

    class Plugin:
        @hookimpl
        def register_providers(self, register: Register) -> None:
            register("mute", Mute)  # type: ignore[arg-type]

    use_plugin(Plugin(), "mute")
    assert run(["providers"]) == 0
    shown = capsys.readouterr().out
    assert "it failed with ZeroDivisionError: no models" in shown
    assert "720p" in shown
    assert any(provider == "runway" for provider, _, _ in every_model())


def test_an_unknown_provider_is_met_with_the_nearest_name() -> None:
    with pytest.raises(OptionError) as unknown:
        find_provider("previz")
    assert unknown.value.hint == "Did you mean previs?"


def test_a_refusal_looks_for_models_of_other_providers_too() -> None:
    models = {"m": Capabilities(tasks={})}
    with pytest.raises(OptionError) as refused:
        fit("nobody", models, VideoRequest(prompt="a dog", seconds=Fraction(5)))
    assert "previs/previs" in refused.value.facts["can"]


def test_a_key_is_found_in_the_environment_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_KEY", " s3cr3t-value ")
    secret = find_secret("OTHER_KEY", "ACME_KEY")
    assert secret == Secret("ACME_KEY", "s3cr3t-value")
    assert "s3cr3t" not in f"{secret!r} {secret}"
    monkeypatch.delenv("ACME_KEY")
    with pytest.raises(ProviderFault) as missing:
        need_secret("acme", "ACME_KEY")
    assert (missing.value.code, missing.value.created) == ("missing-key", "no")
    assert "ACME_KEY" in missing.value.hint


class Uploading(LoopbackProvider):
    """Counts uploads; its handles last as long as it is told."""

    def __init__(self, url: str, lasts: timedelta | None, value: object = None) -> None:
        super().__init__(base_url=url)
        self.lasts, self.value, self.count = lasts, value, 0

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        self.count += 1
        expires = None if self.lasts is None else datetime.now(UTC) + self.lasts
        return Handle(self.value or {"file": self.count}, expires)


@pytest.mark.parametrize(
    ("lasts", "uploads"), [(None, 1), (timedelta(hours=1), 1), (timedelta(minutes=5), 3), (timedelta(0), 3)]
)
def test_a_file_is_uploaded_once_until_its_handle_expires(
    server: LoopbackServer, store: LocalStore, tmp_path: Path, lasts: timedelta | None, uploads: int
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    medium = Media(Role.FIRST_FRAME, path=path).identified()
    provider = Uploading(server.url, lasts)
    for _ in range(3):
        assert Uploads(journal_of(store).book).handle(provider, medium, path)["file"] >= 1
    assert provider.count == uploads
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(101))
    changed = Media(Role.FIRST_FRAME, path=path).identified()
    Uploads(journal_of(store).book).handle(provider, changed, path)
    assert provider.count == uploads + 1


def test_bytes_inside_a_handle_are_not_kept_in_the_catalogue(
    server: LoopbackServer, store: LocalStore, tmp_path: Path
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(9000))
    medium = Media(Role.FIRST_FRAME, path=path).identified()
    provider = Uploading(server.url, None, "data:image/png;base64," + "A" * 9000)
    for _ in range(2):
        Uploads(journal_of(store).book).handle(provider, medium, path)
    assert provider.count == 2


def test_what_the_documentation_shows_from_python_and_the_shell_runs(project: Path) -> None:
    text = DOCS.read_text(encoding="utf-8")
    [code] = re.findall(r"^```py\n(.*?)^```", text, re.M | re.S)
    shown: dict[str, object] = {}
    exec(compile(code, str(DOCS), "exec"), shown)
    assert shown["take"].made  # type: ignore[attr-defined]
    lines = [
        line for block in re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S) for line in block.splitlines()
    ]
    assert len(lines) >= 4
    for line in lines:
        assert line.startswith("reelwright ")
        assert run(line.split()[1:]) == 0, line
