"""Draws the golden pictures anew: ``python tests/compose/make_golden.py [NAME ...]``. Then look at them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import cv2
from golden_scenes import drawn, make_pictures, scenes

GOLDEN = Path(__file__).parent / "golden"


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        make_pictures(Path(folder))
        for name, timeline, n in scenes(Path(folder)):
            if not names or name in names:
                cv2.imwrite(str(GOLDEN / f"{name}.png"), drawn(timeline, n), [cv2.IMWRITE_PNG_COMPRESSION, 9])


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    main(sys.argv[1:])
