"""Weights into a pipeline: fetched or found, checked, loaded from safetensors alone, and put where asked.

No code that comes with weights is ever run: remote code stays off, pickled weights are refused, and a
pipeline may only be made of classes of ``diffusers`` and ``transformers``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from reelwright.providers.adapters.diffusers.family import Family
from reelwright.providers.adapters.diffusers.order import Order
from reelwright.providers.adapters.diffusers.placing import place, resolve_dtype
from reelwright.providers.adapters.diffusers.trouble import broken
from reelwright.providers.adapters.diffusers.weights import INDEX, family_for, read_index
from reelwright.providers.fault import Kind

__all__ = ["Loaded", "load", "loading_key", "pipeline_class"]

_LIBRARIES: Final = ("diffusers", "transformers")
_CONVERT: Final = "python -m reelwright.providers.adapters.diffusers.convert"


@dataclass(slots=True)
class Loaded:
    """A pipeline in memory, and other pipelines over the same components.

    ``notes`` tell what was decided or left out while it was loaded. ``scheduler`` is its noise schedule as
    it was saved.
    """

    key: tuple[Any, ...]
    device: str
    family: Family
    pipe: Any
    scheduler: Any
    notes: list[str] = field(default_factory=list)
    offload: str = "none"
    views: dict[str, Any] = field(default_factory=dict)

    def denoisers(self) -> list[Any]:
        """The components that are run once a step."""
        found = (getattr(self.pipe, name, None) for name in self.family.denoisers)
        return [component for component in found if component is not None]

    def as_pipeline(self, name: str) -> Any:
        """The pipeline of class ``name`` over the same components; it becomes the current one."""
        if type(self.pipe).__name__ != name:
            if name not in self.views:
                self.views[name] = _view(self.pipe, pipeline_class(name))
            before, self.pipe = self.pipe, self.views[name]
            self.views[type(before).__name__] = before
            if self.offload in ("model", "sequential"):  # these belong to a pipeline, not to its components
                before.remove_all_hooks()
                place(self.pipe, self.device, self.offload)
        return self.pipe


def loading_key(order: Order) -> tuple[Any, ...]:
    """What two orders must share to be made by one loaded pipeline."""
    tuning = {name: value for name, value in order.tuning.items() if not name.startswith("cache")}
    machine = {name: value for name, value in order.machine.items() if name != "device"}
    settings = (*sorted(tuning.items()), *sorted(machine.items()))
    folder = Path(order.source).expanduser()
    files = folder.rglob("*") if (folder / INDEX).is_file() else ()
    stamp = max((path.stat().st_mtime_ns for path in files), default=0)
    return (order.source, order.revision, order.adapter, order.variant, stamp, settings)


def pipeline_class(name: str) -> Any:
    """The class of ``diffusers``. Raises ProviderFault when the installed one is too old to have it."""
    import diffusers

    found = getattr(diffusers, name, None)
    if found is None:
        raise broken(
            f"diffusers {diffusers.__version__} has no {name}.",
            "diffusers-too-old",
            "Install a newer one: pip install -U diffusers",
            Kind.UNSUPPORTED,
        )
    return found


def load(order: Order, device: str, offline: bool) -> Loaded:
    """The pipeline of ``order``, ready on ``device``.

    Raises:
        ProviderFault: weights that are not here, not safe, or not of a known kind.
        Exception: what the libraries raise; :func:`~.trouble.fault_of` explains it.
    """
    _quiet()
    folder = _folder(order.source, order.revision, order.variant, offline)
    index = read_index(folder)
    _check(order.source, folder, index)
    family = family_for(order.source, folder, order.pipeline)
    dtype = resolve_dtype(str(order.tuning["dtype"]), family.half, device)
    kind = pipeline_class(_class_to_load(order, index))
    more: dict[str, Any] = {"variant": order.variant} if order.variant else {}
    if order.adapter and str(index.get("_class_name")) == "StableDiffusionPipeline":
        more["motion_adapter"] = _adapter(order.adapter, dtype["default"], offline)
        more["scheduler"] = _animatediff_scheduler(folder)
    whole = [name for name in family.whole if index.get(name) not in (None, [None, None])]
    types = {"default": dtype["default"]} | dict.fromkeys(whole, dtype["whole"])
    pipe = kind.from_pretrained(
        str(folder), **{_dtype_name(): types}, use_safetensors=True, local_files_only=True, **more
    )
    pipe.set_progress_bar_config(disable=True)
    loaded = Loaded(loading_key(order), device, family, pipe, pipe.scheduler)
    loaded.notes += _prepare(loaded, order, dtype["default"])
    loaded.offload = place(pipe, device, str(order.machine["offload"]), loaded.notes)
    return loaded


def _quiet() -> None:
    """No bars and no advice on standard error, unless the libraries' own variables ask for it."""
    for library in _LIBRARIES:
        if not os.environ.get(f"{library.upper()}_VERBOSITY"):
            logging = import_module(f"{library}.utils.logging")
            logging.set_verbosity_error()
            logging.disable_progress_bar()


