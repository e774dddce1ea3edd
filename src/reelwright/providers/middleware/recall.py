"""Step 5: what was paid for and fetched before is used again. Without it, a finished job would be
fetched twice."""

from __future__ import annotations

from pathlib import Path

from reelwright.errors import ProviderError
from reelwright.providers.download import Kept
from reelwright.providers.job import State
from reelwright.providers.passage import Passage
from reelwright.providers.verify import probe_clip

__all__ = ["recall"]


def recall(passage: Passage) -> None:
    """Take the verified files of a finished job from the inbox; when they are gone, fetch them again."""
    job = passage.job
    if job is None or job.state not in (State.SUCCEEDED, State.FETCHING):
        return
    passage.kept = _intact(passage) or []
    if job.state is State.SUCCEEDED and not passage.kept:
        passage.book_keeping.reopened(job.id, passage.owner)
        passage.reload()


def _intact(passage: Passage) -> list[Kept] | None:
    """The files of the job, if every one of them still has the bytes that were verified."""
    import hashlib

    assert passage.job is not None
    found = []
    for row in passage.book_keeping.outputs(passage.job.id):
        path = Path(row["path"])
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest != row["digest"]:
                return None
            found.append(Kept(path, digest, row["size"], probe_clip(path)))
        except (OSError, ProviderError):
            return None
    return found or None
