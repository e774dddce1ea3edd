"""Who generates takes: the provider seam, its adapters, and the one path to them."""

from reelwright.providers.base import (
    Capabilities,
    Output,
    Prepared,
    Provider,
    Quote,
    Snapshot,
    State,
    TakeRequest,
)
from reelwright.providers.path import Take, foresee_take, make_take, take_recipe
from reelwright.providers.registry import find_provider, provider_names

__all__ = [
    "Capabilities",
    "Output",
    "Prepared",
    "Provider",
    "Quote",
    "Snapshot",
    "State",
    "Take",
    "TakeRequest",
    "find_provider",
    "foresee_take",
    "make_take",
    "provider_names",
    "take_recipe",
]
