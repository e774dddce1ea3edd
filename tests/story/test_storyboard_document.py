import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.errors import DocumentError, MediaError, OptionError, SchemaVersionError
from reelwright.story import (
    Camera,
    Character,
    Family,
    Music,
    Scene,
    Setting,
    Shot,
    ShotSize,
    Storyboard,
    Style,
    Subject,
    TimeOfDay,
    Title,
    Transition,
    Weather,
    dump_storyboard,
    load_storyboard,
    plan_rules,
    prompt_for,
    shot_seed,
)
from reelwright.story.schema import schema_text

BOARD = """\
title: Holiday
style: clean
characters:
  mia: {noun: girl, attributes: [red-haired]}
scenes:
  - setting: {text: on the beach, family: beach}
    time: dusk
    shots:
      - duration: 7.5
        text: a dog running on the beach, tracking shot
      - duration: 2
        subject: {character: mia}
        action: run
"""


def failure(text, error=DocumentError, **options):
    with pytest.raises(error) as caught:
        load_storyboard(text, **options)
    return caught.value


def test_a_hand_written_board_needs_only_scenes_shots_and_durations():
    board = load_storyboard(BOARD)
    first, second = (prompt_for(board, scene, shot) for scene, shot in board.shots())
    assert (first.subject.noun, first.camera, first.time, first.style) == ("dog", "tracking", "dusk", "clean")
    assert (second.subject.noun, second.subject.attributes) == ("girl", ("red-haired",))
    assert second.setting.family == "beach"
    assert board.frames() == (225, 60)


def test_inserting_a_shot_leaves_the_seeds_of_all_others_alone():
    before = load_storyboard(BOARD)
    inserted = BOARD.replace(
        "    shots:\n", "    shots:\n      - duration: 3\n        text: a gull in the sky\n"
    )
    after = load_storyboard(inserted)
    old = [shot_seed(before, shot) for _, shot in before.shots()]
    new = [shot_seed(after, shot) for _, shot in after.shots()]
    assert new[1:] == old
    assert len(set(new)) == 3


def test_inserting_a_copy_of_a_shot_leaves_seeds_alone_too():
    shot = "      - duration: 3\n        text: a gull in the sky\n"
    once = load_storyboard(BOARD.replace("    shots:\n", "    shots:\n" + shot))
    twice = load_storyboard(BOARD.replace("    shots:\n", "    shots:\n" + shot * 2))
    seeds = [shot_seed(twice, s) for _, s in twice.shots()]
    assert seeds[1:] == [shot_seed(once, s) for _, s in once.shots()]
    assert len({s.id for _, s in twice.shots()}) == 4


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("duration: 7.5", "duration: 9"),
        ("        text: a dog", "        titles: [{text: Hello}]\n        text: a dog"),
        ("        text: a dog", "        transition: fade\n        text: a dog"),
    ],
)
def test_titles_lengths_and_transitions_do_not_change_a_derived_seed(old, new):
    seeds = [
        [shot_seed(b, s) for _, s in b.shots()]
        for b in map(load_storyboard, (BOARD, BOARD.replace(old, new, 1)))
    ]
    assert seeds[0] == seeds[1]


def test_another_storyboard_seed_changes_every_shot_seed_but_one_that_is_given():
    board = load_storyboard(BOARD.replace("        action: run", "        seed: 7\n        action: run"))
    other = board.model_copy(update={"seed": 2})
    (a, b), (c, d) = ([shot_seed(x, s) for _, s in x.shots()] for x in (board, other))
    assert a != c
    assert b == d == 7


def test_half_a_second_is_written_as_a_decimal_and_an_odd_length_as_a_fraction():
    board = load_storyboard(BOARD.replace("duration: 2", "duration: 1001/30000"))
    text = dump_storyboard(board)
    assert "duration: 7.5\n" in text
    assert "duration: 1001/30000\n" in text


