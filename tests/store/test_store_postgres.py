"""The catalogue in a real Postgres: the same promises as in a file, also where several stores share it."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import socket
import sqlite3
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import make_url, text

from reelwright.errors import SettingsError, StoreError
from reelwright.store import LocalStore, Recipe, open_store
from reelwright.store.database import connect, migrate, sqlite_url, upgrade, writing
from reelwright.store.place import own_place, place_of
from reelwright.store.postgres import postgres_url, shown
from reelwright.store.schema import HEAD, METADATA


def recipe(**params: int) -> Recipe:
    return Recipe("op", 1, params)


def build(path: Path) -> dict[str, str]:
    path.write_bytes(b"film" + os.urandom(8))
    return {"cost_usd": "0.25"}


def free(path: Path) -> None:
    path.write_bytes(b"free")


def test_what_is_made_is_found_again_by_another_store_object(tmp_path: Path, postgres: str) -> None:
    made = LocalStore(tmp_path / "s", database=postgres).make(recipe(n=1), build)
    store = LocalStore(tmp_path / "s", database=postgres)
    found = store.find(recipe(n=1))
    assert found is not None
    assert (found.digest, found.made) == (made.digest, False)
    slate = store.slate(made.digest)
    assert slate is not None
    assert (slate.cost_usd, slate.recipe) == (Decimal("0.25"), recipe(n=1))
    assert store.stat() | {"root": "", "bytes": 0} == {
        "root": "",
        "artifacts": 1,
        "bytes": 0,
        "by_op": {"op": 1},
        "slates": 1,
        "outputs": 0,
        "cost_usd": "0.25",
    }
    assert not (tmp_path / "s" / "catalogue.sqlite").exists()


def test_looking_at_a_project_that_has_nothing_makes_no_folder(tmp_path: Path, postgres: str) -> None:
    store = LocalStore(tmp_path / "s", database=postgres)
    assert store.find(recipe(n=1)) is None
    assert store.slates() == []
    assert not (tmp_path / "s").exists()


def test_two_stores_in_one_database_hold_each_their_own(tmp_path: Path, postgres: str) -> None:
    one, two = (LocalStore(tmp_path / name, database=postgres) for name in ("one", "two"))
    first = one.make(recipe(n=1), free)
    assert two.find(recipe(n=1)) is None
    second = two.make(recipe(n=1), free)
    assert second.made
    assert second.path != first.path
    assert two.gc(max_bytes=0)["removed"] == 1
    assert two.find(recipe(n=1)) is None
    kept = one.find(recipe(n=1))
    assert kept is not None
    assert kept.path.read_bytes() == b"free"
    assert one.stat()["artifacts"] == 1
    assert one.slate(first.key) is not None


def test_gc_removes_bytes_and_their_slates_but_none_that_cost_money(tmp_path: Path, postgres: str) -> None:
    store = LocalStore(tmp_path, database=postgres)
    cheap, dear = store.make(recipe(n=1), free), store.make(recipe(n=2), build)
    assert store.gc(max_bytes=0, keep=[dear.key])["removed"] == 1
    assert store.find(recipe(n=1)) is None
    assert store.find(recipe(n=2)) is not None
    assert store.slate(cheap.key) is None
    assert store.gc(max_bytes=0)["removed"] == 1
    assert store.slate(dear.key) is not None


def test_an_exported_file_is_known_by_its_bytes(tmp_path: Path, postgres: str) -> None:
    store = LocalStore(tmp_path / "s", database=postgres)
    made = store.make(recipe(n=1), build)
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(made.path.read_bytes())
    store.note_output(copy, made.key)
    moved = copy.rename(tmp_path / "moved.mp4")
    slate = store.slate_of_file(moved)
    assert slate is not None
    assert slate.key == made.key
    assert [entry.path for entry in store.outputs()] == [copy]


def test_last_uses_reach_the_database_when_the_store_is_closed(tmp_path: Path, postgres: str) -> None:
    from datetime import UTC, datetime, timedelta

    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    store = LocalStore(tmp_path, database=postgres, clock=lambda: now[0])
    store.make(recipe(n=1), free)
    now[0] += timedelta(days=10)
    store.find(recipe(n=1))
    store.close()
    again = LocalStore(tmp_path, database=postgres, clock=lambda: now[0])
    assert again.gc(max_age=timedelta(days=5))["removed"] == 0
    now[0] += timedelta(days=10)
    assert again.gc(max_age=timedelta(days=5))["removed"] == 1


def test_a_store_that_crosses_to_another_process_keeps_its_database(tmp_path: Path, postgres: str) -> None:
    store = LocalStore(tmp_path, database=postgres)
    made = store.make(recipe(n=1), free)
    other: LocalStore = pickle.loads(pickle.dumps(store))
    found = other.find(recipe(n=1))
    assert found is not None
    assert found.digest == made.digest


def _work(root: Path, database: str, number: int, queue: multiprocessing.Queue[tuple[int, int]]) -> None:
    store = LocalStore(root, database=database)
    made = 0
    for n in range(6):
        made += store.make(recipe(shared=n), build).made
        store.make(recipe(own=number, n=n), free)
    queue.put((number, made))


def test_four_processes_make_each_artifact_once(tmp_path: Path, postgres: str) -> None:
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[tuple[int, int]] = context.Queue()
    workers = [context.Process(target=_work, args=(tmp_path, postgres, n, queue)) for n in range(4)]
    for worker in workers:
        worker.start()
    done = [queue.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(30)
    assert sorted(number for number, _ in done) == [0, 1, 2, 3]
    assert sum(made for _, made in done) == 6
    store = LocalStore(tmp_path, database=postgres)
    assert store.stat()["artifacts"] == 30
    assert len(store.slates()) == 30


def test_migrating_gives_the_same_tables_as_a_new_database(tmp_path: Path, postgres: str) -> None:
    engine = connect(postgres)
    with writing(engine) as connection:
        upgrade(connection, "postgres")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    migrate(engine, tmp_path / "lock", "postgres")
    engine.dispose()


OLD_HELD = (
    "INSERT INTO slates (key, digest, size, op, version, params, inputs, created, seconds, cost_usd, host, "
    "\"user\", reelwright, facts) VALUES ('k', 'd', 1, 'op', 1, '{}', '{}', 1, 0.1, '0', 'h', 'u', '0', '{}')"
)


def before_places(url: object) -> None:
    """A catalogue of the revision before places, with one artifact."""
    from alembic import command
    from alembic.config import Config

    import reelwright.store

    engine = connect(url)  # type: ignore[arg-type]
    config = Config()
    folder = Path(reelwright.store.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(text(OLD_HELD))
        connection.execute(text("INSERT INTO \"current\" (key, slate_id, used) VALUES ('k', 1, 7)"))
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_was_held_before_there_were_places_is_still_held(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "catalogue.sqlite"
    url = sqlite_url(path) if kind == "sqlite" else make_url(request.getfixturevalue("postgres"))
    before_places(url)
    engine = connect(url)
    migrate(engine, tmp_path / "lock", "here")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
        rows = connection.execute(text('SELECT place, key, slate_id, used FROM "current"')).all()
    assert [tuple(row) for row in rows] == [("", "k", 1, 7)]
    engine.dispose()
    if kind == "sqlite":
        with sqlite3.connect(path) as db:
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_catalogue_from_the_future_is_refused(tmp_path: Path, postgres: str) -> None:
    LocalStore(tmp_path, database=postgres).make(recipe(n=1), free)
    engine = connect(postgres)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError) as caught:
        LocalStore(tmp_path, database=postgres).find(recipe(n=1))
    assert caught.value.code == "newer-catalogue"


def test_a_server_that_is_not_there_is_a_clear_error_within_seconds(tmp_path: Path) -> None:
    with socket.socket() as closed:  # bound and not listening: nobody else gets the port meanwhile
        closed.bind(("127.0.0.1", 0))
        url = f"postgresql://ann:geheim@127.0.0.1:{closed.getsockname()[1]}/films"
        started = time.monotonic()
        with pytest.raises(StoreError) as caught:
            LocalStore(tmp_path, database=url).find(recipe(n=1))
    assert time.monotonic() - started < 10
    assert caught.value.code == "catalogue-unreachable"
    assert "database_url" in caught.value.hint
    assert f"postgresql://127.0.0.1:{closed_port(url)}/films" in caught.value.message
    assert "geheim" not in repr(caught.value.as_dict())


def closed_port(url: str) -> int:
    port = make_url(url).port
    assert port is not None
    return port


def test_a_server_that_accepts_and_says_nothing_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://u@127.0.0.1:{silent.getsockname()[1]}/films?connect_timeout=2"
        started = time.monotonic()
        with pytest.raises(StoreError) as caught:
            LocalStore(tmp_path, database=url).slates()
        assert time.monotonic() - started < 8
    assert caught.value.code == "catalogue-unreachable"


def test_a_database_that_does_not_exist_says_so(tmp_path: Path, postgres: str) -> None:
    url = make_url(postgres).set(database="no_such_films").render_as_string(hide_password=False)
    with pytest.raises(StoreError) as caught:
        LocalStore(tmp_path, database=url).slates()
    assert caught.value.code == "catalogue-unreachable"
    assert "no_such_films" in caught.value.message


def test_a_user_without_rights_is_told_that_nothing_can_be_written(tmp_path: Path, postgres: str) -> None:
    engine = connect(postgres)
    with writing(engine) as connection:
        connection.execute(text(f"CREATE ROLE reader_{os.getpid()} LOGIN"))
    LocalStore(tmp_path / "a", database=postgres).make(recipe(n=1), free)
    url = make_url(postgres).set(username=f"reader_{os.getpid()}").render_as_string(hide_password=False)
    with pytest.raises(StoreError) as caught:
        LocalStore(tmp_path / "b", database=url).make(recipe(n=2), free)
    assert caught.value.code == "store-read-only"
    assert "permission denied" in caught.value.message
    engine.dispose()


@pytest.mark.parametrize("url", ["mysql://h/d", "not an address", "postgresql://h:x/d"])
def test_an_address_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        postgres_url(url)
    assert caught.value.code == "bad-database-url"


def test_without_the_driver_the_extra_is_named(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from reelwright.cli.app import run\n"
        "sys.exit(run(['jobs', 'list', '--json']))"
    )
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("REELWRIGHT_")},
        "REELWRIGHT_DATABASE_URL": "postgresql://u:geheim@h/d",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=False,
    )
    assert done.returncode == 2
    assert '"missing-extra"' in done.stdout
    assert "reelwright[postgres]" in done.stdout
    assert "geheim" not in done.stdout + done.stderr


def test_every_way_to_write_the_scheme_is_the_same_driver() -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        url = postgres_url(f"{scheme}://ann:geheim@db.example:5433/films")
        assert url.drivername == "postgresql+psycopg"
        assert shown(url) == "postgresql://db.example:5433/films"


def test_the_settings_of_a_project_choose_the_database(
    project: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "reelwright.toml").write_text(f'database_url = "{postgres}"\n', encoding="utf-8")
    made = open_store(project).make(recipe(n=1), free)
    assert LocalStore(project / ".reelwright", database=postgres).slate(made.key) is not None
    assert not (project / ".reelwright" / "catalogue.sqlite").exists()


def test_a_place_is_made_once_and_mended_when_it_is_spoilt(tmp_path: Path) -> None:
    assert place_of(tmp_path) == "-"
    place = own_place(tmp_path)
    assert own_place(tmp_path) == place_of(tmp_path) == place
    (tmp_path / "place").write_text("ünfug", encoding="utf-8")
    assert place_of(tmp_path) == "-"
    assert len(own_place(tmp_path)) == 32
    assert [path.name for path in tmp_path.iterdir()] == ["place"]
