"""Who makes the takes of a film."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Makers"]


@dataclass(frozen=True, slots=True)
class Makers:
    """``provider`` (``name`` or ``name/model``) makes takes where no route says otherwise.

    ``routes`` are texts such as ``final=runway/gen4.5,luma/ray-3.2``; ``accept_unknown_cost`` allows models
    whose price nobody knows.
    """

    provider: str = "previs"
    routes: tuple[str, ...] = ()
    accept_unknown_cost: bool = False
