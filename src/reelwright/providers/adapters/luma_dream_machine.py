"""Luma's older Dream Machine API: ray-2 and ray-flash-2, with extend, loop, modify and reframe.

Pictures and clips come by public address or by the id of an earlier generation; there is no upload.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, Final

from reelwright.errors import OptionError
from reelwright.providers.adapters.adapter import (
    PRICES_AS_OF,
    Adapter,
    lengths,
    moment,
    within,
)
from reelwright.providers.adapters.listing import Listing, alike
from reelwright.providers.adapters.luma import STRENGTHS, UNCONFIRMED
from reelwright.providers.adapters.svix import forged
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import Fitted, fit
from reelwright.providers.job import Handle, Prepared, Snapshot, State, Webhook, slot
from reelwright.providers.quote import Price, Quote
from reelwright.providers.replies import parsed
from reelwright.providers.request import Media, Role, Task, VideoRequest

__all__ = ["LumaDreamMachineProvider"]

_RATIOS: Final = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "9:21")
_RESOLUTIONS: Final = ("720p", "540p", "1080p", "4k")
_CONCEPTS: Final = {"concepts": Option(str, "Camera moves by name, separated by commas (dolly_zoom).")}
_MODE: Final = {"mode": Option(str, "How far the clip may be changed.", choices=STRENGTHS)}
_PAGES: Final = 5
_PAGE: Final = 50


def _choice(media: Mapping[Role, tuple[int, int]] | None = None, **more: Any) -> Choice:
    return Choice(
        durations=lengths(5, 9),
        ratios=_RATIOS,
        resolutions=_RESOLUTIONS,
        media=media or {},
        prompt_limit=5000,
        options=_CONCEPTS,
        **more,
    )


def _model(summary: str, rates: Mapping[str, str]) -> Capabilities:
    first, last = {Role.FIRST_FRAME: (1, 1)}, {Role.LAST_FRAME: (1, 1)}
    clip = {Role.SOURCE_VIDEO: (1, 1)}
    return Capabilities(
        tasks={
            Task.T2V: _choice(),
            Task.I2V: _choice(first, prompt="optional"),
            Task.INTERPOLATE: _choice({**first, **last}, prompt="optional"),
            Task.EXTEND: _choice({**clip, Role.LAST_FRAME: (0, 1)}, prompt="optional"),
            Task.V2V: Choice(
                media={**clip, Role.FIRST_FRAME: (0, 1)}, prompt="optional", prompt_limit=5000, options=_MODE
            ),
            Task.REFRAME: Choice(ratios=_RATIOS, media=clip, prompt="optional", prompt_limit=5000),
        },
        summary=summary,
        price=Price(
            {tier: Decimal(rate) for tier, rate in rates.items()}, as_of=PRICES_AS_OF, source=UNCONFIRMED
        ),
        loop=True,
        webhook=True,
        reconcile=Reconcile.LIST_MATCH,
        poll_seconds=3.0,
        result_ttl=timedelta(hours=24),
        moderated_is_billed=False,
        failed_is_billed=False,
    )


MODELS: Final = {
    "ray-2": _model("Luma's Ray 2.", {"": "0.14", "540p": "0.08", "1080p": "0.31", "4k": "1.2"}),
    "ray-flash-2": _model("Ray 2, faster.", {"": "0.05", "540p": "0.03", "1080p": "0.1", "4k": "0.4"}),
}
_ROUTES: Final = {
    Task.V2V: "/generations/video/modify",
    Task.REFRAME: "/generations/video/reframe",
}


class LumaDreamMachineProvider(Adapter):
    """``api.lumalabs.ai/dream-machine/v1``."""

    name = "luma-dream-machine"
    base_url = "https://api.lumalabs.ai/dream-machine/v1"
    base_url_names = ("LUMAAI_BASE_URL",)
    key_names = ("LUMAAI_API_KEY",)
    table = MODELS
    said = (("detail",), ("detail", 0, "msg"), ("error",))
    states: ClassVar = {
        "queued": State.QUEUED,
        "dreaming": State.RUNNING,
        "completed": State.SUCCEEDED,
        "failed": State.FAILED,
    }

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        fitted = fit(self.name, MODELS, request)
        for medium in fitted.media:
            if medium.path is not None:
                raise OptionError(
                    f"{self.name} takes no files: {medium.path.name} must be at a public address.",
                    code="unsupported-upload",
                    hint="Give an https address or an earlier job's id; luma/ray-3.2 takes files.",
                    role=medium.role.value,
                )
        endpoint = _ROUTES.get(fitted.task, "/generations/video")
        return Prepared.of(self.name, 1, fitted, endpoint, _body(fitted), quote=_quote(fitted))

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """Refused: there is nowhere to put a file."""
        raise ProviderFault(
            f"{self.name} takes no files.", kind=Kind.UNSUPPORTED, created=Created.NO, path=str(path)
        )

    def submit(self, prepared: Prepared, key: str) -> str:
        """See :class:`~reelwright.providers.base.Provider`."""
        hook = self.callback()
        body = {**prepared.body, **({"callback_url": hook} if hook else {})}
        return self.accepted(self.order(prepared.endpoint, json=body).get("id"))

    def poll(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        return self._snapshot(self.ask(f"/generations/{job}"))

    def reconcile(self, prepared: Prepared, key: str, since: datetime) -> str | None:
        """Compare the newest generations: same request, same minute."""
        media = {value for medium in prepared.media for value in (medium.url, medium.job) if value}
        listing = Listing(self.name, since)
        for page in range(_PAGES):
            found = self.ask("/generations", params={"limit": _PAGE, "offset": page * _PAGE})
            rows = listing.rows(found.get("generations"))
            for row in rows:
                ours = _same(prepared.body, row.get("request"), media)
                listing.add(row.get("id"), moment(row.get("created_at")), ours)
            last = found.get("has_more") is False or (found.get("has_more") is not True and len(rows) < _PAGE)
            if last or listing.reached:
                return listing.found(whole=last)
        return listing.found(whole=False)

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Webhook:
        """Unsigned: it only wakes the poller."""
        data = parsed(body)
        job, state = within(data, "id"), str(within(data, "state") or "")
        if not isinstance(job, str) or not state:
            raise forged(self.name, "names no generation")
        return Webhook(job, state, self.states.get(state))

    def _snapshot(self, data: dict[str, Any]) -> Snapshot:
        said = str(data.get("failure_reason") or "")
        kind = Kind.MODERATED if "moderat" in said.lower() else Kind.GENERATION
        return self.observed(
            data.get("state"),
            data,
            links=[within(data, "assets", "video")],
            fault=lambda: self.ending(said, kind),
        )


def _body(fitted: Fitted) -> dict[str, Any]:
    body: dict[str, Any] = {"model": fitted.model}
    if fitted.prompt:
        body["prompt"] = fitted.prompt
    if fitted.ratio is not None:
        body["aspect_ratio"] = fitted.ratio
    if fitted.resolution is not None:
        body["resolution"] = fitted.resolution
    if fitted.seconds is not None:
        body["duration"] = f"{int(fitted.seconds)}s"
    if fitted.loop:
        body["loop"] = True
    if fitted.options.get("concepts"):
        body["concepts"] = [{"key": word.strip()} for word in fitted.options["concepts"].split(",")]
    if fitted.task is Task.V2V:
        body["mode"] = fitted.options.get("mode", "flex_1")
    frames = {}
    for index, medium in enumerate(fitted.media):
        place = "frame1" if medium.role is Role.LAST_FRAME else "frame0"
        if medium.role is Role.SOURCE_VIDEO and fitted.task is not Task.EXTEND:
            body["media"] = {"url": slot(index)}
        elif fitted.task is Task.V2V:
            body["first_frame"] = {"url": slot(index)}
        elif medium.job is not None:
            frames[place] = {"type": "generation", "id": slot(index)}
        elif medium.role is Role.SOURCE_VIDEO:
            raise OptionError(
                "Dream Machine extends its own clips only.",
                code="unsupported-media",
                hint="Give the id of the generation that is to go on, not an address.",
            )
        else:
            frames[place] = {"type": "image", "url": slot(index)}
    return body | ({"keyframes": frames} if frames else {})


def _quote(fitted: Fitted) -> Quote:
    """Clips as long as their input cost at most what ten seconds do: longer ones are not taken."""
    price = fitted.caps.price
    if fitted.seconds is not None or price is None:
        return fitted.quote()
    upper = price.quote(Fraction(10))
    return Quote(
        upper.usd, "at most ten seconds of input", low=price.quote(Fraction(1)).usd, as_of=upper.as_of
    )


def _same(body: dict[str, Any], request: Any, media: set[str]) -> bool:
    """True when a listed request is ``body``, whose media slots stand for ``media``."""
    if not isinstance(request, dict):
        return True  # it cannot be ruled out
    plain = {k: v for k, v in body.items() if k not in ("keyframes", "media", "first_frame")}
    if not all(alike(request.get(name), value) for name, value in plain.items()):
        return False
    text = json.dumps(request)
    shown = isinstance(request.get("keyframes", request.get("media")), dict)
    return not shown or all(json.dumps(value)[1:-1] in text for value in media)
