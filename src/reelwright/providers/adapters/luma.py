"""Luma's agents API: ray-3.2 from words, pictures, keyframes and clips, looping if wanted.

There is no list of generations, no cancel and no client id: an ambiguous submit cannot be cleared up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, Final

import httpx

from reelwright.errors import OptionError
from reelwright.providers.adapters.adapter import PRICES_AS_OF, Adapter, lengths, moment, only, within
from reelwright.providers.adapters.clip_length import seconds_of
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import Fitted, fit
from reelwright.providers.job import Handle, Prepared, Snapshot, State, slot
from reelwright.providers.quote import Price
from reelwright.providers.replies import read_json
from reelwright.providers.request import Media, Role, Task, VideoRequest
from reelwright.providers.sniff import mime_of

__all__ = ["STRENGTHS", "UNCONFIRMED", "LumaProvider"]

UNCONFIRMED: Final = "an estimate; no public price table was at hand"
STRENGTHS: Final = tuple(f"{word}_{n}" for word in ("adhere", "flex", "reimagine") for n in (1, 2, 3))

_RATIOS: Final = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "3:2", "2:3", "2:1", "1:2", "3:1", "1:3")
_RESOLUTIONS: Final = ("720p", "540p", "360p", "1080p")
_HDR: Final = {"hdr": Option(bool, "High dynamic range.")}
_EDIT: Final = {
    "strength": Option(str, "How far the clip may be changed.", choices=STRENGTHS),
    "auto_controls": Option(bool, "Let the service find depth and poses itself."),
}


def _choice(media: Mapping[Role, tuple[int, int]] | None = None, **more: Any) -> Choice:
    return Choice(
        durations=lengths(5, 10),
        ratios=_RATIOS,
        resolutions=_RESOLUTIONS,
        media=media or {},
        options=_HDR,
        prompt_limit=6000,
        **more,
    )


MODELS: Final = {
    "ray-3.2": Capabilities(
        tasks={
            Task.T2V: _choice(),
            Task.I2V: _choice({Role.FIRST_FRAME: (1, 1)}),
            Task.INTERPOLATE: _choice({Role.FIRST_FRAME: (1, 1), Role.LAST_FRAME: (1, 1)}),
            Task.KEYFRAMES: _choice(
                {Role.KEYFRAME: (1, 8), Role.FIRST_FRAME: (0, 1), Role.LAST_FRAME: (0, 1)}
            ),
            Task.REFERENCE: _choice({Role.REFERENCE: (1, 4)}),
            Task.V2V: Choice(
                resolutions=_RESOLUTIONS,
                media={Role.SOURCE_VIDEO: (1, 1)},
                prompt_limit=6000,
                options={**_HDR, **_EDIT},
            ),
            Task.REFRAME: Choice(
                ratios=_RATIOS,
                resolutions=_RESOLUTIONS,
                media={Role.SOURCE_VIDEO: (1, 1)},
                prompt_limit=6000,
            ),
        },
        summary="Luma's Ray 3.2.",
        price=Price(
            {"": Decimal("0.16"), "360p": Decimal("0.04"), "540p": Decimal("0.08"), "1080p": Decimal("0.32")},
            as_of=PRICES_AS_OF,
            source=UNCONFIRMED,
        ),
        loop=True,
        reconcile=Reconcile.NONE,
        poll_seconds=3.0,
        result_ttl=timedelta(hours=24),
        moderated_is_billed=False,
        failed_is_billed=False,
    )
}
_FPS: Final = 24
_TYPES: Final = {Task.V2V: "video_edit", Task.REFRAME: "video_reframe"}
_CODES: Final = {
    "content_moderated": Kind.MODERATED,
    "budget_exhausted": Kind.QUOTA,
    "rate_limited": Kind.RATE_LIMIT,
    "image_too_large": Kind.INVALID,
    "unsupported_format": Kind.INVALID,
    "corrupt_input": Kind.INVALID,
    "invalid_request": Kind.INVALID,
}


class LumaProvider(Adapter):
    """``agents.lumalabs.ai/v1``. Files are uploaded; an earlier generation is named by its id."""

    name = "luma"
    base_url = "https://agents.lumalabs.ai/v1"
    base_url_names = ("LUMA_BASE_URL",)
    key_names = ("LUMA_AGENTS_API_KEY",)
    table = MODELS
    said = (("detail",), ("error", "message"), ("error",))
    states: ClassVar = {
        "queued": State.QUEUED,
        "processing": State.RUNNING,
        "completed": State.SUCCEEDED,
        "failed": State.FAILED,
    }

    def explain(self, response: httpx.Response, submitting: bool) -> ProviderFault | None:
        """By the vendor's own codes, which are the best of all."""
        code = within(read_json(response), "code")
        kind = _CODES.get(code) if isinstance(code, str) and response.status_code < 500 else None
        if kind is None or kind is Kind.INVALID:
            return super().explain(response, submitting)
        return self.refusal(response, kind, submitting)

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        fitted = fit(self.name, MODELS, request)
        source = fitted.index_of(Role.SOURCE_VIDEO)
        length = fitted.seconds
        if length is None and source is not None:
            known = seconds_of(fitted.media[source])
            length = None if known is None else Fraction(5 if known <= 5 else 10)
        return Prepared.of(self.name, 1, fitted, "/generations", _body(fitted), quote=fitted.quote(length))

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """A file at Luma: promised, sent to the promised place, and completed."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ProviderFault(
                f"{path} cannot be read: {error.strerror}.", kind=Kind.INVALID, created=Created.NO
            ) from None
        order = {"mime_type": mime_of(data[:64]), "size_bytes": len(data), "purpose": "input"}
        place = self.ask("/files", "POST", json={**order, "filename": path.name})
        file, target = place.get("id"), within(place, "upload", "url")
        if not isinstance(file, str) or not isinstance(target, str):
            raise ProviderFault(
                "luma promised no place for the file.", kind=Kind.UNAVAILABLE, created=Created.NO
            )
        headers = {str(k): str(v) for k, v in (within(place, "upload", "headers") or {}).items()}
        self.http.send(str(within(place, "upload", "method") or "PUT"), target, content=data, headers=headers)
        done = self.ask(f"/files/{file}/complete", "POST")
        if done.get("state") == "failed":
            raise ProviderFault(
                f"luma could not read {path.name}: {done.get('failure_reason') or 'no reason given'}.",
                kind=Kind.INVALID,
                created=Created.NO,
            )
        expires = moment(done.get("expires_at"))
        ends = None if expires is None else datetime.fromtimestamp(expires, UTC)
        return Handle({"file_id": file}, ends)

    def submit(self, prepared: Prepared, key: str) -> str:
        """See :class:`~reelwright.providers.base.Provider`."""
        return self.accepted(self.order(prepared.endpoint, json=_linked(prepared)).get("id"))

    def poll(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        data = self.ask(f"/generations/{job}")
        kind = _CODES.get(str(data.get("failure_code")), Kind.GENERATION)
        outputs = only(data.get("output"), list) or ()
        return self.observed(
            data.get("state"),
            data,
            links=[within(entry, "url") for entry in outputs],
            fault=lambda: self.ending(data.get("failure_reason") or data.get("failure_code"), kind),
        )


def _linked(prepared: Prepared) -> dict[str, Any]:
    """The body with addresses and earlier generations written as the references they are."""
    kinds = {medium.url: "url" for medium in prepared.media if medium.url is not None}
    kinds |= {medium.job: "generation_id" for medium in prepared.media if medium.job is not None}

    def reference(value: Any) -> Any:
        return {kinds[value]: value} if isinstance(value, str) and value in kinds else value

    def options(given: dict[str, Any]) -> dict[str, Any]:
        return {
            name: [reference(entry) for entry in value] if isinstance(value, list) else reference(value)
            for name, value in given.items()
        }

    body = {name: value for name, value in prepared.body.items() if name != "video"}
    if "source" in body:
        body["source"] = reference(body["source"])
    if "image_ref" in body:
        body["image_ref"] = [reference(entry) for entry in body["image_ref"]]
    return {**body, "video": options(prepared.body.get("video") or {})}


def _body(fitted: Fitted) -> dict[str, Any]:
    options = dict(fitted.options)
    video: dict[str, Any] = {name: options[name] for name in ("hdr",) if name in options}
    edit = {name: options[name] for name in ("strength", "auto_controls") if name in options}
    body: dict[str, Any] = {
        "model": fitted.model,
        "type": _TYPES.get(fitted.task, "video"),
        "prompt": fitted.prompt,
    }
    if fitted.ratio is not None:
        body["aspect_ratio"] = fitted.ratio
    if fitted.resolution is not None:
        video["resolution"] = fitted.resolution
    if fitted.seconds is not None:
        video["duration"] = f"{int(fitted.seconds)}s"
    if fitted.loop:
        video["loop"] = True
    if edit:
        video["edit"] = edit
    references, timed = [], []
    for index, medium in enumerate(fitted.media):
        if medium.role is Role.SOURCE_VIDEO:
            body["source"] = slot(index)
        elif medium.role is Role.REFERENCE:
            references.append(slot(index))
        elif fitted.task is Task.KEYFRAMES:
            timed.append((_frame_of(medium, fitted), slot(index)))
        else:
            video["start_frame" if medium.role is Role.FIRST_FRAME else "end_frame"] = slot(index)
    if timed:
        timed.sort()
        video |= {"keyframes": [s for _, s in timed], "keyframe_indexes": [number for number, _ in timed]}
    return {**body, **({"image_ref": references} if references else {}), "video": video}


def _frame_of(medium: Media, fitted: Fitted) -> int:
    """The index of the picture that a keyframe stands for."""
    seconds = fitted.seconds or Fraction(5)
    if medium.role is Role.FIRST_FRAME:
        return 0
    at = seconds if medium.role is Role.LAST_FRAME else medium.at or Fraction(0)
    if not 0 <= at <= seconds:
        raise OptionError(
            f"A keyframe at {float(at):g} s lies outside a clip of {float(seconds):g} s.",
            code="bad-keyframe",
            hint="Move it, or make the clip longer.",
        )
    return min(int(at * _FPS), int(seconds * _FPS) - 1)
