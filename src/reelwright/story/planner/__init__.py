"""Planners turn a prompt into a storyboard. ``rules`` is offline and deterministic."""

from __future__ import annotations

from reelwright.story.planner.rules import plan_rules

__all__ = ["plan_rules"]
