"""Step 10: the provider's id is committed before anything else happens. Without it, a restart could
not poll."""

from __future__ import annotations

from reelwright.providers.passage import Passage

__all__ = ["accept"]


def accept(passage: Passage) -> None:
    """Write down the id of the job that ``submit`` has just created."""
    if passage.job is None or not passage.submitting or passage.remote_id is None:
        return
    passage.book_keeping.accepted(passage.job.id, passage.remote_id)
    passage.submitting = False
    passage.reload()
