"""Where the weights of a model lie, what they are, and what stands for them in a recipe.

A model is named by a row of the table, by a folder as ``save_pretrained`` writes it, or by ``owner/name``
with an optional ``@revision``. Nothing here uses the network; only names of the table are fetched later.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from reelwright.errors import OptionError
from reelwright.providers.adapters.diffusers import families as kinds
from reelwright.providers.adapters.diffusers.family import Family
from reelwright.providers.adapters.diffusers.models import MODELS, Model
from reelwright.providers.adapters.diffusers.settings import Settings

__all__ = [
    "INDEX",
    "cached_folder",
    "explain_missing",
    "family_for",
    "fetch_command",
    "find_model",
    "fingerprint",
    "listed",
    "read_index",
]

INDEX: Final = "model_index.json"
_REPO: Final = re.compile(r"(?P<repo>[\w.-]{1,96}/[\w.-]{1,96})(?:@(?P<revision>[\w./-]{1,120}))?", re.ASCII)
_WEIGHTS: Final = (".safetensors", ".bin", ".pt", ".ckpt")
_KINDS: Final[dict[str, Family]] = {
    "WanPipeline": kinds.WAN,
    "WanVideoToVideoPipeline": kinds.WAN,
    "WanImageToVideoPipeline": kinds.WAN_I2V,
    "WanVACEPipeline": kinds.WAN_VACE,
    "LTXPipeline": kinds.LTX,
    "LTXImageToVideoPipeline": kinds.LTX,
    "LTXConditionPipeline": kinds.LTX_CONDITION,
    "LTX2Pipeline": kinds.LTX2,
    "LTX2ImageToVideoPipeline": kinds.LTX2,
    "LTX2ConditionPipeline": kinds.LTX2,
    "CogVideoXPipeline": kinds.COGVIDEOX,
    "CogVideoXVideoToVideoPipeline": kinds.COGVIDEOX,
    "CogVideoXImageToVideoPipeline": kinds.COGVIDEOX_I2V,
    "HunyuanVideoPipeline": kinds.HUNYUAN,
    "HunyuanVideoImageToVideoPipeline": kinds.HUNYUAN_I2V,
    "HunyuanVideo15Pipeline": kinds.HUNYUAN_15,
    "HunyuanVideo15ImageToVideoPipeline": kinds.HUNYUAN_15_I2V,
    "MochiPipeline": kinds.MOCHI,
    "StableVideoDiffusionPipeline": kinds.SVD,
    "AnimateDiffPipeline": kinds.ANIMATEDIFF,
    "AnimateDiffVideoToVideoPipeline": kinds.ANIMATEDIFF,
    "StableDiffusionPipeline": kinds.ANIMATEDIFF,
    "TextToVideoSDPipeline": kinds.ZEROSCOPE,
    "VideoToVideoSDPipeline": kinds.ZEROSCOPE,
}


def read_index(folder: Path, name: str = INDEX) -> dict[str, Any]:
    """The JSON object in ``folder / name``; an empty one when there is none that can be read."""
    try:
        path = folder / name
        data = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size < 1 << 20 else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def listed(settings: Settings) -> Iterator[tuple[str, Model]]:
    """The models that can be named without a path: the table's, then those of the user's own folder."""
    yield from MODELS.items()
    if settings.folder is not None:
        for folder in sorted(settings.folder.iterdir()):
            if folder.name not in MODELS and (folder / INDEX).is_file():
                model = _in_folder(folder)
                if model is not None:
                    yield folder.name, model


def find_model(name: str, settings: Settings) -> Model | None:
    """The model called ``name``: of the table, of the user's folder, in any folder, or fetched before."""
    if name in MODELS:
        return MODELS[name]
    if settings.folder is not None and name and (settings.folder / name / INDEX).is_file():
        return _in_folder(settings.folder / name)
    folder = Path(name).expanduser() if name and "\0" not in name else None
    if folder is not None and (folder / INDEX).is_file():
        return _in_folder(folder)
    match = _REPO.fullmatch(name)
    if match is None:
        return None
    repo, revision = match["repo"], match["revision"]
    for model in MODELS.values():
        if model.source == repo:
            return replace(model, revision=revision or model.revision)
    here = cached_folder(repo, revision or "main")
    found = None if here is None else _in_folder(here)
    return None if found is None else replace(found, source=repo, revision=revision or "main")


