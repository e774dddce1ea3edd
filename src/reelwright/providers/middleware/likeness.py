"""Step 2: people who opted out are not shown. Without it, their wish would count for nothing."""

from __future__ import annotations

from reelwright.errors import Refusal
from reelwright.providers.middleware.safety import texts
from reelwright.providers.passage import Passage

__all__ = ["likeness"]


def likeness(passage: Passage) -> None:
    """Refuse a prompt that names somebody on the project's opt-out list.

    Raises:
        Refusal: it does.
    """
    found = passage.rules.unwilling(texts(passage))
    if found is not None:
        raise Refusal(
            "This prompt names somebody who opted out of being shown.",
            code="likeness-opt-out",
            hint="Describe somebody else; the list is likeness_opt_out in safety.yaml.",
            category=found.category,
        )
