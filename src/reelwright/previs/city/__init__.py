"""What cities are built from: masonry, facades, signs, traffic, walkers and the light between them."""

from __future__ import annotations
