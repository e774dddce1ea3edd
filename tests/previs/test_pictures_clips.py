"""Morphs, frame rates, treatments, joints and loops of clips; and what may not come in."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from photos_made_here import clip, panning, save, scene, texture

from reelwright.compose import Frame, frame_to_rgb
from reelwright.compose.colour import rgb_to_frame
from reelwright.errors import MediaError
from reelwright.previs.pictures import (
    File,
    PictureSpec,
    check_clip,
    check_picture,
    join_at,
    open_picture,
    treatments_of,
)
from reelwright.previs.pictures.cleaning import calmed, enlarged
from reelwright.previs.pictures.flow import motion
from reelwright.previs.pictures.loop import LoopedSource
from reelwright.previs.pictures.seam import difference
from reelwright.story import parse
from reelwright.timing import FrameRate

RATE = FrameRate(Fraction(24))


def file_of(path: Path, at: Fraction | None = None) -> File:
    return File(path=str(path), digest=hashlib.sha256(path.read_bytes()).hexdigest(), at=at)


def luma(rgb: np.ndarray) -> np.ndarray:
    return rgb_to_frame(np.ascontiguousarray(rgb)).y


# -- from picture to picture


def test_pictures_of_one_thing_morph_and_the_ends_are_the_pictures_themselves(tmp_path: Path) -> None:
    wide = texture(400, 180)
    a, b = save(tmp_path / "a.png", wide[:, :320]), save(tmp_path / "b.png", wide[:, 24:344])
    spec = PictureSpec(kind="morph", files=(file_of(a), file_of(b)), seconds=Fraction(1))
    source = open_picture(spec, 320, 180, RATE)
    assert difference(source.frame(0), rgb_to_frame(np.ascontiguousarray(wide[:, :320]))) < 1
    assert difference(source.frame(23), rgb_to_frame(np.ascontiguousarray(wide[:, 24:344]))) < 1
    half = source.frame(11).y[:, 30:-30].astype(np.float32)
    wanted = luma(wide[:, 12:332])[:, 30:-30].astype(np.float32)
    mixed = (luma(wide[:, :320]).astype(np.float32) + luma(wide[:, 24:344]))[:, 30:-30] / 2
    assert np.abs(half - wanted).mean() < 0.5 * np.abs(mixed - wanted).mean(), "it moves, it does not mix"


def test_pictures_of_different_things_dissolve_without_a_warp(tmp_path: Path) -> None:
    a, b = save(tmp_path / "a.png", texture(320, 180, 1)), save(tmp_path / "b.png", scene(320, 180))
    found = motion(luma(texture(320, 180, 1)), luma(scene(320, 180)), far=True)
    assert not found.believable
    source = open_picture(
        PictureSpec(kind="morph", files=(file_of(a), file_of(b)), seconds=Fraction(2)), 320, 180, RATE
    )
    steps = [np.abs(source.frame(n + 1).y.astype(int) - source.frame(n).y).mean() for n in range(0, 46, 3)]
    assert max(steps) < 12
    assert difference(source.frame(47), rgb_to_frame(scene(320, 180))) < 1


def test_keyframes_are_seen_at_their_times(tmp_path: Path) -> None:
    pictures = [save(tmp_path / f"{i}.png", texture(320, 180, i)) for i in range(3)]
    times = (Fraction(0), Fraction(1, 2), Fraction(3, 2))
    files = tuple(file_of(path, at) for path, at in zip(pictures, times, strict=True))
    source = open_picture(PictureSpec(kind="morph", files=files, seconds=Fraction(2)), 320, 180, RATE)
    for index, n in enumerate((0, 12, 36)):
        assert difference(source.frame(n), rgb_to_frame(texture(320, 180, index))) < 1
    assert difference(source.frame(47), rgb_to_frame(texture(320, 180, 2))) < 1


# -- another frame rate


def test_doubling_the_rate_puts_pictures_where_the_motion_leads(tmp_path: Path) -> None:
    frames = panning(20, step=4)
    path = clip(tmp_path / "pan.mp4", frames, Fraction(12))
    source = open_picture(PictureSpec(kind="retime", files=(file_of(path),)), 320, 180, RATE)
    assert source.length == 40
    between = source.frame(17).y[:, 20:-20].astype(np.float32)
    truth = luma(np.ascontiguousarray(texture(320 + 80 + 8, 180)[:, 34 : 34 + 320]))[:, 20:-20]
    mixed = (luma(frames[8]).astype(np.float32) + luma(frames[9]))[:, 20:-20] / 2
    assert np.abs(between - truth).mean() < 0.5 * np.abs(mixed - truth).mean()


def test_a_cut_is_never_blended(tmp_path: Path) -> None:
    dark = [np.clip(f.astype(int) // 4, 0, 255).astype(np.uint8) for f in panning(6)]
    bright = [np.clip(f.astype(int) // 2 + 128, 0, 255).astype(np.uint8) for f in panning(6, step=2)]
    path = clip(tmp_path / "cut.mp4", dark + bright, Fraction(12))
    source = open_picture(
        PictureSpec(kind="retime", files=(file_of(path),)), 320, 180, FrameRate(Fraction(60))
    )
    levels = [float(source.frame(n).y.mean()) for n in range(60)]
    low, high = max(levels[:20]), min(levels[-20:])
    assert high - low > 60
    assert not [level for level in levels if low + 12 < level < high - 12]


def test_repeated_pictures_are_evened_out(tmp_path: Path) -> None:
    frames = panning(12, step=4)
    doubled = [frames[i // 2] for i in range(24)]
    path = clip(tmp_path / "twice.mp4", doubled, Fraction(24))
    source = open_picture(PictureSpec(kind="retime", files=(file_of(path),)), 320, 180, RATE)
    steps = [np.abs(source.frame(n + 1).y.astype(int) - source.frame(n).y).mean() for n in range(2, 18)]
    assert min(steps) > 0.3 * max(steps), "without it, every other step would be nothing"


def test_frames_do_not_depend_on_the_order_in_which_they_are_asked_for(tmp_path: Path) -> None:
    path = clip(tmp_path / "pan.mp4", panning(14), Fraction(12))
    spec = PictureSpec(kind="retime", files=(file_of(path),))
    forward = open_picture(spec, 160, 90, FrameRate(Fraction(30)))
    straight = [forward.frame(n).y.copy() for n in range(30)]
    jumping = open_picture(spec, 160, 90, FrameRate(Fraction(30)))
    for n in (23, 4, 29, 5, 11, 0):
        assert np.array_equal(jumping.frame(n).y, straight[n])


# -- changes to a clip


def treated(path: Path, text: str, width: int = 320, height: int = 180) -> object:
    prompt = parse(text).prompt
    names = tuple(treatment.name for treatment in treatments_of(prompt))
    spec = PictureSpec(kind="treat", files=(file_of(path),), prompt=prompt, treatments=names)
    return open_picture(spec, width, height, RATE)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("make it night", ["night"]),
        ("turn the red car blue", ["recolour:red>blue"]),
        ("recolour green to purple", ["recolour:green>purple"]),
        ("make the car yellow", ["recolour:auto>yellow"]),
        ("pencil sketch", ["pencil"]),
        ("stabilise and denoise it, then upscale", ["stabilise", "denoise", "upscale"]),
        ("film noir", ["look:noir"]),
        ("sepia", ["sepia"]),
        ("replace the dog with a cat", []),
        ("", []),
    ],
)
def test_words_become_treatments_in_one_fixed_order(text: str, names: list[str]) -> None:
    from reelwright.story import Prompt

    prompt = parse(text).prompt if text else Prompt()
    assert [treatment.name for treatment in treatments_of(prompt)] == names


def test_night_is_dark_and_blue_and_steady(tmp_path: Path) -> None:
    path = clip(tmp_path / "day.mp4", [scene(320, 180)] * 6)
    source = treated(path, "make it night")
    rgb = frame_to_rgb(source.frame(2)).astype(float)
    day = scene(320, 180).astype(float)
    assert rgb.mean() < 0.55 * day.mean()
    assert rgb[..., 2].mean() > 1.15 * rgb[..., 0].mean()
    assert np.abs(source.frame(2).y.astype(int) - source.frame(3).y).mean() < 1.0


def test_one_colour_becomes_another_and_the_rest_stays(tmp_path: Path) -> None:
    path = clip(tmp_path / "red.mp4", [scene(320, 180)] * 3)
    rgb = frame_to_rgb(treated(path, "turn the red coat blue").frame(1)).astype(int)
    before = scene(320, 180).astype(int)
    body = rgb[105:130, 150:170].reshape(-1, 3).mean(axis=0)
    assert body[2] > body[0] + 60
    corner = np.abs(rgb[150:175, 10:60] - before[150:175, 10:60]).mean()
    assert corner < 6


@pytest.mark.parametrize("text", ["watercolour", "anime", "pencil sketch", "oil painting"])
def test_strokes_hold_still_where_the_clip_does(tmp_path: Path, text: str) -> None:
    rng = np.random.default_rng(2)
    frames = [
        np.clip(scene(320, 180).astype(int) + rng.normal(0, 3, (180, 320, 3)), 0, 255).astype(np.uint8)
        for _ in range(8)
    ]
    path = clip(tmp_path / "noisy.mp4", frames)
    source = treated(path, text)
    a, b = source.frame(3).y.astype(int), source.frame(4).y.astype(int)
    assert np.abs(a - luma(frames[3])).mean() > 3, "it is restyled"
    assert np.abs(a - b).mean() < 2.2, "and does not boil"


def test_a_shaky_clip_is_calmed_without_showing_its_edges(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    wide = texture(420, 280)
    path_x = 50 + np.cumsum(rng.normal(0, 2.2, 30)).clip(-30, 30)
    path_y = 50 + np.cumsum(rng.normal(0, 2.2, 30)).clip(-30, 30)
    frames = [
        np.ascontiguousarray(cv2.getRectSubPix(wide, (320, 180), (float(x) + 160, float(y) + 90)))
        for x, y in zip(path_x, path_y, strict=True)
    ]
    path = clip(tmp_path / "shaky.mp4", frames)
    calm = treated(path, "stabilise")

    def jerk(pictures: list[np.ndarray]) -> float:
        moves = [cv2.phaseCorrelate(a.astype(np.float32), b.astype(np.float32))[0] for a, b in
                 pairwise(pictures)]  # fmt: skip
        return float(np.abs(np.diff(np.array(moves), axis=0)).mean())

    before = jerk([luma(f)[40:-40, 60:-60] for f in frames])
    after = jerk([calm.frame(n).y[40:-40, 60:-60].copy() for n in range(30)])
    assert after < 0.5 * before


def test_noise_goes_and_edges_stay() -> None:
    rng = np.random.default_rng(6)
    clean = rgb_to_frame(texture(320, 180))
    noisy = [
        Frame(np.clip(clean.y + rng.normal(0, 6, clean.y.shape), 16, 235).astype(np.uint8), clean.u, clean.v)
        for _ in range(5)
    ]
    calm = calmed(noisy, 2, 9.0, soften=True)
    before = np.abs(noisy[2].y.astype(int) - clean.y).mean()
    after = np.abs(calm.y.astype(int) - clean.y).mean()
    assert after < 0.6 * before


def test_enlarging_is_sharper_than_cubic_and_does_not_ring() -> None:
    true = rgb_to_frame(texture(640, 360))
    small = rgb_to_frame(cv2.resize(texture(640, 360), (320, 180), interpolation=cv2.INTER_AREA))
    big = enlarged(small, 640, 360)
    cubic = cv2.resize(small.y, (640, 360), interpolation=cv2.INTER_CUBIC)
    assert np.abs(big.y.astype(int) - true.y).mean() < np.abs(cubic.astype(int) - true.y).mean()
    flat = Frame.solid(64, 64, 60, 128, 128)
    flat.y[:, 32:] = 180
    wide = enlarged(flat, 128, 128).y
    assert wide.min() >= 56 and wide.max() <= 184


# -- joints and loops


def test_a_joint_leaves_the_repeated_frame_out_and_matches_the_colours(tmp_path: Path) -> None:
    frames = panning(30)
    last = rgb_to_frame(frames[11])
    warm = [np.clip(f * np.array([1.08, 1.0, 0.88]) + 6, 0, 255).astype(np.uint8) for f in frames[11:30]]
    following = [rgb_to_frame(f) for f in warm]
    joint = join_at(last, following[:7])
    assert joint.skip == 1
    path = clip(tmp_path / "more.mp4", warm)
    spec = PictureSpec(
        kind="follow", files=(file_of(path),), skip=joint.skip, tint=joint.tint, fade=Fraction(1, 2)
    )
    source = open_picture(spec, 320, 180, RATE)
    seam = difference(last, source.frame(0))
    assert seam < 1.7 * difference(rgb_to_frame(frames[10]), last)
    assert abs(float(source.frame(0).v.mean()) - float(last.v.mean())) < 1.2
    assert abs(float(source.frame(14).v.mean()) - float(following[15].v.mean())) < 1.2, "then its own colours"


def test_a_loop_has_exactly_its_frames_and_no_jump() -> None:
    class Counting:
        width, height, length = 160, 90, None

        def frame(self, n: int) -> Frame:
            return rgb_to_frame(panning(60, step=2, width=160, height=90)[n])

        def close(self) -> None:
            pass

    loop = LoopedSource(Counting(), 24, 6)
    frames = [loop.frame(n).y.astype(int) for n in range(25)]
    assert np.array_equal(frames[24], frames[0])
    steps = [np.abs(b - a).mean() for a, b in pairwise(frames)]
    assert steps[-1] < 1.5 * float(np.median(steps[:16]))


# -- what may not come in


def test_pictures_that_cannot_be_used_are_refused_by_name(tmp_path: Path) -> None:
    good = save(tmp_path / "good.png", scene(64, 48))
    assert (check_picture(good).width, check_picture(good).height) == (64, 48)
    data = save(tmp_path / "photo.jpg", texture(320, 240)).read_bytes()
    cases: dict[str, bytes] = {
        "cut.jpg": data[: len(data) // 2],
        "text.png": b"this is not a picture",
        "empty.png": b"",
    }
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(MediaError) as refused:
            check_picture(tmp_path / name)
        assert name in refused.value.message and refused.value.hint
    with pytest.raises(MediaError) as missing:
        check_picture(tmp_path / "nowhere.png")
    assert missing.value.code == "missing-media"
    with pytest.raises(MediaError) as small:
        check_picture(save(tmp_path / "tiny.png", np.zeros((4, 400, 3), np.uint8)))
    assert small.value.code == "picture-too-small"


def test_an_animation_is_no_still_and_a_still_is_no_clip(tmp_path: Path) -> None:
    import pyvips

    pages = pyvips.Image.arrayjoin(
        [pyvips.Image.new_from_array(f[:40, :40]) for f in panning(3)], across=1
    ).copy()
    pages.set_type(pyvips.GValue.gint_type, "page-height", 40)
    for name in ("moving.gif", "moving.webp"):
        pages.write_to_file(str(tmp_path / name))
        with pytest.raises(MediaError) as moving:
            check_picture(tmp_path / name)
        assert moving.value.code == "animated-picture"
    with pytest.raises(MediaError) as still:
        check_clip(save(tmp_path / "still.png", scene(64, 48)))
    assert still.value.code == "not-a-clip"


def test_a_huge_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    import pyvips

    pyvips.Image.black(20_000, 20_000).write_to_file(str(tmp_path / "huge.png"))
    with pytest.raises(MediaError) as huge:
        check_picture(tmp_path / "huge.png")
    assert huge.value.code == "picture-too-large"


@pytest.mark.parametrize("kind", ["cmyk.tif", "deep.png", "alpha.png", "grey.png", "turned.jpg"])
def test_every_kind_of_picture_comes_in_upright_and_in_colour(tmp_path: Path, kind: str) -> None:
    import pyvips

    base = pyvips.Image.new_from_array(scene(192, 108)).copy(interpretation="srgb")
    path = tmp_path / kind
    if kind == "cmyk.tif":
        base.icc_transform("cmyk").write_to_file(str(path))
    elif kind == "deep.png":
        (base.cast("ushort") * 257).copy(interpretation="rgb16").cast("ushort").write_to_file(str(path))
    elif kind == "alpha.png":
        base.bandjoin(255).write_to_file(str(path))
    elif kind == "grey.png":
        base.colourspace("b-w").write_to_file(str(path))
    else:
        turned = base.rot90().copy()
        turned.set_type(pyvips.GValue.gint_type, "orientation", 8)
        turned.write_to_file(str(path))
    facts = check_picture(path)
    assert (facts.width, facts.height) == (192, 108)
    source = open_picture(
        PictureSpec(kind="move", files=(file_of(path),), whole=True, seconds=Fraction(1)), 192, 108, RATE
    )
    off = np.abs(source.frame(0).y.astype(int) - luma(scene(192, 108))).mean()
    assert off < (14 if kind == "cmyk.tif" else 4)


def test_odd_turned_variable_and_single_frame_clips_are_taken_as_they_are_shown(tmp_path: Path) -> None:
    odd = tmp_path / "odd.mkv"
    with av.open(str(odd), "w") as file:
        stream = file.add_stream("ffv1", rate=24)
        stream.width, stream.height, stream.pix_fmt = 321, 181, "yuv444p"
        for index in range(4):
            rgb = np.ascontiguousarray(texture(321, 181))
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format="yuv444p")
            frame.pts = (0, 1, 5, 6)[index]
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    single = clip(tmp_path / "one.mp4", [scene(320, 180)])
    for path, text in ((odd, "make it night"), (single, "stabilise"), (single, "watercolour")):
        assert check_clip(path).frames >= 1
        source = treated(path, text, 160, 90)
        assert source.frame(0).y.shape == (90, 160)
        assert source.frame(50).y.shape == (90, 160)


def test_a_clip_without_pictures_or_cut_off_is_refused(tmp_path: Path) -> None:
    song = tmp_path / "song.m4a"
    with av.open(str(song), "w") as file:
        audio = file.add_stream("aac", rate=48_000)
        for start in range(0, 48_000, 1024):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 48_000, start
            file.mux(audio.encode(frame))
        file.mux(audio.encode(None))
    with pytest.raises(MediaError) as silent:
        check_clip(song)
    assert silent.value.code == "no-pictures"
    whole = clip(tmp_path / "whole.mp4", panning(24))
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    with pytest.raises(MediaError):
        check_clip(cut)
