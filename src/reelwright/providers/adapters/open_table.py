"""A table of models that also answers for models it does not list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from reelwright.providers.capabilities import Capabilities

__all__ = ["OpenTable"]


class OpenTable(Mapping[str, Capabilities]):
    """``listed`` is what is shown; ``find`` answers for other names, None for those that do not exist."""

    def __init__(
        self, listed: Mapping[str, Capabilities], find: Callable[[str], Capabilities | None]
    ) -> None:
        self._listed = listed
        self._find = find

    def __getitem__(self, name: str) -> Capabilities:
        found = self._listed.get(name) or self._find(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)
