"""Draws the pictures, tables and clips that the timelines beside it show.

    python examples/timelines/make_media.py [FOLDER] [--width 1600]

Everything is made here, by the previs engine or by a few lines of geometry; nothing is downloaded. FOLDER is
``media`` beside this file when it is left out. Files that are there are kept.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from reelwright.compose import Source, frame_to_rgb
from reelwright.encode import VideoSettings, assemble, encode_segment
from reelwright.pipeline.sources import SourceOpener
from reelwright.previs import Spec
from reelwright.story import parse
from reelwright.timeline import PrevisMedia
from reelwright.timing import parse_rate

SCENES = {
    "field.jpg": "a field of sunflowers at golden hour, wide shot",
    "sea.jpg": "a sailboat on a calm sea at sunset, wide shot",
    "mountains.jpg": "mountains at sunrise, wide shot",
    "honey.jpg": "product shot of a jar of organic honey on a wooden table, close-up, warm lighting",
}
FILM = "a golden retriever running through a field of sunflowers, tracking shot, golden hour"


def scene(text: str, width: int, height: int, quality: str = "preview") -> Source:
    spec = Spec(prompt=parse(text).prompt, seed=4, seconds=Fraction(2))
    media = PrevisMedia(spec=spec.model_dump(mode="json", by_alias=True))
    return SourceOpener(quality)(media, width, height, parse_rate(30))  # type: ignore[arg-type]


def photo(text: str, width: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        source = scene(text, width, width * 9 // 16 // 2 * 2)
        rgb = frame_to_rgb(source.frame(24))
        cv2.imwrite(str(path), rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])

    return write


def portrait(path: Path) -> None:
    """The upright middle of the honey jar's picture."""
    picture = cv2.imread(str(path.parent / "honey.jpg"))
    height, width = picture.shape[:2]
    half = height * 9 // 32
    cv2.imwrite(str(path), picture[:, width // 2 - half : width // 2 + half], [cv2.IMWRITE_JPEG_QUALITY, 92])


def film(width: int) -> Callable[[Path], None]:
    """Two seconds of a running dog."""

    def write(path: Path) -> None:
        wide, high = width // 2 // 4 * 4, width // 2 * 9 // 16 // 2 * 2
        source = scene(FILM, wide, high, "draft")
        segment = path.with_suffix(".segment")
        rate = parse_rate(30)
        pictures = (source.frame(n) for n in range(60))
        encode_segment(pictures, segment, VideoSettings.for_quality("preview"), wide, high, rate)
        assemble([segment], path, rate=rate, audio=None, metadata={})
        segment.unlink()

    return write


def balloon(side: int) -> np.ndarray:
    """A hot-air balloon, BGRA float 0..1, on nothing."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side * 2 - 1
    y += 0.22
    r = np.sqrt((x / 0.62) ** 2 + (y / np.where(y > 0, 0.82, 0.62)) ** 2)
    envelope = np.clip((1 - r) * side * 0.3, 0, 1)
    bend = np.arcsin(np.clip(x / (0.62 * np.sqrt(np.clip(1 - (y / 0.82) ** 2, 0.02, 1))), -1, 1)) / np.pi * 10
    stripe = (np.floor(bend + 0.5).astype(int) % 2)[..., None]
    colour = np.where(stripe, np.float32([0.12, 0.24, 0.86]), np.float32([0.55, 0.86, 1.0]))
    light = np.clip(1.05 - 0.55 * np.hypot(x + 0.25, y + 0.3), 0.25, 1)[..., None]
    basket = (np.abs(x) < 0.14) & (y > 0.88) & (y < 1.1)
    ropes = (np.abs(np.abs(x) - (0.13 + (0.9 - y) * 0.6)) < 0.014) & (y > 0.66) & (y < 0.92)
    rgb = colour * light
    rgb[basket | ropes] = (0.1, 0.2, 0.33)
    alpha = np.maximum(envelope, (basket | ropes).astype(np.float32))
    return np.dstack([rgb, alpha]).astype(np.float32)


def green_screen(width: int) -> Callable[[Path], None]:
    """The balloon before a screen that is lit unevenly, with green light on its rim."""

    def write(path: Path) -> None:
        height = width * 9 // 16 // 2 * 2
        big = balloon(height)
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        lit = 0.86 + 0.14 * np.exp(
            -(((x - width * 0.45) / width) ** 2 + ((y - height * 0.4) / height) ** 2) * 3
        )
        screen = np.float32([0.18, 0.78, 0.13]) * lit[..., None]
        at = (width - height) // 2
        alpha = cv2.GaussianBlur(big[..., 3], (0, 0), height / 700)[..., None]
        rim = cv2.GaussianBlur(1 - big[..., 3], (0, 0), height / 60)[..., None] * 0.35
        subject = big[..., :3] * (1 - rim) + np.float32([0.18, 0.78, 0.13]) * rim
        part = screen[:, at : at + height]
        part[:] = part * (1 - alpha) + subject * alpha
        noise = np.random.default_rng(1).normal(0, 0.01, screen.shape)
        cv2.imwrite(str(path), np.clip((screen + noise) * 255, 0, 255).astype(np.uint8))

    return write


def logo(path: Path) -> None:
    """A honeycomb cell in a disc with a clear ground."""
    side = 320
    big = np.zeros((side * 4, side * 4, 4), np.uint8)
    big[..., :3] = (40, 170, 245)
    middle = side * 2
    cv2.circle(big, (middle, middle), side * 2 - 8, (40, 170, 245, 255), -1)
    angles = np.deg2rad(np.arange(6) * 60 + 30)
    for radius, colour in (
        (1.35, (255, 255, 255, 255)),
        (0.95, (40, 170, 245, 255)),
        (0.55, (255, 255, 255, 255)),
    ):
        points = np.stack(
            [middle + radius * side * np.cos(angles), middle + radius * side * np.sin(angles)], 1
        )
        cv2.fillPoly(big, [points.astype(np.int32)], colour)
    cv2.imwrite(str(path), cv2.resize(big, (side, side), interpolation=cv2.INTER_AREA))


def heart(path: Path) -> None:
    """A white heart on black: where a mask lets through."""
    side = 640
    t = np.linspace(0, 2 * np.pi, 400)
    x = 16 * np.sin(t) ** 3
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    points = np.stack([side / 2 + x * side / 36, side * 0.47 - y * side / 36], 1)
    big = np.zeros((side, side), np.uint8)
    cv2.fillPoly(big, [np.int32(points * 16)], 255, cv2.LINE_AA, 4)
    cv2.imwrite(str(path), big)


def ring(folder: Path) -> None:
    """Thirty pictures of a turning ring of dots, with a clear ground."""
    folder.mkdir()
    side = 240
    for n in range(30):
        big = np.zeros((side * 2, side * 2, 4), np.uint8)
        big[..., :3] = (255, 255, 255)
        for dot in range(12):
            angle = 2 * np.pi * (dot / 12 + n / 30 / 12 * 3)
            at = (int(side + 0.78 * side * np.cos(angle)), int(side + 0.78 * side * np.sin(angle)))
            cv2.circle(big, at, 10 + 2 * dot, (90 + 14 * dot, 200, 255, 60 + 16 * dot), -1, cv2.LINE_AA)
        cv2.imwrite(str(folder / f"{n:04d}.png"), cv2.resize(big, (side, side), interpolation=cv2.INTER_AREA))


def cube(look: Callable[[np.ndarray], np.ndarray], title: str, size: int = 17) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        axis = np.linspace(0, 1, size)
        blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
        table = np.clip(look(np.stack([red, green, blue], axis=-1).reshape(-1, 3)), 0, 1)
        rows = "\n".join(" ".join(f"{value:.6f}" for value in row) for row in table)
        path.write_text(f'TITLE "{title}"\nLUT_3D_SIZE {size}\n{rows}\n')

    return write


def teal_orange(rgb: np.ndarray) -> np.ndarray:
    luma = (rgb @ [0.2126, 0.7152, 0.0722])[:, None]
    shade, light = np.array([-0.06, 0.01, 0.08]), np.array([0.09, 0.02, -0.08])
    soft = luma * luma * (3 - 2 * luma)
    return (rgb * 0.92 + luma * 0.08) * 1.02 + shade * (1 - soft) + light * soft


def silver(rgb: np.ndarray) -> np.ndarray:
    luma = (rgb @ [0.35, 0.5, 0.15])[:, None]
    curve = luma + 0.13 * np.sin(2 * np.pi * (luma - 0.5)) * -1 * -0.5
    return curve * np.array([1.0, 1.0, 1.02])


def make(folder: Path, width: int) -> None:
    """Make what is missing in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    parts: dict[str, Callable[[Path], Any]] = {name: photo(text, width) for name, text in SCENES.items()}
    parts |= {
        "jar.jpg": portrait,
        "run.mp4": film(width),
        "balloon.png": green_screen(width),
        "logo.png": logo,
        "heart.png": heart,
        "ring": ring,
        "teal_orange.cube": cube(teal_orange, "Teal and orange"),
        "silver.cube": cube(silver, "Silver"),
    }
    for name, write in parts.items():
        if not (folder / name).exists():
            write(folder / name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent / "media")
    parser.add_argument("--width", type=int, default=1600, help="of the photos, in pixels")
    options = parser.parse_args()
    make(options.folder, options.width)


if __name__ == "__main__":
    main()
