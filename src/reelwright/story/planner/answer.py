"""A language model's answer becomes a storyboard, or a list of what is wrong with it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from pydantic import ValidationError

from reelwright.errors import DocumentError
from reelwright.story.document import LONGEST_FILM, load_storyboard
from reelwright.story.options import nearest
from reelwright.story.pacing import share
from reelwright.story.planner.outline import Outline, OutlineScene, OutlineShot, OutlineSubject
from reelwright.story.planner.wish import Wish
from reelwright.story.storyboard import SCHEMA, Storyboard
from reelwright.story.vocabulary import Transition

__all__ = ["read_answer"]

_FENCE: Final = re.compile(r"```[\w+-]*[ \t]*\r?\n(.*?)(?:\r?\n[ \t]*```|\Z)", re.S)
_MOST_TEXT: Final = 1_000_000
_LEAST: Final = Fraction(1, 1000)
_SAYS: Final = {
    "extra_forbidden": "There is no such key.",
    "missing": "This key is missing.",
    "model_type": "This must be a JSON object.",
    "tuple_type": "This must be a list.",
    "enum": "There is no such word.",
    "literal_error": "There is no such word.",
    "string_unicode": "This text cannot be written down.",
}
_WORDS: Final = ("enum", "literal_error")


def read_answer(text: str, wish: Wish, planner: Mapping[str, Any]) -> Storyboard:
    """The storyboard that a language model's answer to ``wish`` means.

    The number of shots must be the one that was asked for. Durations that do not sum to the film's are shared
    out anew in their own proportions, exactly.

    Args:
        text: the answer; JSON, also inside a Markdown fence or with words around it.
        wish: what was asked for.
        planner: the storyboard's record of who planned it.

    Raises:
        DocumentError: it cannot be used. ``facts["problems"]`` lists every problem: ``where`` (the path of
            keys), ``message`` and ``hint``.
    """
    outline = _outline(_json(text))
    _check(outline, wish)
    data = _document(outline, wish, planner)
    # The one strict reader of storyboards has the last word.
    return load_storyboard(json.dumps(data))


def _unusable(*problems: tuple[str, str, str]) -> DocumentError:
    listed = [{"where": where, "message": message, "hint": hint} for where, message, hint in problems]
    where, message, hint = problems[0]
    more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
    return DocumentError(
        f"{where + ': ' if where else ''}{message}{more}", code="bad-plan", hint=hint, problems=listed
    )


def _json(text: str) -> Any:
    """The JSON value in ``text``. Raises DocumentError."""
    plain = text.strip().lstrip("\ufeff")
    if not plain:
        raise _unusable(("", "The answer is empty.", "Answer with the JSON object."))
    if len(plain) > _MOST_TEXT:
        raise _unusable(("", f"The answer is longer than {_MOST_TEXT} characters.", "Write shorter texts."))
    fenced = _FENCE.search(plain)
    first, last = plain.find("{"), plain.rfind("}")
    tries = [
        plain,
        *([fenced[1]] if fenced else []),
        *([plain[first : last + 1]] if 0 <= first < last else []),
    ]
    why = ""
    for candidate in tries:
        try:
            return json.loads(candidate, parse_constant=_no_number)
        except RecursionError:
            why = why or "it is nested too deeply"
        except json.JSONDecodeError as error:
            why = why or f"{error.msg} at line {error.lineno}, column {error.colno}"
        except ValueError as error:
            why = why or str(error)
    raise _unusable(("", f"The answer is not JSON: {why}.", "Answer with the JSON object and nothing else."))


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _outline(data: Any) -> Outline:
    try:
        return Outline.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        problems = []
        for entry in found[:20]:
            where = entry["loc"]
            if entry["type"] == "too_short" and any(_inside(other["loc"], where) for other in found):
                continue  # a list whose items are all wrong is also called too short, which says nothing new
            message = _SAYS.get(entry["type"]) or str(entry["msg"]).rstrip(".") + "."
            words = entry.get("ctx", {}).get("expected") if entry["type"] in _WORDS else None
            hint = f"Use one of {words}." if words else ""
            problems.append((".".join(str(part) for part in where), message, hint))
        raise _unusable(*problems) from None


def _inside(where: tuple[int | str, ...], part: tuple[int | str, ...]) -> bool:
    return len(where) > len(part) and where[: len(part)] == part


def _check(outline: Outline, wish: Wish) -> None:
    """What the schema cannot say: the number of shots, and names that exist. Raises DocumentError."""
    problems: list[tuple[str, str, str]] = []
    shots = [shot for scene in outline.scenes for shot in scene.shots]
    if wish.shots is not None and len(shots) != wish.shots:
        message = f"The film has {len(shots)} shots where {wish.shots} are asked for."
        problems.append(("scenes", message, f"Plan exactly {wish.shots}."))
    elif len(shots) > 500:
        problems.append(("scenes", f"The film has {len(shots)} shots.", "Plan at most 500."))
    names = [character.name for character in outline.characters]
    for index, name in enumerate(names):
        if name in names[:index]:
            problems.append((f"characters.{index}.name", f"A second character is called {name}.", ""))
    for where, subject in _subjects(outline):
        if subject.character is not None and subject.character not in names:
            guess = nearest(subject.character, names)
            hint = f"Did you mean {guess}?" if guess else "Add it to characters, or use null."
            message = f"There is no character “{subject.character}”."
            problems.append((f"{where}.character", message, hint))
    seconds = wish.duration or sum(_lengths(shots), Fraction(0))
    if seconds > LONGEST_FILM:
        problems.append(("scenes", f"The film lasts {float(seconds):g} s.", f"At most {LONGEST_FILM} s."))
    elif wish.rate.frames(seconds) < len(shots):
        frames = wish.rate.frames(seconds)
        problems.append(("scenes", f"{len(shots)} shots do not fit into {frames} frames.", "Plan fewer."))
    if problems:
        raise _unusable(*problems)


def _subjects(outline: Outline) -> list[tuple[str, OutlineSubject]]:
    found = []
    for i, scene in enumerate(outline.scenes):
        for j, shot in enumerate(scene.shots):
            at = f"scenes.{i}.shots.{j}"
            if shot.subject is not None:
                found.append((f"{at}.subject", shot.subject))
            found += [(f"{at}.others.{k}", other) for k, other in enumerate(shot.others)]
    return found


def _lengths(shots: list[OutlineShot]) -> list[Fraction]:
    """The durations as said, exact to the millisecond."""
    return [max(_LEAST, Fraction(round(shot.duration * 1000), 1000)) for shot in shots]


def _shared(shots: list[OutlineShot], wish: Wish) -> list[Fraction]:
    """Lengths that sum to the film's duration exactly, where one is asked for."""
    lengths = _lengths(shots)
    if wish.duration is None or sum(lengths, Fraction(0)) == wish.duration:
        return lengths
    longest = max(shot.duration for shot in shots)
    weights = [max(shot.duration / longest, 1e-6) for shot in shots]
    return share(wish.duration, [w if math.isfinite(w) else 1.0 for w in weights], wish.rate)


