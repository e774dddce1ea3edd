"""Logs with a trace id, and seconds by stage."""

from __future__ import annotations

import contextvars
import io
import json
import multiprocessing
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from reelwright import telemetry
from reelwright.errors import OptionError


@pytest.fixture(autouse=True)
def apart() -> Iterator[None]:
    """Each test runs in a context that is like a new process, and leaves logging as it was."""
    telemetry._run.set(None)
    telemetry._bound.set({})
    yield
    telemetry.configure()
    telemetry._run.set(None)
    telemetry._bound.set({})


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


LOG = telemetry.get_logger("test")


def test_a_trace_id_is_w3c_and_new_for_every_run() -> None:
    assert telemetry.trace_id() is None
    ids = {telemetry.start_run("generate") for _ in range(50)}
    assert len(ids) == 50
    assert all(re.fullmatch(r"[0-9a-f]{32}", one) for one in ids)
    assert telemetry.trace_id() in ids
    run = telemetry.run()
    assert run is not None
    assert run.command == "generate"


def test_every_line_of_a_run_carries_its_trace_id_and_what_is_bound(stream: io.StringIO) -> None:
    telemetry.configure("debug", "json", stream)
    LOG.info("before any run")
    trace = telemetry.start_run("render")
    telemetry.bind(film="dog.mp4")
    with telemetry.bound(shot=3):
        LOG.info("rendered", frames=60)
    LOG.debug("later")
    telemetry.bind(film=None)
    LOG.error("without the film")
    before, inside, later, last = lines(stream)
    assert "trace_id" not in before
    assert {k: v for k, v in inside.items() if k != "timestamp"} == {
        "event": "rendered",
        "level": "info",
        "logger": "test",
        "trace_id": trace,
        "film": "dog.mp4",
        "shot": 3,
        "frames": 60,
    }
    assert "shot" not in later
    assert later["film"] == "dog.mp4"
    assert "film" not in last
    assert last["level"] == "error"
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line["timestamp"]) for line in lines(stream)
    )


def test_a_new_run_forgets_what_the_last_one_bound(stream: io.StringIO) -> None:
    telemetry.configure("info", "json", stream)
    telemetry.start_run("one")
    telemetry.bind(film="dog.mp4")
    telemetry.start_run("two")
    LOG.info("clean")
    assert "film" not in lines(stream)[0]


@pytest.mark.parametrize(("level", "heard"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_only_the_wanted_levels_are_written(stream: io.StringIO, level: str, heard: int) -> None:
    telemetry.configure(level, "text", stream)
    LOG.debug("one")
    LOG.info("two")
    LOG.warning("three")
    LOG.error("four")
    assert len(stream.getvalue().splitlines()) == heard


def test_the_default_is_warnings_on_stderr_and_never_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure()
    LOG.info("quiet")
    LOG.warning("heard", path="/x")
    told = capsys.readouterr()
    assert told.out == ""
    assert "quiet" not in told.err
    assert "heard" in told.err
    assert "/x" in told.err
    assert "\x1b" not in told.err


def test_values_without_a_json_form_are_written_as_text(stream: io.StringIO) -> None:
    telemetry.configure("info", "json", stream)
    LOG.info("映画", path=telemetry, n=1)
    (line,) = lines(stream)
    assert line["event"] == "映画"
    assert isinstance(line["path"], str)


def test_a_closed_stream_does_not_break_the_work(stream: io.StringIO) -> None:
    telemetry.configure("info", "json", stream)
    stream.close()
    LOG.error("into the void")
    telemetry.configure("info", "text", None)
    code = (
        "import sys; sys.stderr = None; from reelwright.telemetry import get_logger as g; g('x').error('y')"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(("level", "fmt"), [("loud", "text"), ("info", "xml"), ("", "json")])
def test_unknown_levels_and_formats_are_refused(level: str, fmt: Any) -> None:
    with pytest.raises(OptionError) as caught:
        telemetry.configure(level, fmt)
    assert caught.value.hint


@pytest.mark.parametrize("bad", ["", "0" * 32, "a" * 31, "A" * 32, "a" * 33, "g" * 32, "a" * 32 + "\n", None])
def test_what_is_no_trace_id_is_not_adopted(bad: Any) -> None:
    with pytest.raises(OptionError):
        telemetry.adopt(bad)
    assert telemetry.trace_id() is None


def _in_another_process(trace: str, answers: Any) -> None:
    before = telemetry.trace_id()
    telemetry.adopt(trace)
    answers.put((before, telemetry.trace_id()))


def test_a_trace_id_survives_into_another_process_when_it_is_passed_on() -> None:
    trace = telemetry.start_run("render")
    spawn = multiprocessing.get_context("spawn")
    answers = spawn.Queue()
    process = spawn.Process(target=_in_another_process, args=(trace, answers))
    process.start()
    assert answers.get(timeout=60) == (None, trace)
    process.join(60)


def test_threads_see_the_run_when_their_context_is_copied_or_they_adopt_it() -> None:
    trace = telemetry.start_run("render")

    def adopting() -> str | None:
        telemetry.adopt(trace)
        return telemetry.trace_id()

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(telemetry.trace_id).result() is None
        assert threads.submit(contextvars.copy_context().run, telemetry.trace_id).result() == trace
        assert threads.submit(adopting).result() == trace
    assert telemetry.trace_id() == trace


def test_adopting_the_run_one_is_in_keeps_its_record() -> None:
    trace = telemetry.start_run("render")
    with telemetry.stage("plan"):
        pass
    telemetry.adopt(trace)
    assert list(telemetry.seconds()) == ["plan"]


def test_stages_are_measured_by_the_clock_and_add_up() -> None:
    telemetry.start_run("render")
    for _ in range(2):
        with telemetry.stage("plan"):
            time.sleep(0.03)
    with telemetry.stage("compose"), telemetry.stage("encode"):
        time.sleep(0.02)
    found = telemetry.seconds()
    assert list(found) == ["plan", "encode", "compose"]
    assert 0.06 <= found["plan"] < 10
    assert 0.02 <= found["encode"] <= found["compose"] < 10
    run = telemetry.run()
    assert run is not None
    assert run.elapsed >= found["plan"] + found["compose"]


def test_a_stage_that_fails_is_measured_too() -> None:
    telemetry.start_run("render")
    with pytest.raises(KeyError), telemetry.stage("takes"):
        raise KeyError
    assert "takes" in telemetry.seconds()


def test_one_stage_in_many_threads_counts_once() -> None:
    """Four threads that are in the stage together for a while spend that while, not four times it."""
    telemetry.start_run("render")
    everybody = threading.Barrier(4)

    def work() -> None:
        with telemetry.stage("encode"), telemetry.stage("encode"):
            everybody.wait(30)
            time.sleep(0.1)

    begin = time.monotonic()
    with ThreadPoolExecutor(4) as threads:
        for future in [threads.submit(contextvars.copy_context().run, work) for _ in range(4)]:
            future.result()
    wall = time.monotonic() - begin
    assert 0.1 <= telemetry.seconds()["encode"] <= wall


def test_a_stage_still_running_is_not_in_the_record() -> None:
    telemetry.start_run("render")
    with telemetry.stage("compose"):
        assert telemetry.seconds() == {}


def test_outside_a_run_stages_do_nothing() -> None:
    with telemetry.stage("plan"):
        pass
    assert telemetry.seconds() == {}
    assert telemetry.run() is None


def test_a_message_that_nobody_wants_loads_nothing() -> None:
    code = (
        "import sys; from reelwright import telemetry as t; t.start_run('x'); t.get_logger('y').info('z'); "
        "print('structlog' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
