"""Settings: defaults, then the user's file, then the project's file, then the environment; the last one wins.

==================================================  =======================================
``$XDG_CONFIG_HOME/reelwright/config.toml``           the user's (the platform's place for it)
``PROJECT/reelwright.toml``                           the project's
``REELWRIGHT_WORKERS``, ``REELWRIGHT_QUALITY`` ...      the environment: a field's name in capitals
==================================================  =======================================

Tables are written ``REELWRIGHT_ROUTES="final=runway/gen4.5,luma/ray-3.2; preview=previs"`` and
``REELWRIGHT_LIMITS="runway.concurrency=4; runway.deadline=20 min"`` there; the sources are merged entry by
entry. ``REELWRIGHT_..._URL``, ``..._KEY`` and ``..._WORKFLOWS`` that are no setting belong to a provider.

Nothing is ignored in silence: an unknown key, a mistyped ``REELWRIGHT_`` variable or a value that does not
fit is a :class:`~reelwright.errors.SettingsError` that says where it stands and what was probably meant.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import platformdirs
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from reelwright.errors import SettingsError
from reelwright.planner_settings import (
    DatabaseUrl,
    ModelName,
    Patience,
    PlannerKind,
    ServiceUrl,
    TokenPrice,
    unsecret,
)
from reelwright.provider_settings import LimitTable, ProviderLimits, RouteTable, Wait

__all__ = ["ProviderLimits", "Settings", "load_settings", "project_file", "user_file"]

_PREFIX: Final = "REELWRIGHT_"
_WORKER_BYTES: Final = 700_000_000
_SIZE: Final = re.compile(
    r"(?P<n>\d{1,18}(?:\.\d{1,6})?)\s*(?P<unit>[kmgt]?)(?P<binary>i?)b?", re.I | re.ASCII
)
_POWERS: Final = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_EXPECTS: Final = {
    "project": "must be the path of a folder",
    "workers": "must be a whole number from 1 to 256, or auto",
    "quality": "must be draft, preview or final",
    "log_level": "must be debug, info, warning or error",
    "log_format": "must be text or json",
    "cache_dir": "must be the path of a folder",
    "cache_max_bytes": "must be a number of bytes (or 500 MB, 20 GB), or unlimited",
    "routes": 'must be a table such as final = ["runway/gen4.5", "luma/ray-3.2"]',
    "limits": "must be tables such as [limits.runway] with concurrency = 4, per_minute = 30, "
    'deadline = "20 min"',
    "deadline": "must be a time to wait such as 600 or 20 min, or none",
    "accept_unknown_cost": "must be true or false",
    "planner_kind": "must be openai, anthropic or ollama",
    "planner_url": "must be a base address such as https://api.openai.com/v1",
    "planner_model": "must be the name of a model",
    "planner_usd_in": "must be the US dollars for a million tokens, such as 2.50",
    "planner_usd_out": "must be the US dollars for a million tokens, such as 10",
    "planner_timeout": "must be a time to wait such as 120 or 5 min, at most an hour",
    "database_url": "must be an address such as postgresql://user:password@host/database",
}
_PROVIDERS_OWN: Final = ("_URL", "_KEY", "_WORKFLOWS")
"""How variables end that are no settings of ours: they belong to the provider whose name stands before."""
_LOCAL_MODELS: Final = "REELWRIGHT_DIFFUSERS_"
"""How the variables begin that the provider of local models reads and checks itself."""


def _workers(value: object) -> object:
    if isinstance(value, bool | float):
        raise ValueError("not a whole number")
    return None if isinstance(value, str) and value.strip().lower() == "auto" else value


def _bytes(value: object) -> object:
    if isinstance(value, bool | float):
        raise ValueError("not a size")
    if not isinstance(value, str):
        return value
    if value.strip().lower() == "unlimited":
        return None
    match = _SIZE.fullmatch(value.strip())
    if not match or (match["binary"] and not match["unit"]):
        raise ValueError("not a size")
    return int(Decimal(match["n"]) * (1024 if match["binary"] else 1000) ** _POWERS[match["unit"].lower()])


def _folder(value: object) -> object:
    if not isinstance(value, str | Path) or not str(value).strip() or "\0" in str(value):
        raise ValueError("not a path")
    return value


Folder = Annotated[Path, BeforeValidator(_folder)]


class Settings(BaseModel):
    """What can be set once instead of said each time. Paths are absolute after :func:`load_settings`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    project: Folder = Field(Path(), description="where .reelwright/ and reelwright.toml live")
    workers: Annotated[Annotated[int, Field(ge=1, le=256)] | None, BeforeValidator(_workers)] = Field(
        None, description="rendering processes; None (auto) is one per core that memory allows"
    )
    quality: Literal["draft", "preview", "final"] = Field(
        "preview", description="when a command does not say"
    )
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    log_format: Literal["text", "json"] = "text"
    cache_dir: Folder = Field(
        default_factory=lambda: platformdirs.user_cache_path("reelwright"),
        description="compiled kernels and baked art, shared by all projects",
    )
    cache_max_bytes: Annotated[Annotated[int, Field(ge=0)] | None, BeforeValidator(_bytes)] = Field(
        None, description="how large a project's store may grow; None (unlimited) leaves it alone"
    )
    routes: RouteTable = Field(
        default_factory=dict, description="who makes takes, by quality or quality.task, in order"
    )
    limits: LimitTable = Field(default_factory=dict, description="concurrency, rate and deadline by provider")
    deadline: Wait = Field(600.0, description="seconds a take is waited for; None as long as it takes")
    accept_unknown_cost: bool = Field(False, description="use models whose price nobody knows")
    planner_kind: PlannerKind | None = Field(
        None, description="the language model's wire format; None goes by its address"
    )
    planner_url: ServiceUrl | None = Field(None, description="its base address; None is the vendor's own")
    planner_model: ModelName | None = Field(None, description="the language model that plans")
    planner_usd_in: TokenPrice | None = Field(None, description="USD for a million tokens it reads")
    planner_usd_out: TokenPrice | None = Field(None, description="USD for a million tokens it writes")
    planner_timeout: Patience = Field(120.0, description="seconds that its answer is waited for")
    database_url: DatabaseUrl | None = Field(
        None, repr=False, description="a Postgres for the catalogue; None is a file in the project"
    )

    @property
    def worker_count(self) -> int:
        """``workers``, or as many as this process has cores and free memory (700 MB each) for; at least 1."""
        return self.workers or max(1, min(_cores(), _free_memory() // _WORKER_BYTES))


@dataclass(frozen=True)
class _Layer:
    """One source of settings: its values, and where each of them stands."""

    name: str
    values: Mapping[str, Any]
    text: str = ""
    folder: Path | None = None

    def place(self, key: str) -> tuple[str, dict[str, Any]]:
        """Where ``key`` stands, for people and for programs."""
        if self.folder is None:
            return f"{_PREFIX}{key.upper()} in the environment", {"variable": _PREFIX + key.upper()}
        quoted = re.escape(key)
        line = re.compile(rf"""\s*(?:(["']?){quoted}\1\s*[=.]|\[+\s*(["']?){quoted}\2\s*[\].])""")
        for number, row in enumerate(self.text.splitlines(), 1):
            if line.match(row):
                return f"{key} in {self.name}, line {number},", {
                    "file": self.name,
                    "line": number,
                    "key": key,
                }
        return f"{key} in {self.name}", {"file": self.name, "key": key}


def user_file() -> Path:
    """Where the user's settings are read from."""
    return platformdirs.user_config_path("reelwright") / "config.toml"


def project_file(project: Path) -> Path:
    """Where the settings of the project in that folder are read from."""
    return project / "reelwright.toml"


def load_settings(project: Path | str | None = None) -> Settings:
    """The settings for a project.

    Args:
        project: its folder; None is REELWRIGHT_PROJECT, else what the user's file says, else the current one.

    Raises:
        SettingsError: a file cannot be read, or something in it or in the environment is not a setting.
    """
    environment, user = _environment(os.environ), _toml(user_file())
    layers = [user, environment]
    chosen = {key: value for layer in layers for key, value in _checked(layer).items()}
    folder = Path(project) if project is not None else chosen.get("project", Path())
    folder = _absolute(folder, Path.cwd())
    here = _toml(project_file(folder))
    if "project" in here.values:
        place, facts = here.place("project")
        raise SettingsError(
            f"{place} would point the project away from itself.",
            hint="Remove it; choose a project with --project DIR or REELWRIGHT_PROJECT.",
            **facts,
        )
    values: dict[str, Any] = {}
    for layer in (user, here, environment):
        for key, value in _checked(layer).items():
            values[key] = _merged(values.get(key), value)
    values["project"] = folder
    return Settings.model_validate(values)


def _merged(before: Any, value: Any) -> Any:
    """``value``; a table keeps the entries of ``before`` that it does not name."""
    if not isinstance(value, Mapping) or before is None:
        return value
    entries = {
        key: entry.over(before.get(key)) if isinstance(entry, ProviderLimits) else entry
        for key, entry in value.items()
    }
    return {**before, **entries}


def _toml(path: Path) -> _Layer:
    """The settings in a TOML file; none when there is no such file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        values = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return _Layer(str(path), {}, folder=path.parent)
    except OSError as error:
        raise SettingsError(
            f"Cannot read {path}: {error.strerror or error}.",
            hint="Make the file readable, or remove it.",
            file=str(path),
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text.", hint="Save it as UTF-8.", file=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        at = {"line": int(found[1]), "column": int(found[2])} if found else {}
        place = f"{path}, line {at['line']}, column {at['column']}" if at else str(path)
        why = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise SettingsError(
            f"{place}: {why[:1].lower()}{why[1:]}.",
            code="broken-toml",
            hint='Write one setting a line, for example quality = "final".',
            file=str(path),
            **at,
        ) from error
    return _Layer(str(path), values, text, path.parent)


def _environment(variables: Mapping[str, str]) -> _Layer:
    """The settings in the environment. A variable that is set to nothing is not set."""
    values = {}
    for name, value in variables.items():
        if name.upper().startswith(_PREFIX) and value.strip():
            key = name[len(_PREFIX) :].lower()
            if key in Settings.model_fields or not _belongs_to_a_provider(name.upper(), key):
                values[key] = value
    return _Layer("the environment", values)


def _belongs_to_a_provider(name: str, key: str) -> bool:
    """True for ``REELWRIGHT_FAL_URL`` and the like, which the provider reads, but not for a setting that is
    only mistyped."""
    if name.startswith(_LOCAL_MODELS):
        return True
    ends = next((end for end in _PROVIDERS_OWN if name.endswith(end)), None)
    if ends is None or len(name) <= len(_PREFIX) + len(ends):
        return False
    alike = [field for field in Settings.model_fields if field.endswith(ends.lower())]
    return not difflib.get_close_matches(key, alike, 1, cutoff=0.8)


def _checked(layer: _Layer) -> dict[str, Any]:
    """The values of a layer, each of its field's type; relative paths start at the file they stand in."""
    fields = Settings.model_fields
    for key in layer.values:
        if key not in fields:
            raise _unknown(layer, key, fields)
    try:
        parsed = Settings.model_validate(dict(layer.values))
    except ValidationError as error:
        raise _unfit(layer, str(error.errors()[0]["loc"][0])) from None
    values = {key: getattr(parsed, key) for key in parsed.model_fields_set}
    base = layer.folder or Path.cwd()
    return {
        key: _absolute(value, base) if isinstance(value, Path) else value for key, value in values.items()
    }


def _unknown(layer: _Layer, key: str, fields: Iterable[str]) -> SettingsError:
    place, facts = layer.place(key)
    near = difflib.get_close_matches(key.lower(), fields, 1, cutoff=0.5)
    shown = [name if layer.folder else _PREFIX + name.upper() for name in (near or fields)]
    return SettingsError(
        f"{place} is not a setting.",
        code="unknown-setting",
        hint=f"Did you mean {shown[0]}?" if near else f"The settings are {', '.join(shown)}.",
        **facts,
        nearest=shown[0] if near else None,
    )


def _unfit(layer: _Layer, key: str) -> SettingsError:
    place, facts = layer.place(key)
    given = unsecret(str(layer.values[key]))
    shown = given if len(given) <= 40 else given[:39] + "…"
    choices = re.findall(r"[a-z]+", _EXPECTS[key].removeprefix("must be ")) if isinstance(given, str) else []
    near = difflib.get_close_matches(given.lower(), [word for word in choices if len(word) > 3], 1)
    return SettingsError(
        f"{place} {_EXPECTS[key]}, not “{shown}”.",
        hint=f"Did you mean {near[0]}?" if near else "Correct it, or remove it for the default.",
        **facts,
        value=shown,
    )


def _absolute(path: Path, base: Path) -> Path:
    with contextlib.suppress(RuntimeError):  # no home folder to expand ~ to
        path = path.expanduser()
    return Path(os.path.abspath(base / path))  # noqa: PTH100  (links stay as the user wrote them)


def _cores() -> int:
    """Cores this process may use: its affinity, and a container's quota."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with contextlib.suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        cores = min(cores, max(1, -(-int(quota) // int(period))))
    return cores


def _free_memory() -> int:
    """Bytes this process may still take: what the machine has available, and a container's limit."""
    free = 1 << 62
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        row = next(line for line in lines if line.startswith("MemAvailable:"))
        free = int(row.split()[1]) * 1024
    with contextlib.suppress(OSError, ValueError):
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
        used = int(Path("/sys/fs/cgroup/memory.current").read_text(encoding="ascii"))
        free = min(free, max(0, limit - used))
    return free
