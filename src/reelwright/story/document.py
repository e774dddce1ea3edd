"""Storyboard files: read strictly, every complaint at its line and column; written to be edited by hand."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from reelwright.documents import (
    Locate,
    dump_document,
    read_document,
    validate_document,
    write_text,
)
from reelwright.errors import DocumentError, MediaError
from reelwright.story.options import nearest
from reelwright.story.prompt import Subject
from reelwright.story.storyboard import SCHEMA, Shot, Storyboard

__all__ = ["LONGEST_FILM", "check_storyboard", "dump_storyboard", "load_storyboard"]

LONGEST_FILM: Final = Fraction(4 * 3600)
"""Seconds."""

_KIND: Final = "storyboard"
_FLOW: Final = frozenset(("palette", "attributes", "features", "details"))
_HEADER: Final = """A Reelwright storyboard. Change anything, then: reelwright render THIS_FILE -o film.mp4
Only the shots you touched are made again. To add a shot, add an item to "shots" with a duration and text:
    - duration: 3
      text: a bee landing on a yellow flower, extreme close-up, static
Durations are seconds: 5, 7.5 or "1001/30000". Words you may use:
    camera: static, pan_left, pan_right, tilt_up, tilt_down, dolly_in, dolly_out, tracking, crane, handheld,
            drone, orbit, zoom_in, zoom_out
    size: extreme_close_up, close_up, medium_close_up, medium, full, wide, extreme_wide
    style: cinematic, documentary, commercial, artistic, anime, realistic, noir, clean
    time: dawn, day, golden_hour, dusk, night     weather: clear, cloud, rain, storm, snow, fog, dust
    transition: cut, dissolve, fade     music mood: warm, calm, bright, epic, tense, dark, playful, wonder"""
_SECTIONS: Final = {
    "title": "What the film is called, and the sentence it was planned from.",
    "rate": "Frames a second, the picture's shape, and the seed: another seed draws another picture.",
    "style": "The look of the whole film; a shot may set its own.",
    "music": "The bed under the film; level is its loudness in LUFS. Remove the section for silence.",
    "characters": "Who must look the same everywhere: refer to one with  subject: {character: NAME}",
    "props": "Things that must look the same everywhere.",
    "scenes": "Scenes hold shots that share a place and a time.",
}


def load_storyboard(source: Path | str, *, base: Path | None = None) -> Storyboard:
    """Read a storyboard.

    Args:
        source: a ``Path`` is a file (JSON when its name ends in ``.json``, else YAML); a ``str`` is a file's
        name when it ends in .yaml, .yml or .json and holds no line break, else the document's own text.
        base: the folder that media paths are relative to; a file's own folder by default. For text without a
        base, media files are not looked for.

    Raises:
        SchemaVersionError: written by a newer version.
        DocumentError: unreadable, broken or invalid; ``facts`` carry path, line and column.
        MediaError: ``missing-media``, a shot names a file that is not there.
    """
    if isinstance(source, str) and "\n" not in source and source.endswith((".yaml", ".yml", ".json")):
        source = Path(source)
    data, locate = read_document(source, kind=_KIND, current_schema=SCHEMA)
    problems = list(_names(Storyboard, data, ()))
    if problems:
        raise _complaint(problems, locate)
    storyboard = validate_document(Storyboard, data, locate, kind=_KIND)
    folder = base if base is not None else source.parent if isinstance(source, Path) else None
    check_storyboard(storyboard, locate=locate, folder=folder)
    return storyboard


def dump_storyboard(
    storyboard: Storyboard, path: Path | None = None, *, comments: bool = True, json: bool = False
) -> str:
    """The storyboard as text, also written to ``path`` when one is given. ``load(dump(x)) == x``.

    Args:
        storyboard: what to write; checked first, so that no file is written that could not be read back.
        path: written at once, as JSON when its name ends in ``.json``.
        comments: explain the document and its sections (YAML only).
        json: JSON instead of YAML when there is no path.

    Raises:
        DocumentError: the storyboard is not valid.
        OutputError: ``path`` cannot be written.
    """
    check_storyboard(storyboard)
    as_json = json if path is None else path.suffix.lower() == ".json"
    data = _plain(storyboard)
    if as_json:
        text = dump_document(data, as_json=True)
    else:
        tree = _tree(data)
        if comments:
            for key, comment in _SECTIONS.items():
                if key in tree:
                    tree.yaml_set_comment_before_after_key(key, before="\n" + comment)
        text = dump_document(tree, header=_HEADER if comments else "")
    if path is not None:
        write_text(path, text)
    return text


def _plain(storyboard: Storyboard) -> dict[str, Any]:
    """The document's data: what differs from the defaults, and what everybody looks for."""
    full = storyboard.model_dump(mode="json", by_alias=True)
    short = storyboard.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    order = ("schema", "title", "prompt", "planner", "rate", "ratio", "seed")
    data = {key: full[key] for key in order if key in short or key not in ("title", "prompt", "planner")}
    if data["rate"].isdigit():
        data["rate"] = int(data["rate"])
    return data | {key: value for key, value in short.items() if key not in data}


