"""A question on its way: through the one path, with the store's memory and the journal's care.

A language model answers at once or not at all, so a request whose fate nobody knows is not shown to a person:
its whole reservation counts as spent, and the question may be asked anew.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from reelwright.errors import OptionError
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.job import State
from reelwright.providers.language.question import Answer, Question
from reelwright.providers.passage import Policy
from reelwright.providers.path import journal_of, pass_through

if TYPE_CHECKING:
    from reelwright.providers.job import Prepared
    from reelwright.providers.journal import Journal
    from reelwright.providers.language.model import LanguageModel
    from reelwright.providers.passage import Passage
    from reelwright.providers.record import JobRecord
    from reelwright.store import Artifact, Recipe, Slate, Store

__all__ = ["Reply", "answer_recipe", "ask", "close_question", "finish_question"]

_OPEN: Final = (State.SUBMITTING, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and its slate's facts.

    ``key`` is the recipe's. ``made`` is False when the store had it. ``cost`` is what this question once cost
    in USD, None when nobody knows; ``spent`` what it cost now.
    """

    answer: Answer
    key: str
    made: bool
    cost: Decimal | None
    spent: Decimal


def answer_recipe(prepared: Prepared) -> Recipe:
    """The recipe that names the answer to a question: everything that was sent, where to, and the seed."""
    from reelwright.store import Recipe

    return Recipe(f"plan/{prepared.provider}/{prepared.model}", prepared.version, prepared.params)


def ask(
    model: LanguageModel,
    question: Question,
    store: Store,
    *,
    policy: Policy | None = None,
    journal: Journal | None = None,
    project: str | None = None,
    wait: Callable[[float], Any] = time.sleep,
) -> Reply:
    """The answer to ``question``: from the store, or asked for once, paid for and kept.

    Args:
        model: who is asked.
        question: what.
        store: where answers are kept.
        policy: whether an unknown price is accepted; its deadline and submits are the model's own.
        journal: the jobs' journal; the store's own when it is None.
        project: the project's name in budgets; the folder's when it is None.
        wait: called with seconds wherever there is waiting.

    Raises:
        Refusal: safety, likeness, price or a budget said no; nothing was asked.
        ProviderFault: there is no answer.
    """
    prepared = model.prepare_question(question)
    recipe = answer_recipe(prepared)
    careful = replace(policy or Policy(), deadline=model.timeout, submits=1, grace=0.0, poll_least=0.0)
    if not prepared.offline:
        journal = journal or journal_of(store)
        model.folder = journal.book.inbox
        _close_last(journal, recipe.key)

    def send() -> tuple[Artifact, Passage]:
        return pass_through(
            prepared, recipe, model, store, policy=careful, journal=journal, project=project, wait=wait
        )

    try:
        artifact, passage = send()
    except ProviderFault as fault:
        if fault.code == "answer-lost":
            # Somebody asked and died before the answer was kept: that job is at its end, ours is the next.
            artifact, passage = send()
        elif journal is not None and fault.code == "unknown-job-state":
            raise _given_up(journal, str(fault.facts["job"])) or fault from None
        else:
            raise
    if passage.job is not None:
        model.forget(passage.job.id)
    answer = Answer.of(json.loads(artifact.path.read_text(encoding="utf-8")))
    spent = passage.cost if artifact.made else Decimal(0)
    return Reply(answer, artifact.key, artifact.made, _cost(store.slate(artifact.key)), spent)


def _given_up(journal: Journal, job: str) -> ProviderFault | None:
    """What went wrong with a request whose fate nobody knows, once it is settled."""
    close_question(journal, job)
    return journal.get(job).fault


def _cost(slate: Slate | None) -> Decimal | None:
    """What the slate says it cost; None where the price is unknown."""
    if slate is None or slate.facts.get("quote_usd") is None:
        return None
    return slate.cost_usd


def _close_last(journal: Journal, intent: str) -> None:
    """A request that a dead process left behind is settled, so that the question can be asked again."""
    last = journal.latest(intent)
    if last is not None and last.state in _OPEN:
        with contextlib.suppress(OptionError):  # a living worker has it: the path waits for it
            close_question(journal, last.id)


def close_question(journal: Journal, job: str) -> None:
    """Count the whole reservation of a question as spent: nobody knows whether it was answered.

    Raises:
        OptionError: a worker has it in hand, or it is at its end.
    """
    from reelwright.providers.decisions import write_off

    write_off(journal, job)


def finish_question(journal: Journal, record: JobRecord) -> ProviderFault:
    """Settle a question whose command has ended, and say what became of it.

    An answer that is there already is left for the next plan, which costs nothing.

    Raises:
        OptionError: a worker has it in hand.
    """
    from reelwright.providers.decisions import write_off

    who = f"{record.provider}/{record.model}"
    hint = "Plan the film again with --planner llm."
    if record.state not in (*_OPEN, State.PREPARED):
        message = f"{who} has answered, and the answer waits for the plan."
        return ProviderFault(
            message, kind=Kind.GENERATION, created=Created.YES, code="answer-waits", hint=hint
        )
    asked = record.state is not State.PREPARED
    after = write_off(journal, record.id, billed=None if asked else Decimal(0))
    message = (
        f"{who} was asked, and its answer never arrived: ${after.settled_usd} count as spent."
        if asked
        else f"{who} was not asked before the command ended; nothing was spent."
    )
    created = Created.MAYBE if asked else Created.NO
    return ProviderFault(message, kind=Kind.GENERATION, created=created, code="question-closed", hint=hint)
