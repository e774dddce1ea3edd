"""Planners turn a prompt into a storyboard. ``rules`` is offline and deterministic.

For planners that are language models there is what they are told (:data:`INSTRUCTIONS`, :func:`question`,
:func:`repair`), the schema of their answer, and :func:`read_answer`, which believes nothing of it unchecked.
"""

from __future__ import annotations

from reelwright.story.planner.answer import read_answer
from reelwright.story.planner.instructions import INSTRUCTIONS, question, repair
from reelwright.story.planner.outline import OUTLINE_VERSION, Outline, outline_schema
from reelwright.story.planner.rules import plan_rules
from reelwright.story.planner.wish import Wish, wish_for

__all__ = [
    "INSTRUCTIONS",
    "OUTLINE_VERSION",
    "Outline",
    "Wish",
    "outline_schema",
    "plan_rules",
    "question",
    "read_answer",
    "repair",
    "wish_for",
]
