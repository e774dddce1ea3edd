"""Which device does the work, in which numbers, and what waits in main memory until it is needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from reelwright.providers.adapters.diffusers.trouble import broken
from reelwright.providers.fault import Kind

__all__ = ["empty_cache", "peak_memory", "place", "reset_peak", "resolve_device", "resolve_dtype"]

_HEADROOM: Final = 1.4  # what is computed needs room beside the weights


def resolve_device(asked: str) -> str:
    """The device that ``asked`` means here.

    Raises:
        ProviderFault: it is not there.
    """
    torch: Any = import_module("torch")
    kind = asked.partition(":")[0]
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if asked == "auto":
        return "cuda:0" if there["cuda"] else next(name for name in ("mps", "cpu") if there[name])
    number = asked.partition(":")[2] or "0"
    known = kind in there and number.isdigit()
    if known and there[kind] and (kind != "cuda" or int(number) < torch.cuda.device_count()):
        return f"cuda:{number}" if kind == "cuda" else kind
    raise broken(
        f"There is no device {asked} here.",
        "no-device",
        f"Use one of: {', '.join(name for name, found in there.items() if found)}, or auto.",
        Kind.UNSUPPORTED,
    )


def resolve_dtype(asked: str, half: str, device: str) -> dict[str, Any]:
    """``default`` and ``whole``: the types of most components, and of those that stay in 32 bits.

    ``half`` is the family's 16-bit type. 16 bits are slower than 32 on most CPUs, and float16 fails there.
    """
    torch: Any = import_module("torch")
    name = asked
    if asked == "auto":
        name = "float32" if device == "cpu" else half
        if name == "bfloat16" and device.startswith("cuda") and not torch.cuda.is_bf16_supported():
            name = "float16"
    return {"default": getattr(torch, name), "whole": torch.float32}


def place(pipe: Any, device: str, offload: str, notes: list[str] | None = None) -> str:
    """Put ``pipe`` on ``device``, with as much of it waiting in main memory as ``offload`` says.

    Returns:
        How it was done: ``auto`` is decided here, and there is nothing to save on a CPU.
    """
    said = notes if notes is not None else []
    chosen = _decided(pipe, device) if offload == "auto" else offload
    if device == "cpu" and chosen in ("model", "sequential"):
        said.append(f"offload={chosen} is for devices with memory of their own; it is left out on the CPU.")
        chosen = "none"
    if offload == "auto" and chosen != "none":
        said.append(f"The weights do not all fit into {device}: offload={chosen}.")
    if chosen == "model":
        pipe.enable_model_cpu_offload(device=device)
    elif chosen == "sequential":
        pipe.enable_sequential_cpu_offload(device=device)
    elif chosen == "group":
        torch: Any = import_module("torch")
        pipe.enable_group_offload(
            onload_device=torch.device(device),
            offload_type="leaf_level",
            use_stream=device.startswith("cuda"),
        )
    else:
        pipe.to(device)
    return chosen


def _decided(pipe: Any, device: str) -> str:
    if not device.startswith("cuda"):
        return "none"
    torch: Any = import_module("torch")
    modules = [part for part in pipe.components.values() if isinstance(part, torch.nn.Module)]
    sizes = [sum(p.numel() * p.element_size() for p in part.parameters()) for part in modules]
    free, _ = torch.cuda.mem_get_info(device)
    if sum(sizes) * _HEADROOM <= free:
        return "none"
    return "model" if max(sizes, default=0) * _HEADROOM <= free else "group"


def empty_cache(device: str) -> None:
    """Give memory that nothing uses any more back to the device."""
    import gc

    torch: Any = import_module("torch")
    gc.collect()
    if device.startswith("cuda"):
        torch.cuda.empty_cache()
    elif device == "mps":
        torch.mps.empty_cache()


def reset_peak(device: str) -> None:
    """Begin to watch the device's memory anew."""
    torch: Any = import_module("torch")
    if device.startswith("cuda"):
        torch.cuda.reset_peak_memory_stats(device)


def peak_memory(device: str) -> int:
    """The most bytes that were taken: of the device since :func:`reset_peak`, else of this process ever."""
    torch: Any = import_module("torch")
    if device.startswith("cuda"):
        return int(torch.cuda.max_memory_allocated(device))
    if device == "mps":
        return int(torch.mps.driver_allocated_memory())
    import resource
    import sys

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
