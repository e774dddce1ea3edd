"""The sandbox as a whole, and the parts that read what arrives."""

from __future__ import annotations

import threading
import time
from decimal import Decimal

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox_scene import runway
from sandbox_wire import wire

from reelwright.errors import OptionError
from reelwright.providers.sandbox import (
    NAMES,
    Pace,
    Phase,
    Sandbox,
    ports_from,
    serve,
)
from reelwright.providers.sandbox.exchange import read_multipart


@given(
    st.binary(max_size=400),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\n"), max_size=40),
)
def test_a_multipart_form_is_read_back_as_it_was_sent(data: bytes, text: str) -> None:
    request = httpx.Request(
        "POST", "http://x/", data={"words": text}, files={"file": ("a.png", data, "image/png")}
    )
    form = read_multipart(request.headers["content-type"], request.read())
    assert form.fields == {"words": text}
    part = form.files["file"]
    assert (part.filename, part.content_type, part.data) == ("a.png", "image/png", data)


@given(st.binary(max_size=200), st.text(max_size=60))
def test_no_multipart_body_breaks_the_reader(data: bytes, kind: str) -> None:
    try:
        form = read_multipart(kind, data)
    except ValueError:
        return
    assert isinstance(form.fields, dict)


def test_a_chunked_upload_is_read_whole(http: httpx.Client) -> None:
    with Sandbox("fal") as sandbox:
        client = wire(sandbox, "fal", http)
        pieces = [b"abc" * 1000, b"", b"def" * 5000]
        reply = http.post(f"{client.url}/files/upload", content=iter(pieces), headers=client.headers)
        assert http.get(reply.json()["access_url"]).content == b"".join(pieces)


def test_a_name_or_a_port_that_cannot_be_is_refused_with_a_hint() -> None:
    with pytest.raises(OptionError, match="nobody"):
        Sandbox("nobody")
    with Sandbox("runway") as sandbox:
        taken = int(sandbox.origin("runway").rpartition(":")[2])
        with pytest.raises(OptionError, match="port"), Sandbox("fal", ports={"fal": taken}):
            pass
        with pytest.raises(OptionError, match="fal"):
            sandbox.url("fal")
    with pytest.raises(OptionError):
        ports_from(70_000)


def test_many_clients_at_once_are_counted_and_billed_exactly() -> None:
    with Sandbox("runway", "kling", pace=Pace(run=0, concurrency=3)) as sandbox:
        sandbox.fault("runway", "drop", times=None, probability=0.2)
        sandbox.fault("runway", "429", times=None, probability=0.2)
        accepted: list[bool] = []

        def work(place: int) -> None:
            with httpx.Client(timeout=10, verify=False) as http:
                client, kling = runway(sandbox, http), wire(sandbox, "kling", http)
                for n in range(10):
                    try:
                        accepted.append(client.create().status_code == 200)
                    except httpx.RemoteProtocolError:
                        accepted.append(True)
                    kling.post("/v1/videos/text2video", {"prompt": "a bee", "external_task_id": f"own-{n}"})

        threads = [threading.Thread(target=work, args=(place,)) for place in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(accepted) == 60
        assert 60 > sandbox.creations("runway") == sum(accepted) > 20
        assert sandbox.bill("runway") == Decimal("0.60") * sum(accepted)
        assert sandbox.creations("kling") == 10, "one of six clients wins each id"


def test_a_stopped_sandbox_can_be_asked_but_not_called(http: httpx.Client) -> None:
    with Sandbox("runway", pace=Pace(run=0)) as sandbox:
        client = runway(sandbox, http)
        job_id = client.job_id(client.create())
    with pytest.raises(httpx.TransportError):
        client.ask(job_id)
    assert sandbox.creations("runway") == 1
    assert sandbox.jobs("runway")[0].phase(time.time()) is Phase.SUCCEEDED


def test_a_key_sent_along_to_the_file_server_is_seen_there(http: httpx.Client) -> None:
    with Sandbox("runway", pace=Pace(run=0), max_side=64) as sandbox:
        client = runway(sandbox, http)
        link = client.poll(client.job_id(client.create())).links[0]
        http.get(link)
        http.get(link, headers={"Authorization": "Bearer secret"})
        assert sandbox.origin("files") != sandbox.origin("runway")
        seen = [record.headers.get("authorization") for record in sandbox.requests("files")]
        assert seen == [None, "Bearer secret"]


def test_serving_prints_what_to_export_and_answers_until_it_is_ended(http: httpx.Client) -> None:
    lines: list[str] = []
    over = threading.Event()
    ready = threading.Event()

    def say(line: str) -> None:
        lines.append(line)
        if "Control" in line:
            ready.set()

    thread = threading.Thread(target=serve, kwargs={"say": say, "until": over})
    thread.start()
    assert ready.wait(10)
    exported = dict(
        line.removeprefix("export ").split("=", 1) for line in lines if line.startswith("export ")
    )
    assert {"RUNWAYML_BASE_URL", "OPENAI_BASE_URL", "REPLICATE_API_TOKEN", "LUMA_BASE_URL"} <= exported.keys()
    assert http.get(f"{exported['RUNWAYML_BASE_URL']}/_sandbox").json()["provider"] == "runway"
    assert sum(line.startswith("# ") and ": http" in line for line in lines) == len(NAMES)
    over.set()
    thread.join(5)
    assert not thread.is_alive()
