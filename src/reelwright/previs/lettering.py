"""Words as pixels, for labels in the scene: shaped by Pango in the bundled font."""

from __future__ import annotations

from html import escape
from importlib.resources import files

import numpy as np
import numpy.typing as npt

__all__ = ["lettering"]


def _font() -> str | None:
    """The bundled Noto Sans, when it is installed as a plain file."""
    try:
        folder = files("fontpkg_noto_sans")
    except ModuleNotFoundError:
        return None
    for item in sorted(_walk(folder), key=str):
        if item.endswith(".ttf") and "Italic" not in item:
            return item
    return None


def _walk(folder: object) -> list[str]:
    from pathlib import Path

    return [str(p) for p in Path(str(folder)).rglob("*.ttf")]


def lettering(
    text: str, width: int, height: int, weight: str = "Bold", spacing: float = 0.0
) -> npt.NDArray[np.float32]:
    """Coverage (height, width) in 0..1 of ``text``, as large as fits, centred, on up to three lines;
    ``spacing`` is added between letters, in ems."""
    import pyvips

    words = text.split()
    best: npt.NDArray[np.uint8] | None = None
    for lines in range(1, min(3, len(words)) + 1 if words else 1):
        share = -(-len(words) // lines)
        broken = "\n".join(" ".join(words[i : i + share]) for i in range(0, len(words), share))
        options = {"font": f"Noto Sans {weight} 64", "align": "centre", "dpi": 72}
        font = _font()
        if font:
            options["fontfile"] = font
        marked = escape(broken)
        if spacing:
            marked = f'<span letter_spacing="{round(spacing * 64 * 1024)}">{marked}</span>'
        image = pyvips.Image.text(marked, **options)
        pixels = np.asarray(image.numpy(), np.uint8).reshape(image.height, image.width)
        if best is None or min(width / pixels.shape[1], height / pixels.shape[0]) > min(
            width / best.shape[1], height / best.shape[0]
        ):
            best = pixels
    out = np.zeros((height, width), np.float32)
    if best is None:
        return out
    import cv2

    k = min(width / best.shape[1], height / best.shape[0])
    size = (max(1, int(best.shape[1] * k)), max(1, int(best.shape[0] * k)))
    small = cv2.resize(best, size, interpolation=cv2.INTER_AREA if k < 1 else cv2.INTER_CUBIC).reshape(
        size[1], size[0]
    )
    x, y = (width - size[0]) // 2, (height - size[1]) // 2
    out[y : y + size[1], x : x + size[0]] = np.clip(small.astype(np.float32) / 255, 0, 1)
    return out
