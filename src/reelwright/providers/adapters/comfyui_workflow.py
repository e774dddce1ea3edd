"""A ComfyUI workflow in API format with named slots, and what it therefore can do.

A value ``"{{prompt}}"`` is a slot; ``"{{steps=20}}"`` is one with a default. The names prompt,
negative_prompt, seed, width, height, frames, fps, first_frame, last_frame and source_video have their
meaning; any other name becomes an option of the model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from reelwright.errors import DocumentError
from reelwright.providers.adapters.adapter import whole
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile, Repro
from reelwright.providers.quote import FREE
from reelwright.providers.request import Role, Task

__all__ = ["Workflow", "read_workflow"]

_SLOT: Final = re.compile(r"\{\{\s*(\w+)\s*(?:=\s*([^{}]*?)\s*)?\}\}")
_ROLES: Final = {
    "first_frame": Role.FIRST_FRAME,
    "last_frame": Role.LAST_FRAME,
    "source_video": Role.SOURCE_VIDEO,
}
_MEANT: Final = {"prompt", "negative_prompt", "seed", "width", "height", "frames", "fps", *_ROLES}
_DEFAULTS: Final = {"width": 832, "height": 480, "fps": 16, "seed": 0, "negative_prompt": "", "prompt": ""}
_SIZES: Final = ("832x480", "480x832", "1280x720", "720x1280")
_TASKS: Final = {
    frozenset[str](): Task.T2V,
    frozenset({"first_frame"}): Task.I2V,
    frozenset({"first_frame", "last_frame"}): Task.INTERPOLATE,
    frozenset({"source_video"}): Task.V2V,
}
_LARGEST: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Workflow:
    """``nodes`` by number, and the slots in them with their defaults (None: there is none)."""

    nodes: Mapping[str, Any]
    slots: Mapping[str, Any]

    @property
    def roles(self) -> tuple[Role, ...]:
        """The media it loads."""
        return tuple(role for name, role in _ROLES.items() if name in self.slots)

    def capabilities(self, name: str) -> Capabilities:
        """What the slots allow."""
        media = frozenset(self.slots) & frozenset(_ROLES)
        task = _TASKS.get(media, Task.V2V if "source_video" in media else Task.I2V)
        fps = int(self.default("fps"))
        size = f"{self.default('width')}x{self.default('height')}"
        sized = "width" in self.slots and "height" in self.slots
        choice = Choice(
            durations=(Fraction(5), *(s for s in whole(1, 20) if s != 5)) if "frames" in self.slots else (),
            sizes=tuple(dict.fromkeys((size, *_SIZES))) if sized else (),
            fps=tuple(dict.fromkeys(Fraction(rate) for rate in (fps, 16, 24, 8, 12, 25, 30)))
            if "fps" in self.slots
            else (),
            media=dict.fromkeys(self.roles, (1, 1)),
            prompt="required" if "prompt" in self.slots else "no",
            options={
                slot: Option(
                    type(value) if value is not None else str, f"The workflow's {slot}.", default=value
                )
                for slot, value in self.slots.items()
                if slot not in _MEANT
            },
        )
        return Capabilities(
            tasks={task: choice},
            summary=f"The workflow {name}.",
            price=FREE,
            seed="seed" in self.slots,
            reproducible=Repro.BEST_EFFORT if "seed" in self.slots else Repro.NONE,
            negative_prompt="negative_prompt" in self.slots,
            cancel="yes",
            urls=False,
            reconcile=Reconcile.CLIENT_ID,
            poll_seconds=1.0,
        )

    def default(self, name: str) -> Any:
        """The default of a slot, or the one its meaning has."""
        value = self.slots.get(name)
        return _DEFAULTS.get(name) if value is None else value

    def filled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The nodes with every slot replaced; a value that is nothing but a slot keeps its type."""

        def fill(value: Any) -> Any:
            if isinstance(value, dict):
                return {name: fill(entry) for name, entry in value.items()}
            if isinstance(value, list):
                return [fill(entry) for entry in value]
            if not isinstance(value, str):
                return value
            alone = _SLOT.fullmatch(value.strip())
            if alone:
                return self._value(alone[1], values)
            return _SLOT.sub(lambda match: str(self._value(match[1], values)), value)

        found: dict[str, Any] = fill(dict(self.nodes))
        return found

    def _value(self, name: str, values: Mapping[str, Any]) -> Any:
        value = values.get(name)
        return self.default(name) if value is None else value


def read_workflow(path: Path) -> Workflow:
    """The workflow in ``path``.

    Raises:
        DocumentError: it cannot be read, or is not in API format.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        nodes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DocumentError(
            f"The workflow {path} cannot be read: {error}.",
            hint="Save it from ComfyUI with “Export (API)”.",
            path=str(path),
        ) from None
    good = (
        isinstance(nodes, dict)
        and nodes
        and all(isinstance(node, dict) and isinstance(node.get("class_type"), str) for node in nodes.values())
    )
    if not good:
        raise DocumentError(
            f"The workflow {path} is not in API format.",
            hint="Save it from ComfyUI with “Export (API)”, not “Save”.",
            path=str(path),
        )
    slots: dict[str, Any] = {}
    for name, text in _found(nodes):
        if slots.get(name) is None:
            slots[name] = _typed(text)
    return Workflow(nodes, slots)


def _found(value: Any) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, str):
        for match in _SLOT.finditer(value):
            yield match[1], match[2]
    elif isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _found(entry)


def _typed(text: str | None) -> Any:
    """A default as the number or truth value it looks like."""
    if text is None or text == "":
        return None
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
