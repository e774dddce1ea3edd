"""Who makes the takes of a film, how long they are waited for, and at what price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reelwright.config import Settings
    from reelwright.provider_settings import ProviderLimits
    from reelwright.providers import Policy, Routes

__all__ = ["Makers"]


@dataclass(frozen=True, slots=True)
class Makers:
    """``provider`` (``name`` or ``name/model``) makes takes where no route says otherwise.

    ``routes`` are texts such as ``final=runway/gen4.5,luma/ray-3.2``, ``usual`` the settings' routes that
    hold where those say nothing. ``accept_unknown_cost`` allows models whose price nobody knows. ``deadline``
    is how many seconds a take is waited for (None: as long as it takes), ``limits`` what each provider may be
    asked. ``take`` is the number of the take of each shot, from 0.
    """

    provider: str = "previs"
    routes: tuple[str, ...] = ()
    accept_unknown_cost: bool = False
    usual: Mapping[str, Sequence[str]] = field(default_factory=dict)
    deadline: float | None = 600.0
    limits: Mapping[str, ProviderLimits] = field(default_factory=dict)
    take: int = 0

    @classmethod
    def chosen(
        cls,
        settings: Settings,
        provider: str | None = None,
        routes: Sequence[str] = (),
        accept_unknown_cost: bool = False,
    ) -> Makers:
        """What was asked for, and the settings where nothing was.

        A provider that is named makes everything that ``routes`` do not mention: the settings' routes are for
        when nobody says who.
        """
        return cls(
            provider or "previs",
            tuple(routes),
            accept_unknown_cost or settings.accept_unknown_cost,
            {} if provider else settings.routes,
            settings.deadline,
            settings.limits,
        )

    def table(self) -> Routes:
        """The routes. Raises OptionError: one cannot be understood, or names no provider."""
        from reelwright.providers import Routes

        return Routes({**Routes.of(self.usual).table, **Routes.parse(self.routes).table})

    def patient(self, deadline: float | None) -> Policy:
        """The policy for jobs that are under way already: ``deadline`` is for all providers alike."""
        policy = self.policy()
        limits = {
            name: own.model_copy(update={"deadline": deadline}) for name, own in policy.providers.items()
        }
        return replace(policy, deadline=deadline, providers=limits)

    def policy(self) -> Policy:
        """How patient and how careful the takes are made.

        Raises:
            OptionError: there are limits for a provider that is not there.
        """
        from reelwright.providers import Policy, find_provider

        limits = {find_provider(name).name: own for name, own in self.limits.items()}
        return Policy(deadline=self.deadline, accept_unknown_cost=self.accept_unknown_cost, providers=limits)
