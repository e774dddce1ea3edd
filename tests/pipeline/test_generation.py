"""Takes of a whole storyboard: side by side, picked ones as they are, failures told by shot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from reelwright.errors import OptionError, ReelwrightError
from reelwright.pipeline.generation import ShotWish, all_takes, generate_takes, take_media
from reelwright.providers import Policy, Routes, TakeRequest, hookimpl, use_plugin
from reelwright.providers.hooks import Register
from reelwright.providers.loopback import LoopbackProvider, LoopbackServer
from reelwright.store import open_store
from reelwright.story import parse
from reelwright.timeline import FileMedia, PrevisMedia


class Loopback:
    @hookimpl
    def register_providers(self, register: Register) -> None:
        register("loopback", LoopbackProvider)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    use_plugin(Loopback(), "loopback")
    running = LoopbackServer(seconds=1.0)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    monkeypatch.setenv("LOOPBACK_URL", running.url)
    yield running
    running.close()
    thread.join(5)


def wishes(count: int, pick: str | None = None) -> list[ShotWish]:
    prompts = [parse(f"a dog number {n} running on a beach").prompt for n in range(count)]
    return [ShotWish(f"shot-{n}", TakeRequest(p, Fraction(2), n), pick) for n, p in enumerate(prompts)]


ROUTES = ["final=loopback/loopback-1"]


def test_a_moderated_shot_is_told_the_others_are_kept_and_only_it_is_made_again(
    project: Path, server: LoopbackServer
) -> None:
    store, routes, asked = open_store(project), Routes.parse(ROUTES), wishes(4)
    server.faults["create"] = ["", "", "unsafe", ""]
    outcomes = generate_takes(asked, store, routes=routes, quality="final")
    assert server.bill()["busiest"] >= 3
    with pytest.raises(ReelwrightError) as failed:
        all_takes(asked, outcomes)
    assert failed.value.code == "provider-moderated"
    assert failed.value.message.startswith("Shot shot-")
    assert failed.value.facts["kept"] == 3
    again = all_takes(asked, generate_takes(asked, store, routes=routes, quality="final"))
    assert sorted(take.made for take in again) == [False, False, False, True]
    assert all(isinstance(take_media(take), FileMedia) for take in again)
    assert server.bill()["creations"] == 5


def test_an_estimate_submits_nothing_and_a_route_of_another_quality_is_not_taken(
    project: Path, server: LoopbackServer
) -> None:
    store, routes, asked = open_store(project), Routes.parse(ROUTES), wishes(2)
    final = all_takes(asked, generate_takes(asked, store, routes=routes, quality="final", foresee=True))
    draft = all_takes(asked, generate_takes(asked, store, routes=routes, quality="draft", foresee=True))
    assert [take.cost for take in final] == [Decimal("0.24")] * 2
    assert [take.cost for take in draft] == [Decimal(0)] * 2
    assert all(isinstance(take_media(take), PrevisMedia) for take in draft)
    assert server.bill()["creations"] == 0


def test_a_picked_take_is_used_and_a_missing_one_is_not_replaced_unasked(
    project: Path, server: LoopbackServer
) -> None:
    store, routes = open_store(project), Routes.parse(ROUTES)
    [made] = all_takes(wishes(1), generate_takes(wishes(1), store, routes=routes, quality="final"))
    [used] = all_takes(wishes(1, made.key), generate_takes(wishes(1, made.key), store, policy=Policy()))
    assert (used.key, used.made, used.provider) == (made.key, False, "loopback")
    lost = wishes(1, "0" * 64)
    with pytest.raises(OptionError) as missing:
        all_takes(lost, generate_takes(lost, store))
    assert missing.value.code == "missing-pick"
