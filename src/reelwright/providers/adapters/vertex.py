"""Veo on Vertex, with a Google Cloud project.

The key is an access token: from the environment, or from ``google-auth`` where that is installed.
"""

from __future__ import annotations

import importlib
import os
from typing import Any, Final

from reelwright.errors import SettingsError
from reelwright.providers.adapters.veo import VeoAdapter, veo_body, veo_model
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import fit
from reelwright.providers.job import Prepared, Snapshot
from reelwright.providers.keys import Secret, find_secret
from reelwright.providers.request import VideoRequest

__all__ = ["VertexProvider"]

MODELS: Final = {
    name: veo_model(name, rates, vertex=True)
    for name, rates in (
        ("veo-3.1-generate-001", "0.4 4k=0.6"),
        ("veo-3.1-fast-generate-001", "0.1 1080p=0.12 4k=0.3"),
        ("veo-3.1-lite-generate-001", "0.05 1080p=0.08"),
        ("veo-3.0-generate-001", "0.4"),
        ("veo-3.0-fast-generate-001", "0.1 1080p=0.12"),
        ("veo-2.0-generate-001", "0.5"),
    )
}
_SCOPE: Final = "https://www.googleapis.com/auth/cloud-platform"


class VertexProvider(VeoAdapter):
    """``LOCATION-aiplatform.googleapis.com``, for the project in GOOGLE_CLOUD_PROJECT."""

    name = "vertex"
    base_url_names = ("GOOGLE_VERTEX_BASE_URL",)
    key_names = ("GOOGLE_VERTEX_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN")
    hosts = ("storage.googleapis.com",)
    table = MODELS

    def address(self) -> str:
        """The location's own host, unless another base URL is given."""
        given = self._base_url or os.environ.get("GOOGLE_VERTEX_BASE_URL")
        place = self._location()
        host = "aiplatform" if place == "global" else f"{place}-aiplatform"
        return given or f"https://{host}.googleapis.com"

    @staticmethod
    def _location() -> str:
        return os.environ.get("GOOGLE_CLOUD_LOCATION", "").strip() or "us-central1"

    def _project(self) -> str:
        project = os.environ.get("GOOGLE_CLOUD_PROJECT", "").strip()
        if not project:
            raise SettingsError(
                "Provider vertex needs a Google Cloud project.",
                code="missing-project",
                hint="Set GOOGLE_CLOUD_PROJECT (and GOOGLE_CLOUD_LOCATION).",
            )
        return project

    def key(self) -> Secret:
        """An access token. Raises ProviderFault (AUTH, nothing created) when there is none."""
        known = self._key or find_secret(*self.key_names)
        if known is not None:
            return known
        try:
            auth = importlib.import_module("google.auth")
            transport = importlib.import_module("google.auth.transport.requests")
            credentials, _ = auth.default(scopes=[_SCOPE])
            credentials.refresh(transport.Request())
            return Secret("google-auth", str(credentials.token))
        except Exception:  # not installed, not signed in, or no network: all mean that there is no token
            raise ProviderFault(
                "Provider vertex needs an access token.",
                kind=Kind.AUTH,
                created=Created.NO,
                code="missing-key",
                hint=f"Set {self.key_names[0]} (gcloud auth print-access-token), or install google-auth.",
            ) from None

    def ready(self) -> str:
        """What is missing: the project, or the token."""
        try:
            self._project()
        except SettingsError as error:
            return f"{error.message} {error.hint}"
        return super().ready()

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        fitted = fit(self.name, MODELS, request)
        return Prepared.of(self.name, 1, fitted, f"{fitted.model}:predictLongRunning", veo_body(fitted))

    def submit(self, prepared: Prepared, key: str) -> str:
        """See :class:`~reelwright.providers.base.Provider`."""
        return self.accepted(
            self.order(f"/v1/{self._models()}/{prepared.endpoint}", json=prepared.body).get("name")
        )

    def job_name(self, prepared: Prepared, text: str) -> str:
        """The operation's whole name."""
        model = prepared.endpoint.partition(":")[0]
        return text if "/" in text else f"{self._models()}/{model}/operations/{text}"

    def _models(self) -> str:
        return f"projects/{self._project()}/locations/{self._location()}/publishers/google/models"

    def poll(self, job: str) -> Snapshot:
        """The operation's name says where it lives."""
        path = f"/v1/{job.partition('/operations/')[0]}:fetchPredictOperation"
        data: dict[str, Any] = self.ask(path, "POST", json={"operationName": job})
        return self.operation(data)

    def cancel(self, job: str) -> Snapshot:
        """Refused: Veo has none."""
        raise self.uncancellable(job)
