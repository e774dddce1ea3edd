"""Who generates takes: the provider seam, its adapters, and the one path to them.

An adapter imports what it needs from here; docs/providers.md shows one in full. What needs the HTTP client is
imported on first use: a film made with the built-in engine never loads it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from reelwright.providers.base import BaseProvider, Provider, capabilities_of
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile, Repro
from reelwright.providers.crew import Outcome, Wanted, finish_jobs, make_takes
from reelwright.providers.fault import Created, Kind, ProviderFault, fault_of_status
from reelwright.providers.fitting import Fitted, fit
from reelwright.providers.hooks import hookimpl
from reelwright.providers.job import Handle, Output, Prepared, Snapshot, State, Webhook, slot
from reelwright.providers.keys import Secret, find_secret
from reelwright.providers.passage import Passage, Policy
from reelwright.providers.path import Take, foresee_take, journal_of, make_take, picked_take, take_recipe
from reelwright.providers.quote import FREE, Cost, Price, Quote, usd
from reelwright.providers.registry import every_model, find_provider, provider_names, use_plugin
from reelwright.providers.request import Media, Role, TakeRequest, Task, VideoRequest
from reelwright.providers.routing import Routes, Target, foresee_routed, make_routed

if TYPE_CHECKING:
    from reelwright.providers.book import Book
    from reelwright.providers.hosted import HostedProvider, data_uri
    from reelwright.providers.hosts import Network
    from reelwright.providers.http import Http, json_of, retry_after_of
    from reelwright.providers.journal import Journal
    from reelwright.providers.ledger import Budget, Budgets
    from reelwright.providers.turns import Limits
    from reelwright.providers.webhooks import receive_webhook

__all__ = [
    "FREE",
    "BaseProvider",
    "Book",
    "Budget",
    "Budgets",
    "Capabilities",
    "Choice",
    "Cost",
    "Created",
    "Fitted",
    "Handle",
    "HostedProvider",
    "Http",
    "Journal",
    "Kind",
    "Limits",
    "Media",
    "Network",
    "Option",
    "Outcome",
    "Output",
    "Passage",
    "Policy",
    "Prepared",
    "Price",
    "Provider",
    "ProviderFault",
    "Quote",
    "Reconcile",
    "Repro",
    "Role",
    "Routes",
    "Secret",
    "Snapshot",
    "State",
    "Take",
    "TakeRequest",
    "Target",
    "Task",
    "VideoRequest",
    "Wanted",
    "Webhook",
    "capabilities_of",
    "data_uri",
    "every_model",
    "fault_of_status",
    "find_provider",
    "find_secret",
    "finish_jobs",
    "fit",
    "foresee_routed",
    "foresee_take",
    "hookimpl",
    "journal_of",
    "json_of",
    "make_routed",
    "make_take",
    "make_takes",
    "picked_take",
    "provider_names",
    "receive_webhook",
    "retry_after_of",
    "slot",
    "take_recipe",
    "usd",
    "use_plugin",
]

_LATER = {
    "Book": "book",
    "Budget": "ledger",
    "Budgets": "ledger",
    "Journal": "journal",
    "Limits": "turns",
    "receive_webhook": "webhooks",
    "HostedProvider": "hosted",
    "data_uri": "hosted",
    "Network": "hosts",
    "Http": "http",
    "json_of": "http",
    "retry_after_of": "http",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
