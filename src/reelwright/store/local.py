"""The store in a local folder.

::

    ROOT/catalogue.sqlite     slates, what is held, exported files
    ROOT/objects/ab/abcd…     bytes by SHA-256, read-only
    ROOT/tmp/KEY.RANDOM/      a build in progress; abandoned when nobody holds the lock of KEY
    ROOT/locks/KEY.lock       held while KEY is being made; commit.lock keeps gc and commits apart
    ROOT/place                this store's own id, where its catalogue is in a database shared with others

A build becomes visible in two steps, each atomic: its bytes are renamed to their digest, then its row is
committed. A kill before the first leaves a folder in ``tmp``, between the two an object without a row; both
are swept later, and neither can be served.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import re
import shutil
import threading
import time
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reelwright import telemetry
from reelwright.errors import MediaError, StoreError, StoreReadOnly, from_os_error
from reelwright.store.artifact import Artifact, Output, Slate
from reelwright.store.contract import Build
from reelwright.store.locks import locked
from reelwright.store.objects import Objects, digest_of
from reelwright.store.place import own_place, place_of
from reelwright.store.recipe import Recipe, canonical_json
from reelwright.store.record import facts_json, micros, take_cost, user, version
from reelwright.store.scratch import Scratch

if TYPE_CHECKING:
    from sqlalchemy import URL

    from reelwright.store.catalogue import Catalogue

__all__ = ["LocalStore", "open_store"]

_TOUCH_AFTER: Final = 60_000_000
_TOUCHES: Final = 512
_IN_THE_WAY: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SUFFIX: Final = re.compile(r"(\.[A-Za-z0-9_-]+)*")
_log = telemetry.get_logger("store")


def open_store(project_dir: Path | str) -> LocalStore:
    """The store of a project: the folder ``.reelwright`` in it, made when something is first put in.

    Its catalogue is a file in that folder, or the database that the project's settings name.

    Raises:
        SettingsError: the settings cannot be read.
        StoreError: the folder, or the catalogue, cannot be used.
    """
    from reelwright.config import load_settings  # with pydantic, which importing this package does not need

    return LocalStore(Path(project_dir) / ".reelwright", database=load_settings(project_dir).database_url)


def _now() -> datetime:
    return datetime.now(UTC)


class LocalStore:
    """Artifacts in the folder ``root``; see :class:`reelwright.store.Store` for what its methods do.

    Args:
        root: the folder; it is made when something is first put in.
        clock: says the time (UTC); slates and the order of removal follow it.
        database: the address of a Postgres for the catalogue; None is a SQLite file in the folder. It is
            connected to when it is first asked. Slates, jobs and budgets are shared by all who name it; what
            is held is each store's own.

    Raises:
        StoreError: ``root`` is no folder, or its catalogue cannot be used.
    """

    def __init__(
        self, root: Path | str, *, clock: Callable[[], datetime] = _now, database: str | None = None
    ) -> None:
        self.database = database
        self.root = Path(os.path.abspath(root))  # noqa: PTH100  (links stay as the user wrote them)
        self._clock = clock
        self._objects = Objects(self.root / "objects")
        self._locks = self.root / "locks"
        self._scratch = Scratch(self.root / "tmp", self._locks)
        self._opened: Catalogue | None = None
        self._read_only = False
        self._opening = threading.Lock()
        self._at_exit: weakref.finalize[..., LocalStore] | None = None
        self._used: dict[str, int] = {}
        with self._mapped():
            there = os.path.lexists(self.root)
        if there and not self.root.is_dir():
            raise StoreError(f"{self.root} is not a folder.", code="store-not-a-folder", path=str(self.root))
        if there and (database is not None or self._file.exists()):
            self._read_only = not os.access(self.root, os.W_OK)
            if database is None:
                self._open()
            if not self._read_only:
                self._scratch.sweep()

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened, (self.root, self.database)

    @property
    def _file(self) -> Path:
        """The catalogue, where it is a file."""
        return self.root / "catalogue.sqlite"

    @property
    def catalogue_url(self) -> URL:
        """The catalogue's database.

        Raises:
            SettingsError: ``database`` is no address, or its driver is not installed.
        """
        from reelwright.store.database import sqlite_url
        from reelwright.store.postgres import postgres_url

        return sqlite_url(self._file) if self.database is None else postgres_url(self.database)

    # -- making

    def make(self, recipe: Recipe, build: Build, *, suffix: str = "") -> Artifact:
        """See :meth:`reelwright.store.Store.make`."""
        found = self.find(recipe)
        if found is not None:
            return found
        if not _SUFFIX.fullmatch(suffix):
            raise StoreError(
                f"“{suffix}” cannot end a file name.", code="bad-suffix", hint="Use for example .mp4."
            )
        catalogue = self._writable()
        with contextlib.ExitStack() as stack:
            with self._mapped():
                stack.enter_context(self._scratch.building(recipe.key))
            found = self.find(recipe)  # somebody else may have made it while we waited
            return found or self._build(catalogue, recipe, build, suffix)

    def _build(self, catalogue: Catalogue, recipe: Recipe, build: Build, suffix: str) -> Artifact:
        """Make the artifact; the lock of its recipe is held."""
        with self._mapped():
            folder = self._scratch.folder(recipe.key)
        path = folder / f"artifact{suffix}"
        try:
            started, created = time.monotonic(), self._clock()
            facts = dict(self._run(build, path) or {})
            seconds = time.monotonic() - started
            cost = take_cost(facts)
            if path.is_symlink() or not path.is_file():
                raise StoreError(
                    f"The operation {recipe.op} wrote no file.",
                    code="nothing-built",
                    hint="Run again with REELWRIGHT_LOG_LEVEL=debug and report what it shows.",
                )
            with self._mapped():
                digest, size = digest_of(path, sync=True)
            slate = Slate(
                recipe.key,
                digest,
                size,
                recipe.op,
                recipe.version,
                recipe.params,
                recipe.inputs,
                created,
                seconds,
                cost,
                telemetry.trace_id(),
                platform.node(),
                user(),
                version(),
                facts,
            )
            parts = (
                canonical_json(dict(recipe.params)),
                canonical_json(dict(recipe.inputs)),
                facts_json(facts),
            )
            with self._mapped(), locked(self._locks / "commit.lock", shared=True):
                held = self._objects.put(path, digest)
                catalogue.record(slate, *parts)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        _log.debug("made", op=recipe.op, key=recipe.key, digest=digest, bytes=size, seconds=round(seconds, 3))
        self._flush()
        return Artifact(recipe.key, digest, held, size, True)

    def _run(self, build: Build, path: Path) -> Mapping[str, Any] | None:
        try:
            return build(path)
        except OSError as error:
            named = error.filename
            ours = isinstance(named, str | os.PathLike) and Path(named).is_relative_to(self.root)
            if ours or error.errno in _IN_THE_WAY:
                raise from_os_error(error, self.root, store=True) from error
            raise

    # -- finding

    def find(self, recipe: Recipe) -> Artifact | None:
        """See :meth:`reelwright.store.Store.find`."""
        catalogue = self._readable()
        row = None if catalogue is None else catalogue.find(recipe.key)
        if row is None:
            return None
        digest, size, used = row
        if not self._objects.intact(digest, size):
            _log.warning(
                "damaged or missing, will be made again", op=recipe.op, key=recipe.key, digest=digest
            )
            return None
        now = micros(self._clock())
        if now - used > _TOUCH_AFTER:
            self._used[recipe.key] = now
            if len(self._used) >= _TOUCHES:
                self._flush()
        return Artifact(recipe.key, digest, self._objects.path(digest), size, False)

    def slate(self, key_or_digest: str) -> Slate | None:
        """See :meth:`reelwright.store.Store.slate`."""
        catalogue = self._readable()
        return None if catalogue is None else catalogue.slate(key_or_digest)

    def slates(self, *, op: str | None = None, limit: int | None = None) -> list[Slate]:
        """See :meth:`reelwright.store.Store.slates`."""
        catalogue = self._readable()
        return [] if catalogue is None else catalogue.slates(op, limit)

    def note_output(self, path: Path, key: str) -> None:
        """See :meth:`reelwright.store.Store.note_output`."""
        path = Path(path).resolve()
        try:
            digest, size = digest_of(path)
        except OSError as error:
            raise from_os_error(error, path) from error
        self._writable().note_output(Output(path, digest, size, key, self._clock()))

    def outputs(self, path: Path | None = None) -> list[Output]:
        """Files that were exported (to ``path``), the newest first; they may be gone or changed since."""
        catalogue = self._readable()
        return [] if catalogue is None else catalogue.outputs(None if path is None else Path(path).resolve())

    def slate_of_file(self, path: Path) -> Slate | None:
        """See :meth:`reelwright.store.Store.slate_of_file`."""
        try:
            digest, _ = digest_of(Path(path))
        except OSError as error:
            raise MediaError(
                f"Cannot read {path}: {error.strerror or error}.",
                hint="Name a file that exists.",
                path=str(path),
            ) from error
        return self.slate(digest)

    # -- housekeeping

    def stat(self) -> dict[str, Any]:
        """See :meth:`reelwright.store.Store.stat`."""
        catalogue = self._readable()
        empty = {"artifacts": 0, "bytes": 0, "by_op": {}, "slates": 0, "outputs": 0, "cost_usd": "0"}
        return {"root": str(self.root), **(empty if catalogue is None else catalogue.totals())}

    def gc(
        self, *, max_age: timedelta | None = None, max_bytes: int | None = None, keep: Collection[str] = ()
    ) -> dict[str, Any]:
        """See :meth:`reelwright.store.Store.gc`."""
        from reelwright.store.collect import expendable

        if self._readable() is None:
            return {"removed": 0, "freed": 0, "kept": 0, "bytes": 0, "swept": 0}
        catalogue = self._writable()
        self._flush()
        swept = self._scratch.sweep()
        before = None if max_age is None else micros(self._clock() - max_age)
        removed = freed = 0
        with self._mapped(), locked(self._locks / "commit.lock"):
            held = catalogue.held()
            gone = expendable(held, keep=keep, before=before, max_bytes=max_bytes)
            left = {item.digest: item.size for item in held if item.digest not in gone}
            keys = [item.key for item in held if item.digest in gone]
            catalogue.forget(keys)
            removed = len(keys)
            for digest, size in list(self._objects.unlisted(left)):
                self._objects.remove(digest)
                freed += size
                swept += digest not in gone
        kept = len(held) - removed
        return {"removed": removed, "freed": freed, "kept": kept, "bytes": sum(left.values()), "swept": swept}

    def close(self) -> None:
        """See :meth:`reelwright.store.Store.close`."""
        self._flush()
        with self._opening:
            if self._opened is not None:
                self._opened.close()
                self._opened, self._read_only = None, False
            if self._at_exit is not None:
                self._at_exit.detach()

    def _flush(self) -> None:
        """Write the last uses that are pending; they are not worth an error."""
        if self._opened is not None and not self._read_only:
            _write_uses(self._opened, self._used)

    # -- opening

    def _readable(self) -> Catalogue | None:
        """The catalogue, or None while there is none."""
        if self._opened is None and (self.database is not None or self._file.exists()):
            self._read_only = self.root.exists() and not os.access(self.root, os.W_OK)
            self._open()
        return self._opened

    def _writable(self) -> Catalogue:
        """The catalogue, made now if need be.

        Raises:
            StoreReadOnly: the folder cannot be written.
        """
        if self._read_only or (
            self._opened is None and self.root.exists() and not os.access(self.root, os.W_OK)
        ):
            raise StoreReadOnly(f"The cache folder {self.root} cannot be written.", path=str(self.root))
        with self._mapped():
            for folder in (self._objects.root, self._scratch.root, self._locks):
                folder.mkdir(parents=True, exist_ok=True)
            place = "" if self.database is None else own_place(self.root)
        catalogue = self._open()
        catalogue.place = place
        return catalogue

    def _open(self) -> Catalogue:
        from reelwright.store.catalogue import Catalogue

        with self._opening:
            if self._opened is None:
                with self._mapped():
                    if not self._read_only and self.database is None:
                        self._locks.mkdir(exist_ok=True)
                    guard = self._locks / "migrate.lock"
                    place = "" if self.database is None else place_of(self.root)
                    self._opened = Catalogue(
                        self.catalogue_url, guard, read_only=self._read_only, place=place
                    )
                if not self._read_only:
                    self._at_exit = weakref.finalize(self, _write_uses, self._opened, self._used)
            return self._opened

    @contextlib.contextmanager
    def _mapped(self) -> Iterator[None]:
        """Errors of the operating system about our own files, as ours."""
        try:
            yield
        except OSError as error:
            raise from_os_error(error, self.root, store=True) from error


def _opened(root: Path, database: str | None) -> LocalStore:
    return LocalStore(root, database=database)


def _write_uses(catalogue: Catalogue, used: dict[str, int]) -> None:
    taken = dict(used)
    for key in taken:
        used.pop(key, None)
    with contextlib.suppress(Exception):
        catalogue.touch(taken)
