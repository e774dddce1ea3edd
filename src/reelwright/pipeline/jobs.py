"""Jobs at providers: what is under way, what it cost, and what a person decides about it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelwright.config import load_settings
from reelwright.errors import OptionError, ReelwrightError
from reelwright.pipeline.makers import Makers
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.providers import State, find_provider, finish_jobs
from reelwright.providers.path import journal_of
from reelwright.store import LocalStore, open_store

if TYPE_CHECKING:
    from reelwright.providers.journal import Journal
    from reelwright.providers.record import JobRecord

__all__ = [
    "adopt_job",
    "cancel_job",
    "list_jobs",
    "resubmit_job",
    "resume_jobs",
    "show_job",
    "usd_amount",
    "write_off_job",
]


def _store(project: Path | str | None) -> LocalStore:
    return open_store(load_settings(project).project)


def _journal(project: Path | str | None) -> Journal:
    return journal_of(_store(project))


def usd_amount(text: str) -> Decimal:
    """An amount of US dollars as a person writes it: ``25``, ``2.50``, ``$10``.

    Raises:
        OptionError: it is no amount.
    """
    try:
        amount = Decimal(text.strip().removeprefix("$"))
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite() or amount < 0:
        raise OptionError(
            f"“{text}” is not an amount in US dollars.", code="bad-amount", hint="Write 25 or 2.50."
        )
    return amount


def list_jobs(
    project: Path | str | None = None, *, state: str | None = None, limit: int | None = None
) -> list[dict[str, Any]]:
    """Jobs, the newest first: all of them, the ``open`` ones, or those in one state.

    Raises:
        OptionError: there is no such state.
    """
    journal = _journal(project)
    if state == "open":
        states = [entry for entry in State if not entry.terminal]
    elif state is None:
        states = []
    else:
        try:
            states = [State(state.replace("-", "_"))]
        except ValueError:
            raise OptionError(
                f"There is no state “{state}”.", hint=f"Known: open, {', '.join(State)}."
            ) from None
    return [job.as_dict() for job in journal.jobs(states=states, limit=limit)]


def show_job(job: str, project: Path | str | None = None) -> dict[str, Any]:
    """One job with all that was seen of it, its files, and what will be sent.

    Raises:
        OptionError: there is no such job, or the id begins several.
    """
    journal = _journal(project)
    record = journal.find(job)
    prepared = record.prepared
    return {
        **record.as_dict(),
        "prompt": prepared.prompt,
        "endpoint": prepared.endpoint,
        "body": prepared.body,
        "notes": list(prepared.notes),
        "observations": journal.observations(record.id),
        "outputs": journal.outputs(record.id),
    }


def adopt_job(job: str, remote_id: str, project: Path | str | None = None) -> dict[str, Any]:
    """Say which of the provider's jobs the unknown one is, by the id that the provider shows.

    Raises:
        OptionError: the job is not unknown, or the provider has no job of that id.
    """
    from reelwright.providers.decisions import adopt

    journal = _journal(project)
    record = journal.find(job)
    return adopt(journal, record.id, _name_of(record, remote_id.strip())).as_dict()


def _name_of(record: JobRecord, text: str) -> str:
    """What the provider's adapter knows the job by that a person calls ``text``. A typing error would lose
    what was paid for, so the provider is asked, if it can be."""
    from reelwright.providers import BaseProvider
    from reelwright.providers.fault import Kind, ProviderFault

    try:
        provider = find_provider(record.provider)
        name = provider.job_name(record.prepared, text) if isinstance(provider, BaseProvider) else text
        if text:
            provider.poll(name)
    except ProviderFault as fault:
        if fault.kind is Kind.NOT_FOUND:
            raise OptionError(
                f"{record.provider} has no job “{text}”.",
                code="unknown-remote-job",
                hint="Copy the id from the provider's own list, for the account whose key is set here.",
                job=record.id,
            ) from None
    except ReelwrightError:
        return text  # not to be asked from here
    return name


def resubmit_job(
    job: str, project: Path | str | None = None, *, billed: Decimal | None = None
) -> dict[str, Any]:
    """Give an unknown job up, so that the next render submits a new one. Raises OptionError."""
    from reelwright.providers.decisions import resubmit

    return resubmit(_journal(project), job, billed=billed).as_dict()


def write_off_job(
    job: str, project: Path | str | None = None, *, billed: Decimal | None = None
) -> dict[str, Any]:
    """Give a job up. ``billed`` is what it cost; None counts its whole reservation. Raises OptionError."""
    from reelwright.providers.decisions import write_off

    return write_off(_journal(project), job, billed=billed).as_dict()


def cancel_job(job: str, project: Path | str | None = None) -> dict[str, Any]:
    """Stop a job as far as its provider allows.

    Raises:
        OptionError: the job has ended, or its state is unknown.
        ProviderError: the provider cannot cancel it.
    """
    from reelwright.providers.decisions import cancel

    journal = _journal(project)
    record = journal.find(job)
    after, snapshot = cancel(journal, record.id, find_provider(record.provider))
    return {**after.as_dict(), "provider_says": None if snapshot is None else snapshot.state.value}


def resume_jobs(
    project: Path | str | None = None, *, deadline: float | None = None, watch: Watcher = ignore
) -> list[dict[str, Any]]:
    """Bring every unfinished job to its end, from what the catalogue knows alone.

    Limits are those of the settings.

    Args:
        project: the project's folder.
        deadline: seconds to wait at most; the jobs themselves go on.
        watch: told how many jobs are done.
    """
    store = _store(project)
    out: list[dict[str, Any]] = []
    settings = load_settings(project)
    policy = Makers.chosen(settings).patient(deadline)
    for outcome in finish_jobs(store, policy=policy, done=lambda count: watch(Progress("takes", count))):
        row: dict[str, Any] = {"id": outcome.name, "take": None, "error": None}
        if outcome.take is not None:
            row |= {"take": outcome.take.key, "cost_usd": str(outcome.take.cost)}
        if outcome.error is not None:
            row["error"] = outcome.error.as_dict()
        out.append(row)
    return out
