"""Speed, transitions, nesting and sequences: which picture is seen when."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from media_made_here import make_video, number_of
from pictures_made_here import H, Held, W, colour, composed, near, quarters, rgb, shot, solid, write_png

from reelwright.compose import Compositor, open_media
from reelwright.errors import MediaError
from reelwright.timeline import (
    Blend,
    Clip,
    FadeOut,
    FileMedia,
    Grain,
    KenBurns,
    NestedMedia,
    SequenceMedia,
    Speed,
    SpeedKey,
    Timeline,
    Transform,
    TransitionIn,
)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> FileMedia:
    """Forty numbered pictures with a key picture every twelve."""
    path = make_video(tmp_path_factory.mktemp("film") / "a.mp4", 40, width=W, height=H)
    return FileMedia(path=str(path), digest="0")


class Recorded:
    """A source that remembers which frames it was asked for."""

    def __init__(self, source: Any, asked: list[int]) -> None:
        self._source, self._asked = source, asked
        self.width, self.height, self.length = source.width, source.height, source.length

    def frame(self, n: int) -> Any:
        self._asked.append(n)
        return self._source.frame(n)

    def close(self) -> None:
        self._source.close()


def played(media: FileMedia, length: int, start: int = 0, **speed: Any) -> tuple[list[float], list[int]]:
    """The numbers of the pictures that are seen, and of those that were read."""
    asked: list[int] = []
    clip = Clip(id="c", start=0, length=length, media=media, source_start=start, speed=Speed(**speed))
    timeline = Timeline(width=W, height=H, video=((clip,),))

    def open_source(*args: Any) -> Any:
        return Recorded(open_media(*args), asked)

    made = Compositor(timeline, open_source)
    return [number_of(made.frame(n).y) for n in range(length)], asked


def test_half_speed_shows_every_picture_twice_and_double_speed_every_other(film: FileMedia) -> None:
    assert played(film, 8, rate="0.5")[0] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert played(film, 6, rate="2")[0] == [0, 2, 4, 6, 8, 10]


def test_a_freeze_holds_and_backwards_goes_back(film: FileMedia) -> None:
    assert played(film, 4, 7, rate="0")[0] == [7, 7, 7, 7]
    assert played(film, 40, 39, rate="-1")[0] == list(range(39, -1, -1))
    assert played(film, 6, 30, rate="-3")[0] == [30, 27, 24, 21, 18, 15]


def test_backwards_reads_stretches_forwards_and_every_picture_once(film: FileMedia) -> None:
    _, asked = played(film, 40, 39, rate="-1")
    assert sorted(asked) == list(range(40))
    assert (np.diff(asked) < 0).sum() <= 5, "a file that was decoded backwards would be sought 39 times"


def test_a_ramp_follows_the_integral_of_its_speed(film: FileMedia) -> None:
    ramp = (SpeedKey(frame=0, speed="1"), SpeedKey(frame=10, speed="3"))
    seen, _ = played(film, 12, ramp=ramp)
    assert seen == [int(n + n * n / 10) for n in range(11)] + [23]


def test_a_blend_lies_between_two_pictures_in_any_order(film: FileMedia) -> None:
    clip = Clip(id="c", start=0, length=20, media=film, speed=Speed(rate="0.5", between="blend"))
    timeline = Timeline(width=W, height=H, video=((clip,),))
    made, other = Compositor(timeline, open_media), Compositor(timeline, open_media)
    in_order = [made.frame(n).copy() for n in range(20)]
    levels = [frame.y[H * 3 // 4, W * 3 // 4] for frame in in_order]
    assert [int(b) - int(a) for a, b in itertools.pairwise(levels)] == pytest.approx([1.7] * 19, abs=1.3)
    for n in (13, 2, 19, 3, 2, 11):
        assert np.array_equal(other.frame(n).y, in_order[n].y)


def two(kind: str, frames: int = 9, **more: Any) -> Compositor:
    held = {"r": Held(solid(200, 30, 30)), "b": Held(solid(30, 30, 200))}
    change = TransitionIn(kind=kind, frames=frames, **more)  # type: ignore[arg-type]
    return composed((shot("r", 10), shot("b", 20, 10, transition=change)), held=held)


ALL = ["dissolve", "fade", "dip", "wipe", "slide", "push", "zoom", "blur", "light_leak"]


@pytest.mark.parametrize("kind", ALL)
def test_a_transition_begins_with_the_cut_before_and_ends_with_the_clip(kind: str) -> None:
    made = two(kind)
    assert near(rgb(made, 9)[H // 2, W // 2], (200, 30, 30))
    assert near(rgb(made, 19)[H // 2, W // 2], (30, 30, 200))
    middle = rgb(made, 14).astype(int)
    assert np.abs(middle - (200, 30, 30)).max() > 60
    assert np.abs(middle - (30, 30, 200)).max() > 60


@pytest.mark.parametrize("kind", ALL)
def test_a_transition_over_what_lies_below_begins_with_that_and_ends_with_the_clip(kind: str) -> None:
    change = TransitionIn(kind=kind, frames=9)  # type: ignore[arg-type]
    made = composed((colour("#20a020", 30),), (colour("#c8c8f0", 20, 5, transition=change),))
    assert near(rgb(made, 4)[H // 2, W // 2], (32, 160, 32))
    assert near(rgb(made, 14)[H // 2, W // 2], (200, 200, 240))
    assert not near(rgb(made, 9).mean(axis=(0, 1)), (32, 160, 32), 20)


@pytest.mark.parametrize(
    ("towards", "new"), [("left", (-1, "x")), ("right", (0, "x")), ("up", (-1, "y")), ("down", (0, "y"))]
)
@pytest.mark.parametrize("kind", ["wipe", "slide", "push"])
def test_travelling_transitions_come_from_the_side_they_move_away_from(
    kind: str, towards: str, new: Any
) -> None:
    picture = rgb(two(kind, towards=towards, ease="linear"), 14)
    line = picture[H // 2] if new[1] == "x" else picture[:, W // 2]
    ends = (line[new[0]], line[-1 if new[0] == 0 else 0])
    assert near(ends[0], (30, 30, 200), 6)
    assert near(ends[1], (200, 30, 30), 6)


def test_a_push_moves_both_pictures_and_a_slide_only_the_new_one() -> None:
    held = {"q": Held(quarters()), "b": Held(solid(10, 10, 10))}
    for kind, seen in (("push", (0, 255, 0)), ("slide", (255, 0, 0))):
        change = TransitionIn(kind=kind, frames=3, towards="left", ease="linear")  # type: ignore[arg-type]
        made = composed((shot("q", 10), shot("b", 10, 10, transition=change)), held=held)
        assert near(rgb(made, 11)[H // 4, W // 8], seen, 6), kind


def test_a_dip_is_its_colour_in_the_middle() -> None:
    assert near(rgb(two("dip", colour="#40ff80"), 14)[4, 4], (64, 255, 128), 3)


def test_a_light_leak_is_warm_and_depends_on_its_seed() -> None:
    dark = {"a": Held(solid(20, 20, 20)), "b": Held(solid(20, 20, 20))}
    pictures = []
    for seed in (1, 1, 2):
        change = TransitionIn(kind="light_leak", frames=9, seed=seed)
        made = composed((shot("a", 10), shot("b", 20, 10, transition=change)), held=dark)
        pictures.append(rgb(made, 14).astype(int))
    red, green, blue = pictures[0].mean(axis=(0, 1))
    assert red > green > blue
    assert red > 60
    assert np.array_equal(pictures[0], pictures[1])
    assert np.abs(pictures[0] - pictures[2]).mean() > 3


def test_eases_bend_a_transition() -> None:
    assert near(rgb(two("dissolve", ease="in"), 14)[4, 4], (200 - 170 // 8, 30, 30 + 170 // 8), 4)
    assert near(rgb(two("dissolve"), 14)[4, 4], (115, 30, 115), 4)


def test_a_small_picture_slides_in_from_just_outside_the_canvas() -> None:
    change = TransitionIn(kind="slide", frames=9, towards="left", ease="linear")
    clip = colour("#ffffff", 20, 0, frame=(0.75, 0.25, 0.2, 0.5), transition=change)
    made = composed((colour("#000000", 20),), (clip,))
    assert made.frame(0).y[H // 2, -2] > 100, "it is there at once"
    assert made.frame(9).y[H // 2, int(0.76 * W)] == 235


def test_a_fade_out_ends_in_black_in_its_own_shape() -> None:
    clip = colour("#ffffff", 10, 0, frame=(0.0, 0.0, 0.5, 1.0), fade_out=FadeOut(frames=5))
    got = rgb(composed((colour("#3050a0", 10),), (clip,)), 9)
    assert near(got[H // 2, W // 4], (0, 0, 0), 3)
    assert near(got[H // 2, 3 * W // 4], (48, 80, 160), 3)


def inner(rate: str = "30", size: tuple[int, int] = (W, H), length: int = 10) -> Timeline:
    clips = tuple(colour(f"#{n * 20:02x}0000", 1, n) for n in range(length))
    return Timeline(rate=rate, width=size[0], height=size[1], video=(clips,))


def test_a_nested_timeline_plays_at_its_own_rate_and_stays_on_its_last_frame() -> None:
    clip = Clip(id="n", start=0, length=20, media=NestedMedia(timeline=inner("15", length=8)))
    made = Compositor(Timeline(width=W, height=H, video=((clip,),)), open_media)
    reds = [int(rgb(made, n)[5, 5, 0]) for n in range(20)]
    assert reds == pytest.approx([min(n // 2, 7) * 20 for n in range(20)], abs=3)


def test_a_nested_timeline_of_another_shape_gets_black_bars() -> None:
    clip = Clip(id="n", start=0, length=5, media=NestedMedia(timeline=inner(size=(64, 64))), source_start=9)
    picture = rgb(Compositor(Timeline(width=W, height=H, video=((clip,),)), open_media))
    assert near(picture[H // 2, 4], (0, 0, 0))
    assert near(picture[H // 2, W // 2], (180, 0, 0))


def test_a_nested_timeline_that_was_not_read_is_a_clear_error() -> None:
    clip = Clip(id="n", start=0, length=5, media=NestedMedia(path="other.yaml"))
    with pytest.raises(MediaError, match="has not been read"):
        Compositor(Timeline(width=W, height=H, video=((clip,),)), open_media).frame(0)


def numbered(folder: Path, count: int, first: int = 0) -> Path:
    folder.mkdir()
    for n in range(count):
        rgba = np.dstack([np.full((H, W, 3), 10 * n, np.uint8), np.full((H, W), 255, np.uint8)])
        rgba[:, : W // 2, 3] = 0
        write_png(folder / f"f{first + n:03d}.png", rgba)
    return folder


def test_a_sequence_shows_its_pictures_in_order_with_their_alpha(tmp_path: Path) -> None:
    numbered(tmp_path / "s", 12)
    for path in (tmp_path / "s/f%03d.png", tmp_path / "s"):
        media = SequenceMedia(path=str(path), rate="15", digest="0")
        clip = Clip(id="s", start=0, length=30, media=media)
        made = composed((colour("#0000ff", 30),), (clip,))
        levels = [int(rgb(made, n)[H // 2, W - 8, 0]) for n in range(30)]
        assert levels == pytest.approx([min(n // 2, 11) * 10 for n in range(30)], abs=3)
        assert near(rgb(made, 29)[H // 2, 8], (0, 0, 255))


def test_a_sequence_with_a_hole_or_without_pictures_is_a_clear_error(tmp_path: Path) -> None:
    numbered(tmp_path / "s", 5)
    (tmp_path / "s/f002.png").unlink()
    (tmp_path / "empty").mkdir()
    for path, says in (
        ("s/f%03d.png", "no picture 2"),
        ("empty", "without pictures"),
        ("s/x%d.png", "no picture that is there"),
        ("s/%d%d.png", "one %d"),
    ):
        media = SequenceMedia(path=str(tmp_path / path), digest="0")
        with pytest.raises(MediaError, match=says):
            composed((Clip(id="s", start=0, length=3, media=media),)).frame(0)


def test_everything_at_once_is_the_same_in_any_order(film: FileMedia, tmp_path: Path) -> None:
    photo = write_png(tmp_path / "p.png", quarters(200, 120))

    def make() -> Compositor:
        base = (
            shot(str(photo), 12, ken_burns=KenBurns(ease="linear")),
            Clip(id="f", start=12, length=14, media=film, fit="cover", source_start=20,
                 speed=Speed(rate="-1"), transition=TransitionIn(kind="zoom", frames=6),
                 effects=(Grain(amount=0.3),)),
            shot(str(photo), 12, 26, fit="blur", transition=TransitionIn(kind="light_leak", frames=6)),
        )  # fmt: skip
        modes: tuple[Blend, ...] = ("screen", "multiply")
        over = tuple(
            shot(str(photo), 15, 4 + 17 * i, blend=mode, transform=Transform(scale=0.4, rotation=12),
                 transition=TransitionIn(kind="slide", frames=5))
            for i, mode in enumerate(modes)
        )  # fmt: skip
        return composed(base, over)

    first, second = make(), make()
    frames = [first.frame(n).copy() for n in range(38)]
    for n in np.random.default_rng(5).permutation(38):
        got = second.frame(int(n))
        for plane in ("y", "u", "v"):
            assert np.array_equal(getattr(got, plane), getattr(frames[n], plane)), (n, plane)