def test_the_written_document_explains_itself_and_reads_back_equal():
    board = plan_rules("30s product demo of organic honey", shots=4)
    text = dump_storyboard(board)
    assert text.startswith("# ")
    assert "# Scenes hold shots" in text
    assert load_storyboard(text) == board
    assert "#" not in dump_storyboard(board, comments=False)
    assert load_storyboard(dump_storyboard(board, json=True)) == board


def test_files_are_yaml_or_json_by_their_name(tmp_path):
    board = load_storyboard(BOARD)
    for name in ("board.yaml", "board.json"):
        dump_storyboard(board, tmp_path / name)
        assert load_storyboard(tmp_path / name) == board
        assert load_storyboard(str(tmp_path / name)) == board
    assert json.loads((tmp_path / "board.json").read_text())["title"] == "Holiday"


@pytest.mark.parametrize(
    ("old", "new", "line", "hint", "code"),
    [
        ("style: clean", "style: clan", 2, "clean", "unknown-value"),
        ("action: run", "actoin: run", 13, "action", "unknown-key"),
        ("character: mia", "character: mai", 12, "mia", "unknown-character"),
        ("time: dusk", "time: dusky", 7, "dusk", "unknown-value"),
        ("family: beach", "family: beech", 6, "beach", "unknown-value"),
        ("duration: 7.5", "duration: 0", 9, "", "bad-duration"),
        ("duration: 7.5", "duration: 1e9", 5, "4 hours", "duration-too-long"),
        ("duration: 7.5", "duration: soon", 9, "7.5", "bad-document"),
        ("duration: 7.5", "duration: -1", 9, "", "bad-document"),
        ("title: Holiday", "title: [Holiday", 2, "", "bad-document"),
        ("title: Holiday", "rate: 0", 1, "", "bad-document"),
        ("title: Holiday", "ratio: wide", 1, "", "bad-document"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_nearest_valid_name(old, new, line, hint, code):
    error = failure(BOARD.replace(old, new, 1))
    assert error.facts["line"] == line
    assert error.facts["column"] >= 1
    assert f"line {line}, column" in error.message
    assert hint in error.hint
    assert error.code == code


def test_ids_are_used_once():
    text = BOARD.replace("- duration: 7.5", "- id: a\n        duration: 7.5").replace(
        "- duration: 2", "- id: a\n        duration: 2"
    )
    error = failure(text)
    assert (error.code, error.facts["line"]) == ("duplicate-id", 12)


def test_a_document_of_the_future_is_not_guessed_at():
    assert failure("schema: reelwright/storyboard@2\n" + BOARD, SchemaVersionError).facts["line"] == 1


@pytest.mark.parametrize(
    "text", ["", "[]", "just words", "scenes: []", "scenes: [{shots: []}]", "scenes: {a: 1}", "scenes: 5"]
)
def test_something_else_than_a_storyboard_is_refused(text):
    assert failure(text).exit_code == 2


def test_a_file_that_is_not_there_is_named():
    assert "nowhere.yaml" in failure(Path("nowhere.yaml")).message


def test_aliases_cannot_blow_a_document_up():
    bomb = "\n".join(
        ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    )
    assert "grows too large" in failure(bomb).message


def test_missing_media_is_found_relative_to_the_document(tmp_path):
    path = tmp_path / "board.yaml"
    path.write_text(BOARD.replace("        action: run", "        media: clips/a.mp4"))
    error = failure(path, MediaError)
    assert (error.code, error.facts["line"]) == ("missing-media", 13)
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "a.mp4").write_bytes(b"x")
    assert [shot.media for _, shot in load_storyboard(path).shots()] == [None, "clips/a.mp4"]


def test_what_could_not_be_read_back_is_not_written(tmp_path):
    board = load_storyboard(BOARD)
    shot = board.scenes[0].shots[0]
    twice = board.model_copy(update={"scenes": (board.scenes[0].model_copy(update={"shots": (shot, shot)}),)})
    with pytest.raises(DocumentError):
        dump_storyboard(twice, tmp_path / "board.yaml")
    assert list(tmp_path.iterdir()) == []


def test_the_published_schema_is_current():
    published = Path(__file__).parents[2] / "docs" / "schema" / "storyboard.schema.json"
    assert published.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m reelwright.story.schema docs/schema/storyboard.schema.json"
    )


def test_the_schema_does_not_ask_for_ids():
    schema = json.loads(schema_text())
    assert schema["$defs"]["Shot"]["required"] == ["duration"]
    assert schema["additionalProperties"] is False


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30)
lengths = st.fractions(min_value=Fraction(1, 1000), max_value=60, max_denominator=60060)
subjects = st.builds(
    Subject,
    noun=words,
    text=words,
    count=st.integers(1, 1000),
    attributes=st.lists(words, max_size=3).map(tuple),
)
places = st.builds(
    Setting,
    text=words,
    family=st.none() | st.sampled_from(Family),
    features=st.lists(words, max_size=3).map(tuple),
)
titles = st.builds(Title, text=words, subtitle=words, start=lengths, duration=st.none() | lengths)
shots = st.fixed_dictionaries(
    {"duration": lengths},
    optional={
        "text": words,
        "subject": subjects,
        "others": st.lists(subjects, max_size=2).map(tuple),
        "action": words,
        "setting": places,
        "time": st.sampled_from(TimeOfDay),
        "weather": st.sampled_from(Weather),
        "camera": st.sampled_from(Camera),
        "size": st.sampled_from(ShotSize),
        "style": st.sampled_from(Style),
        "palette": st.lists(words, max_size=4).map(tuple),
        "details": st.lists(words, max_size=4).map(tuple),
        "titles": st.lists(titles, max_size=2).map(tuple),
        "transition": st.sampled_from(Transition),
        "transition_duration": lengths,
        "seed": st.integers(0, 2**63 - 1),
        "pick": words,
    },
)


