"""Google with a Gemini key: Gemini Omni through interactions, and Veo.

Neither lists its jobs in a way that tells ours from others, so an ambiguous submit cannot be cleared up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, Final

from reelwright.providers.adapters.adapter import PRICES_AS_OF, only, whole, within
from reelwright.providers.adapters.svix import forged, verify_svix
from reelwright.providers.adapters.veo import VeoAdapter, veo_body, veo_model, without_bytes
from reelwright.providers.capabilities import Capabilities, Choice, Reconcile
from reelwright.providers.fault import Kind, ProviderFault
from reelwright.providers.fitting import Fitted, fit
from reelwright.providers.hosted import data_uri
from reelwright.providers.job import Handle, Output, Prepared, Snapshot, State, Webhook, slot
from reelwright.providers.keys import need_secret
from reelwright.providers.quote import Price
from reelwright.providers.replies import parsed
from reelwright.providers.request import Media, Role, Task, VideoRequest

__all__ = ["GoogleProvider"]

_SECONDS: Final = (Fraction(5), *(s for s in whole(3, 10) if s != 5))
_TASKS: Final = {
    Task.T2V: "text_to_video",
    Task.I2V: "image_to_video",
    Task.INTERPOLATE: "image_to_video",
    Task.REFERENCE: "reference_to_video",
    Task.V2V: "edit",
    Task.EXTEND: "extend",
}
_RATES: Final = {"": "0.1", "360p": "0.05", "1080p": "0.15", "4k": "0.3"}


def _omni(summary: str) -> Capabilities:
    shape: dict[str, Any] = {
        "durations": _SECONDS,
        "ratios": ("16:9", "9:16"),
        "resolutions": ("720p", "360p", "1080p", "4k"),
    }
    first, clip = {Role.FIRST_FRAME: (1, 1)}, {Role.SOURCE_VIDEO: (1, 1)}
    return Capabilities(
        tasks={
            Task.T2V: Choice(**shape),
            Task.I2V: Choice(media=first, **shape),
            Task.INTERPOLATE: Choice(media={**first, Role.LAST_FRAME: (1, 1)}, **shape),
            Task.REFERENCE: Choice(media={Role.REFERENCE: (1, 4)}, **shape),
            Task.V2V: Choice(media=clip, **shape),
            Task.EXTEND: Choice(media=clip, **shape),
        },
        summary=summary,
        price=Price(
            {tier: Decimal(rate) for tier, rate in _RATES.items()},
            as_of=PRICES_AS_OF,
            source="an estimate; no public price table was at hand",
        ),
        audio="always",
        cancel="yes",
        cancel_refunds="maybe",
        webhook=True,
        urls=False,
        reconcile=Reconcile.NONE,
        poll_seconds=3.0,
        result_ttl=timedelta(hours=48),
        moderated_is_billed=False,
        failed_is_billed=False,
    )


MODELS: Final = {
    "gemini-omni-1.2-flash": _omni("Gemini Omni 1.2 Flash."),
    "gemini-omni-1.1-flash": _omni("Gemini Omni 1.1 Flash."),
    "gemini-omni-flash-preview": _omni("Gemini Omni Flash."),
    **{
        name: veo_model(name, rates, vertex=False)
        for name, rates in (
            ("veo-3.1-generate-preview", "0.4 4k=0.6"),
            ("veo-3.1-fast-generate-preview", "0.1 1080p=0.12 4k=0.3"),
            ("veo-3.1-lite-generate-preview", "0.05 1080p=0.08"),
        )
    },
}


class GoogleProvider(VeoAdapter):
    """``generativelanguage.googleapis.com``. Files travel inside the request."""

    name = "google"
    base_url = "https://generativelanguage.googleapis.com"
    base_url_names = ("GOOGLE_GEMINI_BASE_URL",)
    key_names = ("GEMINI_API_KEY", "GOOGLE_API_KEY")
    table = MODELS
    states: ClassVar = {
        "queued": State.QUEUED,
        "in_progress": State.RUNNING,
        "requires_action": State.FAILED,
        "requires_continuation": State.FAILED,
        "completed": State.SUCCEEDED,
        "failed": State.FAILED,
        "cancelled": State.CANCELLED,
        "incomplete": State.FAILED,
        "budget_exceeded": State.FAILED,
    }

    def headers(self) -> Mapping[str, str]:
        """The key in Google's own header."""
        return {"x-goog-api-key": self.key().value}

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        fitted = fit(self.name, MODELS, request)
        if fitted.model.startswith("veo-"):
            path = f"/v1beta/models/{fitted.model}:predictLongRunning"
            return Prepared.of(self.name, 1, fitted, path, veo_body(fitted))
        return Prepared.of(self.name, 1, fitted, "/v1beta/interactions", _interaction(fitted))

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """The bytes as a data URI; each of the two interfaces takes them apart in its own way."""
        return Handle(data_uri(self.name, path, self.inline_limit))

    def submit(self, prepared: Prepared, key: str) -> str:
        """See :class:`~reelwright.providers.base.Provider`."""
        omni = prepared.endpoint.endswith("/interactions")
        body = _unwrapped(prepared.body, "data" if omni else "bytesBase64Encoded", omni)
        hook = self.callback() if omni else None
        if hook:
            body["webhook_config"] = {"uris": [hook]}
        answer = self.order(prepared.endpoint, json=body)
        job = self.accepted(answer.get("id" if omni else "name"))
        return self.job_name(prepared, job)

    def job_name(self, prepared: Prepared, text: str) -> str:
        """``interactions/id``, or Veo's ``models/name/operations/id``."""
        if "/" in text:
            return text
        if prepared.endpoint.endswith("/interactions"):
            return f"interactions/{text}"
        return f"models/{prepared.endpoint.rpartition('/')[2].partition(':')[0]}/operations/{text}"

    def poll(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        data = self.ask(f"/v1beta/{job}")
        return self._snapshot(data) if job.startswith("interactions/") else self.operation(data)

    def cancel(self, job: str) -> Snapshot:
        """Interactions only; Veo cannot."""
        if not job.startswith("interactions/"):
            raise self.uncancellable(job)
        return self._snapshot(self.ask(f"/v1beta/{job}/cancel", "POST"))

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Webhook:
        """Signed the Standard Webhooks way, with the secret in GEMINI_WEBHOOK_SIGNING_SECRET."""
        secret = need_secret(self.name, "GEMINI_WEBHOOK_SIGNING_SECRET")
        verify_svix(self.name, headers, body, secret.value)
        data = parsed(body)
        job = within(data, "data", "id")
        if not isinstance(job, str):
            raise forged(self.name, "names no interaction")
        return Webhook(job, str(within(data, "type") or ""))

    def _snapshot(self, data: dict[str, Any]) -> Snapshot:
        steps = [step for step in only(data.get("steps"), list) or () if isinstance(step, dict)]
        contents = [entry for step in steps for entry in only(step.get("content"), list) or ()]
        videos = [entry for entry in contents if within(entry, "type") == "video"]
        said = next((text for step in steps if isinstance(text := within(step, "error", "message"), str)), "")
        return self.observed(
            data.get("status"),
            without_bytes(data),
            outputs=_outputs([*videos, only(data.get("output_video"), dict) or {}]),
            fault=lambda: self._fault(data, said),
        )

    def _fault(self, data: dict[str, Any], said: str) -> ProviderFault:
        status = data.get("status")
        if any(word in said.lower() for word in ("safety", "blocked", "sensitive", "prohibited")):
            return self.ending(said, Kind.MODERATED)
        if status == "budget_exceeded":
            return self.ending(said or status, Kind.QUOTA)
        return self.ending(said or f"the interaction is {status}")


def _outputs(videos: list[dict[str, Any]]) -> list[Output]:
    found = []
    for video in videos:
        mime = str(video.get("mime_type") or "video/mp4")
        uri, data = video.get("uri"), video.get("data")
        if isinstance(uri, str) and uri:
            found.append(Output(url=uri, auth=True, mime=mime))
        elif isinstance(data, str) and data:
            found.append(Output(url=f"data:{mime};base64,{data}", mime=mime))
    return found[:1]


def _interaction(fitted: Fitted) -> dict[str, Any]:
    given: list[dict[str, Any]] = [{"type": "text", "text": fitted.prompt}]
    body: dict[str, Any] = {}
    for index, medium in enumerate(fitted.media):
        if medium.job is not None:
            body["previous_interaction_id"] = medium.job.removeprefix("interactions/")
        else:
            kind = "video" if medium.role is Role.SOURCE_VIDEO else "image"
            given.append({"type": kind, "data": slot(index)})
    wanted = {
        "type": "video",
        "aspect_ratio": fitted.ratio,
        "resolution": fitted.resolution,
        "duration": f"{int(fitted.seconds or Fraction(5))}s",
        "delivery": "uri",
    }
    return {
        "model": fitted.model,
        "input": given,
        "background": True,
        "response_format": [wanted],
        "generation_config": {"video_config": {"task": _TASKS[fitted.task]}},
        **body,
    }


def _unwrapped(value: Any, field: str, flat: bool) -> Any:
    """``value`` with its data URIs taken apart: ``{"data": …, "mime_type": …}``, or Veo's object."""
    if isinstance(value, dict):
        out: dict[str, Any] = {}
        for name, entry in value.items():
            if isinstance(entry, str) and entry.startswith("data:") and name not in ("text", "prompt"):
                head, _, data = entry.partition(";base64,")
                mime = head.removeprefix("data:")
                if flat:
                    out |= {field: data, "mime_type": mime}
                else:
                    out[name] = {field: data, "mimeType": mime}
            else:
                out[name] = _unwrapped(entry, field, flat)
        return out
    return [_unwrapped(entry, field, flat) for entry in value] if isinstance(value, list) else value
