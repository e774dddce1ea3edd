"""What may come in: pictures and clips are checked before any work, and read upright, in sRGB, opaque."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.errors import MediaError

if TYPE_CHECKING:
    from reelwright.compose import MediaFacts

__all__ = ["PictureFacts", "check_clip", "check_picture", "read_picture"]

Pixels = npt.NDArray[np.uint8]

_MOST_PIXELS: Final = 200_000_000
_LEAST_SIDE: Final = 16
_LOADERS: Final = ("jpeg", "png", "webp", "heif", "tiff", "gif", "jxl", "jp2k", "ppm")
_AGAIN: Final = "Open it in an image viewer; if that fails too, copy or download it again."


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """Pixels of a still as shown, upright."""

    path: Path
    width: int
    height: int


def _bad(path: Path, why: str, hint: str, code: str = "bad-media") -> MediaError:
    return MediaError(f"{path} {why}.", code=code, hint=hint, path=str(path))


def _open(path: Path) -> Any:
    import pyvips

    pyvips.block_untrusted_set(True)
    pyvips.operation_block_set("VipsForeignLoadSvgBuffer", False)  # our own art; files come through a source
    if not path.is_file():
        raise _bad(path, "is not there", "Check the path.", "missing-media")
    try:
        image = pyvips.Image.new_from_source(pyvips.Source.new_from_file(str(path)), "", access="sequential")
        loader = str(image.get("vips-loader"))
    except pyvips.Error:
        image, loader = None, ""
    if not loader.startswith(_LOADERS):
        raise _bad(
            path,
            "is not a picture that can be read",
            "Give a JPEG, PNG, WebP, AVIF, TIFF or GIF; a clip goes with --video.",
        )
    return image


def check_picture(path: Path) -> PictureFacts:
    """The size of a still, once it is known that all of it can be read.

    Raises:
        MediaError: missing, no picture, an animation, too large, too small, or cut off.
    """
    import pyvips

    image = _open(path)
    fields = image.get_fields()
    pages = int(image.get("n-pages")) if "n-pages" in fields else 1
    loader = str(image.get("vips-loader"))
    if pages > 1 and loader.startswith(("gif", "webp", "heif", "jxl")):
        raise _bad(
            path,
            f"is an animation of {pages} pictures, not a still",
            "Export one of its pictures; reelwright video frames does that for clips.",
            "animated-picture",
        )
    if image.width * image.height > _MOST_PIXELS:
        raise _bad(
            path,
            f"has {image.width} x {image.height} pixels, which is too many",
            f"Scale it down to at most {_MOST_PIXELS // 1_000_000} million pixels.",
            "picture-too-large",
        )
    if min(image.width, image.height) < _LEAST_SIDE:
        raise _bad(
            path,
            f"has only {image.width} x {image.height} pixels",
            f"Use a picture of at least {_LEAST_SIDE} pixels a side.",
            "picture-too-small",
        )
    try:
        pyvips.Image.new_from_source(
            pyvips.Source.new_from_file(str(path)), "", access="sequential", fail_on="truncated"
        ).avg()
    except pyvips.Error:
        raise _bad(path, "is a picture that was cut off or is damaged", _AGAIN) from None
    turned = "orientation" in fields and int(image.get("orientation")) in (5, 6, 7, 8)
    size = (image.height, image.width) if turned else (image.width, image.height)
    return PictureFacts(path, *size)


def check_clip(path: Path) -> MediaFacts:
    """The facts of a clip.

    Raises:
        MediaError: missing, no clip, without pictures, cut off or damaged.
    """
    from reelwright.compose import probe

    if not path.is_file():
        raise _bad(path, "is not there", "Check the path.", "missing-media")
    facts = probe(path)
    if facts.kind == "still":
        raise _bad(path, "is a picture, not a clip", "Give it with --image.", "not-a-clip")
    if facts.kind == "audio":
        raise _bad(path, "holds sound but no pictures", "Give a video file.", "no-pictures")
    return facts


def read_picture(path: str, digest: str, width: int, height: int) -> Pixels:
    """The picture as RGB (height, width, 3), stretched to exactly that size; transparency over mid grey.

    Raises:
        MediaError: it cannot be read, or is not the picture that ``digest`` names.
    """
    import pyvips

    place = Path(path)
    try:
        data = place.read_bytes()
    except OSError as error:
        raise _bad(
            place, f"cannot be read ({error.strerror})", "Leave it in place.", "missing-media"
        ) from None
    if digest and hashlib.sha256(data).hexdigest() != digest:
        raise _bad(place, "has changed since the take was planned", "Run the command again.", "changed-media")
    _open(place)
    try:
        image = pyvips.Image.thumbnail_buffer(
            data, width, height=height, size="force", output_profile="srgb", fail_on="truncated"
        )
        if image.interpretation != "srgb":
            image = image.colourspace("srgb")
        if image.hasalpha():
            image = image.flatten(background=[118, 118, 118])
        pixels: Any = image.cast("uchar").numpy()
    except pyvips.Error:
        raise _bad(place, "is a picture that cannot be read", _AGAIN) from None
    rgb = pixels.reshape(height, width, -1)[..., :3]
    if rgb.shape[2] < 3:
        rgb = np.repeat(rgb[..., :1], 3, axis=2)
    return np.ascontiguousarray(rgb)
