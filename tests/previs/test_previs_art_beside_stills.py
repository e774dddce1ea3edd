"""Art is drawn from SVG in processes that also open stills, whose untrusted loaders are blocked."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelwright.compose import probe
from reelwright.errors import MediaError
from reelwright.previs.art import svg_pixels

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    '<rect width="9" height="9" fill="red"/></svg>'
)


def test_our_own_svg_is_drawn_after_an_svg_file_was_refused(tmp_path: Path) -> None:
    file = tmp_path / "picture.svg"
    file.write_text(SVG)

    with pytest.raises(MediaError):
        probe(file)
    assert svg_pixels(SVG, 20)[10, 10].tolist() == [255, 0, 0, 255]
