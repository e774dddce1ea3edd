"""fal's queue, over five routes of plain HTTP: the vendor's client submits up to ten times.

There is no client id and no list of requests, so an ambiguous submit cannot be cleared up. A request that is
"completed" may have failed; its result tells.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final

import httpx

from reelwright.providers.adapters.adapter import Adapter, only, within
from reelwright.providers.adapters.ed25519 import verify_ed25519
from reelwright.providers.adapters.fal_models import APPS, MODELS, App, any_app
from reelwright.providers.adapters.open_table import OpenTable
from reelwright.providers.adapters.svix import forged, header, recent
from reelwright.providers.capabilities import Capabilities
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import Fitted, fit
from reelwright.providers.hosted import data_uri
from reelwright.providers.job import Handle, Output, Prepared, Snapshot, State, Webhook, slot
from reelwright.providers.replies import parsed, read_json
from reelwright.providers.request import Media, Role, VideoRequest
from reelwright.providers.sniff import mime_of

__all__ = ["FalProvider"]

_NAME: Final = re.compile(r"[\w.-]+(/[\w.-]+)+")
_MODERATED: Final = ("content_policy_violation", "no_media_generated")
_LIFETIME: Final = timedelta(days=6)


class FalProvider(Adapter):
    """``queue.fal.run``. Small files travel inside the request, larger ones through fal's storage."""

    name = "fal"
    base_url = "https://queue.fal.run"
    base_url_names = ("REELWRIGHT_FAL_URL",)
    key_names = ("FAL_KEY",)
    hosts = ("rest.fal.ai",)
    inline_limit = 3_000_000
    said = (("detail", 0, "msg"), ("detail",), ("error",))
    states: ClassVar = {
        "IN_QUEUE": State.QUEUED,
        "IN_PROGRESS": State.RUNNING,
        "COMPLETED": State.SUCCEEDED,
    }

    def __init__(self, *, base_url: str | None = None, key: str | None = None) -> None:
        super().__init__(base_url=base_url, key=key)
        self._keys: list[bytes] = []

    def headers(self) -> Mapping[str, str]:
        """fal's own scheme."""
        return {"Authorization": f"Key {self.key().value}"}

    def models(self) -> Mapping[str, Capabilities]:
        """The listed ones; any other application by its ``owner/name[/path]``."""
        return OpenTable(MODELS, lambda name: any_app(name)[1] if _NAME.fullmatch(name) else None)

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        fitted = fit(self.name, self.models(), request)
        app = APPS.get(fitted.model) or any_app(fitted.model)[0]
        return Prepared.of(self.name, 1, fitted, app.paths[fitted.task], _arguments(fitted, app))

    def _storage(self) -> str:
        """Where fal keeps files and keys: a host of its own, or beside a queue that was moved."""
        base = self.http.base
        return "https://rest.fal.ai" if base.host == "queue.fal.run" else str(base).rstrip("/")

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """A data URI when it is small, else a place in fal's storage."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ProviderFault(
                f"{path} cannot be read: {error.strerror}.", kind=Kind.INVALID, created=Created.NO
            ) from None
        if len(data) <= self.inline_limit:
            return Handle(data_uri(self.name, path, self.inline_limit))
        mime = mime_of(data[:64])
        place = self.ask(
            f"{self._storage()}/storage/upload/initiate",
            "POST",
            json={"content_type": mime, "file_name": f"{digest[:32]}{path.suffix}"},
        )
        target, link = place.get("upload_url"), place.get("file_url")
        if not isinstance(target, str) or not isinstance(link, str):
            raise ProviderFault(
                "fal promised no place for the file.", kind=Kind.UNAVAILABLE, created=Created.NO
            )
        self.http.send("PUT", target, content=data, headers={"Content-Type": mime})
        return Handle(link, datetime.now(UTC) + _LIFETIME)

    def submit(self, prepared: Prepared, key: str) -> str:
        """One POST; fal's own retries on its side are turned off too."""
        hook = self.callback()
        answer = self.order(
            prepared.endpoint,
            json=prepared.body,
            headers={"x-fal-no-retry": "1"},
            params={"fal_webhook": hook} if hook else None,
        )
        return self.job_name(prepared, self.accepted(answer.get("request_id")))

    def job_name(self, prepared: Prepared, text: str) -> str:
        """``owner/app/requests/id``."""
        app = "/".join(prepared.endpoint.strip("/").split("/")[:2])
        return text if "/requests/" in text else f"{app}/requests/{text}"

    def poll(self, job: str) -> Snapshot:
        """The status, and once that is over the result, which alone tells success from failure."""
        status = self.ask(f"/{job}/status")
        word, kind = status.get("status"), status.get("error_type")
        if word != "COMPLETED":
            return self.observed(word, status)
        if status.get("error") or kind:
            stopped = kind == "client_cancelled"
            return self.observed(
                word,
                status,
                state=State.CANCELLED if stopped else State.FAILED,
                fault=lambda: self.ending(
                    status.get("error") or kind, code="job-cancelled" if stopped else None
                ),
            )
        try:
            result = self.ask(f"/{job}")
        except ProviderFault as fault:
            if fault.transient or fault.kind in (Kind.AUTH, Kind.NOT_FOUND):
                raise
            where = "output" if fault.kind is Kind.MODERATED else None
            told = ProviderFault(fault.message, kind=fault.kind, created=Created.YES, where=where)
            return self.observed(word, status, state=State.FAILED, fault=lambda: told)
        return self.observed(
            word, {**status, "result": result}, outputs=_outputs(result), seed=result.get("seed")
        )

    def cancel(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        try:
            self.http.send("PUT", f"/{job}/cancel")
        except ProviderFault as fault:
            if fault.kind is not Kind.INVALID:  # it was over already
                raise
        return self.poll(job)

    def explain(self, response: httpx.Response, submitting: bool) -> ProviderFault | None:
        """By the machine's words: a list of details with a type, or an error type."""
        body = read_json(response)
        status = response.status_code
        if str(within(body, "detail", 0, "type")) in _MODERATED:
            return self.refusal(response, Kind.MODERATED, submitting)
        if not submitting and status >= 499 and within(body, "error_type"):
            return self.refusal(response, Kind.GENERATION, submitting)
        return super().explain(response, submitting)

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Webhook:
        """Ed25519 over request, user, time and the body's digest, by one of fal's published keys."""
        names = ("Request-Id", "User-Id", "Timestamp", "Signature")
        request, user, when, mark = (header(headers, f"X-Fal-Webhook-{name}") for name in names)
        lines = "\n".join((request, user, when, hashlib.sha256(body).hexdigest())).encode()
        try:
            signature = bytes.fromhex(mark)
        except ValueError:
            signature = b""
        if not signature or not any(verify_ed25519(key, lines, signature) for key in self._published()):
            raise forged(self.name, "is not signed by it")
        recent(self.name, when)
        data = parsed(body)
        job = within(data, "request_id")
        if not isinstance(job, str):
            raise forged(self.name, "names no request")
        return Webhook(job, str(within(data, "status") or ""))

    def _published(self) -> list[bytes]:
        if not self._keys:
            found = self.ask(f"{self._storage()}/.well-known/jwks.json").get("keys")
            for entry in only(found, list) or ():
                text = str(within(entry, "x") or "")
                try:
                    self._keys.append(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
                except (binascii.Error, ValueError):
                    continue
        return self._keys


def _outputs(result: dict[str, Any]) -> list[Output]:
    """The video of a result: ``video``, or the first of ``videos``; a size is a promise that is checked."""
    found = result.get("video") or within(result, "videos", 0)
    url = found if isinstance(found, str) else within(found, "url")
    if not isinstance(url, str) or not url:
        return []
    return [
        Output(
            url=url, mime=only(within(found, "content_type"), str), size=only(within(found, "file_size"), int)
        )
    ]


def _arguments(fitted: Fitted, app: App) -> dict[str, Any]:
    body: dict[str, Any] = dict(fitted.options.get("arguments") or {})
    body |= {name: value for name, value in fitted.options.items() if name != "arguments"}
    if fitted.prompt:
        body["prompt"] = fitted.prompt
    if fitted.negative_prompt:
        body["negative_prompt"] = fitted.negative_prompt
    if fitted.ratio is not None:
        body["aspect_ratio"] = fitted.ratio
    if fitted.resolution is not None:
        body["resolution"] = fitted.resolution
    if fitted.seed is not None:
        body["seed"] = fitted.seed % 2**31
    if fitted.audio is not None:
        body[app.audio] = fitted.audio
    if fitted.seconds is not None and app.frames:
        fps = fitted.fps or fitted.choice.fps[0]
        body |= {"num_frames": int(fitted.seconds * fps) + 1, "frames_per_second": int(fps)}
    elif fitted.seconds is not None and (fitted.model in APPS or "duration" not in body):
        seconds = int(fitted.seconds)
        body["duration"] = seconds if app.unit is None else f"{seconds}{app.unit}"
    references = []
    for index, medium in enumerate(fitted.media):
        if medium.role is Role.REFERENCE:
            references.append(slot(index))
        else:
            body["image_url" if medium.role is Role.FIRST_FRAME else app.last] = slot(index)
    return body | ({"image_urls": references} if references else {})
