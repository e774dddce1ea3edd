"""Looking for a lost submit in what a service lists of its jobs.

To find nothing means to submit again, so a listing must prove an absence: a row that cannot be read, a time
that cannot be, or pages that end too early leave the question to a person. A field that is missing counts as
ours.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from reelwright.providers.adapters.adapter import only
from reelwright.providers.fault import Created, Kind, ProviderFault

__all__ = ["Listing", "alike"]

_APART: Final = 180.0  # seconds between our submit and the service's note of it
_OLDEST: Final = 1_400_000_000.0  # 2014: no service that is asked is older
_AHEAD: Final = 2 * 86_400.0


def alike(listed: Any, sent: Any) -> bool:
    """False only when ``listed`` is a value of ``sent``'s kind, and another one."""
    if isinstance(sent, bool) or not isinstance(sent, str | int | float):
        return type(listed) is not type(sent) or listed == sent
    if isinstance(listed, bool) or not isinstance(listed, str | int | float) or listed == "":
        return True
    return str(listed) == str(sent)


class Listing:
    """The jobs that ``provider`` lists, and which of them an ambiguous submit at ``since`` created."""

    def __init__(self, provider: str, since: datetime) -> None:
        self._provider, self._since = provider, since.timestamp()
        self._fits: set[str] = set()
        self._last = float("inf")
        self._newest_first = True
        self._older = False

    def rows(self, answer: Any) -> list[dict[str, Any]]:
        """The rows of one page. Raises ProviderFault: they cannot be read."""
        rows = only(answer, list)
        if rows is None or not all(isinstance(row, dict) for row in rows):
            raise self._unreadable()
        return list(rows)

    def add(self, job: Any, made: float | None, ours: bool) -> None:
        """One row: its id, when it was created (seconds since 1970), and whether it looks like ours.

        Raises:
            ProviderFault: it cannot be read.
        """
        if isinstance(job, int) and not isinstance(job, bool):
            job = str(job)
        if not isinstance(job, str) or not job or made is None or not self._can_be(made):
            raise self._unreadable()
        self._newest_first = self._newest_first and made <= self._last + 1
        self._last = made
        self._older = self._older or made < self._since - _APART
        if ours and abs(made - self._since) <= _APART:
            self._fits.add(job)

    def _can_be(self, made: float) -> bool:
        return _OLDEST <= made <= self._since + _AHEAD

    @property
    def reached(self) -> bool:
        """True when the rows, newest first, reach back to before our submit."""
        return self._older and self._newest_first

    def found(self, *, whole: bool) -> str | None:
        """The id of the one row that is ours; None when the listing proves that there is none.

        Args:
            whole: there are no more pages.

        Raises:
            ProviderFault: several fit, or the listing does not reach far enough.
        """
        if len(self._fits) == 1:
            return next(iter(self._fits))
        if not self._fits and (whole or self.reached):
            return None
        raise self._unsure(
            f"{len(self._fits) or 'none'} of the jobs that {self._provider} lists could be this one",
            "ambiguous-listing",
        )

    def absent(self, *, whole: bool) -> None:
        """For listings without prompts: None when no job of that time could be ours.

        Raises:
            ProviderFault: one could, but nothing tells whether it is; or the listing is too short.
        """
        found = self.found(whole=whole)
        if found is not None:
            raise self._unsure(
                f"{self._provider} lists the job {found}, which may be this one; it does not say for what "
                "prompt",
                "ambiguous-listing",
            )

    def _unreadable(self) -> ProviderFault:
        return self._unsure(
            f"the list of {self._provider} has rows that cannot be read", "unreadable-listing"
        )

    @staticmethod
    def _unsure(why: str, code: str) -> ProviderFault:
        return ProviderFault(f"{why}.", kind=Kind.UNSUPPORTED, created=Created.MAYBE, code=code)
