"""Veo, as Google serves it twice: with a Gemini key and on Vertex. Models, request bodies, and answers.

An operation that is done without a video was filtered: the most common way in which Veo's moderation is
mistaken for success.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import httpx

from reelwright.errors import OptionError
from reelwright.providers.adapters.adapter import (
    PRICES_AS_OF,
    PRICES_FROM,
    Adapter,
    lengths,
    only,
    within,
)
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile, Repro
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import Fitted
from reelwright.providers.hosted import data_uri
from reelwright.providers.job import Handle, Output, Snapshot, State, slot
from reelwright.providers.quote import Price
from reelwright.providers.replies import read_json
from reelwright.providers.request import Media, Role, Task

__all__ = ["VeoAdapter", "veo_body", "veo_model", "without_bytes"]

_PEOPLE: Final = Option(
    str, "Whether people may be shown.", choices=("allow_adult", "dont_allow", "allow_all")
)
_FIELDS: Final = {
    "person_generation": "personGeneration",
    "storage_uri": "storageUri",
    "enhance_prompt": "enhancePrompt",
    "resize_mode": "resizeMode",
}
_CANCELLED: Final = 1
_ROOM: Final = 20_000_000


def veo_model(name: str, rates: str, *, vertex: bool) -> Capabilities:
    """What one Veo model does; ``rates`` are "0.4 4k=0.6", USD a second."""
    base, *others = rates.split()
    old = name.startswith("veo-2")
    resolutions = ("720p",) if old else ("720p", "1080p", *(("4k",) if "4k=" in rates else ()))
    options = {"person_generation": _PEOPLE}
    if vertex:
        options |= {
            "storage_uri": Option(str, "A bucket for the result, gs://…; without one it comes inline."),
            "enhance_prompt": Option(bool, "Let the service rewrite the prompt."),
            "resize_mode": Option(str, "How a picture of another shape is fitted.", choices=("pad", "crop")),
        }
    shape: dict[str, Any] = {
        "durations": lengths(8, 5, 6, 7) if old else lengths(8, 4, 6),
        "ratios": ("16:9", "9:16"),
        "resolutions": resolutions,
        "options": options,
    }
    first, last = {Role.FIRST_FRAME: (1, 1)}, {Role.LAST_FRAME: (1, 1)}
    tasks = {
        Task.T2V: Choice(**shape),
        Task.I2V: Choice(media=first, prompt="optional", **shape),
        Task.INTERPOLATE: Choice(media={**first, **last}, prompt="optional", **shape),
    }
    if name.startswith("veo-3.1") and "lite" not in name:
        tasks[Task.REFERENCE] = Choice(media={Role.REFERENCE: (1, 3)}, **{**shape, "durations": lengths(8)})
        if vertex:
            tasks[Task.EXTEND] = Choice(media={Role.SOURCE_VIDEO: (1, 1)}, **shape)
    return Capabilities(
        tasks=tasks,
        summary=f"Google's {name}.",
        price=Price(
            {"": Decimal(base)} | {k: Decimal(v) for k, v in (row.split("=") for row in others)},
            as_of=PRICES_AS_OF,
            source=PRICES_FROM,
        ),
        seed=True,
        reproducible=Repro.BEST_EFFORT,
        negative_prompt=True,
        audio="no" if old else "optional" if vertex else "always",
        urls=False,
        reconcile=Reconcile.NONE,
        poll_seconds=5.0,
        result_ttl=timedelta(hours=48),
        moderated_is_billed=False,
        failed_is_billed=False,
    )


def veo_body(fitted: Fitted) -> dict[str, Any]:
    """``instances`` and ``parameters`` of a prediction."""
    instance: dict[str, Any] = {"prompt": fitted.prompt} if fitted.prompt else {}
    references = []
    for index, medium in enumerate(fitted.media):
        if medium.job is not None:
            raise OptionError(
                "Veo takes files, not the ids of earlier jobs.",
                code="unsupported-media",
                hint="Give the clip's file.",
            )
        if medium.role is Role.REFERENCE:
            references.append({"image": slot(index), "referenceType": "asset"})
        else:
            names = {Role.FIRST_FRAME: "image", Role.LAST_FRAME: "lastFrame", Role.SOURCE_VIDEO: "video"}
            instance[names[medium.role]] = slot(index)
    if references:
        instance["referenceImages"] = references
    parameters: dict[str, Any] = {
        "sampleCount": 1,
        "durationSeconds": int(fitted.seconds or Fraction(8)),
        "aspectRatio": fitted.ratio,
        "resolution": fitted.resolution,
    }
    if fitted.seed is not None:
        parameters["seed"] = fitted.seed % 2**32
    if fitted.negative_prompt:
        parameters["negativePrompt"] = fitted.negative_prompt
    if fitted.caps.audio == "optional":
        parameters["generateAudio"] = fitted.audio is True
    parameters |= {_FIELDS[name]: value for name, value in fitted.options.items()}
    return {"instances": [instance], "parameters": parameters}


class VeoAdapter(Adapter):
    """What both of Google's services share: error shapes, inline files, and operations."""

    inline_limit = _ROOM
    said = (("error", "message"), (0, "error", "message"))

    def explain(self, response: httpx.Response, submitting: bool) -> ProviderFault | None:
        """An exhausted account and a rate limit are both 429; the wait stands in the details."""
        known = super().explain(response, submitting)
        if known is not None or response.status_code != 429:
            return known
        fault = self.refusal(response, Kind.RATE_LIMIT, submitting)
        for detail in only(within(read_json(response), "error", "details"), list) or ():
            delay = within(detail, "retryDelay")
            if fault.retry_after is None and isinstance(delay, str):
                match = re.fullmatch(r"(\d{1,6}(?:\.\d{1,9})?)s?", delay)
                fault.retry_after = min(float(match[1]), 86_400.0) if match else None
        return fault

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """The bytes inside the request."""
        head, _, data = data_uri(self.name, path, self.inline_limit).partition(";base64,")
        return Handle({"bytesBase64Encoded": data, "mimeType": head.removeprefix("data:")})

    def operation(self, data: dict[str, Any]) -> Snapshot:
        """One observation of a prediction."""
        if data.get("done") is not True:
            return self.observed(None, data, state=State.RUNNING)
        error = only(data.get("error"), dict)
        if error:
            said = str(error.get("message") or "")
            stopped = error.get("code") == _CANCELLED
            moderated = any(word in said.lower() for word in ("safety", "usage guidelines", "sensitive"))
            kind = Kind.MODERATED if moderated else Kind.GENERATION
            state = State.CANCELLED if stopped else State.FAILED
            return self.observed(
                None,
                data,
                state=state,
                fault=lambda: self.ending(said, kind, code="job-cancelled" if stopped else None),
            )
        answer = within(data, "response", "generateVideoResponse") or data.get("response") or {}
        reasons = only(within(answer, "raiMediaFilteredReasons"), list) or ()
        filtered = only(within(answer, "raiMediaFilteredCount"), int) or reasons

        def fault() -> ProviderFault:
            said = next((text for text in reasons if isinstance(text, str)), "it was filtered")
            return (
                self.ending(said, Kind.MODERATED)
                if filtered
                else self.ending("no video came", code="no-output")
            )

        return self.observed(
            None, without_bytes(data), state=State.SUCCEEDED, outputs=_videos(answer), fault=fault
        )

    def uncancellable(self, job: str) -> ProviderFault:
        """The fault of a cancel that Veo does not offer."""
        return ProviderFault(
            f"{self.name} cannot cancel a job.", kind=Kind.UNSUPPORTED, created=Created.YES, job=job
        )


def _videos(answer: Mapping[str, Any]) -> list[Output]:
    found = []
    for entry in only(within(answer, "videos"), list) or only(within(answer, "generatedSamples"), list) or ():
        video = within(entry, "video") or entry
        mime = str(within(video, "mimeType") or "video/mp4")
        data, bucket, uri = (within(video, name) for name in ("bytesBase64Encoded", "gcsUri", "uri"))
        if isinstance(data, str) and data:
            found.append(Output(url=f"data:{mime};base64,{data}", mime=mime))
        elif isinstance(bucket, str) and bucket.startswith("gs://"):
            found.append(Output(url=f"https://storage.googleapis.com/{bucket[5:]}", auth=True, mime=mime))
        elif isinstance(uri, str) and uri:
            found.append(Output(url=uri, auth=True, mime=mime))
    return found


def without_bytes(value: Any) -> Any:
    """The answer as it is kept in the journal: a clip of some megabytes has no place there."""
    if isinstance(value, dict):
        return {
            name: f"{len(entry)} characters"
            if name in ("bytesBase64Encoded", "data") and isinstance(entry, str)
            else without_bytes(entry)
            for name, entry in value.items()
        }
    return [without_bytes(entry) for entry in value] if isinstance(value, list) else value
