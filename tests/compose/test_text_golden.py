"""Golden frames of every style, motion and feature of text, by tolerance.

They are made again by ``python tests/compose/test_text_golden.py`` in the virtual environment.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import pytest

from reelwright.compose import Frame, frame_to_rgb
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

GOLDEN: Final = Path(__file__).with_name("golden_text")
SPOKEN = tuple(CueWord(text=w, start=f"{n}/2") for n, w in enumerate(("And", "the", "rain", "came", "down")))


def motion(kind: Any) -> dict[str, Any]:
    return {"enter": TextMotion(kind=kind, frames=20)}


def text(words: str, style: Any = "title", **more: Any) -> dict[str, Any]:
    item = TextItem(id="t", start=0, length=90, text=words, style=style, **more)
    return {"text": (item,)}


def captions(**more: Any) -> dict[str, Any]:
    cue = Cue(start="0", end="3", text="And the <i>rain</i> came down", **more)
    karaoke = bool(more.get("words"))
    return {
        "captions": (CaptionTrack(id="c", burn=True, style="karaoke" if karaoke else "caption", cues=(cue,)),)
    }


CASES: Final[dict[str, tuple[dict[str, Any], int, tuple[int, int]]]] = {
    "title": (text("Golden Hour", subtitle="A short film"), 45, (320, 180)),
    "title_upright": (text("Golden Hour", subtitle="A short film"), 45, (180, 320)),
    "lower_third": (text("Maya Okafor", "lower_third", subtitle="Beekeeper", look="dark"), 45, (320, 180)),
    "end_card": (text("Pure organic honey", "end_card", subtitle="honey.example"), 45, (320, 180)),
    "caption": (captions(), 45, (320, 180)),
    "karaoke": (captions(words=SPOKEN), 40, (320, 180)),
    "plain": (text("A line that is long enough to wrap", "plain", subtitle="below"), 45, (240, 240)),
    "progress": (text("{}%", "progress", counter=Counter(end=80), subtitle="loading"), 40, (320, 180)),
    "counter": (text("{} km", "plain", counter=Counter(end=12500, group=",")), 30, (320, 180)),
    "outline": (text("SALE", type=Type(weight=900, outline=Outline(), size=0.3, y=0.5)), 45, (320, 180)),
    "shadow": (text("Shadow", type=Type(shadow=TextShadow(x=0.06), size=0.2, y=0.5)), 45, (320, 180)),
    "pill": (
        text("Sale", "plain", type=Type(pill=Pill(colour="#d7263d", opacity=1), align="left", x=0.1, y=0.2)),
        45,
        (320, 180),
    ),
    **{f"motion_{kind}": (text("Golden Hour", "plain", **motion(kind)), 8, (320, 180)) for kind in (
        "fade", "rise", "slide_left", "typewriter", "words", "scale", "blur"
    )},
}  # fmt: skip


def drawn(name: str) -> np.ndarray:
    """The case as RGB over a picture that is bright on the left and dark on the right."""
    parts, n, (width, height) = CASES[name]
    clip = Clip(id="base", start=0, length=90, media=ColourMedia())
    timeline = Timeline(width=width, height=height, rate="30", video=((clip,),), **parts)
    frame = Frame.solid(width, height, 0, 120, 132)
    frame.y[:] = np.linspace(225, 30, width)[None, :]
    TextOverlays(timeline).draw(frame, n)
    return frame_to_rgb(frame)


@pytest.mark.parametrize("name", CASES)
def test_text_looks_as_it_did(name: str) -> None:
    kept: Any = cv2.imread(str(GOLDEN / f"{name}.png"))
    assert kept is not None, "make it with: python tests/compose/test_text_golden.py"
    difference = np.abs(drawn(name).astype(int) - kept[..., ::-1])
    assert difference.mean() < 0.8
    assert (difference > 48).mean() < 0.001


def test_the_tolerance_sees_a_changed_letter() -> None:
    kept: Any = cv2.imread(str(GOLDEN / "counter.png"))
    parts = text("{} km", "plain", counter=Counter(end=12900, group=","))
    CASES["other"] = (parts, 30, (320, 180))
    try:
        difference = np.abs(drawn("other").astype(int) - kept[..., ::-1])
    finally:
        del CASES["other"]
    assert (difference > 48).mean() > 0.0015


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for case in CASES:
        cv2.imwrite(str(GOLDEN / f"{case}.png"), drawn(case)[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 9])
