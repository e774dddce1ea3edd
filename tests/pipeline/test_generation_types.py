"""Every type of generation from the Python API, offline: pictures, clips, loops, takes, extensions."""

from __future__ import annotations

import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "previs"))

from photos_made_here import clip, panning, save, scene, texture

import reelwright
from reelwright.errors import DocumentError, MediaError, OptionError, ReelwrightError
from reelwright.pipeline.extending import extend
from reelwright.pipeline.interpolating import interpolate
from reelwright.pipeline.materials import parse_keyframes, parse_options

SMALL: dict[str, Any] = {"quality": "draft", "resolution": "160x90", "audio": False}


def frames(path: Path | str) -> list[np.ndarray]:
    with av.open(str(path)) as file:
        return [frame.to_ndarray()[: frame.height].astype(int) for frame in file.decode(video=0)]


def steps(pictures: list[np.ndarray]) -> list[float]:
    return [float(np.abs(b - a).mean()) for a, b in pairwise(pictures)]


def test_a_picture_moves_and_moving_the_file_makes_nothing_anew(project: Path) -> None:
    save(project / "a.png", scene())
    first = reelwright.generate("slow orbit", "film.mp4", image="a.png", duration=1, **SMALL)
    assert (first.frames, first.width, first.height) == (30, 160, 90)
    assert first.shots[0].drawn_as == "picture a.png"
    shown = frames("film.mp4")
    assert max(steps(shown)) > 0.05
    (project / "a.png").rename(project / "b.png")
    again = reelwright.generate("slow orbit", "film.mp4", image="b.png", duration=1, **SMALL)
    assert (again.segments.rendered, again.takes.made) == (0, 0)


def test_a_film_leads_from_one_picture_to_another(project: Path) -> None:
    save(project / "a.png", texture(320, 180, 1))
    save(project / "b.png", texture(320, 180, 2))
    report = reelwright.generate("", "film.mp4", image="a.png", last_image="b.png", duration=1, **SMALL)
    shown = frames("film.mp4")
    assert report.frames == len(shown) == 30
    ends = frames_of_still(project / "a.png"), frames_of_still(project / "b.png")
    assert np.abs(shown[0] - ends[0]).mean() < 8
    assert np.abs(shown[-1] - ends[1]).mean() < 8


def frames_of_still(path: Path) -> np.ndarray:
    from reelwright.compose import FileSource
    from reelwright.timing import FrameRate

    return FileSource(path, 160, 90, FrameRate(Fraction(30))).frame(0).y.astype(int)


def test_a_clip_is_changed_for_its_own_length_in_its_own_shape_with_its_own_sound(project: Path) -> None:
    clip(project / "day.mp4", [scene(200, 200)] * 24, sound=True)
    report = reelwright.generate("make it night", "film.mp4", video="day.mp4", fps=24, quality="draft")
    assert (report.frames, report.width, report.height) == (24, 480, 480)
    assert any("night" in note for note in report.notes)
    assert float(np.mean(frames("film.mp4"))) < 0.8 * float(np.mean(frames("day.mp4")))
    with av.open("film.mp4") as film:
        assert len(film.streams.audio) == 1
        sound = np.concatenate([f.to_ndarray().ravel() for f in film.decode(audio=0)])
    assert float(np.abs(sound).max()) > 0.05


def test_a_change_that_the_engine_cannot_make_is_refused_and_names_who_can(project: Path) -> None:
    clip(project / "day.mp4", panning(6))
    with pytest.raises(OptionError) as refused:
        reelwright.generate("replace the dog with a cat", "film.mp4", video="day.mp4", **SMALL)
    assert refused.value.code == "unsupported-edit"
    assert "runway/aleph2" in refused.value.facts["can"]
    assert not Path("film.mp4").exists()


def test_a_loop_of_a_drawn_scene_has_no_jump_at_its_end(project: Path) -> None:
    report = reelwright.generate(
        "a sailboat on a calm sea, orbit", "loop.mp4", loop=True, duration=2, **SMALL
    )
    shown = frames("loop.mp4")
    assert report.frames == len(shown) == 60
    inside = steps(shown)
    wrap = float(np.abs(shown[-1] - shown[0]).mean())
    assert wrap < 1.5 * max(inside[0], inside[-1], float(np.median(inside)))


def test_what_is_negative_is_not_drawn(project: Path) -> None:
    plain = reelwright.generate("a red ball in the snow, snowing", "plain.mp4", duration=1, **SMALL)
    without = reelwright.generate(
        "a red ball in the snow, snowing", "clear.mp4", duration=1, negative="snow", **SMALL
    )
    assert plain.slate != without.slate
    assert float(np.std(np.diff(frames("plain.mp4"), axis=0))) > float(
        np.std(np.diff(frames("clear.mp4"), axis=0))
    )


def test_references_lend_their_colours_and_that_is_said(project: Path) -> None:
    save(project / "red.png", scene())
    report = reelwright.generate("a car on a street", "film.mp4", references=["red.png"], duration=1, **SMALL)
    assert any("takes colours from references" in note and "red" in note for note in report.notes)


def test_several_takes_are_several_films_that_differ(project: Path) -> None:
    report = reelwright.generate("a sailboat on a calm sea", "boat.mp4", takes=2, duration=1, **SMALL)
    assert report.others == ("boat-take2.mp4",)
    assert report.takes.made == 2
    assert float(np.abs(frames("boat.mp4")[0] - frames("boat-take2.mp4")[0]).mean()) > 0.5


BOARD = """
schema: reelwright/storyboard@1
rate: 24
scenes:
  - id: s
    shots:
      - {id: photo, duration: 1, image: art/a.png, camera: dolly_in}
      - {id: between, duration: 1, image: art/a.png, last_image: art/b.png}
      - {id: keys, duration: 1, keyframes: [{at: 0, image: art/a.png}, {at: 0.5, image: art/b.png}]}
      - {id: dark, duration: 1, video: art/c.mp4, text: make it night}
"""


