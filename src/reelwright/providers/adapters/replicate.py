"""Replicate: three pinned community models, and any other by ``owner/name[:version]`` as its schema says.

Community models are billed by the second of hardware, whatever becomes of the run. Predictions carry no id
of ours; the list of the account's newest ones is compared instead.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Final

import httpx

from reelwright.providers.adapters.adapter import Adapter, moment, only, within
from reelwright.providers.adapters.listing import Listing, alike
from reelwright.providers.adapters.open_table import OpenTable
from reelwright.providers.adapters.replicate_input import OWN, Model, capabilities_of, input_of
from reelwright.providers.adapters.replicate_models import ALIASES, HARDWARE
from reelwright.providers.adapters.replicate_schema import InputSchema
from reelwright.providers.adapters.svix import forged, verify_svix
from reelwright.providers.capabilities import Capabilities
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import fit
from reelwright.providers.hosted import data_uri
from reelwright.providers.job import Handle, Prepared, Snapshot, State, Webhook, slot
from reelwright.providers.keys import find_secret
from reelwright.providers.quote import Cost
from reelwright.providers.replies import parsed, read_json
from reelwright.providers.request import Media, VideoRequest
from reelwright.providers.sniff import mime_of

__all__ = ["ReplicateProvider"]

_LABEL: Final = re.compile(r"([\w.-]+)/([\w.-]+)(?::([0-9a-f]{64}))?")
_PAGES: Final = 10
_GONE: Final = "version-gone"


class ReplicateProvider(Adapter):
    """``api.replicate.com``. The first use of a model that is not pinned reads its schema from the API."""

    name = "replicate"
    base_url = "https://api.replicate.com"
    base_url_names = ("REPLICATE_BASE_URL",)
    key_names = ("REPLICATE_API_TOKEN",)
    inline_limit = 256_000
    said = (("detail",), ("title",), ("error",))
    states: ClassVar = {
        "starting": State.QUEUED,
        "processing": State.RUNNING,
        "succeeded": State.SUCCEEDED,
        "failed": State.FAILED,
        "canceled": State.CANCELLED,
        "aborted": State.CANCELLED,
    }

    def __init__(self, *, base_url: str | None = None, key: str | None = None) -> None:
        super().__init__(base_url=base_url, key=key)
        self._read = functools.lru_cache(maxsize=256)(self._fetch)

    def models(self) -> Mapping[str, Capabilities]:
        """The pinned models; any other ``owner/name[:version]`` is read from the API when it is asked for."""
        return OpenTable({name: model.caps for name, model in OWN.items()}, self._find)

    def _find(self, label: str) -> Capabilities | None:
        model = self._model(label)
        return None if model is None else model.caps

    def _model(self, label: str) -> Model | None:
        if label in OWN:
            return OWN[label]
        return self._read(label) if _LABEL.fullmatch(label) else None

    def _fetch(self, label: str) -> Model | None:
        match = _LABEL.fullmatch(label)
        assert match is not None
        owner, name, version = match.groups()
        try:
            if version:
                found = self.ask(f"/v1/models/{owner}/{name}/versions/{version}")
                official, latest = False, found
            else:
                found = self.ask(f"/v1/models/{owner}/{name}")
                official, latest = found.get("is_official") is True, only(found.get("latest_version"), dict)
        except ProviderFault as fault:
            if fault.kind is Kind.NOT_FOUND:
                return None
            raise
        schema = InputSchema.of(within(latest, "openapi_schema"))
        if schema is None or not schema.tasks():
            return None
        caps = capabilities_of(schema, f"{owner}/{name} on Replicate.", None, None)
        newest = within(latest, "id")
        if not official and not isinstance(newest, str):
            return None
        return Model(caps, schema, None if official else newest)

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        request = replace(request, model=ALIASES.get(request.model, request.model))
        fitted = fit(self.name, self.models(), request)
        model = self._model(fitted.model)
        assert model is not None
        given, fitted, quote = input_of(fitted, model, request)
        label = fitted.model
        if model.version is None:
            endpoint, body = f"/v1/models/{label}/predictions", dict[str, Any](input=given)
        else:
            endpoint, body = "/v1/predictions", {"version": model.version, "input": given}
            label = label if label in OWN else f"{label.partition(':')[0]}:{model.version}"
        return Prepared.of(self.name, 1, fitted, endpoint, body, quote=quote, model=label)

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """A data URI when it is small, else a file at Replicate, whose checksum is compared."""
        try:
            size, data = path.stat().st_size, path.read_bytes()
        except OSError as error:
            raise ProviderFault(
                f"{path} cannot be read: {error.strerror}.", kind=Kind.INVALID, created=Created.NO
            ) from None
        if size <= self.inline_limit:
            return Handle(data_uri(self.name, path, self.inline_limit))
        kept = self.ask("/v1/files", "POST", files={"content": (path.name, data, mime_of(data[:64]))})
        checksum, link = within(kept, "checksums", "sha256"), within(kept, "urls", "get")
        if not isinstance(link, str) or (isinstance(checksum, str) and digest and checksum != digest):
            raise ProviderFault(
                f"{path.name} did not arrive at replicate as it was sent.",
                kind=Kind.UNAVAILABLE,
                created=Created.NO,
            )
        expires = moment(kept.get("expires_at"))
        return Handle(link, None if expires is None else datetime.fromtimestamp(expires, UTC))

    def submit(self, prepared: Prepared, key: str) -> str:
        """One request; a second one only when Replicate says that a pinned version is no longer there, which
        proves that the first created nothing."""
        hook = self.callback()
        more = {"webhook": hook, "webhook_events_filter": ["completed"]} if hook else {}
        body = {**prepared.body, **more}
        try:
            return self.accepted(self.order(prepared.endpoint, json=body).get("id"))
        except ProviderFault as fault:
            newest = self._newest(prepared) if fault.code == _GONE else None
            if newest is None:
                raise
        return self.accepted(self.order(prepared.endpoint, json={**body, "version": newest}).get("id"))

    def _newest(self, prepared: Prepared) -> str | None:
        """The newest version of a pinned model, if it takes the same input."""
        if prepared.model not in OWN:
            return None
        try:
            model = self._read(prepared.model) if _LABEL.fullmatch(prepared.model) else None
        except ProviderFault:
            return None
        if model is None or model.version == prepared.body.get("version"):
            return None
        fits = set(prepared.body["input"]) <= set(model.schema.properties)
        return model.version if fits else None

    def explain(self, response: httpx.Response, submitting: bool) -> ProviderFault | None:
        """A version that is not there (any more) is said in words only."""
        if submitting and response.status_code in (400, 404, 422):
            said = " ".join(str(within(read_json(response), name) or "") for name in ("title", "detail"))
            if re.search(r"invalid version|version does not exist", said, re.I):
                return self.refusal(response, Kind.NOT_FOUND, submitting, code=_GONE)
        return super().explain(response, submitting)

    def poll(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        return self._snapshot(self.ask(f"/v1/predictions/{job}"))

    def cancel(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        return self._snapshot(self.ask(f"/v1/predictions/{job}/cancel", "POST"))

    def reconcile(self, prepared: Prepared, key: str, since: datetime) -> str | None:
        """Compare the account's newest predictions: same version, same input, same minute."""
        wanted = {k: v for k, v in prepared.body["input"].items() if not _is_slot(v)}
        # A pinned model may have been run in its newest version.
        version = None if prepared.model in OWN else prepared.body.get("version")
        listing, path = Listing(self.name, since), "/v1/predictions"
        for _ in range(_PAGES):
            page = self.ask(path)
            for row in listing.rows(page.get("results")):
                made, given = moment(row.get("created_at")), only(row.get("input"), dict) or {}
                ours = (
                    alike(row.get("version"), version) if version else alike(row.get("model"), prepared.model)
                ) and all(alike(given.get(name), value) for name, value in wanted.items())
                listing.add(row.get("id"), made, ours)
            after = page.get("next")
            if after is None or listing.reached:
                return listing.found(whole=after is None and "next" in page)
            if not isinstance(after, str) or not self.http.trusted(self.http.url(after)):
                break
            path = after
        return listing.found(whole=False)

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Webhook:
        """Signed the Svix way; the secret is REPLICATE_WEBHOOK_SIGNING_SECRET, or asked for."""
        secret = find_secret("REPLICATE_WEBHOOK_SIGNING_SECRET")
        value = secret.value if secret else str(self.ask("/v1/webhooks/default/secret").get("key"))
        verify_svix(self.name, headers, body, value)
        data = parsed(body)
        job, status = within(data, "id"), within(data, "status")
        if not isinstance(job, str):
            raise forged(self.name, "names no prediction")
        return Webhook(job, str(status), self.states.get(str(status)))

    def _snapshot(self, data: dict[str, Any]) -> Snapshot:
        output = data.get("output")
        links = (
            output if isinstance(output, list) else output.values() if isinstance(output, dict) else [output]
        )
        said = str(data.get("error") or "")
        moderated = re.search(r"nsfw|sensitive|moderat|E005", said, re.I) is not None
        logs = re.findall(r"(\d{1,3})%\|", data["logs"]) if isinstance(data.get("logs"), str) else []
        snapshot = self.observed(
            data.get("status"),
            data,
            links=links,
            fault=lambda: self.ending(
                said or f"the prediction is {data.get('status')}",
                Kind.MODERATED if moderated else Kind.GENERATION,
            ),
            cost=_cost(data),
            progress=int(logs[-1]) / 100 if logs else None,
        )
        pinned, ran = OWN.get(str(data.get("model"))), data.get("version")
        if snapshot.warning or pinned is None or not isinstance(ran, str) or ran == pinned.version:
            return snapshot
        return replace(snapshot, warning=f"Made with the model's version {ran[:12]}, not the pinned one.")


def _is_slot(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(slot(0)[:-1])


def _cost(data: dict[str, Any]) -> Cost | None:
    """From the measured run time; a prediction that never began costs nothing."""
    ran = only(within(data, "metrics", "predict_time"), int, float)
    ended = data.get("completed_at")
    if ran is None or not ended:
        return None
    stopped = data.get("status") in ("canceled", "aborted")
    began = moment(data.get("started_at"))
    if stopped and (began is None or (moment(ended) or 0.0) < began):
        ran = 0.0
    known = str(data.get("model")) in OWN
    return Cost(Decimal(str(ran)) * HARDWARE if known else None, {"predict_time": float(ran)})
