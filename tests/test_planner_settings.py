"""Settings of language models and databases: what fits, what does not, and that no password is shown."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from reelwright.config import load_settings
from reelwright.errors import SettingsError


@pytest.fixture(autouse=True)
def alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(project / "nothing"))


def test_they_are_read_from_the_file_and_the_environment(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "reelwright.toml").write_text(
        'planner_kind = "openai"\nplanner_model = "gpt"\nplanner_usd_in = 2.5\nplanner_usd_out = "10"\n'
        'planner_timeout = "5 min"\ndatabase_url = "postgresql://ann:geheim@host/films"\n'
    )
    settings = load_settings(project)
    assert (settings.planner_kind, settings.planner_model, settings.planner_url) == ("openai", "gpt", None)
    assert (settings.planner_usd_in, settings.planner_usd_out) == (Decimal("2.5"), Decimal(10))
    assert settings.planner_timeout == 300
    assert settings.database_url == "postgresql://ann:geheim@host/films"
    assert "geheim" not in repr(settings)
    monkeypatch.setenv("REELWRIGHT_PLANNER_MODEL", "other")
    monkeypatch.setenv("REELWRIGHT_PLANNER_USD_IN", "$0.10")
    assert load_settings(project).planner_model == "other"
    assert load_settings(project).planner_usd_in == Decimal("0.10")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PLANNER_KIND", "opnai", "openai, anthropic or ollama"),
        ("PLANNER_URL", "ftp://host", "a base address"),
        ("PLANNER_URL", "https://ann:geheim@host/v1", "a base address"),
        ("PLANNER_URL", "https://host/v1?key=1", "a base address"),
        ("PLANNER_URL", "https://", "a base address"),
        ("PLANNER_URL", "https://h:99999", "a base address"),
        ("PLANNER_MODEL", "x" * 201, "the name of a model"),
        ("PLANNER_USD_IN", "-1", "US dollars"),
        ("PLANNER_USD_OUT", "nan", "US dollars"),
        ("PLANNER_USD_OUT", "much", "US dollars"),
        ("PLANNER_TIMEOUT", "0", "a time to wait"),
        ("PLANNER_TIMEOUT", "2 h", "a time to wait"),
        ("DATABASE_URL", "mysql://ann:geheim@host/films", "postgresql://"),
        ("DATABASE_URL", "postgresql://ann:geheim@host:x/films", "postgresql://"),
        ("DATABASE_URL", "mysql://host/films?password=geheim", "postgresql://"),
    ],
)
def test_what_does_not_fit_is_refused_without_showing_a_password(
    name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"REELWRIGHT_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert words in caught.value.message
    assert f"REELWRIGHT_{name}" in caught.value.message
    assert "geheim" not in repr(caught.value.as_dict())


@pytest.mark.parametrize("name", ["PLANER_MODEL", "PLANNER_URI", "DATABSE_URL", "PLANER_URL"])
def test_a_mistyped_name_is_not_ignored(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"REELWRIGHT_{name}", "https://host/v1")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.code == "unknown-setting"
    assert "REELWRIGHT_" in caught.value.hint


def test_a_planners_key_is_no_setting_and_no_file_may_hold_one(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_PLANNER_KEY", "sk-1")
    assert "sk-1" not in repr(load_settings())
    (project / "reelwright.toml").write_text('planner_key = "sk-1"\n')
    with pytest.raises(SettingsError):
        load_settings(project)


def test_no_variable_of_a_provider_is_taken_for_a_mistyped_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    from reelwright.errors import ReelwrightError
    from reelwright.providers import find_provider, provider_names

    seen = 0
    for provider in provider_names():
        try:
            names = getattr(find_provider(provider), "base_url_names", ())
        except (ReelwrightError, ImportError):
            continue
        for name in names:
            if name.startswith("REELWRIGHT_"):
                monkeypatch.setenv(name, "http://127.0.0.1:1")
                seen += 1
    assert seen > 5
    load_settings()
