"""Replicate's API: predictions, models with their input schema, files, and webhooks signed the Svix way."""

from __future__ import annotations

import base64
import json
import math
import re
import uuid
from decimal import Decimal
from typing import Any, ClassVar, Final

from reelwright.providers.sandbox.desk import stamp
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.job import Job, Outcome, Phase
from reelwright.providers.sandbox.replicate_models import MODELS, ReplicateModel
from reelwright.providers.sandbox.replicate_order import hardware_seconds, order_for
from reelwright.providers.sandbox.service import Service, route
from reelwright.providers.sandbox.signature import SVIX_SECRET, svix_headers
from reelwright.providers.sandbox.tariff import charge

__all__ = ["Replicate"]

_STATUS: Final = {
    Phase.QUEUED: "starting",
    Phase.RUNNING: "processing",
    Phase.SUCCEEDED: "succeeded",
    Phase.FAILED: "failed",
    Phase.CANCELLED: "canceled",
}
_HTTP: Final = {
    "auth": (401, "Unauthenticated"),
    "quota": (402, "Insufficient credit"),
    "missing": (404, "Not found"),
    "invalid": (422, "Input validation failed"),
    "moderated": (422, "Input flagged as sensitive"),
    "throttled": (429, "Too many requests"),
    "broken": (500, "Internal server error"),
}
_PAGE: Final = 100


