"""A key that every service repeats in its answers turns up nowhere: not in logs, errors, slates or rows."""

from __future__ import annotations

import importlib.util
import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from bent_replies import between
from conformance_cases import CASES, Things, png
from sqlalchemy import MetaData, select

from reelwright import telemetry
from reelwright.errors import ReelwrightError
from reelwright.providers import VideoRequest, find_provider
from reelwright.providers.fault import ProviderFault
from reelwright.providers.passage import Policy
from reelwright.providers.path import journal_of, make_take
from reelwright.providers.sandbox import Pace, Sandbox
from reelwright.providers.sandbox.exchange import Call
from reelwright.store import open_store

POLICY = Policy(deadline=1.0, grace=0.0, poll_least=0.001, poll_most=0.01, accept_unknown_cost=True)
FAULTS = ["500", "429", "moderated", "quota", "failed", "moderated-output", "unknown-status"]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    names = {case.service for case in CASES.values()}
    with pytest.MonkeyPatch.context() as patch, Sandbox(*names, pace=Pace(run=0), max_side=32) as running:
        for case in CASES.values():
            for name, value in case.environment.items():
                patch.setenv(name, value)
        yield running


def credentials(call: Call) -> list[str]:
    """What came in the headers that carry a key, with and without its scheme."""
    found = [call.headers[name] for name in ("authorization", "x-goog-api-key") if name in call.headers]
    return [*found, *(value.rpartition(" ")[2] for value in found)]


def repeating(call: Call, value: Any) -> Any:
    """The reply with the credentials in every text for people, and in new fields, names included."""
    said = " ".join(credentials(call))

    def fill(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: f"{entry} {said}"
                if isinstance(entry, str) and ("message" in name or name in WORDS)
                else fill(entry)
                for name, entry in value.items()
            }
        return [fill(entry) for entry in value] if isinstance(value, list) else value

    return {**fill(value), "seen": said, f"for {said}": [said]} if isinstance(value, dict) and said else value


WORDS = {"error", "detail", "failure", "failure_reason", "title", "msg", "status_msg", "logs"}


def everything(folder: Path, store: Any) -> list[str]:
    """Every row of the catalogue, every text file of the project."""
    engine = journal_of(store).book.engine
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        rows = [str(row) for table in tables.sorted_tables for row in connection.execute(select(table))]
    files = [
        path.read_bytes().decode("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".mp4", ".png") and "catalogue" not in path.name
    ]
    return [*rows, *files]


@pytest.mark.parametrize("name", CASES)
def test_a_key_that_the_service_repeats_is_blotted_out_everywhere(
    name: str, sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    case = CASES[name]
    sandbox.reset(case.service)
    caplog.set_level(logging.DEBUG)
    lines = io.StringIO()
    telemetry.configure("debug", "json", lines)
    png(tmp_path / "first.png", (200, 120, 30))
    link = sandbox.host((tmp_path / "first.png").read_bytes())
    things = Things(tmp_path / "first.png", tmp_path / "first.png", tmp_path / "none.mp4", link)
    requests = case.requests(things)
    pattern = requests.get("image", next(iter(requests.values())))
    store = open_store(tmp_path / "project")
    heard: set[str] = set()
    said = []

    def bend(call: Call, value: Any) -> Any:
        heard.update(credentials(call))
        return repeating(call, value)

    try:
        with between(sandbox.url(case.service), lambda: bend) as url:
            provider = case.make(url)
            for fault in ("", *(fault for fault in FAULTS if fault not in case.without)):
                if fault:
                    sandbox.fault(case.service, fault)
                try:
                    take = make_take(
                        replace(pattern, prompt=f"a bee, {fault or 'fine'}"), provider, store, policy=POLICY
                    )
                    said += [repr(take), str(store.slate(take.key))]
                except ReelwrightError as error:
                    said += [str(error), repr(error), json.dumps(error.as_dict(), default=str)]
    finally:
        telemetry.configure()
    if name != "comfyui":  # has no key
        assert heard, "no key was sent, so nothing was tested"
    text = "\n".join([*said, lines.getvalue(), caplog.text, *everything(tmp_path / "project", store)])
    assert [word for word in {case.key, *heard} if len(word) >= 8 and word in text] == []


@pytest.mark.parametrize("bad", ["two\nlines", "with space", "ключ", "“quoted”", "tab\there"])
def test_a_key_that_no_header_can_carry_is_told_without_being_shown(
    bad: str, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNWAYML_API_SECRET", bad)
    monkeypatch.setenv("RUNWAYML_BASE_URL", sandbox.url("runway"))
    request = VideoRequest(prompt="a bee", seconds=Fraction(5))
    with pytest.raises(ProviderFault) as failed:
        make_take(request, find_provider("runway"), open_store(tmp_path), policy=POLICY)
    assert (failed.value.code, failed.value.created) == ("bad-key", "no")
    assert "RUNWAYML_API_SECRET" in failed.value.hint
    assert bad not in json.dumps(failed.value.as_dict(), ensure_ascii=False)


def test_a_missing_key_names_its_variable_and_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAL_KEY", raising=False)
    with pytest.raises(ProviderFault) as failed:
        find_provider("fal").key()  # type: ignore[attr-defined]
    assert "FAL_KEY" in failed.value.hint
    assert "keyring" in failed.value.hint
    if importlib.util.find_spec("keyring") is None:
        assert "reelwright[keyring]" in failed.value.hint


def test_a_key_may_lie_in_the_keyring(tmp_path: Path) -> None:
    """In a process of its own, with a keyring of its own in front of any other."""
    (tmp_path / "keyring.py").write_text(
        "def get_password(service, name):\n"
        "    return {('reelwright', 'LUMA_AGENTS_API_KEY'): 'from-the-keyring '}.get((service, name))\n",
        encoding="utf-8",
    )
    code = (
        "from reelwright.providers import find_provider as f; p = f('luma');"
        "print(p.headers()['Authorization'], '|', p.ready(), '|', f('fal').ready())"
    )
    variables = {name: value for name, value in os.environ.items() if not name.endswith("_KEY")}
    variables["PYTHONPATH"] = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "Bearer from-the-keyring |  | FAL_KEY is not set"
