"""The steps of the path, in the order in which every generation takes them.

Each looks at where the job stands and does nothing when its work is done, so a job that was interrupted
anywhere goes through the same chain again and continues where it stopped.
"""

from collections.abc import Callable

from reelwright.providers.middleware.accept import accept
from reelwright.providers.middleware.begin import begin
from reelwright.providers.middleware.download import download
from reelwright.providers.middleware.likeness import likeness
from reelwright.providers.middleware.poll import poll
from reelwright.providers.middleware.quote import quote
from reelwright.providers.middleware.recall import recall
from reelwright.providers.middleware.reconcile import reconcile
from reelwright.providers.middleware.reserve import reserve
from reelwright.providers.middleware.safety import safety
from reelwright.providers.middleware.settle import settle
from reelwright.providers.middleware.slate import slate
from reelwright.providers.middleware.submit import submit
from reelwright.providers.middleware.upload import upload
from reelwright.providers.passage import Passage

__all__ = ["CHAIN", "GATES", "Step"]

Step = Callable[[Passage], None]

GATES: tuple[Step, ...] = (safety, likeness)
"""What even a take that is in the store already must pass."""

CHAIN: tuple[Step, ...] = (
    *GATES,
    quote,
    reserve,
    recall,
    reconcile,
    upload,
    begin,
    submit,
    accept,
    poll,
    download,
    settle,
    slate,
)
"""The one composition of the path."""