def _tree(value: Any, key: str = "") -> Any:
    """Plain data as nodes that ruamel writes: short word lists in one line, everything else in blocks."""
    if isinstance(value, dict):
        tree = CommentedMap((name, _tree(item, name)) for name, item in value.items())
        if not value:
            tree.fa.set_flow_style()
        return tree
    if isinstance(value, list):
        items = CommentedSeq(_tree(item, key) for item in value)
        # ruamel writes a few odd texts ("?0") into a one-line list in a way that it does not read back.
        plain = all(re.fullmatch(r"\w[\w '-]*", str(item)) for item in value)
        if not value or (key in _FLOW and plain and sum(len(str(item)) for item in value) < 60):
            items.fa.set_flow_style()
        return items
    return value


def check_storyboard(
    storyboard: Storyboard, *, locate: Locate | None = None, folder: Path | None = None
) -> None:
    """What types alone cannot say: unique ids, known characters, durations in range, media that is there.

    Args:
        storyboard: what to check.
        locate: finds the line and column of a path of keys, for a document that was read.
        folder: where media paths start; without one, media files are not looked for.

    Raises:
        DocumentError: the first problem; ``facts["problems"]`` has up to twenty.
        MediaError: ``missing-media``.
    """
    problems = list(_meaning(storyboard))
    if problems:
        raise _complaint(problems, locate)
    if folder is None:
        return
    for i, scene in enumerate(storyboard.scenes):
        for j, shot in enumerate(scene.shots):
            for field, name in _files(shot):
                if _is_file(folder / name):
                    continue
                where, facts = _where(locate, ("scenes", i, "shots", j, field))
                raise MediaError(
                    f"{where}the media file “{name}” of shot “{shot.id}” does not exist.",
                    code="missing-media",
                    hint=f"Put the file there, or correct the path; it starts at {folder}.",
                    media=name,
                    **facts,
                )


def _files(shot: Shot) -> Iterator[tuple[str, str]]:
    """The files that a shot names, with the field each stands in; addresses and jobs are left out."""
    fields = [(field, getattr(shot, field)) for field in ("media", "image", "last_image", "video")]
    fields += [("references", name) for name in shot.references]
    fields += [("keyframes", key.image) for key in shot.keyframes]
    for field, name in fields:
        if name is not None and (field == "media" or not name.startswith(("https://", "http://", "job:"))):
            yield field, name


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


Problem = tuple[tuple[str | int, ...], str, str, str]
"""Path of keys, code, message, hint."""


def _meaning(storyboard: Storyboard) -> Iterator[Problem]:
    seen: dict[str, set[str]] = {"scene": set(), "shot": set()}
    known = [*storyboard.characters, *storyboard.props]
    for i, scene in enumerate(storyboard.scenes):
        yield from _unique("scene", scene.id, seen["scene"], ("scenes", i, "id"))
        for j, shot in enumerate(scene.shots):
            at = ("scenes", i, "shots", j)
            yield from _unique("shot", shot.id, seen["shot"], (*at, "id"))
            if shot.duration <= 0:
                yield (
                    (*at, "duration"),
                    "bad-duration",
                    f"shot “{shot.id}” lasts 0 s.",
                    "Give it a length, for example 5, or remove it.",
                )
            for name, subject in _cast(shot.subject, shot.others):
                if subject.character is not None and subject.character not in known:
                    guess = nearest(subject.character, known)
                    maybe = f"Did you mean {guess}? " if guess else ""
                    yield (
                        (*at, *name, "character"),
                        "unknown-character",
                        f"there is no character or prop “{subject.character}”.",
                        f"{maybe}Add it under characters"
                        + (f", or use one of {', '.join(known)}." if known else "."),
                    )
            yield from _made_from(shot, at)
            for k, title in enumerate(shot.titles):
                if title.duration is not None and title.duration <= 0:
                    yield (
                        (*at, "titles", k, "duration"),
                        "bad-duration",
                        "a title lasts 0 s.",
                        "Give it a length, or leave duration out.",
                    )
    if storyboard.duration > LONGEST_FILM:
        yield (
            ("scenes",),
            "duration-too-long",
            f"the film lasts {float(storyboard.duration):g} s.",
            f"The longest film is {LONGEST_FILM // 3600} hours.",
        )


