"""Draw docs/pictures/contact_sheet.jpg: stills of the tutorial's scenes.

Run: uv run python docs/make_contact_sheet.py [-o FILE] [PROMPT ...]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

import reelwright

SCENES = [
    "a golden retriever running through a field of sunflowers, tracking shot, golden hour",
    "neon city street at night in the rain, drone shot",
    "a sailboat on a stormy sea, crane shot, noir",
    "an astronaut walking on the moon, dolly in",
]
HONEY = "30s product demo of organic honey, close-up, warm lighting"
WIDE, GAP, COLUMNS = 640, 8, 2


def still(path: Path, at: float) -> npt.NDArray[np.uint8]:
    """The frame at ``at`` (0..1) of the film's length, BGR."""
    with av.open(str(path)) as film:
        frames = list(film.decode(video=0))
    picture = frames[int(at * (len(frames) - 1))].to_ndarray(format="bgr24")
    return cv2.resize(
        picture, (WIDE, WIDE * picture.shape[0] // picture.shape[1]), interpolation=cv2.INTER_AREA
    )


def honey(folder: Path) -> list[npt.NDArray[np.uint8]]:
    """A still from the middle of each shot of the honey film."""
    board = reelwright.storyboard(HONEY, shots=4, duration=4, style="clean")
    reelwright.render(board, folder / "honey.mp4", quality="preview", project=folder)
    return [still(folder / "honey.mp4", at) for at in (0.12, 0.37, 0.62, 0.97)]


def main() -> None:
    """Render, choose stills, lay them out."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("prompts", nargs="*")
    options.add_argument(
        "-o", "--output", default=str(Path(__file__).with_name("pictures") / "contact_sheet.jpg")
    )
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pictures = []
        for index, prompt in enumerate(asked.prompts or SCENES):
            film = folder / f"{index}.mp4"
            reelwright.generate(prompt, film, duration=2, project=folder)
            pictures.append(still(film, 0.5))
        if not asked.prompts:
            pictures.extend(honey(folder))
    height = max(p.shape[0] for p in pictures)
    rows = -(-len(pictures) // COLUMNS)
    sheet = np.full((rows * (height + GAP) - GAP, COLUMNS * (WIDE + GAP) - GAP, 3), 255, np.uint8)
    for index, picture in enumerate(pictures):
        y, x = divmod(index, COLUMNS)
        sheet[y * (height + GAP) :, x * (WIDE + GAP) :][: picture.shape[0], :WIDE] = picture
    cv2.imwrite(asked.output, sheet, [cv2.IMWRITE_JPEG_QUALITY, 82])


if __name__ == "__main__":
    main()
