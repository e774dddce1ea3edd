"""The provider seam: who generates takes, and the verbs every one of them answers.

An adapter is five verbs of pure input and output: ``models``, ``prepare``, ``upload``, ``submit``,
``poll``, and three optional ones. ``prepare`` refuses what the model cannot honour, without the network;
``submit`` makes exactly one attempt; ``poll`` may be repeated at will. Scheduling, money, storage, retries
and downloads live in :mod:`reelwright.providers.path` and its middleware, written once for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from reelwright.providers.capabilities import Capabilities
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.job import Handle, Prepared, Snapshot, Webhook
from reelwright.providers.request import Media, VideoRequest

if TYPE_CHECKING:
    from reelwright.providers.http import Http

__all__ = ["BaseProvider", "Provider", "capabilities_of"]


@runtime_checkable
class Provider(Protocol):
    """What an adapter implements. :class:`BaseProvider` has a default for everything but the first
    four verbs."""

    name: str

    @property
    def http(self) -> Http | None:
        """The client that carries this provider's credentials; None for engines on this machine."""
        ...

    def models(self) -> Mapping[str, Capabilities]:
        """The models by name; the first is the default. No network unless the table lives there."""
        ...

    def prepare(self, request: VideoRequest) -> Prepared:
        """Check ``request`` and write down what will be sent; no side effects, no network.

        Raises:
            OptionError: what the model cannot honour, naming models that can.
        """
        ...

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """Hand over one file. Raises ProviderFault with ``created`` NO."""
        ...

    def submit(self, prepared: Prepared, key: str) -> str:
        """Start the job and return its id. EXACTLY ONE attempt; ``key`` is ours, unique to this attempt.

        Raises:
            ProviderFault: ``created`` NO only where that is proven.
        """
        ...

    def poll(self, job: str) -> Snapshot:
        """What has become of ``job``. Idempotent. Raises ProviderFault when the asking itself failed."""
        ...

    def cancel(self, job: str) -> Snapshot:
        """Stop ``job`` as far as the provider allows, and say what became of it."""
        ...

    def reconcile(self, prepared: Prepared, key: str, since: datetime) -> str | None:
        """The id of the job that an ambiguous ``submit`` with ``key`` at ``since`` created.

        None means: proven that nothing was created. Raises ProviderFault when it cannot be told.
        """
        ...

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Webhook:
        """Check a callback's signature and age, then say which job it is about. Raises ProviderFault."""
        ...

    def ready(self) -> str:
        """What is missing before this provider can be used ("RUNWAYML_API_SECRET is not set"); "" when
        ready."""
        ...


class BaseProvider:
    """Defaults for the optional verbs: nothing to upload, no cancel, no reconciliation, no webhooks."""

    name = ""

    @property
    def http(self) -> Http | None:
        """No client."""
        return None

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """The file's own path, for engines on this machine and for multipart bodies."""
        return Handle(str(path))

    def cancel(self, job: str) -> Snapshot:
        """Refused."""
        raise ProviderFault(
            f"{self.name} cannot cancel a job.", kind=Kind.UNSUPPORTED, created=Created.YES, job=job
        )

    def reconcile(self, prepared: Prepared, key: str, since: datetime) -> str | None:
        """Cannot be told."""
        raise ProviderFault(
            f"{self.name} has no way to find out whether a job was created.",
            kind=Kind.UNSUPPORTED,
            created=Created.MAYBE,
        )

    def job_name(self, prepared: Prepared, text: str) -> str:
        """What :meth:`poll` knows a job by whose id a person has copied from the service's own list."""
        return text

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Webhook:
        """Refused."""
        raise ProviderFault(f"{self.name} sends no webhooks.", kind=Kind.UNSUPPORTED, created=Created.NO)

    def ready(self) -> str:
        """Always."""
        return ""


def capabilities_of(provider: Provider, model: str) -> Capabilities:
    """What ``provider`` says of ``model``; the cautious defaults for a model that is not in its table.

    A provider that takes any model by name has no row for most of them, and a job that is picked up after a
    restart must not depend on one.
    """
    return provider.models().get(model) or Capabilities(tasks={})