@st.composite
def boards(draw):
    scenes, number = [], 0
    for i in range(draw(st.integers(1, 3))):
        made = []
        for _ in range(draw(st.integers(1, 3))):
            number += 1
            made.append(Shot(id=f"s{number}", **draw(shots)))
        scenes.append(Scene(id=f"scene-{i}", setting=draw(st.none() | places), shots=tuple(made)))
    return Storyboard(
        title=draw(st.just("") | words),
        prompt=draw(st.just("") | words),
        rate=draw(st.sampled_from(["24", "25", "30000/1001", "30", "60"])),
        ratio=draw(st.sampled_from(["16:9", "9:16", "1:1", "4:5", "21:9"])),
        seed=draw(st.integers(0, 2**63 - 1)),
        style=draw(st.none() | st.sampled_from(Style)),
        music=draw(
            st.none() | st.builds(Music, mood=st.sampled_from(["warm", "calm"]), level=st.floats(-60, -5))
        ),
        characters=draw(
            st.dictionaries(words, st.builds(Character, noun=words, description=words), max_size=2)
        ),
        scenes=tuple(scenes),
    )


@settings(max_examples=60, deadline=None)
@given(boards(), st.booleans())
def test_a_written_board_reads_back_equal(board, as_json):
    assert load_storyboard(dump_storyboard(board, json=as_json)) == board


@settings(max_examples=200, deadline=None)
@given(st.lists(lengths, min_size=1, max_size=40), st.sampled_from(["24", "25", "30000/1001", "30", "60"]))
def test_frames_sum_to_the_film_and_no_shot_is_lost(durations, rate):
    made = tuple(Shot(id=f"s{i}", duration=d) for i, d in enumerate(durations))
    board = Storyboard(rate=rate, scenes=(Scene(id="a", shots=made),))
    total = board.frame_rate.frames(sum(durations, Fraction(0)))
    if total < len(durations):
        with pytest.raises(OptionError) as caught:
            board.frames()
        assert caught.value.code == "too-many-shots"
    else:
        frames = board.frames()
        assert sum(frames) == total
        assert min(frames) >= 1
