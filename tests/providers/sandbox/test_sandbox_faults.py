"""The sandbox's time and faults: when jobs end, and what goes wrong when."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest
from sandbox_scene import pictures, png, runway
from sandbox_wire import wire

from reelwright.errors import OptionError
from reelwright.providers.sandbox import (
    KINDS,
    Fault,
    ManualClock,
    Pace,
    Sandbox,
)
from reelwright.providers.sandbox.fault import FaultPlan


def test_a_job_waits_runs_and_ends_as_the_clock_is_moved(http: httpx.Client) -> None:
    clock = ManualClock()
    with Sandbox("runway", clock=clock, pace=Pace(queue=10, run=100)) as sandbox:
        client = runway(sandbox, http)
        job_id = client.job_id(client.create())
        first = client.poll(job_id).raw
        assert (first["status"], first["estimatedCost"]) == ("PENDING", {"credits": 60.0})
        clock.advance(60)
        running = client.poll(job_id).raw
        assert (running["status"], running["progress"]) == ("RUNNING", 0.5)
        assert sandbox.bill() == 0
        clock.advance(50)
        assert client.poll(job_id).raw["cost"] == {"credits": 60}
        assert sandbox.bill() == Decimal("0.60")


def test_jobs_beyond_the_concurrency_wait_for_a_place(http: httpx.Client) -> None:
    clock = ManualClock()
    with Sandbox("runway", clock=clock, pace=Pace(run=10, concurrency=2)) as sandbox:
        client = runway(sandbox, http)
        ids = [client.job_id(client.create()) for _ in range(5)]
        assert [client.poll(i).word for i in ids] == [
            "RUNNING",
            "RUNNING",
            "THROTTLED",
            "THROTTLED",
            "THROTTLED",
        ]
        clock.advance(10)
        assert [client.poll(i).word for i in ids] == [
            "SUCCEEDED",
            "SUCCEEDED",
            "RUNNING",
            "RUNNING",
            "THROTTLED",
        ]
        clock.advance(20)
        assert client.poll(ids[4]).good


def test_a_link_dies_of_age_and_a_poll_hands_out_a_fresh_one(http: httpx.Client) -> None:
    clock = ManualClock()
    with Sandbox("runway", clock=clock, pace=Pace(run=0, link_ttl=3600), max_side=64) as sandbox:
        client = runway(sandbox, http)
        job_id = client.job_id(client.create())
        old = client.poll(job_id)
        assert client.fetch(old, job_id).status_code == 200
        clock.advance(3600)
        assert client.fetch(old, job_id).status_code == 403
        assert client.fetch(client.poll(job_id), job_id).status_code == 200
        assert client.fetch(old, job_id).status_code == 403


def test_cancelling_is_free_in_the_queue_and_paid_once_it_runs(http: httpx.Client) -> None:
    clock = ManualClock()
    with Sandbox("runway", clock=clock, pace=Pace(queue=10, run=10)) as sandbox:
        client = runway(sandbox, http)
        waiting, running = (client.job_id(client.create()) for _ in range(2))
        assert http.delete(f"{client.url}/v1/tasks/{waiting}", headers=client.headers).status_code == 204
        clock.advance(15)
        assert http.delete(f"{client.url}/v1/tasks/{running}", headers=client.headers).status_code == 204
        assert [client.poll(i).word for i in (waiting, running)] == ["CANCELLED", "CANCELLED"]
        assert [sandbox.owed("runway", i) for i in (waiting, running)] == [0, Decimal("0.60")]
        http.delete(f"{client.url}/v1/tasks/{running}", headers=client.headers)
        assert client.ask(running).status_code == 404
        assert sandbox.creations("runway") == 2


def test_a_slow_answer_comes_late_and_the_job_exists(http: httpx.Client) -> None:
    with Sandbox("runway") as sandbox:
        client = runway(sandbox, http)
        sandbox.fault("runway", "slow", seconds=30)
        with pytest.raises(httpx.ReadTimeout):
            http.post(
                f"{client.url}/v1/text_to_video",
                json={"model": "gen4.5", "promptText": "a bee", "ratio": "1280:720", "duration": 5},
                headers=client.headers,
                timeout=0.2,
            )
        assert sandbox.creations("runway") == 1


def test_a_fault_strikes_the_calls_it_names_and_no_others() -> None:
    plan = FaultPlan()
    plan.add(Fault("429", at={1, 3}, times=None))
    plan.add(Fault("500", match="wasp", times=2))
    texts = ["bee", "bee", "wasp", "wasp", "wasp", "wasp"]
    struck = [plan.strike("create", text) for text in texts]
    assert [fault.kind if fault else "" for fault in struck] == ["", "429", "500", "429", "500", ""]
    assert [fault.kind for fault in plan.waiting()] == ["429"]


def test_chance_is_drawn_from_the_seed() -> None:
    def drawn(seed: int) -> list[bool]:
        plan = FaultPlan(seed)
        plan.add(Fault("drop", probability=0.3, times=None))
        return [plan.strike("create") is not None for _ in range(400)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert 80 < sum(drawn(1)) < 160


@pytest.mark.parametrize(
    ("kind", "words"),
    [("nonsense", {}), ("drop", {"probability": 2}), ("moderated", {"on": "poll"}), ("429", {"times": 0})],
)
def test_a_fault_that_cannot_be_is_refused_with_a_hint(kind: str, words: dict[str, object]) -> None:
    with pytest.raises(OptionError) as caught:
        Fault(kind, **words)  # type: ignore[arg-type]
    assert caught.value.hint


def test_every_kind_of_fault_names_its_event_in_the_table() -> None:
    from reelwright.providers.sandbox import fault

    for kind, event in KINDS.items():
        assert f"``{kind}``" in (fault.__doc__ or "")
        assert event in fault.EVENTS


def test_the_control_routes_do_what_the_methods_do(http: httpx.Client) -> None:
    clock = ManualClock()
    with Sandbox("runway", "comfyui", clock=clock, pace=Pace(run=10)) as sandbox:
        client, root = runway(sandbox, http), f"{sandbox.origin('runway')}/_sandbox"
        assert http.post(f"{root}/faults", json={"kind": "429", "retry_after": 3}).status_code == 200
        assert client.create().status_code == 429
        job_id = client.job_id(client.create("a red bee"))
        assert http.post(f"{root}/advance", json={"seconds": 10}).status_code == 200
        assert client.poll(job_id).good
        seen = http.get(root).json()
        assert (seen["creations"], seen["bill_usd"], seen["requests"]) == (1, "0.60", 3)
        assert http.get(f"{root}/jobs").json()["jobs"][0]["prompt"] == "a red bee"
        assert [r["fault"] for r in http.get(f"{root}/requests").json()["requests"]] == ["429", None, None]
        assert http.post(f"{root}/pace", json={"run": 0}).json()["run"] == 0
        refused = http.post(f"{root}/faults", json={"kind": "nonsense"})
        assert refused.status_code == 400
        assert refused.json()["error"]["hint"]
        assert http.post(f"{root}/faults", json={"sort": "drop"}).status_code == 400
        http.post(f"{root}/faults", json={"kind": "drop", "times": None})
        assert http.delete(f"{root}/faults").json() == {"faults": []}
        assert http.post(f"{root}/reset").json()["creations"] == 0
        assert http.get(f"{root}/nowhere").status_code == 404


def test_media_left_at_the_control_route_is_what_a_clip_starts_on(http: httpx.Client) -> None:
    with Sandbox("runway", "luma_legacy", pace=Pace(run=0), max_side=160) as sandbox:
        kept = http.post(f"{sandbox.origin('runway')}/_sandbox/media", content=png((20, 20, 220)))
        link = kept.json()["url"]
        assert http.get(link).content == png((20, 20, 220))
        for name in ("runway", "luma_legacy"):
            client = wire(sandbox, name, http)
            job_id = client.job_id(client.create("it moves", link))
            first = pictures(client.fetch(client.poll(job_id), job_id).content)[0]
            assert first[..., 0].mean() > 200
            assert first[..., 2].mean() < 40
