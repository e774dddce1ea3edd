"""Which model makes a take: a route for each quality and task, with fallbacks that cannot pay twice.

A route is a list of targets, ``provider/model``, in order of preference. The next one is tried only when it
is proven that the one before created nothing, and never because a request was moderated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from reelwright.errors import InputError, OptionError, ReelwrightError, Refusal, SettingsError
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.path import Take, foresee_take, journal_of, make_take, take_recipe
from reelwright.providers.registry import find_provider, provider_names
from reelwright.providers.request import TakeRequest, VideoRequest

if TYPE_CHECKING:
    from reelwright.providers.base import Provider
    from reelwright.providers.journal import Journal
    from reelwright.store import Store

__all__ = ["Routes", "Target", "foresee_routed", "make_routed"]

_KEY: Final = re.compile(r"[a-z*][a-z0-9_-]*(\.[a-z0-9-]+)?")
_DEFAULT: Final = "*"


@dataclass(frozen=True, slots=True)
class Target:
    """A provider and one of its models; "" is the provider's default."""

    provider: str
    model: str = ""

    @classmethod
    def parse(cls, text: str) -> Target:
        """``runway/gen4.5`` or ``previs``; only the first slash divides.

        Raises:
            OptionError: there is no such provider.
        """
        provider, _, model = text.strip().partition("/")
        found = find_provider(provider)
        return cls(found.name, model)

    def __str__(self) -> str:
        return f"{self.provider}/{self.model}" if self.model else self.provider


@dataclass(frozen=True)
class Routes:
    """Targets by ``quality``, ``quality.task`` or "*"; the most specific one wins."""

    table: Mapping[str, tuple[Target, ...]] = field(default_factory=dict)

    @classmethod
    def parse(cls, lines: Iterable[str]) -> Routes:
        """From ``final=runway/gen4.5,luma/ray-3.2`` and the like; without a key, the route is for everything.

        Raises:
            OptionError: a line that cannot be understood, or an unknown provider.
        """
        table: dict[str, tuple[Target, ...]] = {}
        for line in lines:
            key, equals, value = line.partition("=")
            if not equals:
                key, value = _DEFAULT, line
            table[key.strip()] = cls._targets(key.strip(), value.split(","))
        return cls(table)

    @classmethod
    def of(cls, table: Mapping[str, str | Sequence[str]]) -> Routes:
        """From settings: each value is one target or a list of them. Raises OptionError."""
        return cls(
            {
                key: cls._targets(key, [value] if isinstance(value, str) else list(value))
                for key, value in table.items()
            }
        )

    @staticmethod
    def _targets(key: str, texts: Sequence[str]) -> tuple[Target, ...]:
        targets = tuple(Target.parse(text) for text in texts if text.strip())
        if not _KEY.fullmatch(key) or not targets:
            raise OptionError(
                f"“{key}” is not a route.",
                code="bad-route",
                hint=f"Write final=runway/gen4.5,luma/ray-3.2. Providers: {', '.join(provider_names())}.",
            )
        return targets

    def targets(self, quality: str, task: str, default: str = "previs") -> tuple[Target, ...]:
        """Where a take of ``task`` at ``quality`` goes."""
        for key in (f"{quality}.{task}", quality, f"{_DEFAULT}.{task}", _DEFAULT):
            if key in self.table:
                return self.table[key]
        return (Target.parse(default),)


def _with_model(request: TakeRequest | VideoRequest, target: Target) -> TakeRequest | VideoRequest:
    return replace(request, model=target.model)


def _may_fall_back(error: ReelwrightError) -> bool:
    """True when nothing was created, and another provider is a fair choice."""
    if isinstance(error, ProviderFault):
        return error.created is Created.NO and error.kind is not Kind.MODERATED
    if isinstance(error, Refusal):
        return error.facts.get("budget") == "provider"
    return isinstance(error, OptionError | SettingsError)


def _in_order(
    request: TakeRequest | VideoRequest,
    targets: Sequence[Target],
    store: Store,
    journal: Journal | None = None,
) -> list[tuple[Target, Provider]]:
    """The targets; first the one that has made the take already, or is at it: choosing another would
    pay twice."""
    out: list[tuple[int, Target, Provider]] = []
    for target in targets:
        provider = find_provider(target.provider)
        rank = 2
        if len(targets) > 1:
            rank = _rank(_with_model(request, target), provider, store, journal)
        out.append((rank, target, provider))
    return [(target, provider) for _, target, provider in sorted(out, key=lambda entry: entry[0])]


def _rank(
    request: TakeRequest | VideoRequest, provider: Provider, store: Store, journal: Journal | None
) -> int:
    try:
        plain = request.video() if isinstance(request, TakeRequest) else request
        prepared = provider.prepare(plain.identified())
    except (InputError, ProviderFault):
        return 2
    recipe = take_recipe(prepared)
    if store.find(recipe) is not None:
        return 0
    if prepared.offline:
        return 2
    job = (journal or journal_of(store)).latest(recipe.key)
    return 1 if job is not None and (not job.state.terminal or job.state == "succeeded") else 2


def make_routed(
    request: TakeRequest | VideoRequest, targets: Sequence[Target], store: Store, **options: Any
) -> Take:
    """A take from the first target that can make it.

    Args:
        request: what is wanted; its ``model`` is replaced by each target's.
        targets: in order of preference.
        store: where takes are kept.
        options: as for :func:`~reelwright.providers.path.make_take`.

    Raises:
        ReelwrightError: the last target's error, or the first after which something may have been created;
            ``facts["tried"]`` lists the others.
    """
    tried: list[str] = []
    ordered = _in_order(request, targets, store, options.get("journal"))
    for number, (target, provider) in enumerate(ordered, 1):
        try:
            take = make_take(_with_model(request, target), provider, store, **options)
        except ReelwrightError as error:
            if number == len(ordered) or not _may_fall_back(error):
                if tried:
                    error.facts["tried"] = tried
                raise
            tried.append(f"{target}: {error.message}")
        else:
            return replace(take, notes=(*(f"Not made by {entry}" for entry in tried), *take.notes))
    raise OptionError("A route needs a target.", code="bad-route", hint="Write final=runway/gen4.5.")


def foresee_routed(request: TakeRequest | VideoRequest, targets: Sequence[Target], store: Store) -> Take:
    """The take that :func:`make_routed` would return if every provider were up. Raises as it does."""
    ordered = _in_order(request, targets, store)
    for number, (target, provider) in enumerate(ordered, 1):
        try:
            return foresee_take(_with_model(request, target), provider, store)
        except ReelwrightError as error:
            if number == len(ordered) or not _may_fall_back(error):
                raise
    raise OptionError("A route needs a target.", code="bad-route", hint="Write final=runway/gen4.5.")
