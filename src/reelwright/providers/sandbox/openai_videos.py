"""The ``/v1/videos`` wire format."""

from __future__ import annotations

import json
import math
import re
import uuid
from fractions import Fraction
from typing import Any, ClassVar, Final

from reelwright.providers.sandbox.clip import ClipOrder
from reelwright.providers.sandbox.exchange import Call, Form, RefusedError, Reply
from reelwright.providers.sandbox.job import Job, Outcome, Phase
from reelwright.providers.sandbox.service import Service, route
from reelwright.providers.sandbox.shape import pixels
from reelwright.providers.sandbox.tariff import charge

__all__ = ["OpenAIVideos"]

_STATUS: Final = {
    Phase.QUEUED: "queued",
    Phase.RUNNING: "in_progress",
    Phase.SUCCEEDED: "completed",
    Phase.FAILED: "failed",
    Phase.CANCELLED: "failed",
}
_HTTP: Final = {
    "auth": (401, "invalid_request_error", "invalid_api_key"),
    "missing": (404, "invalid_request_error", "not_found"),
    "invalid": (400, "invalid_request_error", "invalid_value"),
    "moderated": (400, "invalid_request_error", "moderation_blocked"),
    "throttled": (429, "requests", "rate_limit_exceeded"),
    "quota": (429, "insufficient_quota", "insufficient_quota"),
    "broken": (500, "server_error", "server_error"),
}


