"""MiniMax (Hailuo): version 2 with typed content, and version 1 where errors hide in an HTTP 200."""

from __future__ import annotations

import json
import math
import uuid
from fractions import Fraction
from typing import Any, ClassVar, Final

from reelwright.providers.sandbox.clip import ClipOrder
from reelwright.providers.sandbox.courier import is_loopback, post
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.job import Job, Outcome, Phase
from reelwright.providers.sandbox.service import Service, route
from reelwright.providers.sandbox.shape import frame_size
from reelwright.providers.sandbox.tariff import charge

__all__ = ["MiniMax"]

_STATUS: Final = {
    Phase.QUEUED: "queued",
    Phase.RUNNING: "running",
    Phase.SUCCEEDED: "succeeded",
    Phase.FAILED: "failed",
    Phase.CANCELLED: "cancelled",
}
_OLD_STATUS: Final = {
    Phase.QUEUED: "Queueing",
    Phase.RUNNING: "Processing",
    Phase.SUCCEEDED: "Success",
    Phase.FAILED: "Fail",
    Phase.CANCELLED: "Fail",
}
_ERRORS: Final = {
    "invalid": (400, "bad_request_error", 2013),
    "missing": (404, "bad_request_error", 2013),
    "auth": (401, "authorized_error", 1004),
    "quota": (402, "insufficient_balance_error", 1008),
    "moderated": (422, "unprocessable_entity_error", 1026),
    "throttled": (429, "rate_limit_error", 1002),
    "broken": (500, "server_error", 1000),
}
_OFFERS: Final = {
    "MiniMax-H3": ({"768p", "2k"}, range(4, 16)),
    "MiniMax-H3-Max": ({"480p", "768p"}, range(5, 16)),
}
_MEDIA: Final = ("image_url", "video_url", "audio_url")
_FRAMES: Final = frozenset({"first_frame", "last_frame"})
_RATIOS: Final = frozenset(["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"])


