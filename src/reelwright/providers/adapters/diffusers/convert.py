"""Pickled weights into safetensors, for folders that somebody trusts enough to open once.

    python -m reelwright.providers.adapters.diffusers.convert FOLDER

Only tensors are read (``torch.load`` with ``weights_only``); the pickled files are left as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from reelwright.errors import InputError, MediaError, ReelwrightError
from reelwright.providers.adapters.diffusers.weights import INDEX

__all__ = ["convert"]


def convert(folder: Path) -> list[Path]:
    """Write a ``.safetensors`` beside every ``.bin`` of ``folder`` that has none; the files written.

    Raises:
        MediaError: not a folder of weights, or a file that holds anything but tensors.
    """
    if not (folder / INDEX).is_file():
        raise MediaError(f"{folder} holds no {INDEX}.", code="not-weights", hint="Give a folder of weights.")
    torch: Any = import_module("torch")
    save: Any = import_module("safetensors.torch").save_file
    written = []
    for path in sorted(folder.glob("*/*.bin")):
        target = path.with_name(_name(path.name))
        if target.exists():
            continue
        try:
            tensors = torch.load(path, map_location="cpu", weights_only=True)
            # Tensors that share memory are written apart, as safetensors wants them.
            save({name: tensor.clone().contiguous() for name, tensor in tensors.items()}, target)
        except Exception as error:
            target.unlink(missing_ok=True)
            raise MediaError(
                f"{path} holds more than tensors, or is damaged: {type(error).__name__}.",
                code="unsafe-weights",
                hint="Fetch the weights again, from somebody you trust.",
                path=str(path),
            ) from error
        written.append(target)
    return written


def _name(pickled: str) -> str:
    """``pytorch_model.bin`` of transformers is ``model.safetensors``; diffusers keeps its own name."""
    stem = pickled.removesuffix(".bin")
    return (
        f"{stem.replace('pytorch_model', 'model') if stem.startswith('pytorch_model') else stem}.safetensors"
    )


def main(arguments: Sequence[str]) -> int:
    """The command."""
    try:
        if len(arguments) != 1:
            raise InputError("Give one folder.", code="bad-usage", hint="… convert FOLDER")
        for path in convert(Path(arguments[0]).expanduser()):
            print(path)
    except ReelwrightError as error:
        print(f"{error.message} {error.hint}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