class OpenAIVideos(Service):
    """The format as its inventor served it: the models sora-2 and sora-2-pro are priced, others are free."""

    name = "openai_videos"
    title = "OpenAI video wire format"
    base_path = "/v1"
    variables: ClassVar = {"OPENAI_BASE_URL": "{url}", "OPENAI_API_KEY": "sandbox"}
    nullable = ("completed_at", "expires_at", "error", "remixed_from_video_id", "prompt")
    takes_json: ClassVar = True
    failed_status: ClassVar = 200
    failed_content_status: ClassVar = 404
    deletion_stops: ClassVar = True

    def problem(self, refused: RefusedError) -> Reply:
        """``{"error": {message, type, param, code}}``."""
        status, kind, code = _HTTP[refused.kind]
        headers = {}
        if refused.facts.get("retry_after") is not None:
            headers["Retry-After"] = str(math.ceil(refused.facts["retry_after"]))
        error = {"message": refused.message, "type": kind, "param": refused.facts.get("param"), "code": code}
        return Reply(status, {"error": error}, headers)

    def _form(self, call: Call) -> Form:
        """The fields of a create, multipart or (where the engine takes it) JSON."""
        if call.content_type == "application/json":
            if not self.takes_json:
                raise RefusedError("invalid", "This server takes multipart/form-data only.")
            document = call.document()
            if not isinstance(document.get("prompt", ""), str):
                raise RefusedError("invalid", "Invalid type for 'prompt': expected a string.", param="prompt")
            fields = {
                k: v if isinstance(v, str) else json.dumps(v) for k, v in document.items() if v is not None
            }
            return Form(fields, {})
        return call.form()

    def _picture(self, form: Form, *names: str) -> bytes | None:
        """An uploaded picture, or the one a reference object or a plain text means."""
        for name in names:
            if name in form.files:
                return form.files[name].data
            flat = {k[len(name) + 1 : -1]: v for k, v in form.fields.items() if k.startswith(f"{name}[")}
            value: Any = flat or form.fields.get(name)
            if isinstance(value, str) and value.startswith(("{", "[")):
                value = json.loads(value)
            if isinstance(value, list):
                value = value[0] if value else None
            if isinstance(value, dict):
                value = value.get("image_url") or value.get("file_id")
            if value:
                return self.studio.cupboard.read(str(value))
        return None

    def _create(self, call: Call, form: Form, task: str, source: Job | None = None) -> Job:
        fields = {**(source.notes["fields"] if source else {}), **form.fields}
        prompt = fields.get("prompt") or ""
        if not prompt:
            raise RefusedError("invalid", "Missing required parameter: 'prompt'.", param="prompt")
        seconds = str(fields.get("seconds") or "4")
        if not re.fullmatch(r"[1-9]\d{0,2}", seconds):
            raise RefusedError("invalid", f"Invalid value: {seconds!r}.", param="seconds")
        size = fields.get("size") or f"{fields.get('width') or 720}x{fields.get('height') or 1280}"
        width, height = pixels(size)
        fps = int(float(fields.get("fps") or 24))
        length = Fraction(int(fields["num_frames"]), fps) if fields.get("num_frames") else Fraction(seconds)
        first = self._picture(form, "input_reference", "image_reference", "reference_url")
        if source is not None and task == "extend":
            first = self.last_picture_of(source.id)
        model = fields.get("model") or "sora-2"
        order = ClipOrder(
            prompt=prompt,
            seconds=length,
            width=width,
            height=height,
            fps=fps,
            seed=int(fields.get("seed") or 0),
            first=first,
            audio=model.startswith("sora") or fields.get("generate_sound") == "true",
        )
        price = charge(self.name, model, length)
        notes = {
            "fields": {**fields, "seconds": seconds, "size": size},
            "from": source.id if source else None,
        }
        video_id = f"video_{uuid.uuid4().hex}"
        request = dict(form.fields)
        return self.open_job(
            call,
            model=model,
            task=task,
            order=order,
            request=request,
            price=price,
            job_id=video_id,
            notes=notes,
        )

    @route("POST", "/v1/videos", "create")
    def create(self, call: Call) -> Reply:
        """Order a video."""
        return self._reply(self._create(call, self._form(call), "video"), call, created=True)

    @route("POST", "/v1/videos/{video_id}/remix", "create")
    def remix(self, call: Call, video_id: str) -> Reply:
        """Make a video again with another prompt."""
        source = self._finished(video_id)
        return self._reply(self._create(call, self._form(call), "remix", source), call, created=True)

    @route("POST", "/v1/videos/edits", "create")
    def edit(self, call: Call) -> Reply:
        """Change a video, uploaded or made here."""
        form = self._form(call)
        return self._reply(self._create(call, form, "edit", self._source(form)), call, created=True)

    @route("POST", "/v1/videos/extensions", "create")
    def extend(self, call: Call) -> Reply:
        """Go on from a video's last picture."""
        form = self._form(call)
        return self._reply(self._create(call, form, "extend", self._source(form)), call, created=True)

    def _source(self, form: Form) -> Job | None:
        if "video" in form.files:
            return None
        given = form.fields.get("video[id]") or form.fields.get("video") or ""
        return self._finished(json.loads(given)["id"] if given.startswith("{") else given)

    def _finished(self, video_id: str) -> Job:
        job = self.find(video_id)
        if job.phase(self.now) is not Phase.SUCCEEDED:
            raise RefusedError("invalid", "The video is not completed.", param="video")
        return job

    @route("GET", "/v1/videos/{video_id}", "poll")
    def get(self, call: Call, video_id: str) -> Reply:
        """One video as it stands."""
        return self._reply(self.find(video_id), call)

    def _reply(self, job: Job, call: Call, created: bool = False) -> Reply:
        view = self.view(job, call)
        failed = view["status"] == "failed" and not created
        headers = {} if failed or view["status"] == "completed" else {"openai-poll-after-ms": "20"}
        return Reply(self.failed_status if failed else 200, view, headers)

    def view(self, job: Job, call: Call) -> dict[str, Any]:
        """The video object."""
        phase = self.phase(job, call)
        fields = job.notes["fields"]
        done = phase is Phase.SUCCEEDED
        if done:
            self.links(job)  # asking again brings dead content back
        error = None
        if phase.ended and not done:
            moderated = job.outcome is Outcome.MODERATED
            error = {
                "code": "moderation_blocked" if moderated else "server_error",
                "message": "Your request was blocked by our moderation system."
                if moderated
                else "It failed.",
            }
        return {
            "id": job.id,
            "object": "video",
            "created_at": int(job.created),
            "status": _STATUS[phase],
            "completed_at": int(job.ends) if done else None,
            "error": error,
            "expires_at": int(job.ends + self.pace.link_ttl) if done else None,
            "model": job.model,
            "progress": 100 if done else int(job.progress(self.now) * 99),
            "prompt": job.order.prompt,
            "remixed_from_video_id": job.notes["from"],
            "seconds": fields["seconds"],
            "size": fields["size"],
        }

    @route("GET", "/v1/videos/{video_id}/content", "download")
    def content(self, call: Call, video_id: str) -> Reply:
        """The clip; 404 until it is there."""
        job = self.find(video_id)
        phase = job.phase(self.now)
        if phase is Phase.FAILED:
            return Reply(self.failed_content_status, self.view(job, call))
        if phase is not Phase.SUCCEEDED or job.outcome is Outcome.EMPTY:
            raise RefusedError("missing", f"The video is not ready: it is {_STATUS[phase]}.")
        if call.query.get("variant", "video") != "video":
            raise RefusedError("invalid", "The sandbox keeps the variant 'video' only.", param="variant")
        return self.send_clip(job)

    @route("GET", "/v1/videos")
    def list(self, call: Call) -> Reply:
        """Videos by page, the newest first unless ``order=asc``."""
        jobs = [job for job in self.book.all() if not job.deleted]
        if call.query.get("order", "desc") != "asc":
            jobs.reverse()
        ids = [job.id for job in jobs]
        after = call.query.get("after")
        start = ids.index(after) + 1 if after in ids else 0
        limit = int(call.query.get("limit") or 20)
        page = [self.view(job, call) for job in jobs[start : start + limit]]
        edges = {"first_id": page[0]["id"], "last_id": page[-1]["id"]} if page else {}
        return Reply(200, {"object": "list", "data": page, "has_more": start + limit < len(jobs), **edges})

    @route("DELETE", "/v1/videos/{video_id}")
    def delete(self, call: Call, video_id: str) -> Reply:
        """Forget a video; one under way is stopped."""
        job = self.find(video_id)
        if self.deletion_stops:
            self.stop(job)
        job.deleted = True
        return Reply(200, self.deletion(job, call))

    def deletion(self, job: Job, call: Call) -> dict[str, Any]:
        """The answer to a deletion."""
        return {"id": job.id, "object": "video.deleted", "deleted": True}
