"""Everything a timeline names is found and named by its bytes before anything is rendered."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from reelwright.errors import DocumentError, MediaError
from reelwright.pipeline.resolving import resolved
from reelwright.timeline import (
    Clip,
    FileMedia,
    Lut,
    Mask,
    NestedMedia,
    SequenceMedia,
    Timeline,
    load_timeline,
    segments,
)


def picture(path: Path, level: int = 100) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((16, 16, 3), level, np.uint8))
    return path


def timeline(*clips: Clip) -> Timeline:
    at, placed = 0, []
    for clip in clips:
        placed.append(clip.model_copy(update={"start": at, "id": f"{clip.id}{at}"}))
        at += clip.length
    return Timeline(width=32, height=32, video=(tuple(placed),))


def clip(media: Any, **more: Any) -> Clip:
    return Clip(id="c", start=0, length=10, media=media, **more)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


CUBE = "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n"


def test_files_masks_and_tables_become_absolute_and_known_by_their_bytes(tmp_path: Path) -> None:
    photo, mask, table = picture(tmp_path / "p.png"), picture(tmp_path / "m.png", 255), tmp_path / "t.cube"
    table.write_text(CUBE)
    made = resolved(
        timeline(
            clip(
                FileMedia(path="p.png", alpha="ignore"),
                mask=Mask(shape="file", path="m.png"),
                effects=(Lut(path="t.cube", strength=0.5),),
            )
        ),
        tmp_path,
    )
    found = made.video[0][0]
    assert found.media == FileMedia(path=str(photo), digest=digest(photo), alpha="ignore")
    assert found.mask is not None
    assert (found.mask.path, found.mask.digest) == (str(mask), digest(mask))
    assert found.effects == (Lut(path=str(table), digest=digest(table), strength=0.5),)
    segments(made, 30)[0].recipe_params()


def test_a_sequence_is_known_by_all_its_pictures(tmp_path: Path) -> None:
    for n in range(3):
        picture(tmp_path / f"s/{n}.png", n)

    def key() -> str:
        media = resolved(timeline(clip(SequenceMedia(path="s/%d.png"))), tmp_path).video[0][0].media
        assert isinstance(media, SequenceMedia)
        return media.digest

    before = key()
    assert before == key()
    picture(tmp_path / "s/1.png", 200)
    assert key() != before


def write(path: Path, shows: str | None) -> None:
    media = f"{{kind: timeline, path: {shows}}}" if shows else "{kind: file, path: p.png}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "schema: reelwright/timeline@1\nrate: 30\nwidth: 32\nheight: 32\n"
        f"video: [[{{id: c, start: 0, length: 10, media: {media}}}]]\n"
    )


def test_nested_timelines_are_read_each_from_its_own_folder(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", "sub/b.yaml")
    write(tmp_path / "sub/b.yaml", None)
    photo = picture(tmp_path / "sub/p.png")
    made = resolved(load_timeline(tmp_path / "a.yaml"), tmp_path)
    nested = made.video[0][0].media
    assert isinstance(nested, NestedMedia)
    assert nested.timeline is not None
    assert nested.timeline.video[0][0].media == FileMedia(path=str(photo), digest=digest(photo))


def test_a_timeline_that_shows_itself_is_refused_with_the_way_round(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", "b.yaml")
    write(tmp_path / "b.yaml", "../" + tmp_path.name + "/a.yaml")
    with pytest.raises(DocumentError, match=r"a\.yaml shows b\.yaml shows a\.yaml") as caught:
        resolved(timeline(clip(NestedMedia(path="a.yaml"))), tmp_path)
    assert caught.value.code == "timeline-loop"


def test_too_many_storeys_and_too_many_clips_are_refused_in_bounded_time(tmp_path: Path) -> None:
    picture(tmp_path / "p.png")
    for n in range(12):
        write(tmp_path / f"{n}.yaml", f"{n + 1}.yaml" if n < 11 else None)
    with pytest.raises(DocumentError) as caught:
        resolved(timeline(clip(NestedMedia(path="0.yaml"))), tmp_path)
    assert caught.value.code == "timelines-too-deep"
    for n in range(5):  # each shows the next fifty times: 50 ** 5 clips
        rows = ", ".join(
            f"{{id: c{i}, start: {10 * i}, length: 10, media: {{kind: timeline, path: w{n + 1}.yaml}}}}"
            for i in range(50)
        )
        (tmp_path / f"w{n}.yaml").write_text(
            f"schema: reelwright/timeline@1\nrate: 30\nwidth: 32\nheight: 32\nvideo: [[{rows}]]\n"
        )
    write(tmp_path / "w5.yaml", None)
    with pytest.raises(DocumentError) as caught:
        resolved(timeline(clip(NestedMedia(path="w0.yaml"))), tmp_path)
    assert caught.value.code == "too-many-clips"


@pytest.mark.parametrize(
    ("media", "more"),
    [
        (FileMedia(path="no.png"), {}),
        (SequenceMedia(path="no/%d.png"), {}),
        (NestedMedia(path="no.yaml"), {}),
        (FileMedia(path="p.png"), {"mask": Mask(shape="file", path="no.png")}),
        (FileMedia(path="p.png"), {"effects": (Lut(path="no.cube"),)}),
    ],
    ids=["file", "sequence", "timeline", "mask", "table"],
)
def test_what_is_not_there_is_named(tmp_path: Path, media: Any, more: Any) -> None:
    picture(tmp_path / "p.png")
    with pytest.raises(MediaError, match="no") as caught:
        resolved(timeline(clip(media, **more)), tmp_path)
    assert caught.value.code == "missing-media"


def test_a_table_that_is_none_is_refused_before_anything_is_rendered(tmp_path: Path) -> None:
    picture(tmp_path / "p.png")
    (tmp_path / "t.cube").write_text("hello\n")
    with pytest.raises(MediaError) as caught:
        resolved(timeline(clip(FileMedia(path="p.png"), effects=(Lut(path="t.cube"),))), tmp_path)
    assert caught.value.code == "bad-lut"
