"""Kling's own API: tokens signed here, tasks by kind, and an id of ours that makes every submit findable."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Final

import httpx

from reelwright.errors import OptionError
from reelwright.providers.adapters.adapter import PRICES_AS_OF, Adapter, lengths, only, within
from reelwright.providers.adapters.svix import forged
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import Fitted, fit
from reelwright.providers.hosted import data_uri
from reelwright.providers.job import Handle, Output, Prepared, Snapshot, State, Webhook, slot
from reelwright.providers.keys import Secret, need_secret, usable
from reelwright.providers.quote import Price
from reelwright.providers.replies import parsed, read_json
from reelwright.providers.request import Media, Role, Task, VideoRequest

__all__ = ["KlingProvider"]

_OPTIONS: Final = {
    "cfg_scale": Option(float, "How strongly the prompt is followed, 0 to 1.", low=0, high=1),
    "camera_control": Option(dict, "Kling's camera control, as its documentation has it."),
}
_MODES: Final = {"720p": "std", "1080p": "pro"}
_LIFETIME: Final = 1800


def _model(summary: str, *, sound: bool) -> Capabilities:
    def choice(media: Mapping[Role, tuple[int, int]], **more: Any) -> Choice:
        return Choice(
            durations=lengths(5, 10),
            resolutions=tuple(_MODES),
            media=media,
            prompt_limit=2500,
            options=_OPTIONS,
            **more,
        )

    first = {Role.FIRST_FRAME: (1, 1)}
    return Capabilities(
        tasks={
            Task.T2V: choice({}, ratios=("16:9", "9:16", "1:1")),
            Task.I2V: choice(first, prompt="optional"),
            Task.INTERPOLATE: choice({**first, Role.LAST_FRAME: (1, 1)}, prompt="optional"),
            Task.EXTEND: Choice(
                durations=lengths(5), media={Role.SOURCE_VIDEO: (1, 1)}, prompt="optional", prompt_limit=2500
            ),
        },
        summary=summary,
        price=Price(
            {"": Decimal("0.056"), "720p": Decimal("0.056"), "1080p": Decimal("0.112")},
            as_of=PRICES_AS_OF,
            source="an estimate; no public price table was at hand",
        ),
        negative_prompt=True,
        audio="optional" if sound else "no",
        webhook=True,
        reconcile=Reconcile.CLIENT_ID,
        poll_seconds=3.0,
        result_ttl=timedelta(days=30),
        history_ttl=timedelta(days=30),
        moderated_is_billed=False,
        failed_is_billed=False,
    )


MODELS: Final = {
    "kling-v2-6": _model("Kling 2.6, with sound.", sound=True),
    "kling-v2-5-turbo": _model("Kling 2.5 Turbo.", sound=False),
    "kling-v1-6": _model("Kling 1.6.", sound=False),
}
_KINDS: Final = {
    Task.T2V: "text2video",
    Task.I2V: "image2video",
    Task.INTERPOLATE: "image2video",
    Task.EXTEND: "video-extend",
}
_CODES: Final = {
    **dict.fromkeys((1000, 1001, 1002, 1003, 1004, 1103), (Kind.AUTH, Created.NO)),
    **dict.fromkeys((1101, 1102), (Kind.QUOTA, Created.NO)),
    **dict.fromkeys((1200, 1201), (Kind.INVALID, Created.NO)),
    **dict.fromkeys((1202, 1203), (Kind.NOT_FOUND, Created.NO)),
    **dict.fromkeys((1300, 1301), (Kind.MODERATED, Created.NO)),
    **dict.fromkeys((1100, 1302, 1303, 1304), (Kind.RATE_LIMIT, Created.NO)),
}


class KlingProvider(Adapter):
    """``api-singapore.klingai.com``. The key is a pair: KLING_ACCESS_KEY and KLING_SECRET_KEY.

    A pair given to the constructor is written ``access:secret``. A job's id is ``kind/task``.
    """

    name = "kling"
    base_url = "https://api-singapore.klingai.com"
    base_url_names = ("REELWRIGHT_KLING_URL",)
    key_names = ("KLING_SECRET_KEY",)
    inline_limit = 7_500_000
    table = MODELS
    said = (("message",),)
    states: ClassVar = {
        "submitted": State.QUEUED,
        "processing": State.RUNNING,
        "succeed": State.SUCCEEDED,
        "failed": State.FAILED,
    }

    def headers(self) -> Mapping[str, str]:
        """A token of half an hour, minted for each call."""
        if self._key is not None:
            access, _, secret = usable(self.name, self._key).value.partition(":")
        else:
            access = need_secret(self.name, "KLING_ACCESS_KEY").value
            secret = need_secret(self.name, *self.key_names).value
        now = int(time.time())
        claims = {"iss": access, "exp": now + _LIFETIME, "nbf": now - 5}
        head = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
        mark = hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest()
        return {"Authorization": f"Bearer {head}.{_text(mark)}"}

    def key(self) -> Secret:
        """The secret half of the pair."""
        return self._key or need_secret(self.name, *self.key_names)

    def explain(self, response: httpx.Response, submitting: bool) -> ProviderFault | None:
        """By Kling's own codes: arrears and a used-up pack travel as 429."""
        code = within(read_json(response), "code")
        known = super().explain(response, submitting)
        if known is not None and known.created is Created.MAYBE:
            return known
        kind, created = _CODES.get(code, (None, Created.NO)) if isinstance(code, int) else (None, Created.NO)
        return None if kind is None else self.refusal(response, kind, submitting, created=created)

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        fitted = fit(self.name, MODELS, request)
        return Prepared.of(self.name, 1, fitted, f"/v1/videos/{_KINDS[fitted.task]}", _body(fitted))

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """Bare base64, without the prefix of a data URI."""
        return Handle(data_uri(self.name, path, self.inline_limit).partition(";base64,")[2])

    def submit(self, prepared: Prepared, key: str) -> str:
        """``key`` is the task's external id. What is to be extended is looked up before the one POST."""
        kind = prepared.endpoint.rpartition("/")[2]
        body = {**prepared.body, "external_task_id": key}
        if kind == "video-extend":
            body["video_id"] = self._video_of(str(body.pop("source")))
        hook = self.callback()
        if hook:
            body["callback_url"] = hook
        answer = self.order(prepared.endpoint, json=body)
        return f"{kind}/{self.accepted(within(answer, 'data', 'task_id'))}"

    def job_name(self, prepared: Prepared, text: str) -> str:
        """``kind/task``."""
        return text if "/" in text else f"{prepared.endpoint.rpartition('/')[2]}/{text}"

    def _video_of(self, job: str) -> str:
        """The id of the clip that an earlier task made. Raises ProviderFault with ``created`` NO."""
        try:
            found = within(self.ask(f"/v1/videos/{job}"), "data", "task_result", "videos", 0, "id")
        except ProviderFault as fault:
            raise ProviderFault(fault.message, kind=fault.kind, created=Created.NO) from None
        if not isinstance(found, str):
            raise ProviderFault(f"kling's task {job} has no clip.", kind=Kind.INVALID, created=Created.NO)
        return found

    def poll(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        answer = self.ask(f"/v1/videos/{job}")
        task = only(answer.get("data"), dict) or {}
        said, code = task.get("task_status_msg"), task.get("task_status_code")
        moderated = code in (1300, 1301) or any(
            word in str(said or "").lower() for word in ("risk control", "sensitive", "policy")
        )
        videos = only(within(task, "task_result", "videos"), list) or ()
        return self.observed(
            task.get("task_status"),
            answer,
            outputs=[Output(url=url) for entry in videos if isinstance(url := within(entry, "url"), str)],
            fault=lambda: self.ending(said, Kind.MODERATED if moderated else Kind.GENERATION),
        )

    def reconcile(self, prepared: Prepared, key: str, since: datetime) -> str | None:
        """The task with our id; none means that none was created."""
        kind = prepared.endpoint.rpartition("/")[2]
        try:
            answer = self.ask(f"/v1/videos/{kind}/{key}")
        except ProviderFault as fault:
            if fault.kind is Kind.NOT_FOUND:
                return None
            raise
        return f"{kind}/{self.accepted(within(answer, 'data', 'task_id'))}"

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Webhook:
        """Unsigned: it only wakes the poller."""
        data = parsed(body)
        job, status = within(data, "task_id"), str(within(data, "task_status") or "")
        if not isinstance(job, str) or not status:
            raise forged(self.name, "names no task")
        return Webhook(job, status, self.states.get(status))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _part(value: dict[str, Any]) -> str:
    return _text(json.dumps(value).encode())


def _body(fitted: Fitted) -> dict[str, Any]:
    body: dict[str, Any] = {"model_name": fitted.model} if fitted.task is not Task.EXTEND else {}
    if fitted.prompt:
        body["prompt"] = fitted.prompt
    if fitted.negative_prompt:
        body["negative_prompt"] = fitted.negative_prompt
    if fitted.task is not Task.EXTEND and fitted.seconds is not None:
        body["duration"] = str(int(fitted.seconds))
    if fitted.resolution is not None:
        body["mode"] = _MODES[fitted.resolution]
    if fitted.ratio is not None:
        body["aspect_ratio"] = fitted.ratio
    if fitted.audio is not None:
        body["sound"] = "on" if fitted.audio else "off"
    names = {Role.FIRST_FRAME: "image", Role.LAST_FRAME: "image_tail", Role.SOURCE_VIDEO: "source"}
    for index, medium in enumerate(fitted.media):
        if medium.role is Role.SOURCE_VIDEO and medium.job is None:
            raise OptionError(
                "Kling extends its own clips only.",
                code="unsupported-media",
                hint="Give the id of the job that is to go on.",
            )
        body[names[medium.role]] = slot(index)
    return body | fitted.options
