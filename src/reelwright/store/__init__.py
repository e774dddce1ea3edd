"""Recipes, content-addressed artifacts and the catalogue of how each was made.

Importing this package is light: the database libraries load when a store that exists, or that is written to,
is opened.
"""

from reelwright.store.artifact import Artifact, Output, Slate
from reelwright.store.atomic import atomic_output, check_output
from reelwright.store.contract import Build, Store
from reelwright.store.local import LocalStore, open_store
from reelwright.store.recipe import JSON, Recipe

__all__ = [
    "JSON",
    "Artifact",
    "Build",
    "LocalStore",
    "Output",
    "Recipe",
    "Slate",
    "Store",
    "atomic_output",
    "check_output",
    "open_store",
]
