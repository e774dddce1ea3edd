"""What a Replicate model takes, read from the input schema that its API publishes.

Models name the same thing differently; a handful of names per meaning covers those in use. Whatever else a
model takes becomes an option with the schema's own type, bounds and choices.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from reelwright.errors import OptionError
from reelwright.providers.adapters.adapter import only, within
from reelwright.providers.capabilities import Choice, Option
from reelwright.providers.request import Role, Task

__all__ = ["InputSchema"]

_NAMES: Final = {
    "prompt": ("prompt",),
    "negative": ("negative_prompt", "n_prompt"),
    "first": ("image", "input_image", "start_image", "first_frame_image", "first_frame"),
    "last": ("last_image", "end_image", "last_frame_image", "tail_image", "last_frame"),
    "video": ("video", "input_video", "init_video"),
    "seed": ("seed",),
    "fps": ("fps", "frames_per_second"),
    "frames": ("num_frames", "video_length"),
    "duration": ("duration",),
    "ratio": ("aspect_ratio",),
    "resolution": ("resolution",),
    "width": ("width",),
    "height": ("height",),
    "audio": ("generate_audio",),
}
_TYPES: Final = {"integer": int, "number": float, "string": str, "boolean": bool}
_FPS: Final = 8
_MOST_FRAMES: Final = 240
_SIZES: Final = ("1024x576", "576x1024", "512x512")


@dataclass(frozen=True, slots=True)
class InputSchema:
    """The properties of a model's input, references resolved, and those it requires."""

    properties: Mapping[str, dict[str, Any]]
    required: frozenset[str]

    @classmethod
    def of(cls, openapi: Any) -> InputSchema | None:
        """From a version's ``openapi_schema``; None when there is no input in it."""
        schemas = within(openapi, "components", "schemas")
        given = within(schemas, "Input", "properties")
        if not isinstance(given, dict):
            return None
        found = {}
        for name, entry in given.items():
            whole = dict(entry) if isinstance(entry, dict) else {}
            for part in (*(whole.pop("allOf", None) or ()), {"$ref": whole.pop("$ref", None)}):
                reference = within(part, "$ref")
                if isinstance(reference, str):
                    whole = {**(within(schemas, reference.rpartition("/")[2]) or {}), **whole}
            found[str(name)] = whole
        return cls(found, frozenset(only(within(schemas, "Input", "required"), list) or ()))

    def name(self, meaning: str) -> str | None:
        """What this model calls ``meaning``."""
        return next((name for name in _NAMES[meaning] if name in self.properties), None)

    def entry(self, meaning: str) -> dict[str, Any]:
        """The schema of ``meaning``; empty when the model has no such field."""
        name = self.name(meaning)
        return {} if name is None else self.properties[name]

    def tasks(self) -> dict[Task, Choice]:
        """What the model does, by the media it takes."""
        names = {role: self.name(role) for role in ("first", "last", "video")}
        needed = {role for role, name in names.items() if name in self.required}
        sets: list[tuple[Task, dict[Role, tuple[int, int]], set[str]]] = [
            (Task.T2V, {}, set()),
            (Task.I2V, {Role.FIRST_FRAME: (1, 1)}, {"first"}),
            (Task.INTERPOLATE, {Role.FIRST_FRAME: (1, 1), Role.LAST_FRAME: (1, 1)}, {"first", "last"}),
            (Task.V2V, {Role.SOURCE_VIDEO: (1, 1)}, {"video"}),
        ]
        return {
            task: self._choice(media)
            for task, media, uses in sets
            if needed <= uses and all(names[role] for role in uses) and (uses or self.name("prompt"))
        }

    def _choice(self, media: dict[Role, tuple[int, int]]) -> Choice:
        prompt = self.name("prompt")
        return Choice(
            **self._length(),
            sizes=self._sizes(),
            ratios=tuple(
                r for r in self.entry("ratio").get("enum") or () if re.fullmatch(r"\d+:\d+", str(r))
            ),
            resolutions=tuple(
                r
                for r in self.entry("resolution").get("enum") or ()
                if re.fullmatch(r"\d{3,4}p|[24]k", str(r), re.I)
            ),
            fps=tuple(Fraction(rate) for rate in self._rates()) if self.name("fps") else (),
            media=media,
            prompt="no" if prompt is None else "required" if not media else "optional",
            options=self._options(),
        )

    def _length(self) -> dict[str, Any]:
        if self.name("duration"):
            return {"durations": tuple(Fraction(value) for value in self._numbers("duration", 5, 15))}
        if self.name("frames"):
            rates, counts = self._rates(), self.counts()
            return {
                "duration_range": (Fraction(min(counts), max(rates)), Fraction(max(counts), min(rates))),
                "duration_step": Fraction(0),
            }
        return {}

    def _numbers(self, meaning: str, default: int, most: int) -> tuple[int, ...]:
        """The whole numbers a field takes, its default first."""
        entry = self.entry(meaning)
        first = only(entry.get("default"), int, float, str)
        first = int(first) if first is not None and re.fullmatch(r"\d+", str(first)) else default
        listed = [int(value) for value in entry.get("enum") or () if re.fullmatch(r"\d+", str(value))]
        low = only(entry.get("minimum"), int, float)
        high = only(entry.get("maximum"), int, float)
        if not listed:
            listed = [*range(int(low if low is not None else 1), int(high if high is not None else most) + 1)]
        return tuple(dict.fromkeys((first, *listed) if first in listed else listed))

    def _rates(self) -> tuple[int, ...]:
        return self._numbers("fps", _FPS, 60) if self.name("fps") else (_FPS,)

    def counts(self) -> dict[int, Any]:
        """Frames a clip can have, the default first, with the value that stands for each."""
        listed = {
            int(match[1]): value
            for value in self.entry("frames").get("enum") or ()
            if (match := re.match(r"(\d+)", str(value)))
        }
        if listed:
            return dict(sorted(listed.items(), reverse=True))
        return {count: count for count in self._numbers("frames", 24, _MOST_FRAMES)}

    def _sizes(self) -> tuple[str, ...]:
        if not (self.name("width") and self.name("height")):
            return ()
        sides = [only(self.entry(side).get("default"), int) or 512 for side in ("width", "height")]
        own = f"{sides[0]}x{sides[1]}"
        return tuple(dict.fromkeys((own, f"{sides[1]}x{sides[0]}", *_SIZES)))

    def _options(self) -> dict[str, Option]:
        used = {self.name(meaning) for meaning in _NAMES}
        found = {}
        for name, entry in self.properties.items():
            kind = _TYPES.get(str(entry.get("type")))
            if name in used or kind is None:
                continue
            found[name] = Option(
                kind,
                str(entry.get("description") or entry.get("title") or name),
                low=only(entry.get("minimum"), int, float),
                high=only(entry.get("maximum"), int, float),
                choices=tuple(entry.get("enum") or ()),
                default=entry.get("default"),
            )
        if self.name("frames"):
            counts = tuple(self.counts())
            found["num_frames"] = Option(int, "How many frames.", low=min(counts), high=max(counts))
        return found

    def frames(self, seconds: Fraction | None, fps: Fraction | None) -> tuple[int, int]:
        """Frames and frames a second that last at least ``seconds``.

        Raises:
            OptionError: at ``fps``, no number of frames lasts so long.
        """
        counts, rates = self.counts(), self._rates()
        wished = int(fps) if fps is not None else rates[0]
        if seconds is None:
            return next(iter(counts)), wished
        slower = [] if fps is not None else sorted((rate for rate in rates if rate < wished), reverse=True)
        for rate in (wished, *slower):
            enough = [count for count in counts if count >= math.ceil(seconds * rate)]
            if enough:
                return min(enough), rate
        raise OptionError(
            f"At {wished} frames a second this model lasts {max(counts) / wished:.2f} s at most.",
            code="unsupported-duration",
            hint="Shorten the shot, or leave the frame rate to the model.",
        )
