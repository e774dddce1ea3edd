"""The compositor: dissolves, fades, upper tracks and text, the same in any order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from media_made_here import make_video, number_of

from reelwright.compose import ColourSource, Compositor, Frame, open_media
from reelwright.timeline import (
    Clip,
    ColourMedia,
    FadeOut,
    FileMedia,
    PrevisMedia,
    TextItem,
    Timeline,
    TransitionIn,
)

W, H = 64, 48


class Counting:
    """A source whose luma is 20 + n."""

    def __init__(self, opened: list[Counting]) -> None:
        self.width, self.height, self.length = W, H, None
        self.closed = False
        opened.append(self)

    def frame(self, n: int) -> Frame:
        assert not self.closed
        return Frame.solid(W, H, 20 + n, 128, 128)

    def close(self) -> None:
        self.closed = True


def clip(name: str, start: int, length: int, **more: Any) -> Clip:
    return Clip(id=name, start=start, length=length, **{"media": PrevisMedia(spec={}), **more})


def composed(*tracks: tuple[Clip, ...], text: tuple[TextItem, ...] = ()) -> tuple[Compositor, list[Counting]]:
    opened: list[Counting] = []

    def open_source(media: Any, width: int, height: int, rate: Any) -> Any:
        return (
            ColourSource(media.colour, width, height) if isinstance(media, ColourMedia) else Counting(opened)
        )

    return Compositor(Timeline(width=W, height=H, video=tracks, text=text), open_source), opened


def luma(compositor: Compositor) -> list[float]:
    return [float(compositor.frame(n).y.mean()) for n in range(compositor.length)]


def test_the_middle_of_a_dissolve_is_the_mean_of_both_pictures() -> None:
    white = clip(
        "b", 10, 10, media=ColourMedia(colour="#ffffff"), transition=TransitionIn(kind="dissolve", frames=5)
    )
    compositor, _ = composed((clip("a", 0, 10, media=ColourMedia(colour="#ff0000")), white))
    middle = compositor.frame(12)
    assert abs(int(middle.y[0, 0]) - (63 + 235) / 2) <= 0.5
    assert abs(int(middle.v[0, 0]) - (240 + 128) / 2) <= 0.5
    steps = np.diff(luma(compositor)[9:16])
    assert (steps > 20).all(), "no picture is repeated at either end"


def test_a_dissolve_keeps_the_earlier_clip_running() -> None:
    white = clip(
        "b", 10, 10, media=ColourMedia(colour="#ffffff"), transition=TransitionIn(kind="dissolve", frames=4)
    )
    compositor, _ = composed((clip("a", 0, 10, source_start=3), white))
    assert luma(compositor)[11] == pytest.approx(((20 + 14) * 3 + 235 * 2) / 5, abs=1)


def test_a_fade_comes_from_black_and_a_fade_out_ends_in_it() -> None:
    grey = clip(
        "a",
        0,
        20,
        media=ColourMedia(colour="#ffffff"),
        transition=TransitionIn(kind="fade", frames=4),
        fade_out=FadeOut(frames=4),
    )
    values = luma(composed((grey,))[0])
    assert values[:5] == pytest.approx([16 + 219 * k / 5 for k in (1, 2, 3, 4, 5)], abs=0.6)
    assert values[15:] == pytest.approx([235, 16 + 219 * 0.75, 16 + 219 * 0.5, 16 + 219 * 0.25, 16], abs=0.6)


def test_a_clip_on_an_upper_track_covers_what_lies_below() -> None:
    top = clip("top", 4, 3, media=ColourMedia(colour="#ffffff"))
    assert luma(composed((clip("a", 0, 10),), (top,))[0]) == [20, 21, 22, 23, 235, 235, 235, 27, 28, 29]


def test_a_clip_on_an_upper_track_dissolves_out_of_what_lies_below() -> None:
    top = clip(
        "t", 4, 4, media=ColourMedia(colour="#ffffff"), transition=TransitionIn(kind="dissolve", frames=1)
    )
    assert luma(composed((clip("a", 0, 10),), (top,))[0])[4] == pytest.approx((24 + 235) / 2, abs=0.6)


def test_frames_in_any_order_are_the_frames_in_order() -> None:
    def make() -> Compositor:
        clips = tuple(
            clip(f"{i}", i * 6, 6, transition=TransitionIn(kind="dissolve", frames=3) if i else None)
            for i in range(4)
        )
        return composed(clips, text=(TextItem(id="t", start=3, length=15, text="Word"),))[0]

    first, second = make(), make()
    frames = [first.frame(n).copy() for n in range(24)]
    for n in [7, 3, 3, 23, 0, 12, 13, 5, 18]:
        got = second.frame(n)
        for plane in ("y", "u", "v"):
            assert np.array_equal(getattr(got, plane), getattr(frames[n], plane)), (n, plane)


def test_few_sources_stay_open_and_the_others_are_closed() -> None:
    compositor, opened = composed(tuple(clip(f"{i}", i * 2, 2) for i in range(30)))
    luma(compositor)
    assert len(opened) == 30
    assert sum(not source.closed for source in opened) <= 4
    compositor.close()
    assert all(source.closed for source in opened)


def test_text_is_drawn_on_a_copy_and_not_on_the_source() -> None:
    compositor, _ = composed(
        (clip("a", 0, 60, media=ColourMedia(colour="#808080")),),
        text=(TextItem(id="t", start=20, length=20, text="Word"),),
    )
    before = compositor.frame(0).copy()
    assert compositor.frame(30).y.max() > before.y.max()
    assert np.array_equal(compositor.frame(0).y, before.y)


def test_two_parts_of_one_file_can_dissolve(tmp_path: Path) -> None:
    media = FileMedia(path=str(make_video(tmp_path / "a.mp4", 40, width=W, height=H)))
    timeline = Timeline(
        width=W,
        height=H,
        video=(
            (
                clip("a", 0, 10, media=media),
                clip(
                    "b",
                    10,
                    10,
                    media=media,
                    source_start=30,
                    transition=TransitionIn(kind="dissolve", frames=3),
                ),
            ),
        ),
    )
    compositor = Compositor(timeline, open_media)
    assert number_of(compositor.frame(11).y) == round((11 + 31) / 2)
    assert [number_of(compositor.frame(n).y) for n in (9, 13)] == [9, 33]


def test_a_clip_that_asks_for_more_than_its_file_holds_shows_the_last_picture(tmp_path: Path) -> None:
    media = FileMedia(path=str(make_video(tmp_path / "a.mp4", 5, width=W, height=H)))
    timeline = Timeline(width=W, height=H, video=((clip("a", 0, 12, media=media, source_start=2),),))
    compositor = Compositor(timeline, open_media)
    assert [number_of(compositor.frame(n).y) for n in (0, 2, 3, 11)] == [2, 4, 4, 4]
