"""What goes wrong in a local model, in words a person can act on. None of it costs anything."""

from __future__ import annotations

from typing import Final

from reelwright.errors import ReelwrightError
from reelwright.providers.adapters.diffusers.order import Order
from reelwright.providers.adapters.diffusers.weights import fetch_command
from reelwright.providers.fault import Created, Kind, ProviderFault

__all__ = ["broken", "fault_of", "is_out_of_memory"]

_MEMORY: Final = ("out of memory", "can't allocate memory", "not enough memory", "cannot allocate memory")
_MISSING: Final = ("LocalEntryNotFoundError", "OfflineModeIsEnabled", "EntryNotFoundError")
_DENIED: Final = ("GatedRepoError", "RepositoryNotFoundError")
_NETWORK: Final = (
    "ConnectionError",
    "ConnectError",
    "ConnectTimeout",
    "ReadTimeout",
    "MaxRetryError",
    "Timeout",
)


def broken(message: str, code: str, hint: str, kind: Kind = Kind.GENERATION) -> ProviderFault:
    """A fault of this machine: nothing was created anywhere else."""
    return ProviderFault(message, kind=kind, created=Created.NO, code=code, hint=hint)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether the device or the machine ran out of memory."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and any(words in text for words in _MEMORY)


def fault_of(error: BaseException, order: Order, device: str) -> ProviderFault:
    """The fault that ``error`` means to a person who gave ``order``."""
    if isinstance(error, ProviderFault):
        return error
    if is_out_of_memory(error):
        return broken(
            f"{order.source} does not fit into the memory of {device} at {order.width}x{order.height}, "
            f"{order.frames or 'all'} frames.",
            "out-of-memory",
            _less_memory(order, device),
        )
    if isinstance(error, ReelwrightError):
        return broken(error.message, error.code, error.hint)
    names = [kind.__name__ for kind in type(error).__mro__]
    chain = error.__cause__ or error.__context__
    if chain is not None:
        names += [kind.__name__ for kind in type(chain).__mro__]
    fetch = fetch_command(order.source, order.revision)
    if any(name in names for name in _DENIED):
        return broken(
            f"The weights of {order.source} are not given to everybody.",
            "weights-denied",
            f"Accept their licence on the model's page, run hf auth login, then {fetch}",
            Kind.AUTH,
        )
    if any(name in names for name in (*_MISSING, *_NETWORK)):
        return broken(
            f"The weights of {order.source} are not on this machine, and were not fetched.",
            "weights-not-here",
            f"Fetch them: {fetch}",
            Kind.NOT_FOUND,
        )
    said = (str(error).strip().splitlines() or [""])[0][:300].rstrip(".")
    return broken(
        f"{order.pipeline} failed: {type(error).__name__}{': ' + said if said else ''}.",
        "pipeline-failed",
        "Check the options; reelwright providers diffusers lists what the model takes.",
    )


def _less_memory(order: Order, device: str) -> str:
    """The next option that would save memory, in the order in which they cost time."""
    machine, tuning = order.machine, order.tuning
    steps = []
    if tuning.get("vae_tiling") is False:
        steps.append("vae_tiling=true")
    if not device.startswith("cpu"):
        after = {"auto": "model", "none": "model", "model": "group", "group": "sequential"}
        if machine.get("offload") in after:
            steps.append(f"offload={after[str(machine['offload'])]}")
    if tuning.get("layerwise_casting") == "none":
        steps.append("layerwise_casting=float8_e4m3fn")
    if "decode_chunk_size" not in order.call and order.pipeline.startswith(("StableVideo", "AnimateDiff")):
        steps.append("decode_chunk_size=2")
    tail = "fewer frames or a smaller size"
    return f"Turn on {', '.join(steps)}; or ask for {tail}." if steps else f"Ask for {tail}."
