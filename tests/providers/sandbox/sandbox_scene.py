"""What several tests of the sandbox need: plain pictures, decoded clips, and somebody to call back."""

from __future__ import annotations

import io
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import av
import cv2
import httpx
import numpy as np
from sandbox_wire import Wire, wire

from reelwright.providers.sandbox import Sandbox


def png(colour: tuple[int, int, int]) -> bytes:
    """A plain picture; ``colour`` is blue, green, red."""
    done, data = cv2.imencode(".png", np.full((90, 160, 3), colour, np.uint8))
    assert done
    return bytes(data)


def pictures(data: bytes | Path) -> list[np.ndarray]:
    """Every frame of a clip as RGB."""
    with av.open(io.BytesIO(data) if isinstance(data, bytes) else str(data)) as file:
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


class Listener:
    """A loopback HTTP server that keeps what it is sent, and echoes it."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host

    def __enter__(self) -> Listener:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = HTTPServer((self.host, 0), Handler)
        self.url = f"http://{self.host}:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def wait(self, count: int) -> list[tuple[dict[str, str], bytes]]:
        until = time.monotonic() + 5
        while len(self.heard) < count and time.monotonic() < until:
            time.sleep(0.005)
        assert len(self.heard) >= count
        return self.heard


def runway(sandbox: Sandbox, http: httpx.Client) -> Wire:
    return wire(sandbox, "runway", http)
