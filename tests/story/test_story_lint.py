from fractions import Fraction

import pytest

from reelwright.story import Prompt, lint, parse

GOOD = [
    "a golden retriever running through a field of sunflowers, tracking shot, golden hour",
    "sailboat on a stormy sea, crane, noir",
    "neon city street at night in the rain, drone shot",
    "astronaut walking on the moon, dolly in, cinematic",
    "a horse galloping across the desert at sunset, tracking shot, cinematic",
    "A fox walking through deep snow at night, anime style, slow dolly in",
    "a sea turtle swimming over a coral reef, tracking shot, documentary",
    "honey dripping from a dipper into a bowl, macro, warm light, static shot",
    "a steam train travelling through snowy mountains, aerial shot, soft light",
    "an eagle soaring above a canyon, drone, golden hour, epic",
]


@pytest.mark.parametrize("text", GOOD)
def test_good_prompts_raise_no_alarm(text):
    assert [finding.message for finding in lint(text, duration=Fraction(5))] == []


@pytest.mark.parametrize(
    ("code", "text", "seconds"),
    [
        ("vague-motion", "a car moving on a road, static shot, noir", 5),
        ("vague-motion", "a person, static shot, cinematic", 5),
        ("wrong-duration", "a flower blooming, macro, static, soft light", 1),
        ("wrong-duration", "a man blinking, static shot, cinematic", 30),
        ("wrong-duration", "a castle on a hill, orbit, cinematic", 1),
        ("no-camera", "a dog running on a beach, cinematic", 5),
        ("conflicting-elements", "a dog running, static, tracking shot, cinematic", 5),
        ("conflicting-elements", "a street at night with bright midday sun, drone, cinematic", 5),
        ("conflicting-elements", "snow falling in the hot desert, drone, cinematic", 5),
        ("conflicting-elements", "an astronaut walking on the moon in the rain, drone, cinematic", 5),
        ("conflicting-elements", "a girl dancing in the rain on a clear sunny day, orbit, cinematic", 5),
        ("conflicting-elements", "close-up wide shot of a dog running, tracking, cinematic", 5),
        ("conflicting-elements", "a dog running, tracking, photorealistic anime style", 5),
        ("ignored-physics", "a fish walking in the desert, tracking shot, realistic", 5),
        ("ignored-physics", "an elephant flying over a city, orbit, cinematic", 5),
        ("ignored-physics", "a campfire burning underwater, static, cinematic", 5),
        ("ignored-physics", "water flowing upwards, static shot, cinematic", 5),
        ("no-style", "a dog running on a beach, tracking shot", 5),
    ],
)
def test_each_pitfall_is_found_explained_and_answered_with_a_proposal(code, text, seconds):
    findings = {finding.code: finding for finding in lint(text, duration=Fraction(seconds))}
    assert code in findings
    finding = findings[code]
    assert finding.message.endswith(".")
    assert len(finding.proposal) > 15
    assert finding.as_dict()["code"] == code


def test_what_changes_over_time_does_not_contradict_itself():
    codes = [f.code for f in lint("a city skyline from day to night, time-lapse, static shot, cinematic")]
    assert "conflicting-elements" not in codes


def test_a_dream_may_ignore_physics():
    assert [f.code for f in lint("an elephant flying over a city, orbit, artistic style")] == []


def test_a_prompt_a_parsed_text_and_the_text_itself_get_the_same_findings():
    text = "a dog running, static, tracking shot"
    parsed = parse(text)
    assert lint(text) == lint(parsed) == lint(parsed.prompt)
    assert {f.code for f in lint(text)} == {"conflicting-elements", "no-style"}


def test_a_prompt_without_words_is_linted_by_its_slots():
    codes = [f.code for f in lint(Prompt(action="move"))]
    assert codes == ["vague-motion", "no-camera", "no-style"]
