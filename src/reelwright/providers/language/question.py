"""A question to a language model and its answer, in no vendor's format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, Literal

__all__ = ["DIALECTS", "Answer", "Ending", "Question", "Turn"]

DIALECTS: Final = ("openai", "anthropic", "ollama")
"""The wire formats: OpenAI-compatible chat completions, Anthropic Messages, and Ollama's chat."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation: ours (``user``) or the model's (``assistant``)."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    ``schema`` is the JSON Schema the answer has to fit and ``name`` what it is called. ``most_tokens`` bounds
    the answer, hidden reasoning included. ``seed`` asks for the same answer again where a model has seeds.
    ``about`` is the sentence a person gave: what the safety rules look at besides the messages.
    """

    instructions: str
    turns: tuple[Turn, ...]
    schema: Mapping[str, Any]
    name: str
    most_tokens: int
    seed: int
    about: str

    @property
    def most_input(self) -> int:
        """More tokens than the question can have: no tokeniser makes more than one of a byte."""
        texts = [self.instructions, json.dumps(self.schema), *(turn.text for turn in self.turns)]
        return sum(len(text.encode("utf-8", "replace")) for text in texts) + 64 * (len(texts) + 2)


class Ending(StrEnum):
    """Why a model stopped: it was done, it reached ``most_tokens``, or it would not answer."""

    DONE = "done"
    CUT = "cut"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``text`` is the JSON as the model wrote it, or the words it refused with.

    ``tokens_in`` and ``tokens_out`` are the vendor's own counts, None when it gave none. ``model`` and ``id``
    are what the vendor says it used, and calls this answer.
    """

    text: str
    ending: Ending
    tokens_in: int | None = None
    tokens_out: int | None = None
    model: str = ""
    id: str = ""

    def as_document(self) -> dict[str, Any]:
        """The answer as plain data, for the store."""
        return asdict(self)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Answer:
        """The inverse of :meth:`as_document`."""
        return cls(**{**document, "ending": Ending(document["ending"])})
