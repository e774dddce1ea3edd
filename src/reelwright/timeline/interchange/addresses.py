"""Paths of media as the addresses that interchange files carry, and back."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

__all__ = ["from_url", "to_url"]


def to_url(path: str) -> str:
    """``path`` as an address: an absolute one as ``file://``, a relative one as a relative reference."""
    if PurePosixPath(path).is_absolute():
        return "file://" + quote(path)
    return quote(path, safe="/")


def from_url(url: str) -> str:
    """The path that ``url`` stands for; addresses on the web are given back as they are.

    Understands ``file:///a``, ``file://localhost/a``, ``file://localhost/D%3a/a`` (a Windows drive), plain
    and percent-encoded relative paths.
    """
    if re.match(r"^[A-Za-z]:[\\/]", url):
        return url.replace("\\", "/")
    parts = urlsplit(url)
    if parts.scheme == "file":
        path = unquote(parts.path)
        host = "" if parts.netloc in ("", "localhost") else f"//{parts.netloc}"
        if re.match(r"^/[A-Za-z]:/", path):
            return path[1:]
        return host + path
    if parts.scheme and "://" in url:
        return url
    return unquote(url)