class Replicate(Service):
    """``api.replicate.com``. Runs are billed by hardware second, official models by second of clip."""

    name = "replicate"
    title = "Replicate"
    variables: ClassVar = {
        "REPLICATE_BASE_URL": "{url}",
        "REPLICATE_API_TOKEN": "sandbox",
        "REPLICATE_WEBHOOK_SIGNING_SECRET": SVIX_SECRET,
    }
    nullable = ("logs", "metrics", "error", "model")
    billed = frozenset(set(Outcome))  # what ran is charged, whatever came of it
    cancel_bills_running = True

    def problem(self, refused: RefusedError) -> Reply:
        """RFC 7807; a throttled call names the wait in header and body."""
        status, title = _HTTP[refused.kind]
        body: dict[str, Any] = {"title": title, "detail": refused.message, "status": status}
        headers = {}
        if refused.facts.get("fields"):
            body["invalid_fields"] = refused.facts["fields"]
        wait = refused.facts.get("retry_after")
        if refused.kind == "throttled" and wait is not None:
            headers["Retry-After"] = str(math.ceil(wait))
            text = f"Request was throttled. Your rate limit resets in ~{math.ceil(wait)}s."
            body = {"detail": text, "status": 429, "retry_after": math.ceil(wait)}
        return Reply(status, body, headers, "application/problem+json")

    @route("POST", "/v1/predictions", "create")
    def create(self, call: Call) -> Reply:
        """Run a version: 64 digits, ``owner/name:digits`` or ``owner/name``."""
        wanted = str(call.document().get("version") or "")
        for name, model in MODELS.items():
            if wanted in (model.version, f"{name}:{model.version}", name):
                return self._run(call, model)
        raise RefusedError("invalid", "Invalid version or not permitted", fields=[{"field": "version"}])

    @route("POST", "/v1/models/{owner}/{name}/predictions", "create")
    def create_official(self, call: Call, owner: str, name: str) -> Reply:
        """Run an official model by its name."""
        return self._run(call, self._model(owner, name))

    @route("POST", "/v1/deployments/{owner}/{name}/predictions", "create")
    def create_deployed(self, call: Call, owner: str, name: str) -> Reply:
        """Run a deployment; the sandbox deploys every model under its own name."""
        return self._run(call, self._model(owner, name))

    def _model(self, owner: str, name: str) -> ReplicateModel:
        model = MODELS.get(f"{owner}/{name}")
        if model is None:
            raise RefusedError("missing", "The requested resource could not be found.")
        return model

    def _run(self, call: Call, model: ReplicateModel) -> Reply:
        body = call.document()
        given = body.get("input")
        if not isinstance(given, dict):
            raise RefusedError("invalid", "- input is required\n", fields=[{"field": "input"}])
        if complaints := model.complaints(given):
            lines = "".join(f"- input.{field}: {text}\n" for field, text in complaints)
            fields = [{"type": "invalid", "field": f"input.{f}", "description": t} for f, t in complaints]
            raise RefusedError("invalid", lines, fields=fields)
        filled = model.filled(given)
        order = order_for(filled, self.studio.cupboard)
        if model.official:
            price = charge(self.name, "official", order.seconds, str(filled.get("resolution", "")))
        else:
            price = charge(self.name, "second", hardware_seconds(order))
        deadline = re.fullmatch(r"(\d+(?:\.\d+)?)(s|m|h)?", call.headers.get("cancel-after", ""))
        job = self.open_job(
            call,
            model=f"{model.owner}/{model.name}",
            task="prediction",
            order=order,
            request=given,
            price=price,
            job_id=uuid.uuid4().hex[:26],
            callback=body.get("webhook"),
            notes={"events": body.get("webhook_events_filter"), "list": model.gives_list},
        )
        if deadline:
            unit = {"m": 60, "h": 3600}.get(deadline[2] or "s", 1)
            limit = job.created + float(deadline[1]) * unit
            if limit < job.ends:
                job.cancelled, job.notes["aborted"] = limit, limit < job.starts
        if wish := re.search(r"\bwait(?:=(\d+))?", call.headers.get("prefer", "")):
            self.wait_for(job, min(60, int(wish[1] or 60)))
        return Reply(201, self._view(job, call))

    @route("GET", "/v1/predictions")
    def list(self, call: Call) -> Reply:
        """The newest predictions first, a hundred a page."""
        jobs = [*reversed(self.book.all())]
        start = int(call.query.get("cursor") or 0)
        after = start + _PAGE
        more = f"{call.origin}/v1/predictions?cursor={after}" if after < len(jobs) else None
        page = [self._view(job, call) for job in jobs[start:after]]
        return Reply(200, {"previous": None, "next": more, "results": page})

    @route("GET", "/v1/predictions/{prediction_id}", "poll")
    def get(self, call: Call, prediction_id: str) -> Reply:
        """One prediction as it stands."""
        return Reply(200, self._view(self.find(prediction_id), call))

    @route("POST", "/v1/predictions/{prediction_id}/cancel")
    def cancel(self, call: Call, prediction_id: str) -> Reply:
        """Stop a prediction."""
        job = self.find(prediction_id)
        self.stop(job)
        return Reply(200, self._view(job, call))

    def _view(self, job: Job, call: Call | None) -> dict[str, Any]:
        phase = self.phase(job, call) if call else job.phase(self.now)
        origin = call.origin if call else str(job.notes.get("origin", ""))
        job.notes["origin"] = origin
        model = MODELS[job.model]
        links = self.links(job) if phase is Phase.SUCCEEDED else []
        output: Any = links if job.notes["list"] else (links[0] if links else None)
        ran = Decimal(0) if phase is Phase.QUEUED else hardware_seconds(job.order)
        error = None
        if phase is Phase.FAILED:
            moderated = job.outcome is Outcome.MODERATED
            error = "NSFW content detected (E005)." if moderated else "Prediction failed: out of memory"
        status = _STATUS[phase]
        if phase is Phase.CANCELLED and job.notes.get("aborted"):
            status = "aborted"
        url = f"{origin}/v1/predictions/{job.id}"
        return {
            "id": job.id,
            "model": job.model,
            "version": model.version,
            "status": status,
            "input": job.request,
            "output": output or None,
            "error": error,
            "logs": "" if phase is Phase.QUEUED else f"{job.progress(self.now):.0%}|####| 25/25\n",
            "metrics": {"predict_time": float(ran)} if phase.ended else {},
            "created_at": stamp(job.created),
            "started_at": None if phase is Phase.QUEUED else stamp(job.starts),
            "completed_at": stamp(job.ended_at()) if phase.ended else None,
            "urls": {"get": url, "cancel": f"{url}/cancel", "web": url},
        }

    def wants_callback(self, job: Job, phase: Phase) -> bool:
        """True for the events that the prediction asked for; all, when it named none."""
        asked = job.notes.get("events") or ["start", "completed"]
        return ("completed" if phase.ended else "start") in asked

    def callback_message(self, job: Job) -> tuple[str, bytes]:
        """The prediction; the id is one for each delivery."""
        phase = job.phase(self.now)
        return f"msg_{job.id}_{phase}", self.compact(self._view(job, None))

    def callback_headers(self, message_id: str, timestamp: int, body: bytes, good: bool) -> dict[str, str]:
        """Svix headers under the sandbox's secret, or under another one."""
        other = "whsec_" + base64.b64encode(b"another secret").decode()
        return svix_headers(message_id, timestamp, body, SVIX_SECRET if good else other)

    @route("GET", "/v1/webhooks/default/secret")
    def secret(self, call: Call) -> Reply:
        """The secret that signs webhooks."""
        return Reply(200, {"key": SVIX_SECRET})

    @route("GET", "/v1/account")
    def account(self, call: Call) -> Reply:
        """Who the token belongs to."""
        return Reply(200, {"type": "user", "username": "sandbox", "name": "Sandbox", "github_url": None})

    @route("GET", "/v1/models/{owner}/{name}")
    def model(self, call: Call, owner: str, name: str) -> Reply:
        """A model with its newest version and input schema."""
        model = self._model(owner, name)
        return Reply(
            200,
            {
                "url": f"https://replicate.com/{owner}/{name}",
                "owner": owner,
                "name": name,
                "description": "A model of the sandbox.",
                "visibility": "public",
                "github_url": None,
                "paper_url": None,
                "license_url": None,
                "run_count": 0,
                "cover_image_url": None,
                "default_example": None,
                "is_official": model.official,
                "latest_version": self._version(model),
            },
        )

    @staticmethod
    def _version(model: ReplicateModel) -> dict[str, Any]:
        return {
            "id": model.version,
            "created_at": "2026-01-01T00:00:00.000Z",
            "cog_version": "0.16.0",
            "openapi_schema": model.schema(),
        }

    @route("GET", "/v1/models/{owner}/{name}/versions")
    def versions(self, call: Call, owner: str, name: str) -> Reply:
        """All versions of a model: one."""
        found = [self._version(self._model(owner, name))]
        return Reply(200, {"previous": None, "next": None, "results": found})

    @route("GET", "/v1/models/{owner}/{name}/versions/{version}")
    def version(self, call: Call, owner: str, name: str, version: str) -> Reply:
        """One version of a model."""
        model = self._model(owner, name)
        if version != model.version:
            raise RefusedError("missing", "The requested resource could not be found.")
        return Reply(200, self._version(model))

    @route("POST", "/v1/files", "upload")
    def upload(self, call: Call) -> Reply:
        """Keep a file: multipart field ``content``, with ``metadata`` as JSON."""
        form = call.form()
        part = form.files.get("content")
        if part is None:
            raise RefusedError("invalid", "- content is required\n", fields=[{"field": "content"}])
        kept = self.studio.cupboard.put(part.data, part.content_type, part.filename, self.now)
        return Reply(201, self._file(call, kept.id, json.loads(form.fields.get("metadata") or "{}")))

    def _file(self, call: Call, file_id: str, metadata: dict[str, Any]) -> dict[str, Any]:
        kept = self.studio.cupboard.get(file_id)
        if kept is None:
            raise RefusedError("missing", "The requested resource could not be found.")
        return {
            "id": kept.id,
            "name": kept.name,
            "content_type": kept.content_type,
            "size": len(kept.data),
            "etag": kept.sha256[:32],
            "checksums": {"sha256": kept.sha256},
            "metadata": metadata,
            "created_at": stamp(kept.created),
            "expires_at": stamp(kept.created + 86_400),
            "urls": {"get": f"{call.origin}/v1/files/{kept.id}"},
        }

    @route("GET", "/v1/files/{file_id}")
    def file(self, call: Call, file_id: str) -> Reply:
        """What is known of a file."""
        return Reply(200, self._file(call, file_id, {}))

    @route("DELETE", "/v1/files/{file_id}")
    def delete_file(self, call: Call, file_id: str) -> Reply:
        """Forget a file."""
        self._file(call, file_id, {})
        self.studio.cupboard.drop(file_id)
        return Reply(204)
