import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.errors import OptionError, PromptError
from reelwright.story import Camera, Family, Prompt, PromptBuilder, Setting, Style, TimeOfDay, parse, to_text
from reelwright.story.options import parse_camera, parse_size, parse_style


def test_the_builder_fills_the_slots_and_joins_them_to_one_sentence():
    prompt = (
        PromptBuilder()
        .subject("a golden retriever")
        .action("running")
        .setting("a field of sunflowers")
        .camera("tracking")
        .style("cinematic")
        .lighting("golden hour")
        .detail("shallow depth of field")
        .build()
    )
    assert (prompt.subject.noun, prompt.action, prompt.camera, prompt.style) == (
        "golden retriever",
        "run",
        "tracking",
        "cinematic",
    )
    assert (prompt.setting.family, prompt.setting.features) == ("field", ("sunflower",))
    assert (prompt.time, prompt.lighting) == ("golden_hour", "golden hour")
    assert prompt.text == (
        "a golden retriever running in a field of sunflowers at golden hour, tracking shot, cinematic style, "
        "shallow depth of field"
    )


@pytest.mark.parametrize("name", ["dolly in", "dolly-in", "DOLLY_IN", "Dolly In", "push in", Camera.DOLLY_IN])
def test_a_camera_may_be_written_in_any_way(name):
    assert PromptBuilder().subject("a dog").camera(name).build().camera == Camera.DOLLY_IN


@pytest.mark.parametrize(
    ("set_name", "wrong", "code", "suggestion"),
    [
        ("camera", "doly in", "unknown-camera", "dolly_in"),
        ("camera", "helicopterish", "unknown-camera", None),
        ("style", "cinematik", "unknown-style", "cinematic"),
        ("size", "closeup-ish", "unknown-size", "close_up"),
    ],
)
def test_an_unknown_name_lists_the_valid_ones_and_the_nearest(set_name, wrong, code, suggestion):
    with pytest.raises(OptionError) as caught:
        getattr(PromptBuilder(), set_name)(wrong)
    assert caught.value.code == code
    assert caught.value.facts["suggestion"] == suggestion
    assert all(name in caught.value.hint for name in caught.value.facts["allowed"])


def test_every_name_of_a_vocabulary_is_accepted_as_itself():
    assert [parse_camera(c.value) for c in Camera] == list(Camera)
    assert [parse_style(s.value.upper()) for s in Style] == list(Style)
    assert parse_size("Close-Up") == "close_up"


def test_a_builder_without_slots_builds_nothing():
    with pytest.raises(PromptError) as caught:
        PromptBuilder().build()
    assert caught.value.code == "prompt-empty"
    with pytest.raises(PromptError):
        PromptBuilder().subject("  ")


def test_an_object_in_the_action_becomes_a_thing_in_the_picture():
    prompt = PromptBuilder().subject("a barista").action("pouring milk into a cup").build()
    assert prompt.action == "pour"
    assert [o.noun for o in prompt.others] == ["milk", "cup"]


SUBJECTS = st.sampled_from(
    [
        "a dog",
        "two red cars",
        "an old man",
        "a sailboat",
        "a honey jar",
        "an astronaut",
        "a zorgle",
        "three horses",
        "a robot",
    ]
)
ACTIONS = st.sampled_from([None, "run", "walk", "dance", "turn", "float", "sit", "wait"])
PLACES = st.sampled_from(
    [
        Setting(text="a field of sunflowers", family=Family.FIELD),
        Setting(text="on a wooden table", family=Family.TABLETOP),
        Setting(text="a narrow Tokyo alley", family=Family.CITY_STREET),
        Setting(text="over a frozen lake", family=Family.LAKE),
        Setting(text="the backlot", family=Family.FOREST),
        *(Setting(family=family) for family in Family),
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    SUBJECTS,
    ACTIONS,
    st.none() | PLACES,
    st.none() | st.sampled_from(Camera),
    st.none() | st.sampled_from(Style),
    st.none() | st.sampled_from(TimeOfDay),
)
def test_reading_the_sentence_again_finds_the_same_camera_style_time_and_place(
    who, action, place, camera, style, time
):
    subject = parse(who).prompt.subject
    prompt = Prompt(subject=subject, action=action, setting=place, camera=camera, style=style, time=time)
    again = parse(to_text(prompt)).prompt
    assert (again.camera, again.style, again.subject.noun) == (camera, style, subject.noun)
    if time is not None:
        assert again.time == time
    if place is not None:
        assert again.setting is not None
        assert again.setting.family == place.family
