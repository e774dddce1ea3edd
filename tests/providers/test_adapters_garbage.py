"""Whatever a service answers, an adapter gives a snapshot or a fault that says what it may have cost."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from conformance_cases import CASES, Things, bee
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelwright.providers import Created, ProviderFault, Snapshot, State

WORDS = [
    "id",
    "status",
    "state",
    "data",
    "output",
    "outputs",
    "url",
    "error",
    "code",
    "message",
    "detail",
    "type",
    "video",
    "videos",
    "response",
    "done",
    "name",
    "task_id",
    "task_status",
    "task_result",
    "content",
    "video_url",
    "failure",
    "failureCode",
    "failure_code",
    "failure_reason",
    "cost",
    "estimatedCost",
    "credits",
    "metrics",
    "predict_time",
    "logs",
    "progress",
    "assets",
    "steps",
    "uri",
    "mime_type",
    "error_type",
    "raiMediaFilteredCount",
    "raiMediaFilteredReasons",
    "generatedSamples",
    "generateVideoResponse",
    "bytesBase64Encoded",
    "usage",
    "completion_tokens",
    "file",
    "file_id",
    "download_url",
    "bytes",
    "base_resp",
    "status_code",
    "status_msg",
    "prompt_id",
    "messages",
    "status_str",
    "history",
    "queue_running",
    "queue_pending",
    "completed_at",
    "started_at",
    "model",
    "seed",
    "request_id",
]
EXAMPLES = 25
JOBS = {
    "runway": "1",
    "luma": "1",
    "luma-dream-machine": "1",
    "replicate": "1",
    "fal": "fal-ai/pika/requests/1",
    "google-omni": "interactions/1",
    "google-veo": "models/veo/operations/1",
    "vertex": "projects/p/locations/l/publishers/google/models/m/operations/1",
    "kling": "text2video/1",
    "minimax": "v2/1",
    "minimax-v1": "v1/1",
    "seedance": "1",
    "openai_compat": "1",
    "vllm_omni": "1",
    "comfyui": "1",
    "lightx2v": "1",
}


def _values(statuses: list[str]) -> st.SearchStrategy[Any]:
    leaves = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 2000),
        st.floats(allow_nan=False, allow_infinity=False),
        st.sampled_from(
            [*statuses, "", "https://example.com/a.mp4", "2026-11-21T00:00:00Z", "SAFETY.INPUT.X"]
        ),
        st.text(max_size=5),
    )
    keys = st.sampled_from([*WORDS, "1"])
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=6),
        max_leaves=12,
    )


def _bodies(statuses: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of known fields with odd values, most of them at an end that the adapter knows."""
    odd = st.dictionaries(st.sampled_from([*WORDS, "1"]), _values(statuses), max_size=10)
    told = st.sampled_from([*statuses, None])

    def at_an_end(body: dict[str, Any], inner: dict[str, Any], word: str | None) -> dict[str, Any]:
        status = {"status_str": "success", "messages": body.get("messages")}
        return {
            **body,
            "status": word,
            "state": word,
            "done": True,
            "data": {**inner, "task_status": word},
            "1": {**inner, "status": status},
        }

    return st.one_of(odd, st.builds(at_an_end, odd, odd, told))


class Answers:
    """A server that answers everything with the same status and body."""

    def __init__(self) -> None:
        self.status, self.body = 200, b"{}"
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(outer.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(outer.body)))
                self.end_headers()
                self.wfile.write(outer.body)

            do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    running = Answers()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture(scope="module")
def variables() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for case in CASES.values():
            for name, value in case.environment.items():
                patch.setenv(name, value)
        yield


@pytest.mark.parametrize("name", JOBS)
def test_any_answer_to_a_poll_is_a_snapshot_or_a_fault(answers: Answers, variables: None, name: str) -> None:
    provider = CASES[name].make(answers.url)
    statuses = sorted(getattr(provider, "states", {}))

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(
        _bodies(statuses),
        st.sampled_from([200, 200, 200, 400, 404, 422, 429, 500]),
    )
    def ask(body: dict[str, Any], status: int) -> None:
        answers.status, answers.body = status, json.dumps(body).encode()
        try:
            snapshot = provider.poll(JOBS[name])
        except ProviderFault as fault:
            assert fault.created is Created.YES
            return
        assert isinstance(snapshot, Snapshot)
        assert snapshot.state in (
            State.QUEUED,
            State.RUNNING,
            State.SUCCEEDED,
            State.FAILED,
            State.CANCELLED,
            State.EXPIRED,
        )
        assert (snapshot.state is State.SUCCEEDED) == bool(snapshot.outputs)
        ended = snapshot.state in (State.FAILED, State.CANCELLED, State.EXPIRED)
        assert ended == (snapshot.fault is not None)
        assert snapshot.progress is None or 0 <= snapshot.progress <= 1

    ask()


@pytest.mark.parametrize("name", JOBS)
@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'{"id": null}', b'{"id": {"id": 1}}', b"<html>"]
)
def test_an_answer_without_an_id_may_have_cost(
    answers: Answers, variables: None, things: Things, name: str, body: bytes
) -> None:
    provider = CASES[name].make(answers.url)
    answers.status, answers.body = 200, body
    request = next(
        (r for r in CASES[name].requests(things).values() if not r.media and "/" not in r.model),
        bee(seconds=None),
    )
    with pytest.raises(ProviderFault) as failed:
        provider.submit(provider.prepare(request), "key")
    assert failed.value.created is Created.MAYBE


@pytest.fixture
def things(tmp_path: Any) -> Things:
    return Things(tmp_path / "a.png", tmp_path / "b.png", tmp_path / "c.mp4", "http://127.0.0.1:9/a.png")
