"""Anthropic's Messages: the answer is the input of a tool that the model has to use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import httpx

from reelwright.providers.keys import Secret
from reelwright.providers.language.dialect import count_of, text_of
from reelwright.providers.language.question import Answer, Ending, Question

__all__ = ["DIALECT", "Messages"]

_ENDINGS: Final = {"max_tokens": Ending.CUT, "refusal": Ending.REFUSED}
_COUNTS: Final = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


class Messages:
    """``POST /v1/messages`` with one tool whose input is the answer's schema."""

    name = "anthropic"
    base_url = "https://api.anthropic.com"
    key_name = "ANTHROPIC_API_KEY"
    hosts = ("api.anthropic.com",)
    seeded = False

    def path(self, base: httpx.URL) -> str:
        """The vendor's base URL has no version; one that has is taken as it is."""
        return "/messages" if base.path.rstrip("/").endswith("/v1") else "/v1/messages"

    def headers(self, key: Secret | None) -> Mapping[str, str]:
        """``x-api-key``, and the version of the format."""
        return {"anthropic-version": "2023-06-01"} | ({} if key is None else {"x-api-key": key.value})

    def body(self, model: str, question: Question, base: httpx.URL) -> dict[str, Any]:
        """A message may not be empty."""
        tool = {
            "name": question.name,
            "description": f"Give the {question.name}.",
            "input_schema": dict(question.schema),
        }
        turns = [{"role": turn.role, "content": turn.text.strip() or "(nothing)"} for turn in question.turns]
        return {
            "model": model,
            "system": question.instructions,
            "messages": turns,
            "tools": [tool],
            "tool_choice": {"type": "tool", "name": question.name},
            "max_tokens": question.most_tokens,
        }

    def read(self, said: Mapping[str, Any]) -> Answer:
        """The tool's input as JSON; without one, the words."""
        parts = [part for part in said["content"] if isinstance(part, dict)]
        inputs = [part["input"] for part in parts if part.get("type") == "tool_use"]
        words = "\n".join(text_of(part.get("text")) for part in parts if part.get("type") == "text")
        usage = said.get("usage") or {}
        counts = [count_of(usage.get(name)) for name in _COUNTS]
        return Answer(
            json.dumps(inputs[0], ensure_ascii=False) if inputs else words,
            _ENDINGS.get(str(said.get("stop_reason")), Ending.DONE),
            None if counts[0] is None else sum(count or 0 for count in counts),
            count_of(usage.get("output_tokens")),
            text_of(said.get("model")),
            text_of(said.get("id")),
        )


DIALECT: Final = Messages()
