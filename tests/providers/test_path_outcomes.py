"""What becomes of a take when the provider misbehaves: told as it is, paid once, never lost."""

from __future__ import annotations

import dataclasses
import threading
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelwright.errors import OptionError, Refusal
from reelwright.provider_settings import ProviderLimits
from reelwright.providers import (
    FREE,
    BaseProvider,
    Capabilities,
    Choice,
    Kind,
    Outcome,
    Output,
    Prepared,
    ProviderFault,
    Routes,
    Snapshot,
    State,
    TakeRequest,
    Target,
    Task,
    VideoRequest,
    Wanted,
    find_provider,
    finish_jobs,
    fit,
    foresee_take,
    hookimpl,
    make_routed,
    make_take,
    make_takes,
    picked_take,
    take_recipe,
    use_plugin,
)
from reelwright.providers.book import Book
from reelwright.providers.decisions import adopt, cancel, resubmit, write_off
from reelwright.providers.hooks import Register
from reelwright.providers.journal import Journal
from reelwright.providers.ledger import Budgets
from reelwright.providers.loopback import LoopbackProvider, LoopbackServer
from reelwright.providers.loopback.clip import clip
from reelwright.providers.passage import Policy
from reelwright.providers.path import journal_of
from reelwright.providers.turns import Limits
from reelwright.store import LocalStore, open_store
from reelwright.story import parse


