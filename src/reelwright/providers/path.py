"""The one path to a provider: every generation passes through :data:`~reelwright.providers.middleware.CHAIN`.

The recipe of the prepared request is the take's key: an intent that was fulfilled before is served from the
store, one that is under way is joined, and only then is anything submitted. A job that was interrupted
anywhere goes through the same chain again; the journal says where it stands.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelwright.errors import StoreError
from reelwright.providers.base import Provider, capabilities_of
from reelwright.providers.job import Prepared, Snapshot
from reelwright.providers.middleware import CHAIN, GATES, Step
from reelwright.providers.passage import AgainError, Passage, Policy
from reelwright.providers.quote import Quote
from reelwright.providers.request import TakeRequest, VideoRequest
from reelwright.providers.rules import load_rules
from reelwright.providers.sniff import is_video, mime_of

if TYPE_CHECKING:
    from sqlalchemy import URL

    from reelwright.providers.journal import Journal
    from reelwright.store import Artifact, Recipe, Store

__all__ = [
    "Take",
    "finish_job",
    "folder_of",
    "foresee_take",
    "journal_of",
    "make_take",
    "pass_through",
    "picked_take",
    "project_of",
    "run",
    "take_recipe",
]


@dataclass(frozen=True, slots=True)
class Take:
    """One take in the store; ``made`` is False when it was there.

    A take is either a document that a renderer opens (``document``) or a video file (``path``, ``digest``).
    ``cost`` is what it cost now, in USD: nothing when it was cached. ``quote`` is the estimate it was made
    under.
    """

    key: str
    provider: str
    model: str
    document: dict[str, Any]
    cost: Decimal
    made: bool
    notes: tuple[str, ...] = ()
    path: Path | None = None
    digest: str = ""
    quote: Quote | None = None


def take_recipe(prepared: Prepared) -> Recipe:
    """The recipe that names the take of ``prepared``."""
    from reelwright.store import Recipe

    return Recipe(f"take/{prepared.provider}/{prepared.model}", prepared.version, prepared.params)


def _video(request: TakeRequest | VideoRequest) -> VideoRequest:
    plain = request.video() if isinstance(request, TakeRequest) else request
    return plain.identified()


@functools.lru_cache(maxsize=16)
def _journal_at(url: URL, root: Path) -> Journal:
    from reelwright.providers.book import Book
    from reelwright.providers.journal import Journal

    return Journal(Book(url, root))


def journal_of(store: Store) -> Journal:
    """The journal in the catalogue of a store in a local folder.

    Raises:
        StoreError: the store has no folder; give a journal of its own to the functions that take one.
    """
    root, url = getattr(store, "root", None), getattr(store, "catalogue_url", None)
    if not isinstance(root, Path) or url is None:
        raise StoreError("This store has no folder to keep a journal in.", code="no-journal")
    return _journal_at(url, root)


def project_of(store: Store) -> str:
    """The name of a store's project in budgets: its folder's."""
    return _project_of(store)[0]


def folder_of(store: Store) -> Path:
    """The folder of a store's project, where its rules are."""
    return _project_of(store)[1]


def _project_of(store: Store) -> tuple[str, Path]:
    root = getattr(store, "root", None)
    folder = root.parent if isinstance(root, Path) else Path.cwd()
    return folder.name or str(folder), folder


def run(passage: Passage, chain: Sequence[Step] = CHAIN) -> None:
    """Send ``passage`` through ``chain`` until every step is content.

    Raises:
        Refusal: a control said no.
        ProviderError: the provider failed; the journal keeps what is known.
    """
    from reelwright.providers.lease import Lease

    with contextlib.ExitStack() as stack:
        while True:
            try:
                for step in chain:
                    step(passage)
                    if passage.claimed and passage.lease is None and passage.job is not None:
                        lease = Lease(
                            passage.book_keeping, passage.job.id, passage.owner, passage.policy.lease
                        )
                        passage.lease = stack.enter_context(lease.held())
                return
            except AgainError:
                passage.reload()
            except _lost() as error:
                # Somebody else took the job over while we were away: join them.
                if passage.lease is None:
                    raise StoreError("The job's lease was lost.", code="lease-lost") from error
                passage.lease.lost = True
                stack.close()
                passage.lease, passage.claimed, passage.submitting = None, False, False
                passage.reload()


