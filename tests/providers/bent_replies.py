"""A server between an adapter and its sandbox that bends the replies on their way back."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from reelwright.providers.sandbox.exchange import Call, Reply
from reelwright.providers.sandbox.server import LoopbackServer

__all__ = ["Bend", "bent", "between"]

Bend = Callable[[Call, Any], Any]
"""Takes a call and the JSON of its reply; gives the JSON to send instead."""

ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "\ud800",
    "\x00",
    "x" * 5000,
    "2026-13-45T99:99:99Z",
    "http://[::1",
    "file:///etc/passwd",
    [],
    {},
    [None],
    [[[]]],
    {"url": None},
    {"": {"": []}},
)
_LONG = 20  # names of this length are ids: without them, a reply would be about something else


def odd(value: Any, dice: random.Random) -> Any:
    """A value of another type than ``value``: one of the same type could be true."""
    return dice.choice([entry for entry in ODD if type(entry) is not type(value)])


def bent(value: Any, dice: random.Random) -> Any:
    """``value`` with one to three places changed: another type, missing, or new fields beside it."""
    for _ in range(dice.randint(1, 3)):
        value = _once(value, dice)
    return value


def _once(value: Any, dice: random.Random) -> Any:
    if isinstance(value, dict) and value and dice.random() < 0.9:
        out = dict(value)
        name = dice.choice(sorted(out))
        what = dice.randrange(8)
        if what == 0 and len(name) < _LONG:
            del out[name]
        elif what == 1:
            out["a_new_field"] = dice.choice(ODD)
        elif what == 2:
            out[name] = odd(out[name], dice)
        else:
            out[name] = _once(out[name], dice)
        return out
    if isinstance(value, list) and value and dice.random() < 0.9:
        place = dice.randrange(len(value))
        if dice.randrange(3) == 0:
            return [*value, odd(value[place], dice)]
        return [*value[:place], _once(value[place], dice), *value[place + 1 :]]
    return odd(value, dice)


@contextmanager
def between(target: str, bend: Callable[[], Bend | None]) -> Iterator[str]:
    """The base URL of a server that passes calls on to ``target``, and bends JSON replies.

    Links to ``target`` in replies are turned to the server in between.
    """
    url = httpx.URL(target)
    theirs = f"{url.scheme}://{url.host}:{url.port}"
    clients = threading.local()

    def answer(call: Call) -> Reply:
        if not hasattr(clients, "one"):
            clients.one = httpx.Client(timeout=30, trust_env=False)
        headers = {
            name: value
            for name, value in call.headers.items()
            if name not in ("host", "connection", "content-length", "accept-encoding", "transfer-encoding")
        }
        got = clients.one.request(call.method, theirs + call.target, headers=headers, content=call.body)
        kept = {name: got.headers[name] for name in ("location", "retry-after") if name in got.headers}
        kind = got.headers.get("content-type", "")
        if "json" not in kind:
            return Reply(got.status_code, got.content, kept, kind)
        text = got.text.replace(theirs, call.origin)
        change = bend()
        if change is not None:
            text = json.dumps(change(call, json.loads(text)))
        return Reply(got.status_code, text.encode("utf-8", "surrogatepass"), kept, kind)

    server = LoopbackServer(answer)
    server.start()
    try:
        yield server.origin + url.path.rstrip("/")
    finally:
        server.stop()
