"""Nouns become figures, colour words are honoured, actions become gaits."""

from __future__ import annotations

import numpy as np
import pytest

from reelwright.previs.figures import Cones, Figure, find, known_nouns, motion
from reelwright.previs.figures.palette import COLOURS, colour_pairs


def colours(cones: Cones) -> np.ndarray:
    return cones.data[:, 15:18]


def has_colour(cones: Cones, colour: tuple[float, float, float]) -> bool:
    return bool(np.any(np.abs(colours(cones) - np.array(colour)).max(axis=1) < 1e-6))


def drawn(noun: str, *attributes: str) -> Figure:
    figure = find(noun, attributes, seed=4)
    assert figure is not None
    return figure


def test_every_known_noun_gives_a_figure_that_can_be_posed() -> None:
    for noun in known_nouns():
        figure = find(noun, (), seed=1)
        assert figure is not None, noun
        cones = figure.pose(0.3)
        assert np.isfinite(cones.data).all(), noun
        assert 10 < len(cones) <= 140, (noun, len(cones))


def test_a_noun_nobody_can_draw_gives_none() -> None:
    assert find("spreadsheet") is None
    assert find("") is None


@pytest.mark.parametrize(
    ("noun", "name"),
    [
        ("golden retrievers", "golden retriever"),
        ("puppies", "puppy"),
        ("wolves", "wolf"),
        ("sea turtle", "turtle"),
        ("cosmonaut", "astronaut"),
    ],
)
def test_plurals_and_synonyms_find_the_same_body(noun: str, name: str) -> None:
    ours, theirs = drawn(noun).pose(0.0), drawn(name).pose(0.0)
    assert np.array_equal(ours.data, theirs.data)


def test_a_black_dog_is_black_and_a_dog_is_not() -> None:
    assert has_colour(drawn("dog", "black").pose(0.0), COLOURS["black"])
    assert has_colour(drawn("black dog").pose(0.0), COLOURS["black"])
    assert not has_colour(drawn("dog").pose(0.0), COLOURS["black"])


def test_a_golden_retriever_called_golden_keeps_its_own_coat() -> None:
    assert np.array_equal(
        drawn("golden retriever", "golden").pose(0.0).data, drawn("golden retriever").pose(0.0).data
    )


def test_clothes_take_the_colour_of_the_word_before_them() -> None:
    woman = drawn("woman", "red coat", "yellow scarf").pose(0.0)
    assert has_colour(woman, COLOURS["red"])
    assert has_colour(woman, COLOURS["yellow"])
    assert colour_pairs(["wearing a red coat and yellow scarf"]) == {
        "coat": COLOURS["red"],
        "scarf": COLOURS["yellow"],
    }


def test_old_people_are_silver_haired_and_children_are_short() -> None:
    assert drawn("man", "old").pose(0.0).extent()[1][1] < drawn("man").pose(0.0).extent()[1][1]
    assert drawn("girl").bounds()[1] < 0.8 * drawn("woman").bounds()[1]


def test_seeds_choose_different_people_and_the_same_seed_the_same() -> None:
    looks = {find("woman", (), seed).pose(0.0).data.tobytes() for seed in range(6)}  # type: ignore[union-attr]
    assert len(looks) > 2
    assert np.array_equal(find("man", (), 9).pose(1.0).data, find("man", (), 9).pose(1.0).data)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("noun", "action", "gait"),
    [
        ("dog", "running through a field", "gallop"),
        ("horse", "galloping", "gallop"),
        ("dog", "trotting", "trot"),
        ("cat", "sleeping", "sleep"),
        ("deer", "drinking", "drink"),
        ("woman", "slowly walking", "walk"),
        ("man", "sitting on a bench", "sit"),
        ("girl", "dancing", "dance"),
        ("astronaut", "walking", "bound"),
        ("astronaut", "floating", "float"),
        ("eagle", "flying", "fly"),
        ("fish", "swimming", "swim"),
        ("butterfly", None, "fly"),
        ("dog", None, "walk"),
    ],
)
def test_actions_become_gaits(noun: str, action: str | None, gait: str) -> None:
    assert motion(drawn(noun), action)[0] == gait


def test_adverbs_change_the_speed() -> None:
    dog = drawn("dog")
    slow, plain, fast = (motion(dog, f"{word} running")[1] for word in ("slowly", "", "quickly"))
    assert slow < plain < fast


def test_standing_still_has_no_speed() -> None:
    assert motion(drawn("dog"), "sitting") == ("sit", 0.0)
    assert motion(drawn("man"), "reading") == ("read", 0.0)
