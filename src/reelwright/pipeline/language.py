"""The planner that asks a language model: one question, one repair, else the rules, which say so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from reelwright.errors import DocumentError, ProviderError, Refusal, SettingsError
from reelwright.pipeline.report import dollars
from reelwright.story import Storyboard
from reelwright.story.planner import (
    INSTRUCTIONS,
    OUTLINE_VERSION,
    Wish,
    outline_schema,
    question,
    read_answer,
    repair,
)

if TYPE_CHECKING:
    from reelwright.config import Settings
    from reelwright.providers.language import Answer, LanguageModel, Question, Reply, Turn
    from reelwright.store import Store

__all__ = ["LanguagePlan", "language_model", "plan_language"]

_ROUNDS: Final = 2
_TOKENS_OF_A_SHOT: Final = 350
_TOKENS_BESIDES: Final = 4096
_MOST_TOKENS: Final = 32_768
_USUAL_SHOTS: Final = 8
_LONGEST_ECHO: Final = 24_000


@dataclass(slots=True)
class LanguagePlan:
    """What came of asking. ``board`` is None when the rules have to plan, and ``reason`` says why.

    ``spent`` is what was spent now, in USD; ``record`` what the storyboard says about its planner.
    """

    board: Storyboard | None = None
    reason: str = ""
    spent: Decimal = Decimal(0)
    record: dict[str, Any] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know."""
        if self.board is None:
            return (f"The rules planned this film, not the language model: {self.reason}",)
        unknown = self.record.get("cost_usd") == "unknown"
        return ("Nobody knows what the plan cost.",) if unknown else ()


def language_model(settings: Settings) -> LanguageModel:
    """The language model of the settings.

    Raises:
        SettingsError: they name none, or half a price.
    """
    from reelwright.providers.language import LanguageModel

    if settings.planner_model is None:
        raise SettingsError(
            "The planner llm needs a model, and the settings name none.",
            code="no-planner-model",
            hint="Set planner_kind and planner_model (REELWRIGHT_PLANNER_KIND, REELWRIGHT_PLANNER_MODEL).",
        )
    kind = settings.planner_kind or _kind_of(settings.planner_url)
    if (settings.planner_usd_in is None) != (settings.planner_usd_out is None):
        raise SettingsError(
            "The planner's price is only half there.",
            code="half-a-price",
            hint="Set both planner_usd_in and planner_usd_out, in US dollars for a million tokens.",
        )
    prices = None
    if settings.planner_usd_in is not None and settings.planner_usd_out is not None:
        prices = (settings.planner_usd_in, settings.planner_usd_out)
    return LanguageModel(
        kind,
        settings.planner_model,
        settings.planner_url or "",
        prices=prices,
        timeout=settings.planner_timeout,
    )


def _kind_of(url: str | None) -> str:
    """The wire format that an address speaks, where it tells. Raises SettingsError: there is no address."""
    if url is None:
        raise SettingsError(
            "The planner llm needs to know whom to ask.",
            code="no-planner-kind",
            hint="Set planner_kind to openai, anthropic or ollama (REELWRIGHT_PLANNER_KIND), or planner_url.",
        )
    address = urlsplit(url)
    if (address.hostname or "").endswith("anthropic.com"):
        return "anthropic"
    return "ollama" if address.port == 11434 else "openai"


def plan_language(
    wish: Wish, model: LanguageModel, store: Store, *, accept_unknown_cost: bool = False
) -> LanguagePlan:
    """Have ``model`` plan ``wish``; the same wish gets the same plan from the store, for nothing.

    An answer that is no storyboard goes back once, with every problem quoted. Whatever goes wrong then, or on
    the way, leaves ``board`` None; the answers are kept all the same, and what they cost is in ``spent``.

    Raises:
        Refusal: a control (safety, likeness, price, budget) said no before anything was asked.
    """
    from reelwright.providers import Policy
    from reelwright.providers.language import Ending, Turn, ask

    plan = LanguagePlan()
    told = _sendable(question(wish))
    turns = [Turn("user", told)]
    record = _Record(model, told)
    for number in range(_ROUNDS):
        try:
            reply = ask(
                model, _question(wish, turns), store, policy=Policy(accept_unknown_cost=accept_unknown_cost)
            )
        except Refusal as error:
            if number == 0:
                raise _with_price_hint(error) from None
            return _failed(plan, record, error.message)
        except ProviderError as error:
            return _failed(plan, record, error.message)
        plan.spent += reply.spent
        record.add(reply)
        if reply.answer.ending is Ending.REFUSED:
            return _failed(plan, record, _refused(model, reply.answer))
        try:
            board = read_answer(reply.answer.text, wish, record.as_data(number))
        except DocumentError as error:
            problems = _problems(error, reply.answer)
        else:
            broken = _broken_rule(board, store)
            if broken:
                return _failed(plan, record, broken)
            plan.board, plan.record = board, dict(board.planner)
            return plan
        turns += [
            Turn("assistant", _sendable(reply.answer.text[:_LONGEST_ECHO]) or "(nothing)"),
            Turn("user", _sendable(repair(problems))),
        ]
    first = problems[0]
    where = f"{first['where']}: " if first["where"] else ""
    who = f"{model.name}/{model.model}"
    return _failed(
        plan, record, f"{who} gave no usable storyboard, not even corrected: {where}{first['message']}"
    )


