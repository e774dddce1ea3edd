"""Draw docs/pictures/video/*.jpg: a contact sheet, the looks and the fits of ``reelwright video``.

Run: uv run python docs/make_tool_pictures.py [-o FOLDER]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import pyvips

import reelwright
from reelwright import video
from reelwright.pipeline.video import FITS, LOOKS

PROMPT = "a golden retriever running through a field of sunflowers, golden hour"


def stills(films: list[Path], folder: Path, width: int) -> list[pyvips.Image]:
    """The first frame of each film."""
    found = []
    for film in films:
        report = video.frames(film, folder / f"{film.stem}-{width}-%d.png", times=[0], width=width)
        found.append(pyvips.Image.new_from_file(report.outputs[0]))
    return found


def draw(out: Path) -> None:
    """Write the pictures to ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        film = folder / "sunflowers.mp4"
        reelwright.generate(PROMPT, film, shots=3, duration=9, quality="draft", audio=False, project=folder)
        video.contact_sheet(film, out / "contact-sheet.jpg", columns=4, rows=3, width=1280)
        part = folder / "part.mp4"
        video.trim(film, part, start="4", duration="2f")
        graded, placed = [], []
        for look in LOOKS:
            graded.append(folder / f"{look}.mp4")
            video.grade(part, graded[-1], look=look)
        for fit in FITS:
            placed.append(folder / f"{fit}.mp4")
            video.resize(part, placed[-1], "216x384", fit=fit, colour="#24425c")
        sheet = pyvips.Image.arrayjoin(stills([part, *graded], folder, 400), across=5, shim=6)
        sheet.write_to_file(str(out / "looks.jpg"), Q=88)
        sheet = pyvips.Image.arrayjoin(stills(placed, folder, 216), across=6, shim=6)
        sheet.write_to_file(str(out / "fits.jpg"), Q=88)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).with_name("pictures") / "video")
    draw(parser.parse_args().output)


if __name__ == "__main__":
    main()
