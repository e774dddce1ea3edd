"""The sandbox's language models: their formats, checked as the vendors check them, bill and faults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from reelwright.errors import OptionError
from reelwright.providers.sandbox import NAMES, PLANNERS, Fault, Sandbox
from reelwright.story.planner import outline_schema

WISH = json.dumps({"prompt": "a dog on a beach", "shots": 3, "seconds": 9})
MESSAGES = [{"role": "user", "content": f"Plan this: {WISH}"}]


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(*PLANNERS) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.reset()
    return running


def openai(sandbox: Sandbox, http: httpx.Client, **more: Any) -> httpx.Response:
    schema = {"name": "s", "strict": True, "schema": outline_schema()}
    body = {
        "model": "m",
        "messages": MESSAGES,
        "response_format": {"type": "json_schema", "json_schema": schema},
    }
    return http.post(
        sandbox.url("chat_openai") + "/chat/completions",
        json=body | more,
        headers={"Authorization": "Bearer k"},
    )


def anthropic(
    sandbox: Sandbox, http: httpx.Client, headers: dict[str, str] | None = None, **more: Any
) -> httpx.Response:
    tool = {"name": "s", "input_schema": outline_schema()}
    choice = {"type": "tool", "name": "s"}
    body = {"model": "m", "max_tokens": 500, "messages": MESSAGES, "tools": [tool], "tool_choice": choice}
    sent = {"x-api-key": "k", "anthropic-version": "2023-06-01"} if headers is None else headers
    return http.post(sandbox.url("chat_anthropic") + "/v1/messages", json=body | more, headers=sent)


def ollama(sandbox: Sandbox, http: httpx.Client, **more: Any) -> httpx.Response:
    body = {"model": "m", "messages": MESSAGES, "stream": False, "format": outline_schema()}
    return http.post(sandbox.url("chat_ollama") + "/api/chat", json=body | more)


def test_each_answers_with_a_plan_in_its_own_format(sandbox: Sandbox, http: httpx.Client) -> None:
    plans = [
        json.loads(openai(sandbox, http).json()["choices"][0]["message"]["content"]),
        anthropic(sandbox, http).json()["content"][0]["input"],
        json.loads(ollama(sandbox, http).json()["message"]["content"]),
    ]
    assert plans[0] == plans[1] == plans[2]
    shots = [shot for scene in plans[0]["scenes"] for shot in scene["shots"]]
    assert (len(shots), sum(shot["duration"] for shot in shots)) == (3, 9)


def test_answers_are_counted_and_priced_by_their_tokens(sandbox: Sandbox, http: httpx.Client) -> None:
    usage = openai(sandbox, http).json()["usage"]
    price = (Decimal(usage["prompt_tokens"]) + 5 * Decimal(usage["completion_tokens"])) / 1_000_000
    assert sandbox.bill("chat_openai") == price > 0
    assert (sandbox.creations("chat_openai"), len(sandbox.jobs("chat_openai"))) == (1, 1)
    assert sandbox.owed("chat_openai", sandbox.jobs("chat_openai")[0].id) == price
    overview = http.get(sandbox.origin("chat_openai") + "/_sandbox").json()
    assert (overview["creations"], overview["bill_usd"]) == (1, str(price))


def test_what_the_vendors_refuse_is_refused(sandbox: Sandbox, http: httpx.Client) -> None:
    loose = {
        "type": "json_schema",
        "json_schema": {"name": "s", "strict": True, "schema": {"type": "object", "properties": {"a": {}}}},
    }
    refused = [
        openai(sandbox, http, response_format=loose),
        openai(sandbox, http, messages=[]),
        openai(sandbox, http, model=""),
        openai(sandbox, http, max_tokens=0),
        anthropic(sandbox, http, max_tokens=None),
        anthropic(sandbox, http, tool_choice={"type": "tool", "name": "x"}),
        anthropic(sandbox, http, headers={"x-api-key": "k"}),
        anthropic(sandbox, http, messages=[{"role": "user", "content": " "}]),
        ollama(sandbox, http, stream=True),
        ollama(sandbox, http, messages="hello"),
    ]
    assert [reply.status_code for reply in refused] == [400] * len(refused)
    assert "not strict" in refused[0].json()["error"]["message"]
    assert refused[4].json()["error"]["type"] == "invalid_request_error"
    assert isinstance(refused[8].json()["error"], str)
    assert anthropic(sandbox, http, headers={}).status_code == 401
    assert http.post(sandbox.url("chat_openai") + "/chat/completions", json={}).status_code == 401
    assert sum(sandbox.creations(name) for name in PLANNERS) == 0


def test_faults_of_an_answer_strike_the_answer(sandbox: Sandbox, http: httpx.Client) -> None:
    sandbox.fault("chat_openai", "refused")
    message = openai(sandbox, http).json()["choices"][0]["message"]
    assert (message["content"], message["refusal"]) == (None, "I cannot help with that.")
    sandbox.fault("chat_openai", "cut", match="beach")
    choice = openai(sandbox, http, max_tokens=20).json()["choices"][0]
    assert (choice["finish_reason"], len(choice["message"]["content"])) == ("length", 80)
    sandbox.fault("chat_anthropic", "cut")
    cut = anthropic(sandbox, http).json()
    assert (cut["stop_reason"], cut["content"][0]["input"]) == ("max_tokens", {})
    sandbox.fault("chat_ollama", "429", retry_after=7)
    assert ollama(sandbox, http).headers["retry-after"] == "7"
    with pytest.raises(OptionError):
        Fault("bad-plan", on="create")


def test_other_messages_are_taken_as_prompts(sandbox: Sandbox, http: httpx.Client) -> None:
    reply = openai(sandbox, http, messages=[{"role": "user", "content": "a cat on a roof"}])
    assert "cat" in reply.json()["choices"][0]["message"]["content"]


def test_planners_start_only_when_they_are_named() -> None:
    assert not set(PLANNERS) & set(NAMES)
    with Sandbox("chat_ollama") as sandbox:
        assert sandbox.names == ("chat_ollama",)
        found = sandbox.environment()
        assert found == {
            "REELWRIGHT_PLANNER_KIND": "ollama",
            "REELWRIGHT_PLANNER_URL": sandbox.url("chat_ollama"),
            "REELWRIGHT_PLANNER_MODEL": "sandbox-planner",
        }


def test_the_official_client_of_the_format_gets_a_plan(sandbox: Sandbox) -> None:
    sdk = pytest.importorskip("openai")
    with sdk.OpenAI(base_url=sandbox.url("chat_openai"), api_key="k", max_retries=0) as client:
        schema = {"name": "storyboard", "strict": True, "schema": outline_schema()}
        made = client.chat.completions.create(
            model="m", messages=MESSAGES, response_format={"type": "json_schema", "json_schema": schema}
        )
        assert json.loads(made.choices[0].message.content)["scenes"]
        assert made.usage.completion_tokens > 0
        sandbox.fault("chat_openai", "429")
        with pytest.raises(sdk.RateLimitError):
            client.chat.completions.create(model="m", messages=MESSAGES)
