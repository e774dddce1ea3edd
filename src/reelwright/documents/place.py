"""Where a value stands in a document, so that a complaint can name its line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

__all__ = ["Locate", "Place", "locator"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a document: ``line`` and ``column`` count from 1; ``source`` is the file."""

    source: str
    line: int
    column: int


Locate = Callable[[Iterable[str | int]], Place]
"""Turns a path of keys and indices (``("video", 0, 3, "length")``) into the place where it is written."""


def locator(name: str, root: Callable[[], Node | None]) -> Locate:
    """The places of the document whose top node ``root`` finds (only when one is asked for)."""

    def locate(path: Iterable[str | int]) -> Place:
        node = root()
        if node is None:
            return Place(name, 1, 1)
        mark = node.start_mark
        for part in path:
            if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                mark = node.start_mark
            elif isinstance(node, MappingNode):
                for key, value in node.value:
                    if key.value == part:
                        node, mark = value, key.start_mark
                        break
            # Anything else is no step in the text (a missing key, the name of a union's member): stay here.
        return Place(name, mark.line + 1, mark.column + 1)

    return locate
