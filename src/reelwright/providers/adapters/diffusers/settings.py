"""Options of every local model, and the environment variables that set them for good.

``REELWRIGHT_DIFFUSERS_OFFLOAD=model`` is the option ``offload=model`` of every request that does not say
otherwise; so for every option of :data:`MACHINE` and :data:`TUNING`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reelwright.errors import SettingsError
from reelwright.providers.capabilities import Choice, Option

__all__ = ["COMMON", "MACHINE", "TUNING", "Settings", "cache_option", "from_environment"]

_PREFIX: Final = "REELWRIGHT_DIFFUSERS_"

MACHINE: Final[Mapping[str, Option]] = {
    "device": Option(str, "auto, cuda, cuda:1, mps or cpu.", default="auto"),
    "offload": Option(
        str,
        "What waits in main memory until it is needed: nothing, models, single layers, or groups of layers.",
        choices=("auto", "none", "model", "sequential", "group"),
        default="auto",
    ),
    "compile": Option(bool, "Compile the denoiser: slow once, then faster.", default=False),
}
"""Where and how the work is done. They do not name another take: changing one makes nothing anew."""

TUNING: Final[Mapping[str, Option]] = {
    "dtype": Option(
        str,
        "The numbers of the weights; auto is the family's 16-bit type, and 32 bits on a CPU.",
        choices=("auto", "float32", "bfloat16", "float16"),
        default="auto",
    ),
    "layerwise_casting": Option(
        str,
        "Keep the denoiser's weights in 8 bits and widen each layer as it runs.",
        choices=("none", "float8_e4m3fn", "float8_e5m2"),
        default="none",
    ),
    "attention": Option(
        str,
        "What does the attention.",
        choices=("auto", "native", "cudnn", "efficient", "math", "flash", "sage", "xformers", "flex"),
        default="auto",
    ),
    "vae_tiling": Option(bool, "Decode the picture in tiles: less memory.", default=False),
    "vae_slicing": Option(bool, "Decode clips of a batch one by one.", default=False),
    "cache_threshold": Option(float, "How different steps may be to be skipped.", low=0, high=10),
}
"""How the work is done where that shows in the picture, if only a little: part of what names a take."""

COMMON: Final[Mapping[str, Option]] = {
    "width": Option(int, "Pixels a row, in place of the sizes on offer.", low=16, high=4096),
    "height": Option(int, "Rows, in place of the sizes on offer.", low=16, high=4096),
    "num_frames": Option(int, "Frames, in place of the length.", low=1, high=2000),
    "num_inference_steps": Option(int, "Denoising steps.", low=1, high=500),
    "guidance_scale": Option(float, "How strongly the prompt is followed; 1 is off.", low=0, high=50),
    "strength": Option(float, "How far the source is left behind: 0 not at all, 1 wholly.", low=0, high=1),
    "variant": Option(str, "Which of several files of weights: fp16."),
    **MACHINE,
    **TUNING,
}
"""Those of every model, as far as they mean something to it."""


def cache_option(caches: tuple[str, ...]) -> dict[str, Option]:
    """The option ``cache`` of a family whose blocks allow ``caches``; nothing where there are none."""
    if not caches:
        return {}
    doc = "Use results of earlier steps again: faster, and not quite the same picture."
    return {"cache": Option(str, doc, choices=("none", *caches), default="none")}


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set once for this machine.

    ``offline``: use only weights that are on this machine. ``folder``: each folder in it that holds weights
    is a model of its name.
    """

    offline: bool = False
    folder: Path | None = None

    @classmethod
    def load(cls) -> Settings:
        """From ``REELWRIGHT_DIFFUSERS_OFFLINE`` (or ``HF_HUB_OFFLINE``) and ``REELWRIGHT_DIFFUSERS_MODELS``.

        Raises:
            SettingsError: a value that is not understood.
        """
        folder = os.environ.get(f"{_PREFIX}MODELS", "").strip()
        if folder and not Path(folder).expanduser().is_dir():
            raise SettingsError(
                f"{_PREFIX}MODELS is not a folder: “{folder}”.",
                hint="Set it to the folder in which your folders of weights lie.",
            )
        offline = _switch(f"{_PREFIX}OFFLINE") or _switch("HF_HUB_OFFLINE")
        return cls(offline, Path(folder).expanduser() if folder else None)


def _switch(name: str) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("", "0", "false", "no", "off"):
        return False
    raise SettingsError(f"{name} is “{value}”, which is neither yes nor no.", hint="Set it to 1 or 0.")


def from_environment(choice: Choice) -> tuple[dict[str, Any], list[str]]:
    """Options that the environment sets and ``choice`` has, and notes about those it does not have."""
    given, notes = {}, []
    for name in (*MACHINE, *TUNING, "cache", "variant"):
        value = os.environ.get(_PREFIX + name.upper(), "").strip()
        if not value:
            continue
        if name in choice.options:
            given[name] = value
        else:
            notes.append(f"The model has no option {name}; {_PREFIX}{name.upper()} is ignored.")
    return given, notes