def _lost() -> type[Exception]:
    import sys

    module = sys.modules.get("reelwright.providers.journal")
    return module.LostLeaseError if module is not None else AgainError


def make_take(
    request: TakeRequest | VideoRequest,
    provider: Provider,
    store: Store,
    *,
    policy: Policy | None = None,
    journal: Journal | None = None,
    project: str | None = None,
    chain: Sequence[Step] = CHAIN,
    saw: Callable[[Snapshot], Any] = lambda _: None,
    wait: Callable[[float], Any] = time.sleep,
) -> Take:
    """One take for ``request``: from the store, or generated, verified and kept.

    Args:
        request: what is wanted.
        provider: who makes it.
        store: where it is kept.
        policy: patience and care; the defaults suit a person who waits.
        journal: the jobs' journal; the store's own when it is None.
        project: the project's name in budgets; the folder's when it is None.
        chain: the steps; only tests of the steps themselves give another.
        saw: called with every snapshot of the job.
        wait: called with seconds wherever there is waiting; it may raise to end it.

    Raises:
        OptionError: the provider cannot honour the request.
        Refusal: safety, likeness, price or a budget said no; nothing was created.
        ProviderError: the provider failed; ``facts["created"]`` says whether anything was created.
    """
    prepared = provider.prepare(_video(request))
    artifact, passage = pass_through(
        prepared,
        take_recipe(prepared),
        provider,
        store,
        policy=policy,
        journal=journal,
        project=project,
        chain=chain,
        saw=saw,
        wait=wait,
    )
    return _take(prepared, artifact, passage.cost if artifact.made else Decimal(0), passage.warnings)


def pass_through(
    prepared: Prepared,
    recipe: Recipe,
    provider: Provider,
    store: Store,
    *,
    policy: Policy | None = None,
    journal: Journal | None = None,
    project: str | None = None,
    chain: Sequence[Step] = CHAIN,
    saw: Callable[[Snapshot], Any] = lambda _: None,
    wait: Callable[[float], Any] = time.sleep,
) -> tuple[Artifact, Passage]:
    """The artifact of a prepared request: from the store, or made on the path and kept under ``recipe``.

    The arguments and errors are those of :func:`make_take`; ``recipe`` names what is made.
    """
    passage = _passage(prepared, provider, store, recipe.key, policy or Policy(), journal, project)
    passage.saw, passage.wait = saw, wait
    for step in chain:
        if step in GATES:
            step(passage)
    work = [step for step in chain if step not in GATES]
    artifact = store.make(recipe, lambda path: _build(passage, path, work))
    if artifact.made:
        _tidy(passage)
    return artifact, passage


def _passage(
    prepared: Prepared,
    provider: Provider,
    store: Store,
    key: str,
    policy: Policy,
    journal: Journal | None,
    project: str | None,
) -> Passage:
    from reelwright.providers.lease import new_owner

    name, folder = _project_of(store)
    free = prepared.offline and prepared.quote.usd == 0
    if free:
        journal = None
    elif journal is None:
        journal = journal_of(store)
    return Passage(
        provider=provider,
        prepared=prepared,
        caps=capabilities_of(provider, prepared.model),
        intent=key,
        project=project or name,
        policy=policy.at(provider.name),
        rules=load_rules(folder),
        journal=journal,
        folder=journal.book.inbox if journal is not None else Path(),
        owner=new_owner() if journal is not None else "",
    )


def _build(passage: Passage, path: Path, work: Sequence[Step]) -> Mapping[str, Any]:
    """Write the take at ``path``; the facts go into its slate."""
    if passage.journal is None:
        passage.folder = path.parent
    run(passage, work)
    if passage.document is not None:
        path.write_text(json.dumps(passage.document, sort_keys=True), encoding="utf-8")
        return passage.facts
    if not passage.kept:
        raise StoreError("The take has no file.", code="no-take", hint="Report this with the job's id.")
    source = passage.kept[0].path
    if passage.journal is None:
        source.replace(path)
        return passage.facts
    try:
        os.link(source, path)
    except OSError:
        shutil.copyfile(source, path)
    return passage.facts


