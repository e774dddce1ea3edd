"""The sandbox's clips and what they cost."""

from __future__ import annotations

import threading
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import av
import httpx
import numpy as np
from sandbox_scene import pictures, png, runway
from sandbox_wire import wire

from reelwright.providers.sandbox import (
    ClipOrder,
    Pace,
    Sandbox,
)
from reelwright.providers.sandbox.clip import ClipShelf, last_picture
from reelwright.providers.sandbox.tariff import charge, rate


def test_a_clip_starts_and_ends_on_the_pictures_of_its_order(tmp_path: Path) -> None:
    order = ClipOrder("a bee", Fraction(1), 160, 90, first=png((0, 0, 250)), last=png((250, 0, 0)))
    frames = pictures(ClipShelf(tmp_path).path(order))
    assert len(frames) == 24
    assert np.abs(frames[0].mean((0, 1)) - (250, 0, 0)).max() < 8
    assert np.abs(frames[-1].mean((0, 1)) - (0, 0, 250)).max() < 8


def test_the_last_picture_of_a_clip_can_begin_the_next(tmp_path: Path) -> None:
    shelf = ClipShelf(tmp_path)
    one = shelf.path(ClipOrder("a bee", Fraction(1), 160, 88))
    two = shelf.path(ClipOrder("a wasp", Fraction(1), 160, 88, first=last_picture(one)))
    before, after = pictures(one)[-1].astype(int), pictures(two)[0].astype(int)
    assert np.abs(before - after).mean() < 4


def test_equal_orders_share_one_file_and_any_difference_makes_another(tmp_path: Path) -> None:
    shelf = ClipShelf(tmp_path)
    order = ClipOrder("a bee", Fraction(1, 2), 64, 64)
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(shelf.path(order))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    others = {
        shelf.path(ClipOrder("a wasp", Fraction(1, 2), 64, 64)),
        shelf.path(ClipOrder("a bee", Fraction(1, 2), 64, 64, seed=1)),
        shelf.path(ClipOrder("a bee", Fraction(1, 2), 64, 64, audio=True)),
    }
    assert len(others | set(found)) == 4
    assert not list(tmp_path.glob(".*"))


def test_sound_lasts_as_long_as_the_pictures(tmp_path: Path) -> None:
    path = ClipShelf(tmp_path).path(ClipOrder("a bee", Fraction(2), 64, 64, audio=True))
    with av.open(str(path)) as file:
        sound = file.streams.audio[0]
        assert abs(sound.duration * sound.time_base - 2) < Fraction(1, 20)


def test_another_maker_of_clips_is_called_with_the_order(tmp_path: Path, http: httpx.Client) -> None:
    asked: list[dict[str, object]] = []

    def make(**order: object) -> Path:
        asked.append(order)
        path = tmp_path / "own.mp4"
        path.write_bytes(b"my own clip")
        return path

    with Sandbox("runway", make_clip=make, pace=Pace(run=0)) as sandbox:  # type: ignore[arg-type]
        client = runway(sandbox, http)
        job_id = client.job_id(client.create("a bee"))
        assert client.fetch(client.poll(job_id), job_id).content == b"my own clip"
    assert asked == [
        {"prompt": "a bee", "seconds": Fraction(5), "width": 1280, "height": 720, "fps": 24, "seed": 0}
    ]


def test_a_part_of_a_file_can_be_asked_for(http: httpx.Client) -> None:
    with Sandbox("runway", pace=Pace(run=0), max_side=64) as sandbox:
        client = runway(sandbox, http)
        job_id = client.job_id(client.create())
        link = client.poll(job_id).links[0]
        whole = http.get(link).content
        part = http.get(link, headers={"Range": "bytes=100-"})
        assert (part.status_code, part.content) == (206, whole[100:])
        assert part.headers["content-range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
        head = http.head(link)
        assert (head.content, int(head.headers["content-length"])) == (b"", len(whole))


def test_a_rate_is_that_of_the_longest_name_that_fits() -> None:
    assert rate("runway", "gen4.5") == Decimal("0.12")
    assert rate("runway", "veo3.1_fast") == Decimal("0.15")
    assert rate("fal", "bytedance/seedance-2.0/text-to-video", "1080P") == Decimal("0.682")
    assert rate("google", "veo-3.1-fast-generate-001", "4k") == Decimal("0.3")
    assert rate("runway", "kling3.0_pro") == rate("runway", "anything")
    assert charge("runway", "gen4.5", Fraction(5, 2)) == Decimal("0.300")
    assert charge("comfyui", "comfyui", 5) == 0


def test_the_bill_of_all_is_the_sum_of_each(http: httpx.Client) -> None:
    with Sandbox("runway", "fal", pace=Pace(run=0)) as sandbox:
        for name in ("runway", "fal", "fal"):
            wire(sandbox, name, http).create()
        assert sandbox.bill() == sandbox.bill("runway") + sandbox.bill("fal") == Decimal("1.60")
