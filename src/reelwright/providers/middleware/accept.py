"""Step 10: the provider's id is committed before anything else happens. Without it, a restart could
not poll."""

from __future__ import annotations

from reelwright.errors import OptionError
from reelwright.providers.middleware.reconcile import undecided
from reelwright.providers.passage import Passage

__all__ = ["accept"]


def accept(passage: Passage) -> None:
    """Write down the id of the job that ``submit`` has just created.

    Raises:
        ProviderFault: another job has that id already.
    """
    if passage.job is None or not passage.submitting or passage.remote_id is None:
        return
    journal = passage.book_keeping
    try:
        journal.accepted(passage.job.id, passage.remote_id)
    except OptionError as error:
        # The service gave an id that belongs to another job of ours: nobody knows which job this one is.
        passage.submitting = False
        journal.ambiguous(passage.job.id, passage.owner, None)
        raise undecided(passage.job.id, passage.job.provider, error.message) from None
    except journal.lost:
        # Whoever took the job over while we slept has submitted it anew: say what they cannot know.
        journal.orphaned(passage.job.id, passage.remote_id)
        raise
    passage.submitting = False
    passage.reload()
