"""Results of earlier steps used again: the caches of ``diffusers``, on for one clip and off after it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

from reelwright.providers.adapters.diffusers.loading import Loaded
from reelwright.providers.adapters.diffusers.order import Order
from reelwright.providers.adapters.diffusers.trouble import broken
from reelwright.providers.fault import Kind

__all__ = ["cached"]

_BLOCKS: Final = (
    r"(transformer_)?blocks\.\d+\.(attn\d?|ff|ffn|ff_context)",
    r"single_transformer_blocks\.\d+\.(attn|proj_mlp)",
)
_NAMES: Final = {
    "pab": "PyramidAttentionBroadcastConfig",
    "fastercache": "FasterCacheConfig",
    "firstblock": "FirstBlockCacheConfig",
    "taylorseer": "TaylorSeerCacheConfig",
    "sea": "SeaCacheConfig",
}


@contextlib.contextmanager
def cached(loaded: Loaded, order: Order) -> Iterator[None]:
    """The cache of ``order`` on every denoiser for as long as the block runs.

    Raises:
        ProviderFault: the installed ``diffusers`` has no such cache, or not for this model.
    """
    name = str(order.tuning.get("cache", "none"))
    if name == "none":
        yield
        return
    on: list[Any] = []
    try:
        for part in loaded.denoisers():
            try:
                part.enable_cache(_config(name, loaded, order))
            except (ValueError, AttributeError, TypeError, RuntimeError) as error:
                raise broken(
                    f"The cache {name} cannot be used with {order.pipeline}: {str(error).splitlines()[0]}",
                    "no-cache",
                    "Use another cache, or none.",
                    Kind.UNSUPPORTED,
                ) from error
            on.append(part)
        yield
    finally:
        for part in on:
            part.disable_cache()


def _config(name: str, loaded: Loaded, order: Order) -> Any:
    hooks = import_module("diffusers.hooks")
    kind = getattr(hooks, _NAMES[name], None)
    if kind is None:
        raise ValueError(f"diffusers.hooks has no {_NAMES[name]}")
    threshold = order.tuning.get("cache_threshold")
    if name in ("firstblock", "sea"):
        return kind(**({} if threshold is None else {"threshold": threshold}))
    if name == "taylorseer":
        torch: Any = import_module("torch")
        # The first steps lay the picture out and the last ones its details: those are always computed.
        return kind(
            cache_interval=max(2, round(order.steps / 12)),
            disable_cache_before_step=max(1, order.steps // 10),
            disable_cache_after_step=max(1, order.steps - max(1, order.steps // 10)),
            taylor_factors_dtype=torch.float32 if loaded.device == "cpu" else torch.bfloat16,
            cache_identifiers=list(_BLOCKS),
        )
    # The pipeline may change its class meanwhile, so the current one is asked.
    shared = {"current_timestep_callback": lambda: loaded.pipe.current_timestep}
    if name == "pab":
        return kind(spatial_attention_block_skip_range=2, **shared)
    return kind(
        spatial_attention_block_skip_range=2,
        unconditional_batch_skip_range=5,
        attention_weight_callback=lambda _: 0.3,
        tensor_format="BFCHW" if order.pipeline.startswith("CogVideoX") else "BCFHW",
        **shared,
    )
