"""The adapters of hosted and self-hosted services, one module each, over plain HTTP.

No vendor's SDK is used: several of them repeat a paid request on their own, and none lets the caller tell
"not created" from "nobody knows". A module is imported when its provider is used.
"""

from __future__ import annotations

from typing import Final

__all__ = ["ADAPTERS"]

_HERE: Final = "reelwright.providers.adapters"

ADAPTERS: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "runway": (f"{_HERE}.runway", "RunwayProvider", ("runwayml",)),
    "replicate": (f"{_HERE}.replicate", "ReplicateProvider", ()),
}
"""Name: module, class, other names; in order of preference."""
