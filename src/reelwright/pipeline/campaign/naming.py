"""Where the films of a campaign go: a pattern with the names of columns, filled with safe names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reelwright.errors import InputError, OptionError

__all__ = ["OutputPattern", "safe_name"]

_PLACE: Final = re.compile(r"\{([A-Za-z_][A-Za-z0-9_@]{0,60})\}")
_LONGEST: Final = 100
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(1, 10))}
)


def safe_name(value: Any) -> str:
    """``value`` as part of a file name: letters, digits, ``-``, ``_`` and inner points; may be empty."""
    text = unicodedata.normalize("NFC", "" if value is None else str(value))[:1000]
    kept = "".join(char if char.isalnum() or char in "-_." else "-" for char in text)
    kept = re.sub(r"\.{2,}", ".", re.sub(r"-{2,}", "-", kept)).strip("-.")
    while len(kept.encode()) > _LONGEST:
        kept = kept[:-1]
    kept = kept.strip("-.")
    return f"{kept}_" if kept.lower() in _DEVICES else kept


@dataclass(frozen=True, slots=True)
class OutputPattern:
    """``out/{name}.mp4``: columns in braces, and ``{row}`` for the number of the row."""

    pattern: str

    def __post_init__(self) -> None:
        if Path(self.pattern).suffix.lower() not in (".mp4", ".m4v"):
            raise OptionError(
                f"{self.pattern} does not end in .mp4: films are written as MP4 (H.264 and AAC).",
                code="unsupported-format",
                hint='Write -o "out/{row}.mp4".',
            )
        if not self.columns:
            raise OptionError(
                f"{self.pattern} would be the same file for every row.",
                code="bad-pattern",
                hint='Put a column in it: -o "out/{row}.mp4".',
            )

    @property
    def columns(self) -> tuple[str, ...]:
        """The names in braces."""
        return tuple(_PLACE.findall(self.pattern))

    @property
    def folder(self) -> Path:
        """The folder that all films are in, or below."""
        fixed = self.pattern[: self.pattern.index("{")]
        return Path(fixed.rpartition("/")[0] or ("/" if fixed.startswith("/") else "."))

    def path(self, number: int, cells: Mapping[str, Any]) -> Path:
        """Where the film of a row goes.

        Raises:
            InputError: a column is missing, or nothing of its cell can be in a file name.
        """

        def part(match: re.Match[str]) -> str:
            column = match[1]
            name = str(number) if column == "row" and "row" not in cells else safe_name(cells.get(column))
            if not name:
                raise InputError(
                    f"has nothing in the column {column}, which the output is named after",
                    code="bad-output-name",
                    hint="Fill it in, or use {row}.",
                    column=column,
                )
            return name

        return Path(_PLACE.sub(part, self.pattern))