def _made_from(shot: Shot, at: tuple[str | int, ...]) -> Iterator[Problem]:
    """What contradicts itself in what a shot is made from."""
    pictures = [name for name in ("image", "last_image", "keyframes", "references") if getattr(shot, name)]
    if shot.media is not None and (pictures or shot.video or shot.loop):
        what = [*pictures, *(["video"] if shot.video else []), *(["loop"] if shot.loop else [])][0]
        yield (
            (*at, what),
            "conflicting-media",
            f"shot “{shot.id}” has a finished media file, so {what} has no say.",
            "Remove one of the two.",
        )
    if shot.task is not None and shot.video is None:
        yield (
            (*at, "task"),
            "missing-video",
            f"shot “{shot.id}” asks for {shot.task} without a video.",
            "Give the clip as video.",
        )
    for index, key in enumerate(shot.keyframes):
        if key.at > shot.duration:
            yield (
                (*at, "keyframes", index, "at"),
                "late-keyframe",
                f"a keyframe at {float(key.at):g} s lies behind the end of shot “{shot.id}”.",
                f"The shot lasts {float(shot.duration):g} s.",
            )


def _unique(kind: str, name: str, seen: set[str], path: tuple[str | int, ...]) -> Iterator[Problem]:
    if name in seen:
        yield (
            path,
            "duplicate-id",
            f"a second {kind} has the id “{name}”.",
            "Every id is used once; change one, or leave it out.",
        )
    seen.add(name)


def _cast(
    subject: Subject | None, others: tuple[Subject, ...]
) -> Iterator[tuple[tuple[str | int, ...], Subject]]:
    if subject is not None:
        yield ("subject",), subject
    for index, other in enumerate(others):
        yield ("others", index), other


def _where(locate: Locate | None, path: tuple[str | int, ...]) -> tuple[str, dict[str, Any]]:
    if locate is None:
        return "", {}
    place = locate(path)
    facts = {"path": place.source, "line": place.line, "column": place.column}
    return f"{place.source}, line {place.line}, column {place.column}: ", facts


def _complaint(problems: list[Problem], locate: Locate | None) -> DocumentError:
    path, code, message, hint = problems[0]
    where, facts = _where(locate, path)
    more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
    listed = []
    for other, _, text, advice in problems[:20]:
        _, spot = _where(locate, other)
        listed.append(
            {"message": text, "where": ".".join(map(str, other)), "hint": advice}
            | {k: v for k, v in spot.items() if k != "path"}
        )
    first = message if where else message[:1].upper() + message[1:]
    return DocumentError(f"{where}{first}{more}", code=code, hint=hint, problems=listed, **facts)


def _names(model: type[BaseModel], data: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """Keys and words that do not exist, each with the nearest that does; pydantic finds everything else."""
    if not isinstance(data, Mapping):
        return
    fields = {info.alias or name: info.annotation for name, info in model.model_fields.items()}
    for key, value in data.items():
        if key not in fields:
            guess = nearest(str(key), list(fields))
            maybe = f"Did you mean {guess}? " if guess else ""
            yield (
                (*path, key),
                "unknown-key",
                f"“{str(key)[:80]}” is not known here.",
                f"{maybe}Use one of {', '.join(fields)}.",
            )
        else:
            yield from _value(fields[key], value, (*path, key))


def _value(annotation: Any, value: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        for part in arguments:
            if part is not type(None) and value is not None:
                yield from _value(part, value, path)
    elif origin is typing.Literal or (isinstance(annotation, type) and issubclass(annotation, Enum)):
        names = (
            [str(a) for a in arguments] if origin is typing.Literal else [str(m.value) for m in annotation]
        )
        if isinstance(value, str) and value not in names and path[-1] != "schema":
            guess = nearest(value, names)
            maybe = f"Did you mean {guess}? " if guess else ""
            yield (
                path,
                "unknown-value",
                f"“{value[:80]}” is no {str(path[-1]).replace('_', ' ')}.",
                f"{maybe}Use one of {', '.join(names)}.",
            )
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from _names(annotation, value, path)
    elif origin is tuple and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _value(arguments[0], item, (*path, index))
    elif origin is dict and isinstance(value, Mapping):
        for key, item in value.items():
            yield from _value(arguments[1], item, (*path, key))
