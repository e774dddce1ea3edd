"""Write docs/schema/*.schema.json from the document models. Run: uv run python docs/make_schemas.py"""

from __future__ import annotations

import json
from pathlib import Path

from reelwright.story import storyboard_schema
from reelwright.timeline import timeline_schema

SCHEMAS = {"storyboard": storyboard_schema, "timeline": timeline_schema}


def texts() -> dict[str, str]:
    """File name to content."""
    return {
        f"{name}.schema.json": json.dumps(make(), indent=2, sort_keys=True) + "\n"
        for name, make in SCHEMAS.items()
    }


if __name__ == "__main__":
    folder = Path(__file__).with_name("schema")
    folder.mkdir(exist_ok=True)
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")