def family_for(source: str, folder: Path, pipeline: str) -> Family:
    """The family of ``source`` in the table, else of the weights in ``folder``, else of the class."""
    for model in MODELS.values():
        if model.source == source:
            return model.family
    found = _in_folder(folder)
    return found.family if found is not None else _KINDS[pipeline]


def explain_missing(name: str) -> OptionError | None:
    """Why ``name``, which looks like a folder or a repository, is no model; None when it looks like
    neither."""
    folder = Path(name).expanduser()
    match = _REPO.fullmatch(name)
    if folder.is_dir():
        index = read_index(folder)
        kind = index.get("_class_name")
        what = f"weights of {kind}, which makes no video here" if index else f"no {INDEX}"
        return OptionError(
            f"The folder {folder} holds {what}.",
            code="unknown-pipeline" if index else "not-weights",
            hint=f"Give a folder as save_pretrained writes it, of one of: {', '.join(_KINDS)}.",
            path=str(folder),
        )
    if match is None:
        return None
    return OptionError(
        f"The weights of {name} are not on this machine.",
        code="weights-not-here",
        hint=f"Fetch them: {fetch_command(match['repo'], match['revision'] or 'main')}",
        model=name,
    )


def fetch_command(repo: str, revision: str = "main") -> str:
    """The command that fetches the weights of ``repo``."""
    which = "" if revision == "main" else f" --revision {revision}"
    return f"hf download {repo}{which}"


def cached_folder(repo: str, revision: str) -> Path | None:
    """Where ``huggingface_hub`` keeps ``repo``, if it was fetched before."""
    home = os.environ.get("HF_HOME") or "~/.cache/huggingface"
    hub = Path(os.environ.get("HF_HUB_CACHE") or f"{home}/hub").expanduser()
    base = hub / f"models--{repo.replace('/', '--')}"
    try:
        commit = (base / "refs" / revision).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        commit = revision
    folder = base / "snapshots" / commit
    return folder if (folder / INDEX).is_file() else None


def _in_folder(folder: Path) -> Model | None:
    index = read_index(folder)
    kind = str(index.get("_class_name"))
    family = _KINDS.get(kind)
    if family is None:
        return None
    adapter = MODELS["animatediff"].adapter if kind == "StableDiffusionPipeline" else ""
    return Model(
        str(folder), _refined(family, index, folder), adapter=adapter, summary=f"{family.name} in {folder}"
    )


def _refined(family: Family, index: dict[str, Any], folder: Path) -> Family:
    """``family``, or the kind of it that the weights' own configuration tells."""
    second = isinstance(index.get("transformer_2"), list) and index["transformer_2"][0] is not None
    denoiser = read_index(folder / "transformer", "config.json")
    if family in (kinds.WAN, kinds.WAN_I2V) and index.get("expand_timesteps") is True:
        return kinds.WAN_TI2V
    if family is kinds.WAN and second:
        return kinds.WAN_22
    if family is kinds.WAN_I2V:
        if denoiser.get("pos_embed_seq_len"):
            return kinds.WAN_FLF2V
        if second:
            return kinds.WAN_22_I2V
        if not denoiser.get("image_dim"):
            return replace(kinds.WAN_22_I2V, denoisers=("transformer",), options=kinds.WAN.options)
    if family in (kinds.COGVIDEOX, kinds.COGVIDEOX_I2V) and denoiser.get("patch_size_t"):
        return kinds.COGVIDEOX_15 if family is kinds.COGVIDEOX else kinds.COGVIDEOX_15_I2V
    return family


def fingerprint(model: Model) -> dict[str, Any]:
    """What stands for the weights in a recipe.

    A repository is its name and revision. A folder is the digest of its configuration, and of the names,
    sizes and times of its weights: reading gigabytes for every request would take longer than the request.
    """
    facts: dict[str, Any] = {"adapter": model.adapter} if model.adapter else {}
    folder = Path(model.source).expanduser()
    if not (folder / INDEX).is_file():
        return facts | {"repository": model.source, "revision": model.revision}
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        found = path.stat()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{found.st_size}\0".encode())
        if path.suffix in _WEIGHTS or found.st_size > 1 << 24:
            digest.update(str(found.st_mtime_ns).encode())
        else:
            digest.update(path.read_bytes())
    return facts | {"folder": digest.hexdigest()}
