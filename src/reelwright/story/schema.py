"""The JSON Schema of storyboard documents.

``python -m reelwright.story.schema docs/schema/storyboard.schema.json`` writes the published file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from reelwright.story.storyboard import Storyboard

__all__ = ["schema_text", "storyboard_schema"]

_TOP: Final = {
    "title": "The film's name.",
    "prompt": "The sentence the film was planned from.",
    "planner": "Who planned it; informational.",
    "rate": "Frames a second: 24, 25, 30000/1001, 30, 60.",
    "ratio": "Width to height: 16:9, 9:16, 1:1, 4:5, 21:9.",
    "seed": "Same seed, same pictures.",
    "scenes": "Shots that share a place and a time, in playing order.",
    "characters": "Who must look the same in every shot that refers to them.",
    "props": "Things that must look the same in every shot that refers to them.",
}


def storyboard_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of ``reelwright/storyboard@1``."""
    body = Storyboard.model_json_schema(by_alias=True, mode="validation")
    parts = body["$defs"]
    for name in ("Scene", "Shot"):
        parts[name]["required"] = [key for key in parts[name]["required"] if key != "id"]
    subject = parts.pop("Subject")
    subject["required"] = []
    parts["Subject"] = {
        "anyOf": [
            {
                "type": "string",
                "minLength": 1,
                "maxLength": 80,
                "description": "Short for {noun: ..., text: ...}.",
            },
            {**subject, "anyOf": [{"required": ["noun"]}, {"required": ["character"]}]},
        ]
    }
    for name, text in _TOP.items():
        body["properties"][name].setdefault("description", text)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Reelwright storyboard",
        **{key: value for key, value in body.items() if key not in ("title", "$defs")},
        "$defs": dict(sorted(parts.items())),
    }


def schema_text() -> str:
    """The published file's content."""
    return json.dumps(storyboard_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")
    else:
        sys.stdout.write(schema_text())
