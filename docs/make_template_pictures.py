"""Draw docs/pictures/templates/*.jpg: moments of every template that comes with Reelwright, in two formats.

The photos are stills of previs. Run: uv run python docs/make_template_pictures.py [NAME ...] [-o FOLDER]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt

import reelwright
from reelwright.compose import Compositor, frame_to_rgb
from reelwright.pipeline.resolving import resolved
from reelwright.pipeline.sources import SourceOpener
from reelwright.timeline import Timeline
from reelwright.timeline.template import fill, gallery, load_template

Picture = npt.NDArray[np.uint8]
GAP = 6
PROMPTS = {
    "honey": "product shot of organic honey, close-up, warm lighting",
    "meadow": "sunflower field at golden hour, wide shot",
    "city": "neon city street at night in the rain, drone shot",
    "lake": "a lake in the mountains in autumn, wide shot, documentary",
}
VALUES: dict[str, dict[str, Any]] = {
    "promo": {
        "product": "Sierra Honey",
        "tagline": "From two hundred hives above the lake",
        "photos": ["honey.png", "meadow.png", "lake.png"],
        "reasons": ["Unfiltered, never heated", "One valley, one harvest"],
        "price": "12.50",
        "address": "honey.example/shop",
    },
    "sale": {
        "title": "Summer sale",
        "percent": 40,
        "what": "on all garden furniture",
        "until": "2026-08-31",
        "photo": "meadow.png",
        "address": "garden.example",
    },
    "quote": {
        "quote": "The bees come home before the rain, and then the whole hive is quiet.",
        "author": "Maya Okafor",
        "role": "Beekeeper, Asturias",
        "photo": "lake.png",
    },
    "news": {
        "headline": "City council votes to close the old town to cars from May",
        "points": [
            "Deliveries stay allowed until ten in the morning.",
            "Two new tram lines open on the same day and run every six minutes.",
        ],
        "photos": ["city.png", "lake.png"],
        "day": "2026-03-14",
        "source": "City Gazette",
    },
    "estate": {
        "title": "House by the lake",
        "place": "Seestraße 12, Lindau",
        "photos": ["lake.png", "meadow.png", "city.png"],
        "captions": ["", "South garden", "Ten minutes to town"],
        "price": "845000",
        "area": 164,
        "rooms": 6,
        "agent": "Anna Weber · 08382 555 010",
    },
    "course": {
        "course": "Beekeeping for beginners",
        "lesson": "Reading a hive without opening it",
        "number": 3,
        "teacher": "Maya Okafor",
        "goals": ["Listen before you look", "Tell a swarm from a crowd", "Know when to leave it alone"],
    },
}
MOMENTS = {
    "promo": (0.15, 0.42, 0.95),
    "sale": (0.12, 0.5, 0.95),
    "quote": (0.2, 0.5, 0.85),
    "news": (0.2, 0.6, 0.9),
    "estate": (0.2, 0.4, 0.95),
    "course": (0.12, 0.42, 0.9),
}


def photos(folder: Path) -> None:
    """One still for each prompt, as a PNG."""
    for name, prompt in PROMPTS.items():
        film = folder / f"{name}.mp4"
        reelwright.generate(prompt, film, duration=1, quality="preview", audio=False, project=folder)
        with av.open(str(film)) as file:
            picture = next(iter(file.decode(video=0))).to_ndarray(format="rgb24")
        cv2.imwrite(str(folder / f"{name}.png"), picture[..., ::-1])


def frames(timeline: Timeline, shares: tuple[float, ...]) -> list[Picture]:
    """The frames of ``timeline`` at ``shares`` of its time, RGB."""
    compositor = Compositor(timeline, SourceOpener("preview"))
    pictures = []
    for share in shares:
        at = int(timeline.length * share)
        pictures.append(frame_to_rgb(compositor.frame(at)))
    return pictures


def sheet(name: str, folder: Path) -> Picture:
    """Three moments wide, and the same beside them upright."""
    rows = []
    for form, size in (("16:9", (640, 360)), ("9:16", (202, 360))):
        timeline = fill(
            load_template(f"template:{name}"), VALUES[name], format=form, size=size, folder=folder
        )
        rows.extend(frames(resolved(timeline, folder, audio=False), MOMENTS[name]))
    gap = np.full((rows[0].shape[0], GAP, 3), 255, np.uint8)
    parts: list[Picture] = []
    for picture in rows:
        parts.extend((picture, gap))
    return np.hstack(parts[:-1])


def main(names: list[str], output: Path) -> None:
    """Draw the sheets of ``names``."""
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        photos(folder)
        for name in names:
            picture = sheet(name, folder)
            cv2.imwrite(str(output / f"{name}.jpg"), picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(gallery()))
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parent / "pictures/templates")
    chosen = parser.parse_args()
    main(chosen.names or list(gallery()), chosen.output)
