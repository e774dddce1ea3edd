"""Filling a template: values in, a timeline out, and every problem at once."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from reelwright.errors import DocumentError, InputError
from reelwright.timeline.model import Timeline
from reelwright.timeline.template.brand import Brand, brand_parts
from reelwright.timeline.template.evaluate import evaluate
from reelwright.timeline.template.expression import parse_expression
from reelwright.timeline.template.functions import Scope, Speaker
from reelwright.timeline.template.growing import Growth
from reelwright.timeline.template.model import Format, Template
from reelwright.timeline.template.placeholder import pattern_of
from reelwright.timeline.template.values import Length, Value
from reelwright.timeline.template.variables import accepted
from reelwright.timing import parse_rate

__all__ = ["check_values", "fill"]

_MOST: Final = 20


def fill(
    template: Template,
    values: Mapping[str, Any],
    *,
    format: str | None = None,
    language: str | None = None,
    brand: Brand | None = None,
    size: tuple[int, int] | None = None,
    folder: Path | None = None,
    media_exists: bool = True,
    speak: Speaker | None = None,
) -> Timeline:
    """The timeline that ``template`` becomes with ``values``.

    Args:
        template: what is filled.
        values: by the names of its variables; ``NAME@LANGUAGE`` goes before ``NAME`` in that language. None
            and empty text are no values. They are data: nothing in them is expanded.
        format: one of the template's formats; None is its first.
        language: one of its languages; None is its first.
        brand: goes before the template's own.
        size: width and height in pixels, both even; None is the format's own.
        folder: where the paths of media among the values start; None is the current folder. Paths of the
            timeline that are relative start at the template's folder.
        media_exists: False fills in media that are not there.
        speak: says how long a spoken text takes; None estimates.

    Raises:
        InputError: values are missing, unknown or beyond limits; ``facts["problems"]`` has all of them.
        DocumentError: the template does not become a timeline; all of what is wrong, with its line.
    """
    ratio, form = template.format_named(format)
    spoken = template.language_named(language)
    known, problems = check_values(template, values, spoken, folder or Path.cwd(), media_exists=media_exists)
    if problems:
        first = problems[0]
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        raise InputError(
            f"{first['variable']} {first['message']}{more}.",
            code="bad-values",
            hint=first["hint"] or f"Look at the variables of the template {template.name}.",
            problems=problems,
        )
    width, height = size or (form.width, form.height)
    rate = parse_rate(template.rate).value
    names: dict[str, Value] = {
        **known,
        "brand": brand_parts(brand, template.brand),
        "format": ratio,
        "language": spoken,
        "wide": width > height,
        "tall": width < height,
        "square": width == height,
        "rate": rate,
    }
    filling = _Filling(template, form, Scope(names, rate, spoken, speak))
    return filling.timeline(width, height)


def check_values(
    template: Template, values: Mapping[str, Any], language: str, folder: Path, *, media_exists: bool = True
) -> tuple[dict[str, Value], list[dict[str, str]]]:
    """The values of all variables, and the problems: ``variable``, ``message`` and ``hint`` of each."""
    known: dict[str, Value] = {}
    problems: list[dict[str, str]] = []
    for name in values:
        plain, _, spoken = str(name).partition("@")
        if plain not in template.variables or (spoken and spoken not in template.languages):
            near = difflib.get_close_matches(plain, template.variables, 1)
            hint = f"Did you mean {near[0]}?" if near else f"It has {', '.join(template.variables)}."
            problems.append(
                {"variable": str(name)[:60], "message": "is no variable of the template", "hint": hint}
            )
    for name, variable in template.variables.items():
        value = next(
            (values[key] for key in (f"{name}@{language}", name) if values.get(key) not in (None, "")), None
        )
        default = getattr(variable, "default", None)
        if value is None and default is None:
            if variable.required:
                hint = variable.description or f"Give {name} a value."
                problems.append({"variable": name, "message": "is missing", "hint": hint})
            known[name] = () if variable.many else None
            continue
        try:
            known[name] = accepted(
                variable, default if value is None else value, folder, media_exists=media_exists
            )
        except InputError as error:
            problems.append({"variable": name, "message": error.message, "hint": error.hint})
    return known, problems


class _Filling:
    """One template on its way to one timeline."""

    def __init__(self, template: Template, form: Format, scope: Scope) -> None:
        self._template = template
        self._form = form
        self._scope = scope
        self._growth = Growth()

    def timeline(self, width: int, height: int) -> Timeline:
        self._name_things()
        document: dict[str, Any] = {"rate": self._template.rate, "width": width, "height": height}
        source = self._template.timeline
        tracks = source.get("video")
        if not isinstance(tracks, list) or not tracks or not isinstance(tracks[0], list):
            raise self._broken([(("timeline",), "video needs a base track: a list of lists of clips.", "")])
        base = self._base_track(tracks[0])
        end = base[-1]["start"] + base[-1]["length"] if base and not self._growth.problems else 0
        spans = {str(clip.get("id")): (clip["start"], clip["length"]) for clip in base if "length" in clip}
        self._scope = Scope(
            {**self._scope.names, "end": Length(end, self._scope.rate)},
            self._scope.rate,
            self._scope.language,
            self._scope.speak,
            spans,
        )
        document["video"] = [base]
        for index, track in enumerate(tracks[1:], 1):
            grown = self._spanning(
                track, ("timeline", "video", index), ("video", len(document["video"])), end
            )
            if grown:
                document["video"].append(grown)
        for key in ("text", "audio"):
            if key in source:
                document[key] = self._spanning(source[key], ("timeline", key), (key,), end)
        for key, value in source.items():
            if key not in ("video", "text", "audio"):
                document[key] = self._growth.value(value, self._scope, ("timeline", key), (key,), key)
        document.setdefault("name", self._template.name)
        self._stop_at_problems()
        return self._validated({key: value for key, value in document.items() if value is not None})

    def _name_things(self) -> None:
        """The texts of the language, then ``let``, one after the other."""
        texts: dict[str, Value] = {}
        for name, text in self._template.texts.get(self._scope.language, {}).items():
            try:
                texts[name] = pattern_of(text).fill(self._scope)
            except InputError as error:
                self._growth.problems.append((("texts", self._scope.language, name), error))
        self._scope = self._scope.with_names({"t": texts})
        for name, own in self._template.let.items():
            changed = self._form.let.get(name)
            value = own if changed is None else changed
            try:
                found: Value = (
                    evaluate(parse_expression(value), self._scope)
                    if isinstance(value, str)
                    else value
                    if isinstance(value, bool)
                    else Fraction(str(value))
                )
            except InputError as error:
                self._growth.problems.append((("let", name), error))
                found = None
            self._scope = self._scope.with_names({name: found})
        self._stop_at_problems()

    def _base_track(self, clips: list[Any]) -> list[Any]:
        """The base track: what says no ``start`` follows what came before."""
        grown = self._growth.items(clips, self._scope, ("timeline", "video", 0), ("video", 0))
        position = 0
        for clip in grown:
            if isinstance(clip, dict):
                clip.setdefault("start", position)
                if isinstance(clip.get("length"), int) and isinstance(clip["start"], int):
                    position = clip["start"] + clip["length"]
        if not grown and not self._growth.problems:
            raise self._broken([(("timeline", "video", 0), "The base track has no clips.", "Fill in more.")])
        if not all(isinstance(clip, dict) and isinstance(clip.get("length"), int) for clip in grown):
            self._stop_at_problems()
            raise self._broken(
                [(("timeline", "video", 0), "A clip of the base track has no length.", "Give it a length.")]
            )
        return grown

    def _spanning(self, items: Any, at: tuple[Any, ...], out: tuple[Any, ...], end: int) -> list[Any]:
        """Items over the base track, or ``over`` a clip of it; without a length they last until its end."""
        grown = self._growth.items(items, self._scope, at, out) if isinstance(items, list) else []
        for index, item in enumerate(grown):
            if not isinstance(item, dict):
                continue
            begin, last = 0, end
            if (over := item.pop("over", None)) is not None:
                if over not in self._scope.spans:
                    message = f"The base track has no clip “{str(over)[:60]}”."
                    origin = self._growth.origins[(*out, index)]
                    self._growth.problems.append(((*origin, "over"), InputError(message)))
                    continue
                begin, length = self._scope.spans[over]
                last = begin + length
            offset = item.get("start", 0)
            if isinstance(offset, int):
                item["start"] = begin + offset
                item.setdefault("length", max(1, last - item["start"]))
        return grown

    def _validated(self, document: dict[str, Any]) -> Timeline:
        try:
            return Timeline.model_validate(document)
        except ValidationError as error:
            problems = []
            for entry in error.errors(include_url=False, include_input=False)[:_MOST]:
                context = entry.get("ctx") or {}
                path = (*entry["loc"], *context.get("path", ()))
                where = ".".join(str(part) for part in path)
                message = entry["msg"] if entry["type"] == "reelwright" else f"{where}: {entry['msg']}."
                problems.append((self._origin(path), message, str(context.get("hint", ""))))
            raise self._broken(problems) from None

    def _origin(self, path: tuple[Any, ...]) -> tuple[Any, ...]:
        """Where in the template the part at ``path`` of the timeline was written."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._growth.origins:
                return (*self._growth.origins[path[:length]], *path[length:])
        return ("timeline", *path)

    def _stop_at_problems(self) -> None:
        if self._growth.problems:
            raise self._broken([(at, error.message, error.hint) for at, error in self._growth.problems])

    def _broken(self, found: list[tuple[tuple[Any, ...], str, str]]) -> DocumentError:
        problems = []
        for path, message, hint in found[:_MOST]:
            place = self._template.locate(path) if self._template.locate else None
            problems.append(
                {
                    "message": message,
                    "where": ".".join(str(part) for part in path),
                    "line": place.line if place else 0,
                    "column": place.column if place else 0,
                    "hint": hint,
                }
            )
        first = problems[0]
        locate = self._template.locate
        where = (
            f"{locate(()).source}, line {first['line']}, column {first['column']}"
            if locate
            else str(first["where"])
        )
        more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
        return DocumentError(
            f"{where}: {first['message']}{more}",
            code="bad-template",
            hint=str(first["hint"]) or "Correct that place of the template, or what it is filled with.",
            line=first["line"],
            column=first["column"],
            problems=problems,
        )
