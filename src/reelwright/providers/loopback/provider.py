"""The loopback provider's adapter: text and image to video, with and without a way to reconcile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from reelwright.providers.capabilities import Capabilities, Choice, Reconcile
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import fit
from reelwright.providers.hosted import HostedProvider
from reelwright.providers.http import json_of
from reelwright.providers.job import Output, Prepared, Snapshot, State, slot
from reelwright.providers.quote import Cost, Price
from reelwright.providers.request import Role, Task, VideoRequest

__all__ = ["LoopbackProvider"]


def _capabilities(reconcile: Reconcile, price: Price | None) -> Capabilities:
    span = {"duration_range": (Fraction(1), Fraction(10)), "ratios": ("16:9", "1:1", "9:16")}
    return Capabilities(
        tasks={
            Task.T2V: Choice(**span),  # type: ignore[arg-type]
            Task.I2V: Choice(**span, media={Role.FIRST_FRAME: (1, 1)}),  # type: ignore[arg-type]
        },
        summary="A server on this machine that counts what it makes.",
        price=price,
        seed=True,
        cancel="yes",
        reconcile=reconcile,
        poll_seconds=0.02,
        concurrency=8,
    )


_PRICE: Final = Price({"": Decimal("0.12")}, as_of="2026-11-21", source="the loopback server")
_MODELS: Final = {
    "loopback-1": _capabilities(Reconcile.CLIENT_ID, _PRICE),
    "loopback-blind": _capabilities(Reconcile.NONE, _PRICE),
    "loopback-unpriced": _capabilities(Reconcile.CLIENT_ID, None),
}
_STATES: Final = {
    "working": State.RUNNING,
    "done": State.SUCCEEDED,
    "failed": State.FAILED,
    "cancelled": State.CANCELLED,
}


class LoopbackProvider(HostedProvider):
    """Needs ``base_url`` (or LOOPBACK_URL); the key LOOPBACK_KEY is optional."""

    name = "loopback"
    base_url_names = ("LOOPBACK_URL",)
    key_names = ("LOOPBACK_KEY",)
    key_optional = True

    def models(self) -> Mapping[str, Capabilities]:
        """Three: with reconciliation, without, and without a price."""
        return _MODELS

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        fitted = fit(self.name, _MODELS, request)
        assert fitted.seconds is not None
        body: dict[str, Any] = {
            "model": fitted.model,
            "prompt": fitted.prompt,
            "seconds": int(fitted.seconds),
            "ratio": fitted.ratio,
        }
        if fitted.seed is not None:
            body["seed"] = fitted.seed
        first = fitted.index_of(Role.FIRST_FRAME)
        if first is not None:
            body["image"] = slot(first)
        return Prepared.of(self.name, 1, fitted, "/videos", body)

    def submit(self, prepared: Prepared, key: str) -> str:
        """See :class:`~reelwright.providers.base.Provider`."""
        response = self.http.submit("POST", prepared.endpoint, json={**prepared.body, "client_id": key})
        job = json_of(response, self.name, submitting=True).get("id")
        if not isinstance(job, str):
            raise ProviderFault("loopback sent no job id.", kind=Kind.UNAVAILABLE, created=Created.MAYBE)
        return job

    def poll(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        return _snapshot(json_of(self.http.send("GET", f"/videos/{job}"), self.name))

    def cancel(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        return _snapshot(json_of(self.http.send("DELETE", f"/videos/{job}"), self.name))

    def reconcile(self, prepared: Prepared, key: str, since: datetime) -> str | None:
        """By the client id; the model ``loopback-blind`` has no such route."""
        if prepared.model == "loopback-blind":
            return super().reconcile(prepared, key, since)
        found = json_of(self.http.send("GET", "/videos", params={"client_id": key}), self.name)
        return next((str(entry["id"]) for entry in found.get("videos") or ()), None)


def _snapshot(data: dict[str, Any]) -> Snapshot:
    status = str(data.get("status"))
    state = _STATES.get(status, State.RUNNING)
    fault = None
    if state in (State.FAILED, State.CANCELLED):
        moderated = data.get("reason") == "unsafe"
        fault = ProviderFault(
            "loopback refused to show this." if moderated else f"loopback ended the job as {status}.",
            kind=Kind.MODERATED if moderated else Kind.GENERATION,
            created=Created.YES,
            where="output" if moderated else None,
        )
    return Snapshot(
        state,
        outputs=(Output(url=str(data["url"])),) if data.get("url") else (),
        fault=fault,
        cost=Cost(Decimal(str(data["usd"]))) if data.get("usd") is not None else None,
        warning="" if status in _STATES else f"loopback reports an unknown status “{status}”.",
        raw=data,
    )