def _dtype_name() -> str:
    """The argument for the numbers of the weights, which diffusers has renamed."""
    return (
        "dtype"
        if hasattr(import_module("diffusers.pipelines.pipeline_utils"), "_resolve_dtype")
        else "torch_dtype"
    )


def _folder(source: str, revision: str, variant: str, offline: bool) -> Path:
    """Where the weights lie; they are fetched when that is allowed. Raises what ``huggingface_hub`` does."""
    folder = Path(source).expanduser()
    if (folder / INDEX).is_file():
        return folder
    from diffusers import DiffusionPipeline

    more = {"variant": variant} if variant else {}
    return Path(
        DiffusionPipeline.download(
            source, revision=revision, use_safetensors=True, local_files_only=offline, **more
        )
    )


def _check(source: str, folder: Path, index: dict[str, Any]) -> None:
    """Refuse weights that would run code of their own."""
    for name, value in index.items():
        if not isinstance(value, list) or len(value) != 2 or value[0] is None:
            continue
        library = str(value[0])
        known = library in _LIBRARIES or (
            library.isidentifier() and find_spec(f"diffusers.pipelines.{library}") is not None
        )
        if not known:
            raise broken(
                f"The component {name} of {source} wants the library {library}; weights may not name that.",
                "unsafe-weights",
                "Use weights whose components are of diffusers and transformers alone.",
                Kind.UNSUPPORTED,
            )
        part = folder / name
        if part.is_dir() and _pickled(part):
            raise broken(
                f"The {name} of {source} is there only as pickled weights, which can run code.",
                "unsafe-weights",
                f"Convert a copy you trust: {_CONVERT} {folder}",
                Kind.UNSUPPORTED,
            )


def _pickled(part: Path) -> bool:
    safe = any(part.glob("*.safetensors"))
    return not safe and any(path.suffix in (".bin", ".pt", ".ckpt") for path in part.iterdir())


def _class_to_load(order: Order, index: dict[str, Any]) -> str:
    """The class the weights were saved as, where it can become the one that is wanted; it needs no more
    parts."""
    saved = str(index.get("_class_name"))
    return order.pipeline if saved == "StableDiffusionPipeline" or not saved else saved


def _view(pipe: Any, kind: Any) -> Any:
    """A pipeline of class ``kind`` over the components of ``pipe``; parts it has no use for are left out."""
    import inspect

    wanted = inspect.signature(kind.__init__).parameters
    parts = {name: part for name, part in pipe.components.items() if name in wanted}
    parts |= {name: value for name, value in pipe.config.items() if name in wanted and name not in parts}
    for name, parameter in wanted.items():
        if name != "self" and name not in parts and parameter.default is inspect.Parameter.empty:
            parts[name] = None
    made = kind(**{name: part for name, part in parts.items() if not name.startswith("_")})
    made.set_progress_bar_config(disable=True)
    return made


def _adapter(source: str, dtype: Any, offline: bool) -> Any:
    from diffusers import MotionAdapter

    return MotionAdapter.from_pretrained(
        source, **{_dtype_name(): dtype}, use_safetensors=True, local_files_only=offline
    )


def _animatediff_scheduler(folder: Path) -> Any:
    """The schedule that motion modules were trained with, whatever the image model's own is."""
    from diffusers import DDIMScheduler

    return DDIMScheduler.from_pretrained(
        str(folder),
        subfolder="scheduler",
        clip_sample=False,
        timestep_spacing="linspace",
        beta_schedule="linear",
        steps_offset=1,
    )


def _prepare(loaded: Loaded, order: Order, dtype: Any) -> list[str]:
    """Casting, attention, tiling and compiling: all that must be done before the weights are moved."""
    torch: Any = import_module("torch")
    notes: list[str] = []
    storage = str(order.tuning.get("layerwise_casting", "none"))
    attention = str(order.tuning.get("attention", "auto"))
    for part in loaded.denoisers():
        if storage != "none":
            part.enable_layerwise_casting(storage_dtype=getattr(torch, storage), compute_dtype=dtype)
        if attention != "auto":
            _attend(part, attention)
        if order.machine.get("compile"):
            part.compile()
    vae = getattr(loaded.pipe, "vae", None)
    for option, method in (("vae_tiling", "enable_tiling"), ("vae_slicing", "enable_slicing")):
        if order.tuning.get(option):
            if hasattr(vae, method):
                getattr(vae, method)()
            else:
                notes.append(
                    f"The VAE of {order.source} has no {option.removeprefix('vae_')}; it is left out."
                )
    return notes


_BACKENDS: Final = {"cudnn": "_native_cudnn", "efficient": "_native_efficient", "math": "_native_math"}


def _attend(part: Any, name: str) -> None:
    try:
        part.set_attention_backend(_BACKENDS.get(name, name))
    except (RuntimeError, ValueError, ImportError, AttributeError) as error:
        raise broken(
            f"The attention backend {name} cannot be used here: {str(error).splitlines()[0]}.".replace(
                "..", "."
            ),
            "no-attention-backend",
            "Install what it needs, or use attention=auto.",
            Kind.UNSUPPORTED,
        ) from error
