"""Language models on the path: three wire formats against loopback servers, their keys, their bill, their
journal."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from reelwright.errors import Refusal, SettingsError
from reelwright.providers import Policy, VideoRequest, finish_jobs, journal_of
from reelwright.providers.fault import Kind, ProviderFault
from reelwright.providers.job import State
from reelwright.providers.language import DIALECTS, Ending, LanguageModel, Question, Turn, ask
from reelwright.providers.language.asking import answer_recipe
from reelwright.providers.lease import new_owner
from reelwright.providers.ledger import Budgets
from reelwright.providers.sandbox import Sandbox
from reelwright.providers.turns import Limits
from reelwright.store import LocalStore
from reelwright.story.planner import INSTRUCTIONS, outline_schema

PRICES = (Decimal(1), Decimal(5))
SECRET = "sk-very-secret-4711"
KIND = pytest.mark.parametrize("kind", DIALECTS)


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(*(f"chat_{kind}" for kind in DIALECTS)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    running.reset()
    for name in ("REELWRIGHT_PLANNER_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OLLAMA_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REELWRIGHT_PLANNER_KEY", SECRET)
    return running


def model(sandbox: Sandbox, kind: str, **more: Any) -> LanguageModel:
    return LanguageModel(kind, "planner-1", sandbox.url(f"chat_{kind}"), **more)


def about(text: str = "a dog on a beach", seed: int = 1) -> Question:
    told = "Plan: " + json.dumps({"prompt": text, "shots": 2, "seconds": 8})
    return Question(INSTRUCTIONS, (Turn("user", told),), outline_schema(), "storyboard", 4000, seed, text)


def bodies(sandbox: Sandbox, kind: str) -> list[dict[str, Any]]:
    return [json.loads(call.body) for call in sandbox.requests(f"chat_{kind}", "create")]


@KIND
def test_a_question_is_asked_once_and_its_answer_is_kept(
    kind: str, sandbox: Sandbox, store: LocalStore
) -> None:
    asked = model(sandbox, kind)
    first = ask(asked, about(), store)
    again = ask(model(sandbox, kind), about(), store)
    plan = json.loads(first.answer.text)
    assert len([shot for scene in plan["scenes"] for shot in scene["shots"]]) == 2
    assert first.answer.ending is Ending.DONE
    assert first.answer.tokens_in is not None
    assert first.answer.tokens_in > 500
    assert (first.made, again.made, again.answer) == (True, False, first.answer)
    assert sandbox.creations(f"chat_{kind}") == 1
    other = ask(asked, about(seed=2), store)
    assert other.made
    assert sandbox.creations(f"chat_{kind}") == 2


def test_each_format_asks_for_the_schema_in_its_own_way(sandbox: Sandbox, store: LocalStore) -> None:
    for kind in DIALECTS:
        ask(model(sandbox, kind), about(seed=2**40 + 5), store)
    [openai], [anthropic], [ollama] = (bodies(sandbox, kind) for kind in DIALECTS)
    wanted = openai["response_format"]["json_schema"]
    assert (wanted["strict"], wanted["schema"]) == (True, outline_schema())
    assert (openai["max_tokens"], openai["seed"], "temperature" in openai) == (4000, 5, False)
    assert anthropic["tools"][0]["input_schema"] == outline_schema()
    assert anthropic["tool_choice"] == {"type": "tool", "name": "storyboard"}
    assert (anthropic["system"], anthropic["max_tokens"]) == (INSTRUCTIONS, 4000)
    assert ollama["format"] == outline_schema()
    assert (ollama["stream"], ollama["options"]["num_predict"], ollama["options"]["seed"]) == (False, 4000, 5)
    assert ollama["options"]["num_ctx"] >= 4000 + len(INSTRUCTIONS) // 4


def test_the_key_is_where_each_format_wants_it_and_nowhere_in_the_project(
    sandbox: Sandbox, store: LocalStore
) -> None:
    for kind in DIALECTS:
        ask(model(sandbox, kind, prices=PRICES), about(), store)
    calls = [sandbox.requests(f"chat_{kind}", "create")[0] for kind in DIALECTS]
    assert calls[0].headers["authorization"] == calls[2].headers["authorization"] == f"Bearer {SECRET}"
    assert calls[1].headers["x-api-key"] == SECRET
    assert calls[1].headers["anthropic-version"] == "2023-06-01"
    store.close()
    files = [path for path in store.root.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert all(SECRET.encode() not in path.read_bytes() for path in files)


def test_the_vendors_key_goes_to_the_vendors_host_only(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REELWRIGHT_PLANNER_KEY")
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "other-key-123")
    own = LanguageModel("openai", "m")
    assert own.http.credentials(own.http.url("/chat/completions")) == {"Authorization": f"Bearer {SECRET}"}
    for url in (
        "https://openrouter.example/v1",
        "https://api.openai.com.evil.example/v1",
        sandbox.url("chat_openai"),
    ):
        proxy = LanguageModel("openai", "m", url)
        assert proxy.http.credentials(proxy.http.url("/chat/completions")) == {}
    wrong = LanguageModel("anthropic", "m", "https://api.openai.com/v1")
    assert SECRET not in str(wrong.http.credentials(wrong.http.url("/messages")))
    assert own.http.credentials("https://elsewhere.example/v1") == {}
    assert (
        "REELWRIGHT_PLANNER_KEY is not set"
        in LanguageModel("openai", "m", "https://proxy.example/v1").ready()
    )
    assert own.ready() == ""


def test_plain_http_to_another_machine_is_refused_except_to_an_ollama_without_a_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("REELWRIGHT_PLANNER_KEY", raising=False)
    monkeypatch.delenv("OLLAMA_API_KEY", raising=False)
    with pytest.raises(SettingsError) as caught:
        LanguageModel("openai", "m", "http://192.168.1.5:8000/v1")
    assert caught.value.code == "insecure-base-url"
    lan = LanguageModel("ollama", "m", "http://192.168.1.5:11434")
    assert (lan.free, lan.ready()) == (True, "")
    monkeypatch.setenv("REELWRIGHT_PLANNER_KEY", SECRET)
    with pytest.raises(SettingsError):
        LanguageModel("ollama", "m", "http://192.168.1.5:11434")


@KIND
def test_what_is_paid_for_is_reserved_settled_and_in_the_slate(
    kind: str, sandbox: Sandbox, store: LocalStore
) -> None:
    reply = ask(model(sandbox, kind, prices=PRICES), about(), store)
    bill = sandbox.bill(f"chat_{kind}")
    assert reply.spent == reply.cost == bill > 0
    [job] = journal_of(store).jobs()
    assert (job.task, job.state, job.provider, job.model) == ("plan", State.SUCCEEDED, kind, "planner-1")
    assert job.reserved / Decimal(1_000_000) >= bill
    assert Budgets(journal_of(store).book).totals() == {"held_usd": "0.00", "spent_usd": f"{bill}"}
    slate = store.slate(reply.key)
    assert slate is not None
    assert (slate.op, slate.cost_usd, slate.facts["task"]) == (f"plan/{kind}/planner-1", bill, "plan")
    assert slate.facts["native_cost"] == {
        "tokens_in": float(reply.answer.tokens_in or 0),
        "tokens_out": float(reply.answer.tokens_out or 0),
    }
    assert ask(model(sandbox, kind, prices=PRICES), about(), store).spent == 0
    assert not list(journal_of(store).book.inbox.glob("*"))


def test_an_unknown_price_is_refused_before_anything_is_asked(
    sandbox: Sandbox, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosted = LanguageModel("openai", "m", "https://planner.example/v1")
    with pytest.raises(Refusal) as caught:
        ask(hosted, about(), store)
    assert caught.value.code == "unknown-cost"
    with pytest.raises(ProviderFault) as failed:
        ask(hosted, about(), store, policy=Policy(accept_unknown_cost=True))
    assert failed.value.kind in (Kind.UNAVAILABLE, Kind.TIMEOUT)  # .example is nobody's


def test_a_budget_stops_the_question_that_might_break_it(sandbox: Sandbox, store: LocalStore) -> None:
    Budgets(journal_of(store).book).put("provider", "openai", Decimal("0.0201"))
    with pytest.raises(Refusal) as caught:
        ask(model(sandbox, "openai", prices=PRICES), about(), store)
    assert caught.value.code == "budget-exceeded"
    assert sandbox.creations("chat_openai") == 0
    Budgets(journal_of(store).book).put("provider", "openai", Decimal(1))
    assert ask(model(sandbox, "openai", prices=PRICES), about(), store).made


@KIND
@pytest.mark.parametrize(
    ("fault", "kinds"),
    [
        ("429", {Kind.RATE_LIMIT}),
        ("500", {Kind.UNAVAILABLE}),
        ("moderated", {Kind.MODERATED, Kind.INVALID}),
        ("quota", {Kind.QUOTA}),
        ("drop-before", {Kind.UNAVAILABLE}),
        ("drop", {Kind.UNAVAILABLE}),
        ("500-after", {Kind.UNAVAILABLE}),
    ],
)
def test_a_failure_is_asked_about_once_and_told_as_what_it_was(
    kind: str, fault: str, kinds: set[Kind], sandbox: Sandbox, store: LocalStore
) -> None:
    sandbox.fault(f"chat_{kind}", fault)
    with pytest.raises(ProviderFault) as caught:
        ask(model(sandbox, kind, prices=PRICES), about(), store)
    assert caught.value.kind in kinds
    assert len(sandbox.requests(f"chat_{kind}", "create")) == 1
    totals = Budgets(journal_of(store).book).totals()
    assert totals["held_usd"] == "0.00"
    proven = fault in ("429", "moderated", "quota")
    assert (totals["spent_usd"] == "0.00") is proven
    assert Decimal(totals["spent_usd"]) >= sandbox.bill(f"chat_{kind}")
    assert all(job.state.terminal for job in journal_of(store).jobs())


@KIND
def test_what_nobody_can_tell_counts_as_spent_and_may_be_asked_again(
    kind: str, sandbox: Sandbox, store: LocalStore
) -> None:
    sandbox.fault(f"chat_{kind}", "drop")
    asked = model(sandbox, kind, prices=PRICES)
    with pytest.raises(ProviderFault) as caught:
        ask(asked, about(), store)
    assert "broke the connection" in caught.value.message
    [lost] = journal_of(store).jobs()
    assert (lost.state, lost.settled) == (State.WRITTEN_OFF, lost.reserved)
    reply = ask(asked, about(), store)
    assert reply.made
    spent = Decimal(Budgets(journal_of(store).book).totals()["spent_usd"])
    assert spent >= sandbox.bill(f"chat_{kind}")
    assert spent == lost.reserved / Decimal(1_000_000) + (reply.cost or 0)


def test_an_answer_that_does_not_come_is_given_up_in_time(sandbox: Sandbox, store: LocalStore) -> None:
    sandbox.fault("chat_openai", "slow", seconds=20)
    started = time.monotonic()
    with pytest.raises(ProviderFault) as caught:
        ask(model(sandbox, "openai", prices=PRICES, timeout=0.5), about(), store)
    assert time.monotonic() - started < 10
    assert caught.value.kind is Kind.TIMEOUT
    assert journal_of(store).unfinished() == []


@KIND
@pytest.mark.parametrize(
    ("fault", "ending"), [("refused", Ending.REFUSED), ("cut", Ending.CUT), ("bad-plan", Ending.DONE)]
)
def test_how_a_model_stopped_is_told(
    kind: str, fault: str, ending: Ending, sandbox: Sandbox, store: LocalStore
) -> None:
    sandbox.fault(f"chat_{kind}", fault)
    reply = ask(model(sandbox, kind), about(), store)
    if kind == "ollama" and fault == "refused":
        assert reply.answer.text == "I cannot help with that."  # its format has no word for it
        return
    assert reply.answer.ending is ending
    if fault == "cut":
        assert reply.answer.tokens_out == 4000


def test_a_wrong_key_and_a_missing_key_are_told_apart(
    sandbox: Sandbox, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REELWRIGHT_PLANNER_KEY")
    with pytest.raises(ProviderFault) as caught:
        ask(model(sandbox, "anthropic", prices=PRICES), about(), store)
    assert (caught.value.kind, caught.value.http) == (Kind.AUTH, 401)
    hosted = LanguageModel("anthropic", "m", prices=PRICES)
    with pytest.raises(ProviderFault) as missing:
        ask(hosted, about(), store)
    assert missing.value.code == "provider-not-ready"
    assert "ANTHROPIC_API_KEY" in missing.value.message
    monkeypatch.setenv("REELWRIGHT_PLANNER_KEY", "no key\nat all")
    with pytest.raises(ProviderFault) as broken:
        ask(model(sandbox, "anthropic", prices=PRICES), about(seed=9), store)
    assert broken.value.code == "bad-key"
    assert Budgets(journal_of(store).book).totals()["spent_usd"] == "0.00"


@pytest.mark.parametrize("prompt", ["Mickey Mouse dances", "M1ckey M0use dances"])
def test_the_safety_rules_hold_for_questions_too(sandbox: Sandbox, store: LocalStore, prompt: str) -> None:
    with pytest.raises(Refusal) as caught:
        ask(model(sandbox, "openai"), about(prompt), store)
    assert caught.value.code == "unsafe-protected-character"
    assert sandbox.requests("chat_openai") == []


class Answering:
    """A loopback server that gives the same bytes to everybody."""

    def __init__(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        seen: list[dict[str, str]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                seen.append({name.lower(): value for name, value in self.headers.items()})
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.seen = seen
        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> Answering:
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


STRANGE: list[Any] = [
    b"",
    b"not json",
    b"[]",
    b"null",
    b"{}",
    b"\xff\xfe",
    b"[" * 60_000,
    b'{"choices": []}',
    b'{"choices": [{"message": null}]}',
    b'{"choices": [{"message": {"content": 7}}], "usage": 5}',
    b'{"content": null}',
    b'{"content": [{"type": "tool_use"}]}',
    b'{"content": [{"type": "text", "text": {}}]}',
    b'{"message": "hello"}',
    b'{"message": {"content": ["x"]}}',
]


@KIND
@pytest.mark.parametrize("body", STRANGE, ids=range(len(STRANGE)))
def test_an_answer_in_no_known_format_counts_as_billed_and_breaks_nothing(
    kind: str, body: bytes, store: LocalStore, sandbox: Sandbox
) -> None:
    with Answering(200, body) as server:
        asked = LanguageModel(kind, "m", server.url, prices=PRICES)
        with pytest.raises(ProviderFault) as caught:
            ask(asked, about(), store)
        assert caught.value.code == "bad-response"
        assert len(server.seen) == 1
    assert [job.state for job in journal_of(store).jobs()] == [State.WRITTEN_OFF]


@KIND
def test_odd_counts_and_missing_parts_of_an_answer_are_taken_as_unknown(
    kind: str, store: LocalStore, sandbox: Sandbox
) -> None:
    odd: dict[str, Any] = {
        "openai": {"choices": [{"message": {"content": "{}"}}], "usage": {"prompt_tokens": -4}},
        "anthropic": {
            "content": [{"type": "thinking"}, {"type": "tool_use", "input": {}}],
            "usage": {"input_tokens": "7", "output_tokens": True},
        },
        "ollama": {"message": {"content": "{}"}, "eval_count": 1.5},
    }
    with Answering(200, json.dumps(odd[kind]).encode()) as server:
        reply = ask(LanguageModel(kind, "m", server.url, prices=PRICES), about(), store)
    assert (reply.answer.text, reply.answer.tokens_in, reply.answer.tokens_out) == ("{}", None, None)
    [job] = journal_of(store).jobs()
    assert job.settled == job.reserved  # without a count, the most it can have cost


def test_a_redirect_is_not_followed_and_the_key_goes_nowhere_else(
    store: LocalStore, sandbox: Sandbox
) -> None:
    with Answering(200, b"{}") as thief, Answering(307, b"", {"Location": thief.url}) as server:
        with pytest.raises(ProviderFault) as caught:
            ask(LanguageModel("openai", "m", server.url, prices=PRICES), about(), store)
        assert "keys are sent to no other" in caught.value.message
        assert thief.seen == []
    assert Budgets(journal_of(store).book).totals()["spent_usd"] == "0.00"


def test_a_server_that_repeats_the_key_does_not_get_it_into_what_we_say(
    store: LocalStore, sandbox: Sandbox
) -> None:
    body = json.dumps({"error": {"message": f"Bad key {SECRET} given"}}).encode()
    with Answering(401, body) as server, pytest.raises(ProviderFault) as caught:
        ask(LanguageModel("openai", "m", server.url, prices=PRICES), about(), store)
    assert SECRET not in caught.value.message
    assert "•••" in caught.value.message


@pytest.mark.parametrize("status", [503, 529])
def test_an_overloaded_service_has_answered_nothing(status: int, store: LocalStore, sandbox: Sandbox) -> None:
    body = b'{"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}'
    with Answering(status, body) as server, pytest.raises(ProviderFault) as caught:
        ask(LanguageModel("anthropic", "m", server.url, prices=PRICES), about(), store)
    assert caught.value.message == f"anthropic answered HTTP {status}: Overloaded."
    assert Budgets(journal_of(store).book).totals()["spent_usd"] == "0.00"


def test_nobody_listens(store: LocalStore, sandbox: Sandbox) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(ProviderFault) as caught:
            ask(LanguageModel("ollama", "m", url, prices=PRICES), about(), store)
    assert "could not be reached" in caught.value.message
    assert Budgets(journal_of(store).book).totals()["spent_usd"] == "0.00"


def begun(sandbox: Sandbox, store: LocalStore, owner: str) -> tuple[LanguageModel, str]:
    """A job that was SUBMITTING when its worker ended."""
    asked = model(sandbox, "openai", prices=PRICES)
    prepared, journal = asked.prepare_question(about()), journal_of(store)
    job = journal.reserve(
        prepared, answer_recipe(prepared).key, project="p", owner=owner, lease=60, trace_id=None
    )
    assert journal.begin(job.id, owner, Limits()) is None
    return asked, job.id


def test_an_answer_that_arrived_before_a_kill_is_not_paid_for_again(
    sandbox: Sandbox, store: LocalStore
) -> None:
    owner = new_owner()
    asked, job = begun(sandbox, store, owner)
    journal = journal_of(store)
    asked.folder = journal.book.inbox
    journal.accepted(job, asked.submit(asked.prepare_question(about()), job))
    journal.release(job, owner)
    reply = ask(model(sandbox, "openai", prices=PRICES), about(), store)
    assert reply.made
    assert json.loads(reply.answer.text)["scenes"]
    assert sandbox.creations("chat_openai") == 1
    assert reply.spent == sandbox.bill("chat_openai")
    assert not list(journal.book.inbox.glob("*"))


def test_an_answer_whose_file_is_lost_is_counted_and_asked_for_anew(
    sandbox: Sandbox, store: LocalStore
) -> None:
    owner = new_owner()
    asked, job = begun(sandbox, store, owner)
    journal = journal_of(store)
    journal.accepted(job, asked.submit(asked.prepare_question(about()), job))
    journal.release(job, owner)
    assert ask(model(sandbox, "openai", prices=PRICES), about(), store).made
    assert sorted(job.state for job in journal.jobs()) == ["expired", "succeeded"]
    assert Decimal(Budgets(journal.book).totals()["spent_usd"]) > sandbox.bill("chat_openai")


def test_a_lost_artifact_is_asked_for_anew(sandbox: Sandbox, store: LocalStore) -> None:
    ask(model(sandbox, "openai", prices=PRICES), about(), store)
    store.gc(max_bytes=0)
    assert ask(model(sandbox, "openai", prices=PRICES), about(), store).made
    assert sandbox.creations("chat_openai") == 2


CHILD = """
import sys
from decimal import Decimal
from pathlib import Path
sys.path.insert(0, {here!r})
from test_language import about
from reelwright.providers.language import LanguageModel, ask
from reelwright.store import open_store
prices = (Decimal(1), Decimal(5))
ask(LanguageModel("openai", "planner-1", {url!r}, prices=prices), about(), open_store({root!r}))
"""


def test_a_worker_killed_while_it_waits_leaves_a_question_that_is_counted_and_asked_again(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    from reelwright.store import open_store

    store = open_store(tmp_path)
    sandbox.fault("chat_openai", "slow", seconds=30)
    code = CHILD.format(here=str(Path(__file__).parent), url=sandbox.url("chat_openai"), root=str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", code], env=dict(os.environ)) as child:
        until = time.monotonic() + 60
        while sandbox.creations("chat_openai") == 0 and time.monotonic() < until:
            time.sleep(0.05)
        child.send_signal(signal.SIGKILL)
        child.wait(20)
    [job] = journal_of(store).jobs()
    assert job.state is State.SUBMITTING
    [outcome] = finish_jobs(store)
    assert outcome.error is not None
    assert "its answer never arrived" in outcome.error.message
    assert ask(model(sandbox, "openai", prices=PRICES), about(), store).made
    states = [job.state for job in journal_of(store).jobs()]
    assert states == [State.SUCCEEDED, State.WRITTEN_OFF]


def test_a_question_that_was_never_sent_costs_nothing_when_it_is_given_up(
    sandbox: Sandbox, store: LocalStore
) -> None:
    asked = model(sandbox, "openai", prices=PRICES)
    prepared, journal, owner = asked.prepare_question(about()), journal_of(store), new_owner()
    job = journal.reserve(
        prepared, answer_recipe(prepared).key, project="p", owner=owner, lease=60, trace_id=None
    )
    journal.release(job.id, owner)
    [outcome] = finish_jobs(store)
    assert outcome.error is not None
    assert "nothing was spent" in outcome.error.message
    assert Budgets(journal.book).totals() == {"held_usd": "0.00", "spent_usd": "0.00"}


def test_an_answer_that_waits_is_left_for_the_next_plan(sandbox: Sandbox, store: LocalStore) -> None:
    owner = new_owner()
    asked, job = begun(sandbox, store, owner)
    journal = journal_of(store)
    asked.folder = journal.book.inbox
    journal.accepted(job, asked.submit(asked.prepare_question(about()), job))
    journal.release(job, owner)
    [outcome] = finish_jobs(store)
    assert outcome.error is not None
    assert outcome.error.code == "answer-waits"
    assert journal.get(job).state is State.QUEUED


def test_two_threads_with_one_question_ask_it_once(sandbox: Sandbox, store: LocalStore) -> None:
    sandbox.fault("chat_openai", "slow", seconds=0.3)
    made: list[bool] = []
    threads = [
        threading.Thread(
            target=lambda: made.append(ask(model(sandbox, "openai", prices=PRICES), about(), store).made)
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(made) == [False, False, True]
    assert sandbox.creations("chat_openai") == 1


def test_a_language_model_makes_no_clips(sandbox: Sandbox) -> None:
    with pytest.raises(ProviderFault) as caught:
        model(sandbox, "openai").prepare(VideoRequest(prompt="a dog"))
    assert caught.value.kind is Kind.UNSUPPORTED


def test_base_addresses_may_hold_the_version_or_not() -> None:
    paths = {
        (kind, url): str(
            LanguageModel(kind, "m", url).http.url(
                LanguageModel(kind, "m", url).prepare_question(about()).endpoint
            )
        )
        for kind, url in (
            ("openai", ""),
            ("openai", "https://host.example/api/v1/"),
            ("anthropic", ""),
            ("anthropic", "https://host.example/v1"),
            ("ollama", ""),
        )
    }
    assert list(paths.values()) == [
        "https://api.openai.com/v1/chat/completions",
        "https://host.example/api/v1/chat/completions",
        "https://api.anthropic.com/v1/messages",
        "https://host.example/v1/messages",
        "http://127.0.0.1:11434/api/chat",
    ]
    assert "max_completion_tokens" in LanguageModel("openai", "m").prepare_question(about()).body


def test_the_reservation_covers_whatever_a_tokeniser_makes_of_the_question() -> None:
    question = about("犬 🐕 " * 50)
    body = json.dumps(LanguageModel("openai", "m").prepare_question(question).body, ensure_ascii=False)
    texts = len(INSTRUCTIONS.encode()) + len(question.turns[0].text.encode())
    assert question.most_input > texts
    assert question.most_input * 1.1 > len(body.encode())
