"""Step 1: refuse what must not be made. Without it, nothing stands between a prompt and a provider."""

from __future__ import annotations

import re

from reelwright.errors import Refusal
from reelwright.providers.passage import Passage
from reelwright.providers.rules import RULES_VERSION

__all__ = ["safety", "texts"]

_NEGATIVE = re.compile(r"(?i)^neg|negative|^n_prompt$")
_SAYS = {
    "sexual-minors": (
        "This prompt asks for sexual content with minors.",
        "Nobody makes that here; change the prompt.",
    ),
    "protected-character": (
        "This prompt asks for “{0}”, which is protected.",
        "Describe somebody of your own, or name it under licensed in safety.yaml if you have the rights.",
    ),
}


def texts(passage: Passage) -> str:
    """Everything that is asked for: the prompt, and every text in what will be sent but negative prompts."""
    prepared = passage.prepared
    sent = prepared.params if prepared.offline else prepared.body
    return "\n".join([prepared.prompt, *_strings(sent)])


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if len(value) < 20_000 else [value[:20_000]]
    if isinstance(value, dict):
        wanted = [entry for name, entry in value.items() if not _NEGATIVE.search(str(name))]
        return [text for entry in wanted for text in _strings(entry)]
    if isinstance(value, list | tuple):
        return [text for entry in value for text in _strings(entry)]
    return []


def safety(passage: Passage) -> None:
    """Refuse a prompt that breaks the project's safety rules.

    Raises:
        Refusal: it does; ``facts`` name the category and the version of the rules.
    """
    found = passage.rules.unsafe(texts(passage))
    if found is not None:
        message, hint = _SAYS[found.category]
        raise Refusal(
            message.format(*found.words),
            code=f"unsafe-{found.category}",
            hint=hint,
            category=found.category,
            rules=RULES_VERSION,
        )
