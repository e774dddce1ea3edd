"""Each step of the path does its work, and the path without it fails the test of that step by name."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from reelwright.errors import ReelwrightError, Refusal
from reelwright.providers import Media, Prepared, Role, State, VideoRequest
from reelwright.providers.ledger import Budgets
from reelwright.providers.loopback import LoopbackProvider, LoopbackServer
from reelwright.providers.middleware import CHAIN, GATES, Step
from reelwright.providers.passage import Policy
from reelwright.providers.path import Take, _passage, journal_of, make_take, run, take_recipe
from reelwright.store import LocalStore


@dataclass
class Scene:
    """What the checks work with."""

    server: LoopbackServer
    provider: LoopbackProvider
    store: LocalStore
    policy: Policy
    chain: Sequence[Step]

    def take(self, prompt: str = "a dog on a beach", **fields: object) -> Take:
        request = VideoRequest(prompt=prompt, **{"seconds": Fraction(2), "seed": 3, **fields})  # type: ignore[arg-type]
        return make_take(request, self.provider, self.store, policy=self.policy, chain=self.chain)

    @property
    def journal(self):  # type: ignore[no-untyped-def]
        return journal_of(self.store)


def png(path: Path) -> Path:
    frame = av.VideoFrame.from_ndarray(np.full((36, 64, 3), 90, np.uint8), "rgb24")
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="image2pipe") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "rgb24"
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    path.write_bytes(buffer.getvalue())
    return path


def safety(scene: Scene) -> None:
    with pytest.raises(Refusal) as refused:
        scene.take("a naked child on a beach")
    assert (refused.value.code, refused.value.exit_code) == ("unsafe-sexual-minors", 3)
    assert scene.server.bill()["creations"] == 0


def likeness(scene: Scene) -> None:
    scene.store.root.parent.mkdir(parents=True, exist_ok=True)
    (scene.store.root.parent / "safety.yaml").write_text(
        "likeness_opt_out: [Jane Example]\n", encoding="utf-8"
    )
    with pytest.raises(Refusal) as refused:
        scene.take("a portrait of JANE  Éxample walking")
    assert refused.value.code == "likeness-opt-out"
    assert scene.server.bill()["creations"] == 0


def quote(scene: Scene) -> None:
    with pytest.raises(Refusal) as refused:
        scene.take(model="loopback-unpriced")
    assert refused.value.code == "unknown-cost"
    scene.policy = dataclasses.replace(scene.policy, accept_unknown_cost=True)
    assert scene.take(model="loopback-unpriced").cost == Decimal("0.20")


def reserve(scene: Scene) -> None:
    Budgets(scene.journal.book).put("day", "*", Decimal("0.25"))
    assert scene.take("a first dog").made
    with pytest.raises(Refusal) as refused:
        scene.take("a second dog")
    assert (refused.value.code, refused.value.facts["budget"]) == ("budget-exceeded", "day")
    assert scene.server.bill()["creations"] == 1


def recall(scene: Scene) -> None:
    request = VideoRequest(prompt="a dog on a beach", seconds=Fraction(2), seed=3)
    prepared = scene.provider.prepare(request)
    recipe = take_recipe(prepared)
    # As if the worker had died after the settlement, before the store had the file.
    run(_passage(prepared, scene.provider, scene.store, recipe.key, scene.policy, None, None), CHAIN)
    scene.server.jobs.clear()
    take = scene.take()
    assert take.path is not None
    assert take.path.stat().st_size > 1000
    assert scene.server.bill()["creations"] == 0


def reconcile(scene: Scene) -> None:
    scene.server.faults["create"] = ["drop"]
    assert scene.take().made
    assert scene.server.bill()["creations"] == 1


def upload(scene: Scene) -> None:
    picture = png(scene.store.root.parent.parent / "first.png")
    assert scene.take(media=(Media(Role.FIRST_FRAME, path=picture),)).made
    assert next(iter(scene.server.jobs.values()))["image"].startswith("data:image/png;base64,iVBOR")


def begin(scene: Scene) -> None:
    journal = scene.journal
    seen = []

    class Watching(LoopbackProvider):
        def submit(self, prepared: Prepared, key: str) -> str:
            seen.append(journal.get(key).state)
            return super().submit(prepared, key)

    scene.provider = Watching(base_url=scene.server.url)
    assert scene.take().made
    assert seen == [State.SUBMITTING]


def submit(scene: Scene) -> None:
    assert scene.take().made
    assert scene.server.bill()["creations"] == 1


def accept(scene: Scene) -> None:
    assert scene.take().made
    [job] = scene.journal.jobs()
    assert (job.remote_id, job.submits) == ("lb1", 1)


def poll(scene: Scene) -> None:
    scene.server.seconds = 1.0
    take = scene.take()
    assert take.path is not None
    assert [row["state"] for row in scene.journal.observations(scene.journal.jobs()[0].id)] == [
        "prepared",
        "submitting",
        "queued",
        "running",
        "fetching",
        "succeeded",
    ]


def download(scene: Scene) -> None:
    scene.server.faults["file"] = ["gone", "cut", "text"]
    scene.policy = dataclasses.replace(scene.policy, deadline=60.0)
    take = scene.take()
    assert take.path is not None
    with av.open(str(take.path)) as film:
        assert sum(1 for _ in film.decode(video=0)) == 16


def settle(scene: Scene) -> None:
    take = scene.take()
    assert take.cost == Decimal("0.20")
    assert Budgets(scene.journal.book).totals() == {"held_usd": "0.00", "spent_usd": "0.20"}
    assert scene.journal.jobs()[0].state is State.SUCCEEDED


def slate(scene: Scene) -> None:
    take = scene.take()
    found = scene.store.slate(take.key)
    assert found is not None
    assert found.cost_usd == Decimal("0.20")
    assert found.facts["remote_id"] == "lb1"
    assert found.facts["job"] == scene.journal.jobs()[0].id


CHECKS: dict[str, Callable[[Scene], None]] = {
    check.__name__: check
    for check in (
        safety,
        likeness,
        quote,
        reserve,
        recall,
        reconcile,
        upload,
        begin,
        submit,
        accept,
        poll,
        download,
        settle,
        slate,
    )
}


def test_every_step_has_a_check_of_its_own() -> None:
    assert [step.__name__ for step in CHAIN] == list(CHECKS)
    assert [step.__name__ for step in GATES] == ["safety", "likeness"]


@pytest.mark.parametrize("name", CHECKS)
def test_the_step_does_its_work(
    name: str, server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    CHECKS[name](Scene(server, provider, store, policy, CHAIN))


@pytest.mark.parametrize("name", CHECKS)
def test_without_the_step_its_check_fails(
    name: str, server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    chain = [step for step in CHAIN if step.__name__ != name]
    with pytest.raises((AssertionError, ReelwrightError, pytest.fail.Exception)):
        CHECKS[name](Scene(server, provider, store, dataclasses.replace(policy, deadline=2.0), chain))
