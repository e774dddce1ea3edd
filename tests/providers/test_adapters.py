"""The adapters beyond the conformance suite: prices, keys, the whole path, and what only one of them does."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from conformance_cases import CASES, WORKFLOW, Things, bee, png
from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.errors import DocumentError, OptionError, SettingsError
from reelwright.providers import (
    Kind,
    Media,
    Provider,
    ProviderFault,
    Role,
    State,
    Task,
    VideoRequest,
    find_provider,
    make_take,
    provider_names,
)
from reelwright.providers.adapters import ADAPTERS
from reelwright.providers.adapters.comfyui import ComfyUIProvider
from reelwright.providers.adapters.comfyui_workflow import read_workflow
from reelwright.providers.adapters.ed25519 import verify_ed25519
from reelwright.providers.adapters.fal import FalProvider
from reelwright.providers.adapters.kling import KlingProvider
from reelwright.providers.adapters.luma_dream_machine import LumaDreamMachineProvider
from reelwright.providers.adapters.openai_compat import OpenAICompatProvider
from reelwright.providers.adapters.replicate import ReplicateProvider
from reelwright.providers.adapters.replicate_models import HARDWARE
from reelwright.providers.adapters.runway import RunwayProvider
from reelwright.providers.adapters.seedance import SeedanceProvider
from reelwright.providers.conformance.rig import generate
from reelwright.providers.ledger import Budgets
from reelwright.providers.passage import Policy
from reelwright.providers.path import journal_of
from reelwright.providers.sandbox import Pace, Sandbox
from reelwright.providers.sandbox.clip import ClipOrder, draw_clip
from reelwright.providers.sandbox.ed25519 import public_key, sign
from reelwright.providers.sandbox.tariff import RATES, rate
from reelwright.store import open_store

KEY = "key-of-the-adapter-tests"
SERVICES = {
    "runway": "runway",
    "luma": "luma_agents",
    "luma-dream-machine": "luma_legacy",
    "google": "google",
    "vertex": "google",
    "fal": "fal",
    "minimax": "minimax",
    "seedance": "ark",
    "openai_compat": "openai_videos",
}
PRICED = [name for name, case in CASES.items() if "quota" not in case.without and name != "minimax-v1"]
MODES = {"720p": "std", "1080p": "pro"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(*{case.service for case in CASES.values()}, pace=Pace(run=0), max_side=64) as running:
        yield running


@pytest.fixture
def things(sandbox: Sandbox, tmp_path: Path) -> Things:
    sandbox.reset()
    first, last = png(tmp_path / "a.png", (9, 90, 200)), png(tmp_path / "b.png", (200, 90, 9))
    draw_clip(ClipOrder("a bee", Fraction(1), 64, 36), tmp_path / "clip.mp4")
    return Things(first, last, tmp_path / "clip.mp4", sandbox.host(first.read_bytes()))


@pytest.mark.parametrize("name", SERVICES)
def test_prices_are_those_of_the_tariff(name: str) -> None:
    checked = 0
    for model, caps in find_provider(name).models().items():
        if caps.price is None:
            continue
        listed = max((row for row in RATES if f"{SERVICES[name]}/{model}".startswith(row)), key=len)
        assert set(RATES[listed]) <= set(caps.price.per_second), model
        for tier, usd in caps.price.per_second.items():
            assert usd == rate(SERVICES[name], model, tier), f"{model} at {tier or 'its default'}"
            checked += 1
        assert caps.price.as_of
        assert caps.price.source
    assert checked


def test_prices_by_mode_and_by_hardware_are_those_of_the_tariff() -> None:
    for caps in find_provider("kling").models().values():
        assert caps.price is not None
        assert {tier: caps.price.rate(tier) for tier in MODES} == {
            tier: rate("kling", mode) for tier, mode in MODES.items()
        }
    assert rate("replicate", "second") == HARDWARE


def priced(provider: Provider, things: Things, name: str) -> VideoRequest:
    """The first request of a case whose price is known."""
    for request in CASES[name].requests(things).values():
        if provider.prepare(request.identified()).quote.usd:
            return request
    raise AssertionError(f"{name} has no priced request")


@pytest.mark.parametrize("name", PRICED)
def test_a_take_through_the_whole_path_is_settled_at_the_bill(
    sandbox: Sandbox, things: Things, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    case = CASES[name]
    for variable, value in case.environment.items():
        monkeypatch.setenv(variable, value)
    provider = case.make(sandbox.url(case.service))
    request = priced(provider, things, name)
    store = open_store(tmp_path / "project")
    policy = Policy(grace=0.1, poll_least=0.01, deadline=20.0)
    take = make_take(request, provider, store, policy=policy)
    assert take.path is not None
    assert take.path.stat().st_size > 1000
    assert not make_take(request, provider, store, policy=policy).made
    assert sandbox.creations(case.service) == 1
    spent = Budgets(journal_of(store).book).totals()
    assert round(sandbox.bill(case.service), 6) == Decimal(spent["spent_usd"]) > 0
    assert take.quote is not None
    assert take.quote.usd is not None
    assert take.quote.usd >= sandbox.bill(case.service)
    assert Decimal(spent["held_usd"]) == 0


@pytest.mark.parametrize("fault", ["moderated-output", "failed", "no-output"])
@pytest.mark.parametrize("name", PRICED)
def test_what_ends_badly_is_settled_at_what_it_cost(
    sandbox: Sandbox,
    things: Things,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    fault: str,
) -> None:
    case = CASES[name]
    if fault == "no-output" and name == "openai_compat":
        pytest.skip("there, only the download shows that nothing was made")
    for variable, value in case.environment.items():
        monkeypatch.setenv(variable, value)
    provider = case.make(sandbox.url(case.service))
    sandbox.fault(case.service, fault)
    store = open_store(tmp_path / "project")
    policy = Policy(grace=0.1, poll_least=0.01, deadline=20.0)
    with pytest.raises(ProviderFault) as failed:
        make_take(priced(provider, things, name), provider, store, policy=policy)
    assert failed.value.kind is (Kind.MODERATED if fault == "moderated-output" else Kind.GENERATION)
    spent = Budgets(journal_of(store).book).totals()
    assert Decimal(spent["spent_usd"]) == round(sandbox.bill(case.service), 6)
    assert Decimal(spent["held_usd"]) == 0


@pytest.mark.parametrize("name", ["kling", "replicate", "luma-dream-machine", "openai_compat"])
def test_a_dropped_submit_is_found_again_and_paid_once(
    sandbox: Sandbox, things: Things, tmp_path: Path, name: str
) -> None:
    case = CASES[name]
    sandbox.fault(case.service, "drop")
    store = open_store(tmp_path / "project")
    policy = Policy(grace=0.1, poll_least=0.01, deadline=20.0)
    take = make_take(
        next(iter(case.requests(things).values())),
        case.make(sandbox.url(case.service)),
        store,
        policy=policy,
    )
    assert take.made
    assert sandbox.creations(case.service) == 1
    assert take.cost == sandbox.bill(case.service)


@pytest.mark.parametrize("name", [name for name in ADAPTERS if name not in ("comfyui", "lightx2v")])
def test_without_a_key_nothing_is_sent_and_the_variable_is_named(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = find_provider(name)
    if provider.key_optional:  # type: ignore[attr-defined]
        pytest.skip("servers of one's own need none")
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "films")
    for variable in (*provider.key_names, "KLING_ACCESS_KEY", "KLING_SECRET_KEY"):  # type: ignore[attr-defined]
        monkeypatch.delenv(variable, raising=False)
    assert provider.key_names[0] in provider.ready()  # type: ignore[attr-defined]
    with pytest.raises(ProviderFault) as refused:
        provider.submit(provider.prepare(bee(next(iter(provider.models())), None)), "key") if name not in (
            "replicate",
        ) else provider.submit(provider.prepare(bee("zeroscope-v2-xl", 2)), "key")
    assert refused.value.kind is Kind.AUTH
    assert refused.value.created.value == "no"


def test_servers_of_ones_own_must_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("openai_compat", "vllm_omni", "sglang", "fastvideo", "lightx2v"):
        provider = find_provider(name)
        for variable in provider.base_url_names:  # type: ignore[attr-defined]
            monkeypatch.delenv(variable, raising=False)
        assert provider.base_url_names[0] in provider.ready()  # type: ignore[attr-defined]
        with pytest.raises(SettingsError, match="base URL"):
            provider.prepare(bee())


def test_a_key_never_travels_in_the_open() -> None:
    with pytest.raises(SettingsError, match="plain http"):
        RunwayProvider(base_url="http://example.com", key=KEY).poll("1")
    with pytest.raises(SettingsError):
        RunwayProvider(base_url="file:///etc/passwd", key=KEY).poll("1")


def test_all_adapters_come_through_the_same_door_as_plugins() -> None:
    assert set(ADAPTERS) <= set(provider_names())
    assert find_provider("dream-machine").name == "luma-dream-machine"


def test_what_one_model_cannot_do_names_those_that_can() -> None:
    with pytest.raises(OptionError) as refused:
        find_provider("runway").prepare(bee(loop=True))
    assert "luma/ray-3.2" in refused.value.facts["can"]
    assert "luma/ray-3.2" in refused.value.hint


def test_dream_machine_extends_and_loops_its_own_clips(sandbox: Sandbox, things: Things) -> None:
    luma = LumaDreamMachineProvider(base_url=sandbox.url("luma_legacy"), key=KEY)
    _, job, _ = generate(luma, bee(), "one")
    clip = Media(Role.SOURCE_VIDEO, job=job)
    longer = bee(task=Task.EXTEND, media=(clip, Media(Role.LAST_FRAME, url=things.link)), loop=True)
    _, _, snapshot = generate(luma, longer, "two")
    assert snapshot.state is State.SUCCEEDED
    sent = json.loads(sandbox.requests("luma_legacy", "create")[-1].body)
    assert sent["keyframes"] == {
        "frame0": {"type": "generation", "id": job},
        "frame1": {"type": "image", "url": things.link},
    }
    assert sent["loop"] is True


def test_luma_names_an_earlier_generation_as_one(sandbox: Sandbox, things: Things) -> None:
    luma = CASES["luma"].make(sandbox.url("luma_agents"))
    _, job, _ = generate(luma, bee(), "one")
    _, _, snapshot = generate(luma, bee(media=(Media(Role.FIRST_FRAME, job=job),)), "two")
    assert snapshot.state is State.SUCCEEDED
    sent = json.loads(sandbox.requests("luma_agents", "create")[-1].body)
    assert sent["video"]["start_frame"] == {"generation_id": job}


def test_kling_extends_a_task_by_the_clip_it_made(sandbox: Sandbox, things: Things) -> None:
    kling = KlingProvider(base_url=sandbox.url("kling"), key="sandbox:sandbox-secret")
    _, job, _ = generate(kling, bee(), "one")
    _, longer, snapshot = generate(
        kling, bee(task=Task.EXTEND, media=(Media(Role.SOURCE_VIDEO, job=job),)), "two"
    )
    assert snapshot.state is State.SUCCEEDED
    assert longer.startswith("video-extend/")
    assert json.loads(sandbox.requests("kling", "create")[-1].body)["video_id"].startswith(job.split("/")[1])
    with pytest.raises(ProviderFault) as lost:
        generate(kling, bee(task=Task.EXTEND, media=(Media(Role.SOURCE_VIDEO, job="text2video/0"),)), "three")
    assert lost.value.created.value == "no"


def test_omni_goes_on_from_an_earlier_interaction(sandbox: Sandbox, things: Things) -> None:
    omni = CASES["google-omni"].make(sandbox.url("google"))
    _, job, _ = generate(omni, bee(), "one")
    generate(omni, bee(task=Task.EXTEND, media=(Media(Role.SOURCE_VIDEO, job=job),)), "two")
    sent = json.loads(sandbox.requests("google", "create")[-1].body)
    assert f"interactions/{sent['previous_interaction_id']}" == job


def test_stable_video_diffusion_gets_its_own_words(sandbox: Sandbox, things: Things) -> None:
    replicate = ReplicateProvider(base_url=sandbox.url("replicate"), key=KEY)
    first = things.media(Role.FIRST_FRAME)
    options = {"motion_bucket_id": 127, "num_frames": 25}
    request = VideoRequest(model="stable-video-diffusion", media=(first,), fps=Fraction(7), options=options)
    prepared = replicate.prepare(request.identified())
    assert prepared.body["input"] == {
        "input_image": "reelwright-media:0",
        "video_length": "25_frames_with_svd_xt",
        "frames_per_second": 7,
        "motion_bucket_id": 127,
    }
    assert prepared.seconds == Fraction(25, 7)
    short = replicate.prepare(replace(request, options={}, seconds=Fraction(2)).identified())
    assert short.body["input"]["video_length"] == "14_frames_with_svd"
    with pytest.raises(OptionError, match=r"3\.57 s at most"):
        replicate.prepare(replace(request, options={}, seconds=Fraction(4)).identified())


def test_zeroscope_and_animatediff_get_their_own_words(sandbox: Sandbox, things: Things) -> None:
    replicate = ReplicateProvider(base_url=sandbox.url("replicate"), key=KEY)
    drawn = replicate.prepare(
        bee("zeroscope-v2-xl", None, fps=Fraction(8), options={"num_frames": 24}, resolution="576x320")
    )
    given = drawn.body["input"]
    assert (given["num_frames"], given["fps"], given["width"], given["height"]) == (24, 8, 576, 320)
    assert drawn.seconds == 3
    options = {"guidance_scale": 7.5}
    drawn = replicate.prepare(bee("animate-diff", 2, negative_prompt="blurry", options=options))
    assert drawn.body["input"] == {"prompt": "a bee on a flower", "n_prompt": "blurry", "guidance_scale": 7.5}


def test_a_replicate_model_that_is_not_there_is_refused(sandbox: Sandbox, things: Things) -> None:
    replicate = ReplicateProvider(base_url=sandbox.url("replicate"), key=KEY)
    for name in ("nobody/nothing", "not a name"):
        with pytest.raises(OptionError) as refused:
            replicate.prepare(bee(name))
        assert refused.value.code == "unknown-model"


@pytest.mark.parametrize("name", ["runway", "fal", "replicate"])
def test_a_large_file_is_uploaded_and_named(
    sandbox: Sandbox, things: Things, tmp_path: Path, name: str
) -> None:
    case = CASES[name]
    large = tmp_path / "large.png"
    large.write_bytes(things.first.read_bytes() + secrets.token_bytes(4_000_000))
    media = Media(Role.FIRST_FRAME, path=large).identified()
    handle = case.make(sandbox.url(case.service)).upload(media, large, media.digest)
    assert handle.value.startswith(("runway://", "http"))
    kept = handle.value.rstrip("/").rpartition("/")[2]
    assert any(kept in call.path for call in sandbox.requests(case.service, "upload")) or name == "replicate"
    assert sandbox._studio.cupboard.read(handle.value) == large.read_bytes()


def test_a_full_account_queues_and_is_no_error(sandbox: Sandbox, things: Things) -> None:
    runway = RunwayProvider(base_url=sandbox.url("runway"), key=KEY)
    sandbox.pace("runway", run=5.0, concurrency=1)
    try:
        jobs = [runway.submit(runway.prepare(bee(seed=n)), str(n)) for n in range(2)]
        states = [runway.poll(job) for job in jobs]
    finally:
        sandbox.pace("runway", run=0.0, concurrency=None)
    assert [(seen.state, seen.raw["status"]) for seen in states] == [
        (State.RUNNING, "RUNNING"),
        (State.QUEUED, "THROTTLED"),
    ]
    assert states[0].cost is not None
    assert not states[0].cost.final


def test_a_task_of_ark_that_runs_is_not_stopped(sandbox: Sandbox, things: Things) -> None:
    ark = SeedanceProvider(base_url=sandbox.url("ark"), key=KEY)
    sandbox.pace("ark", run=5.0)
    try:
        job = ark.submit(ark.prepare(bee()), "one")
        with pytest.raises(ProviderFault, match="running"):
            ark.cancel(job)
    finally:
        sandbox.pace("ark", run=0.0)


def test_cancelling_what_is_done_leaves_the_result_there(sandbox: Sandbox, things: Things) -> None:
    for name in ("runway", "seedance", "openai_compat", "replicate", "fal"):
        case = CASES[name]
        provider = case.make(sandbox.url(case.service))
        _, job, _ = generate(provider, next(iter(case.requests(things).values())), name)
        assert provider.cancel(job).state is State.SUCCEEDED
        assert provider.poll(job).outputs


def test_the_same_request_to_another_server_is_another_take() -> None:
    recipes = [
        OpenAICompatProvider(base_url=f"http://127.0.0.1:{port}/v1").prepare(bee("wan")).params
        for port in (1, 2)
    ]
    assert recipes[0] != recipes[1]


def test_any_application_of_fal_can_be_named(sandbox: Sandbox, things: Things) -> None:
    fal = FalProvider(base_url=sandbox.url("fal"), key=KEY)
    prepared = fal.prepare(bee("somebody/new-model", 4, options={"arguments": {"steps": 3}}))
    assert prepared.endpoint == "/somebody/new-model"
    assert prepared.body == {"steps": 3, "prompt": "a bee on a flower", "duration": 4}
    assert prepared.quote.usd is None
    with pytest.raises(OptionError):
        fal.prepare(bee("no-such-model"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not json", "cannot be read"),
        ("[1]", "not in API format"),
        ("{}", "not in API format"),
        (json.dumps({"nodes": [], "links": []}), "not in API format"),
    ],
)
def test_a_workflow_that_is_none_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "bad.json").write_text(text)
    with pytest.raises(DocumentError, match=message) as refused:
        ComfyUIProvider(base_url="http://127.0.0.1:9", workflows=tmp_path).models()
    assert refused.value.hint


def test_a_workflow_says_what_it_can_do_and_fills_its_slots(tmp_path: Path) -> None:
    (tmp_path / "film.json").write_text(json.dumps(WORKFLOW))
    workflow = read_workflow(tmp_path / "film.json")
    caps = workflow.capabilities("film")
    assert list(caps.tasks) == [Task.T2V]
    assert caps.seed
    assert not caps.negative_prompt
    assert set(caps.tasks[Task.T2V].options) == {"style", "steps"}
    nodes = workflow.filled({"prompt": "a bee", "width": 640, "frames": 81, "seed": 3})
    assert nodes["1"]["inputs"]["text"] == "a bee, film still"
    assert nodes["2"]["inputs"] == {"width": 640, "height": 480, "length": 81, "seed": 3, "steps": 20}
    with pytest.raises(SettingsError, match="no workflow"):
        ComfyUIProvider(workflows=tmp_path / "nowhere").models()


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=100), st.binary(min_size=32, max_size=32), st.integers(0, 63), st.integers(1, 255))
def test_a_signature_is_accepted_and_a_changed_one_is_not(
    message: bytes, secret: bytes, place: int, change: int
) -> None:
    public, mark = public_key(secret), sign(secret, message)
    assert verify_ed25519(public, message, mark)
    assert not verify_ed25519(public, message + b"!", mark)
    forged = bytearray(mark)
    forged[place] ^= change
    assert not verify_ed25519(public, message, bytes(forged))
    assert not verify_ed25519(public[:31], message, mark)


@pytest.mark.parametrize("name", CASES)
def test_an_id_that_a_person_copied_is_the_job_that_is_polled(
    sandbox: Sandbox, things: Things, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[name]
    for variable, value in case.environment.items():
        monkeypatch.setenv(variable, value)
    provider = case.make(sandbox.url(case.service))
    prepared, job, _ = generate(provider, next(iter(case.requests(things).values())), secrets.token_hex(8))
    shown = sandbox.jobs(case.service)[-1].id
    assert provider.job_name(prepared, shown) == job  # type: ignore[attr-defined]
    assert provider.job_name(prepared, job) == job  # type: ignore[attr-defined]
