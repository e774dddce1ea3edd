"""Image files that appear all together or not at all, and pixels for them."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.frame import Frame
from reelwright.errors import MediaError, OptionError, OutputError, from_os_error
from reelwright.store import atomic_output

__all__ = ["FORMATS", "Staged", "image_bytes", "pixels_of", "staged", "still_pixels", "write_image"]

FORMATS: Final = (".png", ".jpg", ".jpeg", ".webp")
"""Kinds of image files that can be written."""

Pixels = npt.NDArray[np.uint8]


def pixels_of(frame: Frame) -> Pixels:
    """``frame`` as RGB (height, width, 3) uint8, or RGBA where it has alpha."""
    from reelwright.compose import frame_to_rgb

    rgb = frame_to_rgb(frame)
    return rgb if frame.a is None else np.dstack([rgb, frame.a])


def image_bytes(pixels: Pixels, suffix: str, quality: int = 90) -> bytes:
    """``pixels`` as the bytes of an image file; ``quality`` 1..100 of JPEG and WebP.

    Raises:
        OptionError: another kind of file.
    """
    import pyvips

    if suffix.lower() not in FORMATS:
        raise OptionError(
            f"Images cannot be written as “{suffix}”.",
            code="unsupported-format",
            hint=f"Use one of: {', '.join(FORMATS)}.",
        )
    image: Any = pyvips.Image.new_from_array(np.ascontiguousarray(pixels)).copy(interpretation="srgb")
    if suffix.lower() == ".png":
        return bytes(image.write_to_buffer(".png", compression=6))
    if suffix.lower() == ".webp":
        return bytes(image.write_to_buffer(".webp", Q=quality, effort=3))
    return bytes(image.write_to_buffer(".jpg", Q=quality, optimize_coding=True))


def write_image(pixels: Pixels, output: Path, quality: int = 90) -> None:
    """Write one image, whole or not at all."""
    data = image_bytes(pixels, output.suffix, quality)
    with atomic_output(output) as temporary:
        temporary.write_bytes(data)


class Staged:
    """A folder in the making: files are written aside and appear together."""

    def __init__(self, folder: Path, aside: Path) -> None:
        self.folder, self._aside = folder, aside
        self.names: list[str] = []

    def add(self, name: str, data: bytes) -> Path:
        """Write ``data`` as ``name``; where it will be."""
        (self._aside / name).write_bytes(data)
        self.names.append(name)
        return self.folder / name


@contextlib.contextmanager
def staged(folder: Path, inputs: Sequence[Path] = ()) -> Iterator[Staged]:
    """Files for ``folder`` (made when it is missing) that appear when the block ends well, and not otherwise.

    Raises:
        OutputError: the folder cannot be made or written, or a file would replace an input.
    """
    made = not folder.exists()
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file.", hint="Name a folder for the images.", path=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".reelwright-", dir=folder))
    except OSError as error:
        raise from_os_error(error, folder) from error
    done = False
    try:
        stage = Staged(folder, aside)
        try:
            yield stage
            taken = {path.resolve() for path in inputs}
            for name in stage.names:
                if (folder / name).resolve() in taken:
                    raise OutputError(f"{folder / name} is an input.", code="output-is-input", path=name)
            for name in stage.names:
                os.replace(aside / name, folder / name)  # noqa: PTH105  (a rename that replaces)
            done = True
        except OSError as error:
            raise from_os_error(error, folder) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if made and not done:
            with contextlib.suppress(OSError):
                folder.rmdir()


def still_pixels(path: Path, width: int, height: int) -> Pixels:
    """An image fitted inside ``width`` x ``height`` on nothing, as RGBA (height, width, 4).

    Raises:
        MediaError: it is no image that can be read.
    """
    import pyvips

    from reelwright.compose.still import open_still

    if open_still(path) is None:
        raise MediaError(f"{path} is not an image.", hint="Name image files.", path=str(path))
    try:
        image: Any = pyvips.Image.thumbnail_source(
            pyvips.Source.new_from_file(str(path)),
            width,
            height=height,
            output_profile="srgb",
            fail_on="truncated",
        )
        if image.interpretation != "srgb":
            image = image.colourspace("srgb")
        if not image.hasalpha():
            image = image.bandjoin(255)
        image = image.cast("uchar").gravity(
            "centre", width, height, extend="background", background=[0, 0, 0, 0]
        )
        pixels: Pixels = image.numpy()
    except pyvips.Error as error:
        raise MediaError(f"{path} is an image that cannot be read.", path=str(path)) from error
    return pixels
