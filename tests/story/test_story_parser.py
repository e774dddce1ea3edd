import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from reelwright.errors import PromptError
from reelwright.story import parse

PROMPTS = YAML(typ="safe").load(Path(__file__).with_name("prompts.yaml").read_text(encoding="utf-8"))


def slots_of(text):
    prompt = parse(text).prompt
    family = prompt.setting.family if prompt.setting else None
    found = (prompt.subject.noun if prompt.subject else None, family, prompt.camera, prompt.action)
    return [str(value) if value else "-" for value in found]


def test_at_least_nine_of_ten_slots_of_the_prompt_corpus_are_read_as_a_person_reads_them():
    wrong, total = [], 0
    for row in PROMPTS:
        text, *expected = [part.strip() for part in row.rsplit("|", 4)]
        pairs = list(zip(("subject", "family", "camera", "action"), expected, slots_of(text), strict=True))
        total += len(pairs)
        wrong += [(text, slot, want, got) for slot, want, got in pairs if want != got]
    assert len(PROMPTS) >= 120
    assert len(wrong) <= total // 10, wrong


def test_a_product_demo_is_about_the_product_and_not_about_the_demo():
    parsed = parse("30s product demo of organic honey, close-up, warm lighting")
    assert parsed.duration == 30
    assert (parsed.prompt.subject.noun, parsed.prompt.subject.attributes) == ("honey", ("organic",))
    assert (parsed.prompt.size, parsed.prompt.lighting) == ("close_up", "warm")
    assert parsed.genre == "product"
    assert parsed.unresolved == []


def test_golden_belongs_to_the_retriever_and_golden_hour_is_a_time():
    prompt = parse("a golden retriever running at golden hour").prompt
    assert (prompt.subject.noun, prompt.subject.attributes, prompt.time) == (
        "golden retriever",
        (),
        "golden_hour",
    )
    assert parse("a golden retriever running").prompt.time is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("two pandas", 2),
        ("a flock of birds", 12),
        ("three red cars", 3),
        ("a dog", 1),
        ("thousands of lanterns", 1000),
    ],
)
def test_numbers_and_groups_are_counted(text, count):
    assert parse(text).prompt.subject.count == count


def test_adjectives_stay_with_their_own_noun():
    prompt = parse("a red car passing a white house").prompt
    assert prompt.subject.attributes == ("red",)
    assert [(o.noun, o.attributes, o.relation) for o in prompt.others] == [("house", ("white",), "beside")]


@pytest.mark.parametrize(
    ("text", "noun", "relation"),
    [
        ("a cat sleeping on a sofa", "sofa", "on"),
        ("a boy sitting under a tree", "tree", "under"),
        ("a dog standing beside a bicycle", "bicycle", "beside"),
        ("a woman holding an umbrella", "umbrella", "holding"),
        ("a knight riding a horse", "horse", "riding"),
        ("a fox hiding behind a rock in the forest", "rock", "behind"),
        ("a dog jumping over a fence", "fence", "over"),
        ("a dog, a cat and a parrot", "cat", "beside"),
    ],
)
def test_relations_say_how_the_subject_stands_to_other_things(text, noun, relation):
    others = {o.noun: o.relation for o in parse(text).prompt.others}
    assert others.get(noun) == relation


def test_the_owner_of_a_possessive_is_an_attribute():
    subject = parse("a woman's hand holding a diamond ring").prompt.subject
    assert (subject.noun, subject.attributes) == ("hand", ("woman",))


@pytest.mark.parametrize(
    ("text", "family", "features"),
    [
        ("a dog in a field of sunflowers", "field", ("sunflower",)),
        ("a man walking down a neon street", "city_street", ("neon",)),
        ("a man walking in a Tokyo alley", "city_street", ("neon",)),
        ("an astronaut on the moon", "moon", ()),
        ("a boat on a stormy sea", "sea", ()),
        ("a cup on a wooden table", "tabletop", ("wood",)),
    ],
)
def test_places_have_a_family_and_what_fills_them(text, family, features):
    setting = parse(text).prompt.setting
    assert (setting.family, setting.features) == (family, features)


def test_a_stormy_sea_sets_the_weather_and_a_moonlit_street_the_time():
    assert parse("a boat on a stormy sea").prompt.weather == "storm"
    assert parse("a cat on a moonlit street").prompt.time == "night"


def test_what_must_not_be_seen_is_a_detail_and_never_a_subject():
    prompt = parse("an empty street without people, no text, no rain").prompt
    assert {"no people", "no text", "no rain"} <= set(prompt.details)
    assert (prompt.subject, prompt.others, prompt.weather) == (None, (), None)


def test_the_first_sentence_names_the_subject():
    prompt = parse("A fox runs through the snow. A wolf watches it. Handheld, documentary.").prompt
    assert (prompt.subject.noun, prompt.action) == ("fox", "run")
    assert [o.noun for o in prompt.others] == ["wolf"]
    assert (prompt.camera, prompt.style, prompt.setting.family) == ("handheld", "documentary", "snowfield")