def test_a_storyboard_holds_every_type_and_paths_start_at_its_folder(project: Path) -> None:
    art = project / "board" / "art"
    art.mkdir(parents=True)
    save(art / "a.png", texture(320, 180, 1))
    save(art / "b.png", texture(320, 180, 2))
    clip(art / "c.mp4", panning(24))
    (project / "board" / "b.yaml").write_text(BOARD)
    report = reelwright.render("board/b.yaml", "film.mp4", **SMALL)
    assert report.frames == 96
    assert report.takes.made == 4
    from reelwright.pipeline.picking import more_takes

    rows = more_takes("board/b.yaml", ["photo"], count=2)
    assert [row.error for row in rows] == [None, None]


@pytest.mark.parametrize(
    ("shot", "code"),
    [
        ("{id: x, duration: 1, image: nowhere.png}", "missing-media"),
        ("{id: x, duration: 1, task: upscale}", "missing-video"),
        ("{id: x, duration: 1, media: a.png, image: a.png}", "conflicting-media"),
        ("{id: x, duration: 1, keyframes: [{at: 9, image: a.png}]}", "late-keyframe"),
    ],
)
def test_a_shot_that_contradicts_itself_is_refused_at_its_line(project: Path, shot: str, code: str) -> None:
    save(project / "a.png", scene(64, 48))
    Path("b.yaml").write_text(f"schema: reelwright/storyboard@1\nscenes:\n  - shots:\n    - {shot}\n")
    with pytest.raises((DocumentError, MediaError)) as refused:
        reelwright.render("b.yaml", "film.mp4", **SMALL)
    assert refused.value.code == code
    assert refused.value.facts["line"] == 4


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"image": "a.png", "video": "c.mp4"}, "conflicting-media"),
        ({"image": "c.mp4"}, "bad-media"),
        ({"video": "a.png"}, "not-a-clip"),
        ({"task": "upscale"}, "missing-video"),
        ({"image": "a.png", "shots": 3}, "media-of-shots"),
        ({"loop": True, "shots": 2}, "loop-of-shots"),
        ({"image": "https://example.com/a.png"}, "unsupported-url"),
        ({"takes": 0}, "bad-takes"),
        ({"options": {"nonsense": 1}}, "unknown-option"),
    ],
)
def test_what_does_not_go_together_is_refused_before_any_work(
    project: Path, arguments: dict[str, Any], code: str
) -> None:
    save(project / "a.png", scene(64, 48))
    clip(project / "c.mp4", panning(3))
    with pytest.raises(ReelwrightError) as refused:
        reelwright.generate("a dog", "film.mp4", **{**SMALL, **arguments})
    assert refused.value.code == code
    assert refused.value.hint
    assert not list(project.glob("film*"))


def test_a_drawn_clip_goes_on_exactly(project: Path) -> None:
    prompt = "a dog running on the beach, tracking shot"
    reelwright.generate(prompt, "dog.mp4", duration=1, **SMALL)
    report = extend("dog.mp4", "longer.mp4", duration=1)
    assert (report.frames, report.quality, report.width) == (60, "draft", 160)
    assert any("goes on exactly" in note for note in report.notes)
    shown = frames("longer.mp4")
    around = steps(shown)
    assert around[29] < 1.6 * float(np.median(around))
    assert around[29] > 0.3 * float(np.median(around)), "no frame is shown twice"


def test_any_other_clip_goes_on_from_its_last_frame_with_its_sound(project: Path) -> None:
    clip(project / "pan.mp4", panning(24, step=1), sound=True)
    report = extend("pan.mp4", "longer.mp4", duration=1, prompt="slow dolly in")
    assert (report.frames, report.width, report.height, report.fps) == (48, 320, 180, "24")
    shown = frames("longer.mp4")
    around = steps(shown)
    assert around[23] < 1.3 * max(around[:23])
    assert around[-1] > 0.05, "it moves on"
    with av.open("longer.mp4") as film:
        sound = np.concatenate([f.to_ndarray().mean(axis=0) for f in film.decode(audio=0)])
    assert abs(len(sound) / 48_000 - 2) < 0.05
    assert float(np.abs(np.diff(sound)).max()) < 0.05, "a click would be a step"


def test_a_clip_gets_another_rate_with_its_sound_copied(project: Path) -> None:
    clip(project / "pan.mp4", panning(24), Fraction(12), sound=True)
    report = interpolate("pan.mp4", "smooth.mp4", fps=48)
    assert (report.frames, report.fps) == (96, "48")
    shown = steps(frames("smooth.mp4"))
    assert max(shown[2:80]) < 3 * float(np.median(shown[2:80]))

    def packets(path: str) -> list[bytes]:
        with av.open(path) as file:
            return [bytes(packet) for packet in file.demux(audio=0) if packet.size]

    before, after = packets("pan.mp4"), packets("smooth.mp4")
    assert set(after) <= set(before)
    assert len(after) >= len(before) - 3


def test_options_and_keyframes_are_read_strictly() -> None:
    assert parse_options(["a=1", "b = x=y"]) == {"a": "1", "b": "x=y"}
    assert parse_keyframes(["0=a.png", "1.5=b.png"]) == {Fraction(0): "a.png", Fraction(3, 2): "b.png"}
    for wrong in (["a"], ["=1"], ["a=1", "a=2"]):
        with pytest.raises(OptionError):
            parse_options(wrong)
    for wrong in (["a.png"], ["x=a.png"], ["1=a", "1=b"]):
        with pytest.raises(OptionError):
            parse_keyframes(wrong)
