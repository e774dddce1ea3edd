"""Still images: JPEG, PNG, WebP, AVIF/HEIF, TIFF, GIF, SVG and others, upright, in sRGB, over black."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reelwright.errors import MediaError

if TYPE_CHECKING:
    from reelwright.compose.facts import MediaFacts
    from reelwright.compose.frame import Frame

__all__ = ["check_size", "is_animated_webp", "load_still", "moves", "open_still", "still_facts"]

_LOADERS: Final = ("jpeg", "png", "webp", "heif", "tiff", "gif", "svg", "jxl", "jp2k", "ppm")
_MOST_PIXELS: Final = 16384 * 16384
_HINT: Final = "Open it in an image viewer; if that fails too, copy or download it again."


def open_still(path: Path) -> Any:
    """The image, lazily (a pyvips image, not yet turned upright), or None when the file is something else."""
    import pyvips

    pyvips.block_untrusted_set(True)
    # The block holds for the whole process. SVG from memory is our own art (previs bakes it); files come
    # through a source, whose SVG loader stays blocked.
    pyvips.operation_block_set("VipsForeignLoadSvgBuffer", False)
    try:
        # A source takes the path as it is; a file name may carry loader options in brackets.
        image = pyvips.Image.new_from_source(pyvips.Source.new_from_file(str(path)), "", access="sequential")
    except pyvips.Error:
        return None
    return image if _codec(image) else None


def moves(path: Path, image: Any) -> bool:
    """Whether ``image``, opened from ``path``, is an animation: GIF, WebP or PNG of more than one picture."""
    codec = _codec(image)
    if codec in ("gif", "webp"):
        return "n-pages" in image.get_fields() and int(image.get("n-pages")) > 1
    return codec == "png" and _is_apng(path)


def check_size(path: Path, image: Any) -> None:
    """Refuse an image whose pixels would take too long or too much memory to read, from its head.

    Raises:
        MediaError: more than 16384 x 16384 pixels.
    """
    if image.width * image.height > _MOST_PIXELS:
        raise MediaError(
            f"{path} is too large ({image.width}x{image.height}).",
            hint="Scale it down to at most 16384x16384.",
            path=str(path),
        )


def is_animated_webp(path: Path) -> bool:
    """From the file's head."""
    with path.open("rb") as file:
        head = file.read(32)
    if head[:4] != b"RIFF" or head[8:16] != b"WEBPVP8X" or not head[20] & 2:
        return False
    image = open_still(path)
    return image is not None and moves(path, image)


def _is_apng(path: Path) -> bool:
    """Whether a PNG tells of more than one picture before its first pixels (chunk acTL, PNG 3rd edition)."""
    with path.open("rb") as file:
        file.seek(8)
        for _ in range(1000):
            head = file.read(8)
            if len(head) < 8 or head[4:] == b"IDAT":
                return False
            size = int.from_bytes(head[:4])
            if head[4:] == b"acTL":
                return int.from_bytes(file.read(4)) > 1
            file.seek(size + 4, 1)
    return False


def _codec(image: Any) -> str:
    fields = image.get_fields()
    loader = str(image.get("vips-loader")) if "vips-loader" in fields else ""
    return next((codec for codec in _LOADERS if loader.startswith(codec)), "")


def still_facts(path: Path) -> MediaFacts | None:
    """The facts of a still image; None when the file is not one (animated GIFs are video).

    Raises:
        MediaError: an image that cannot be read to its end.
    """
    import pyvips

    from reelwright.compose.facts import MediaFacts, StreamFacts

    image = open_still(path)
    if image is None:
        return None
    codec = _codec(image)
    try:
        if moves(path, image):
            return None
        check_size(path, image)
        turn = {3: 180, 6: 90, 8: 270, 5: 90, 7: 270, 4: 180}.get(
            int(image.get("orientation")) if "orientation" in image.get_fields() else 1, 0
        )
        whole = pyvips.Image.new_from_source(
            pyvips.Source.new_from_file(str(path)), "", access="sequential", fail_on="truncated"
        )
        whole.avg()  # reads all pixels: a truncated file fails here
    except pyvips.Error as error:
        raise _unreadable(path, error) from None
    width, height = (image.height, image.width) if turn % 180 else (image.width, image.height)
    stream = (StreamFacts("video", codec, None),)
    return MediaFacts(path, "still", codec, width, height, turn, None, False, 1, Fraction(0), stream)


def load_still(path: Path, width: int, height: int) -> Frame:
    """The image fitted inside ``width`` x ``height``, transparency and bars black.

    Raises:
        MediaError: it cannot be read.
    """
    import pyvips

    from reelwright.compose.colour import rgb_to_frame
    from reelwright.compose.facts import probe
    from reelwright.compose.fit import contain

    facts = probe(path)
    box = contain(Fraction(facts.width, facts.height), width, height)
    try:
        image = pyvips.Image.thumbnail_source(
            pyvips.Source.new_from_file(str(path)),
            box.width,
            height=box.height,
            size="force",
            output_profile="srgb",
            option_string="fail_on=truncated",  # its own argument of this name reaches no loader
        )
        if image.interpretation != "srgb":
            image = image.colourspace("srgb")
        if image.hasalpha():
            image = image.flatten(background=[0, 0, 0])
        pixels: Any = image.cast("uchar").numpy()
    except pyvips.Error as error:
        raise _unreadable(path, error) from None
    canvas = np.zeros((height, width, 3), np.uint8)
    canvas[box.y : box.y + box.height, box.x : box.x + box.width] = pixels.reshape(box.height, box.width, -1)[
        ..., :3
    ]
    return rgb_to_frame(canvas)


def _unreadable(path: Path, error: Exception) -> MediaError:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    why = lines[-1] if lines else "unknown reason"
    return MediaError(f"{path} is an image that cannot be read ({why}).", hint=_HINT, path=str(path))
