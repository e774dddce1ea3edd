"""MiniMax (Hailuo): version 2 with typed content, and version 1, where errors hide in an HTTP 200."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
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
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import Fitted, fit
from reelwright.providers.hosted import data_uri
from reelwright.providers.job import Handle, Output, Prepared, Snapshot, State, slot
from reelwright.providers.quote import Price
from reelwright.providers.request import Media, Role, Task, VideoRequest
from reelwright.providers.sniff import is_video, mime_of

__all__ = ["MiniMaxProvider"]

_RATIOS: Final = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")
_OPTIMIZER: Final = {"prompt_optimizer": Option(bool, "Let the service rewrite the prompt.")}
_PAGES: Final = 10
_PAGE: Final = 50
_FIRST: Final = {Role.FIRST_FRAME: (1, 1)}
_PAIR: Final = {Role.FIRST_FRAME: (1, 1), Role.LAST_FRAME: (1, 1)}


def _model(summary: str, tasks: Mapping[Task, Choice], rates: Mapping[str, str]) -> Capabilities:
    table = {tier: Decimal(rate) for tier, rate in rates.items()}
    return Capabilities(
        tasks=tasks,
        summary=summary,
        price=Price(table, as_of=PRICES_AS_OF, source=PRICES_FROM) if table else None,
        audio="always" if table else "no",
        reconcile=Reconcile.LIST_MATCH if table else Reconcile.NONE,
        poll_seconds=5.0,
        result_ttl=timedelta(hours=9),
        history_ttl=timedelta(days=7),
        moderated_is_billed=False,
        failed_is_billed=False,
    )


def _second(summary: str, resolutions: tuple[str, ...], low: int, rates: Mapping[str, str]) -> Capabilities:
    shape: dict[str, Any] = {
        "durations": (Fraction(5), *(s for s in whole(low, 15) if s != 5)),
        "resolutions": resolutions,
        "prompt_limit": 5000,
    }
    tasks = {
        Task.T2V: Choice(ratios=_RATIOS, **shape),
        Task.I2V: Choice(media=_FIRST, **shape),
        Task.INTERPOLATE: Choice(media=_PAIR, **shape),
        Task.REFERENCE: Choice(ratios=_RATIOS, media={Role.REFERENCE: (1, 4)}, **shape),
        Task.V2V: Choice(media={Role.SOURCE_VIDEO: (1, 1)}, **shape),
    }
    return _model(summary, tasks, rates)


def _first(summary: str, *, text: bool = True, image: bool = True) -> Capabilities:
    shape: dict[str, Any] = {
        "durations": lengths(6, 10) if image else lengths(6),
        "resolutions": ("768p", "1080p") if image else ("768p",),
        "prompt_limit": 2000,
        "options": _OPTIMIZER,
    }
    tasks = {Task.T2V: Choice(**shape)} if text else {}
    if image:
        tasks |= {Task.I2V: Choice(media=_FIRST, **shape), Task.INTERPOLATE: Choice(media=_PAIR, **shape)}
    return _model(summary, tasks, {})


MODELS: Final = {
    "MiniMax-H3": _second("MiniMax H3.", ("768p", "2k"), 4, {"": "0.08", "768p": "0.08", "2k": "0.13"}),
    "MiniMax-H3-Max": _second(
        "MiniMax H3 Max.", ("768p", "480p"), 5, {"": "0.08", "480p": "0.05", "768p": "0.08"}
    ),
    "MiniMax-Hailuo-2.3": _first("Hailuo 2.3."),
    "MiniMax-Hailuo-02": _first("Hailuo 02."),
    "T2V-01-Director": _first("Hailuo 01 with camera moves in the prompt.", image=False),
}
_CODES: Final = {
    1000: Kind.UNAVAILABLE,
    1002: Kind.RATE_LIMIT,
    1004: Kind.AUTH,
    1008: Kind.QUOTA,
    1026: Kind.MODERATED,
    1027: Kind.MODERATED,
    2013: Kind.INVALID,
    2049: Kind.AUTH,
}
_ROLES: Final = {
    Role.FIRST_FRAME: ("image_url", "first_frame"),
    Role.LAST_FRAME: ("image_url", "last_frame"),
    Role.REFERENCE: ("image_url", "reference_image"),
    Role.SOURCE_VIDEO: ("video_url", "base_video"),
}


class MiniMaxProvider(Adapter):
    """``api.minimax.io``. A job's id is ``v2/task`` or ``v1/task``."""

    name = "minimax"
    base_url = "https://api.minimax.io"
    base_url_names = ("REELWRIGHT_MINIMAX_URL",)
    key_names = ("MINIMAX_API_KEY",)
    inline_limit = 14_000_000
    table = MODELS
    said = (("error", "message"), ("base_resp", "status_msg"))
    states: ClassVar = {
        "queued": State.QUEUED,
        "running": State.RUNNING,
        "succeeded": State.SUCCEEDED,
        "failed": State.FAILED,
        "cancelled": State.CANCELLED,
        "expired": State.EXPIRED,
        "Queueing": State.QUEUED,
        "Preparing": State.QUEUED,
        "Processing": State.RUNNING,
        "Success": State.SUCCEEDED,
        "Fail": State.FAILED,
    }

    def explain(self, response: httpx.Response, submitting: bool) -> ProviderFault | None:
        """By the code in brackets at the end of the message."""
        match = re.search(r"\((\d{4})\)\s*$", self.words(response))
        kind = _CODES.get(int(match[1])) if match else None
        if kind is None or kind is Kind.UNAVAILABLE or response.status_code >= 500:
            return None
        if kind is Kind.INVALID and response.status_code == 404:
            kind = Kind.NOT_FOUND
        return self.refusal(response, kind, submitting)

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        fitted = fit(self.name, MODELS, request)
        if fitted.caps.price is None:
            return Prepared.of(self.name, 1, fitted, "/v1/video_generation", _first_body(fitted))
        return Prepared.of(self.name, 1, fitted, "/v2/video_generation", _second_body(fitted))

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """Pictures inside the request; clips as files, which live for a week."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ProviderFault(
                f"{path} cannot be read: {error.strerror}.", kind=Kind.INVALID, created=Created.NO
            ) from None
        mime = mime_of(data[:64])
        if not is_video(mime):
            return Handle(data_uri(self.name, path, self.inline_limit))
        answer = self.ask(
            "/v1/files/upload",
            "POST",
            data={"purpose": "video_generation"},
            files={"file": (path.name, data, mime)},
        )
        file = within(answer, "file", "file_id")
        if not file:
            raise ProviderFault("minimax took no file.", kind=Kind.UNAVAILABLE, created=Created.NO)
        return Handle(f"mm_file://{file}", datetime.now(UTC) + timedelta(days=6))

    def submit(self, prepared: Prepared, key: str) -> str:
        """See :class:`~reelwright.providers.base.Provider`."""
        answer = self.order(prepared.endpoint, json=prepared.body)
        self._checked(answer, submitting=True)
        return self.job_name(prepared, self.accepted(answer.get("task_id")))

    def job_name(self, prepared: Prepared, text: str) -> str:
        """``v1/task`` or ``v2/task``."""
        return text if "/" in text else f"{prepared.endpoint.split('/')[1]}/{text}"

    def _checked(self, answer: dict[str, Any], *, submitting: bool) -> None:
        """Version 1 refuses with HTTP 200: its own code counts. Raises ProviderFault."""
        code = within(answer, "base_resp", "status_code")
        if code in (None, 0):
            return
        known = _CODES.get(code) if isinstance(code, int) else None
        kind = known or Kind.INVALID
        maybe = Created.MAYBE if known in (None, Kind.UNAVAILABLE) else Created.NO
        said = str(within(answer, "base_resp", "status_msg") or "no reason given")
        raise ProviderFault(
            f"minimax refused with code {code}: {self.http.scrub(said)[:500]}.",
            kind=kind,
            created=maybe if submitting else Created.YES,
            where="input" if kind is Kind.MODERATED else None,
        )

    def poll(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        version, _, task = job.partition("/")
        if version == "v1":
            return self._first(task)
        data = self.ask(f"/v2/query/video_generation/{task}")
        error = data.get("error")
        code, said = str(within(error, "code") or ""), str(within(error, "message") or "")
        moderated = "1026" in code + said or "1027" in code + said or "sensitive" in said.lower()
        return self.observed(
            data.get("status"),
            data,
            links=[within(data, "content", "url")],
            fault=lambda: self.ending(said, Kind.MODERATED if moderated else Kind.GENERATION),
        )

    def reconcile(self, prepared: Prepared, key: str, since: datetime) -> str | None:
        """Version 2 lists tasks without their prompts: their absence can be proven, their identity not."""
        if not prepared.endpoint.startswith("/v2/"):
            return super().reconcile(prepared, key, since)
        listing, last = Listing(self.name, since), False
        for page in range(1, _PAGES + 1):
            query = {"page_num": page, "page_size": _PAGE}
            answer = self.ask("/v2/query/video_generation", params=query)
            self._checked(answer, submitting=False)
            rows = listing.rows(answer.get("items"))
            for row in rows:
                made = only(row.get("created_at"), int, float)
                listing.add(row.get("task_id"), made, alike(row.get("model"), prepared.model))
            last = len(rows) < _PAGE
            if last or listing.reached:
                break
        listing.absent(whole=last)
        return None

    def _first(self, task: str) -> Snapshot:
        """Version 1: a finished task names a file, and the file names its address."""
        data = self.ask("/v1/query/video_generation", params={"task_id": task})
        code, status = within(data, "base_resp", "status_code"), data.get("status")
        moderated = code in (1026, 1027)
        if not moderated and code not in (None, 0) and status != "Fail":
            self._checked(data, submitting=False)
        outputs: list[Output] = []
        if status == "Success" and data.get("file_id"):
            kept = self.ask("/v1/files/retrieve", params={"file_id": data["file_id"]})
            self._checked(kept, submitting=False)
            link, size = within(kept, "file", "download_url"), only(within(kept, "file", "bytes"), int)
            outputs = [Output(url=link, size=size)] if isinstance(link, str) and link else []
        said = within(data, "base_resp", "status_msg")
        return self.observed(
            status,
            data,
            outputs=outputs,
            fault=lambda: self.ending(said, Kind.MODERATED if moderated else Kind.GENERATION),
        )


def _second_body(fitted: Fitted) -> dict[str, Any]:
    content: list[dict[str, Any]] = [{"type": "text", "text": fitted.prompt}]
    for index, medium in enumerate(fitted.media):
        kind, role = _ROLES[medium.role]
        content.append({"type": kind, "role": role, kind: {"url": slot(index)}})
    return {
        "model": fitted.model,
        "content": content,
        "duration": int(fitted.seconds or Fraction(5)),
        "resolution": (fitted.resolution or "768p").upper(),
        "ratio": fitted.ratio or "adaptive",
    }


def _first_body(fitted: Fitted) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": fitted.model,
        "prompt": fitted.prompt,
        "duration": int(fitted.seconds or Fraction(6)),
        "resolution": (fitted.resolution or "768p").upper(),
        **fitted.options,
    }
    for index, medium in enumerate(fitted.media):
        body["last_frame_image" if medium.role is Role.LAST_FRAME else "first_frame_image"] = slot(index)
    return body
