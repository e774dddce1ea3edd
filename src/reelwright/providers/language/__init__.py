"""Language models that plan: three wire formats behind one seam, on the same path as every generation.

An answer is asked for with the JSON Schema it has to fit, once, without retries; it is journalled, paid for
within the budgets and kept like a take, and the same question gets the same answer from the store.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from reelwright.providers.language.question import DIALECTS, Answer, Ending, Question, Turn

if TYPE_CHECKING:
    from reelwright.providers.language.asking import Reply, ask, close_question, finish_question
    from reelwright.providers.language.dialect import Dialect
    from reelwright.providers.language.model import LanguageModel

__all__ = [
    "DIALECTS",
    "Answer",
    "Dialect",
    "Ending",
    "LanguageModel",
    "Question",
    "Reply",
    "Turn",
    "ask",
    "close_question",
    "finish_question",
]

_LATER = {
    "Dialect": "dialect",
    "LanguageModel": "model",
    "Reply": "asking",
    "ask": "asking",
    "close_question": "asking",
    "finish_question": "asking",
}


def __getattr__(name: str) -> Any:
    """Import what needs the HTTP client when it is first used."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
