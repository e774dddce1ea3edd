"""ByteDance's Ark (Seedance): generation tasks billed by video tokens."""

from __future__ import annotations

import math
import re
import uuid
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, ClassVar, Final

from reelwright.providers.sandbox.clip import ClipOrder, last_picture
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.job import Job, Outcome, Phase
from reelwright.providers.sandbox.service import Service, route
from reelwright.providers.sandbox.shape import frame_size
from reelwright.providers.sandbox.tariff import charge

__all__ = ["Ark"]

_ROOT: Final = "/api/v3"
_TASKS: Final = f"{_ROOT}/contents/generations/tasks"
_STATUS: Final = {
    Phase.QUEUED: "queued",
    Phase.RUNNING: "running",
    Phase.SUCCEEDED: "succeeded",
    Phase.FAILED: "failed",
    Phase.CANCELLED: "cancelled",
}
_ERRORS: Final = {
    "auth": (401, "AuthenticationError"),
    "quota": (403, "AccountOverdueError"),
    "missing": (404, "ResourceNotFound"),
    "invalid": (400, "InvalidParameter"),
    "conflict": (409, "InvalidAction"),
    "moderated": (400, "InputTextSensitiveContentDetected"),
    "throttled": (429, "RateLimitExceeded.EndpointRPMExceeded"),
    "broken": (500, "InternalServiceError"),
}
_RATIOS: Final = frozenset(["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "keep_ratio"])
_FPS: Final = 24


class Ark(Service):
    """``ark.cn-beijing.volces.com/api/v3`` and its twin abroad."""

    name = "ark"
    title = "Seedance (Ark)"
    base_path = _ROOT
    variables: ClassVar = {"REELWRIGHT_ARK_URL": "{url}", "ARK_API_KEY": "sandbox"}
    nullable = ("error", "revised_prompt", "service_tier", "usage")

    def problem(self, refused: RefusedError) -> Reply:
        """``{"error": {code, message, param, type}}``."""
        status, code = _ERRORS[refused.kind]
        headers = {}
        if refused.facts.get("retry_after") is not None:
            headers["Retry-After"] = str(math.ceil(refused.facts["retry_after"]))
        kind = "TooManyRequests" if status == 429 else "BadRequest" if status == 400 else code
        return Reply(
            status, {"error": {"code": code, "message": refused.message, "param": "", "type": kind}}, headers
        )

    @route("POST", _TASKS, "create")
    def create(self, call: Call) -> Reply:
        """Order a clip; fields that are null count as absent."""
        body = {name: value for name, value in call.document().items() if value is not None}
        model, content = str(body.get("model") or ""), body.get("content") or []
        if not re.match(r"(doubao|dreamina|ep-)", model):
            raise RefusedError(
                "missing", f"The model or endpoint {model} does not exist or you do not have access."
            )
        texts = [str(item.get("text") or "") for item in content if item.get("type") == "text"]
        images = [item for item in content if item.get("type") == "image_url"]
        if not content or not (any(texts) or images or any(i.get("type") == "draft_task" for i in content)):
            raise RefusedError("invalid", "The parameter `content` specified in the request is not valid")
        resolution, ratio = str(body.get("resolution") or "720p"), str(body.get("ratio") or "16:9")
        seconds = body.get("duration") or 5
        if ratio not in _RATIOS or not isinstance(seconds, int) or not (seconds == -1 or 2 <= seconds <= 15):
            raise RefusedError("invalid", "The parameter `ratio` or `duration` is not valid")
        shape = ratio if ":" in ratio else "16:9"
        # 480p of this maker is 864 x 496, which is also what its tokens are counted on.
        width, height = (
            (864, 496) if (resolution, shape) == ("480p", "16:9") else frame_size(shape, resolution)
        )
        frames: dict[str, bytes | None] = {}
        for place, item in enumerate(images):
            role = str(item.get("role") or ("first_frame" if place == 0 else "last_frame"))
            frames.setdefault(
                role, self.studio.cupboard.read(str((item.get("image_url") or {}).get("url") or ""))
            )
        length = (
            Fraction(int(body["frames"]), _FPS)
            if body.get("frames")
            else Fraction(5 if seconds == -1 else seconds)
        )
        order = ClipOrder(
            prompt=" ".join(texts),
            seconds=length,
            width=width,
            height=height,
            fps=_FPS,
            seed=int(body["seed"]) if int(body.get("seed") or -1) >= 0 else 11,
            first=frames.get("first_frame"),
            last=frames.get("last_frame"),
            audio=bool(body.get("generate_audio")),
        )
        day = datetime.fromtimestamp(self.now, UTC).strftime("%Y%m%d%H%M%S")
        job = self.open_job(
            call,
            model=model,
            task="video",
            order=order,
            request=body,
            price=charge(self.name, model, length, resolution),
            job_id=f"cgt-{day}-{uuid.uuid4().hex[:8]}",
            callback=body.get("callback_url"),
            notes={"resolution": resolution, "ratio": shape},
        )
        return Reply(200, {"id": job.id})

    @route("GET", _TASKS + "/{task_id}", "poll")
    def get(self, call: Call, task_id: str) -> Reply:
        """One task as it stands."""
        job = self.find(task_id)
        return Reply(200, self._view(job, self.phase(job, call)))

    @route("GET", _TASKS)
    def list(self, call: Call) -> Reply:
        """Tasks by page, filtered by status, model and ids."""
        asked = call.query
        jobs = [
            view
            for job in reversed(self.book.all())
            if not job.deleted
            for view in [self._view(job, self.phase(job, call))]
            if asked.get("filter.status", view["status"]) == view["status"]
            and asked.get("filter.model", job.model) == job.model
            and job.id in asked.get("filter.task_ids", job.id).split(",")
        ]
        number, size = int(asked.get("page_num") or 1), int(asked.get("page_size") or 20)
        return Reply(200, {"total": len(jobs), "items": jobs[(number - 1) * size : number * size]})

    @route("DELETE", _TASKS + "/{task_id}")
    def delete(self, call: Call, task_id: str) -> Reply:
        """Cancel a queued task, delete the record of one that is over; a running one stays."""
        job = self.find(task_id)
        phase = job.phase(self.now)
        if phase is Phase.RUNNING:
            raise RefusedError("conflict", "The task is running and cannot be cancelled.")
        if phase is Phase.QUEUED:
            self.stop(job)
        else:
            job.deleted = True
        return Reply(200, {})

    def _view(self, job: Job, phase: Phase) -> dict[str, Any]:
        view: dict[str, Any] = {
            "id": job.id,
            "model": job.model,
            "status": _STATUS[phase],
            "created_at": int(job.created),
            "updated_at": int(min(self.now, job.ended_at())),
            "service_tier": job.request.get("service_tier", "default"),
            "execution_expires_after": job.request.get("execution_expires_after", 172_800),
        }
        if phase is Phase.SUCCEEDED:
            links = self.links(job)
            order = job.order
            tokens = order.width * order.height * order.frames // 1024
            content = {"video_url": links[0]} if links else {}
            if links and job.request.get("return_last_frame"):
                content["last_frame_url"] = links[0].replace("/0.mp4", "/last.png")
            view |= {
                "content": content,
                "usage": {"completion_tokens": tokens, "total_tokens": tokens},
                "seed": order.seed,
                "resolution": job.notes["resolution"],
                "ratio": job.notes["ratio"],
                "duration": int(order.seconds),
                "framespersecond": order.fps,
                "generate_audio": order.audio,
            }
        elif phase is Phase.FAILED:
            moderated = job.outcome is Outcome.MODERATED
            view["error"] = {
                "code": "OutputVideoSensitiveContentDetected" if moderated else "InternalServiceError",
                "message": "The output video may contain sensitive information."
                if moderated
                else "It failed.",
            }
        return view

    def still(self, job: Job) -> bytes:
        """The last picture of a finished clip as PNG, for ``last_frame_url``."""
        return last_picture(self.clip(job))

    def callback_message(self, job: Job) -> tuple[str, bytes]:
        """The task, unsigned."""
        return job.id, self.compact(self._view(job, job.phase(self.now)))
