"""Veo as Google serves it: long-running predictions on Vertex, and the same with a Gemini key."""

from __future__ import annotations

import base64
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

__all__ = ["Veo"]

_HTTP: Final = {
    "auth": (401, "UNAUTHENTICATED"),
    "missing": (404, "NOT_FOUND"),
    "invalid": (400, "INVALID_ARGUMENT"),
    "moderated": (400, "INVALID_ARGUMENT"),
    "throttled": (429, "RESOURCE_EXHAUSTED"),
    "quota": (429, "RESOURCE_EXHAUSTED"),
    "broken": (500, "INTERNAL"),
}
_SUPPORT: Final = "The prompt could not be submitted: it contains words that violate the usage guidelines."
_FILTERED: Final = (
    "We encountered an issue with the video for your prompt, which could be due to safety filters. "
    "You will not be charged for this attempt. Support codes: 58061214"
)


class Veo(Service):
    """The routes of Veo. Filtered videos are not billed."""

    name = "google"
    title = "Google (Veo and Gemini Omni)"
    variables: ClassVar = {
        "GOOGLE_GEMINI_BASE_URL": "{url}",
        "GOOGLE_VERTEX_BASE_URL": "{url}",
        "GEMINI_API_KEY": "sandbox",
    }
    nullable = ("metadata", "error")

    def authorise(self, call: Call) -> None:
        """A Bearer token, or an API key in the header or the query."""
        if call.headers.get("x-goog-api-key") or call.query.get("key"):
            return
        super().authorise(call)

    def text_of(self, call: Call, parts: dict[str, str]) -> str:
        """On Vertex a poll names its operation in the body."""
        if call.path.endswith(":fetchPredictOperation"):
            named = str(call.document().get("operationName") or "").rpartition("/")[2]
            return super().text_of(call, {"operation": named})
        return super().text_of(call, parts)

    def problem(self, refused: RefusedError) -> Reply:
        """``{"error": {code, message, status, details}}``; a wait stands in the details."""
        code, status = _HTTP[refused.kind]
        message = _SUPPORT if refused.kind == "moderated" else refused.message
        error: dict[str, Any] = {"code": code, "message": message, "status": status}
        headers = {}
        wait = refused.facts.get("retry_after")
        if wait is not None:
            info = "type.googleapis.com/google.rpc.RetryInfo"
            error["details"] = [{"@type": info, "retryDelay": f"{wait:g}s"}]
            headers["Retry-After"] = str(math.ceil(wait))
        return Reply(code, {"error": error}, headers)

    @route("POST", "/{root*}/models/{model}:predictLongRunning", "create")
    def predict(self, call: Call, root: str, model: str) -> Reply:
        """Order one to four videos."""
        body = call.document()
        instances, given = body.get("instances") or [], body.get("parameters") or {}
        if not model.startswith("veo-"):
            raise RefusedError("missing", f"Publisher Model `{model}` was not found.")
        if len(instances) != 1:
            raise RefusedError("invalid", "Exactly one instance is required.")
        instance = instances[0]
        prompt = instance.get("prompt") or ""
        if not prompt and not instance.get("image"):
            raise RefusedError("invalid", "Text prompt or image is required.")
        seconds, count = int(given.get("durationSeconds") or 8), int(given.get("sampleCount") or 1)
        lengths = range(5, 9) if model.startswith("veo-2") else (4, 6, 8)
        ratio, resolution = given.get("aspectRatio") or "16:9", given.get("resolution") or "720p"
        if seconds not in lengths or not 1 <= count <= 4:
            raise RefusedError("invalid", f"durationSeconds must be in {[*lengths]}, sampleCount in [1, 4].")
        if ratio not in ("16:9", "9:16") or resolution not in ("720p", "1080p", "4k"):
            raise RefusedError("invalid", "Unsupported aspectRatio or resolution.")
        width, height = frame_size(ratio, resolution)
        order = ClipOrder(
            prompt=prompt,
            seconds=Fraction(seconds),
            width=width,
            height=height,
            seed=int(given.get("seed") or 0),
            first=self._bytes(instance.get("image")) or self._tail(instance.get("video")),
            last=self._bytes(instance.get("lastFrame")),
            audio=bool(given.get("generateAudio", not model.startswith("veo-2"))),
        )
        vertex = "publishers/" in root
        place = root.partition("/")[2] + "/" if vertex else ""
        job_id = str(uuid.uuid4())
        name = f"{place}models/{model}/operations/{job_id}"
        job = self.open_job(
            call,
            model=model,
            task="veo",
            order=order,
            request=body,
            price=charge(self.name, model, seconds, resolution) * count,
            job_id=job_id,
            clips=count,
            notes={"name": name, "vertex": vertex, "storage": given.get("storageUri")},
        )
        return Reply(200, {"name": job.notes["name"]})

    def _bytes(self, media: dict[str, Any] | None) -> bytes | None:
        if not media:
            return None
        data = media.get("bytesBase64Encoded") or (media.get("inlineData") or {}).get("data")
        if data:
            return base64.b64decode(data)
        uri = media.get("gcsUri") or media.get("uri")
        if not uri:
            raise RefusedError("invalid", "An image needs bytesBase64Encoded or gcsUri.")
        return self.studio.cupboard.read(str(uri))

    def _tail(self, media: dict[str, Any] | None) -> bytes | None:
        """The last picture of the video that is to be extended, when it was made here."""
        uri = str((media or {}).get("uri") or "")
        return self.last_picture_of(uri.rpartition("/")[2].partition("~")[0]) if uri else None

    @route("POST", "/{root*}/models/{model}:fetchPredictOperation", "poll")
    def fetch(self, call: Call, root: str, model: str) -> Reply:
        """A prediction as it stands, on Vertex."""
        return Reply(200, self._operation(call, str(call.document().get("operationName") or "")))

    @route("GET", "/{root}/models/{model}/operations/{job_id}", "poll")
    def operation(self, call: Call, root: str, model: str, job_id: str) -> Reply:
        """A prediction as it stands, with a Gemini key."""
        return Reply(200, self._operation(call, job_id))

    def _operation(self, call: Call, name: str) -> dict[str, Any]:
        job = self.find(name.rpartition("/")[2])
        phase = self.phase(job, call)
        if not phase.ended:
            return {"name": job.notes["name"]}
        view: dict[str, Any] = {"name": job.notes["name"], "done": True}
        if job.outcome in (Outcome.FAILED, Outcome.CANCELLED):
            cancelled = phase is Phase.CANCELLED
            text = (
                "The operation was cancelled." if cancelled else "Video generation failed. Please try again."
            )
            view["error"] = {"code": 1 if cancelled else 13, "message": text}
            return view
        filtered = {"raiMediaFilteredCount": job.clips, "raiMediaFilteredReasons": [_FILTERED]}
        moderated = job.outcome is Outcome.MODERATED
        if job.notes["vertex"]:
            kind = "type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse"
            view["response"] = {"@type": kind} | (filtered if moderated else {"raiMediaFilteredCount": 0})
            if job.outcome is Outcome.CLIP:
                view["response"]["videos"] = [self._video(job, n) for n in range(job.clips)]
            return view
        kind = "type.googleapis.com/google.ai.generativelanguage.v1beta.PredictLongRunningResponse"
        samples = [{"video": {"uri": uri}} for uri in self.download_links(job, call)]
        inner = filtered if moderated else {"generatedSamples": samples}
        view["response"] = {"@type": kind, "generateVideoResponse": inner}
        return view

    def _video(self, job: Job, n: int) -> dict[str, Any]:
        """One video of a Vertex answer: in a bucket when one was named, else inline."""
        if job.notes["storage"]:
            uri = f"{str(job.notes['storage']).rstrip('/')}/{job.id}/sample_{n}.mp4"
            return {"gcsUri": uri, "mimeType": "video/mp4"}
        data = base64.b64encode(self.clip(job).read_bytes()).decode()
        return {"bytesBase64Encoded": data, "mimeType": "video/mp4"}

    def download_links(self, job: Job, call: Call) -> list[str]:
        """Links that want the API key to be sent along."""
        links = self.links(job)
        return [
            f"{call.origin}/v1beta/files/{job.id}~{job.link}~{n}:download?alt=media"
            for n in range(len(links))
        ]

    @route("GET", "/{root}/files/{name}:download", "download")
    def download(self, call: Call, root: str, name: str) -> Reply:
        """The bytes behind such a link."""
        job_id, _, rest = name.partition("~")
        link = rest.partition("~")[0]
        return self.send_clip(self.find(job_id), int(link) if link.isdigit() else None)
