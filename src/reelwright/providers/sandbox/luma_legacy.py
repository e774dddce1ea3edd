"""Luma's Dream Machine API (ray-2, ray-flash-2): keyframes, extend, modify, reframe."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Any, ClassVar, Final

from reelwright.providers.sandbox.clip import ClipOrder
from reelwright.providers.sandbox.desk import stamp
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.job import Job, Outcome, Phase
from reelwright.providers.sandbox.service import Service, route
from reelwright.providers.sandbox.shape import frame_size
from reelwright.providers.sandbox.tariff import charge

__all__ = ["LumaLegacy"]

_ROOT: Final = "/dream-machine/v1"
_STATE: Final = {
    Phase.QUEUED: "queued",
    Phase.RUNNING: "dreaming",
    Phase.SUCCEEDED: "completed",
    Phase.FAILED: "failed",
    Phase.CANCELLED: "failed",
}
_RATIOS: Final = frozenset(["1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21"])
_MODES: Final = frozenset(f"{word}_{n}" for word in ("adhere", "flex", "reimagine") for n in (1, 2, 3))
_CONCEPTS: Final = [
    "aerial",
    "crane_down",
    "dolly_zoom",
    "handheld",
    "orbit_left",
    "pan_left",
    "static",
    "zoom_in",
]
_HTTP: Final = {"auth": 401, "quota": 402, "missing": 404, "throttled": 429, "broken": 500}


class LumaLegacy(Service):
    """``api.lumalabs.ai/dream-machine/v1``. Pictures come by link only; there is no upload."""

    name = "luma_legacy"
    title = "Luma (Dream Machine)"
    base_path = _ROOT
    variables: ClassVar = {"LUMAAI_BASE_URL": "{url}", "LUMAAI_API_KEY": "sandbox"}
    status_path = ("state",)
    nullable = ("failure_reason", "generation_type")

    def problem(self, refused: RefusedError) -> Reply:
        """``{"detail": text}``."""
        headers = {}
        if refused.facts.get("retry_after") is not None:
            headers["Retry-After"] = str(math.ceil(refused.facts["retry_after"]))
        return Reply(_HTTP.get(refused.kind, 400), {"detail": refused.message}, headers)

    @route("GET", f"{_ROOT}/ping")
    def ping(self, call: Call) -> Reply:
        """Say that the key is good."""
        return Reply(200, {"message": "pong"})

    @route("GET", f"{_ROOT}/credits")
    def credits(self, call: Call) -> Reply:
        """What is left, in cents."""
        return Reply(200, {"credit_balance": float(1_000_000 - self.bill() * 100)})

    @route("GET", f"{_ROOT}/generations/concepts/list")
    def concepts(self, call: Call) -> Reply:
        """The words a generation's concepts may hold."""
        return Reply(200, _CONCEPTS)

    @route("POST", f"{_ROOT}/generations/video", "create")
    def create(self, call: Call) -> Reply:
        """Order a clip."""
        return self._create(call, call.document(), "video")

    @route("POST", f"{_ROOT}/generations", "create")
    def create_old(self, call: Call) -> Reply:
        """Order a clip by the older path."""
        return self._create(call, call.document(), "video")

    @route("POST", f"{_ROOT}/generations/video/modify", "create")
    def modify(self, call: Call) -> Reply:
        """Change a clip."""
        body = call.document()
        if body.get("mode") not in _MODES:
            raise RefusedError("invalid", "Invalid mode")
        return self._create(call, body, "modify_video")

    @route("POST", f"{_ROOT}/generations/video/reframe", "create")
    def reframe(self, call: Call) -> Reply:
        """Give a clip another shape."""
        return self._create(call, call.document(), "reframe_video")

    @route("POST", f"{_ROOT}/generations/{{generation_id}}/upscale", "create")
    def upscale(self, call: Call, generation_id: str) -> Reply:
        """Make a finished clip larger."""
        return self._from(call, generation_id, "upscale_video")

    @route("POST", f"{_ROOT}/generations/{{generation_id}}/audio", "create")
    def audio(self, call: Call, generation_id: str) -> Reply:
        """Add sound to a finished clip."""
        return self._from(call, generation_id, "add_audio")

    def _from(self, call: Call, generation_id: str, kind: str) -> Reply:
        source = self.find(generation_id)
        if source.phase(self.now) is not Phase.SUCCEEDED:
            raise RefusedError("invalid", "Generation is not completed")
        body = {**source.request, **call.document()}
        return self._create(call, body, kind, audio=kind == "add_audio")

    def _create(self, call: Call, body: dict[str, Any], kind: str, audio: bool = False) -> Reply:
        model, prompt = body.get("model"), body.get("prompt") or ""
        if model not in ("ray-2", "ray-flash-2"):
            raise RefusedError("invalid", "Invalid model")
        if kind in ("modify_video", "reframe_video"):
            if not (body.get("media") or {}).get("url"):
                raise RefusedError("invalid", "Media url is required")
        elif len(prompt) < 3 and not body.get("keyframes"):
            raise RefusedError("invalid", "Prompt is required and must be at least 3 characters long")
        ratio, resolution = body.get("aspect_ratio") or "16:9", body.get("resolution") or "720p"
        duration = str(body.get("duration") or "5s")
        if ratio not in _RATIOS:
            raise RefusedError("invalid", "Invalid aspect ratio")
        if not re.fullmatch(r"\d{1,2}s", duration):
            raise RefusedError("invalid", "Invalid duration")
        frames = body.get("keyframes") or {}
        first, last = self._picture(frames.get("frame0")), self._picture(frames.get("frame1"))
        if kind == "modify_video" and body.get("first_frame"):
            first = self.studio.cupboard.read(body["first_frame"]["url"])
        width, height = frame_size(ratio, resolution)
        seconds = Fraction(duration[:-1])
        order = ClipOrder(
            prompt=prompt,
            seconds=seconds,
            width=width,
            height=height,
            first=first,
            last=first if body.get("loop") else last,
            audio=audio,
        )
        job = self.open_job(
            call,
            model=str(model),
            task=kind,
            order=order,
            request=body,
            price=charge(self.name, str(model), seconds, resolution),
            callback=body.get("callback_url"),
        )
        return Reply(201, self._view(job, self.phase(job, call)))

    def _picture(self, frame: dict[str, Any] | None) -> bytes | None:
        """The picture of a keyframe: an image by its link, or a generation's last picture (extend)."""
        if not frame:
            return None
        if frame.get("type") == "generation":
            source = self.find(str(frame.get("id")))
            if source.phase(self.now) is not Phase.SUCCEEDED:
                raise RefusedError("invalid", "Keyframe generation is not completed")
            return self.last_picture_of(source.id)
        if frame.get("type") != "image" or not str(frame.get("url", "")).startswith(("http://", "https://")):
            raise RefusedError("invalid", "Image keyframes need a public url")
        return self.studio.cupboard.read(frame["url"])

    @route("GET", f"{_ROOT}/generations")
    def list(self, call: Call) -> Reply:
        """The newest generations first, by offset and limit."""
        limit, offset = int(call.query.get("limit") or 10), int(call.query.get("offset") or 0)
        jobs = [job for job in reversed(self.book.all()) if not job.deleted]
        page = [self._view(job, self.phase(job, call)) for job in jobs[offset : offset + limit]]
        more = offset + limit < len(jobs)
        body = {"generations": page, "count": len(jobs), "has_more": more, "limit": limit, "offset": offset}
        return Reply(200, body)

    @route("GET", f"{_ROOT}/generations/{{generation_id}}", "poll")
    def get(self, call: Call, generation_id: str) -> Reply:
        """One generation as it stands."""
        job = self.find(generation_id)
        return Reply(200, self._view(job, self.phase(job, call)))

    @route("DELETE", f"{_ROOT}/generations/{{generation_id}}")
    def delete(self, call: Call, generation_id: str) -> Reply:
        """Forget a generation; one under way goes on and is billed."""
        self.find(generation_id).deleted = True
        return Reply(204)

    def _view(self, job: Job, phase: Phase) -> dict[str, Any]:
        links = self.links(job) if phase is Phase.SUCCEEDED else []
        reason = None
        if phase.ended and phase is not Phase.SUCCEEDED:
            reason = "Content moderated" if job.outcome is Outcome.MODERATED else "Generation failed"
        kind = "video" if job.task == "video" else job.task
        return {
            "id": job.id,
            "generation_type": "video",
            "state": _STATE[phase],
            "failure_reason": reason,
            "created_at": stamp(job.created),
            "assets": {"video": links[0], "image": None, "progress_video": None} if links else None,
            "model": job.model,
            "request": {**job.request, "generation_type": kind},
        }

    def callback_message(self, job: Job) -> tuple[str, bytes]:
        """The generation itself, unsigned."""
        return job.id, self.compact(self._view(job, job.phase(self.now)))