def _document(outline: Outline, wish: Wish, planner: Mapping[str, Any]) -> dict[str, Any]:
    lengths = iter(_shared([shot for scene in outline.scenes for shot in scene.shots], wish))
    scenes, number = [], 0
    for index, scene in enumerate(outline.scenes, 1):
        shots = []
        for shot in scene.shots:
            number += 1
            shots.append(_shot(shot, number, next(lengths), wish))
        scenes.append(_scene(scene, index, shots))
    return {
        "schema": SCHEMA,
        "title": outline.title,
        "prompt": wish.prompt,
        "planner": dict(planner),
        "rate": str(wish.rate),
        "ratio": wish.ratio,
        "seed": wish.seed,
        "style": wish.style or outline.style,
        "lighting": outline.lighting,
        "mood": outline.mood,
        "palette": list(outline.palette),
        "music": None if outline.music is None else {"mood": outline.music},
        "characters": {
            character.name: {
                "noun": character.noun,
                "attributes": list(character.attributes),
                "description": character.description,
            }
            for character in outline.characters
        },
        "scenes": scenes,
    }


def _scene(scene: OutlineScene, number: int, shots: list[dict[str, Any]]) -> dict[str, Any]:
    plain = scene.model_dump(mode="json", exclude={"shots"})
    return {"id": f"scene-{number}", **plain, "shots": shots}


def _shot(shot: OutlineShot, number: int, length: Fraction, wish: Wish) -> dict[str, Any]:
    """The shot as a document has it. The first one cannot dissolve from anything; a short one has no time."""
    plain = shot.model_dump(mode="json", exclude={"title", "duration", "transition"})
    if number == 1 and wish.camera is not None:
        plain["camera"] = wish.camera.value
    plain |= {"id": f"shot-{number}", "duration": str(length)}
    cut = (number == 1 and shot.transition is Transition.DISSOLVE) or length < 1
    if not cut and shot.transition is not Transition.CUT:
        plain["transition"] = shot.transition.value
        if length < 2:
            plain["transition_duration"] = str(length / 4)
    if shot.title is not None:
        kind = "end_card" if shot.purpose == "end_card" else "title"
        start = "1/2" if length >= 2 else "0"
        plain["titles"] = [{**shot.title.model_dump(mode="json"), "kind": kind, "start": start}]
    return plain
