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
    "luma": (f"{_HERE}.luma", "LumaProvider", ()),
    "luma-dream-machine": (f"{_HERE}.luma_dream_machine", "LumaDreamMachineProvider", ("dream-machine",)),
    "replicate": (f"{_HERE}.replicate", "ReplicateProvider", ()),
    "fal": (f"{_HERE}.fal", "FalProvider", ()),
    "google": (f"{_HERE}.google", "GoogleProvider", ("gemini",)),
    "vertex": (f"{_HERE}.vertex", "VertexProvider", ()),
    "kling": (f"{_HERE}.kling", "KlingProvider", ()),
    "minimax": (f"{_HERE}.minimax", "MiniMaxProvider", ("hailuo",)),
    "seedance": (f"{_HERE}.seedance", "SeedanceProvider", ("ark",)),
    "openai_compat": (f"{_HERE}.openai_compat", "OpenAICompatProvider", ("openai-compat",)),
    "vllm_omni": (f"{_HERE}.openai_compat", "VLLMOmniProvider", ("vllm-omni",)),
    "sglang": (f"{_HERE}.openai_compat", "SGLangProvider", ()),
    "fastvideo": (f"{_HERE}.openai_compat", "FastVideoProvider", ()),
    "comfyui": (f"{_HERE}.comfyui", "ComfyUIProvider", ()),
    "lightx2v": (f"{_HERE}.lightx2v", "LightX2VProvider", ()),
}
"""Name: module, class, other names; in order of preference."""
