"""The catalogue's schema: new, migrated, from the future, damaged."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

import reelwright.store
from reelwright.errors import StoreError
from reelwright.store import LocalStore, Recipe
from reelwright.store.database import connect, migrate, sqlite_url, upgrade, writing
from reelwright.store.schema import HEAD, METADATA

MIGRATIONS = Path(reelwright.store.__file__).parent / "migrations"
RECIPE = Recipe("op", 1, {})


def shape(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Columns, keys and indexes of every table, as SQLite reports them."""
    with sqlite3.connect(path) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            f"{pragma} {table}": sorted(db.execute(f"PRAGMA {pragma}({table})"), key=str)
            for table in tables
            for pragma in ("table_info", "foreign_key_list")
        } | {
            "indexes": sorted(
                db.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index'"), key=str
            )
        }


def build(path: Path) -> None:
    path.write_bytes(b"film")


@pytest.fixture
def written(tmp_path: Path) -> LocalStore:
    store = LocalStore(tmp_path)
    store.make(RECIPE, build)
    store.close()
    return store


def test_the_newest_migration_is_the_one_the_tables_are_at() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_migrating_an_empty_database_gives_the_same_tables_as_a_new_one(tmp_path: Path) -> None:
    migrated = connect(sqlite_url(tmp_path / "migrated.sqlite"))
    with writing(migrated) as connection:
        upgrade(connection, "migrated")
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    fresh = connect(sqlite_url(tmp_path / "fresh.sqlite"))
    migrate(fresh, tmp_path / "lock", "fresh")
    assert shape(tmp_path / "migrated.sqlite") == shape(tmp_path / "fresh.sqlite")
    migrated.dispose()
    fresh.dispose()


def test_an_interrupted_migration_is_run_again_at_the_next_opening(written: LocalStore) -> None:
    """A database that has alembic's table and nothing in it is one that was never finished."""
    path = written.root / "catalogue.sqlite"
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    store = LocalStore(written.root)
    assert store.find(RECIPE) is None
    assert store.make(RECIPE, build).made


def test_a_catalogue_from_the_future_is_refused_and_left_alone(written: LocalStore) -> None:
    path = written.root / "catalogue.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError) as caught:
        LocalStore(written.root)
    assert caught.value.code == "newer-catalogue"
    assert "Upgrade" in caught.value.hint
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
        assert db.execute("SELECT count(*) FROM slates").fetchone() == (1,)


@pytest.mark.parametrize(
    "bytes_", [b"this is not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 8000]
)
def test_a_damaged_catalogue_is_a_clear_error(written: LocalStore, bytes_: bytes) -> None:
    (written.root / "catalogue.sqlite").write_bytes(bytes_)
    for extra in written.root.glob("catalogue.sqlite-*"):
        extra.unlink()
    with pytest.raises(StoreError) as caught:
        LocalStore(written.root)
    assert caught.value.code == "catalogue-damaged"
    assert "aside" in caught.value.hint


def test_a_lost_catalogue_costs_a_rebuild_and_nothing_else(written: LocalStore) -> None:
    for path in written.root.glob("catalogue.sqlite*"):
        path.unlink()
    store = LocalStore(written.root)
    assert store.find(RECIPE) is None
    assert store.make(RECIPE, build).made


def test_readers_and_writers_work_at_once(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    start = threading.Barrier(6)

    def work(n: int) -> int:
        start.wait()
        for i in range(5):
            store.make(Recipe("op", 1, {"n": n, "i": i}), build)
            store.slates(limit=3)
        return len(store.slates())

    with ThreadPoolExecutor(6) as threads:
        assert max(threads.map(work, range(6))) == 30
    assert store.stat()["artifacts"] == 30
    with sqlite3.connect(tmp_path / "catalogue.sqlite") as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_path_with_odd_characters_is_only_a_path(tmp_path: Path) -> None:
    root = tmp_path / "ü ?#%20&'\" 映画" / "store"
    store = LocalStore(root)
    store.make(RECIPE, build)
    assert LocalStore(root).find(RECIPE) is not None
    assert (root / "catalogue.sqlite").exists()


def test_the_tables_can_be_written_in_postgres() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    text = "".join(str(CreateTable(t).compile(dialect=dialect)) for t in METADATA.sorted_tables)
    text += "".join(
        str(CreateIndex(i).compile(dialect=dialect)) for t in METADATA.sorted_tables for i in t.indexes
    )
    assert "id BIGSERIAL" in text
    assert '"user" TEXT NOT NULL' in text
    assert all(len(i.name or "") < 63 for t in METADATA.sorted_tables for i in t.indexes)
