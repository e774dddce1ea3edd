from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.errors import OptionError, PromptError
from reelwright.story import Camera, dump_storyboard, load_storyboard, parse, plan_rules, prompt_for

HONEY = "30s product demo of organic honey, close-up, warm lighting"


def shots_of(board):
    return [shot for _, shot in board.shots()]


def test_the_honey_film_establishes_shows_a_detail_and_the_use_and_ends_on_a_card():
    board = plan_rules(HONEY, shots=4, style="clean")
    shots = shots_of(board)
    assert [shot.purpose for shot in shots] == ["establish", "detail", "use", "end_card"]
    assert board.duration == 30
    assert sum(board.frames()) == 900
    assert (board.style, board.lighting, board.music.mood) == ("clean", "warm", "warm")
    assert [shot.subject.noun for shot in shots] == ["honey jar", "honey jar", "honey dipper", "honey jar"]
    assert (shots[1].size, shots[2].action) == ("extreme_close_up", "drip")
    assert {prompt_for(board, scene, shot).setting.family for scene, shot in board.shots()} == {"tabletop"}
    card = shots[3]
    assert [(t.text, t.kind) for t in card.titles] == [("Organic Honey", "end_card")]
    assert "copy space right" in card.details
    assert all(not shot.titles for shot in shots[:3])
    assert [shot.transition for shot in shots] == ["cut", "cut", "cut", "dissolve"]


def test_the_same_words_give_the_same_document():
    one, two = (dump_storyboard(plan_rules(HONEY, shots=4)) for _ in range(2))
    assert one == two


def test_one_shot_is_exactly_the_prompt():
    text = "a golden retriever running through a field of sunflowers, tracking shot, golden hour, cinematic"
    board = plan_rules(text)
    ((scene, shot),) = board.shots()
    assert board.duration == 5
    assert prompt_for(board, scene, shot) == parse(text).prompt


def test_options_override_the_prompt():
    board = plan_rules(
        "a dog running, drone, noir", camera="dolly in", style="anime", duration=Fraction(3), title="Rex"
    )
    shot = shots_of(board)[0]
    assert (shot.camera, board.style, board.duration, board.title) == ("dolly_in", "anime", 3, "Rex")


PROMPTS = [
    HONEY,
    "a golden retriever running through a field of sunflowers, pan left",
    "mountains at dawn, aerial",
    "explainer about how a wind turbine works",
    "sneaker commercial, orbit",
    "a samurai walking through the rain at night, noir",
    "zorgle",
    "wireless headphones ad",
    "a vineyard in Tuscany",
    "electric car commercial",
]


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(PROMPTS),
    st.integers(1, 30),
    st.fractions(min_value=Fraction(1, 60), max_value=600, max_denominator=1001),
    st.sampled_from(["24", "30000/1001", "30", "60"]),
    st.integers(0, 5),
)
def test_every_plan_sums_exactly_varies_its_cameras_and_reads_back(text, count, seconds, rate, seed):
    try:
        board = plan_rules(text, shots=count, duration=seconds, rate=rate, seed=seed)
    except OptionError as error:
        assert error.code in ("too-many-shots", "duration-too-short")
        return
    shots = shots_of(board)
    assert len(shots) == count
    assert board.duration == seconds
    assert sum(board.frames()) == board.frame_rate.frames(seconds)
    assert all(a.camera != b.camera for a, b in pairwise(shots))
    assert len({shot.camera for shot in shots} & {Camera.PAN_LEFT, Camera.PAN_RIGHT}) <= 1
    assert all(shot.transition_duration <= shot.duration for shot in shots if shot.transition != "cut")
    assert load_storyboard(dump_storyboard(board)) == board


@pytest.mark.parametrize("text", PROMPTS)
def test_neighbouring_shots_differ_in_size_or_in_what_they_show(text):
    for before, after in pairwise(shots_of(plan_rules(text, shots=8))):
        assert before.size != after.size or before.subject != after.subject


def test_the_camera_of_the_prompt_opens_the_film_and_pans_keep_its_direction():
    shots = shots_of(plan_rules("a dog running on a beach, pan left", shots=8))
    assert shots[0].camera == "pan_left"
    assert Camera.PAN_RIGHT not in {shot.camera for shot in shots}


def test_genres_are_told_apart_by_what_the_prompt_is_about():
    genres = [plan_rules(text, shots=4).planner["genre"] for text in PROMPTS[:6]]
    assert genres == ["product", "story", "landscape", "explainer", "product", "story"]


def test_products_are_used_the_way_they_are_used():
    used = {}
    for noun in ("coffee", "running shoes", "smartphone", "perfume", "headphones"):
        shot = next(
            s for s in shots_of(plan_rules(f"product film for {noun}", shots=4)) if s.purpose == "use"
        )
        used[noun] = (shot.subject.noun, shot.action)
    assert used == {
        "coffee": ("coffee", "pour"),
        "running shoes": ("running shoe", "walk"),
        "smartphone": ("hand", "hold"),
        "perfume": ("hand", "spray"),
        "headphones": ("person", "listen"),
    }


def test_titles_say_only_what_the_prompt_says():
    board = plan_rules("wireless headphones ad", shots=3)
    assert [t.text for shot in shots_of(board) for t in shot.titles] == ["Wireless Headphones"]
    assert [t for shot in shots_of(plan_rules("a dog on a beach", shots=4)) for t in shot.titles] == []


def test_a_use_in_another_place_is_a_scene_of_its_own_and_is_reached_by_a_dissolve():
    board = plan_rules("sneaker commercial", shots=4)
    use = next(shot for shot in shots_of(board) if shot.purpose == "use")
    assert (len(board.scenes), use.transition) == (3, "dissolve")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"duration": Fraction(0)}, "duration-too-short"),
        ({"duration": Fraction(10**9)}, "duration-too-long"),
        ({"shots": 0}, "bad-shots"),
        ({"shots": 501}, "bad-shots"),
        ({"shots": 3, "duration": Fraction(1, 30)}, "too-many-shots"),
        ({"style": "cubist"}, "unknown-style"),
        ({"camera": "rollerblade"}, "unknown-camera"),
        ({"rate": "0"}, "bad-frame-rate"),
    ],
)
def test_options_out_of_range_are_named(options, code):
    with pytest.raises(OptionError) as caught:
        plan_rules("a dog", **options)
    assert caught.value.code == code
    assert caught.value.hint


def test_one_frame_is_a_film():
    assert plan_rules("a dog", duration=Fraction(1, 30)).frames() == (1,)
    assert plan_rules("a dog", duration=Fraction(1, 10), shots=3).frames() == (1, 1, 1)


def test_an_empty_prompt_is_refused():
    with pytest.raises(PromptError):
        plan_rules(" ")
