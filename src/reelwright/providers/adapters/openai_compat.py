"""Servers of the ``/v1/videos`` wire format: vLLM-Omni, SGLang, FastVideo, proxies and gateways.

The service that invented the format is gone; the format lives on in engines that people run themselves,
each with its own small differences. The base URL must be given; nothing is sent anywhere by default.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, Final

import httpx

from reelwright.providers.adapters.adapter import (
    PRICES_AS_OF,
    PRICES_FROM,
    Adapter,
    lengths,
    only,
    whole,
    within,
)
from reelwright.providers.adapters.listing import Listing, alike
from reelwright.providers.adapters.open_table import OpenTable
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile, Repro
from reelwright.providers.fault import Kind, ProviderFault
from reelwright.providers.fitting import Fitted, fit
from reelwright.providers.hosted import data_uri
from reelwright.providers.job import Handle, Output, Prepared, Snapshot, State, slot
from reelwright.providers.quote import FREE, Price
from reelwright.providers.replies import read_json
from reelwright.providers.request import Media, Role, Task, VideoRequest

__all__ = ["FastVideoProvider", "OpenAICompatProvider", "SGLangProvider", "VLLMOmniProvider"]

_SIZES: Final = ("1280x720", "720x1280", "832x480", "480x832", "1920x1080", "1080x1920", "1024x1024")
_SORA: Final = ("1280x720", "720x1280")
_SORA_PRO: Final = (*_SORA, "1792x1024", "1024x1792")
_OPTIONS: Final = {
    "num_frames": Option(int, "Frames, in place of the length.", low=1, high=2000),
    "num_inference_steps": Option(int, "Denoising steps.", low=1, high=500),
    "guidance_scale": Option(float, "How strongly the prompt is followed.", low=0, high=50),
    "guidance_scale_2": Option(float, "The same for a second expert.", low=0, high=50),
    "flow_shift": Option(float, "Shift of the noise schedule.", low=0, high=50),
}
_PAGES: Final = 5
_PAGE: Final = 100
_NOT_READY: Final = (404, 422, 500)


def _open(price: Price | None, sizes: tuple[str, ...] = _SIZES) -> Capabilities:
    choice = Choice(
        durations=(Fraction(5), *(s for s in whole(1, 20) if s != 5)),
        sizes=sizes,
        fps=(Fraction(24), *(Fraction(rate) for rate in (8, 12, 15, 16, 25, 30))),
        options=_OPTIONS,
    )
    return Capabilities(
        tasks={Task.T2V: choice, Task.I2V: replace(choice, media={Role.FIRST_FRAME: (1, 1)})},
        summary="Whatever model the server runs.",
        price=price,
        seed=True,
        reproducible=Repro.BEST_EFFORT,
        negative_prompt=True,
        audio="optional",
        cancel="yes",
        reconcile=Reconcile.LIST_MATCH,
        poll_seconds=1.0,
    )


def _sora(rate: str, sizes: tuple[str, ...]) -> Capabilities:
    choice = Choice(durations=lengths(4, 8, 12), sizes=sizes)
    extend = Choice(durations=lengths(4, 8, 12), sizes=sizes, media={Role.SOURCE_VIDEO: (1, 1)})
    return Capabilities(
        tasks={
            Task.T2V: choice,
            Task.I2V: replace(choice, media={Role.FIRST_FRAME: (1, 1)}),
            Task.EXTEND: extend,
        },
        summary="Sora 2, where a gateway still has it.",
        price=Price({"": Decimal(rate)}, as_of=PRICES_AS_OF, source=PRICES_FROM),
        audio="always",
        cancel="yes",
        reconcile=Reconcile.LIST_MATCH,
        poll_seconds=2.0,
        result_ttl=timedelta(hours=1),
        moderated_is_billed=False,
        failed_is_billed=False,
    )


class OpenAICompatProvider(Adapter):
    """Any server of the format; its models may have any name. Unpriced, unless the name tells."""

    name = "openai_compat"
    base_url_names: ClassVar[tuple[str, ...]] = ("REELWRIGHT_OPENAI_COMPAT_URL", "OPENAI_BASE_URL")
    key_names = ("OPENAI_API_KEY",)
    key_optional = True
    plain_http = True
    inline_limit = 20_000_000
    listed: ClassVar[Mapping[str, Capabilities]] = {
        "default": _open(None),
        "sora-2": _sora("0.1", _SORA),
        "sora-2-pro": _sora("0.3", _SORA_PRO),
    }
    said = (("error", "message"), ("detail",), ("message",), ("error",))
    states: ClassVar = {
        "queued": State.QUEUED,
        "pending": State.QUEUED,
        "in_progress": State.RUNNING,
        "processing": State.RUNNING,
        "completed": State.SUCCEEDED,
        "succeeded": State.SUCCEEDED,
        "failed": State.FAILED,
        "cancelled": State.CANCELLED,
        "deleted": State.CANCELLED,
    }

    def models(self) -> Mapping[str, Capabilities]:
        """``default`` asks for whatever the server runs; any other name is passed on."""
        return OpenTable(self.listed, lambda name: self.listed["default"] if name else None)

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        fitted = fit(self.name, self.models(), request)
        count = fitted.options.get("num_frames")
        if count and fitted.fps:
            fitted = replace(fitted, seconds=Fraction(count) / fitted.fps)
        endpoint = "/videos/extensions" if fitted.task is Task.EXTEND else "/videos"
        where = {"server": self.address().rstrip("/")}
        return Prepared.of(self.name, 1, fitted, endpoint, _fields(fitted), params=where)

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """The picture inside the request: a data URI, which every engine takes."""
        return Handle(data_uri(self.name, path, self.inline_limit))

    def submit(self, prepared: Prepared, key: str) -> str:
        """Multipart, even without a file: the one form that every engine reads."""
        files = {name: (None, str(value)) for name, value in prepared.body.items()}
        return self.accepted(self.order(prepared.endpoint, files=files).get("id"))

    def poll(self, job: str) -> Snapshot:
        """A failed job may come with an HTTP error whose body is the job."""
        return self._snapshot(job, self._retrieve(job))

    def _retrieve(self, job: str) -> dict[str, Any]:
        try:
            return self.ask(f"/videos/{job}")
        except _Told as told:
            return told.video

    def explain(self, response: httpx.Response, submitting: bool) -> ProviderFault | None:
        """The job itself, where an error's body is one; else by the error's code."""
        body = read_json(response)
        if not submitting and within(body, "object") == "video" and isinstance(within(body, "status"), str):
            return _Told(body)
        code = str(within(body, "error", "code") or within(body, "error", "type") or "")
        if response.status_code < 500 and ("moderation" in code or "content_policy" in code):
            return self.refusal(response, Kind.MODERATED, submitting)
        if "insufficient_quota" in code:
            return self.refusal(response, Kind.QUOTA, submitting)
        return super().explain(response, submitting)

    def cancel(self, job: str) -> Snapshot:
        """Deleting stops it where the engine can; a video that is done is left alone."""
        before = self.poll(job)
        if before.state.terminal:
            return before
        answer = self.ask(f"/videos/{job}", "DELETE")
        return Snapshot(
            State.CANCELLED, fault=self.ending("the video was deleted", code="job-cancelled"), raw=answer
        )

    def reconcile(self, prepared: Prepared, key: str, since: datetime) -> str | None:
        """Compare the server's newest videos: same prompt, size and length, same minute."""
        listing = Listing(self.name, since)
        after: dict[str, Any] = {}
        body = prepared.body
        told = [name for name in ("prompt", "size", "seconds", "model") if name in body]
        for _ in range(_PAGES):
            page = self.ask("/videos", params={"limit": _PAGE, "order": "desc", **after})
            rows = listing.rows(page.get("data"))
            for row in rows:
                ours = all(alike(row.get(name), body[name]) for name in told)
                listing.add(row.get("id"), only(row.get("created_at"), int, float), ours)
            more = page.get("has_more")
            last = not rows or more is False or (more is not True and len(rows) < _PAGE)
            if last or listing.reached:
                return listing.found(whole=last)
            after = {"after": rows[-1].get("id")}
        return listing.found(whole=False)

    def _snapshot(self, job: str, data: dict[str, Any]) -> Snapshot:
        error = data.get("error")
        code, said = str(within(error, "code") or ""), within(error, "message") or error
        moderated = "moderation" in code or "content_policy" in code
        url = data.get("url")
        output = (
            Output(url=url)
            if isinstance(url, str) and url.startswith("https://")
            else Output(url=str(self.http.url(f"/videos/{job}/content")), auth=True)
        )
        progress = only(data.get("progress"), int, float)
        return self.observed(
            data.get("status"),
            data,
            outputs=[output],
            fault=lambda: self.ending(said, Kind.MODERATED if moderated else Kind.GENERATION),
            progress=None if progress is None else progress / 100,
        )


