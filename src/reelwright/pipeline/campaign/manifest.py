"""``manifest.jsonl``: what became of every row, appended as it happens, read again to resume."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from reelwright.errors import OutputError, from_os_error

__all__ = ["Entry", "Manifest"]

_LONGEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one row.

    ``key`` names the recipe of its film, ``digest`` is the SHA-256 of the file, ``cost`` an exact amount of
    USD, ``seconds`` wall time; ``error`` has the code, message and hint of what went wrong.
    """

    row: int
    output: str
    status: Literal["done", "same", "failed"]
    key: str = ""
    digest: str = ""
    cost: str = "0"
    seconds: float = 0.0
    error: dict[str, str] | None = None


class Manifest:
    """The manifest at ``path``. A last line that a killed process left torn is ignored, and ended."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._finished: dict[str, tuple[str, str]] = {}
        self._torn = False
        try:
            if path.exists():
                self._read()
        except OSError as error:
            raise from_os_error(error, path) from None

    def finished(self, output: Path) -> tuple[str, str] | None:
        """The recipe key and digest of the film that was finished at ``output``."""
        return self._finished.get(str(output))

    def add(self, entry: Entry) -> None:
        """Append ``entry``, so that it is there whatever happens next.

        Raises:
            OutputError: the manifest cannot be written.
        """
        line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
        try:
            with self.path.open("a", encoding="utf-8") as stream:
                stream.write("\n" + line if self._torn else line)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise from_os_error(error, self.path) from None
        self._torn = False
        self._note(asdict(entry))

    def _read(self) -> None:
        if not self.path.is_file():
            raise OutputError(f"{self.path} is not a file.", path=str(self.path))
        line = ""
        with self.path.open(encoding="utf-8", errors="replace") as stream:
            while line := stream.readline(_LONGEST):
                try:
                    found = json.loads(line)
                except (ValueError, RecursionError):
                    found = None
                if isinstance(found, dict):
                    self._note(found)
                self._torn = not line.endswith("\n")

    def _note(self, entry: dict[str, Any]) -> None:
        output = str(entry.get("output"))
        if entry.get("status") in ("done", "same"):
            self._finished[output] = (str(entry.get("key")), str(entry.get("digest")))
        else:
            self._finished.pop(output, None)
