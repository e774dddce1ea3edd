"""A film for every row of a table: all rows are checked, then made one after the other; resumable."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from reelwright.config import Settings, load_settings
from reelwright.errors import InputError, Interrupted, ReelwrightError, from_os_error
from reelwright.pipeline.campaign.filling import Filling
from reelwright.pipeline.campaign.manifest import Entry, Manifest
from reelwright.pipeline.campaign.naming import OutputPattern
from reelwright.pipeline.campaign.rows import Row, read_rows
from reelwright.pipeline.canvas import check_quality
from reelwright.pipeline.makers import Makers
from reelwright.pipeline.pool import Pool
from reelwright.pipeline.progress import Watcher, ignore
from reelwright.pipeline.recipes import film_recipes
from reelwright.pipeline.report import dollars
from reelwright.pipeline.resolving import resolved
from reelwright.timeline import Timeline
from reelwright.timeline.template import Template

__all__ = ["CampaignReport", "campaign"]

_MOST_LISTED: Final = 200


@dataclass
class CampaignReport:
    """What became of a campaign: ``made`` now, ``skipped`` as finished before, ``same`` as another row."""

    manifest: str
    rows: int = 0
    made: int = 0
    skipped: int = 0
    same: int = 0
    failed: int = 0
    segments_rendered: int = 0
    segments_cached: int = 0
    cost: Decimal = field(default_factory=Decimal)
    seconds: float = 0.0
    errors: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The JSON object that ``--json`` prints."""
        return {**asdict(self), "cost": {"usd": dollars(self.cost)}, "seconds": round(self.seconds, 3)}


def campaign(
    template: Template | Path | str,
    data: Path | str,
    output: str,
    *,
    values: Mapping[str, Any] | None = None,
    format: str | None = None,
    language: str | None = None,
    brand: Path | str | None = None,
    resolution: str | None = None,
    quality: str | None = None,
    audio: bool = True,
    manifest: Path | str | None = None,
    check_only: bool = False,
    project: Path | str | None = None,
    workers: int | None = None,
    watch: Watcher = ignore,
) -> CampaignReport:
    """Make a film of ``template`` for every row of ``data``.

    Args:
        template: the template, its file, or ``template:NAME``.
        data: a ``.csv``, ``.jsonl`` or ``.parquet`` file. Columns are variables (or ``NAME@LANGUAGE``); a
            column that only ``output`` names may be there too. Paths of media start at its folder.
        output: where films go: ``out/{name}.mp4``, with columns in braces and ``{row}``.
        values: for all rows; a row's own go before them.
        format: as for :func:`render_template`, like ``language``, ``brand``, ``resolution``, ``quality``,
            ``audio``, ``project``, ``workers`` and ``watch``.
        manifest: where the manifest is; None is ``manifest.jsonl`` in the folder of the films.
        check_only: check the rows and make nothing.

    Rows that were finished before, with the same recipe and a film that is still as it was, are skipped. A
    row that fails is noted and the rest goes on.

    Raises:
        InputError: the template, the table, or any row cannot be used; all problems (200 at most) with row
            and column in ``facts["problems"]``. Nothing has been made then.
        Interrupted: Ctrl-C; what is finished stays, and the same call continues.
    """
    started = time.monotonic()
    settings = load_settings(project)
    table = Path(data)
    filling = Filling.chosen(
        template,
        format=format,
        language=language,
        brand=brand,
        resolution=resolution,
        quality=check_quality(quality or settings.quality),
        folder=table.absolute().parent,
    )
    pattern = OutputPattern(output)
    run = _Campaign(filling, table, pattern, dict(values or {}), audio)
    count = run.check()
    place = Path(manifest) if manifest is not None else pattern.folder / "manifest.jsonl"
    report = CampaignReport(str(place), rows=count)
    if not check_only:
        run.make(report, place, settings, workers, watch)
    report.seconds = time.monotonic() - started
    return report


