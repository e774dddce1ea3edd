"""The version of the picture, apart from what draws it: recipes are written without loading that."""

from __future__ import annotations

from typing import Final

__all__ = ["VERSION"]

VERSION: Final = 2
"""Raised whenever the same spec gives another picture: part of every recipe."""
