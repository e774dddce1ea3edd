"""``reelwright jobs``: what providers are doing for this project, and deciding where nobody else can."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from reelwright.cli.present import common_options, print_json, stdout

__all__ = ["command"]

_MARKS = {"succeeded": "ok", "failed": "bad", "unknown": "bad", "expired": "bad"}
_billed = click.option(
    "--billed", metavar="USD", help="What the provider charged for it (default: the whole reservation)."
)


@click.group("jobs")
def command() -> None:
    """List and look into jobs at providers, and decide about those nobody can tell the state of."""


@command.command("list")
@click.option("--state", metavar="NAME", help="open, unknown, running, succeeded, failed …")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@common_options
def list_command(state: str | None, limit: int, as_json: bool, project: Path | None) -> None:
    """Show jobs, the newest first."""
    from reelwright.pipeline.jobs import list_jobs

    rows = list_jobs(project, state=state, limit=limit)
    if as_json:
        print_json({"jobs": rows})
        return
    if not rows:
        stdout.print("No jobs.")
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("  Job", "State", "USD", "Model"):
        table.add_column(column, no_wrap=column != "Model")
    for row in rows:
        mark = _MARKS.get(row["state"], "key")
        spent = row["settled_usd"] if row["settled_usd"] is not None else f"≤ {row['reserved_usd']}"
        model = escape(f"{row['provider']}/{row['model']}")
        table.add_row(f"  {row['id']}", f"[{mark}]{row['state']}[/]", spent, f"{model} [dim]{row['task']}[/]")
    stdout.print(table)


@command.command("show")
@click.argument("job")
@common_options
def show_command(job: str, as_json: bool, project: Path | None) -> None:
    """Show one job with everything that was seen of it."""
    from reelwright.pipeline.jobs import show_job

    found = show_job(job, project)
    if as_json:
        print_json(found)
        return
    _show(found)
    stdout.print(f"  [key]prompt [/] {escape(found['prompt'][:300])}", soft_wrap=True)
    for seen in found["observations"]:
        note = f"  {escape(seen['note'])}" if seen["note"] else ""
        stdout.print(f"  [dim]{seen['state']:<12}[/]{note}", soft_wrap=True)
    for output in found["outputs"]:
        stdout.print(f"  [key]file   [/] {output['digest'][:16]}  {output['mime']}  {output['size']} bytes")


@command.command("cancel")
@click.argument("job")
@common_options
def cancel_command(job: str, as_json: bool, project: Path | None) -> None:
    """Stop JOB as far as its provider allows."""
    from reelwright.pipeline.jobs import cancel_job

    _say(cancel_job(job, project), as_json)


@command.command("adopt")
@click.argument("job")
@click.argument("remote_id")
@common_options
def adopt_command(job: str, remote_id: str, as_json: bool, project: Path | None) -> None:
    """Say that the unknown JOB is REMOTE_ID in the provider's own list; the next render goes on with it."""
    from reelwright.pipeline.jobs import adopt_job

    _say(adopt_job(job, remote_id, project), as_json)


@command.command("resubmit")
@click.argument("job")
@_billed
@common_options
def resubmit_command(job: str, billed: str | None, as_json: bool, project: Path | None) -> None:
    """Give the unknown JOB up, so that the next render pays for another."""
    from reelwright.pipeline.jobs import resubmit_job, usd_amount

    amount = None if billed is None else usd_amount(billed)
    _say(resubmit_job(job, project, billed=amount), as_json)


@command.command("write-off")
@click.argument("job")
@_billed
@common_options
def write_off_command(job: str, billed: str | None, as_json: bool, project: Path | None) -> None:
    """Give JOB up for good."""
    from reelwright.pipeline.jobs import usd_amount, write_off_job

    amount = None if billed is None else usd_amount(billed)
    _say(write_off_job(job, project, billed=amount), as_json)


@command.command("resume")
@click.option("--deadline", type=click.FloatRange(0), metavar="S", help="Seconds to wait at most.")
@common_options
def resume_command(deadline: float | None, as_json: bool, project: Path | None) -> None:
    """Bring every unfinished job to its end and keep what it made."""
    from reelwright.cli.watching import watching
    from reelwright.pipeline.jobs import resume_jobs

    with watching(as_json) as watch:
        rows = resume_jobs(project, deadline=deadline, watch=watch)
    if as_json:
        print_json({"jobs": rows})
        return
    if not rows:
        stdout.print("No unfinished jobs.")
    for row in rows:
        if row["error"] is None:
            stdout.print(f"[ok]✓[/] {row['id']}  take {row['take'][:16]}")
        else:
            error = row["error"]
            stdout.print(f"[bad]✗[/] {row['id']}  {escape(error['message'])}", soft_wrap=True)
            stdout.print(f"  [next]Next[/] {escape(error['hint'])}", soft_wrap=True)


def _say(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        _show(row)


def _show(row: dict[str, Any]) -> None:
    mark = _MARKS.get(row["state"], "key")
    stdout.print(f"[{mark}]{row['state']}[/]  {row['id']}  {escape(row['provider'])}/{escape(row['model'])}")
    stdout.print(f"  [key]id     [/] {escape(row['remote_id'] or '-')}")
    spent = f"${row['settled_usd']}" if row["settled_usd"] is not None else f"up to ${row['reserved_usd']}"
    stdout.print(f"  [key]cost   [/] {spent}  [dim]{escape(row['basis'])}[/]")
    if row["fault"]:
        stdout.print(f"  [key]fault  [/] {escape(row['fault']['message'])}", soft_wrap=True)
        stdout.print(f"  [next]Next[/]    {escape(row['fault']['hint'])}", soft_wrap=True)
