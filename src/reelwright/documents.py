"""Documents that people edit: YAML or JSON in, plain data out, and every complaint with its line and column.

Reading is strict and bounded: UTF-8, at most 16 MiB, one document, no repeated keys, no tags, no text that
expands without end through aliases. YAML is 1.2 (``yes`` is a word, ``1:30`` is text); dates stay text. Writing
is atomic: a reader sees the whole new document or the old one.
"""

from __future__ import annotations

import io
import json
import math
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from reelwright.errors import DocumentError, InputError, SchemaVersionError, from_os_error

__all__ = [
    "MAX_BYTES",
    "Locate",
    "Place",
    "dump_document",
    "field_parser",
    "parse_document",
    "read_document",
    "validate_document",
    "write_document",
]

MAX_BYTES: Final = 16 * 1024 * 1024
_MAX_NODES: Final = 1_000_000
_TAG: Final = "tag:yaml.org,2002:"

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a document: ``line`` and ``column`` count from 1; ``source`` is the file."""

    source: str
    line: int
    column: int


Locate = Callable[[Iterable[str | int]], Place]
"""Turns a path of keys and indices (``("video", 0, 3, "length")``) into the place where that value is written."""


def read_document(source: Path | str, *, kind: str, current_schema: str) -> tuple[dict[str, Any], Locate]:
    """Read a document of one kind into plain data.

    Args:
        source: a ``Path`` is a file, a ``str`` is the document's own text. A path that ends in ``.json`` is
            read as JSON, every other file as YAML; text that starts with ``{`` may be either.
        kind: what the document is called in messages: "storyboard", "timeline".
        current_schema: what this version writes, ``name@number``. A document without ``schema`` is taken to be
            of this one.

    Returns:
        The top-level mapping, and a function that tells where in the text a value stands.

    Raises:
        SchemaVersionError: written by a newer version.
        DocumentError: missing, unreadable, too large, not UTF-8, not YAML or JSON, not a mapping, another kind.
    """
    if isinstance(source, Path):
        name, text = str(source), _read_text(source, kind)
        as_json = source.suffix.lower() == ".json"
    else:
        name, text = f"the {kind}", source
        as_json = text.lstrip().startswith("{") and _is_json(text)
    reader = _Reader(name, kind)
    data, locate = reader.json(text) if as_json else reader.yaml(text)
    _check_schema(data, kind, current_schema, name, locate)
    return data, locate


def parse_document(model: type[Model], source: Path | str, *, kind: str, current_schema: str) -> Model:
    """Read and validate a document: :func:`read_document`, then :func:`validate_document`."""
    data, locate = read_document(source, kind=kind, current_schema=current_schema)
    return validate_document(model, data, locate, kind=kind)


def validate_document(model: type[Model], data: dict[str, Any], locate: Locate, *, kind: str) -> Model:
    """``data`` as a ``model``.

    Raises:
        DocumentError: the first complaint with its line and column; ``facts["problems"]`` holds up to twenty.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = []
        for entry in error.errors(include_url=False, include_input=False)[:20]:
            place = locate(entry["loc"])
            where = ".".join(str(part) for part in entry["loc"])
            context = entry.get("ctx") or {}
            problems.append(
                {
                    "message": _plain(entry["type"], entry["msg"], where),
                    "where": where,
                    "line": place.line,
                    "column": place.column,
                    "hint": str(context.get("hint", "")),
                }
            )
        first = problems[0]
        more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
        place = locate(())
        raise DocumentError(
            f"{place.source}, line {first['line']}, column {first['column']}: {first['message']}{more}",
            hint=str(first["hint"]) or f"Correct that line of the {kind} and run the command again.",
            path=place.source,
            line=first["line"],
            column=first["column"],
            problems=problems,
        ) from None


def field_parser(parse: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """``parse`` for use in a pydantic ``BeforeValidator``: its InputError becomes a complaint with a place."""

    def parsed(value: Any) -> Any:
        try:
            return parse(value)
        except InputError as error:
            text = error.message.replace("{", "{{").replace("}", "}}")
            raise PydanticCustomError("reelwright", text, {"hint": error.hint, "code": error.code}) from None  # type: ignore[arg-type]

    return parsed


def dump_document(data: Any, *, as_json: bool = False, header: str = "") -> str:
    """``data`` as text: JSON, or YAML that a person can edit, with ``header`` as comment lines on top.

    ``data`` is made of mappings, lists, strings, numbers, booleans and None; a ``ruamel.yaml`` commented mapping
    keeps its comments (JSON drops them, and the header).
    """
    if as_json:
        return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    yaml = YAML()
    yaml.width = 100
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    buffer = io.StringIO()
    buffer.writelines(f"# {line}".rstrip() + "\n" for line in header.splitlines())
    yaml.dump(data, buffer)
    return buffer.getvalue()


def write_document(data: Any, path: Path, *, header: str = "") -> None:
    """Write ``data`` to ``path`` at once: JSON when the name ends in ``.json``, else YAML.

    Raises:
        OutputError: the path cannot be written.
        DiskFull: no space is left.
    """
    text = (
        data
        if isinstance(data, str)
        else dump_document(data, as_json=path.suffix.lower() == ".json", header=header)
    )
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        raise from_os_error(error, path) from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _read_text(path: Path, kind: str) -> str:
    hint = "Check the path; it is read from the current folder."
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DocumentError(f"There is no {kind} at {path}.", hint=hint, path=str(path)) from None
    except IsADirectoryError:
        raise DocumentError(
            f"{path} is a folder, not a {kind}.", hint="Name the file in it.", path=str(path)
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DocumentError(f"Cannot read the {kind} {path}: {reason}.", hint=hint, path=str(path)) from None
    if len(raw) > MAX_BYTES:
        raise DocumentError(
            f"{path} is larger than {MAX_BYTES // 2**20} MiB, too large for a {kind}.",
            hint=f"Check that this file really is a {kind}; split it if it is.",
            path=str(path),
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        raise DocumentError(
            f"{path}, line {line}, column {column}: this is not UTF-8 text.",
            hint="Save the file as UTF-8; check that it is a text file at all.",
            path=str(path),
            line=line,
            column=column,
        ) from None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class _Reader:
    """Text of one document to data and places."""

    def __init__(self, name: str, kind: str) -> None:
        self.name, self.kind, self.nodes = name, kind, 0

    def fail(self, message: str, line: int, column: int, hint: str = "") -> DocumentError:
        return DocumentError(
            f"{self.name}, line {line}, column {column}: {message}",
            hint=hint or f"Correct that line of the {self.kind} and run the command again.",
            path=self.name,
            line=line,
            column=column,
        )

    def yaml(self, text: str) -> tuple[dict[str, Any], Locate]:
        node = self.compose(text)
        if not isinstance(node, MappingNode):
            raise self.fail(f"this is not a {self.kind}: a {self.kind} is a list of names and values.", 1, 1)
        try:
            data = self.value(node)
        except RecursionError:
            raise self.fail("this is nested too deeply, or an alias refers to itself.", 1, 1) from None
        return data, _locator(self.name, lambda: node)

    def json(self, text: str) -> tuple[dict[str, Any], Locate]:
        def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
            table = dict(items)
            if len(table) < len(items):
                names = [key for key, _ in items]
                twice = next(key for key in names if names.count(key) > 1)
                found = list(re.finditer(re.escape(json.dumps(twice, ensure_ascii=False)), text))
                line, column = _line_column(text, found[1].start() if len(found) > 1 else 0)
                raise self.fail(f"“{twice}” is given twice.", line, column)
            return table

        try:
            data = json.loads(text, object_pairs_hook=pairs)
        except json.JSONDecodeError as error:
            raise self.fail(f"not JSON: {_lower(error.msg)}.", error.lineno, error.colno) from None
        except (ValueError, RecursionError):
            raise self.fail("a number is too long, or the nesting is too deep.", 1, 1) from None
        if not isinstance(data, dict):
            raise self.fail(f"this is not a {self.kind}: a {self.kind} is one JSON object.", 1, 1)

        def root() -> Node | None:
            # JSON is YAML but for tabs and \u pairs; when YAML cannot follow, places fall back to line 1.
            try:
                return self.compose(text.replace("\t", " "))
            except DocumentError:
                return None

        return data, _locator(self.name, root)

    def compose(self, text: str) -> Node | None:
        yaml = YAML(typ="safe", pure=True)
        try:
            return yaml.compose(text)  # type: ignore[no-any-return]
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            if "another document" in str(error.problem):
                raise self.fail("a second document starts here; one file holds one.", line, column) from None
            said = _lower(str(error.problem or error.context or "cannot be read"))
            tab = "\\t" in said
            hint = "Indent with spaces, never with tabs." if tab else ""
            raise self.fail(f"not YAML: {said}.", line, column, hint) from None
        except YAMLError as error:
            line, column = _line_column(text, int(getattr(error, "position", 0) or 0))
            raise self.fail("a character here is not allowed in YAML.", line, column) from None
        except RecursionError:
            raise self.fail("this is nested too deeply.", 1, 1) from None
        except (ValueError, IndexError, AttributeError, TypeError, AssertionError):
            raise self.fail("this is not YAML.", 1, 1) from None  # the YAML library trips over some garbage

    def value(self, node: Node) -> Any:
        self.nodes += 1
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        if self.nodes > _MAX_NODES:
            raise self.fail("the document grows too large through its aliases.", line, column)
        tag = str(node.tag)
        known = tag.startswith(_TAG)
        if isinstance(node, MappingNode) and tag == _TAG + "map":
            table: dict[str, Any] = {}
            for key_node, value_node in node.value:
                at = key_node.start_mark.line + 1, key_node.start_mark.column + 1
                if not isinstance(key_node, ScalarNode):
                    raise self.fail("a name must be one word or text.", *at)
                key = str(key_node.value)
                if key in table:
                    raise self.fail(f"“{key}” is given twice.", *at)
                table[key] = self.value(value_node)
            return table
        if isinstance(node, SequenceNode) and tag == _TAG + "seq":
            return [self.value(item) for item in node.value]
        if isinstance(node, ScalarNode) and known:
            try:
                return _scalar(tag.removeprefix(_TAG), str(node.value))
            except (ValueError, OverflowError):
                raise self.fail(
                    f"“{str(node.value)[:40]}” is not a number that can be used.", line, column
                ) from None
        raise self.fail(f"the tag {tag.removeprefix(_TAG)} has no meaning here.", line, column)


def _scalar(tag: str, text: str) -> Any:
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() == "true"
    if tag == "int":
        digits = text.replace("_", "")
        return int(digits, 0) if re.match(r"[-+]?0[xob]", digits) else int(digits)
    if tag == "float":
        number = float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan").lower())
        if not math.isfinite(number):
            raise ValueError
        return number
    if tag in ("str", "timestamp", "merge", "value"):
        return text
    raise ValueError


def _locator(name: str, root: Callable[[], Node | None]) -> Locate:
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


def _check_schema(data: dict[str, Any], kind: str, current: str, name: str, locate: Locate) -> None:
    if "schema" not in data:
        return
    said, place = data["schema"], locate(("schema",))
    where = f"{place.source}, line {place.line}, column {place.column}"
    facts = {"path": name, "line": place.line, "column": place.column}
    ours, _, number = current.rpartition("@")
    match = re.fullmatch(r"(?P<name>[\w./-]+)@(?P<number>\d{1,9})", said) if isinstance(said, str) else None
    if match is None or match["name"] != ours:
        raise DocumentError(
            f"{where}: “{str(said)[:80]}” is not the schema of a {kind}.",
            hint=f"A {kind} says schema: {current}.",
            **facts,
        )
    if int(match["number"]) > int(number):
        raise SchemaVersionError(
            f"{where}: this {kind} was written by a newer version ({said}; this one reads up to {current}).",
            **facts,
        )


def _line_column(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _plain(kind: str, message: str, where: str) -> str:
    """A validator's complaint as a sentence that names the field."""
    field = where.rpartition(".")[2] if where else "the document"
    if kind == "extra_forbidden":
        return f"“{field}” is not known here."
    if kind == "missing":
        return f"“{field}” is missing."
    if kind == "reelwright":
        return message
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    return f"{where or field}: {_lower(message)}."