def test_everyday_words_are_film_language_only_in_their_own_clause():
    assert parse("a crane standing in a lake").prompt.camera is None
    assert parse("a crane standing in a lake").prompt.subject.noun == "crane"
    assert parse("a boat on a lake, crane").prompt.camera == "crane"
    assert parse("a clean kitchen").prompt.style is None
    assert parse("a kitchen, clean").prompt.style == "clean"


def test_a_sentence_about_the_camera_is_a_move_and_not_a_subject():
    prompt = parse("The camera slowly pushes in on a red car").prompt
    assert (prompt.camera, prompt.subject.noun) == ("dolly_in", "car")
    assert parse("the camera does not move while a dog runs").prompt.subject.noun == "dog"


def test_words_without_a_place_are_reported():
    parsed = parse("a dog running qwertily zzyzx blorp, tracking shot")
    assert parsed.unresolved
    assert parse("a dog running on a beach, tracking shot").unresolved == []


def test_an_unknown_noun_is_kept_by_name_instead_of_becoming_something_else():
    subject = parse("a zorgle dancing in the desert").prompt.subject
    assert subject.noun == "zorgle"


def test_evidence_quotes_the_words_that_were_used():
    parsed = parse("A golden retriever running through a field of sunflowers, tracking shot, golden hour")
    assert parsed.evidence["subject"] == ["A golden retriever"]
    assert parsed.evidence["action"] == ["running"]
    assert parsed.evidence["setting"] == ["through a field of sunflowers"]
    assert parsed.evidence["camera"] == ["tracking shot"]


def test_the_answer_for_programs_has_the_documented_shape():
    answer = parse("two pandas eating bamboo in a misty forest, dolly in").as_dict()
    assert {"subject", "others", "action", "setting", "time", "weather", "camera", "size", "style"} <= set(
        answer
    )
    assert {"lighting", "mood", "evidence", "unresolved"} <= set(answer)
    assert answer["subject"]["drawn_as"] is None
    assert (answer["subject"]["noun"], answer["subject"]["count"]) == ("panda", 2)
    assert answer["setting"]["family"] == "forest"


@pytest.mark.parametrize(
    ("text", "seconds", "shots"),
    [
        ("a 10 second clip of a dog", Fraction(10), None),
        ("a dog, 7.5s", Fraction("7.5"), None),
        ("2 minute film of a cat in 12 shots", Fraction(120), 12),
        ("a dog in four shots", None, 4),
        ("a dog at 60 fps in 4k, 16:9", None, None),
    ],
)
def test_lengths_and_shots_are_read_and_formats_are_not_mistaken_for_them(text, seconds, shots):
    parsed = parse(text)
    assert (parsed.duration, parsed.shots) == (seconds, shots)
    assert parsed.prompt.subject.noun in ("dog", "cat")


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x07", "\u200f"])
def test_an_empty_prompt_is_refused(text):
    with pytest.raises(PromptError) as caught:
        parse(text)
    assert caught.value.code == "prompt-empty"


@pytest.mark.parametrize("text", ["dog " * 10_000, "x" * 1_000_000])
def test_a_prompt_that_is_too_long_is_refused_at_once(text):
    started = time.process_time()
    with pytest.raises(PromptError) as caught:
        parse(text)
    assert caught.value.code == "prompt-too-long"
    assert time.process_time() - started < 0.1


@pytest.mark.parametrize(
    "text", ["cup of ", "dog's ", "soft warm epic ", "camera is ", "no ", "of the ", "a ", "on in "]
)
def test_a_long_chain_of_one_kind_is_read_without_running_out_of_stack_or_time(text):
    long = text * (1_990 // len(text.split())) + "honey jar"
    assert parse(long).prompt.text == long
    assert min(cpu_seconds(long) for _ in range(3)) < 0.25


def test_two_thousand_words_are_still_read():
    assert parse("a dog runs and " * 499).prompt.subject.noun == "dog"


@pytest.mark.parametrize(
    "text",
    ["🐢 swimming in the sea 🌊", "كلب يركض على الشاطئ", "ένα σκυλί τρέχει", "狗在海滩上奔跑", "!!! ???"],
)
def test_emoji_other_scripts_and_punctuation_are_read_without_complaint(text):
    parsed = parse(text)
    assert parsed.prompt.text == text
    if "🐢" in text:
        assert parsed.prompt.subject.noun == "turtle"


def test_control_characters_do_not_reach_the_document():
    assert parse("a dog\x00 running\x1b[31m\r\nfast").prompt.text == "a dog running [31m\nfast"


def cpu_seconds(text):
    started = time.process_time()
    try:
        parse(text)
    except PromptError as error:
        assert error.code in ("prompt-empty", "prompt-too-long")
    return time.process_time() - started


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_within_fifty_milliseconds(text):
    parse("a warbly frobnicator")  # loads the dictionary outside the measurement
    assert min(cpu_seconds(text) for _ in range(2)) < 0.05


WORDS = (
    "a the two dog cat running red in on of camera slowly pans left . , no without night sunset field crane"
)
WORDS += " drone"
WORDS += " honey 's and with holding city street rain 30s waves shot close-up zorgle full film of to it"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=40))
def test_any_order_of_familiar_words_is_read(words):
    parsed = parse(" ".join(words))
    assert parsed.prompt.text
    assert parsed.as_dict()["evidence"] == parsed.evidence
