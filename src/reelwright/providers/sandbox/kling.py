"""Kling's own API: signed tokens, tasks by kind, and ids that the client chooses."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import math
import uuid
from fractions import Fraction
from typing import Any, ClassVar, Final

from reelwright.providers.sandbox.clip import ClipOrder
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.job import Job, Outcome, Phase
from reelwright.providers.sandbox.service import Service, route
from reelwright.providers.sandbox.shape import frame_size
from reelwright.providers.sandbox.tariff import charge

__all__ = ["ACCESS_KEY", "SECRET_KEY", "Kling"]

ACCESS_KEY: Final = "sandbox"
SECRET_KEY: Final = "sandbox-secret"
_STATUS: Final = {
    Phase.QUEUED: "submitted",
    Phase.RUNNING: "processing",
    Phase.SUCCEEDED: "succeed",
    Phase.FAILED: "failed",
    Phase.CANCELLED: "failed",
}
_KINDS: Final = frozenset(
    ("text2video", "image2video", "multi-image2video", "video-extend", "omni-video", "lip-sync", "effects")
)
_CODES: Final = {
    "auth": (401, 1000),
    "expired": (401, 1004),
    "quota": (429, 1102),
    "invalid": (400, 1201),
    "missing": (404, 1203),
    "moderated": (400, 1301),
    "throttled": (429, 1302),
    "broken": (500, 5000),
}
_SIZES: Final = {"std": "720p", "pro": "1080p"}


def _part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Kling(Service):
    """``api-singapore.klingai.com``. Tokens are checked: HS256 under the sandbox's secret, and time."""

    name = "kling"
    title = "Kling"
    variables: ClassVar = {
        "REELWRIGHT_KLING_URL": "{url}",
        "KLING_ACCESS_KEY": ACCESS_KEY,
        "KLING_SECRET_KEY": SECRET_KEY,
    }
    status_path = ("data", "task_status")

    def authorise(self, call: Call) -> None:
        """A JSON web token from the sandbox's key pair."""
        super().authorise(call)
        try:
            head, claims, mark = call.credential.split(".")
            signed = hmac.new(SECRET_KEY.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
            good = hmac.compare_digest(signed, _part(mark)) and json.loads(_part(head))["alg"] == "HS256"
            said = json.loads(_part(claims))
            good = good and said["iss"] == ACCESS_KEY
            expired = float(said["exp"]) <= call.at or float(said.get("nbf", 0)) > call.at
        except (ValueError, KeyError, TypeError):
            good, expired = False, False
        if not good:
            raise RefusedError("auth", "Authentication failed")
        if expired:
            raise RefusedError("auth", "Authorization is expired", code="expired")

    def problem(self, refused: RefusedError) -> Reply:
        """``{code, message, request_id}`` with the service's own code."""
        status, code = _CODES[refused.facts.get("code", refused.kind)]
        headers = {}
        if refused.facts.get("retry_after") is not None:
            headers["Retry-After"] = str(math.ceil(refused.facts["retry_after"]))
        return Reply(
            status, {"code": code, "message": refused.message, "request_id": str(uuid.uuid4())}, headers
        )

    @route("POST", "/v1/videos/{kind}", "create")
    def create(self, call: Call, kind: str) -> Reply:
        """Order a task."""
        body = call.document()
        if kind not in _KINDS:
            raise RefusedError("missing", f"There is no {kind}.")
        prompt, mode = body.get("prompt") or "", body.get("mode") or "std"
        if len(prompt) > 2500:
            raise RefusedError("invalid", "prompt has at most 2500 characters")
        if kind == "text2video" and not prompt:
            raise RefusedError("invalid", "prompt is required")
        if kind == "image2video" and not (body.get("image") or body.get("image_tail")):
            raise RefusedError("invalid", "image or image_tail is required")
        if str(body.get("image") or "").startswith("data:"):
            raise RefusedError("invalid", "image is a link or base64 without a prefix")
        if body.get("duration") not in (None, "5", "10") or mode not in _SIZES:
            raise RefusedError("invalid", 'duration is "5" or "10", mode is std or pro')
        own = body.get("external_task_id") or None
        seconds = Fraction(body.get("duration") or "5")
        width, height = frame_size(body.get("aspect_ratio") or "16:9", _SIZES[mode])
        first, last = body.get("image"), body.get("image_tail")
        for item in body.get("image_list") or []:
            if item.get("type") == "end_frame":
                last = item.get("image_url")
            else:
                first = first or item.get("image_url") or item.get("image")
        picture = self.studio.cupboard.read(str(first)) if first else None
        if kind == "video-extend":
            picture = self.last_picture_of(str(body.get("video_id") or "").removesuffix("-v"))
        order = ClipOrder(
            prompt=prompt,
            seconds=seconds,
            width=width,
            height=height,
            first=picture,
            last=self.studio.cupboard.read(str(last)) if last else None,
            audio=body.get("sound") == "on",
        )
        job = self.open_job(
            call,
            model=str(body.get("model_name") or "kling-v1"),
            task=kind,
            order=order,
            request=body,
            price=charge(self.name, mode, seconds),
            callback=body.get("callback_url"),
            own_id=own,
        )
        return self._wrapped(self._view(job, Phase.QUEUED))

    @route("GET", "/v1/videos/{kind}/{task_id}", "poll")
    def get(self, call: Call, kind: str, task_id: str) -> Reply:
        """One task, by the service's id or by the client's own."""
        job = self.book.get(task_id) or self.book.by_own_id(task_id)
        if job is None or job.task != kind:
            raise RefusedError("missing", "task not found")
        return self._wrapped(self._view(job, self.phase(job, call)))

    @route("GET", "/v1/videos/{kind}")
    def list(self, call: Call, kind: str) -> Reply:
        """Tasks of a kind by page, the newest first."""
        number, size = int(call.query.get("pageNum") or 1), int(call.query.get("pageSize") or 30)
        jobs = [job for job in reversed(self.book.all()) if job.task == kind]
        return self._wrapped(
            [self._view(job, self.phase(job, call)) for job in jobs[(number - 1) * size : number * size]]
        )

    @staticmethod
    def _wrapped(data: Any) -> Reply:
        return Reply(200, {"code": 0, "message": "SUCCEED", "request_id": str(uuid.uuid4()), "data": data})

    def _view(self, job: Job, phase: Phase) -> dict[str, Any]:
        view: dict[str, Any] = {
            "task_id": job.id,
            "task_status": _STATUS[phase],
            "task_info": {"external_task_id": job.own_id},
            "created_at": int(job.created * 1000),
            "updated_at": int(min(self.now, job.ended_at()) * 1000),
        }
        if phase is Phase.SUCCEEDED:
            seconds = str(job.order.seconds)
            videos = [{"id": f"{job.id}-v", "url": url, "duration": seconds} for url in self.links(job)]
            view["task_result"] = {"videos": videos}
        elif phase.ended:
            moderated = job.outcome is Outcome.MODERATED
            view["task_status_msg"] = (
                "Failure to pass the risk control system" if moderated else "Task failed"
            )
            view["task_status_code"] = 1301 if moderated else 5000
        return view

    def callback_message(self, job: Job) -> tuple[str, bytes]:
        """The task, unsigned."""
        return job.id, self.compact(self._view(job, job.phase(self.now)))
