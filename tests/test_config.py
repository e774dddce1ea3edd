"""Settings from files and the environment, strictly."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelwright.config import Settings, load_settings, project_file, user_file
from reelwright.errors import SettingsError


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings from this machine: an empty home, an empty project, no REELWRIGHT_ variables."""
    for name in list(os.environ):
        if name.upper().startswith("REELWRIGHT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "config" / "reelwright").mkdir(parents=True)
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "project"


def write_project(folder: Path, text: str) -> None:
    (folder / "reelwright.toml").write_text(text, encoding="utf-8")


def write_user(text: str) -> None:
    user_file().write_text(text, encoding="utf-8")


def refused(folder: Path | None = None) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load_settings(folder)
    assert caught.value.hint
    assert caught.value.exit_code == 2
    return caught.value


def test_without_any_file_there_are_defaults(folder: Path, tmp_path: Path) -> None:
    assert load_settings() == Settings(
        project=folder,
        workers=None,
        quality="preview",
        log_level="warning",
        log_format="text",
        cache_dir=tmp_path / "cache" / "reelwright",
        cache_max_bytes=None,
    )


def test_the_later_source_wins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_user('workers = 1\nquality = "draft"\nlog_level = "info"\n')
    assert load_settings(folder).workers == 1
    write_project(folder, 'workers = 2\nquality = "final"\n')
    settings = load_settings(folder)
    assert (settings.workers, settings.quality, settings.log_level) == (2, "final", "info")
    monkeypatch.setenv("REELWRIGHT_WORKERS", "3")
    settings = load_settings(folder)
    assert (settings.workers, settings.quality, settings.log_level) == (3, "final", "info")


def test_a_later_source_can_go_back_to_automatic(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(folder, 'workers = 2\ncache_max_bytes = "1 GB"\n')
    monkeypatch.setenv("REELWRIGHT_WORKERS", "auto")
    monkeypatch.setenv("REELWRIGHT_CACHE_MAX_BYTES", "unlimited")
    settings = load_settings(folder)
    assert settings.workers is None
    assert settings.cache_max_bytes is None


def test_an_empty_variable_is_not_set(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(folder, "workers = 2\n")
    monkeypatch.setenv("REELWRIGHT_WORKERS", "")
    assert load_settings(folder).workers == 2


def test_the_project_is_the_argument_else_the_environment_else_the_users(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        write_project(tmp_path / name, f"workers = {ord(name)}\n")
    write_user(f'project = "{tmp_path}/a"\n')
    assert (load_settings().project, load_settings().workers) == (tmp_path / "a", 97)
    monkeypatch.setenv("REELWRIGHT_PROJECT", "../b")
    assert (load_settings().project, load_settings().workers) == (tmp_path / "b", 98)
    assert (load_settings(tmp_path / "c").project, load_settings(tmp_path / "c").workers) == (
        tmp_path / "c",
        99,
    )
    assert load_settings("../c").project == tmp_path / "c"


def test_relative_paths_start_where_they_are_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_user('cache_dir = "art"\n')
    assert load_settings(folder).cache_dir == tmp_path / "config" / "reelwright" / "art"
    write_project(folder, 'cache_dir = "../art"\n')
    assert load_settings(folder).cache_dir == tmp_path / "art"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REELWRIGHT_CACHE_DIR", "there")
    assert load_settings(folder).cache_dir == tmp_path / "there"
    monkeypatch.setenv("REELWRIGHT_CACHE_DIR", "~/art")
    assert load_settings(folder).cache_dir == Path.home() / "art"


def test_a_mistyped_key_is_named_with_its_line_and_what_was_meant(folder: Path) -> None:
    write_project(folder, '# mine\nquality = "final"\n\n  "workrs" = 2\n')
    error = refused(folder)
    assert error.code == "unknown-setting"
    assert error.message == f"workrs in {project_file(folder)}, line 4, is not a setting."
    assert error.hint == "Did you mean workers?"
    assert (error.facts["line"], error.facts["nearest"]) == (4, "workers")


def test_a_mistyped_key_in_the_users_file_is_named_too(folder: Path) -> None:
    write_user('loglevel = "info"\n')
    error = refused(folder)
    assert str(user_file()) in error.message
    assert error.hint == "Did you mean log_level?"


def test_a_table_is_no_setting(folder: Path) -> None:
    write_project(folder, "workers = 1\n[render]\nthreads = 3\n")
    error = refused(folder)
    assert "line 2" in error.message
    assert "render" in error.message
    assert "workers" in error.hint


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("REELWRIGHT_WORKER", "REELWRIGHT_WORKERS"),
        ("REELWRIGHT_CACHEDIR", "REELWRIGHT_CACHE_DIR"),
        ("REELWRIGHT_LOGLEVEL", "REELWRIGHT_LOG_LEVEL"),
        ("reelwright_qualty", "REELWRIGHT_QUALITY"),
    ],
)
def test_a_mistyped_variable_is_named_with_what_was_meant(
    monkeypatch: pytest.MonkeyPatch, name: str, nearest: str
) -> None:
    monkeypatch.setenv(name, "x")
    error = refused()
    assert error.code == "unknown-setting"
    assert name.upper() in error.message
    assert error.hint == f"Did you mean {nearest}?"


def test_a_variable_that_resembles_nothing_gets_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWRIGHT_ZZZZ", "x")
    error = refused()
    assert "REELWRIGHT_WORKERS" in error.hint
    assert error.facts["nearest"] is None


def test_variables_of_others_are_none_of_our_business(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKERS", "many")
    monkeypatch.setenv("REELWRIGHTS", "x")
    assert load_settings().workers is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("workers = 0", "from 1 to 256"),
        ("workers = 257", "from 1 to 256"),
        ("workers = true", "whole number"),
        ("workers = 1.5", "whole number"),
        ('workers = "many"', "whole number"),
        ('quality = "best"', "draft, preview or final"),
        ("quality = 3", "draft, preview or final"),
        ('log_level = "loud"', "debug, info, warning or error"),
        ('log_format = "xml"', "text or json"),
        ("cache_max_bytes = -1", "number of bytes"),
        ('cache_max_bytes = "a lot"', "number of bytes"),
        ('cache_max_bytes = "5 i"', "number of bytes"),
        ("cache_max_bytes = 1.5", "number of bytes"),
        ("cache_dir = 5", "path of a folder"),
        ('cache_dir = ""', "path of a folder"),
        ('cache_dir = "a\\u0000b"', "path of a folder"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_where_it_stands(folder: Path, line: str, says: str) -> None:
    write_project(folder, f"\n{line}\n")
    error = refused(folder)
    assert error.code == "bad-settings"
    assert says in error.message
    assert "line 2" in error.message
    assert error.facts["key"] == line.split()[0]


def test_a_bad_value_is_refused_even_when_a_later_source_overrides_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_user('quality = "finl"\n')
    monkeypatch.setenv("REELWRIGHT_QUALITY", "draft")
    error = refused(folder)
    assert error.hint == "Did you mean final?"


def test_a_bad_variable_is_named_and_its_value_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWRIGHT_WORKERS", "9" * 5000)
    error = refused()
    assert "REELWRIGHT_WORKERS" in error.message
    assert len(error.message) < 200


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [("12", 12), ("0", 0), ("500MB", 500_000_000), ("20 GB", 20 * 10**9), ("1.5k", 1500),
     ("1GiB", 1 << 30), ("2 TB", 2 * 10**12)],
)  # fmt: skip
def test_sizes_are_read_exactly(monkeypatch: pytest.MonkeyPatch, text: str, bytes_: int) -> None:
    monkeypatch.setenv("REELWRIGHT_CACHE_MAX_BYTES", text)
    assert load_settings().cache_max_bytes == bytes_


def test_broken_toml_says_where(folder: Path) -> None:
    write_project(folder, "workers = 2\nquality = final\n")
    error = refused(folder)
    assert error.code == "broken-toml"
    assert f"{project_file(folder)}, line 2, column" in error.message
    assert error.facts["line"] == 2


def test_other_unreadable_files_are_clear_errors(folder: Path) -> None:
    project_file(folder).write_bytes(b"quality = \xff")
    assert "UTF-8" in refused(folder).message
    project_file(folder).unlink()
    project_file(folder).mkdir()
    assert "Cannot read" in refused(folder).message


def test_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    project_file(folder).write_bytes(b"\xef\xbb\xbfworkers = 2\n")
    assert load_settings(folder).workers == 2


def test_a_project_cannot_point_away_from_itself(folder: Path) -> None:
    write_project(folder, 'project = "elsewhere"\n')
    assert "line 1" in refused(folder).message


def test_a_project_that_does_not_exist_yet_has_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "new").project == tmp_path / "new"


@given(st.text(max_size=60))
def test_no_text_in_a_file_makes_reading_fail_in_another_way(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    project_file(folder).write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        load_settings(folder)
    except SettingsError as error:
        assert error.hint


def test_the_number_of_workers_is_between_one_and_the_cores() -> None:
    assert 1 <= Settings().worker_count <= len(os.sched_getaffinity(0))
    assert Settings(workers=7).worker_count == 7


def test_settings_load_without_the_heavy_packages() -> None:
    code = (
        "import sys, reelwright.config; reelwright.config.load_settings(); "
        "print([m for m in ('numpy', 'sqlalchemy', 'structlog', 'asyncio', 'click') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_routes_and_limits_are_merged_entry_by_entry(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_user(
        'deadline = "20 min"\n[routes]\npreview = "previs"\nfinal = "luma"\n'
        "[limits.runway]\nconcurrency = 2\nper_minute = 30\n"
    )
    write_project(folder, '[routes]\nfinal = ["runway/gen4.5", "luma/ray-3.2"]\n"*.loop" = "luma"\n')
    monkeypatch.setenv("REELWRIGHT_LIMITS", "runway.concurrency=4; fal.deadline=none")
    settings = load_settings(folder)
    assert settings.routes == {
        "preview": ("previs",),
        "final": ("runway/gen4.5", "luma/ray-3.2"),
        "*.loop": ("luma",),
    }
    assert (settings.limits["runway"].concurrency, settings.limits["runway"].per_minute) == (4, 30)
    assert "deadline" not in settings.limits["runway"].model_fields_set
    assert "deadline" in settings.limits["fal"].model_fields_set
    assert settings.limits["fal"].deadline is None
    assert settings.deadline == 1200.0


def test_a_route_of_a_task_needs_no_quotes_around_its_key(folder: Path) -> None:
    write_project(
        folder, 'routes.final.image-to-video = "runway/gen4_turbo, luma"\nroutes.draft = "previs"\n'
    )
    assert load_settings(folder).routes == {
        "final.image-to-video": ("runway/gen4_turbo", "luma"),
        "draft": ("previs",),
    }


def test_routes_in_the_environment_are_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWRIGHT_ROUTES", "final=runway/gen4.5,luma; final.loop = luma ;")
    assert load_settings(folder).routes == {"final": ("runway/gen4.5", "luma"), "final.loop": ("luma",)}
    monkeypatch.setenv("REELWRIGHT_ROUTES", "luma/ray-3.2")
    assert load_settings(folder).routes == {"*": ("luma/ray-3.2",)}


@pytest.mark.parametrize(
    "text",
    [
        "routes = 3\n",
        "routes.final = 3\n",
        "routes.final = [1]\n",
        'routes.final = ""\n',
        "routes.final = []\n",
        'limits = "runway"\n',
        'limits = "runway=4"\n',
        "[limits]\nrunway = 4\n",
        "[limits.runway]\nconcurrency = 0\n",
        "[limits.runway]\nconcurrency = true\n",
        "[limits.runway]\nconcurrency = 1.5\n",
        "[limits.runway]\nspeed = 3\n",
        '[limits.runway]\ndeadline = "soon"\n',
        "deadline = -1\n",
        "deadline = true\n",
        'deadline = "nan"\n',
        "deadline = nan\n",
        'accept_unknown_cost = "perhaps"\n',
    ],
)
def test_settings_of_providers_that_do_not_fit_say_where_they_stand(folder: Path, text: str) -> None:
    write_project(folder, text)
    error = refused(folder)
    assert "line 1" in error.message
    assert " must be " in error.message


@pytest.mark.parametrize(
    "name",
    [
        "REELWRIGHT_OPENAI_COMPAT_URL",
        "REELWRIGHT_FAL_URL",
        "REELWRIGHT_COMFYUI_URL",
        "REELWRIGHT_COMFYUI_WORKFLOWS",
        "REELWRIGHT_LIGHTX2V_KEY",
        "REELWRIGHT_ACME_URL",
        "REELWRIGHT_WEBHOOK_URL",
    ],
)
def test_variables_that_belong_to_a_provider_are_left_to_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:8000/v1")
    assert load_settings(folder).quality == "preview"


@pytest.mark.parametrize(
    "name", ["REELWRIGHT_URL", "REELWRIGHT__KEY", "REELWRIGHT_ROUTE", "REELWRIGHT_DEADLIN"]
)
def test_variables_that_only_look_like_it_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "x")
    assert refused(folder).code == "unknown-setting"


def test_the_settings_that_the_documentation_shows_are_settings(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).parent.parent / "docs" / "providers.md").read_text(encoding="utf-8")
    [table] = re.findall(r"^```toml\n(deadline.*?)^```", page, re.M | re.S)
    write_project(folder, table)
    settings = load_settings(folder)
    assert settings.routes["final"] == ("runway/gen4.5", "luma/ray-3.2")
    assert (settings.limits["runway"].deadline, settings.deadline) == (3600.0, 1200.0)
    [lines] = re.findall(r"^```\n(REELWRIGHT_.*?)^```", page, re.M | re.S)
    for line in lines.splitlines():
        name, _, value = line.partition("#")[0].strip().partition("=")
        monkeypatch.setenv(name, value.strip('"'))
    write_project(folder, "")
    settings = load_settings(folder)
    assert settings.routes == {"final": ("runway/gen4.5", "luma/ray-3.2"), "preview": ("previs",)}
    assert settings.limits["runway"].concurrency == 4
    assert settings.accept_unknown_cost
