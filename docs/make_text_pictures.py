"""Draw docs/pictures/text/*.jpg: the styles, the type and the motions of text, over pictures of previs.

Run: uv run python docs/make_text_pictures.py [-o FOLDER]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt

import reelwright
from reelwright.compose import Frame, frame_to_rgb, rgb_to_frame
from reelwright.compose.overlay import TextOverlays
from reelwright.timeline import (
    CaptionTrack,
    Clip,
    ColourMedia,
    Counter,
    Cue,
    CueWord,
    Outline,
    Pill,
    TextItem,
    TextMotion,
    TextShadow,
    Timeline,
    Type,
)

Picture = npt.NDArray[np.uint8]
PROMPTS = {
    "bright": "a girl walking through a snowy mountain meadow, wide shot, documentary",
    "busy": "neon city street at night in the rain, drone shot",
    "warm": "product shot of organic honey, close-up, warm lighting",
}
WIDE, GAP = 640, 8
LENGTH = 90


def backgrounds(ratio: str, folder: Path) -> dict[str, Picture]:
    """One still for each prompt, RGB."""
    stills = {}
    for name, prompt in PROMPTS.items():
        film = folder / f"{name}.mp4"
        reelwright.generate(
            prompt, film, duration=1, ratio=ratio, quality="preview", audio=False, project=folder
        )
        with av.open(str(film)) as file:
            frames = list(file.decode(video=0))
        picture = frames[len(frames) // 2].to_ndarray(format="rgb24")
        width = WIDE if picture.shape[1] >= picture.shape[0] else WIDE * 9 // 16 // 2 * 2
        height = round(picture.shape[0] * width / picture.shape[1] / 2) * 2
        stills[name] = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    return stills


def shown(picture: Picture, at: int = 45, *items: TextItem, captions: Sequence[CaptionTrack] = ()) -> Picture:
    """``picture`` with texts over it, at frame ``at`` of theirs."""
    frame: Frame = rgb_to_frame(picture)
    clip = Clip(id="base", start=0, length=LENGTH, media=ColourMedia())
    timeline = Timeline(
        width=frame.width, height=frame.height, video=((clip,),), text=items, captions=tuple(captions)
    )
    TextOverlays(timeline).draw(frame, at)
    return frame_to_rgb(frame)


def text(words: str, style: Any = "title", **more: Any) -> TextItem:
    """A text for the whole time."""
    return TextItem(id="text", start=0, length=LENGTH, text=words, style=style, **more)


def grid(pictures: Sequence[Picture], columns: int, path: Path) -> None:
    """Pictures of one size beside and below one another."""
    high, wide = pictures[0].shape[:2]
    rows = -(-len(pictures) // columns)
    sheet = np.full((rows * (high + GAP) - GAP, columns * (wide + GAP) - GAP, 3), 255, np.uint8)
    for index, picture in enumerate(pictures):
        y, x = index // columns * (high + GAP), index % columns * (wide + GAP)
        sheet[y : y + high, x : x + wide] = picture
    cv2.imwrite(str(path), sheet[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 86])


def styles(look: dict[str, Any]) -> list[TextItem]:
    """Every style."""
    return [
        text("Golden Hour", subtitle="A short film about light", **look),
        text("Maya Okafor", "lower_third", subtitle="Beekeeper, Asturias", **look),
        text("Pure organic honey", "end_card", subtitle="honey.example/shop", **look),
        text("The bees come home before the rain,\nand the hive is quiet.", "caption", **look),
        text("{}%", "progress", counter=Counter(end=64), subtitle="12 of 19 jars", **look),
        text("{}", "plain", counter=Counter(end=125000, group=","), subtitle="jars since 1998",
             type=Type(size=0.14, weight=700), **look),
    ]  # fmt: skip


def karaoke(picture: Picture, at: int, **more: Any) -> Picture:
    """A spoken line."""
    said = ["And", "the", "rain", "came", "down", "again"]
    words = tuple(CueWord(text=word, start=f"{n}/3") for n, word in enumerate(said))
    cue = Cue(start="0", end="3", text=" ".join(said), words=words)
    track = CaptionTrack(id="song", burn=True, style="karaoke", cues=(cue,), **more)
    return shown(picture, at, captions=[track])


def type_cases(stills: dict[str, Picture]) -> list[Picture]:
    """What ``type`` can change."""
    sale = text("SUMMER SALE", type=Type(weight=900, outline=Outline(), size=0.18, y=0.5))
    soft = text("Soft shadow", type=Type(weight=700, shadow=TextShadow(), size=0.15, y=0.5))
    pill = Pill(colour="#d7263d", opacity=1)
    boxed = text(
        "New in May", "plain", type=Type(pill=pill, weight=700, size=0.08, align="left", x=0.06, y=0.16)
    )
    serif = text("Neon Rain", type=Type(font="DejaVu Serif", italic=True, colour="#ffe9a8", size=0.16))
    spaced = text("Winter", subtitle="collection", type=Type(upper=True, spacing=0.3, weight=300, size=0.12))
    third = text(
        "Maya Okafor", "lower_third", subtitle="Beekeeper", type=Type(align="centre", accent="#4cc9f0")
    )
    lines = {"bright": sale, "warm": soft, "busy": boxed}
    pictures = [shown(stills[name], 45, item) for name, item in lines.items()]
    pictures += [
        shown(stills["busy"], 45, serif),
        shown(stills["bright"], 45, spaced.model_copy(update={"look": "dark"})),
    ]
    pictures += [shown(stills["warm"], 45, third)]
    arabic, cjk = (
        text("مرحبا بالعالم", "lower_third", subtitle="مذيعة الأخبار"),
        text("日本語のタイトル", subtitle="字幕"),
    )
    tags = text("<i>Italic</i>, <b>bold</b> and <u>underlined</u>", "caption", markup=True)
    return [
        *pictures,
        shown(stills["bright"], 45, arabic),
        shown(stills["busy"], 45, cjk),
        shown(stills["warm"], 45, tags),
    ]


def motions(picture: Picture) -> list[Picture]:
    """Each motion at five of its frames."""
    small = cv2.resize(picture, (320, 180), interpolation=cv2.INTER_AREA)
    kinds: list[Any] = ["rise", "slide_left", "typewriter", "words", "scale", "blur"]
    return [
        shown(
            small,
            at,
            text("Golden Hour again", "plain", enter=TextMotion(kind=kind, frames=20), type=Type(size=0.13)),
        )
        for kind in kinds
        for at in (1, 5, 9, 14, 21)
    ]


def main() -> None:
    """Draw all of them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-o", "--output", default=str(Path(__file__).with_name("pictures") / "text"))
    folder = Path(options.parse_args().output)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        stills = backgrounds("16:9", Path(name))
        light = [shown(stills["busy"], 60, item) for item in styles({})]
        dark = [shown(stills["bright"], 60, item) for item in styles({"look": "dark"})]
        grid([*light, *dark], 3, folder / "styles.jpg")
        upright = backgrounds("9:16", Path(name))
        grid([shown(upright["warm"], 60, item) for item in styles({})], 6, folder / "upright.jpg")
        square = backgrounds("1:1", Path(name))
        grid([shown(square["bright"], 60, item) for item in styles({})], 3, folder / "square.jpg")
        grid(type_cases(stills), 3, folder / "type.jpg")
        grid(motions(stills["busy"]), 5, folder / "motions.jpg")
        large = Type(size=0.08, accent="#7ae582")
        spoken = [karaoke(stills["busy"], at, type=large) for at in (5, 25, 45, 70)]
        grid([karaoke(stills["bright"], 35), *spoken[:3]], 2, folder / "karaoke.jpg")


if __name__ == "__main__":
    main()