class _Told(ProviderFault):
    """An HTTP error that is no error: its body is the job."""

    def __init__(self, video: dict[str, Any]) -> None:
        super().__init__("The video is told by an error.", kind=Kind.GENERATION, created="yes")
        self.video = video


def _fields(fitted: Fitted) -> dict[str, Any]:
    body: dict[str, Any] = {"prompt": fitted.prompt}
    if fitted.model != "default":
        body["model"] = fitted.model
    if fitted.seconds is not None and "num_frames" not in fitted.options:
        body["seconds"] = str(int(fitted.seconds))
    if fitted.size is not None:
        body["size"] = fitted.size
    if fitted.fps is not None:
        body["fps"] = str(int(fitted.fps))
    if fitted.seed is not None:
        body["seed"] = str(fitted.seed % 2**31)
    if fitted.negative_prompt:
        body["negative_prompt"] = fitted.negative_prompt
    if fitted.audio:
        body["generate_sound"] = "true"
    for index, medium in enumerate(fitted.media):
        body["video" if medium.role is Role.SOURCE_VIDEO else "input_reference"] = slot(index)
    return body | {name: str(value) for name, value in fitted.options.items()}


class VLLMOmniProvider(OpenAICompatProvider):
    """vLLM-Omni on a machine of one's own: free. It calls a picture ``image_reference``."""

    name = "vllm_omni"
    base_url_names = ("REELWRIGHT_VLLM_OMNI_URL",)
    key_names = ("REELWRIGHT_VLLM_OMNI_KEY",)
    listed: ClassVar = {"default": _open(FREE)}

    def submit(self, prepared: Prepared, key: str) -> str:
        """See :class:`OpenAICompatProvider`."""
        fields = dict(prepared.body)
        if "input_reference" in fields:
            fields["image_reference"] = json.dumps({"image_url": fields.pop("input_reference")})
        return super().submit(replace(prepared, body=fields), key)


class SGLangProvider(OpenAICompatProvider):
    """SGLang on a machine of one's own: free. Deleting does not stop a job that runs."""

    name = "sglang"
    base_url_names = ("REELWRIGHT_SGLANG_URL",)
    key_names = ("REELWRIGHT_SGLANG_KEY",)
    listed: ClassVar = {"default": _open(FREE)}


class FastVideoProvider(OpenAICompatProvider):
    """FastVideo on a machine of one's own: free."""

    name = "fastvideo"
    base_url_names = ("REELWRIGHT_FASTVIDEO_URL",)
    key_names = ("REELWRIGHT_FASTVIDEO_KEY",)
    listed: ClassVar = {"default": _open(FREE)}
