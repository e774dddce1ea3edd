"""What a film's slate says about who planned it."""

from __future__ import annotations

from typing import Any, Final

from reelwright.story import Storyboard

__all__ = ["planner_facts"]

_FACTS: Final = (
    "name",
    "version",
    "kind",
    "model",
    "prompt_sha256",
    "tokens_in",
    "tokens_out",
    "cost_usd",
    "repairs",
    "answer",
    "asked",
    "reason",
)


def planner_facts(board: Storyboard) -> dict[str, Any]:
    """What a film's slate says of a storyboard that a language model planned, or was asked to; else nothing.

    The record stands in a document that people edit, so only what has its proper form is taken from it.
    """
    record = board.planner
    if record.get("name") != "llm" and record.get("asked") != "llm":
        return {}
    plain = {key: record[key] for key in _FACTS if isinstance(record.get(key), str | int)}
    return {
        "planner": {key: value[:400] if isinstance(value, str) else value for key, value in plain.items()}
    }
