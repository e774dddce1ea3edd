"""Video models on this machine, through the pipelines of the ``diffusers`` library.

Nothing here imports torch before a job is submitted: models are listed, requests checked and films estimated
on machines without it. ``pip install 'reelwright[diffusers]'`` brings what a job needs.
"""

from __future__ import annotations

from reelwright.providers.adapters.diffusers.engine import Engine
from reelwright.providers.adapters.diffusers.family import Family
from reelwright.providers.adapters.diffusers.models import MODELS, Model
from reelwright.providers.adapters.diffusers.provider import DiffusersProvider

__all__ = ["MODELS", "DiffusersProvider", "Engine", "Family", "Model"]
