"""What the 15-second advertisement is made of: four photos, a logo, and the timeline that shows them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from reelwright.compose import frame_to_rgb
from reelwright.compose.mix import mix_blocks
from reelwright.encode import encode_audio
from reelwright.pipeline.sources import SourceOpener
from reelwright.previs import Spec
from reelwright.story import parse
from reelwright.timeline import (
    AudioItem,
    Clip,
    ColourMedia,
    FileMedia,
    KenBurns,
    PrevisMedia,
    TextItem,
    Timeline,
    Transform,
    TransitionIn,
    View,
)
from reelwright.timing import parse_rate

SCENES = (
    "a field of sunflowers at golden hour, wide shot",
    "product shot of a jar of organic honey on a wooden table, close-up, warm lighting",
    "mountains at sunrise, wide shot",
    "a sailboat on a calm sea at sunset, wide shot",
)
VIEWS = (
    (View(x=0.5, y=0.52, zoom=1.0), View(x=0.52, y=0.5, zoom=1.15)),
    (View(x=0.42, y=0.55, zoom=1.15), View(x=0.56, y=0.5, zoom=1.05)),
    (View(x=0.5, y=0.5, zoom=1.12), View(x=0.5, y=0.48, zoom=1.0)),
    (View(x=0.55, y=0.5, zoom=1.02), View(x=0.46, y=0.53, zoom=1.15)),
)
WIDE, HIGH = 4000, 3000
LENGTHS = (113, 112, 113, 112)
DISSOLVE = 20


def make_media(folder: Path) -> None:
    """Write four photos of 4000 x 3000 pixels, a logo and music into ``folder``; kept if they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(SCENES):
        path = folder / f"photo{number}.jpg"
        if path.exists():
            continue
        spec = Spec(prompt=parse(text).prompt, seed=3 + number, seconds=Fraction(2))
        media = PrevisMedia(spec=spec.model_dump(mode="json", by_alias=True))
        source = SourceOpener("preview")(media, WIDE // 2, HIGH // 2, parse_rate(30))
        rgb = frame_to_rgb(source.frame(20))
        source.close()
        large = cv2.resize(rgb, (WIDE, HIGH), interpolation=cv2.INTER_CUBIC)
        noise = np.random.default_rng(number).normal(0, 2.0, (HIGH, WIDE, 1)).astype(np.float32)
        grainy = np.clip(large + noise, 0, 255).astype(np.uint8)
        cv2.imwrite(str(path), cv2.cvtColor(grainy, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 92])
    if not (folder / "logo.png").exists():
        cv2.imwrite(str(folder / "logo.png"), logo(360))
    if not (folder / "music.m4a").exists():
        bed = AudioItem(id="bed", start=0, length=450, kind="music", mood="warm", seed=7, level=-20)
        still = Clip(id="still", start=0, length=450, media=ColourMedia())
        encode_audio(
            mix_blocks(Timeline(width=16, height=16, video=((still,),), audio=(bed,))), folder / "music.m4a"
        )


def logo(side: int) -> np.ndarray:
    """A honeycomb cell in a disc, BGRA, drawn at four times its size."""
    big = np.zeros((side * 4, side * 4, 4), np.uint8)
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
    return cv2.resize(big, (side, side), interpolation=cv2.INTER_AREA)


def timeline(folder: Path, size: tuple[int, int] = (1920, 1080), word: str = "Golden") -> Timeline:
    """The advertisement: 450 frames at 30 a second."""
    clips, start = [], 0
    for number, length in enumerate(LENGTHS):
        first, last = VIEWS[number]
        clips.append(
            Clip(
                id=f"photo{number}",
                start=start,
                length=length,
                media=FileMedia(path=str(folder / f"photo{number}.jpg"), digest=f"{number}" * 64),
                ken_burns=KenBurns(start=first, end=last, ease="linear"),
                transition=TransitionIn(kind="dissolve", frames=DISSOLVE) if number else None,
            )
        )
        start += length
    badge = Clip(
        id="logo",
        start=0,
        length=start,
        media=FileMedia(path=str(folder / "logo.png"), digest="f" * 64),
        frame=(0.86, 0.055, 0.1, 0.1),
        transform=Transform(opacity=0.92),
    )
    return Timeline(
        name="Honey",
        rate="30",
        width=size[0],
        height=size[1],
        video=(tuple(clips), (badge,)),
        text=(
            TextItem(
                id="title", start=15, length=90, style="title", text=f"{word} Hour", subtitle="Organic honey"
            ),
            TextItem(
                id="keeper",
                start=240,
                length=105,
                style="lower_third",
                text="María Ågren",
                subtitle="Beekeeper",
            ),
        ),
        audio=(
            AudioItem(
                id="bed", start=0, length=start, kind="file", path=str(folder / "music.m4a"), fade_out=45
            ),
        ),
    )
