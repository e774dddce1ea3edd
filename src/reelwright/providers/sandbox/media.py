"""Media that clients bring: uploads kept in memory, data URIs, and links to the sandbox itself."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import threading
import uuid
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

__all__ = ["Cupboard", "Upload", "read_data_uri"]


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes that a client left here."""

    id: str
    data: bytes
    content_type: str
    name: str
    created: float
    owner: str = ""

    @property
    def sha256(self) -> str:
        """The digest of the bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


class Cupboard:
    """The uploads of one sandbox by id; shared by all its providers."""

    def __init__(self) -> None:
        self._uploads: dict[str, Upload] = {}
        self._lock = threading.Lock()

    def put(
        self,
        data: bytes,
        content_type: str,
        name: str,
        created: float,
        upload_id: str | None = None,
        owner: str = "",
    ) -> Upload:
        """Keep ``data``; an id is made up unless one is given. ``owner`` is the provider that lists it."""
        upload = Upload(upload_id or uuid.uuid4().hex, data, content_type, name, created, owner)
        with self._lock:
            self._uploads[upload.id] = upload
        return upload

    def get(self, upload_id: str) -> Upload | None:
        """The upload, or None."""
        with self._lock:
            return self._uploads.get(upload_id)

    def of(self, owner: str) -> list[Upload]:
        """The uploads that ``owner`` lists, oldest first."""
        with self._lock:
            return [upload for upload in self._uploads.values() if upload.owner == owner]

    def drop(self, upload_id: str) -> bool:
        """Forget an upload; False when there was none."""
        with self._lock:
            return self._uploads.pop(upload_id, None) is not None

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._uploads.clear()

    def read(self, reference: str) -> bytes | None:
        """The bytes behind a data URI, bare base64, or any link or handle that holds the id of an upload.

        Links to other machines are never fetched: they give None.
        """
        if reference.startswith("data:"):
            return read_data_uri(reference)
        parts = re.split("[?#]", reference, maxsplit=1)[0].rstrip("/").split("/")
        found = next((kept for part in reversed(parts) if part and (kept := self.get(part))), None)
        if found is not None:
            return found.data
        if "://" not in reference and len(reference) > 64:
            try:
                return base64.b64decode(reference, validate=True)
            except (binascii.Error, ValueError):
                return None
        return None


def read_data_uri(uri: str) -> bytes | None:
    """The bytes of a ``data:`` URI, or None when it cannot be read."""
    head, comma, data = uri.partition(",")
    if not comma:
        return None
    if not head.endswith(";base64"):
        return unquote_to_bytes(data)
    try:
        return base64.b64decode(data)
    except (binascii.Error, ValueError):
        return None
