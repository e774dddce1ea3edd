"""The error tree: what every error carries, and how it travels."""

from __future__ import annotations

import errno
import json
import pickle
from pathlib import Path

import pytest

from reelwright import errors
from reelwright.errors import (
    DiskFull,
    OptionError,
    OutputError,
    ReelwrightError,
    StoreError,
    StoreReadOnly,
    from_os_error,
)

CLASSES = [
    cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, ReelwrightError)
]  # fmt: skip


def test_everything_public_is_listed_and_drawn_in_the_tree() -> None:
    assert sorted(errors.__all__) == sorted([*(cls.__name__ for cls in CLASSES), "from_os_error"])
    for cls in CLASSES:
        assert cls.__name__ in (errors.__doc__ or "")


def test_codes_are_unique_and_exit_codes_are_the_promised_ones() -> None:
    codes = [cls.default_code for cls in CLASSES]
    assert len(set(codes)) == len(codes)
    assert {cls.exit_code for cls in CLASSES} == {1, 2, 3, 130}
    for cls in CLASSES:
        expected = (
            2
            if issubclass(cls, errors.InputError)
            else 3
            if issubclass(cls, errors.Refusal)
            else 130
            if issubclass(cls, errors.Interrupted)
            else 1
        )
        assert cls.exit_code == expected


@pytest.mark.parametrize("cls", CLASSES)
def test_an_error_crosses_a_process_boundary_whole(cls: type[ReelwrightError]) -> None:
    error = cls("Nothing to draw.", code="odd", hint="Say what.", line=3, allowed=["a", "b"])
    twin = pickle.loads(pickle.dumps(error))
    assert type(twin) is cls
    assert twin.as_dict() == error.as_dict()
    assert str(twin) == "Nothing to draw."


def test_an_error_is_one_json_object() -> None:
    error = OptionError("Duration must be positive.", hint="Write 5.", value="-1")
    assert json.loads(json.dumps(error.as_dict())) == {
        "code": "bad-option",
        "message": "Duration must be positive.",
        "hint": "Write 5.",
        "value": "-1",
    }


def test_an_empty_hint_can_replace_the_default_one() -> None:
    assert DiskFull("Full.").hint
    assert DiskFull("Full.", hint="").hint == ""


@pytest.mark.parametrize(
    ("number", "store", "cls", "code"),
    [
        (errno.ENOSPC, False, DiskFull, "disk-full"),
        (errno.EDQUOT, True, DiskFull, "disk-full"),
        (errno.EFBIG, False, OutputError, "file-too-large"),
        (errno.EFBIG, True, StoreError, "file-too-large"),
        (errno.EROFS, True, StoreReadOnly, "store-read-only"),
        (errno.EACCES, True, StoreReadOnly, "store-read-only"),
        (errno.EIO, True, StoreError, "store-failed"),
        (errno.EACCES, False, OutputError, "bad-output"),
        (errno.ENAMETOOLONG, False, OutputError, "bad-output"),
    ],
)
def test_an_operating_system_failure_becomes_an_error_with_a_next_step(
    number: int, store: bool, cls: type[ReelwrightError], code: str
) -> None:
    error = from_os_error(OSError(number, "whatever it says"), Path("/films/a.mp4"), store=store)
    assert type(error) is cls
    assert error.code == code
    assert error.hint
    assert error.facts["path"] == "/films/a.mp4"
    assert "/films/a.mp4" in error.message
