"""What to show: prompts, and storyboards of scenes and shots; pure documents and the rules that make them.

::

    parsed = parse("a golden retriever running through a field of sunflowers, tracking shot")
    board = plan_rules("30s product demo of organic honey, close-up, warm lighting", shots=4, style="clean")
    dump_storyboard(board, Path("honey.yaml"))
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reelwright.story.builder import PromptBuilder
    from reelwright.story.document import check_storyboard, dump_storyboard, load_storyboard
    from reelwright.story.identity import shot_seed
    from reelwright.story.inherit import prompt_for
    from reelwright.story.lexicon import home_family, motion_of, noun_category
    from reelwright.story.lint import Finding, lint
    from reelwright.story.options import parse_camera, parse_size, parse_style, parse_time, parse_weather
    from reelwright.story.parser import Parsed, parse
    from reelwright.story.planner import plan_rules
    from reelwright.story.prompt import Prompt, Setting, Subject
    from reelwright.story.schema import storyboard_schema
    from reelwright.story.sentence import describe, to_text
    from reelwright.story.storyboard import SCHEMA, Character, Keyframe, Music, Scene, Shot, Storyboard, Title
    from reelwright.story.vocabulary import Camera, Family, ShotSize, Style, TimeOfDay, Transition, Weather

_HOME = {
    "builder": ("PromptBuilder",),
    "document": ("check_storyboard", "dump_storyboard", "load_storyboard"),
    "identity": ("shot_seed",),
    "inherit": ("prompt_for",),
    "lexicon": ("home_family", "motion_of", "noun_category"),
    "lint": ("Finding", "lint"),
    "options": ("parse_camera", "parse_size", "parse_style", "parse_time", "parse_weather"),
    "parser": ("Parsed", "parse"),
    "planner": ("plan_rules",),
    "prompt": ("Prompt", "Setting", "Subject"),
    "schema": ("storyboard_schema",),
    "sentence": ("describe", "to_text"),
    "storyboard": ("SCHEMA", "Character", "Keyframe", "Music", "Scene", "Shot", "Storyboard", "Title"),
    "vocabulary": ("Camera", "Family", "ShotSize", "Style", "TimeOfDay", "Transition", "Weather"),
}
_WHERE = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "SCHEMA",
    "Camera",
    "Character",
    "Family",
    "Finding",
    "Keyframe",
    "Music",
    "Parsed",
    "Prompt",
    "PromptBuilder",
    "Scene",
    "Setting",
    "Shot",
    "ShotSize",
    "Storyboard",
    "Style",
    "Subject",
    "TimeOfDay",
    "Title",
    "Transition",
    "Weather",
    "check_storyboard",
    "describe",
    "dump_storyboard",
    "home_family",
    "lint",
    "load_storyboard",
    "motion_of",
    "noun_category",
    "parse",
    "parse_camera",
    "parse_size",
    "parse_style",
    "parse_time",
    "parse_weather",
    "plan_rules",
    "prompt_for",
    "shot_seed",
    "storyboard_schema",
    "to_text",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = value  # a function that shares its module's name ("lint") must win over it
    return value