def _tidy(passage: Passage) -> None:
    """The take is in the store now: its file in the inbox goes."""
    if passage.journal is not None and passage.kept:
        with contextlib.suppress(OSError):
            passage.kept[0].path.unlink()


def _take(prepared: Prepared, artifact: Artifact, cost: Decimal, warnings: Sequence[str] = ()) -> Take:
    with artifact.path.open("rb") as file:
        video = is_video(mime_of(file.read(64)))
    document = {} if video else json.loads(artifact.path.read_text(encoding="utf-8"))
    return Take(
        artifact.key,
        prepared.provider,
        prepared.model,
        document,
        cost,
        artifact.made,
        (*prepared.notes, *warnings),
        artifact.path if video else None,
        artifact.digest if video else "",
        prepared.quote,
    )


def foresee_take(request: TakeRequest | VideoRequest, provider: Provider, store: Store) -> Take:
    """The take that :func:`make_take` would return, without submitting anything.

    ``cost`` is the upper estimate when the take would have to be made (0 with a note when nobody knows it),
    and nothing when the store has it.

    Raises:
        OptionError: the provider cannot honour the request.
        Refusal: safety or likeness would refuse it.
    """
    prepared = provider.prepare(_video(request))
    recipe = take_recipe(prepared)
    for step in GATES:
        step(_gate(prepared, provider, store, recipe.key))
    held = store.find(recipe)
    if held is not None and not prepared.drawn:
        return _take(prepared, held, Decimal(0))
    usd = prepared.quote.usd
    notes = prepared.notes
    if held is None and usd is None:
        notes = (*notes, f"The price of {prepared.provider}/{prepared.model} is unknown.")
    return Take(
        recipe.key,
        prepared.provider,
        prepared.model,
        _foreseen(prepared) if prepared.drawn else {},
        usd if held is None and usd is not None else Decimal(0),
        held is None,
        notes,
        quote=prepared.quote,
    )


def _foreseen(prepared: Prepared) -> dict[str, Any]:
    """The document of an offline take that has not been made: files stand where they lie now."""
    places = {index: str(medium.path) for index, medium in enumerate(prepared.media) if medium.path}
    return prepared.filled(places).body or prepared.params


def _gate(prepared: Prepared, provider: Provider, store: Store, key: str) -> Passage:
    name, folder = _project_of(store)
    caps = capabilities_of(provider, prepared.model)
    return Passage(provider, prepared, caps, key, name, Policy(), load_rules(folder))


def picked_take(store: Store, key: str) -> Take | None:
    """The take with the recipe key ``key``, if the store still has it."""
    slate = store.slate(key)
    if slate is None or not slate.op.startswith("take/"):
        return None
    held = store.find(slate.recipe)
    if held is None:
        return None
    _, provider, model = slate.op.split("/", 2)
    prepared = Prepared(provider, model, slate.version, dict(slate.params), Quote(slate.cost_usd, "paid"))
    return _take(prepared, held, Decimal(0))


def finish_job(
    job: str,
    provider: Provider,
    store: Store,
    journal: Journal,
    policy: Policy,
    wait: Callable[[float], Any] = time.sleep,
) -> Take:
    """Take up the journal's ``job`` where it stands and bring it to its end, as ``make_take`` would.

    Raises:
        ProviderError, Refusal: as for :func:`make_take`.
    """
    record = journal.get(job)
    prepared = record.prepared
    passage = _passage(prepared, provider, store, record.intent, policy, journal, record.project)
    passage.job, passage.wait = record, wait
    artifact = store.make(take_recipe(prepared), lambda path: _build(passage, path, CHAIN))
    if artifact.made:
        _tidy(passage)
    return _take(prepared, artifact, passage.cost if artifact.made else Decimal(0), passage.warnings)
