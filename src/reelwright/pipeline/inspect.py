"""Questions about prompts, files, the store and the providers, answered as JSON-able dictionaries."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from reelwright.errors import MediaError, ProviderError, SettingsError
from reelwright.pipeline.report import dollars
from reelwright.providers import Capabilities, find_provider, provider_names
from reelwright.store import Slate, Store, open_store
from reelwright.story import parse

__all__ = ["cache_gc", "cache_stat", "list_models", "paid_keys", "slate", "understand"]


def understand(text: str) -> dict[str, Any]:
    """What ``text`` means, slot by slot, and what previs will draw of it.

    Raises:
        PromptError: empty or too long.
    """
    from reelwright.previs import cast

    parsed = parse(text)
    found = parsed.as_dict()
    casting = cast(parsed.prompt)
    if casting.subject is not None:
        found["subject"]["drawn_as"] = casting.subject.drawn_as
    for other, role in zip(found["others"], casting.others, strict=True):
        other["drawn_as"] = role.drawn_as
    return found


def _open(project: Path | str | None) -> Store:
    return open_store(Path(project) if project is not None else Path.cwd())


def slate(file: Path | str, *, project: Path | str | None = None) -> dict[str, Any]:
    """How ``file`` (a film this project made, or a recipe key) came to be, with the takes in it.

    Raises:
        MediaError: the file is unknown to this project.
    """
    store = _open(project)
    path = Path(file)
    film = store.slate_of_file(path) if path.is_file() else store.slate(str(file))
    if film is None:
        raise MediaError(
            f"This project has no slate for {file}.",
            code="no-slate",
            hint="Run it in the project that made the file (--project DIR). A re-encoded copy has no slate.",
            path=str(file),
        )
    takes: dict[str, Slate] = {}
    segments = 0
    cost = film.cost_usd
    for key in film.inputs.values():
        part = store.slate(key)
        if part is None:
            continue
        segments += part.op == "segment"
        cost += part.cost_usd
        for name, take_key in part.inputs.items():
            take = store.slate(take_key) if name.startswith("take-") else None
            if take is not None:
                takes[take.key] = take
    cost += sum((take.cost_usd for take in takes.values()), Decimal(0))
    return {
        "film": film.as_dict(),
        "segments": segments,
        "takes": [take.as_dict() for take in takes.values()],
        "cost": {"usd": dollars(cost)},
    }


def cache_stat(project: Path | str | None = None) -> dict[str, Any]:
    """What the store holds: root, artifacts, bytes, by operation."""
    return _open(project).stat()


def cache_gc(
    project: Path | str | None = None, *, max_age: timedelta | None = None, max_bytes: int | None = None
) -> dict[str, Any]:
    """Remove what was not used for ``max_age``, then the least recently used beyond ``max_bytes``.

    Takes that cost money stay: they could only be made again by paying again.
    """
    store = _open(project)
    return store.gc(max_age=max_age, max_bytes=max_bytes, keep=paid_keys(store))


def paid_keys(store: Store) -> list[str]:
    """The keys of everything in ``store`` that cost money."""
    return [slate.key for slate in store.slates() if slate.cost_usd > 0]


def list_models(name: str | None = None) -> list[dict[str, Any]]:
    """Every model of every provider (or of the one called ``name``) with what it can do.

    ``missing`` says what the provider needs before it can be used; it is "" when it is ready. A provider that
    cannot even list its models yet is one row with an empty ``model``.

    Raises:
        OptionError: there is no such provider.
    """
    rows: list[dict[str, Any]] = []
    for provider_name in [name] if name else provider_names():
        try:
            provider = find_provider(provider_name)
            models, missing = provider.models(), provider.ready()
        except (SettingsError, ProviderError, ImportError) as error:
            rows.append({"provider": provider_name, "model": "", "ready": False, "missing": str(error)})
            continue
        except Exception as error:  # a plugin's own mistake must not hide the others
            said = f"it failed with {type(error).__name__}: {error}"
            rows.append({"provider": provider_name, "model": "", "ready": False, "missing": said})
            continue
        rows += [_model_row(provider.name, model, can, missing) for model, can in models.items()]
    return rows


def _model_row(provider: str, model: str, can: Capabilities, missing: str) -> dict[str, Any]:
    return {
        "provider": provider,
        "model": model,
        "ready": not missing,
        "missing": missing,
        "tasks": [task.value for task in can.tasks],
        "ratios": list(can.ratios),
        "seconds": {"min": float(can.seconds[0]), "max": float(can.seconds[1])},
        "lengths": {
            task.value: [float(seconds) for seconds in choice.durations]
            for task, choice in can.tasks.items()
            if choice.durations
        },
        "resolutions": sorted({entry for choice in can.tasks.values() for entry in choice.resolutions}),
        "options": sorted({option for choice in can.tasks.values() for option in choice.options}),
        "seed": can.seed,
        "negative_prompt": can.negative_prompt,
        "loop": can.loop,
        "audio": can.audio != "no",
        "offline": can.offline,
        "usd_per_second": "?" if can.usd_per_second is None else str(can.usd_per_second),
        "price_as_of": can.price.as_of if can.price is not None else "",
        "summary": can.summary,
    }
