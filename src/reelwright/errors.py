"""Everything Reelwright raises on purpose, as one tree.

::

    ReelwrightError                 code, one plain sentence, the next step, an exit code
    ├── InputError                  2  what was asked for cannot be done as asked
    │   ├── PromptError                prompt empty, too long, nothing to draw
    │   ├── OptionError                an option's value is out of range or unknown
    │   ├── DocumentError              YAML/JSON that cannot be read; carries file, line, column
    │   │   └── SchemaVersionError     written by a newer Reelwright
    │   ├── MediaError                 a media file is missing, unreadable or not what it should be
    │   ├── SettingsError              configuration file or environment
    │   └── OutputError                the output path cannot be written
    ├── Refusal                     3  a control said no: budget, safety, review
    ├── StoreError                  1  the artifact store
    │   ├── StoreReadOnly              the cache directory cannot be written
    │   └── DiskFull                   no space left
    ├── ProviderError               1  a provider failed; says whether anything was created
    ├── RenderError                 1  a frame or a segment could not be made
    └── Interrupted               130  Ctrl-C or SIGTERM; what was finished is kept

Every error has a stable ``code`` (for programs), one plain sentence (for people) and a ``hint`` (the next
step). The CLI prints both and exits with ``exit_code``; nothing else ever reaches a user as a traceback.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any, ClassVar

__all__ = [
    "DiskFull",
    "DocumentError",
    "InputError",
    "Interrupted",
    "MediaError",
    "OptionError",
    "OutputError",
    "PromptError",
    "ProviderError",
    "ReelwrightError",
    "Refusal",
    "RenderError",
    "SchemaVersionError",
    "SettingsError",
    "StoreError",
    "StoreReadOnly",
    "from_os_error",
]


class ReelwrightError(Exception):
    """Base of every error raised on purpose.

    Args:
        message: one plain sentence, no trailing newline.
        code: stable kebab-case identifier; defaults to the class's own.
        hint: what to do next, one sentence.
        facts: JSON-able details for programs (path, line, allowed values ...).
    """

    default_code: ClassVar[str] = "error"
    default_hint: ClassVar[str] = ""
    exit_code: ClassVar[int] = 1

    def __init__(
        self, message: str, *, code: str | None = None, hint: str | None = None, **facts: Any
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.hint = self.default_hint if hint is None else hint
        self.facts = facts

    def as_dict(self) -> dict[str, Any]:
        """The error as a JSON object: ``code``, ``message``, ``hint`` and the facts."""
        return {"code": self.code, "message": self.message, "hint": self.hint, **self.facts}

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.message, self.code, self.hint, self.facts)


def _rebuild(
    cls: type[ReelwrightError], message: str, code: str, hint: str, facts: dict[str, Any]
) -> ReelwrightError:
    """Unpickle an error that crossed a process boundary."""
    return cls(message, code=code, hint=hint, **facts)


class InputError(ReelwrightError):
    """What was asked for cannot be done as asked."""

    default_code = "bad-input"
    exit_code = 2


class PromptError(InputError):
    """The prompt is empty, too long, or holds nothing to draw."""

    default_code = "bad-prompt"


class OptionError(InputError):
    """An option's value is out of range or unknown."""

    default_code = "bad-option"


class DocumentError(InputError):
    """A storyboard or timeline document cannot be read."""

    default_code = "bad-document"


class SchemaVersionError(DocumentError):
    """The document was written by a newer Reelwright."""

    default_code = "newer-schema"
    default_hint = "Upgrade reelwright, or export the document again from the version that reads it."


class MediaError(InputError):
    """A media file is missing, unreadable or not what it should be."""

    default_code = "bad-media"


class SettingsError(InputError):
    """A settings file or an environment variable is wrong."""

    default_code = "bad-settings"


class OutputError(InputError):
    """The output path cannot be written."""

    default_code = "bad-output"
    default_hint = "Choose a path in a folder that exists and that you may write to."


class Refusal(ReelwrightError):  # noqa: N818  (the name says what happened)
    """A control said no: budget, safety or review."""

    default_code = "refused"
    exit_code = 3


class StoreError(ReelwrightError):
    """The artifact store failed."""

    default_code = "store-failed"
    default_hint = "Run reelwright doctor, or choose another folder with --project DIR."


class StoreReadOnly(StoreError):  # noqa: N818  (the name says what happened)
    """The cache directory cannot be written."""

    default_code = "store-read-only"
    default_hint = "Make the folder writable, or choose another one with --project DIR."


class DiskFull(StoreError):  # noqa: N818  (the name says what happened)
    """There is no space left where a file was being written."""

    default_code = "disk-full"
    default_hint = (
        "Free some space (reelwright cache gc helps) and run the same command again: finished work is kept."
    )


class ProviderError(ReelwrightError):
    """A provider failed. ``facts['created']`` says whether a paid job may exist: no, yes or maybe."""

    default_code = "provider-failed"


class RenderError(ReelwrightError):
    """A frame or a segment could not be made."""

    default_code = "render-failed"


class Interrupted(ReelwrightError):  # noqa: N818  (the name says what happened)
    """Ctrl-C or SIGTERM; what was finished is kept."""

    default_code = "interrupted"
    default_hint = "Run the same command again: it continues where it stopped."
    exit_code = 130


def from_os_error(error: OSError, path: Path | str, *, store: bool = False) -> ReelwrightError:
    """The error to raise for an operating-system failure on ``path``.

    Args:
        error: what the operating system said.
        path: the file or folder that was being used.
        store: True when the path lies in the artifact store, whose remedy is another ``--project``.
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(f"No space is left on the device that holds {path}.", path=str(path))
    if error.errno == errno.EFBIG:
        return (StoreError if store else OutputError)(
            f"{path} grew larger than the largest file allowed here.",
            code="file-too-large",
            hint="Raise the limit (ulimit -f unlimited), or use a file system that holds larger files.",
            path=str(path),
        )
    if store:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return StoreReadOnly(f"The cache folder {path} cannot be written.", path=str(path))
        return StoreError(f"The cache folder {path} failed: {error.strerror or error}.", path=str(path))
    return OutputError(f"Cannot write {path}: {error.strerror or error}.", path=str(path))
