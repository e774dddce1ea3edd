"""Luma's agents API (ray-3.2): generations and presigned file uploads."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, ClassVar, Final

from reelwright.providers.sandbox.clip import ClipOrder
from reelwright.providers.sandbox.desk import stamp
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.job import Job, Outcome, Phase
from reelwright.providers.sandbox.service import Service, route
from reelwright.providers.sandbox.shape import frame_size
from reelwright.providers.sandbox.tariff import charge

__all__ = ["LumaAgents"]

_STATE: Final = {
    Phase.QUEUED: "queued",
    Phase.RUNNING: "processing",
    Phase.SUCCEEDED: "completed",
    Phase.FAILED: "failed",
    Phase.CANCELLED: "failed",
}
_TYPES: Final = frozenset({"video", "video_edit", "video_reframe"})
_RATIOS: Final = frozenset(
    ["3:1", "2:1", "21:9", "16:9", "4:3", "3:2", "1:1", "3:4", "2:3", "9:16", "1:2", "1:3"]
)
_RESOLUTIONS: Final = frozenset({"360p", "540p", "720p", "1080p"})
_HTTP: Final = {"auth": 401, "quota": 402, "missing": 404, "moderated": 400, "throttled": 429, "broken": 500}


class LumaAgents(Service):
    """``agents.lumalabs.ai/v1``."""

    name = "luma_agents"
    title = "Luma (agents)"
    base_path = "/v1"
    variables: ClassVar = {"LUMA_BASE_URL": "{url}", "LUMA_AGENTS_API_KEY": "sandbox"}
    status_path = ("state",)
    nullable = ("failure_code", "failure_reason")

    def problem(self, refused: RefusedError) -> Reply:
        """``{"detail": text, "code": word}`` with the code of the vendor's own list."""
        codes = {
            "moderated": "content_moderated",
            "throttled": "rate_limited",
            "quota": "budget_exhausted",
            "broken": "generation_failed",
        }
        headers = {}
        if refused.facts.get("retry_after") is not None:
            headers["Retry-After"] = str(math.ceil(refused.facts["retry_after"]))
        body = {"detail": refused.message, "code": codes.get(refused.kind, "invalid_request")}
        return Reply(_HTTP.get(refused.kind, 422), body, headers)

    @route("POST", "/v1/generations", "create")
    def create(self, call: Call) -> Reply:
        """Order a generation."""
        body = call.document()
        options = body.get("video") or {}
        kind, model = body.get("type") or "image", body.get("model") or "uni-1"
        if not body.get("prompt"):
            raise RefusedError("invalid", "prompt: field required")
        if kind not in _TYPES or model != "ray-3.2":
            raise RefusedError("invalid", "The sandbox makes videos: use model ray-3.2 with a video type.")
        ratio, duration = body.get("aspect_ratio") or "16:9", options.get("duration") or "5s"
        resolution = options.get("resolution") or "720p"
        for value, allowed, name in (
            (ratio, _RATIOS, "aspect_ratio"),
            (duration, {"5s", "10s"}, "video.duration"),
            (resolution, _RESOLUTIONS, "video.resolution"),
        ):
            if value not in allowed:
                raise RefusedError("invalid", f"{name}: {value!r} is not one of {sorted(allowed)}")
        if kind != "video" and not body.get("source"):
            raise RefusedError("invalid", f"source: field required for {kind}")
        keyframes = options.get("keyframes") or []
        if len(keyframes) != len(options.get("keyframe_indexes") or keyframes):
            raise RefusedError("invalid", "video.keyframe_indexes: one for each keyframe")
        first = self._picture(options.get("start_frame") or (keyframes[0] if keyframes else None))
        last = self._picture(options.get("end_frame") or (keyframes[-1] if len(keyframes) > 1 else None))
        width, height = frame_size(ratio, resolution)
        seconds = Fraction(duration.removesuffix("s"))
        order = ClipOrder(
            prompt=body["prompt"],
            seconds=seconds,
            width=width,
            height=height,
            first=first,
            last=first if options.get("loop") else last,
        )
        price = charge(self.name, model, seconds, resolution)
        job = self.open_job(call, model=model, task=kind, order=order, request=body, price=price)
        return Reply(201, self._view(job, call))

    def _picture(self, reference: dict[str, Any] | None) -> bytes | None:
        """The picture a media reference means: data, file, link, or an earlier generation's last frame."""
        if not reference:
            return None
        if reference.get("generation_id"):
            self.find(reference["generation_id"])
            return self.last_picture_of(reference["generation_id"])
        given = reference.get("data") or reference.get("file_id") or reference.get("url")
        if not given:
            raise RefusedError("invalid", "A media reference needs data, url, file_id or generation_id.")
        return self.studio.cupboard.read(f"data:;base64,{given}" if reference.get("data") else str(given))

    @route("GET", "/v1/generations/{generation_id}", "poll")
    def get(self, call: Call, generation_id: str) -> Reply:
        """One generation as it stands."""
        return Reply(200, self._view(self.find(generation_id), call))

    def _view(self, job: Job, call: Call) -> dict[str, Any]:
        phase = self.phase(job, call)
        view: dict[str, Any] = {
            "id": job.id,
            "created_at": stamp(job.created),
            "model": job.model,
            "type": job.task,
            "state": _STATE[phase],
            "failure_code": None,
            "failure_reason": None,
            "output": None,
        }
        if phase is Phase.SUCCEEDED:
            view["output"] = [{"type": "video", "url": url} for url in self.links(job)]
        elif phase.ended:
            moderated = job.outcome is Outcome.MODERATED
            view["failure_code"] = "content_moderated" if moderated else "generation_failed"
            view["failure_reason"] = "Content was moderated." if moderated else "The generation failed."
        return view

    @route("POST", "/v1/files", "upload")
    def create_file(self, call: Call) -> Reply:
        """Promise a place for a file, with a presigned link."""
        body = call.document()
        if not body.get("mime_type") or not body.get("size_bytes"):
            raise RefusedError("invalid", "mime_type and size_bytes: field required")
        name = str(body.get("filename") or "")
        place = self.studio.cupboard.put(b"", body["mime_type"], name, self.now, owner=self.name)
        upload = {
            "method": "PUT",
            "url": f"{call.origin}/_upload/{place.id}",
            "headers": {"Content-Type": body["mime_type"]},
            "expires_at": stamp(self.now + 3600),
        }
        file = self._file(place.id, "pending", body)
        return Reply(201, {"id": place.id, "file": file, "state": "pending", "upload": upload})

    def _file(self, file_id: str, state: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        found = self.studio.cupboard.get(file_id)
        if found is None:
            raise RefusedError("missing", f"There is no file {file_id}.")
        return {
            "id": file_id,
            "created_at": stamp(found.created),
            "mime_type": found.content_type,
            "purpose": (body or {}).get("purpose") or "input",
            "size_bytes": (body or {}).get("size_bytes") or len(found.data),
            "state": state,
            "filename": found.name or None,
        }

    @route("PUT", "/_upload/{file_id}", "upload", guarded=False)
    def receive(self, call: Call, file_id: str) -> Reply:
        """Take the promised bytes."""
        place = self.studio.cupboard.get(file_id)
        if place is None:
            return Reply(403, "<Error><Code>AccessDenied</Code></Error>", content_type="application/xml")
        self.studio.cupboard.put(call.body, place.content_type, place.name, place.created, file_id, self.name)
        return Reply(200)

    @route("POST", "/v1/files/{file_id}/complete")
    def complete(self, call: Call, file_id: str) -> Reply:
        """Say that the bytes are there."""
        found = self.studio.cupboard.get(file_id)
        return Reply(200, self._file(file_id, "ready" if found and found.data else "failed"))

    @route("GET", "/v1/files")
    def list_files(self, call: Call) -> Reply:
        """The files of this account, the newest first."""
        limit, cursor = int(call.query.get("limit") or 20), call.query.get("cursor")
        ids = [kept.id for kept in reversed(self.studio.cupboard.of(self.name))]
        start = ids.index(cursor) if cursor in ids else 0
        page = [self._seen(file_id) for file_id in ids[start : start + limit]]
        after = ids[start + limit] if start + limit < len(ids) else None
        return Reply(200, {"data": page, "has_more": after is not None, "next_cursor": after})

    def _seen(self, file_id: str) -> dict[str, Any]:
        found = self.studio.cupboard.get(file_id)
        return self._file(file_id, "ready" if found and found.data else "pending")

    @route("GET", "/v1/files/{file_id}")
    def get_file(self, call: Call, file_id: str) -> Reply:
        """One file."""
        return Reply(200, self._seen(file_id))

    @route("DELETE", "/v1/files/{file_id}")
    def delete_file(self, call: Call, file_id: str) -> Reply:
        """Forget a file."""
        view = self._file(file_id, "deleted")
        self.studio.cupboard.drop(file_id)
        return Reply(200, view)
