"""Draws the pictures of docs/timeline.md from the timelines in examples/timelines.

    python docs/make_timeline_pictures.py [NAME ...]

The media they show are made in a temporary folder first, which takes half a minute.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np

from reelwright.compose import Compositor, frame_to_rgb
from reelwright.pipeline.resolving import resolved
from reelwright.pipeline.sources import SourceOpener
from reelwright.timeline import load_timeline

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "timelines"
PICTURES = ROOT / "docs" / "pictures" / "timeline"

FRAMES: dict[str, tuple[int, ...]] = {
    "adjustment": (0, 30, 80),
    "blend": (5,),
    "boxes": (8, 14, 50),
    "chroma_key": (0, 30, 59),
    "colour": (3,),
    "fit": (5,),
    "ken_burns": (0, 70, 85),
    "masks": (4, 10, 50),
    "nested": (0, 30, 59),
    "sequence": (5, 25, 45),
    "speed": (15, 60, 80, 110, 140, 160),
    "texture": (3,),
    "transform": (5, 16, 50),
    "transitions": (5, 32, 62, 104, 140, 178, 212, 246, 284),
}
"""Which frames of each example are shown, in rows of three."""


def strip(name: str, base: Path) -> np.ndarray:
    """The frames of one example side by side, BGR; one frame is drawn large."""
    frames = FRAMES[name]
    width = 960 if len(frames) == 1 else 426
    timeline = resolved(load_timeline(base / f"{name}.yaml"), base)
    timeline = timeline.model_copy(update={"width": width, "height": width * 9 // 16 // 2 * 2})
    compositor = Compositor(timeline, SourceOpener("preview"))
    pictures = [frame_to_rgb(compositor.frame(n))[..., ::-1] for n in frames]
    compositor.close()
    gap = np.full((pictures[0].shape[0], 6, 3), 255, np.uint8)
    rows = []
    for at in range(0, len(pictures), 3):
        row = [part for picture in pictures[at : at + 3] for part in (gap, picture)][1:]
        rows.append(np.hstack(row))
        rows.append(np.full((6, rows[0].shape[1], 3), 255, np.uint8))
    return np.vstack(rows[:-1])


def main(names: list[str]) -> None:
    """Draw the pictures called ``names``, or all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        for path in EXAMPLES.glob("*.yaml"):
            shutil.copy(path, base)
        subprocess.run([sys.executable, EXAMPLES / "make_media.py", base / "media"], check=True)
        for name in names or FRAMES:
            cv2.imwrite(str(PICTURES / f"{name}.jpg"), strip(name, base), [cv2.IMWRITE_JPEG_QUALITY, 84])


if __name__ == "__main__":
    main(sys.argv[1:])
