"""Runway's developer API: its own models and some twenty of other makers behind one key.

There is no list of tasks and no client id, so an ambiguous submit cannot be cleared up by asking. Moderated
tasks cost what successful ones do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, Final

from reelwright.providers.adapters.adapter import Adapter, only, within
from reelwright.providers.adapters.clip_length import seconds_of
from reelwright.providers.adapters.runway_models import MODELS, VIDEO_FIELDS, tier_of
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import Fitted, fit
from reelwright.providers.hosted import data_uri
from reelwright.providers.job import Handle, Prepared, Snapshot, State, slot
from reelwright.providers.quote import Cost, Quote
from reelwright.providers.request import Media, Role, Task, VideoRequest
from reelwright.providers.sniff import mime_of

__all__ = ["RunwayProvider"]

_CREDIT: Final = Decimal("0.01")
_ROUTES: Final = {
    Task.T2V: "/v1/text_to_video",
    Task.REFERENCE: "/v1/text_to_video",
    Task.I2V: "/v1/image_to_video",
    Task.INTERPOLATE: "/v1/image_to_video",
    Task.V2V: "/v1/video_to_video",
    Task.EXTEND: "/v1/video_to_video",
    Task.UPSCALE: "/v1/video_upscale",
}
_OPTIONS: Final = {
    "cfg_scale": "cfgScale",
    "prompt_expansion": "promptExpansionMode",
    "smart_grain": "smartGrain",
    "fps_boost": "fpsBoost",
}
_MODED: Final = ("seedance2_5", "gemini_omni_flash_1.1")


class RunwayProvider(Adapter):
    """``api.dev.runwayml.com``. Small files travel inside the request, larger ones are uploaded."""

    name = "runway"
    base_url = "https://api.dev.runwayml.com"
    base_url_names = ("RUNWAYML_BASE_URL",)
    key_names = ("RUNWAYML_API_SECRET",)
    inline_limit = 3_300_000  # of 5 MB as a data URI
    table = MODELS
    states: ClassVar = {
        "PENDING": State.QUEUED,
        "THROTTLED": State.QUEUED,
        "RUNNING": State.RUNNING,
        "SUCCEEDED": State.SUCCEEDED,
        "FAILED": State.FAILED,
        "CANCELLED": State.CANCELLED,
    }

    def headers(self) -> Mapping[str, str]:
        """The key, and the version of the API, which it requires."""
        return {**super().headers(), "X-Runway-Version": "2024-11-06"}

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        fitted = fit(self.name, MODELS, request)
        return Prepared.of(self.name, 1, fitted, _ROUTES[fitted.task], _body(fitted), quote=_quote(fitted))

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """A data URI when it is small, else an ephemeral upload, which lives for a day."""
        try:
            if path.stat().st_size <= self.inline_limit:
                return Handle(data_uri(self.name, path, self.inline_limit))
            with path.open("rb") as file:
                mime = mime_of(file.read(64))
        except OSError as error:
            raise ProviderFault(
                f"{path} cannot be read: {error.strerror}.", kind=Kind.INVALID, created=Created.NO
            ) from None
        place = self.ask(
            "/v1/uploads", "POST", json={"filename": f"{digest[:32]}{path.suffix}", "type": "ephemeral"}
        )
        uri, target = within(place, "runwayUri"), within(place, "uploadUrl")
        if not isinstance(uri, str) or not isinstance(target, str):
            raise ProviderFault(
                "runway promised no place for the file.", kind=Kind.UNAVAILABLE, created=Created.NO
            )
        with path.open("rb") as file:
            self.http.send(
                "POST", target, data=dict(place.get("fields") or {}), files={"file": (path.name, file, mime)}
            )
        return Handle(uri, datetime.now(UTC) + timedelta(hours=23))

    def submit(self, prepared: Prepared, key: str) -> str:
        """See :class:`~reelwright.providers.base.Provider`."""
        return self.accepted(self.order(prepared.endpoint, json=prepared.body).get("id"))

    def poll(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        return self._snapshot(self.ask(f"/v1/tasks/{job}"))

    def cancel(self, job: str) -> Snapshot:
        """Deleting a task that runs cancels it; one that is over is left alone, or its result would go."""
        before = self.poll(job)
        if before.state.terminal:
            return before
        self.http.send("DELETE", f"/v1/tasks/{job}")
        try:
            return self.poll(job)
        except ProviderFault as fault:
            if fault.kind is not Kind.NOT_FOUND:
                raise
            return Snapshot(
                State.CANCELLED, fault=self.ending("the task was cancelled", code="job-cancelled")
            )

    def _snapshot(self, task: dict[str, Any]) -> Snapshot:
        credits = only(within(task, "cost", "credits"), int, float)
        guess = only(within(task, "estimatedCost", "credits"), int, float)
        cost = None
        if credits is not None or guess is not None:
            native = float(credits if credits is not None else guess)
            cost = Cost(Decimal(str(native)) * _CREDIT, {"credits": native}, final=credits is not None)
        return self.observed(
            task.get("status"),
            task,
            links=only(task.get("output"), list) or (),
            fault=lambda: self._fault(task),
            cost=cost,
            progress=task.get("progress"),
        )

    def _fault(self, task: dict[str, Any]) -> ProviderFault:
        code = str(task.get("failureCode") or "")
        said = task.get("failure") or code
        if task.get("status") == "CANCELLED":
            return self.ending("the task was cancelled", code="job-cancelled")
        if code.startswith("SAFETY"):
            where = "input" if code.startswith("SAFETY.INPUT") else "output"
            return self.ending(said, Kind.MODERATED, where=where)
        if code.startswith(("ASSET", "INPUT_PREPROCESSING")):
            return self.ending(said, Kind.INVALID)
        return self.ending(said)


def _body(fitted: Fitted) -> dict[str, Any]:
    body: dict[str, Any] = {"model": fitted.model}
    if fitted.prompt:
        body["promptText"] = fitted.prompt
    if fitted.seconds is not None:
        body["duration"] = int(fitted.seconds)
    if fitted.size is not None:
        body["ratio"] = fitted.size
    if fitted.ratio not in (None, "any"):
        body["targetAspectRatio" if fitted.model == "aleph2" else "ratio"] = fitted.ratio
    if fitted.resolution is not None:
        body["resolution"] = fitted.resolution
    if fitted.seed is not None:
        body["seed"] = fitted.seed % 2**32
    if fitted.negative_prompt:
        body["negativePrompt"] = fitted.negative_prompt
    if fitted.caps.audio == "optional" and fitted.task in (
        Task.T2V,
        Task.I2V,
        Task.INTERPOLATE,
        Task.REFERENCE,
    ):
        body["audio"] = fitted.audio is True  # sound is left out unless it is asked for: it may cost more
    return body | _media(fitted) | _options(fitted)


def _media(fitted: Fitted) -> dict[str, Any]:
    frames, references, keyframes = [], [], []
    body: dict[str, Any] = {}
    for index, medium in enumerate(fitted.media):
        if medium.role is Role.FIRST_FRAME:
            frames.append({"uri": slot(index), "position": "first"})
        elif medium.role is Role.LAST_FRAME:
            frames.append({"uri": slot(index), "position": "last"})
        elif medium.role is Role.REFERENCE:
            references.append({"uri": slot(index)})
        elif medium.role is Role.KEYFRAME:
            keyframes.append({"seconds": float(medium.at or 0), "uri": slot(index)})
        else:
            body[VIDEO_FIELDS.get(fitted.model, "promptVideo")] = slot(index)
    if fitted.model in _MODED and fitted.task in (Task.V2V, Task.EXTEND):
        body["mode"] = "extend" if fitted.task is Task.EXTEND else "reference" if references else "edit"
    named = {"promptImage": frames, "references": references, "keyframes": keyframes}
    return body | {name: value for name, value in named.items() if value}


def _options(fitted: Fitted) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for name, value in fitted.options.items():
        if name == "public_figure_threshold":
            body["contentModeration"] = {"publicFigureThreshold": value}
        else:
            body[_OPTIONS.get(name, name)] = value
    return body


def _quote(fitted: Fitted) -> Quote | None:
    """By the size's tier; for a clip as long as its input, by the input's length."""
    price = fitted.caps.price
    if price is None:
        return None
    if fitted.seconds is not None:
        tier = tier_of(fitted.size) if fitted.size else fitted.resolution or ""
        return price.quote(fitted.seconds, tier)
    source = fitted.index_of(Role.SOURCE_VIDEO)
    length = None if source is None else seconds_of(fitted.media[source])
    return None if length is None else price.quote(Fraction(max(1, math.ceil(length))))
