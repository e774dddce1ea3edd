"""Segments: they cover the film, and a change touches only those in which it can be seen."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelwright.errors import MediaError
from reelwright.timeline import (
    Clip,
    ColourMedia,
    FadeOut,
    FileMedia,
    PrevisMedia,
    TextItem,
    Timeline,
    TransitionIn,
    segments,
)

transitions = st.none() | st.builds(
    TransitionIn, kind=st.sampled_from(["dissolve", "fade"]), frames=st.integers(1, 12)
)
shots = st.tuples(st.integers(1, 90), transitions, st.none() | st.integers(1, 9))


def film(
    shots: list[tuple[int, TransitionIn | None, int | None]], texts: tuple[TextItem, ...] = (), tag: str = ""
) -> Timeline:
    clips, position = [], 0
    for index, (length, transition, fade) in enumerate(shots):
        if transition is not None:
            transition = transition.model_copy(update={"frames": min(transition.frames, length)})
        out = None if fade is None else FadeOut(frames=min(fade, length))
        media = PrevisMedia(spec={"shot": f"{index}"})
        clips.append(
            Clip(
                id=f"{tag}{index}",
                start=position,
                length=length,
                media=media,
                transition=transition,
                fade_out=out,
            )
        )
        position += length
    return Timeline(width=640, height=360, video=(tuple(clips),), text=texts)


def shown(timeline: Timeline, at_most: int) -> list[str]:
    return [json.dumps(s.recipe_params(), sort_keys=True) for s in segments(timeline, at_most)]


@given(st.lists(shots, min_size=1, max_size=8), st.integers(1, 70))
def test_segments_cover_the_film_in_order_and_are_cut_at_shots(made: Any, at_most: int) -> None:
    timeline = film(made)
    parts = segments(timeline, at_most)
    assert [p.index for p in parts] == list(range(len(parts)))
    assert parts[0].range.start == 0
    assert all(a.range.end == b.range.start for a, b in itertools.pairwise(parts))
    assert parts[-1].range.end == timeline.length
    assert all(1 <= p.range.length <= at_most for p in parts)
    assert {clip.start for clip in timeline.video[0]} <= {p.range.start for p in parts}


@given(st.lists(shots, min_size=1, max_size=6), shots, st.integers(1, 40))
def test_a_shot_inserted_at_the_front_changes_only_the_transition_it_touches(
    made: Any, new: Any, at_most: int
) -> None:
    before = film(made)
    first = before.video[0][0]
    inserted = Clip(id="new", start=0, length=new[0], media=ColourMedia(colour="#00ff00"))
    moved = tuple(c.model_copy(update={"start": c.start + new[0]}) for c in before.video[0])
    after = Timeline(width=640, height=360, video=((inserted, *moved),))
    old, fresh = shown(before, at_most), shown(after, at_most)
    fresh = fresh[len(fresh) - len(old) :]
    dissolving = first.transition.frames if first.transition and first.transition.kind == "dissolve" else 0
    for part, a, b in zip(segments(before, at_most), old, fresh, strict=True):
        assert (a != b) == (part.range.start < dissolving)


def test_changing_a_word_changes_only_the_segments_that_show_it() -> None:
    shots = [(60, None, None), (60, None, None), (60, None, None)]

    def with_word(word: str) -> list[str]:
        return shown(film(shots, (TextItem(id="t", start=50, length=40, text=f"Pure {word}"),)), 30)

    changed = [a != b for a, b in zip(with_word("honey"), with_word("nectar"), strict=True)]
    assert changed == [False, True, True, False, False, False]


@given(st.lists(shots, min_size=1, max_size=5))
def test_ids_and_names_and_paths_do_not_matter(made: Any) -> None:
    assert shown(film(made), 30) == shown(film(made, tag="other-").model_copy(update={"name": "x"}), 30)


def test_a_file_is_known_by_its_bytes_and_not_by_its_path() -> None:
    def one(path: str, digest: str) -> list[str]:
        clip = Clip(id="a", start=0, length=10, media=FileMedia(path=path, digest=digest))
        return shown(Timeline(width=640, height=360, video=((clip,),)), 30)

    assert one("a.mp4", "aa") == one("b.mp4", "aa")
    assert one("a.mp4", "aa") != one("a.mp4", "bb")
    with pytest.raises(MediaError, match="digest"):
        one("a.mp4", "")


def test_a_dissolve_shows_the_earlier_shot_running_on_past_its_end() -> None:
    timeline = film([(50, None, None), (50, TransitionIn(kind="dissolve", frames=40), None)])
    parts = segments(timeline, 25)
    third, fourth = parts[2].recipe_params()["tracks"][0][0], parts[3].recipe_params()["tracks"][0][0]
    assert third["transition"] == {
        "kind": "dissolve",
        "frames": 40,
        "at": 0,
        "from": {"media": {"kind": "previs", "spec": {"shot": "0"}}, "source": 50},
    }
    assert fourth["transition"]["at"] == 25
    assert fourth["transition"]["from"]["source"] == 75
    assert [m.spec["shot"] for m in parts[2].media() if isinstance(m, PrevisMedia)] == ["0", "1"]


def test_a_shot_that_is_covered_does_not_count() -> None:
    def covered(colour: str, dissolves: bool) -> list[str]:
        mixing = TransitionIn(kind="dissolve", frames=5) if dissolves else None
        top = Clip(id="top", start=10, length=20, media=ColourMedia(colour="#ffffff"), transition=mixing)
        base = [
            Clip(id=f"{s}", start=s, length=10, media=ColourMedia(colour=colour)) for s in (0, 10, 20, 30)
        ]
        return shown(Timeline(width=640, height=360, video=(tuple(base), (top,))), 10)

    assert [a != b for a, b in zip(covered("#000000", False), covered("#111111", False), strict=True)] == [
        True,
        False,
        False,
        True,
    ]
    assert [a != b for a, b in zip(covered("#000000", True), covered("#111111", True), strict=True)] == [
        True,
        True,
        False,
        True,
    ]


def test_a_fade_out_is_seen_only_where_it_happens() -> None:
    with_fade, without = shown(film([(90, None, 9)]), 30), shown(film([(90, None, None)]), 30)
    assert [a != b for a, b in zip(with_fade, without, strict=True)] == [False, False, True]


@given(st.lists(shots, min_size=1, max_size=8), st.integers(2, 70), st.integers(1, 40))
def test_a_short_first_segment_is_a_matter_of_its_clip_alone(
    shots: list[tuple[int, Any, Any]], at_most: int, first: int
) -> None:
    first = min(first, at_most)
    timeline = film(shots)
    parts = [segment.range for segment in segments(timeline, at_most, first)]

    assert parts[0].start == 0
    assert all(a.end == b.start for a, b in itertools.pairwise(parts))
    assert parts[-1].end == timeline.length
    assert max(part.length for part in parts) <= at_most
    for clip in timeline.video[0]:
        own = [part.shifted(-clip.start) for part in parts if clip.range.overlap(part)]
        alone = film([(clip.length, None, None)])
        assert own == [segment.range for segment in segments(alone, at_most, first)]
        assert len(own) == 1 or own[0].length <= first
