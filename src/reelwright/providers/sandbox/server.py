"""The sockets: one threaded loopback HTTP server a provider, which speaks HTTP/1.1 and can also misbehave."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from reelwright.errors import ReelwrightError
from reelwright.providers.sandbox.exchange import Call, Headers, Reply

__all__ = ["LoopbackServer"]

_LARGEST_BODY: Final = 512 << 20
_PIECE: Final = 1 << 16


class _TooLargeError(Exception):
    """A body that the sandbox does not take."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "ReelwrightSandbox/1"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    server: LoopbackServer

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent: calls are in the sandbox's own log."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            pieces, total = [], 0
            while size := int(self.rfile.readline().partition(b";")[0] or b"0", 16):
                total += size
                if total > _LARGEST_BODY:
                    raise _TooLargeError
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return b"".join(pieces)
        size = int(self.headers.get("Content-Length") or 0)
        if not 0 <= size <= _LARGEST_BODY:
            raise _TooLargeError
        return self.rfile.read(size)

    def _serve(self) -> None:
        try:
            body = self._body()
        except (_TooLargeError, ValueError):
            self.close_connection = True
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        headers = Headers(list(self.headers.items()))
        method = "GET" if self.command == "HEAD" else self.command
        call = Call(method, self.path, headers, body, self.server.origin, time.time())
        try:
            reply = self.server.answer(call)
        except ReelwrightError as error:
            reply = Reply(400, {"error": error.as_dict()})
        except Exception as error:  # a fault of the sandbox itself must not look like one of the provider's
            reply = Reply(599, {"sandbox_error": f"{type(error).__name__}: {error}"})
        if reply.delay:
            self.server.stopping.wait(reply.delay)
        if reply.drop:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        with contextlib.suppress(OSError):
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        payload, kind = reply.payload()
        size = payload.stat().st_size if isinstance(payload, Path) else len(payload)
        total = size + reply.pad
        first, last = 0, total - 1
        wanted = self.headers.get("Range", "")
        if reply.status == 200 and isinstance(payload, Path) and wanted.startswith("bytes="):
            start, _, end = wanted.removeprefix("bytes=").partition("-")
            if start.isdigit() and int(start) < total:
                first, last = int(start), min(int(end) if end.isdigit() else last, last)
                reply.status = 206
                reply.headers["Content-Range"] = f"bytes {first}-{last}/{total}"
        self.send_response(reply.status)
        if kind and (total or kind):
            self.send_header("Content-Type", kind)
        if isinstance(payload, Path):
            self.send_header("Accept-Ranges", "bytes")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status not in (204, 304):
            self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        if self.command == "HEAD" or reply.status in (204, 304):
            return
        left = last - first + 1
        if reply.stop_after is not None and reply.stop_after < left:
            left, self.close_connection = reply.stop_after, True
        self._pour(payload, first, left)

    def _pour(self, payload: bytes | Path, first: int, left: int) -> None:
        """Send ``left`` bytes of ``payload`` from ``first`` on; past its end, zeros."""
        if isinstance(payload, bytes):
            piece = payload[first : first + left]
            self.wfile.write(piece)
            left -= len(piece)
        else:
            with payload.open("rb") as file:
                file.seek(first)
                while left and (piece := file.read(min(_PIECE, left))):
                    self.wfile.write(piece)
                    left -= len(piece)
        while left:
            count = min(_PIECE, left)
            self.wfile.write(bytes(count))
            left -= count

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve  # noqa: N815


class LoopbackServer(ThreadingHTTPServer):
    """Answers every call on 127.0.0.1 with ``answer(call)``, each connection in a thread of its own.

    Args:
        answer: the provider; called from many threads.
        port: 0 for any free one.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, answer: Callable[[Call], Reply], port: int = 0) -> None:
        self.answer = answer
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"
        self._thread = threading.Thread(target=self._accept, name="sandbox-server", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def _accept(self) -> None:
        """Take connections, without polling, until told to stop."""
        while not self.stopping.is_set():
            try:
                request, client = self.get_request()
            except OSError:
                continue
            if self.stopping.is_set():
                request.close()
            else:
                self.process_request(request, client)

    def stop(self) -> None:
        """Stop answering, close every connection and free the port."""
        self.stopping.set()
        if self._thread.is_alive():
            with contextlib.suppress(OSError):  # one connection wakes the thread that waits for one
                socket.create_connection(("127.0.0.1", self.server_address[1]), timeout=1).close()
            self._thread.join(timeout=5)
        self.server_close()
        with self._guard:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that it can be closed with the server."""
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that is over."""
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is no news."""
