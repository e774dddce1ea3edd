"""Fonts: Noto Sans, which is always there, font files of one's own, and the system's fonts behind them.

Every ``fontpkg-*`` package that is installed beside Reelwright adds its family, for scripts that Noto Sans
and the system lack (``fontpkg-noto-sans-devanagari``).
"""

from __future__ import annotations

import functools
import os
import struct
import sys
from pathlib import Path
from typing import Any, Final, Literal

from reelwright.errors import MediaError

__all__ = ["Align", "draw_markup", "family_of", "has_family", "is_font_file"]

Align = Literal["low", "centre", "high"]

FAMILY: Final = "Noto Sans"
_SUFFIXES: Final = (".ttf", ".otf", ".ttc", ".otc")
_LARGEST: Final = 64 * 1024 * 1024
_MAGIC: Final = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf")
_FAMILY_NAMES: Final = (16, 1)  # typographic family, family


def is_font_file(font: str) -> bool:
    """True when ``font`` names a file, not a family."""
    return font.lower().endswith(_SUFFIXES)


def family_of(path: str) -> str:
    """The family that the font file at ``path`` says it belongs to, from its ``name`` table (OpenType 1.9).

    Raises:
        MediaError: missing, too large, or not a TrueType or OpenType font.
    """
    try:
        stat = Path(path).stat()
        return _family_of(path, stat.st_mtime_ns, stat.st_size)
    except OSError as error:
        raise MediaError(
            f"The font {path} cannot be read: {error.strerror or error}.",
            code="no-font",
            hint="Check the path; it is read from the folder of the document.",
            path=path,
        ) from None


@functools.lru_cache(maxsize=64)
def _family_of(path: str, _modified: int, size: int) -> str:
    if size > _LARGEST:
        raise _not_a_font(path)
    data = Path(path).read_bytes()
    if data[:4] not in _MAGIC:
        raise _not_a_font(path)
    try:
        return _family(data)
    except (struct.error, ValueError):
        raise _not_a_font(path) from None


def _not_a_font(path: str) -> MediaError:
    return MediaError(
        f"{path} is not a font file that can be read.",
        code="bad-font",
        hint="Use a TrueType or OpenType file (.ttf, .otf, .ttc) of at most 64 MiB.",
        path=path,
    )


def _family(data: bytes) -> str:
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    tables = struct.unpack_from(">H", data, start + 4)[0]
    for index in range(tables):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, start + 12 + 16 * index)
        if tag == b"name":
            return _name(data[offset : offset + length])
    raise ValueError("has no names")


def _name(table: bytes) -> str:
    count, strings = struct.unpack_from(">HH", table, 2)
    found: dict[int, str] = {}
    for index in range(count):
        platform, _, language, name, length, offset = struct.unpack_from(">6H", table, 6 + 12 * index)
        if name not in _FAMILY_NAMES or (platform == 3 and language & 0x3FF != 0x09):
            continue
        raw = table[strings + offset : strings + offset + length]
        text = raw.decode("utf-16-be" if platform in (0, 3) else "mac-roman", "strict")
        if platform != 1 or name not in found:
            found[name] = text
    family = next((found[name] for name in _FAMILY_NAMES if found.get(name)), "")
    # What follows is read by Pango as a list of families: a comma would end the name.
    family = "".join(c for c in family if c.isprintable() and c not in ",<>&\"'").strip()
    if not family:
        raise ValueError("has no family name")
    return family


@functools.lru_cache(maxsize=64)
def has_family(family: str) -> bool:
    """Whether there is a font of that name here (letters of another come out with other shapes)."""
    if family == FAMILY:
        return True
    markup = "<span>HamburgefonstivRQ 0123456789</span>"
    images = (
        draw_markup(markup, 60, font=name, width=None, align="low", wrap="none")
        for name in (family, "No Such Font By Any Name")
    )
    ours, other = (None if image is None else image.numpy() for image in images)
    return ours is not None and (other is None or ours.shape != other.shape or bool((ours != other).any()))


@functools.cache
def _bundled() -> dict[str, str]:
    """The upright and the italic file of Noto Sans.

    On a bare machine fontconfig is given something to read, or it would complain.
    """
    import fontpkg_noto_sans

    configured = "FONTCONFIG_FILE" in os.environ or "FONTCONFIG_PATH" in os.environ
    if not configured and not Path("/etc/fonts/fonts.conf").exists():
        os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
    folder = fontpkg_noto_sans.ROOT / "files"
    paths = sorted(folder.glob("*.ttf"))
    return {
        "upright": str(next(path for path in paths if "Italic" not in path.name)),
        "italic": str(next(path for path in paths if "Italic" in path.name)),
    }


@functools.cache
def _installed() -> tuple[str, ...]:
    """The files of the other font packages that are installed, in the order of their names."""
    found: dict[str, str] = {}
    for place in map(Path, sys.path):
        if place.is_dir():
            for folder in sorted(place.glob("fontpkg_*/files")):
                for path in sorted(folder.glob("*.[ot]tf")):
                    found.setdefault(path.name, str(path))
    return tuple(path for path in found.values() if path not in _bundled().values())


_loaded: Final[set[str]] = set()


def _load(path: str) -> None:
    """Make a font file known for as long as the process lives."""
    import pyvips

    if path not in _loaded:
        pyvips.Image.text("a", font=FAMILY, fontfile=path, dpi=72)
        _loaded.add(path)


def draw_markup(
    markup: str, size: float, *, font: str = "", width: int | None, align: Align, wrap: str
) -> Any:
    """Pango ``markup`` as a lazily drawn RGBA image of libvips, or None when there is nothing to see.

    ``size`` is the em in pixels; ``font`` a family, a font file, or "" for Noto Sans.

    Raises:
        MediaError: the font file cannot be used.
    """
    import pyvips

    upright = _bundled()["upright"]
    if not _loaded:
        for path in (upright, _bundled()["italic"], *_installed()):
            _load(path)
    family = FAMILY
    if font and is_font_file(font):
        family = f"{family_of(font)}, {FAMILY}"
        _load(font)
    elif font:
        family = f"{font.replace(',', ' ')}, {FAMILY}"
    options: dict[str, Any] = {"fontfile": upright, "rgba": True, "dpi": 72, "align": align, "wrap": wrap}
    if width is not None:
        options["width"] = max(1, width)
    try:
        return pyvips.Image.text(markup, font=f"{family} {size:.3f}", **options)
    except pyvips.Error as error:
        if "no text" in str(error):
            return None
        raise