class _Campaign:
    def __init__(
        self, filling: Filling, table: Path, pattern: OutputPattern, values: dict[str, Any], audio: bool
    ) -> None:
        self._filling = filling
        self._table = table
        self._pattern = pattern
        self._values = values
        self._audio = audio
        self._problems: list[dict[str, Any]] = []
        self._count_of_problems = 0
        self._unknown: set[str] = set()

    def check(self) -> int:
        """Check every row; the number of rows.

        Raises:
            InputError: there are problems; all of them.
        """
        number = 0
        outputs: dict[str, tuple[int, bytes]] = {}
        for row in read_rows(self._table):
            number = row.number
            self._check(row, outputs)
        if not number:
            self._complain(0, "", "The table has no rows", "Fill in at least one.")
        if self._problems:
            first = self._problems[0]
            more = f" ({self._count_of_problems - 1} more problems)" if self._count_of_problems > 1 else ""
            place = f"Row {first['row']}" if first["row"] else str(self._table)
            column = f", column {first['column']}" if first["column"] else ""
            raise InputError(
                f"{place}{column}: {first['message']}{more}.",
                code="bad-rows",
                hint=first["hint"] or "Correct the rows; nothing has been made.",
                problems=self._problems,
                count=self._count_of_problems,
            )
        return number

    def _check(self, row: Row, outputs: dict[str, tuple[int, bytes]]) -> None:
        if row.problem:
            self._complain(row.number, "", row.problem)
            return
        try:
            self._filling.timeline(self._values_of(row))
        except InputError as error:
            for problem in error.facts.get("problems") or [{"message": error.message, "hint": error.hint}]:
                column = str(problem.get("variable", ""))
                if column and column not in self._filling.template.variables and column in self._unknown:
                    continue  # a column that is unknown is said once, not for each row
                self._unknown.add(column)
                self._complain(row.number, column, problem["message"], problem.get("hint", ""))
        try:
            path = self._pattern.path(row.number, row.cells)
        except InputError as error:
            self._complain(row.number, str(error.facts.get("column", "")), error.message, error.hint)
            return
        same = self._same(row)
        place = unicodedata.normalize("NFC", os.path.normpath(path)).casefold()
        other, content = outputs.setdefault(place, (row.number, same))
        if content != same:
            self._complain(
                row.number,
                "",
                f"would be written to {path}, as row {other}",
                "Name outputs after a column that differs, or use {row}.",
            )

    def _complain(self, row: int, column: str, message: str, hint: str = "") -> None:
        self._count_of_problems += 1
        if len(self._problems) < _MOST_LISTED:
            self._problems.append({"row": row, "column": column, "message": message, "hint": hint})

    def _values_of(self, row: Row) -> dict[str, Any]:
        """A row's values before those for all; cells that only name the output are none of them."""
        variables = self._filling.template.variables
        own = {
            column: cell
            for column, cell in row.cells.items()
            if cell not in (None, "")
            and (column.partition("@")[0] in variables or column not in self._pattern.columns)
        }
        return {**self._values, **own}

    def _same(self, row: Row) -> bytes:
        """What two rows have in common that become the same film."""
        text = json.dumps(self._values_of(row), sort_keys=True, default=str)
        return hashlib.sha256(text.encode(errors="surrogatepass")).digest()[:16]

    def make(
        self,
        report: CampaignReport,
        place: Path,
        settings: Settings,
        workers: int | None,
        watch: Watcher,
    ) -> None:
        """Make the film of every row that is not there."""
        _make_folder(place.parent)
        manifest = Manifest(place)
        seen: dict[bytes, str] = {}
        with _Pools(workers or settings.worker_count, settings.cache_dir) as pools:
            for row in read_rows(self._table):
                path = self._pattern.path(row.number, row.cells)
                same, begin = self._same(row), time.monotonic()
                try:
                    if seen.get(same) == str(path):
                        report.same += 1
                        continue
                    entry = self._one(row, path, report, manifest, settings, pools, watch, same in seen)
                    seen.setdefault(same, str(path))
                except Interrupted:
                    raise
                except KeyboardInterrupt:
                    raise Interrupted(f"Interrupted at row {row.number} of {report.rows}.") from None
                except ReelwrightError as error:
                    pools.renew()
                    report.failed += 1
                    told = {"code": error.code, "message": error.message, "hint": error.hint}
                    if len(report.errors) < _MOST_LISTED:
                        report.errors.append({"row": row.number, "output": str(path), **told})
                    seconds = round(time.monotonic() - begin, 3)
                    entry = Entry(row.number, str(path), "failed", seconds=seconds, error=told)
                if entry is not None:
                    manifest.add(entry)

    def _one(
        self,
        row: Row,
        path: Path,
        report: CampaignReport,
        manifest: Manifest,
        settings: Settings,
        pools: _Pools,
        watch: Watcher,
        same: bool,
    ) -> Entry | None:
        """The film of one row: skipped (None), or made."""
        from reelwright.pipeline.rendering import render_document

        begin = time.monotonic()
        timeline = self._filling.timeline(self._values_of(row))
        key = self._key(timeline)
        before = manifest.finished(path)
        if before is not None and before[0] == key and _digest(path) == before[1]:
            report.skipped += 1
            return None
        _make_folder(path.parent)
        film = render_document(
            lambda: (timeline, self._filling.template.folder),
            path,
            quality=self._filling.quality,
            audio=self._audio,
            makers=Makers.chosen(settings, None, (), False),
            settings=settings,
            workers=None,
            watch=watch,
            started=begin,
            pool=pools.pool,
        )
        report.made += not same
        report.same += same
        report.cost += film.cost
        report.segments_rendered += film.segments.rendered
        report.segments_cached += film.segments.cached
        seconds = round(time.monotonic() - begin, 3)
        return Entry(
            row.number,
            str(path),
            "same" if same else "done",
            key,
            _digest(path),
            dollars(film.cost),
            seconds,
        )

    def _key(self, timeline: Timeline) -> str:
        """What the film is made of, with the bytes of all media."""
        found = resolved(timeline, self._filling.template.folder, audio=self._audio)
        recipe = film_recipes(found, self._filling.quality, {}, {"title": timeline.name})
        return recipe.film.key


class _Pools:
    """The rendering processes that all rows share; new ones after a row has failed."""

    def __init__(self, workers: int, cache: Path | None) -> None:
        self._workers = workers
        self._cache = cache
        self._pool: Pool | None = None

    def __enter__(self) -> _Pools:
        return self

    def __exit__(self, *_: object) -> None:
        self.renew()

    @property
    def pool(self) -> Pool:
        """Processes that wait for work, started when first asked for."""
        if self._pool is None:
            self._pool = Pool(self._workers, self._cache)
        return self._pool

    def renew(self) -> None:
        """End the processes; the next ones are new."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise from_os_error(error, path) from None


def _digest(path: Path) -> str:
    """SHA-256 of a file; empty when it cannot be read."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return ""
