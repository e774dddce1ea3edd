"""Handing files over once: a provider's handle is remembered by the file's digest until it expires."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, insert, select

from reelwright.providers.base import Provider
from reelwright.providers.book import Book
from reelwright.providers.request import Media
from reelwright.store.ledger_schema import handles

__all__ = ["Uploads"]

_MARGIN: Final = 600 * 1_000_000  # a handle must outlive the queueing of the job that names it
_LARGEST: Final = 4096


class Uploads:
    """The handles of one catalogue."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def handle(self, provider: Provider, media: Media, path: Path) -> Any:
        """What ``provider`` knows the file by: from memory, or by uploading it now.

        A handle that holds the bytes themselves (a data URI) or names a local file is not remembered.

        Raises:
            ProviderFault: the upload failed; nothing was created.
        """
        server = f"{provider.name} {provider.http.base if provider.http is not None else ''}".strip()[:300]
        same = (
            handles.c.server == server,
            handles.c.digest == media.digest,
            handles.c.role == media.role.value,
        )
        now = self._book.clock()
        with self._book.reading() as connection:
            row = connection.execute(select(handles).where(*same)).one_or_none()
        if row is not None and (row.expires is None or row.expires > now + _MARGIN):
            return json.loads(row.value)
        handle = provider.upload(media, path, media.digest)
        text = json.dumps(handle.value)
        local = isinstance(handle.value, str) and handle.value == str(path)
        if len(text) <= _LARGEST and not local:
            expires = None if handle.expires is None else int(handle.expires.timestamp() * 1e6)
            with self._book.deciding() as connection:
                connection.execute(delete(handles).where(*same))
                connection.execute(
                    insert(handles).values(
                        server=server,
                        digest=media.digest,
                        role=media.role.value,
                        value=text,
                        expires=expires,
                        at=now,
                    )
                )
        return handle.value