def dog(prompt: str = "a dog on a beach", **fields: object) -> VideoRequest:
    return VideoRequest(prompt=prompt, **{"seconds": Fraction(2), "seed": 3, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("faults", "creations"),
    [
        ({"create": ["busy", "busy"]}, 1),
        ({"create": ["down"]}, 1),
        ({"create": ["drop"]}, 1),
        ({"create": ["500"]}, 1),
        ({"poll": ["500", "429", "500"]}, 1),
        ({"poll": ["strange", "strange"]}, 1),
        ({"file": ["gone"]}, 1),
        ({"file": ["cut"]}, 1),
        ({"file": ["text"]}, 1),
    ],
)
def test_a_passing_fault_is_waited_out_and_paid_for_once(
    server: LoopbackServer,
    provider: LoopbackProvider,
    store: LocalStore,
    policy: Policy,
    faults: dict[str, list[str]],
    creations: int,
) -> None:
    server.faults.update(faults)
    take = make_take(dog(), provider, store, policy=policy)
    assert take.made
    assert take.cost == Decimal("0.20")
    assert server.bill()["creations"] == creations
    assert server.bill()["usd"] == Budgets(journal_of(store).book).totals()["spent_usd"]


def test_an_unknown_status_is_said_and_never_taken_for_success(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    server.faults["poll"] = ["strange"]
    take = make_take(dog(), provider, store, policy=policy)
    assert take.notes == ("loopback reports an unknown status “pondering”.",)


@pytest.mark.parametrize(
    ("fault", "kind", "code", "billed"),
    [
        ("unsafe", Kind.MODERATED, "provider-moderated", "0.20"),
        ("empty", Kind.GENERATION, "no-output", "0.20"),
        ("refuse", Kind.INVALID, "provider-invalid", "0.00"),
    ],
)
def test_a_failure_is_reported_as_what_it_is_and_settled_at_what_it_cost(
    server: LoopbackServer,
    provider: LoopbackProvider,
    store: LocalStore,
    policy: Policy,
    fault: str,
    kind: Kind,
    code: str,
    billed: str,
) -> None:
    server.faults["create"] = [fault]
    with pytest.raises(ProviderFault) as failed:
        make_take(dog(), provider, store, policy=policy)
    assert (failed.value.kind, failed.value.code) == (kind, code)
    assert failed.value.hint
    [job] = journal_of(store).jobs()
    assert job.state is State.FAILED
    assert Budgets(journal_of(store).book).totals() == {"held_usd": "0.00", "spent_usd": billed}
    assert make_take(dog(), provider, store, policy=policy).made
    assert journal_of(store).latest(job.intent).attempt == 2  # type: ignore[union-attr]


def test_a_take_that_is_there_costs_nothing_again(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    first = make_take(dog(), provider, store, policy=policy)
    again = make_take(dog(), provider, store, policy=policy)
    assert (again.made, again.cost, again.digest) == (False, Decimal(0), first.digest)
    assert server.bill()["creations"] == 1
    assert make_take(dog(take=1), provider, store, policy=policy).made
    assert picked_take(store, first.key) == dataclasses.replace(
        again, quote=picked_take(store, first.key).quote
    )  # type: ignore[union-attr]


def test_what_a_take_would_cost_is_foreseen_without_asking_anybody(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore
) -> None:
    foreseen = foresee_take(dog(seconds=Fraction(5)), provider, store)
    assert (foreseen.made, foreseen.cost) == (True, Decimal("0.60"))
    assert "unknown" in foresee_take(dog(model="loopback-unpriced"), provider, store).notes[-1]
    assert server.bill()["creations"] == 0
    assert not (store.root / "catalogue.sqlite").exists()


def test_a_deadline_ends_the_waiting_and_the_next_run_goes_on_with_the_same_job(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    server.seconds = 0.8
    with pytest.raises(ProviderFault) as late:
        make_take(dog(), provider, store, policy=dataclasses.replace(policy, deadline=0.2))
    assert (late.value.code, late.value.created) == ("still-running", "yes")
    assert make_take(dog(), provider, store, policy=policy).made
    assert server.bill()["creations"] == 1


def test_an_unknown_job_is_shown_with_three_choices_and_blocks_another_payment(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    server.faults["create"] = ["drop"]
    for _ in range(2):
        with pytest.raises(ProviderFault) as unknown:
            make_take(dog(model="loopback-blind"), provider, store, policy=policy)
        assert unknown.value.code == "unknown-job-state"
        assert all(verb in unknown.value.hint for verb in ("adopt", "resubmit", "write-off"))
    journal = journal_of(store)
    [job] = journal.jobs()
    assert job.state is State.UNKNOWN
    assert Budgets(journal.book).totals() == {"held_usd": "0.24", "spent_usd": "0.00"}
    adopt(journal, job.id[:12], "lb1")
    assert make_take(dog(model="loopback-blind"), provider, store, policy=policy).cost == Decimal("0.20")
    assert server.bill()["creations"] == 1


def test_resubmitting_an_unknown_job_pays_for_another_and_counts_the_first(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    server.faults["create"] = ["drop"]
    with pytest.raises(ProviderFault):
        make_take(dog(model="loopback-blind"), provider, store, policy=policy)
    journal = journal_of(store)
    assert resubmit(journal, journal.jobs()[0].id, billed=Decimal("0.20")).state is State.WRITTEN_OFF
    assert make_take(dog(model="loopback-blind"), provider, store, policy=policy).made
    assert server.bill()["creations"] == 2
    assert Budgets(journal.book).totals() == {"held_usd": "0.00", "spent_usd": "0.40"}


def test_a_job_that_is_written_off_counts_as_billed_unless_told_otherwise(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    server.faults["create"] = ["drop"]
    with pytest.raises(ProviderFault):
        make_take(dog(model="loopback-blind"), provider, store, policy=policy)
    journal = journal_of(store)
    job = write_off(journal, journal.jobs()[0].id)
    assert job.settled_usd == Decimal("0.24")
    with pytest.raises(OptionError) as ended:
        adopt(journal, job.id, "lb1")
    assert ended.value.code == "bad-job-state"


def test_an_id_that_belongs_to_another_job_cannot_be_adopted(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    make_take(dog(), provider, store, policy=policy)
    server.faults["create"] = ["drop"]
    with pytest.raises(ProviderFault):
        make_take(dog(model="loopback-blind"), provider, store, policy=policy)
    journal = journal_of(store)
    [unknown] = journal.jobs(states=[State.UNKNOWN])
    with pytest.raises(OptionError) as taken:
        adopt(journal, unknown.id, "lb1")
    assert taken.value.code == "job-taken"
    assert journal.get(unknown.id).state is State.UNKNOWN


def test_a_cancelled_job_is_settled_and_can_be_made_again(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    server.seconds = 30
    with pytest.raises(ProviderFault):
        make_take(dog(), provider, store, policy=dataclasses.replace(policy, deadline=0.1))
    journal = journal_of(store)
    job, said = cancel(journal, journal.jobs()[0].id, provider)
    assert (job.state, said.state) == (State.CANCELLED, State.CANCELLED)  # type: ignore[union-attr]
    assert job.settled_usd == Decimal("0.20")
    server.seconds = 0
    assert make_take(dog(), provider, store, policy=policy).made


def test_a_restart_finishes_every_job_from_the_database_alone(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    server.seconds = 0.5
    for name in ("one", "two", "three"):
        with pytest.raises(ProviderFault):
            make_take(dog(name), provider, store, policy=dataclasses.replace(policy, deadline=0.05))
    fresh = open_store(store.root.parent)
    outcomes = finish_jobs(fresh, policy=policy, providers=lambda name: LoopbackProvider(base_url=server.url))
    assert [outcome.error for outcome in outcomes] == [None] * 3
    assert server.bill()["creations"] == 3
    assert make_take(dog("two"), provider, fresh, policy=policy).made is False
    assert finish_jobs(fresh, policy=policy) == []


def test_four_takes_wait_side_by_side_and_a_moderated_one_leaves_the_others_alone(
    server: LoopbackServer, store: LocalStore, policy: Policy
) -> None:
    plug_in(server)
    server.seconds, server.faults["create"] = 1.0, ["", "unsafe", "", ""]
    wanted = [Wanted(dog(f"shot {n}"), (Target("loop", ""),)) for n in range(4)]
    outcomes = make_takes(wanted, store, policy=policy)
    assert server.bill()["busiest"] >= 3
    bad = [outcome for outcome in outcomes if outcome.error is not None]
    assert [outcome.error.facts["kind"] for outcome in bad if outcome.error] == ["moderated"]
    again = make_takes(wanted, store, policy=policy)
    assert sorted(outcome.take.made for outcome in again if outcome.take) == [False, False, False, True]
    assert server.bill()["creations"] == 5


def plug_in(server: LoopbackServer) -> None:
    """``loop`` and ``other`` are two providers at the server; ``dead`` is at a port where nobody listens."""

    class Loop(LoopbackProvider):
        name = "loop"

        def __init__(self) -> None:
            super().__init__(base_url=ADDRESS["loop"])

    class Dead(LoopbackProvider):
        name = "dead"

        def __init__(self) -> None:
            super().__init__(base_url="http://127.0.0.1:9")

    class Plugin:
        @hookimpl
        def register_providers(self, register: Register) -> None:
            register("loop", Loop)
            register("dead", Dead)

    ADDRESS["loop"] = server.url
    use_plugin(Plugin(), "outcomes")


ADDRESS: dict[str, str] = {}


def test_a_route_falls_back_when_nothing_was_created_and_says_so(
    server: LoopbackServer, store: LocalStore, policy: Policy
) -> None:
    plug_in(server)
    impatient = dataclasses.replace(policy, submits=1)
    routes = Routes.parse(["final=dead/loopback-1,loop/loopback-1", "preview=previs"])
    targets = routes.targets("final", "text-to-video")
    take = make_routed(dog(), targets, store, policy=impatient)
    assert take.provider == "loop"
    assert take.notes[0].startswith("Not made by dead/loopback-1: dead could not be reached")
    again = make_routed(dog(), targets, store, policy=impatient)
    assert (again.made, again.key) == (False, take.key)
    assert routes.targets("preview", "text-to-video") == (Target("previs", ""),)


@pytest.mark.parametrize(("fault", "creations"), [("drop", 1), ("unsafe", 1)])
def test_a_route_never_falls_back_after_a_creation_or_a_moderation(
    server: LoopbackServer, store: LocalStore, policy: Policy, fault: str, creations: int
) -> None:
    plug_in(server)
    server.faults["create"] = [fault]
    targets = Routes.parse(["loop/loopback-blind,loop/loopback-1"]).targets("final", "text-to-video")
    with pytest.raises(ProviderFault):
        make_routed(dog(), targets, store, policy=policy)
    assert server.bill()["creations"] == creations


def test_a_route_goes_on_with_the_job_that_is_under_way_before_starting_another(
    server: LoopbackServer, store: LocalStore, policy: Policy
) -> None:
    plug_in(server)
    server.seconds = 0.5
    second = Target("loop", "loopback-blind")
    with pytest.raises(ProviderFault):
        make_routed(dog(), [second], store, policy=dataclasses.replace(policy, deadline=0.1))
    take = make_routed(dog(), [Target("loop", "loopback-1"), second], store, policy=policy)
    assert take.model == "loopback-blind"
    assert server.bill()["creations"] == 1


@pytest.mark.parametrize("line", ["final=", "final=nobody/x", "=previs", "Fi nal=previs"])
def test_a_route_that_makes_no_sense_is_an_error(line: str) -> None:
    with pytest.raises(OptionError):
        Routes.parse([line])


def test_five_failures_in_a_row_open_the_circuit_for_every_worker(store: LocalStore, policy: Policy) -> None:
    nobody = LoopbackProvider(base_url="http://127.0.0.1:9")
    with pytest.raises(ProviderFault):
        make_take(dog(), nobody, store, policy=policy, wait=lambda seconds: None)
    with pytest.raises(ProviderFault) as broken:
        make_take(dog("another"), nobody, open_store(store.root.parent), policy=policy)
    assert (broken.value.code, broken.value.created) == ("circuit-open", "no")
    assert Budgets(journal_of(store).book).totals() == {"held_usd": "0.00", "spent_usd": "0.00"}


def test_no_more_jobs_than_the_provider_allows_are_under_way_at_once(
    server: LoopbackServer, store: LocalStore, policy: Policy
) -> None:
    plug_in(server)
    server.seconds = 0.15
    limited = dataclasses.replace(policy, limits=Limits(concurrency=2))
    outcomes = make_takes(
        [Wanted(dog(f"shot {n}"), (Target("loop", ""),)) for n in range(5)], store, policy=limited
    )
    assert [outcome.error for outcome in outcomes] == [None] * 5
    assert server.bill()["busiest"] <= 2


def test_a_limit_of_the_provider_holds_for_all_its_models_together(
    server: LoopbackServer, store: LocalStore, policy: Policy
) -> None:
    plug_in(server)
    server.seconds = 0.15
    limited = dataclasses.replace(policy, providers={"loop": ProviderLimits(concurrency=1)})
    models = ("loopback-1", "loopback-blind", "loopback-1", "loopback-blind")
    wanted = [Wanted(dog(f"shot {n}"), (Target("loop", model),)) for n, model in enumerate(models)]
    assert [outcome.error for outcome in make_takes(wanted, store, policy=limited)] == [None] * 4
    assert server.bill()["busiest"] == 1


@pytest.mark.parametrize(("said", "last"), [(None, "no-turn"), (9, "still-running")])
def test_what_a_person_says_of_their_account_replaces_the_usual_limit(
    server: LoopbackServer, store: LocalStore, policy: Policy, said: int | None, last: str
) -> None:
    plug_in(server)
    server.seconds = 600.0
    limits = {} if said is None else {"loop": ProviderLimits(concurrency=said)}
    hasty = dataclasses.replace(policy, deadline=0.0, providers=limits)
    assert find_provider("loop").models()["loopback-1"].concurrency == 8
    codes = []
    for n in range(9):
        with pytest.raises(ProviderFault) as waiting:
            make_take(dog(f"shot {n}"), find_provider("loop"), store, policy=hasty)
        codes.append(waiting.value.code)
    assert codes == ["still-running"] * 8 + [last]


def test_a_rate_limit_spreads_submits_over_the_minute(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    limited = dataclasses.replace(policy, limits=Limits(per_minute=1), deadline=0.3)
    make_take(dog(), provider, store, policy=limited)
    with pytest.raises(ProviderFault) as turn:
        make_take(dog("another"), provider, store, policy=limited)
    assert (turn.value.code, turn.value.created) == ("no-turn", "no")
    assert turn.value.retry_after is not None
    assert 50 < turn.value.retry_after <= 60


def test_two_threads_that_want_the_same_take_pay_for_one(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    server.seconds = 0.2
    takes: list[Outcome] = []

    def work() -> None:
        takes.append(Outcome(make_take(dog(), provider, open_store(store.root.parent), policy=policy)))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcome.take.made for outcome in takes if outcome.take) == [False, False, True]
    assert server.bill()["creations"] == 1


def test_previs_goes_through_the_same_path_without_a_journal(store: LocalStore) -> None:
    request = TakeRequest(parse("a red fox in the snow, static").prompt, Fraction(4), 11)
    take = make_take(request, find_provider("previs"), store)
    assert take.made
    assert take.document["seconds"] == "4"
    assert store.slate(take.key).facts["safety_rules"] == 1  # type: ignore[union-attr]
    assert not (store.root / "inbox").exists()
    with pytest.raises(Refusal):
        unsafe = TakeRequest(parse("Mickey Mouse dancing in a park").prompt, Fraction(4), 11)
        make_take(unsafe, find_provider("previs"), store)


def test_a_provider_that_forgets_a_finished_job_costs_an_error_and_not_a_second_settlement(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy, tmp_path: Path
) -> None:
    server.seconds = 30
    with pytest.raises(ProviderFault):
        make_take(dog(), provider, store, policy=dataclasses.replace(policy, deadline=0.1))
    server.jobs.clear()
    with pytest.raises(ProviderFault) as gone:
        make_take(dog(), provider, store, policy=policy)
    assert gone.value.kind is Kind.NOT_FOUND
    assert [job.state for job in journal_of(store).jobs()] == [State.EXPIRED]
    assert Budgets(journal_of(store).book).totals() == {"held_usd": "0.00", "spent_usd": "0.24"}


FAULTS = st.fixed_dictionaries(
    {
        "create": st.lists(
            st.sampled_from(["", "busy", "down", "drop", "500", "unsafe", "empty", "refuse"]), max_size=6
        ),
        "poll": st.lists(st.sampled_from(["", "500", "429", "strange"]), max_size=6),
        "file": st.lists(st.sampled_from(["", "gone", "cut", "text"]), max_size=3),
    }
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(faults=FAULTS)
def test_whatever_goes_wrong_the_ledger_equals_the_bill(
    tmp_path_factory: pytest.TempPathFactory, faults: dict[str, list[str]]
) -> None:
    server = LoopbackServer()
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        store = open_store(tmp_path_factory.mktemp("faults"))
        server.faults.update(faults)
        hasty = Policy(grace=0.02, poll_least=0.0, deadline=20.0)
        provider = LoopbackProvider(base_url=server.url)
        for name in ("one", "two", "three"):
            try:
                make_take(dog(name), provider, store, policy=hasty, wait=lambda s: time.sleep(min(s, 0.02)))
            except ProviderFault as fault:
                assert fault.kind in (Kind.MODERATED, Kind.GENERATION, Kind.INVALID, Kind.UNAVAILABLE)
        journal = journal_of(store)
        assert journal.unfinished() == []
        assert server.bill()["creations"] == len([job for job in journal.jobs() if job.remote_id])
        spent = Budgets(journal.book).totals()
        assert spent["held_usd"] == "0.00"
        assert Decimal(spent["spent_usd"]) == Decimal(server.bill()["usd"])
    finally:
        server.close()
        thread.join(5)


class Engine(BaseProvider):
    """An engine on this machine that writes a file."""

    name = "engine"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def models(self) -> dict[str, Capabilities]:
        length = Choice(duration_range=(Fraction(1), Fraction(5)))
        return {"engine-1": Capabilities(tasks={Task.T2V: length}, price=FREE, offline=True, seed=True)}

    def prepare(self, request: VideoRequest) -> Prepared:
        fitted = fit(self.name, self.models(), request)
        return Prepared.of(self.name, 1, fitted, "", {"prompt": fitted.prompt, "seed": fitted.seed})

    def submit(self, prepared: Prepared, key: str) -> str:
        (self.folder / f"{key}.mp4").write_bytes(clip(Fraction(1), prepared.body["seed"]))
        return key

    def poll(self, job: str) -> Snapshot:
        return Snapshot(State.SUCCEEDED, (Output(path=self.folder / f"{job}.mp4"),))


def test_an_engine_on_this_machine_needs_no_journal_and_its_file_is_checked_all_the_same(
    store: LocalStore, tmp_path: Path
) -> None:
    take = make_take(dog(), Engine(tmp_path), store)
    assert take.path is not None
    assert take.path.read_bytes() == clip(Fraction(1), 3)
    assert (take.cost, take.notes) == (Decimal(0), ("The clip lasts 1.00 s where 2 s were asked for.",))
    assert not (store.root / "inbox").exists()


def test_a_provider_without_its_key_is_told_before_anything_is_written(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Keyed(LoopbackProvider):
        key_names = ("KEYED_KEY",)
        key_optional = False

    monkeypatch.delenv("KEYED_KEY", raising=False)
    with pytest.raises(ProviderFault) as missing:
        make_take(dog(), Keyed(base_url="http://127.0.0.1:9"), store)
    assert (missing.value.code, missing.value.created) == ("provider-not-ready", "no")
    assert "KEYED_KEY" in missing.value.message
    assert journal_of(store).jobs() == []


def test_a_job_of_a_worker_on_another_machine_is_taken_over_when_its_lease_runs_out(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    prepared = provider.prepare(dog())
    journal = journal_of(store)
    key = take_recipe(prepared).key
    journal.reserve(prepared, key, project="p", owner="elsewhere|1|x", lease=0.6, trace_id=None)
    started = time.monotonic()
    hasty = dataclasses.replace(policy, lease=0.3)
    [outcome] = finish_jobs(store, policy=hasty, providers=lambda name: provider)
    assert outcome.error is None
    assert time.monotonic() - started >= 0.5
    assert server.bill()["creations"] == 1


def test_a_route_works_on_a_journal_in_postgres(
    server: LoopbackServer, store: LocalStore, policy: Policy, tmp_path: Path, postgres: str
) -> None:
    plug_in(server)
    journal = Journal(Book(postgres, tmp_path / "journal"))
    targets = Routes.parse(["dead/loopback-1,loop/loopback-1"]).targets("final", "text-to-video")
    hasty = dataclasses.replace(policy, submits=1)
    [outcome] = make_takes([Wanted(dog(), targets)], store, policy=hasty, journal=journal)
    assert outcome.take is not None
    assert [job.state for job in journal.jobs()] == [State.SUCCEEDED, State.FAILED]
    assert Budgets(journal.book).totals() == {"held_usd": "0.00", "spent_usd": "0.20"}
    assert not list((store.root).glob("inbox/*"))
