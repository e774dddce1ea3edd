"""Tools that make pictures anew: resize, grade, speed, reverse; and stills from and to video."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import pyvips

from clips_made_here import make_clip, numbers, play
from reelwright.encode import encode_audio
from reelwright.errors import MediaError, OptionError
from reelwright.pipeline.video import (
    FITS,
    LOOKS,
    best_frames,
    contact_sheet,
    frames,
    from_frames,
    gif,
    grade,
    replace_sound,
    resize,
    reverse,
    scene_starts,
    speed,
    thumbnails,
)


def first_rgb(path: Path) -> np.ndarray:
    with av.open(str(path)) as file:
        return next(file.decode(video=0)).to_ndarray(format="rgb24")


@pytest.mark.parametrize(
    ("size", "ratio", "wanted"),
    [
        ("64x80", None, (64, 80)),
        ("65x49", None, (66, 50)),
        ("64x", None, (64, 48)),
        ("x48", None, (64, 48)),
        ("480p", None, (640, 480)),
        (None, "1:1", (96, 96)),
        (None, "9:16", (54, 96)),
        ("x120", "16:9", (214, 120)),
    ],
)
def test_a_size_is_said_in_many_ways(
    tmp_path: Path, size: str | None, ratio: str | None, wanted: tuple[int, int]
) -> None:
    report = resize(make_clip(tmp_path / "a.mp4", 0.2), tmp_path / "out.mp4", size, ratio=ratio)
    assert (report.width, report.height) == wanted
    assert first_rgb(tmp_path / "out.mp4").shape == (wanted[1], wanted[0], 3)


def test_every_fit_places_the_picture_as_it_says(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4", 0.2, first=20)
    shown = {}
    for fit in FITS:
        resize(source, tmp_path / f"{fit}.mp4", "96x160", fit=fit, colour="#00ff00")
        shown[fit] = first_rgb(tmp_path / f"{fit}.mp4").astype(int)
    top = {fit: rgb[:30].mean(axis=(0, 1)) for fit, rgb in shown.items()}
    assert top["fit"].max() < 6
    assert np.array_equal(shown["fit"], shown["letterbox"])
    assert top["pad"][1] > 200
    assert top["pad"][0] < 60
    assert top["fill"].min() > 90
    assert 20 < top["blur"].mean() < top["fill"].mean()
    middle = {fit: rgb[70:80, 60:90].mean() for fit, rgb in shown.items()}
    assert abs(middle["blur"] - middle["fit"]) < 3
    assert top["stretch"].min() > 90


def test_rotation_is_applied_and_sound_is_copied(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4", 2, rotation=90)
    report = resize(source, tmp_path / "out.mp4", "48x64")
    assert (report.width, report.height) == (48, 64)
    shown = play(tmp_path / "out.mp4")
    assert shown.clicks == pytest.approx([0, 1], abs=0.001)
    assert np.array_equal(shown.sound, play(source).sound)
    with av.open(str(tmp_path / "out.mp4")) as file:
        assert next(file.decode(video=0)).rotation == 0


def test_a_variable_rate_becomes_steady_and_that_is_said(tmp_path: Path) -> None:
    stamps = [0, 33, 66, 100, 180, 200, 300, 333, 366, 400]
    source = make_clip(tmp_path / "a.mp4", 1, stamps=stamps, tick=Fraction(1, 1000), sound=None)
    report = resize(source, tmp_path / "out.mp4", "64x48")
    assert report.notes
    assert len(play(tmp_path / "out.mp4").steps) == 1


def test_a_very_wide_picture_is_made_smaller(tmp_path: Path) -> None:
    options = {"preset": "ultrafast", "crf": "35"}
    source = make_clip(tmp_path / "a.mp4", 0.1, width=16_000, height=400, sound=None, options=options)
    assert resize(source, tmp_path / "out.mp4", "1280x").width == 1280


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_every_look_changes_colours_and_keeps_the_sound(tmp_path: Path, look: str) -> None:
    source = make_clip(tmp_path / "a.mp4", 0.2)
    grade(source, tmp_path / "out.mp4", look=look)
    grade(source, tmp_path / "half.mp4", look=look, strength=0.5)
    grade(source, tmp_path / "none.mp4", exposure=0.0, contrast=1.0, saturation=1.001)
    plain, half, full = (
        first_rgb(tmp_path / name).astype(int) for name in ("none.mp4", "half.mp4", "out.mp4")
    )
    assert np.abs(full - plain).max() >= 4
    assert np.abs(half - plain).mean() <= np.abs(full - plain).mean()
    assert np.array_equal(play(tmp_path / "out.mp4").sound, play(source).sound)


def test_sliders_and_tables_do_what_they_say(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4", 0.1, first=15, sound=None)
    base = first_rgb(source).astype(int)
    grade(source, tmp_path / "up.mp4", exposure=1)
    assert first_rgb(tmp_path / "up.mp4")[60:, 80:].mean() > base[60:, 80:].mean() + 20
    grade(source, tmp_path / "warm.mp4", temperature=1)
    warm = first_rgb(tmp_path / "warm.mp4").astype(int)
    assert warm[70, 100, 0] > warm[70, 100, 2] + 20
    cube = tmp_path / "invert.cube"
    cube.write_text("LUT_1D_SIZE 2\n1 1 1\n0 0 0\n")
    grade(source, tmp_path / "inv.mp4", lut=cube)
    assert abs(int(first_rgb(tmp_path / "inv.mp4")[70, 100, 0]) - (255 - base[70, 100, 0])) < 14


@pytest.mark.parametrize(
    ("factor", "count"), [(2, 30), ("0.5x", 120), ("1/3", 180), ("50%", 120), (100, 1), (0.1, 600)]
)
def test_speed_shows_every_moment_when_it_should(tmp_path: Path, factor: Any, count: int) -> None:
    source = make_clip(tmp_path / "a.mp4", 2, sound=None)
    report = speed(source, tmp_path / "out.mp4", factor)
    assert report.frames == count
    shown = numbers(play(tmp_path / "out.mp4"))
    times = 60 / count
    wanted = [min(59, int(n * times)) for n in range(count)]
    plain = resize(source, tmp_path / "plain.mp4", "128x96")
    known = numbers(play(Path(plain.output)))
    assert max(abs(a - known[b]) for a, b in zip(shown, wanted, strict=True)) <= 1


@pytest.mark.parametrize(("way", "tolerance"), [("keep-pitch", 0.035), ("pitched", 0.005)])
@pytest.mark.parametrize("factor", [2, 0.5])
def test_sound_follows_the_speed(tmp_path: Path, factor: float, way: str, tolerance: float) -> None:
    bursts = np.zeros((4 * 48_000, 2), np.float32)
    for second in (1, 2, 3):
        noise = np.random.default_rng(second).standard_normal((4800, 2))
        bursts[second * 48_000 : second * 48_000 + 4800] = 0.3 * noise
    encode_audio(iter([bursts]), tmp_path / "bursts.m4a")
    replace_sound(make_clip(tmp_path / "v.mp4", 4, sound=None), tmp_path / "bursts.m4a", tmp_path / "a.mp4")
    speed(tmp_path / "a.mp4", tmp_path / "out.mp4", factor, sound=way)
    sound = play(tmp_path / "out.mp4").sound
    loud = np.flatnonzero(np.abs(sound) > 0.15)
    begins = [i / 48_000 for n, i in enumerate(loud) if n == 0 or i - loud[n - 1] > 9600]
    assert begins == pytest.approx([1 / factor, 2 / factor, 3 / factor], abs=tolerance)
    assert len(sound) / 48_000 == pytest.approx(4 / factor, abs=0.03)


def test_pitch_is_kept_or_not(tmp_path: Path) -> None:
    from clips_made_here import make_sound

    clip = make_clip(tmp_path / "v.mp4", 2)
    replace_sound(clip, make_sound(tmp_path / "tone.m4a", 2), tmp_path / "a.mp4")

    def pitch(path: Path) -> float:
        sound = play(path).sound[9600:38_400]
        spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
        return float(spectrum.argmax() * 48_000 / len(sound))

    for way, hertz in (("keep-pitch", 440), ("pitched", 880)):
        speed(tmp_path / "a.mp4", tmp_path / "out.mp4", 2, sound=way)
        assert pitch(tmp_path / "out.mp4") == pytest.approx(hertz, rel=0.02)
    speed(tmp_path / "a.mp4", tmp_path / "out.mp4", 2, sound="none")
    assert len(play(tmp_path / "out.mp4").sound) == 0


def test_backwards_is_backwards(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4", 1.5)
    reverse(source, tmp_path / "out.mp4")
    reverse(tmp_path / "out.mp4", tmp_path / "again.mp4")
    there, back = play(tmp_path / "out.mp4"), play(tmp_path / "again.mp4")
    plain = resize(source, tmp_path / "plain.mp4", "128x96")
    known = numbers(play(Path(plain.output)))
    assert max(abs(a - b) for a, b in zip(numbers(there), known[::-1], strict=True)) <= 1
    assert max(abs(a - b) for a, b in zip(numbers(back), known, strict=True)) <= 1
    assert there.clicks == pytest.approx([0.5 - 0.001, 1.5 - 0.001], abs=0.002)
    assert len(play(tmp_path / "again.mp4").sound) > 60_000
    assert reverse(source, tmp_path / "mute.mp4", audio=False).frames == 45
    assert len(play(tmp_path / "mute.mp4").sound) == 0


def test_long_groups_are_reversed_in_stretches(tmp_path: Path) -> None:
    from reelwright.pipeline.video import reverse as tool
    from reelwright.pipeline.video.recoding import open_video
    from reelwright.pipeline.video.reversing import _backwards, _longest_group, _stretches, _with_short_groups

    source = make_clip(tmp_path / "a.mp4", 3, sound=None, options={"g": "999", "crf": "12"})
    assert tool(source, tmp_path / "out.mp4").frames == 90
    assert _longest_group(source, 90) == 90
    starts = _stretches(source, 90, 16)
    assert starts[-1] == 0
    video = open_video(source)
    backwards = [round(float(f.y[60:, 80:].mean())) for f in _backwards(video, starts, 90)]
    forwards = [round(float(video.frame(n).y[60:, 80:].mean())) for n in range(90)]
    assert backwards == forwards[::-1]
    short = _with_short_groups(video, tmp_path / "short.mp4", 90, lambda _: None)
    assert _longest_group(short, 90) == 30
    video.close()


def test_frames_are_exactly_those_asked_for(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4", 2)
    everyone = frames(source, tmp_path / "all")
    assert [Path(p).name for p in everyone.outputs][:2] == ["frame-00001.png", "frame-00002.png"]
    assert len(everyone.outputs) == 60

    def level(path: str) -> float:
        return float(pyvips.Image.new_from_file(path).numpy()[70:, 90:].mean())

    known = [level(path) for path in everyone.outputs]
    assert len(set(known[:40])) == 40
    chosen = frames(source, tmp_path / "some", times=["0", "1.5", "59f", "00:00:00:10"])
    assert [level(path) for path in chosen.outputs] == [known[n] for n in (0, 45, 59, 10)]
    by_rate = frames(source, tmp_path / "rate", fps=10, image_format="webp")
    assert by_rate.moments == tuple(Fraction(n, 10) for n in range(20))
    every = frames(source, tmp_path / "shot-%03d.jpg", every="0.5")
    assert [Path(p).name for p in every.outputs] == [f"shot-00{n}.jpg" for n in (1, 2, 3, 4)]
    assert frames(source, tmp_path / "small", times=[0], width=64).width == 64


def test_scenes_are_found_where_they_change(tmp_path: Path) -> None:
    for name, hue in (("r", (220, 40, 30)), ("g", (30, 200, 60)), ("b", (20, 10, 60))):
        pixels = np.zeros((96, 128, 3), np.uint8) + np.array(hue, np.uint8)
        pyvips.Image.new_from_array(pixels).write_to_file(str(tmp_path / f"{name}.png"))
    order = [tmp_path / f"{name}.png" for name in "r" * 25 + "g" * 20 + "b" * 25]
    from_frames(order, tmp_path / "a.mp4", fps=25)
    assert scene_starts(tmp_path / "a.mp4") == [0, 25, 45]
    report = frames(tmp_path / "a.mp4", tmp_path / "scenes", scenes=True)
    assert report.moments == (0, 1, Fraction(9, 5))
    with pytest.raises(OptionError):
        scene_starts(tmp_path / "a.mp4", threshold=0)


def test_images_become_a_video_in_their_natural_order(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in (1, 2, 10, 11):
        pixels = np.full((48, 64, 3), 20 * n, np.uint8)
        pyvips.Image.new_from_array(pixels).write_to_file(str(folder / f"s{n}.png"))
    report = from_frames(folder, tmp_path / "out.mp4", fps="30000/1001")
    shown = play(tmp_path / "out.mp4")
    assert [round(float(luma.mean()) / 20) for luma in shown.luma] == [1, 2, 10, 11]
    assert shown.steps == {Fraction(1001, 30_000)}
    assert report.duration == Fraction(4004, 30_000)
    assert from_frames(str(folder / "s%d.png"), tmp_path / "b.mp4").frames == 2
    assert from_frames(str(folder / "s1*.png"), tmp_path / "c.mp4").frames == 3
    assert from_frames([folder / "s10.png", folder / "s1.png"], tmp_path / "d.mp4").frames == 2
    for nothing in (tmp_path, str(folder / "x%d.png"), str(folder / "*.jpg")):
        with pytest.raises(MediaError):
            from_frames(nothing, tmp_path / "e.mp4")


def test_transparency_is_kept_where_it_can_be(tmp_path: Path) -> None:
    pixels = np.zeros((48, 64, 4), np.uint8)
    pixels[:, :32] = (255, 0, 0, 255)
    pyvips.Image.new_from_array(pixels).write_to_file(str(tmp_path / "half.png"))
    from_frames([tmp_path / "half.png"] * 2, tmp_path / "out.mov", alpha=True)
    with av.open(str(tmp_path / "out.mov")) as file:
        rgba = next(file.decode(video=0)).to_ndarray(format="rgba")
    assert rgba[10, 10, 3] > 250
    assert rgba[10, 50, 3] < 5
    from_frames([tmp_path / "half.png"] * 2, tmp_path / "out.webm", alpha=True)
    with av.open(str(tmp_path / "out.webm")) as file:
        assert file.streams.video[0].metadata.get("alpha_mode") == "1"
    from_frames([tmp_path / "half.png"], tmp_path / "flat.mp4", background="#00ff00")
    assert first_rgb(tmp_path / "flat.mp4")[10, 50, 1] > 230
    with pytest.raises(OptionError):
        from_frames([tmp_path / "half.png"], tmp_path / "no.mp4", alpha=True)


def test_the_best_frame_is_not_a_black_one(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    folder = tmp_path / "in"
    folder.mkdir()
    textured = rng.integers(40, 220, (96, 128, 3)).astype(np.uint8)
    for n in range(40):
        pixels = textured if 18 <= n < 23 else np.full((96, 128, 3), 3 if n % 2 else 250, np.uint8)
        pyvips.Image.new_from_array(pixels).write_to_file(str(folder / f"{n:02d}.png"))
    from_frames(folder, tmp_path / "a.mp4")
    assert 18 <= best_frames(tmp_path / "a.mp4", 1)[0] < 23


def test_thumbnails_come_in_sizes_with_a_sprite_for_players(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4", 2)
    report = thumbnails(
        source, tmp_path / "th", count=2, widths=(64, 32), image_format="webp", sprite=True, interval=0.5
    )
    names = [Path(p).name for p in report.outputs]
    assert names == ["thumb-01-64.webp", "thumb-01-32.webp", "thumb-02-64.webp", "thumb-02-32.webp"]
    assert pyvips.Image.new_from_file(report.outputs[1]).width == 32
    cues = re.findall(
        r"(\S+) --> (\S+)\nsprite\.jpg#xywh=(\d+),(\d+),(\d+),(\d+)", (tmp_path / "th/sprite.vtt").read_text()
    )
    assert [cue[0] for cue in cues] == ["00:00:00.000", "00:00:00.500", "00:00:01.000", "00:00:01.500"]
    assert cues[-1][1] == "00:00:02.000"
    sheet = pyvips.Image.new_from_file(str(tmp_path / "th/sprite.jpg"))
    assert sheet.width == 640
    assert all(int(c[2]) + int(c[4]) <= sheet.width and int(c[3]) + int(c[5]) <= sheet.height for c in cues)
    one = thumbnails(source, tmp_path / "one.png", widths=(40,))
    assert one.outputs == (str(tmp_path / "one.png"),)


def test_a_contact_sheet_shows_frames_on_one_page(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4", 2)
    report = contact_sheet(source, tmp_path / "sheet.png", columns=3, rows=2, width=600)
    page = pyvips.Image.new_from_file(str(tmp_path / "sheet.png")).numpy()
    assert page.shape[1] == 600
    assert report.moments == tuple(Fraction(60 * (2 * i + 1) // 12, 30) for i in range(6))
    assert page[4, 4].max() < 30  # paper
    bright = (page.mean(axis=2) > 225).sum() / page[..., 0].size
    assert 0.1 < bright < 0.5  # the bright quarter of every frame
    plain = contact_sheet(source, tmp_path / "plain.png", columns=3, rows=2, width=600, timecode=False)
    other = pyvips.Image.new_from_file(plain.outputs[0]).numpy()
    assert (other != page).any()
    with pytest.raises(OptionError):
        contact_sheet(source, tmp_path / "no.png", columns=0)


def test_an_animation_has_its_times_and_colours(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4", 2)
    report = gif(source, tmp_path / "out.gif", start="0.5", duration="0.8", fps=10, width=64)
    assert report.frames == 8
    with av.open(str(tmp_path / "out.gif")) as file:
        shown = [(f.pts * f.time_base, f.to_ndarray(format="gray")) for f in file.decode(video=0)]
    assert [time for time, _ in shown] == [Fraction(n, 10) for n in range(8)]
    levels = [float(luma[34:, 45:].mean()) for _, luma in shown]
    assert levels == sorted(levels)
    resize(source, tmp_path / "plain.mp4", "64x48")
    known = play(tmp_path / "plain.mp4").luma
    assert abs(levels[0] - float(known[15][34:, 45:].mean())) < 6
    gif(source, tmp_path / "out.webp", duration=1, fps=10, width=64)
    image = pyvips.Image.new_from_file(str(tmp_path / "out.webp"), n=-1)
    assert image.get("n-pages") == 10
    assert set(image.get("delay")) == {100}
    assert abs(float(image.numpy()[34:48, 45:, 0].mean()) - float(known[0][34:, 45:].mean())) < 8


@pytest.mark.parametrize(
    ("tool", "asked"),
    [
        (resize, {"size": "0x0"}),
        (resize, {"size": "64x48", "fit": "squash"}),
        (resize, {}),
        (resize, {"size": "64x48", "fit": "pad", "colour": "reddish"}),
        (grade, {}),
        (grade, {"look": "purple"}),
        (grade, {"exposure": 99}),
        (grade, {"exposure": float("nan")}),
        (speed, {"factor": 0}),
        (speed, {"factor": "fast"}),
        (speed, {"factor": 101}),
        (speed, {"factor": "1/0"}),
        (speed, {"factor": 2, "sound": "loud"}),
        (gif, {"fps": 60}),
        (gif, {"dither": "salt"}),
    ],
)
def test_what_cannot_be_is_refused_before_any_work(tmp_path: Path, tool: Any, asked: dict[str, Any]) -> None:
    source = make_clip(tmp_path / "a.mp4", 0.2)
    out = tmp_path / ("out.gif" if tool is gif else "out.mp4")
    with pytest.raises(OptionError) as error:
        tool(source, out, **asked)
    assert error.value.message
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


@pytest.mark.parametrize("tool", [reverse, lambda s, o: resize(s, o, "64x48"), lambda s, o: speed(s, o, 2)])
def test_pictures_are_wanted_and_whole_ones(tmp_path: Path, tool: Any) -> None:
    from clips_made_here import make_sound

    good = make_clip(tmp_path / "good.mp4", 1).read_bytes()
    make_sound(tmp_path / "song.m4a", 0.2)
    pyvips.Image.black(8, 8).write_to_file(str(tmp_path / "still.png"))
    (tmp_path / "zero.mp4").write_bytes(b"")
    (tmp_path / "cut.mp4").write_bytes(good[: len(good) * 2 // 3])
    for name in ("song.m4a", "still.png", "zero.mp4", "cut.mp4", "gone.mp4"):
        with pytest.raises(MediaError) as error:
            tool(tmp_path / name, tmp_path / "out.mp4")
        assert error.value.hint, name
    assert not (tmp_path / "out.mp4").exists()


def test_a_failure_midway_leaves_no_images(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4", 1)

    def stop(progress: Any) -> None:
        if progress.stage == "render" and progress.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        frames(source, tmp_path / "new", watch=stop)
    with pytest.raises(KeyboardInterrupt):
        resize(source, tmp_path / "out.mp4", "64x48", watch=stop)
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]
