"""Small films, one for each thing that a clip can do, of pictures made by a few lines of geometry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import cv2
import numpy as np

from reelwright.compose import Compositor, frame_to_rgb, open_media
from reelwright.timeline import (
    Adjust,
    AdjustmentMedia,
    Blend,
    Blur,
    Border,
    ChromaKey,
    Clip,
    ColourMedia,
    Denoise,
    FileMedia,
    Fit,
    Grain,
    KenBurns,
    Key,
    Lut,
    Mask,
    NestedMedia,
    SequenceMedia,
    Shadow,
    Sharpen,
    Speed,
    Timeline,
    Transform,
    TransitionIn,
    View,
    Vignette,
    Wheels,
)

W, H = 192, 108


def landscape(width: int, height: int, hue: float) -> np.ndarray:
    """Hills below a sky with a sun; soft ramps, hard edges and saturated colours. BGR."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width, y / height
    sky = np.dstack([0.9 - 0.5 * y, 0.55 + 0.25 * y + 0 * x, 0.35 + 0.6 * y * hue])
    sun = np.exp(-(((x - 0.7) * width / height) ** 2 + (y - 0.3) ** 2) * 60)[..., None]
    picture = sky + sun * np.float32([0.2, 0.5, 0.8])
    for k, colour in enumerate(
        ((0.35, 0.45, 0.3 + 0.3 * hue), (0.15, 0.5 - 0.2 * hue, 0.25), (0.08, 0.25, 0.12))
    ):
        ridge = 0.55 + 0.14 * k + 0.06 * np.sin(x * (9 - 2 * k) + 2.1 * k + 3 * hue)
        picture[y > ridge] = colour
    lines = ((x * 24) % 1 < 0.08) & (y > 0.9)
    picture[lines] = (0.9, 0.95, 1.0)
    return np.clip(picture * 255, 0, 255).astype(np.uint8)


def make_pictures(folder: Path) -> None:
    """Everything the scenes show."""
    cv2.imwrite(str(folder / "a.png"), landscape(384, 216, 0.2))
    cv2.imwrite(str(folder / "b.png"), landscape(384, 216, 0.95))
    cv2.imwrite(str(folder / "tall.png"), landscape(120, 200, 0.6))
    disc = np.zeros((96, 96, 4), np.uint8)
    cv2.circle(disc, (48, 48), 40, (60, 160, 250, 255), -1, cv2.LINE_AA)
    cv2.circle(disc, (48, 48), 18, (255, 255, 255, 255), -1, cv2.LINE_AA)
    cv2.imwrite(str(folder / "disc.png"), disc)
    green = np.full((216, 384, 3), (40, 200, 50), np.uint8)
    cv2.circle(green, (192, 108), 70, (60, 60, 210), -1, cv2.LINE_AA)
    cv2.circle(green, (192, 108), 30, (230, 230, 230), -1, cv2.LINE_AA)
    cv2.imwrite(str(folder / "green.png"), green)
    star = np.zeros((100, 100), np.uint8)
    turn = np.arange(10) * np.pi / 5 - np.pi / 2
    far = np.where(np.arange(10) % 2, 18, 46)
    points = np.stack([50 + far * np.cos(turn), 50 + far * np.sin(turn)], 1)
    cv2.fillPoly(star, [points.astype(np.int32)], 255, cv2.LINE_AA)
    cv2.imwrite(str(folder / "star.png"), star)
    for n in range(4):
        turned = cv2.warpAffine(disc, cv2.getRotationMatrix2D((48, 30), 90 * n, 0.6), (96, 96))
        cv2.imwrite(str(folder / f"seq{n}.png"), turned)
    axis = np.linspace(0, 1, 9)
    rows = [f"{0.1 + 0.8 * r**0.8} {g**1.1} {0.15 + 0.7 * b}" for b in axis for g in axis for r in axis]
    (folder / "look.cube").write_text("LUT_3D_SIZE 9\n" + "\n".join(rows) + "\n")