class MiniMax(Service):
    """``api.minimax.io``."""

    name = "minimax"
    title = "MiniMax (Hailuo)"
    variables: ClassVar = {"REELWRIGHT_MINIMAX_URL": "{url}", "MINIMAX_API_KEY": "sandbox"}
    nullable = ("error", "usage")

    def problem(self, refused: RefusedError) -> Reply:
        """Version 2's error object, with the service's code in brackets at the end of the message."""
        status, kind, code = _ERRORS[refused.kind]
        headers = {}
        if refused.facts.get("retry_after") is not None:
            headers["Retry-After"] = str(math.ceil(refused.facts["retry_after"]))
        error = {"type": kind, "message": f"{refused.message} ({code})", "http_code": str(status)}
        return Reply(status, {"type": "error", "error": error, "request_id": uuid.uuid4().hex}, headers)

    def answer(self, call: Call) -> Reply:
        """As every service; what version 1 refuses, it refuses with HTTP 200 and a status in the body."""
        reply = super().answer(call)
        if call.path.startswith("/v1/") and reply.status >= 400 and isinstance(reply.body, dict):
            message = str(reply.body["error"]["message"])
            code = int(message.rpartition("(")[2].rstrip(")"))
            reply.body = {"base_resp": {"status_code": code, "status_msg": message}}
            reply.status = 200
        return reply

    @route("POST", "/v2/video_generation", "create")
    def create(self, call: Call) -> Reply:
        """Order a clip from typed content."""
        body = call.document()
        model = body.get("model")
        if model not in _OFFERS:
            raise RefusedError("invalid", f"invalid params, model {model!r}")
        content = body.get("content") or []
        texts = [item["text"] for item in content if item.get("type") == "text" and item.get("text")]
        roles = {item.get("role"): item for item in content if item.get("type") in _MEDIA}
        if len(texts) != 1:
            raise RefusedError("invalid", "invalid params, content needs exactly one non-empty text")
        if roles.keys() & _FRAMES and any(str(role).startswith("reference") for role in roles):
            raise RefusedError("invalid", "invalid params, frames and references exclude each other")
        self._challenge(body.get("callback_url"))
        resolutions, lengths = _OFFERS[model]
        resolution = str(body.get("resolution") or "768P").lower()
        seconds, ratio = body.get("duration") or 5, body.get("ratio") or "adaptive"
        if resolution not in resolutions or seconds not in lengths or ratio not in _RATIOS:
            raise RefusedError("invalid", "invalid params, resolution, duration or ratio")
        frames = {
            role: self.studio.cupboard.read(str((roles[role].get("image_url") or {}).get("url") or ""))
            for role in roles.keys() & _FRAMES
        }
        order = self._order(texts[0], seconds, resolution, ratio, frames)
        job = self._open(call, body, str(model), order, resolution)
        return Reply(200, {"task_id": job.id})

    @staticmethod
    def _challenge(url: str | None) -> None:
        """Ask the callback to echo a word before anything is sent to it."""
        if url and is_loopback(url):
            word = uuid.uuid4().hex
            _, answer = post(url, {}, json.dumps({"challenge": word}).encode())
            if word not in answer.decode("utf-8", "replace"):
                raise RefusedError("invalid", "invalid params, callback_url did not echo the challenge")

    def _order(
        self, prompt: str, seconds: int, resolution: str, ratio: str, frames: dict[Any, bytes | None]
    ) -> ClipOrder:
        width, height = frame_size("16:9" if ratio == "adaptive" else ratio, resolution)
        first, last = frames.get("first_frame"), frames.get("last_frame")
        return ClipOrder(prompt, Fraction(seconds), width, height, first=first, last=last, audio=True)

    def _open(self, call: Call, body: dict[str, Any], model: str, order: ClipOrder, resolution: str) -> Job:
        return self.open_job(
            call,
            model=model,
            task="video",
            order=order,
            request=body,
            price=charge(self.name, model, order.seconds, resolution),
            job_id=str(uuid.uuid4().int % 10**18),
            callback=body.get("callback_url"),
        )

    @route("POST", "/v2/video_regeneration", "create")
    def again(self, call: Call) -> Reply:
        """Make a finished clip again at another resolution."""
        body = call.document()
        source = self.find(str(body.get("source_task_id") or ""))
        return self.create(
            Call(
                call.method,
                call.target,
                call.headers,
                self.compact({**source.request, "resolution": body.get("resolution") or "2K"}),
                call.origin,
                call.at,
            )
        )

    @route("GET", "/v2/query/video_generation/{task_id}", "poll")
    def get(self, call: Call, task_id: str) -> Reply:
        """One task as it stands."""
        job = self.find(task_id)
        return Reply(200, self._view(job, self.phase(job, call)))

    @route("GET", "/v2/query/video_generation")
    def list(self, call: Call) -> Reply:
        """Tasks by page, the newest first."""
        number, size = int(call.query.get("page_num") or 1), int(call.query.get("page_size") or 20)
        jobs = [*reversed(self.book.all())]
        items = [self._view(j, self.phase(j, call)) for j in jobs[(number - 1) * size : number * size]]
        return Reply(200, {"items": items, "total": len(jobs), "page_num": number, "page_size": size})

    def _view(self, job: Job, phase: Phase) -> dict[str, Any]:
        view: dict[str, Any] = {
            "task_id": job.id,
            "model": job.model,
            "status": _STATUS[phase],
            "created_at": int(job.created),
            "updated_at": int(min(self.now, job.ended_at())),
        }
        if phase is Phase.SUCCEEDED:
            links = self.links(job)
            view["content"] = {"url": links[0]} if links else {}
            view["usage"] = {"output_video_duration": int(job.order.seconds)}
        elif phase is Phase.FAILED:
            moderated = job.outcome is Outcome.MODERATED
            view["error"] = {
                "code": "1027" if moderated else "1000",
                "message": "output new_sensitive (1027)" if moderated else "unknown error (1000)",
            }
        return view

    @route("POST", "/v1/video_generation", "create")
    def create_old(self, call: Call) -> Reply:
        """Order a clip the old way."""
        body = call.document()
        model, prompt = str(body.get("model") or ""), body.get("prompt") or ""
        if not model or len(prompt) > 2000 or not (prompt or body.get("first_frame_image")):
            raise RefusedError("invalid", "invalid params")
        resolution = str(body.get("resolution") or "768P").lower()
        frames = {
            role: self.studio.cupboard.read(str(body[f"{role}_image"]))
            for role in _FRAMES
            if body.get(f"{role}_image")
        }
        order = self._order(prompt, int(body.get("duration") or 6), resolution, "16:9", frames)
        job = self._open(call, body, model, order, resolution)
        return Reply(200, {"task_id": job.id, "base_resp": {"status_code": 0, "status_msg": "success"}})

    @route("GET", "/v1/query/video_generation", "poll")
    def get_old(self, call: Call) -> Reply:
        """One task of the old way; a finished one names a file."""
        job = self.find(call.query.get("task_id", ""))
        phase = self.phase(job, call)
        made = phase is Phase.SUCCEEDED and job.outcome is Outcome.CLIP
        code = 1027 if phase is Phase.FAILED and job.outcome is Outcome.MODERATED else 0
        text = "output new_sensitive" if code else "success"
        return Reply(
            200,
            {
                "task_id": job.id,
                "status": _OLD_STATUS[phase],
                "file_id": job.id if made else "",
                "video_width": job.order.width if made else 0,
                "video_height": job.order.height if made else 0,
                "base_resp": {"status_code": code, "status_msg": text},
            },
        )

    @route("GET", "/v1/files/retrieve", "poll")
    def file(self, call: Call) -> Reply:
        """Where a finished clip can be read."""
        job = self.find(call.query.get("file_id", ""))
        links = self.links(job) if job.phase(self.now) is Phase.SUCCEEDED else []
        if not links:
            raise RefusedError("invalid", "invalid file_id")
        file = {
            "file_id": job.id,
            "bytes": self.clip(job).stat().st_size,
            "created_at": int(job.ends),
            "filename": "output.mp4",
            "purpose": "video_generation",
            "download_url": links[0],
        }
        return Reply(200, {"file": file, "base_resp": {"status_code": 0, "status_msg": "success"}})

    @route("POST", "/v1/files/upload", "upload")
    def upload(self, call: Call) -> Reply:
        """Keep a file that ``mm_file://`` can name."""
        part = call.form().files.get("file")
        if part is None:
            raise RefusedError("invalid", "invalid params, file")
        kept = self.studio.cupboard.put(part.data, part.content_type, part.filename, self.now)
        file = {
            "file_id": kept.id,
            "bytes": len(part.data),
            "created_at": int(self.now),
            "filename": part.filename,
        }
        return Reply(200, {"file": file, "base_resp": {"status_code": 0, "status_msg": "success"}})

    def callback_message(self, job: Job) -> tuple[str, bytes]:
        """The task, unsigned."""
        return job.id, self.compact(self._view(job, job.phase(self.now)))
