"""Step 7: files are handed over before the submit, once each. Without it, a body would name no media."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reelwright.errors import ReelwrightError
from reelwright.providers.fault import Created, ProviderFault, adapter_failed
from reelwright.providers.job import State
from reelwright.providers.passage import Passage

__all__ = ["upload"]

_TRIES = 3


def upload(passage: Passage) -> None:
    """Put a handle in the place of every medium in the body; a handle that is still good is used again.

    Raises:
        ProviderFault: a file could not be handed over; nothing was created.
    """
    if passage.state not in (None, State.PREPARED):
        return
    handles: dict[int, Any] = {}
    for index, medium in enumerate(passage.prepared.media):
        if medium.path is None:
            handles[index] = medium.url if medium.url is not None else medium.job
            continue
        try:
            handles[index] = _handle(passage, index, medium.path)
        except ProviderFault as fault:
            raise _given_up(passage, fault) from None
        except ReelwrightError:
            raise
        except Exception as error:
            failed = adapter_failed("handing a file over", error, Created.NO)
            raise _given_up(passage, failed) from error
    passage.filled = passage.prepared.filled(handles)


def _given_up(passage: Passage, fault: ProviderFault) -> ProviderFault:
    """``fault``; the job ends, and its money is free."""
    passage.scrubbed(fault.before_creation())
    if passage.job is not None:
        passage.book_keeping.rejected(passage.job.id, passage.owner, fault, again=False)
    return fault


def _handle(passage: Passage, index: int, path: Path) -> Any:
    from reelwright.providers.uploads import Uploads

    medium = passage.prepared.media[index].identified()
    uploads = Uploads(passage.journal.book) if passage.journal is not None else None
    for attempt in range(1, _TRIES + 1):
        try:
            if uploads is None:
                return passage.provider.upload(medium, path, medium.digest).value
            return uploads.handle(passage.provider, medium, path)
        except ProviderFault as fault:
            if not fault.transient or attempt == _TRIES:
                raise
            passage.wait(min(fault.retry_after or 0.5 * 2**attempt, 30.0))
    raise AssertionError("unreachable")
