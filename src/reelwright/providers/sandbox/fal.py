"""fal's queue: submit, status, result and cancel for any application, its uploads, and its webhooks."""

from __future__ import annotations

import math
import uuid
from fractions import Fraction
from typing import Any, ClassVar, Final

from reelwright.providers.sandbox.clip import ClipOrder
from reelwright.providers.sandbox.desk import stamp
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.job import Job, Outcome, Phase
from reelwright.providers.sandbox.service import Service, route
from reelwright.providers.sandbox.shape import frame_size
from reelwright.providers.sandbox.signature import FAL_KEY_SET, fal_headers
from reelwright.providers.sandbox.tariff import charge

__all__ = ["Fal"]

_STATUS: Final = {Phase.QUEUED: "IN_QUEUE", Phase.RUNNING: "IN_PROGRESS"}
_HTTP: Final = {"auth": 401, "quota": 403, "missing": 404, "throttled": 429, "broken": 500, "conflict": 400}
_POLICY: Final = {
    "loc": ["body", "prompt"],
    "msg": "The content could not be processed because it was flagged by a content checker.",
    "type": "content_policy_violation",
    "url": "https://docs.fal.ai/errors#content_policy_violation",
}


class Fal(Service):
    """``queue.fal.run`` with the storage hosts beside it, all on one origin."""

    name = "fal"
    title = "fal"
    variables: ClassVar = {"REELWRIGHT_FAL_URL": "{url}", "FAL_KEY": "sandbox:sandbox"}
    nullable = ("logs", "metrics")
    billed = frozenset({Outcome.CLIP, Outcome.EMPTY, Outcome.MODERATED})

    def authorise(self, call: Call) -> None:
        """``Authorization: Key id:secret``, or a token of the upload host."""
        scheme = call.headers.get("authorization", "").partition(" ")[0].lower()
        if scheme not in ("key", "bearer") or not call.credential:
            raise RefusedError("auth", "Cannot access application: authentication is required.")

    def problem(self, refused: RefusedError) -> Reply:
        """A list of details for what is wrong with the input, else one text."""
        headers = {"X-Fal-Request-Id": str(uuid.uuid4())}
        if refused.facts.get("retry_after") is not None:
            headers["Retry-After"] = str(math.ceil(refused.facts["retry_after"]))
        if refused.kind == "moderated":
            return Reply(422, {"detail": [_POLICY]}, headers | {"X-Fal-Retryable": "false"})
        if refused.kind == "invalid":
            where = ["body", *refused.facts.get("loc", [])]
            detail = {"loc": where, "msg": refused.message, "type": refused.facts.get("type", "value_error")}
            return Reply(422, {"detail": [detail]}, headers | {"X-Fal-Retryable": "false"})
        if refused.kind == "broken":
            headers["X-Fal-Error-Type"] = "internal_error"
        return Reply(_HTTP[refused.kind], {"detail": refused.message}, headers)

    @route("GET", "/{app*}/requests/{request_id}/status", "poll")
    def status(self, call: Call, app: str, request_id: str) -> Reply:
        """Where a request stands; COMPLETED holds for failures too."""
        job = self.find(request_id)
        phase = self.phase(job, call)
        view: dict[str, Any] = {
            "status": _STATUS.get(phase, "COMPLETED"),
            "request_id": job.id,
            **self._urls(call, job),
        }
        if phase is Phase.QUEUED:
            ahead = [j for j in self.book.all() if j.number < job.number and not j.phase(self.now).ended]
            view["queue_position"] = len(ahead)
            return Reply(202, view)
        wants_logs = call.query.get("logs", "").lower() in ("1", "true")
        view["logs"] = [{"message": "working", "timestamp": stamp(job.starts)}] if wants_logs else None
        if phase is Phase.RUNNING:
            return Reply(202, view)
        view["metrics"] = {"inference_time": round(job.ends - job.starts, 3)}
        if phase is not Phase.SUCCEEDED and job.outcome is not Outcome.MODERATED:
            cancelled = phase is Phase.CANCELLED
            view["error"] = "Request was cancelled." if cancelled else "The runner disconnected."
            view["error_type"] = "client_cancelled" if cancelled else "runner_disconnected"
        return Reply(200, view)

    @route("GET", "/{app*}/requests/{request_id}", "poll")
    def result(self, call: Call, app: str, request_id: str) -> Reply:
        """The result, or the failure with its own HTTP status."""
        job = self.find(request_id)
        phase = self.phase(job, call)
        if not phase.ended:
            raise RefusedError("conflict", "Request is still in progress")
        if phase is Phase.SUCCEEDED:
            return Reply(200, self._payload(job), {"X-Fal-Request-Id": job.id})
        if job.outcome is Outcome.MODERATED:
            raise RefusedError("moderated", "")
        cancelled = phase is Phase.CANCELLED
        word = "client_cancelled" if cancelled else "runner_disconnected"
        body = {
            "detail": "Request was cancelled." if cancelled else "The runner disconnected.",
            "error_type": word,
        }
        return Reply(499 if cancelled else 503, body, {"X-Fal-Error-Type": word, "X-Fal-Request-Id": job.id})

    def _payload(self, job: Job) -> dict[str, Any]:
        links = self.links(job)
        if not links:
            return {"video": None, "seed": job.order.seed}
        size = self.clip(job).stat().st_size
        video = {"url": links[0], "content_type": "video/mp4", "file_name": "output.mp4", "file_size": size}
        return {"video": video, "seed": job.order.seed}

    @route("PUT", "/{app*}/requests/{request_id}/cancel")
    def cancel(self, call: Call, app: str, request_id: str) -> Reply:
        """Stop a request."""
        job = self.find(request_id)
        if not self.stop(job):
            return Reply(400, {"status": "ALREADY_COMPLETED"})
        return Reply(202, {"status": "CANCELLATION_REQUESTED"})

    def _urls(self, call: Call, job: Job) -> dict[str, str]:
        root = f"{call.origin}/{'/'.join(job.model.split('/')[:2])}/requests/{job.id}"
        return {"response_url": root, "status_url": f"{root}/status", "cancel_url": f"{root}/cancel"}

    @route("GET", "/.well-known/jwks.json", guarded=False)
    def keys(self, call: Call) -> Reply:
        """The public key that webhooks are signed with."""
        return Reply(200, FAL_KEY_SET)

    @route("POST", "/storage/auth/token")
    def token(self, call: Call) -> Reply:
        """A token for the upload host, which is this one."""
        expires = stamp(self.now + 3600)
        body = {"token": "sandbox", "token_type": "Bearer", "base_url": call.origin, "expires_at": expires}
        return Reply(200, body)

    @route("POST", "/files/upload", "upload")
    def upload(self, call: Call) -> Reply:
        """Keep a file and say where it can be read."""
        name = call.headers.get("x-fal-file-name", "file")
        kept = self.studio.cupboard.put(call.body, call.content_type, name, self.now)
        return Reply(200, {"access_url": f"{call.origin}/files/{kept.id}/{name}"})

    @route("POST", "/storage/upload/initiate", "upload")
    def initiate(self, call: Call) -> Reply:
        """Promise a place for a file."""
        body = call.document()
        kept = self.studio.cupboard.put(
            b"", str(body.get("content_type") or ""), str(body.get("file_name") or "file"), self.now
        )
        return Reply(
            200,
            {"upload_url": f"{call.origin}/_upload/{kept.id}", "file_url": f"{call.origin}/files/{kept.id}"},
        )

    @route("PUT", "/_upload/{key}", "upload", guarded=False)
    def receive(self, call: Call, key: str) -> Reply:
        """Take the promised bytes."""
        place = self.studio.cupboard.get(key)
        if place is None:
            return Reply(403, "<Error><Code>AccessDenied</Code></Error>", content_type="application/xml")
        self.studio.cupboard.put(call.body, place.content_type, place.name, self.now, key)
        return Reply(200)

    @route("GET", "/files/{key*}", guarded=False)
    def file(self, call: Call, key: str) -> Reply:
        """An uploaded file."""
        found = self.studio.cupboard.get(key.partition("/")[0])
        if found is None:
            raise RefusedError("missing", "File not found")
        return Reply(200, found.data, content_type=found.content_type)

    @route("POST", "/{app*}", "create")
    def submit(self, call: Call, app: str) -> Reply:
        """Queue a request for ``owner/name[/path]``."""
        given = call.document()
        if app.count("/") < 1 or app.startswith("_"):
            raise RefusedError("missing", f"Application {app!r} not found")
        if not isinstance(given.get("prompt", ""), str):
            raise RefusedError(
                "invalid", "Input should be a valid string", loc=["prompt"], type="string_type"
            )
        if "text-to-video" in app and not given.get("prompt"):
            raise RefusedError("invalid", "field required", loc=["prompt"], type="missing")
        if "image-to-video" in app and not given.get("image_url"):
            raise RefusedError("invalid", "field required", loc=["image_url"], type="missing")
        resolution, ratio = str(given.get("resolution") or "720p"), str(given.get("aspect_ratio") or "16:9")
        width, height = frame_size("16:9" if ratio in ("auto", "adaptive") else ratio, resolution)
        fps = int(given.get("fps") or given.get("frames_per_second") or 24)
        seconds = Fraction(str(given.get("duration") or 5).removesuffix("s"))
        if given.get("num_frames") and not given.get("duration"):
            seconds = Fraction(int(given["num_frames"]), fps)
        last = given.get("end_image_url") or given.get("tail_image_url") or given.get("last_frame_url")
        read = self.studio.cupboard.read
        order = ClipOrder(
            prompt=str(given.get("prompt") or ""),
            seconds=seconds,
            width=width,
            height=height,
            fps=fps,
            seed=int(given["seed"]) if given.get("seed") is not None else 42,
            first=read(str(given["image_url"])) if given.get("image_url") else None,
            last=read(str(last)) if last else None,
        )
        model = app.removeprefix("fal-ai/") if app.count("/") > 1 else app
        job = self.open_job(
            call,
            model=app,
            task="request",
            order=order,
            request=given,
            price=charge(self.name, model, seconds, resolution),
            callback=call.query.get("fal_webhook"),
        )
        view = {"status": "IN_QUEUE", "request_id": job.id, "queue_position": 0, **self._urls(call, job)}
        return Reply(200, view, {"X-Fal-Request-Id": job.id})

    def wants_callback(self, job: Job, phase: Phase) -> bool:
        """fal tells the end only."""
        return phase.ended

    def callback_message(self, job: Job) -> tuple[str, bytes]:
        """The result, or the failure."""
        phase = job.phase(self.now)
        body: dict[str, Any] = {"request_id": job.id, "gateway_request_id": job.id}
        if phase is Phase.SUCCEEDED:
            body |= {"status": "OK", "payload": self._payload(job)}
        elif job.outcome is Outcome.MODERATED:
            body |= {
                "status": "ERROR",
                "error": "Unexpected status code: 422",
                "payload": {"detail": [_POLICY]},
            }
        else:
            body |= {"status": "ERROR", "error": "The request did not complete.", "payload": None}
        return job.id, self.compact(body)

    def callback_headers(self, message_id: str, timestamp: int, body: bytes, good: bool) -> dict[str, str]:
        """fal's four headers, under its key or under another one."""
        return fal_headers(message_id, timestamp, body, good)
