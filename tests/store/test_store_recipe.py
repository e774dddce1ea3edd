"""Recipes: canonical, complete and immutable."""

from __future__ import annotations

import copy
import enum
import hashlib
import json
import pickle
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reelwright.errors import StoreError
from reelwright.store import Recipe
from reelwright.store.recipe import canonical_json

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
JSONS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)
PARAMS = st.dictionaries(st.text(max_size=6), JSONS, max_size=5)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=6)


def shuffled(value: Any, random: random.Random) -> Any:
    """The same value, its mappings in another order."""
    if isinstance(value, dict):
        items = [(k, shuffled(v, random)) for k, v in value.items()]
        random.shuffle(items)
        return dict(items)
    return [shuffled(item, random) for item in value] if isinstance(value, list) else value


@given(PARAMS, st.randoms(use_true_random=False))
def test_the_order_of_parameters_does_not_matter(params: dict[str, Any], random: random.Random) -> None:
    assert Recipe("op", 1, shuffled(params, random)).key == Recipe("op", 1, params).key


@given(PARAMS, PARAMS)
def test_different_parameters_have_different_keys(a: dict[str, Any], b: dict[str, Any]) -> None:
    assume(json.dumps(a, sort_keys=True) != json.dumps(b, sort_keys=True))
    assert Recipe("op", 1, a).key != Recipe("op", 1, b).key


@given(PARAMS, st.data())
def test_changing_any_one_part_changes_the_key(params: dict[str, Any], data: st.DataObject) -> None:
    recipe = Recipe("op", 1, params, {"in": "d1"})
    name = data.draw(st.sampled_from(sorted(params)) | st.just("new")) if params else "new"
    changed = copy.deepcopy(params)
    changed[name] = [changed.get(name), "more"]
    others = [
        Recipe("op", 1, changed, {"in": "d1"}),
        Recipe("op2", 1, params, {"in": "d1"}),
        Recipe("op", 2, params, {"in": "d1"}),
        Recipe("op", 1, params, {"in": "d2"}),
        Recipe("op", 1, params, {"on": "d1"}),
        Recipe("op", 1, params),
    ]
    assert len({recipe.key, *(other.key for other in others)}) == 7


@given(PARAMS)
def test_the_key_is_the_sha_256_of_canonical_json_that_reads_back(params: dict[str, Any]) -> None:
    recipe = Recipe("op", 3, params, {"a": "b"})
    assert recipe.key == hashlib.sha256(recipe.canonical.encode()).hexdigest()
    again = json.loads(recipe.canonical)
    assert again == {"op": "op", "version": 3, "params": params, "inputs": {"a": "b"}}
    assert (
        Recipe(again["op"], again["version"], again["params"], again["inputs"]).canonical == recipe.canonical
    )


@given(DECIMALS, st.fractions())
def test_equal_amounts_are_equal_parameters(amount: Decimal, ratio: Fraction) -> None:
    longer = Decimal(f"{amount:f}0" if "." in f"{amount:f}" else f"{amount:f}.0")
    assert longer == amount
    assert canonical_json(longer) == canonical_json(amount)
    assert Decimal(json.loads(canonical_json(amount))) == amount
    assert Fraction(json.loads(canonical_json(ratio))) == ratio


def test_a_long_decimal_is_not_rounded() -> None:
    long = Decimal("1." + "123456789" * 9)
    assert Decimal(json.loads(canonical_json(long))) == long


def test_a_known_recipe_keeps_its_key_for_ever() -> None:
    """Stores on disk depend on it."""
    recipe = Recipe(
        "segment", 1, {"rate": Fraction(30000, 1001), "gain": Decimal("1.50"), "x": [0.1, None]}, {"a": "ff"}
    )
    assert recipe.canonical == (
        '{"inputs":{"a":"ff"},"op":"segment","params":{"gain":"1.5","rate":"30000/1001","x":[0.1,null]},"version":1}'
    )
    assert recipe.key == "e3f0ed9e4e988fc6fa5e4ec56a84eff68ee6099ddc33d0ee334d151d72300a7a"


@pytest.mark.parametrize(
    "bad",
    [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity"), b"bytes", object(), {1: 2}, {3}],
)  # fmt: skip
def test_what_has_no_canonical_form_is_refused_with_its_place(bad: Any) -> None:
    with pytest.raises(StoreError) as caught:
        Recipe("op", 1, {"outer": {"inner": [0, bad]}})
    assert caught.value.code == "bad-recipe"
    assert "params.outer.inner[1]" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("version", [-1, True, "1", 1.0])
def test_a_version_is_a_whole_number(version: Any) -> None:
    with pytest.raises(StoreError):
        Recipe("op", version, {})


@pytest.mark.parametrize(
    ("op", "params", "inputs"), [("", {}, {}), (3, {}, {}), ("op", [], {}), ("op", {}, {"a": ""})]
)
def test_the_other_parts_have_their_types(op: Any, params: Any, inputs: Any) -> None:
    with pytest.raises(StoreError):
        Recipe(op, 1, params, inputs)


def test_endless_nesting_is_an_error_not_a_crash() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(StoreError, match="nested"):
        Recipe("op", 1, {"deep": deep})


def test_a_recipe_does_not_change_when_its_source_does() -> None:
    params: dict[str, Any] = {"list": [1]}
    recipe = Recipe("op", 1, params)
    key = recipe.key
    params["list"].append(2)
    assert recipe.params == {"list": [1]}
    assert recipe.key == key
    with pytest.raises(AttributeError):
        recipe.op = "other"
    with pytest.raises(TypeError):
        recipe.params["list"] = 3  # type: ignore[index]


def test_recipes_compare_hash_and_travel_by_what_they_say() -> None:
    class Style(enum.StrEnum):
        NOIR = "noir"

    recipe = Recipe("op", 1, {"style": Style.NOIR, "size": (16, 9)})
    twin = Recipe("op", 1, {"size": [16, 9], "style": "noir"})
    assert recipe == twin
    assert len({recipe, twin}) == 1
    assert recipe != "op"
    assert pickle.loads(pickle.dumps(recipe)) == recipe
