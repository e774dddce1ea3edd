"""A segment's recipe says all that is seen in it: any field that changes a picture changes the key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from reelwright.timeline import (
    Adjust,
    AdjustmentMedia,
    Blur,
    Border,
    ChromaKey,
    Clip,
    ColourMedia,
    Denoise,
    FadeOut,
    FileMedia,
    Grain,
    KenBurns,
    Key,
    Lut,
    Mask,
    NestedMedia,
    PrevisMedia,
    SequenceMedia,
    Shadow,
    Sharpen,
    Speed,
    SpeedKey,
    Timeline,
    Transform,
    TransitionIn,
    View,
    Vignette,
    Wheels,
    segments,
)

RICH = Clip(
    id="rich",
    start=0,
    length=60,
    media=FileMedia(path="a.mp4", digest="a" * 64),
    source_start=5,
    transition=TransitionIn(kind="light_leak", frames=50, seed=3, ease="in"),
    fade_out=FadeOut(frames=45),
    speed=Speed(rate="3/2", ramp=(SpeedKey(frame=0, speed="1"), SpeedKey(frame=9, speed="2"))),
    fit="cover",
    frame=(0.1, 0.1, 0.5, 0.5),
    transform=Transform(x=(Key(frame=0, value=0.1, ease="in"), Key(frame=9, value=0.6)), scale_y=2.0),
    ken_burns=KenBurns(start=View(x=0.2), end=View(y=0.7, zoom=2), ease="out"),
    corner=0.1,
    border=Border(),
    shadow=Shadow(),
    mask=Mask(shape="file", path="m.png", digest="b" * 64),
    chroma_key=ChromaKey(),
    blend="screen",
    effects=(
        Lut(path="l.cube", digest="c" * 64), Wheels(), Adjust(exposure=(Key(frame=0, value=1.0),)),
        Vignette(), Grain(), Blur(), Sharpen(), Denoise(),
    ),
)  # fmt: skip

UNSEEN = {
    ("id",), ("sound",), ("takes",), ("markers",), ("note",), ("metadata",), ("start",),
    ("media", "path"), ("mask", "path"), ("effects", 0, "path"),
}  # fmt: skip
"""Fields that no picture depends on. Where a clip starts moves segments, and does not change them."""


def film(clip: Clip, base: Clip | None = None) -> Timeline:
    below = base or Clip(id="base", start=0, length=120, media=ColourMedia(colour="#102030"))
    return Timeline(width=320, height=180, video=((below,), (clip,)))


def recipes(timeline: Timeline) -> list[str]:
    return [json.dumps(part.recipe_params(), sort_keys=True) for part in segments(timeline, 30)]


def changed(value: Any, annotation: Any) -> Iterator[Any]:
    """Other values that a field could have."""
    options = [
        word
        for part in (annotation, *get_args(annotation))
        for word in get_args(part)
        if isinstance(word, str)
    ]
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, float):
        yield value * 0.5 + 0.11
    elif isinstance(value, str) and value in options:
        yield next(word for word in options if word != value)
    elif isinstance(value, str):
        yield "#abcdef" if value.startswith("#") else ("7/3" if value[:1].isdigit() else value + "x")
    elif isinstance(value, tuple) and value and isinstance(value[0], int | float):
        yield (value[0] * 0.5 + 0.11, *value[1:])


def variants(model: BaseModel, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], BaseModel]]:
    """``model`` with each of its fields changed, one at a time, however deep; what is optional left out."""
    for name, field in type(model).model_fields.items():
        value, here = getattr(model, name), (*path, name)
        if name == "kind":
            continue
        if isinstance(value, BaseModel):
            if not field.is_required():
                yield here, model.model_copy(update={name: field.get_default(call_default_factory=True)})
            for where, other in variants(value, here):
                yield where, model.model_copy(update={name: other})
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            yield here, model.model_copy(update={name: value[:-1]})
            for index, item in enumerate(value):
                for where, other in variants(item, (*here, index)):
                    yield where, model.model_copy(update={name: (*value[:index], other, *value[index + 1 :])})
        else:
            for other in changed(value, field.annotation):
                yield here, model.model_copy(update={name: other})


CASES = [(where, clip) for where, clip in variants(RICH) if where not in UNSEEN and where != ("length",)]


def test_every_part_of_a_clip_is_among_the_cases() -> None:
    assert len(CASES) > 90
    named = {where[0] for where, _ in CASES} | {where[0] for where in UNSEEN} | {"length"}
    assert named == set(Clip.model_fields)
    assert {where[1] for where, _ in CASES if where[0] == "transform" and len(where) > 1} == set(
        Transform.model_fields
    )


@pytest.mark.parametrize(("where", "clip"), CASES, ids=[".".join(map(str, where)) for where, _ in CASES])
def test_a_field_that_is_changed_changes_the_segments_that_show_the_clip_and_no_others(
    where: Any, clip: Any
) -> None:
    before, after = recipes(film(RICH)), recipes(film(clip))
    differ = [a != b for a, b in zip(before, after, strict=True)]
    assert any(differ[:2]), "a segment that shows it"
    assert not any(differ[2:]), "a segment that does not"


@pytest.mark.parametrize("where", sorted(UNSEEN - {("start",)}, key=str), ids=str)
def test_names_paths_and_notes_change_nothing(where: Any) -> None:
    (clip,) = [clip for path, clip in variants(RICH) if path == where] or [
        RICH.model_copy(
            update={
                "markers": {"markers": ()},
                "takes": {"takes": (ColourMedia(),)},
                "sound": {},
                "metadata": {"metadata": {"a": 1}},
            }.get(where[0], {})
        )
    ]
    assert recipes(film(RICH)) == recipes(film(clip))


def test_what_lies_below_is_said_only_while_it_can_be_seen() -> None:
    base = Clip(id="base", start=0, length=120, media=ColourMedia(colour="#102030"))
    other = base.model_copy(update={"media": ColourMedia(colour="#302010")})
    whole = Clip(id="top", start=30, length=60, media=PrevisMedia(spec={"a": 1}))
    for clip, seen in (
        (whole, False),
        (whole.model_copy(update={"blend": "add"}), True),
        (whole.model_copy(update={"transform": Transform(opacity=0.5)}), True),
        (whole.model_copy(update={"media": AdjustmentMedia()}), True),
        (whole.model_copy(update={"media": FileMedia(path="a.png", digest="a")}), True),
        (whole.model_copy(update={"media": FileMedia(path="a.mp4", digest="a"), "fit": "none"}), True),
        (whole.model_copy(update={"media": FileMedia(path="a.mp4", digest="a"), "fit": "cover"}), False),
    ):
        differ = [a != b for a, b in zip(recipes(film(clip, base)), recipes(film(clip, other)), strict=True)]
        assert differ == [True, seen, seen, True], clip


def test_all_that_a_nested_timeline_shows_is_in_the_recipe_of_the_clip() -> None:
    def outer(inner: Clip) -> list[str]:
        nested = Timeline(width=160, height=90, video=((inner.model_copy(update={"start": 0}),),))
        return recipes(film(Clip(id="n", start=0, length=60, media=NestedMedia(timeline=nested))))

    plain = outer(RICH)
    assert outer(RICH.model_copy(update={"corner": 0.3})) != plain
    assert outer(RICH.model_copy(update={"id": "other", "note": "new"})) == plain


def test_a_sequence_goes_by_its_digest_and_rate() -> None:
    def keys(media: SequenceMedia) -> list[str]:
        return recipes(film(RICH.model_copy(update={"media": media})))

    plain = keys(SequenceMedia(path="a/%d.png", digest="1"))
    assert keys(SequenceMedia(path="b/%d.png", digest="1")) == plain
    assert keys(SequenceMedia(path="a/%d.png", digest="2")) != plain
    assert keys(SequenceMedia(path="a/%d.png", digest="1", rate="15")) != plain


def test_a_clip_that_does_not_move_is_the_same_wherever_it_is_cut() -> None:
    still = Clip(id="s", start=0, length=90, media=ColourMedia(), corner=0.2, border=Border())
    assert len(set(recipes(film(still))[:3])) == 1
    moving = still.model_copy(update={"effects": (Grain(),)})
    assert len(set(recipes(film(moving))[:3])) == 3
