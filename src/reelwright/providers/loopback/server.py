"""The loopback provider's server: it makes clips, counts what it created, and keeps a bill.

::

    POST   /videos              {client_id, prompt, seconds, seed, …}    -> 201 {id, status}
    GET    /videos/ID                                                    -> {id, status, url, usd, …}
    GET    /videos?client_id=ID                                          -> {videos: [...]}
    DELETE /videos/ID
    GET    /files/ID.mp4
    GET    /bill                                                         -> {creations, usd, client_ids}
    POST   /faults              {create: [...], poll: [...], file: [...]}

Faults are used up one by one. At creation: ``drop`` (created, then silence), ``500`` (created, then an
error), ``busy`` (429, nothing created), ``down`` (503 before anything, created all the same is impossible
to tell), ``unsafe`` (created, ends as moderated), ``empty`` (ends without a file), ``refuse`` (400). While
polling: ``500``, ``429``, ``strange`` (an unknown status). For files: ``gone`` (403), ``cut`` (half of it),
``text``.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from reelwright.providers.loopback.clip import clip

__all__ = ["LoopbackServer", "serve"]

PRICE = Decimal("0.10")


class LoopbackServer:
    """Jobs in memory; each is done ``seconds`` after its creation."""

    def __init__(self, *, seconds: float = 0.0, port: int = 0) -> None:
        self.jobs: dict[str, dict[str, Any]] = {}
        self.faults: dict[str, list[str]] = {"create": [], "poll": [], "file": []}
        self.seconds = seconds
        self.lock = threading.Lock()
        self.tokens: list[str] = []
        self.busiest = 0
        server = self

        class Handler(_Handler):
            desk = server

        self._http = _Quiet(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def run(self) -> None:
        """Serve until :meth:`close`."""
        self._http.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """Stop."""
        self._http.shutdown()
        self._http.server_close()

    def fault(self, kind: str) -> str:
        """The next fault of a kind; "" when there is none."""
        with self.lock:
            return self.faults[kind].pop(0) if self.faults[kind] else ""

    def create(self, body: dict[str, Any], fault: str) -> dict[str, Any]:
        """A new job, on the bill from now on."""
        with self.lock:
            job = {
                "id": f"lb{len(self.jobs) + 1}",
                "client_id": body.get("client_id"),
                "usd": str(PRICE * Decimal(str(body["seconds"]))),
                "seconds": body["seconds"],
                "seed": body.get("seed") or 0,
                "ready": time.monotonic() + self.seconds,
                "fault": fault,
                "image": body.get("image"),
                "cancelled": False,
            }
            self.jobs[job["id"]] = job
            now = time.monotonic()
            self.busiest = max(self.busiest, sum(other["ready"] > now for other in self.jobs.values()))
            return job

    def show(self, job: dict[str, Any], strange: bool = False) -> dict[str, Any]:
        """A job as the API shows it."""
        status = "done" if time.monotonic() >= job["ready"] else "working"
        shown = {"id": job["id"], "client_id": job["client_id"], "status": status, "usd": None, "url": None}
        if job["cancelled"]:
            return {**shown, "status": "cancelled", "usd": job["usd"]}
        if strange:
            return {**shown, "status": "pondering"}
        if status == "done":
            shown["usd"] = job["usd"]
            if job["fault"] == "unsafe":
                return {**shown, "status": "failed", "reason": "unsafe"}
            if job["fault"] != "empty":
                shown["url"] = f"{self.url}/files/{job['id']}.mp4"
        return shown

    def bill(self) -> dict[str, Any]:
        """What was created, and what it costs."""
        with self.lock:
            total = sum((Decimal(job["usd"]) for job in self.jobs.values()), Decimal(0))
            return {
                "creations": len(self.jobs),
                "usd": str(total),
                "client_ids": [job["client_id"] for job in self.jobs.values()],
                "tokens": sorted(set(self.tokens)),
                "busiest": self.busiest,
            }


class _Quiet(ThreadingHTTPServer):
    """A client that hangs up, or is killed, is nothing to report."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    desk: LoopbackServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
        if self.path == "/faults":
            with self.desk.lock:
                for kind, faults in body.items():
                    self.desk.faults[kind] = list(faults)
            self._answer(200, {})
        elif self.path == "/videos":
            self._create(body)
        else:
            self._answer(404, {"error": "no such route"})

    def _create(self, body: dict[str, Any]) -> None:
        self.desk.tokens.append(self.headers.get("authorization", ""))
        fault = self.desk.fault("create")
        if fault == "busy":
            self._answer(429, {"error": "too many at once"}, {"retry-after": "0.05"})
        elif fault == "down":
            self._answer(503, {"error": "down for a moment"})
        elif fault == "refuse":
            self._answer(400, {"error": "no such size"})
        else:
            job = self.desk.create(body, fault)
            if fault == "drop":
                self.close_connection = True
                self.connection.close()
            elif fault == "500":
                self._answer(500, {"error": "oops"})
            else:
                self._answer(201, self.desk.show(job))

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/bill":
            self._answer(200, self.desk.bill())
        elif parts.path == "/videos":
            wanted = parse_qs(parts.query).get("client_id", [""])[0]
            found = [self.desk.show(job) for job in self.desk.jobs.values() if job["client_id"] == wanted]
            self._answer(200, {"videos": found})
        elif parts.path.startswith("/videos/"):
            self._poll(parts.path.removeprefix("/videos/"))
        elif parts.path.startswith("/files/"):
            self._file(parts.path.removeprefix("/files/").removesuffix(".mp4"))
        else:
            self._answer(404, {"error": "no such route"})

    def _poll(self, name: str) -> None:
        job = self.desk.jobs.get(name)
        if job is None:
            self._answer(404, {"error": "no such video"})
            return
        fault = self.desk.fault("poll")
        if fault in ("500", "429"):
            self._answer(int(fault), {"error": "not now"}, {"retry-after": "0.02"} if fault == "429" else {})
        else:
            self._answer(200, self.desk.show(job, strange=fault == "strange"))

    def do_DELETE(self) -> None:
        job = self.desk.jobs.get(self.path.removeprefix("/videos/"))
        if job is None:
            self._answer(404, {"error": "no such video"})
            return
        job["cancelled"] = True
        self._answer(200, self.desk.show(job))

    def _file(self, name: str) -> None:
        self.desk.tokens.append("file:" + self.headers.get("authorization", ""))
        fault = self.desk.fault("file")
        job = self.desk.jobs.get(name)
        if job is None or fault == "gone":
            self._answer(403, {"error": "expired"})
            return
        data = clip(Fraction(str(job["seconds"])), job["seed"])
        if fault == "text":
            data = b"<html>sorry</html>"
        self.send_response(200)
        self.send_header("content-type", "video/mp4")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if fault == "cut" else data)
        if fault == "cut":
            self.close_connection = True

    def _answer(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def _serve(seconds: float, tell: Any) -> None:
    server = LoopbackServer(seconds=seconds)
    tell.send(server.url)
    server.run()


@contextmanager
def serve(*, seconds: float = 0.0) -> Iterator[str]:
    """The URL of a server that runs in a process of its own until the block ends."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(seconds, there), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join(5)
