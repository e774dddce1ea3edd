"""Ollama's chat: models on one's own machine, held to a schema by their grammar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx

from reelwright.providers.keys import Secret
from reelwright.providers.language.dialect import count_of, text_of
from reelwright.providers.language.question import Answer, Ending, Question

__all__ = ["DIALECT", "OllamaChat"]

_BYTES_OF_A_TOKEN: Final = 3
_STEP: Final = 4096


class OllamaChat:
    """``POST /api/chat`` with ``format``."""

    name = "ollama"
    base_url = "http://127.0.0.1:11434"
    key_name = "OLLAMA_API_KEY"
    hosts = ("ollama.com",)
    seeded = True

    def path(self, base: httpx.URL) -> str:
        """Below the server's root."""
        return "/api/chat"

    def headers(self, key: Secret | None) -> Mapping[str, str]:
        """``Authorization: Bearer``, which only the hosted service wants."""
        return {} if key is None else {"Authorization": f"Bearer {key.value}"}

    def body(self, model: str, question: Question, base: httpx.URL) -> dict[str, Any]:
        """The context is asked for: the server's own default would cut the question in silence."""
        room = question.most_input // _BYTES_OF_A_TOKEN + question.most_tokens
        return {
            "model": model,
            "messages": [
                {"role": "system", "content": question.instructions},
                *({"role": turn.role, "content": turn.text} for turn in question.turns),
            ],
            "stream": False,
            "format": dict(question.schema),
            "options": {
                "seed": question.seed % 2**31,
                "num_predict": question.most_tokens,
                "num_ctx": -(-room // _STEP) * _STEP,
            },
        }

    def read(self, said: Mapping[str, Any]) -> Answer:
        """The one message."""
        return Answer(
            text_of(said["message"]["content"]),
            Ending.CUT if said.get("done_reason") == "length" else Ending.DONE,
            count_of(said.get("prompt_eval_count")),
            count_of(said.get("eval_count")),
            text_of(said.get("model")),
        )


DIALECT: Final = OllamaChat()