def scenes(folder: Path) -> Iterator[tuple[str, Timeline, int]]:
    """The name of each scene, its timeline, and the frame to look at."""

    def file(name: str) -> FileMedia:
        return FileMedia(path=str(folder / name), digest="0")

    def clip(name: str, media: Any, start: int = 0, length: int = 20, **more: Any) -> Clip:
        return Clip(id=name, start=start, length=length, media=media, **more)

    def film(*tracks: tuple[Clip, ...] | Clip) -> Timeline:
        rows = tuple(track if isinstance(track, tuple) else (track,) for track in tracks)
        return Timeline(width=W, height=H, video=rows)

    ground = clip("ground", ColourMedia(colour="#2c3440"))
    base = clip("base", file("a.png"), fit="cover")
    for fit in get_args(Fit):
        yield (
            f"fit_{fit}",
            film(ground, clip("p", file("tall.png"), fit=fit, frame=(0.05, 0.05, 0.9, 0.9))),
            0,
        )
    move = KenBurns(start=View(x=0.3, y=0.4, zoom=1), end=View(x=0.7, y=0.3, zoom=2.5))
    yield "ken_burns", film(clip("p", file("a.png"), ken_burns=move)), 11
    keys = (Key(frame=0, value=-60, ease="out"), Key(frame=19, value=15))
    turned = Transform(
        x=0.6, y=0.45, scale=0.6, rotation=keys, left=0.1, bottom=0.2, flip_x=True, opacity=0.9
    )
    yield "transform", film(base, clip("p", file("b.png"), transform=turned)), 8
    card = {"corner": 0.15, "border": Border(width=0.02), "shadow": Shadow(blur=0.04, y=0.02)}
    yield "card", film(base, clip("p", file("b.png"), fit="cover", frame=(0.4, 0.3, 0.5, 0.55), **card)), 0
    for name, mask in {
        "ellipse": Mask(width=0.6, height=0.8, feather=0.15),
        "rectangle": Mask(shape="rectangle", x=0.4, width=0.5, height=0.6, corner=0.6, invert=True),
        "file": Mask(shape="file", path=str(folder / "star.png"), digest="0", width=0.5, height=0.9),
    }.items():
        yield f"mask_{name}", film(ground, clip("p", file("b.png"), fit="cover", mask=mask)), 0
    key = ChromaKey(colour="#32c828", similarity=0.15, softness=0.1, spill=0.8)
    yield "chroma_key", film(base, clip("p", file("green.png"), chroma_key=key)), 0
    for mode in get_args(Blend):
        yield (
            f"blend_{mode}",
            film(base, clip("p", file("b.png"), blend=mode, transform=Transform(left=0.3))),
            0,
        )
    yield "alpha", film(base, clip("p", file("disc.png"), transform=Transform(rotation=10, opacity=0.8))), 0
    for name, effect in {
        "lut": Lut(path=str(folder / "look.cube"), digest="0"),
        "wheels": Wheels(lift=(0.05, 0.0, 0.1), gamma=(1.1, 1.0, 0.9), gain=(1.1, 1.0, 0.9)),
        "adjust": Adjust(exposure=0.4, contrast=1.2, saturation=1.3, temperature=0.4, tint=0.1),
        "vignette": Vignette(amount=0.8, size=0.3),
        "grain": Grain(amount=0.5, seed=2),
        "blur": Blur(radius=0.02),
        "sharpen": Sharpen(amount=1.5, radius=0.01),
        "denoise": Denoise(strength=1.0),
    }.items():
        yield f"effect_{name}", film(clip("p", file("a.png"), fit="cover", effects=(effect,))), 4
    night = (Adjust(exposure=-1.0, temperature=-0.4), Blur(radius=0.01))
    dimmed = clip("adjust", AdjustmentMedia(), effects=night, mask=Mask(width=0.5, feather=0.3, invert=True))
    yield "adjustment", film(base, dimmed), 0
    for kind in ("dissolve", "fade", "dip", "wipe", "slide", "push", "zoom", "blur", "light_leak"):
        change = TransitionIn(kind=kind, frames=15, colour="#fff0d0", softness=0.2, seed=1)  # type: ignore[arg-type]
        first = clip("first", file("a.png"), fit="cover")
        yield (
            f"transition_{kind}",
            film((first, clip("next", file("b.png"), 20, fit="cover", transition=change))),
            27,
        )
    nested = film(base, clip("logo", file("disc.png"), frame=(0.7, 0.05, 0.25, 0.4)))
    whole = clip("n", NestedMedia(timeline=nested), transform=Transform(scale=0.6, rotation=-8))
    yield "nested", film(ground, whole), 0
    numbers = SequenceMedia(path=str(folder / "seq%d.png"), digest="0", rate="10")
    yield "sequence", film(base, clip("s", numbers)), 7
    slow = Speed(rate="0.15", between="blend")
    yield "speed_blend", film(base, clip("s", numbers, speed=slow)), 19


def drawn(timeline: Timeline, n: int) -> np.ndarray:
    """The frame, BGR."""
    compositor = Compositor(timeline, open_media)
    picture = frame_to_rgb(compositor.frame(n))
    compositor.close()
    return np.ascontiguousarray(picture[..., ::-1])
