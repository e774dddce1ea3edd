"""YAML and JSON text to plain data: strict, bounded, and every complaint with its line and column."""

from __future__ import annotations

import functools
import json
import math
import re
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from reelwright.documents.place import Locate, locator
from reelwright.errors import DocumentError

__all__ = ["Reader", "is_json"]

_MAX_NODES: Final = 1_000_000
_TAG: Final = "tag:yaml.org,2002:"


def is_json(text: str) -> bool:
    """True when ``text`` is JSON as a whole."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class Reader:
    """Text of one document to data and places."""

    def __init__(self, name: str, kind: str) -> None:
        self.name, self.kind, self.nodes = name, kind, 0

    def fail(self, message: str, line: int, column: int, hint: str = "") -> DocumentError:
        """The error for something wrong at one place."""
        return DocumentError(
            f"{self.name}, line {line}, column {column}: {message}",
            hint=hint or f"Correct that line of the {self.kind} and run the command again.",
            path=self.name,
            line=line,
            column=column,
        )

    def yaml(self, text: str) -> tuple[dict[str, Any], Locate]:
        """The one YAML document in ``text``."""
        node = self.compose(text)
        if not isinstance(node, MappingNode):
            raise self.fail(f"this is not a {self.kind}: a {self.kind} is a list of names and values.", 1, 1)
        try:
            data = self.value(node)
        except RecursionError:
            raise self.fail("this is nested too deeply, or an alias refers to itself.", 1, 1) from None
        return data, locator(self.name, lambda: node)

    def json(self, text: str) -> tuple[dict[str, Any], Locate]:
        """The JSON object in ``text``."""

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

        @functools.cache
        def root() -> Node | None:
            # JSON is YAML but for tabs and \u pairs; when YAML cannot follow, places fall back to line 1.
            try:
                return self.compose(text.replace("\t", " "))
            except DocumentError:
                return None

        return data, locator(self.name, root)

    def compose(self, text: str) -> Node | None:
        """YAML text as nodes that know where they stand."""
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
        """A node as plain data."""
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


def _line_column(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