def _sendable(text: str) -> str:
    """``text`` without halves of characters, which cannot be sent."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _question(wish: Wish, turns: list[Turn]) -> Question:
    from reelwright.providers.language import Question

    most = _TOKENS_BESIDES + _TOKENS_OF_A_SHOT * (wish.shots or _USUAL_SHOTS)
    return Question(
        INSTRUCTIONS,
        tuple(turns),
        outline_schema(),
        "storyboard",
        min(most, _MOST_TOKENS),
        wish.seed,
        wish.prompt,
    )


class _Record:
    """What a storyboard says of the language model that planned it; the same for an answer that was kept."""

    def __init__(self, model: LanguageModel, told: str) -> None:
        self.model = model
        self._digest = hashlib.sha256(f"{INSTRUCTIONS}\n{told}".encode()).hexdigest()
        self.replies: list[Reply] = []

    def add(self, reply: Reply) -> None:
        self.replies.append(reply)

    def as_data(self, repairs: int) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": "llm",
            "version": OUTLINE_VERSION,
            "kind": self.model.name,
            "model": self.model.model,
            "prompt_sha256": self._digest,
        }
        if not self.replies:
            return data
        tokens = {
            "tokens_in": [reply.answer.tokens_in for reply in self.replies],
            "tokens_out": [reply.answer.tokens_out for reply in self.replies],
        }
        for name, counts in tokens.items():
            known = [count for count in counts if count is not None]
            if len(known) == len(counts):
                data[name] = sum(known)
        costs = [reply.cost for reply in self.replies]
        known_costs = [cost for cost in costs if cost is not None]
        whole = len(known_costs) == len(costs)
        data["cost_usd"] = dollars(sum(known_costs, Decimal(0))) if whole else "unknown"
        data["repairs"] = repairs
        data["answer"] = self.replies[-1].key
        return data


def _failed(plan: LanguagePlan, record: _Record, reason: str) -> LanguagePlan:
    shown = "".join(mark if mark.isprintable() else " " for mark in record.model.http.scrub(reason))
    plan.reason = " ".join(shown.split())[:400]
    asked = record.as_data(max(0, len(record.replies) - 1))
    plan.record = {"asked": "llm", **{key: asked[key] for key in asked if key not in ("name", "version")}}
    plan.record["reason"] = plan.reason
    return plan


def _refused(model: LanguageModel, answer: Answer) -> str:
    said = " ".join(answer.text.split())[:200]
    return f"{model.name}/{model.model} would not answer{': ' + said if said else '.'}"


def _problems(error: DocumentError, answer: Answer) -> list[dict[str, Any]]:
    from reelwright.providers.language import Ending

    found = [
        {"where": entry.get("where", ""), "message": entry["message"], "hint": entry.get("hint", "")}
        for entry in error.facts.get("problems", ())
    ] or [{"where": "", "message": error.message, "hint": error.hint}]
    if answer.ending is Ending.CUT:
        cut = {"where": "", "message": "The answer was cut off at its longest.", "hint": "Write less."}
        return [cut, *found]
    return found


def _broken_rule(board: Storyboard, store: Store) -> str:
    """The safety rule of the project that the plan breaks; the same rules that every prompt has to keep."""
    from reelwright.providers.path import folder_of
    from reelwright.providers.rules import load_rules

    rules = load_rules(folder_of(store))
    text = "\n".join(_texts(board.model_dump(mode="json", exclude={"planner", "prompt"})))
    if rules.unsafe(text) is not None:
        return "its plan breaks the safety rules."
    if rules.unwilling(text) is not None:
        return "its plan names somebody who opted out of being shown."
    return ""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield str(key)
            yield from _texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)


def _with_price_hint(error: Refusal) -> Refusal:
    if error.code == "unknown-cost":
        error.hint = (
            "Set planner_usd_in and planner_usd_out (US dollars for a million tokens), "
            "or accept it with --accept-unknown-cost."
        )
    return error
