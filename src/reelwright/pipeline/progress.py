"""What a long operation tells whoever is watching."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Progress", "Stage", "Watcher", "ignore"]

Stage = Literal["plan", "takes", "warm", "render", "audio", "assemble", "done"]


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` units of a stage: frames when rendering, shots when taking. Total 0: unknown."""

    stage: Stage
    done: int = 0
    total: int = 0
    message: str = ""


Watcher = Callable[[Progress], None]


def ignore(_: Progress) -> None:
    """Watch nothing."""
