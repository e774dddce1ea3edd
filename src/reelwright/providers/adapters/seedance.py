"""ByteDance's Seedance on Ark, in China or abroad: five fields over four routes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Final

import httpx

from reelwright.providers.adapters.adapter import (
    PRICES_AS_OF,
    PRICES_FROM,
    Adapter,
    only,
    whole,
    within,
)
from reelwright.providers.adapters.listing import Listing
from reelwright.providers.adapters.svix import forged
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile, Repro
from reelwright.providers.fault import Kind, ProviderFault
from reelwright.providers.fitting import Fitted, fit
from reelwright.providers.job import Prepared, Snapshot, State, Webhook, slot
from reelwright.providers.quote import Cost, Price
from reelwright.providers.replies import parsed, read_json
from reelwright.providers.request import Role, Task, VideoRequest

__all__ = ["SeedanceProvider"]

_OPTIONS: Final = {
    "camera_fixed": Option(bool, "Keep the camera still."),
    "watermark": Option(bool, "Put the service's mark on the picture."),
}
_ROLES: Final = {
    Role.FIRST_FRAME: ("image_url", "first_frame"),
    Role.LAST_FRAME: ("image_url", "last_frame"),
    Role.REFERENCE: ("image_url", "reference_image"),
    Role.SOURCE_VIDEO: ("video_url", "reference_video"),
}
_TASKS: Final = "/contents/generations/tasks"
_PAGES: Final = 10
_PAGE: Final = 50


def _model(summary: str, rates: Mapping[str, str]) -> Capabilities:
    def choice(media: Mapping[Role, tuple[int, int]], **more: Any) -> Choice:
        return Choice(
            durations=(Fraction(5), *(s for s in whole(4, 15) if s != 5)),
            ratios=("16:9", "9:16", "1:1", "4:3", "3:4", "21:9"),
            resolutions=tuple(sorted((tier for tier in rates if tier), key=lambda tier: tier != "720p")),
            media=media,
            options=_OPTIONS,
            **more,
        )

    first = {Role.FIRST_FRAME: (1, 1)}
    return Capabilities(
        tasks={
            Task.T2V: choice({}),
            Task.I2V: choice(first, prompt="optional"),
            Task.INTERPOLATE: choice({**first, Role.LAST_FRAME: (1, 1)}, prompt="optional"),
            Task.REFERENCE: choice({Role.REFERENCE: (1, 9)}),
            Task.V2V: choice({Role.SOURCE_VIDEO: (1, 1), Role.REFERENCE: (0, 9)}),
        },
        summary=summary,
        price=Price(
            {tier: Decimal(rate) for tier, rate in rates.items()}, as_of=PRICES_AS_OF, source=PRICES_FROM
        ),
        seed=True,
        reproducible=Repro.BEST_EFFORT,
        audio="optional",
        cancel="queued_only",
        cancel_refunds="yes",
        webhook=True,
        reconcile=Reconcile.LIST_MATCH,
        poll_seconds=3.0,
        result_ttl=timedelta(hours=24),
        history_ttl=timedelta(days=7),
        moderated_is_billed=False,
        failed_is_billed=False,
    )


MODELS: Final = {
    "doubao-seedance-2-5-260628": _model(
        "Seedance 2.5.", {"": "0.216", "480p": "0.096075", "720p": "0.216", "1080p": "0.5346"}
    ),
    "doubao-seedance-2-0-260128": _model(
        "Seedance 2.0.",
        {
            "": "0.141942857",
            "480p": "0.066003429",
            "720p": "0.141942857",
            "1080p": "0.354085714",
            "4k": "0.722057143",
        },
    ),
    "doubao-seedance-2-0-fast-260128": _model(
        "Seedance 2.0, faster.", {"": "0.114171429", "480p": "0.053089714", "720p": "0.114171429"}
    ),
    "doubao-seedance-2-0-mini-260615": _model(
        "Seedance 2.0, cheapest.", {"": "0.070971429", "480p": "0.033001714", "720p": "0.070971429"}
    ),
}


class SeedanceProvider(Adapter):
    """``ark.cn-beijing.volces.com/api/v3``; REELWRIGHT_ARK_URL moves it to Ark abroad."""

    name = "seedance"
    base_url = "https://ark.cn-beijing.volces.com/api/v3"
    base_url_names = ("REELWRIGHT_ARK_URL",)
    key_names = ("ARK_API_KEY",)
    inline_limit = 20_000_000
    table = MODELS
    said = (("error", "message"),)
    states: ClassVar = {
        "queued": State.QUEUED,
        "running": State.RUNNING,
        "succeeded": State.SUCCEEDED,
        "failed": State.FAILED,
        "cancelled": State.CANCELLED,
        "expired": State.EXPIRED,
    }

    def explain(self, response: httpx.Response, submitting: bool) -> ProviderFault | None:
        """By Ark's codes; a risk control of the service counts as moderation."""
        code = str(within(read_json(response), "error", "code") or "")
        if response.status_code < 500 and "Sensitive" in code:
            return self.refusal(response, Kind.MODERATED, submitting)
        if response.status_code < 500 and any(
            word in code for word in ("Overdue", "Balance", "QuotaExceeded")
        ):
            return self.refusal(response, Kind.QUOTA, submitting)
        return super().explain(response, submitting)

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        fitted = fit(self.name, MODELS, request)
        return Prepared.of(self.name, 1, fitted, _TASKS, _body(fitted))

    def submit(self, prepared: Prepared, key: str) -> str:
        """See :class:`~reelwright.providers.base.Provider`."""
        hook = self.callback()
        body = {**prepared.body, **({"callback_url": hook} if hook else {})}
        return self.accepted(self.order(prepared.endpoint, json=body).get("id"))

    def poll(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        data = self.ask(f"{_TASKS}/{job}")
        code, said = str(within(data, "error", "code") or ""), within(data, "error", "message")
        tokens = only(within(data, "usage", "completion_tokens"), int, float)
        return self.observed(
            data.get("status"),
            data,
            links=[within(data, "content", "video_url")],
            fault=lambda: self.ending(
                said or code, Kind.MODERATED if "Sensitive" in code else Kind.GENERATION
            ),
            cost=None if tokens is None else Cost(None, {"tokens": float(tokens)}),
            seed=data.get("seed"),
        )

    def cancel(self, job: str) -> Snapshot:
        """Only a task that waits can be stopped; the record of one that is over is left alone."""
        before = self.poll(job)
        if before.state.terminal:
            return before
        self.http.send("DELETE", f"{_TASKS}/{job}")
        try:
            return self.poll(job)
        except ProviderFault as fault:
            if fault.kind is not Kind.NOT_FOUND:
                raise
            return Snapshot(
                State.CANCELLED, fault=self.ending("the task was cancelled", code="job-cancelled")
            )

    def reconcile(self, prepared: Prepared, key: str, since: datetime) -> str | None:
        """Tasks are listed without their prompts: their absence can be proven, their identity not."""
        listing, last = Listing(self.name, since), False
        for page in range(1, _PAGES + 1):
            query = {"page_num": page, "page_size": _PAGE, "filter.model": prepared.model}
            rows = listing.rows(self.ask(_TASKS, params=query).get("items"))
            for row in rows:
                listing.add(row.get("id"), only(row.get("created_at"), int, float), True)
            last = len(rows) < _PAGE
            if last or listing.reached:
                break
        listing.absent(whole=last)
        return None

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Webhook:
        """Unsigned: it only wakes the poller."""
        data = parsed(body)
        job, status = within(data, "id"), str(within(data, "status") or "")
        if not isinstance(job, str) or not status:
            raise forged(self.name, "names no task")
        return Webhook(job, status, self.states.get(status))


def _body(fitted: Fitted) -> dict[str, Any]:
    content: list[dict[str, Any]] = [{"type": "text", "text": fitted.prompt}] if fitted.prompt else []
    for index, medium in enumerate(fitted.media):
        kind, role = _ROLES[medium.role]
        content.append({"type": kind, kind: {"url": slot(index)}, "role": role})
    body: dict[str, Any] = {
        "model": fitted.model,
        "content": content,
        "resolution": fitted.resolution,
        "ratio": fitted.ratio,
        "duration": int(fitted.seconds or Fraction(5)),
        "generate_audio": fitted.audio is True,  # sound costs tokens, so it is left out unless asked for
        "watermark": False,
    }
    if fitted.seed is not None:
        body["seed"] = fitted.seed % 2**32
    return body | fitted.options
