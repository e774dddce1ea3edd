"""Removing old artifacts, and what must stay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelwright.store import Artifact, LocalStore, Recipe
from reelwright.store.catalogue import Held
from reelwright.store.collect import closure, expendable


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2030, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


class Shelf:
    """A store, its clock, and short names for recipes."""

    def __init__(self, root: Path) -> None:
        self.clock = Clock()
        self.store = LocalStore(root, clock=self.clock)

    def make(
        self, name: str, data: bytes = b"", inputs: Mapping[str, str] | None = None, cost: str = "0"
    ) -> Artifact:
        def build(path: Path) -> Mapping[str, Any]:
            path.write_bytes(data or name.encode() * 100)
            return {"cost_usd": cost}

        self.clock.advance(hours=1)
        return self.store.make(self.recipe(name, inputs), build)

    def recipe(self, name: str, inputs: Mapping[str, str] | None = None) -> Recipe:
        return Recipe("op", 1, {"name": name}, inputs or {})

    def has(self, name: str, inputs: Mapping[str, str] | None = None) -> bool:
        return self.store.find(self.recipe(name, inputs)) is not None

    def objects(self) -> int:
        return sum(p.is_file() for p in (self.store.root / "objects").rglob("*"))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_without_limits_nothing_goes(shelf: Shelf) -> None:
    shelf.make("a")
    assert shelf.store.gc() == {"removed": 0, "freed": 0, "kept": 1, "bytes": 100, "swept": 0}
    assert shelf.has("a")


def test_the_least_recently_used_go_first_until_the_rest_fits(shelf: Shelf) -> None:
    for name in "abcd":
        shelf.make(name)
    assert shelf.has("a")  # used again, later than the others were made
    assert shelf.store.gc(max_bytes=250) == {"removed": 2, "freed": 200, "kept": 2, "bytes": 200, "swept": 0}
    assert [name for name in "abcd" if shelf.has(name)] == ["a", "d"]
    assert shelf.objects() == 2


def test_a_use_is_remembered_by_the_next_process(shelf: Shelf) -> None:
    for name in "ab":
        shelf.make(name)
    shelf.clock.advance(hours=1)
    assert shelf.has("a")
    shelf.store.close()
    assert LocalStore(shelf.store.root).gc(max_bytes=100)["removed"] == 1
    assert (shelf.has("a"), shelf.has("b")) == (True, False)


def test_what_was_not_used_for_a_while_goes(shelf: Shelf) -> None:
    shelf.make("old")
    shelf.make("used")
    shelf.clock.advance(days=40)
    assert shelf.has("used")
    shelf.make("new")
    assert shelf.store.gc(max_age=timedelta(days=30))["removed"] == 1
    assert [name for name in ("old", "used", "new") if shelf.has(name)] == ["used", "new"]


def test_what_is_kept_stays_with_everything_that_went_into_it(shelf: Shelf) -> None:
    take = shelf.make("take")
    segment = shelf.make("segment", inputs={"take": take.key})
    film = shelf.make("film", inputs={"s0": segment.digest})
    shelf.make("other")
    done = shelf.store.gc(max_bytes=0, max_age=timedelta(0), keep=[film.key])
    assert (done["removed"], done["kept"]) == (1, 3)
    assert shelf.has("take")
    assert shelf.has("segment", {"take": take.key})
    assert shelf.has("film", {"s0": segment.digest})
    assert not shelf.has("other")
    assert shelf.store.gc(max_bytes=0, keep=[film.digest])["removed"] == 0
    assert shelf.store.gc(max_bytes=0, keep=["0" * 64])["removed"] == 3


def test_bytes_that_a_kept_recipe_shares_stay(shelf: Shelf) -> None:
    shelf.make("a", b"same")
    kept = shelf.make("b", b"same")
    assert shelf.store.gc(max_bytes=0, keep=[kept.key])["removed"] == 0
    assert shelf.has("a")
    assert shelf.store.gc(max_bytes=0) == {"removed": 2, "freed": 4, "kept": 0, "bytes": 0, "swept": 0}
    assert shelf.objects() == 0


def test_what_was_removed_is_made_again(shelf: Shelf) -> None:
    first = shelf.make("a")
    shelf.store.gc(max_bytes=0)
    again = shelf.make("a")
    assert again.made
    assert again.digest == first.digest


def test_the_story_of_an_exported_film_outlives_its_bytes(shelf: Shelf, tmp_path: Path) -> None:
    take = shelf.make("take", cost="0.25")
    film = shelf.make("film", inputs={"take": take.key})
    free = shelf.make("free")
    paid = shelf.make("paid", cost="1.50")
    output = tmp_path / "film.mp4"
    output.write_bytes(b"exported")
    shelf.store.note_output(output, film.key)
    assert shelf.store.gc(max_bytes=0)["removed"] == 4
    slate = shelf.store.slate_of_file(output)
    assert slate is not None
    assert slate.key == film.key
    assert shelf.store.slate(slate.inputs["take"]) is not None
    assert shelf.store.slate(paid.key) is not None  # money spent is never forgotten
    assert shelf.store.slate(free.key) is None
    assert shelf.store.stat()["cost_usd"] == "1.75"


def test_an_object_without_a_row_is_swept(shelf: Shelf) -> None:
    shelf.make("a")
    orphan = shelf.store.root / "objects" / "ff" / ("f" * 64)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"orphan")
    foreign = shelf.store.root / "objects" / "ff" / "README"
    foreign.write_text("not ours")
    assert shelf.store.gc() == {"removed": 0, "freed": 6, "kept": 1, "bytes": 100, "swept": 1}
    assert not orphan.exists()
    assert foreign.exists()


NAMES = st.sampled_from("abcdef")
KEYS = st.sampled_from(["ka", "kb", "kc", "kd", "ke", "kf"])
DIGESTS = st.sampled_from(["da", "db", "dc", "dd"])
HELD = st.lists(
    st.builds(
        Held,
        key=KEYS,
        digest=DIGESTS,
        size=st.just(10),
        used=st.integers(0, 9),
        inputs=st.dictionaries(NAMES, KEYS | DIGESTS, max_size=2),
    ),
    max_size=8,
    unique_by=lambda held: held.key,
)


@given(
    HELD,
    st.lists(KEYS, max_size=2),
    st.none() | st.integers(0, 10),
    st.none() | st.integers(0, 90),
)
def test_the_choice_keeps_its_promises(
    held: list[Held], keep: list[str], before: int | None, max_bytes: int | None
) -> None:
    gone = expendable(held, keep=keep, before=before, max_bytes=max_bytes)
    kept = closure(held, keep)
    used = {h.digest: max(o.used for o in held if o.digest == h.digest) for h in held}
    left = set(used) - gone
    assert not gone & kept
    assert gone <= set(used)
    if before is not None:
        assert all(used[d] >= before for d in left - kept)
    if max_bytes is None:
        assert all(before is not None and used[d] < before for d in gone)
    else:
        assert len(left) * 10 <= max_bytes or left <= kept
    if gone and left - kept:  # least recently used first
        assert max(used[d] for d in gone) <= min(used[d] for d in left - kept)
    for item in held:
        if item.key in keep:
            assert item.digest in kept
            assert closure(held, list(item.inputs.values())) <= kept


def test_money_is_added_exactly(shelf: Shelf) -> None:
    for n in range(10):
        shelf.make(f"n{n}", cost="0.1")
    assert Decimal(shelf.store.stat()["cost_usd"]) == 1
