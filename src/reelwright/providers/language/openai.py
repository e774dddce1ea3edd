"""Chat completions: the format of OpenAI, vLLM, SGLang, llama.cpp, LiteLLM, OpenRouter and many others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx

from reelwright.providers.keys import Secret
from reelwright.providers.language.dialect import count_of, text_of
from reelwright.providers.language.question import Answer, Ending, Question

__all__ = ["DIALECT", "ChatCompletions"]

_ENDINGS: Final = {"stop": Ending.DONE, "length": Ending.CUT, "content_filter": Ending.REFUSED}


class ChatCompletions:
    """``POST /chat/completions`` with ``response_format: json_schema``."""

    name = "openai"
    base_url = "https://api.openai.com/v1"
    key_name = "OPENAI_API_KEY"
    hosts = ("api.openai.com",)
    seeded = True

    def path(self, base: httpx.URL) -> str:
        """Below ``/v1``, which is part of the base URL."""
        return "/chat/completions"

    def headers(self, key: Secret | None) -> Mapping[str, str]:
        """``Authorization: Bearer``."""
        return {} if key is None else {"Authorization": f"Bearer {key.value}"}

    def body(self, model: str, question: Question, base: httpx.URL) -> dict[str, Any]:
        """OpenAI itself has a new name for the limit, which the other servers do not all know."""
        limit = "max_completion_tokens" if base.host in self.hosts else "max_tokens"
        wanted = {"name": question.name, "strict": True, "schema": dict(question.schema)}
        return {
            "model": model,
            "messages": [
                {"role": "system", "content": question.instructions},
                *({"role": turn.role, "content": turn.text} for turn in question.turns),
            ],
            "response_format": {"type": "json_schema", "json_schema": wanted},
            limit: question.most_tokens,
            "seed": question.seed % 2**31,
        }

    def read(self, said: Mapping[str, Any]) -> Answer:
        """The first choice; a refusal has a field of its own."""
        choice = said["choices"][0]
        message = choice["message"]
        usage = said.get("usage") or {}
        refusal = text_of(message.get("refusal"))
        ending = Ending.REFUSED if refusal else _ENDINGS.get(str(choice.get("finish_reason")), Ending.DONE)
        return Answer(
            refusal or text_of(message.get("content")),
            ending,
            count_of(usage.get("prompt_tokens")),
            count_of(usage.get("completion_tokens")),
            text_of(said.get("model")),
            text_of(said.get("id")),
        )


DIALECT: Final = ChatCompletions()
