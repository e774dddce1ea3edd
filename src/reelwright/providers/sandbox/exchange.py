"""One HTTP call as a provider sees it, and the reply it gives: plain values, no sockets."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = ["Call", "Form", "Headers", "Part", "Record", "RefusedError", "Reply", "read_multipart"]


_LARGE: Final = 1 << 18


class Headers(Mapping[str, str]):
    """Header fields by name, whatever the case; the last of two with the same name counts."""

    def __init__(self, pairs: Mapping[str, str] | list[tuple[str, str]]) -> None:
        items = pairs.items() if isinstance(pairs, Mapping) else pairs
        self._fields = {name.lower(): value for name, value in items}

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def __iter__(self) -> Any:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a multipart form."""

    name: str
    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A submitted form: text fields and files by field name (of a repeated name, the last)."""

    fields: dict[str, str]
    files: dict[str, Part]


_PARAMETER = re.compile(r'(\w+\*?)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))')


def read_multipart(content_type: str, body: bytes) -> Form:
    """Read a ``multipart/form-data`` body.

    Raises:
        ValueError: no boundary, or a body that does not hold it.
    """
    boundary = {k.lower(): q or p for k, q, p in _PARAMETER.findall(content_type)}.get("boundary")
    if not boundary:
        raise ValueError("multipart body without a boundary")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    if len(pieces) < 2:
        raise ValueError("multipart body does not hold its boundary")
    fields: dict[str, str] = {}
    files: dict[str, Part] = {}
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            break
        head, _, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        lines = [line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n")]
        about = Headers([(name.strip(), value.strip()) for name, _, value in lines])
        disposition = {
            k.lower(): q or p for k, q, p in _PARAMETER.findall(about.get("content-disposition", ""))
        }
        name = disposition.get("name", "")
        if "filename" in disposition:
            kind = about.get("content-type", "application/octet-stream")
            files[name] = Part(name, disposition["filename"], kind, data)
        else:
            fields[name] = data.decode("utf-8", "replace")
    return Form(fields, files)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that arrived in full.

    ``target`` is the raw path with its query; ``origin`` is ``http://127.0.0.1:PORT`` of the server.
    ``strange`` names the fault that bends the answer to this call (``unknown-status``).
    """

    method: str
    target: str
    headers: Headers
    body: bytes
    origin: str
    at: float
    strange: str | None = None

    @property
    def path(self) -> str:
        """The path, percent-decoded, without the query."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        """The query parameters; of a repeated name, the last."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def content_type(self) -> str:
        """The media type of the body in lower case, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def document(self) -> dict[str, Any]:
        """The body as a JSON object; an empty body is an empty object.

        Raises:
            ValueError: not JSON, or not an object.
        """
        if not self.body.strip():
            return {}
        value = json.loads(self.body)
        if not isinstance(value, dict):
            raise ValueError("the body is not a JSON object")
        return value

    def form(self) -> Form:
        """The body as a form, multipart or urlencoded.

        Raises:
            ValueError: neither.
        """
        if self.content_type == "multipart/form-data":
            return read_multipart(self.headers["content-type"], self.body)
        if self.content_type == "application/x-www-form-urlencoded":
            return Form(dict(parse_qsl(self.body.decode("utf-8", "replace"))), {})
        raise ValueError("the body is not a form")

    def text(self) -> str:
        """The body as text, JSON escapes resolved where it is not huge: what a fault's ``match`` looks at."""
        if len(self.body) > _LARGE:
            return self.body[:_LARGE].decode("utf-8", "replace")
        try:
            return json.dumps(json.loads(self.body), ensure_ascii=False)
        except ValueError:
            return self.body.decode("utf-8", "replace")

    @property
    def credential(self) -> str:
        """What follows the scheme in ``Authorization``, or an empty text."""
        return self.headers.get("authorization", "").partition(" ")[2].strip()


@dataclass(slots=True)
class Reply:
    """What goes back.

    ``body`` is JSON when it is a dict or a list, a file when it is a path, nothing when it is None. ``delay``
    holds the reply back (seconds). ``drop`` closes the connection instead of answering. ``stop_after`` sends
    that many bytes of a longer body and closes; ``pad`` appends that many zero bytes. ``fault`` goes in the
    log.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str | None = None
    delay: float = 0.0
    drop: bool = False
    stop_after: int | None = None
    pad: int = 0
    fault: str | None = None

    def payload(self) -> tuple[bytes | Path, str | None]:
        """The bytes (or the file) to send, and their media type."""
        if self.body is None:
            return b"", self.content_type
        if isinstance(self.body, Path):
            return self.body, self.content_type or "video/mp4"
        if isinstance(self.body, bytes):
            return self.body, self.content_type or "application/octet-stream"
        if isinstance(self.body, str):
            return self.body.encode(), self.content_type or "text/plain; charset=utf-8"
        return json.dumps(self.body).encode(), self.content_type or "application/json"


class RefusedError(Exception):
    """Raised inside a provider's route to answer with an error in that provider's own shape.

    ``kind`` is one of invalid, auth, missing, moderated, throttled, broken, quota, conflict.
    """

    def __init__(self, kind: str, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Record:
    """One call of the request log: what was asked, what it was about, and what was answered.

    ``body`` holds the first 64 KiB. ``event`` is create, poll, download, upload or other. ``status`` is 0
    when the connection was dropped.
    """

    index: int
    at: float
    method: str
    path: str
    query: dict[str, str]
    headers: Headers
    body: bytes
    event: str
    status: int
    fault: str | None = None
