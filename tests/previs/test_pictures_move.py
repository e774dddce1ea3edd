"""A camera that moves before the user's own picture."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from photos_made_here import save, scene, texture

from reelwright.compose import Frame, frame_to_rgb
from reelwright.errors import MediaError
from reelwright.previs.pictures import File, PictureSpec, open_picture
from reelwright.previs.pictures.cutout import cut_out
from reelwright.previs.pictures.depth import study
from reelwright.previs.pictures.framing import content_box, cover
from reelwright.previs.pictures.regions import lettering
from reelwright.story import Prompt, parse
from reelwright.story.vocabulary import Camera
from reelwright.timing import FrameRate

RATE = FrameRate(Fraction(24))


def file_of(path: Path) -> File:
    return File(path=str(path), digest=hashlib.sha256(path.read_bytes()).hexdigest())


def moving(path: Path, text: str = "", **more: object) -> PictureSpec:
    prompt = parse(text).prompt if text else Prompt()
    return PictureSpec(kind="move", files=(file_of(path),), prompt=prompt, seconds=Fraction(2), **more)


def same(a: Frame, b: Frame) -> bool:
    return all(np.array_equal(getattr(a, plane), getattr(b, plane)) for plane in ("y", "u", "v"))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return save(tmp_path / "photo.png", scene())


def test_the_subject_is_found_and_its_surroundings_are_not(picture: Path) -> None:
    known = study(file_of(picture))
    truth = np.zeros((270, 480), np.uint8)
    cv2.ellipse(truth, (240, 167), (40, 54), 0, 0, 360, 1, -1)
    cv2.circle(truth, (240, 97), 24, 1, -1)
    found = cv2.resize(known.mask, (480, 270)) > 0.5
    overlap = (found & (truth > 0)).sum() / (found | (truth > 0)).sum()
    assert known.trust > 0.35
    assert overlap > 0.75


def test_a_picture_without_a_subject_gets_none() -> None:
    rng = np.random.default_rng(1)
    flat = np.clip(rng.normal(128, 12, (216, 384, 3)), 0, 255).astype(np.uint8)
    mask, trust = cut_out(flat, [])
    assert trust < 0.35 or mask.mean() == 0


def test_lettering_is_found_where_it_stands() -> None:
    rgb = np.full((216, 384, 3), 235, np.uint8)
    cv2.putText(rgb, "GOLDEN HONEY", (60, 120), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (20, 20, 20), 3, cv2.LINE_AA)
    boxes = lettering(rgb)
    assert boxes
    assert min(x for x, *_ in boxes) < 80
    assert max(x + w for x, _, w, _ in boxes) > 290
    assert all(80 < y + h / 2 < 130 for _, y, _, h in boxes)
    assert lettering(np.full((216, 384, 3), 120, np.uint8)) == []


@pytest.mark.parametrize("camera", list(Camera))
def test_every_camera_moves_and_never_shows_the_edge_of_the_picture(tmp_path: Path, camera: Camera) -> None:
    rgb = scene()
    rgb[:2] = rgb[-2:] = rgb[:, :2] = rgb[:, -2:] = (255, 0, 255)  # a frame that must never be seen twice
    path = save(tmp_path / "framed.png", rgb)
    spec = PictureSpec(
        kind="move", files=(file_of(path),), prompt=Prompt(camera=camera), seconds=Fraction(2), seed=3
    )
    source = open_picture(spec, 192, 108, RATE)
    first, last = frame_to_rgb(source.frame(0)), frame_to_rgb(source.frame(47))
    middle = frame_to_rgb(source.frame(20))
    assert np.abs(first.astype(int) - last).mean() + np.abs(first.astype(int) - middle).mean() > 0.4
    for shown in (first, middle, last):
        pink = (shown[..., 0] > 200) & (shown[..., 1] < 60) & (shown[..., 2] > 200)
        inner = pink[6:-6, 6:-6]
        assert not inner.any(), "an edge that was mirrored or repeated lies inside the frame"


def test_neighbouring_frames_are_close_and_nothing_jumps(picture: Path) -> None:
    source = open_picture(moving(picture, "orbit"), 192, 108, RATE)
    frames = [source.frame(n).y.astype(int) for n in range(12, 24)]
    steps = [np.abs(b - a).mean() for a, b in pairwise(frames)]
    assert max(steps) < 2.5 * max(float(np.median(steps)), 0.2)


def test_near_things_shift_further_than_far_ones(picture: Path) -> None:
    source = open_picture(moving(picture, "tracking shot"), 384, 216, RATE)
    a, b = source.frame(4).y, source.frame(44).y

    def shift(rows: slice, columns: slice) -> float:
        one, two = a[rows, columns].astype(np.float32), b[rows, columns].astype(np.float32)
        (x, _), _ = cv2.phaseCorrelate(one, two)
        return x

    subject = shift(slice(60, 180), slice(140, 244))
    horizon = shift(slice(96, 112), slice(8, 128))
    assert abs(subject) > abs(horizon) + 1.0


def test_any_frame_alone_is_the_same_as_in_sequence_and_in_another_process(picture: Path) -> None:
    spec = moving(picture, "dolly in, snow")
    source = open_picture(spec, 160, 90, RATE)
    forward = [source.frame(n).copy() for n in range(6)]
    again = open_picture(spec, 160, 90, RATE)
    assert all(same(again.frame(n), forward[n]) for n in (5, 0, 3))
    code = (
        "import sys,hashlib\nfrom fractions import Fraction\n"
        "from reelwright.previs.pictures import PictureSpec, open_picture\n"
        "from reelwright.timing import FrameRate\n"
        "s=open_picture(PictureSpec.model_validate_json(sys.argv[1]),160,90,FrameRate(Fraction(24)))\n"
        "f=s.frame(4); print(hashlib.sha256(f.y.tobytes()+f.u.tobytes()+f.v.tobytes()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, spec.model_dump_json()], capture_output=True, text=True, check=True
    )
    f = forward[4]
    assert done.stdout.strip() == hashlib.sha256(f.y.tobytes() + f.u.tobytes() + f.v.tobytes()).hexdigest()


def test_snow_falls_only_when_it_is_asked_for(picture: Path) -> None:
    clear = open_picture(moving(picture, "static"), 192, 108, RATE).frame(3).y.astype(int)
    snow = open_picture(moving(picture, "static, snow"), 192, 108, RATE).frame(3).y.astype(int)
    flakes = (snow - clear) > 40
    assert 20 < flakes.sum() < 0.2 * flakes.size


def test_a_loop_ends_where_it_began(picture: Path) -> None:
    source = open_picture(moving(picture, "orbit, snow", loop=True), 160, 90, RATE)
    frames = [source.frame(n).y.astype(int) for n in (0, 1, 2, 46, 47, 48, 49)]
    assert np.array_equal(frames[5], frames[0]) and np.array_equal(frames[6], frames[1])
    wrap = np.abs(frames[4] - frames[0]).mean()
    near = max(np.abs(frames[0] - frames[1]).mean(), np.abs(frames[3] - frames[4]).mean())
    assert wrap < 1.6 * near


def test_a_continuation_begins_with_the_picture_itself(picture: Path) -> None:
    from reelwright.compose.colour import rgb_to_frame

    source = open_picture(moving(picture, "dolly in", whole=True), 480, 270, RATE)
    assert np.abs(source.frame(0).y.astype(int) - rgb_to_frame(scene()).y).max() <= 2
    assert np.abs(source.frame(1).y.astype(int) - source.frame(0).y).mean() < 1.0


def test_letterbox_bars_are_left_out_and_the_frame_is_filled_around_the_subject() -> None:
    rgb = scene()
    rgb[:30] = rgb[-30:] = 0
    left, top, right, bottom = content_box(rgb)
    assert (left, right) == (0.0, 1.0)
    assert 0.10 < top < 0.13 and 0.87 < bottom < 0.90
    window = cover(16 / 9, 9 / 16, (0.9, 0.5))
    assert window.half_y == 0.5
    assert window.x + window.half_x <= 1.0 + 1e-9
    assert window.x > 0.8


def test_lettering_across_the_subjects_outline_belongs_to_one_layer(tmp_path: Path) -> None:
    rgb = scene()
    cv2.putText(
        rgb, "SUMMER SALE", (150, 190), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (250, 250, 250), 4, cv2.LINE_AA
    )
    known = study(file_of(save(tmp_path / "poster.png", rgb)))
    assert known.held
    for x, y, w, h in known.held:
        part = known.mask[y : y + h, x : x + w] > 0.5
        assert part.all() or not part.any(), "it would be torn where the layers part"
        near = known.ground[y : y + h, x : x + w]
        assert float(near[h // 3 : 2 * h // 3].std()) < 0.05


def test_a_picture_that_changed_since_is_refused(picture: Path) -> None:
    spec = moving(picture)
    save(picture, texture(480, 270))
    with pytest.raises(MediaError) as changed:
        open_picture(spec, 160, 90, RATE)
    assert changed.value.code == "changed-media"
