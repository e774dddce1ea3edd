"""Google's server: Veo, and Gemini Omni through interactions."""

from __future__ import annotations

import base64
import re
from fractions import Fraction
from typing import Any, Final

from reelwright.providers.sandbox.clip import ClipOrder
from reelwright.providers.sandbox.desk import stamp
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.google_veo import Veo
from reelwright.providers.sandbox.job import Job, Outcome, Phase
from reelwright.providers.sandbox.service import route
from reelwright.providers.sandbox.shape import frame_size
from reelwright.providers.sandbox.signature import SVIX_SECRET, svix_headers
from reelwright.providers.sandbox.tariff import charge

__all__ = ["Google"]

_STATUS: Final = {
    Phase.QUEUED: "queued",
    Phase.RUNNING: "in_progress",
    Phase.SUCCEEDED: "completed",
    Phase.FAILED: "failed",
    Phase.CANCELLED: "cancelled",
}
_TASKS: Final = frozenset(
    ("text_to_video", "image_to_video", "reference_to_video", "edit", "extend", "upscale", "")
)


class Google(Veo):
    """``generativelanguage.googleapis.com`` and Vertex."""

    @route("POST", "/{root*}/interactions", "create")
    def interact(self, call: Call, root: str) -> Reply:
        """Order a video from an Omni model; without ``background`` the answer waits for it."""
        body = call.document()
        model = str(body.get("model") or "").removeprefix("models/")
        if not model.startswith("gemini-omni"):
            raise RefusedError("missing", f"Model {model!r} was not found.")
        prompt, pictures, videos = self._read_input(body.get("input"))
        if not prompt:
            raise RefusedError("invalid", "input holds no text.")
        formats = body.get("response_format") or []
        wanted = formats if isinstance(formats, dict) else next(iter(formats), {})
        settings = (body.get("generation_config") or {}).get("video_config") or {}
        task = str(settings.get("task") or "")
        if task not in _TASKS or wanted.get("type", "video") != "video":
            raise RefusedError("invalid", "Unsupported task or response format.")
        if task == "image_to_video" and not pictures:
            raise RefusedError("invalid", "image_to_video needs an image.")
        match = re.fullmatch(r"(\d+(?:\.\d+)?)s", str(wanted.get("duration") or "5s"))
        if match is None:
            raise RefusedError("invalid", "duration is written like 5s.")
        resolution = str(wanted.get("resolution") or "720p")
        width, height = frame_size(str(wanted.get("aspect_ratio") or "16:9"), resolution)
        seconds = Fraction(match[1])
        before = body.get("previous_interaction_id")
        first = pictures[0] if pictures else None
        if task == "extend" and before:
            first = self.last_picture_of(str(before))
        order = ClipOrder(
            prompt=prompt,
            seconds=seconds,
            width=width,
            height=height,
            first=first,
            last=pictures[1] if len(pictures) > 1 else None,
            audio=True,
        )
        hook = (body.get("webhook_config") or {}).get("uris") or []
        job = self.open_job(
            call,
            model=model,
            task=task or "text_to_video",
            order=order,
            request=body,
            price=charge(self.name, model, seconds, resolution),
            callback=hook[0] if hook else None,
            notes={"delivery": wanted.get("delivery") or "inline", "videos": videos, "origin": call.origin},
        )
        if not body.get("background"):
            self.wait_for(job)
        return Reply(200, self._interaction(job, call))

    def _read_input(self, given: Any) -> tuple[str, list[bytes | None], int]:
        """The text, the pictures and the number of videos in an interaction's input, however it is nested."""
        texts: list[str] = []
        pictures: list[bytes | None] = []
        videos = 0
        waiting = [given]
        while waiting:
            item = waiting.pop(0)
            if isinstance(item, str):
                texts.append(item)
            elif isinstance(item, list):
                waiting = [*item, *waiting]
            elif isinstance(item, dict):
                kind = item.get("type")
                if kind == "text":
                    texts.append(str(item.get("text") or ""))
                elif kind == "image":
                    data, uri = item.get("data"), item.get("uri")
                    pictures.append(base64.b64decode(data) if data else self.studio.cupboard.read(str(uri)))
                elif kind == "video":
                    videos += 1
                elif "content" in item:
                    waiting = [item["content"], *waiting]
        return " ".join(texts).strip(), pictures, videos

    @route("GET", "/{root*}/interactions/{interaction_id}", "poll")
    def interaction(self, call: Call, root: str, interaction_id: str) -> Reply:
        """One interaction as it stands."""
        return Reply(200, self._interaction(self.find(interaction_id), call))

    @route("POST", "/{root*}/interactions/{interaction_id}/cancel")
    def cancel(self, call: Call, root: str, interaction_id: str) -> Reply:
        """Stop an interaction that runs in the background."""
        job = self.find(interaction_id)
        self.stop(job)
        return Reply(200, self._interaction(job, call))

    @route("DELETE", "/{root*}/interactions/{interaction_id}")
    def delete(self, call: Call, root: str, interaction_id: str) -> Reply:
        """Forget an interaction."""
        self.find(interaction_id).deleted = True
        return Reply(200, {})

    def _interaction(self, job: Job, call: Call) -> dict[str, Any]:
        phase = self.phase(job, call)
        asked = {"type": "user_input", "content": [{"type": "text", "text": job.order.prompt}]}
        view: dict[str, Any] = {
            "id": job.id,
            "object": "interaction",
            "model": job.model,
            "status": _STATUS[phase],
            "created": stamp(job.created),
            "updated": stamp(min(self.now, job.ended_at())),
            "steps": [asked],
        }
        if not phase.ended:
            return view
        output: dict[str, Any] = {"type": "model_output", "content": []}
        if phase is Phase.SUCCEEDED and job.outcome is Outcome.CLIP:
            video: dict[str, Any] = {"type": "video", "mime_type": "video/mp4"}
            if job.notes["delivery"] == "uri":
                video["uri"] = self.download_links(job, call)[0]
            else:
                video["data"] = base64.b64encode(self.clip(job).read_bytes()).decode()
            output["content"] = [video]
        elif phase is Phase.FAILED:
            moderated = job.outcome is Outcome.MODERATED
            text = "The video was blocked by safety filters." if moderated else "The generation failed."
            output["error"] = {"code": 3 if moderated else 13, "message": text}
        view["steps"].append(output)
        view["usage"] = {
            "total_output_tokens": job.order.frames * 258,
            "total_tokens": job.order.frames * 258,
        }
        return view

    def callback_message(self, job: Job) -> tuple[str, bytes]:
        """What happened to which interaction; the video itself is fetched with ``get``."""
        phase = job.phase(self.now)
        kind = "video.generated" if phase is Phase.SUCCEEDED else f"interaction.{_STATUS[phase]}"
        body = {"type": kind, "version": "v1", "timestamp": stamp(self.now), "data": {"id": job.id}}
        return f"{job.id}-{phase}", self.compact(body)

    def callback_headers(self, message_id: str, timestamp: int, body: bytes, good: bool) -> dict[str, str]:
        """Standard Webhooks headers under the sandbox's secret, or under another one."""
        return svix_headers(message_id, timestamp, body, SVIX_SECRET if good else "whsec_b3RoZXI=")
