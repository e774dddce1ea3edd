"""ComfyUI's HTTP API: a workflow goes in, history and files come out. There is no authorisation."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar

from reelwright.providers.sandbox.clip import ClipOrder
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.job import Job, Outcome, Phase
from reelwright.providers.sandbox.service import Service, route
from reelwright.providers.sandbox.tariff import charge

__all__ = ["ComfyUI"]

_SAVERS = ("SaveVideo", "VHS_VideoCombine", "SaveWEBM", "SaveAnimatedWEBP", "CreateVideo")


def _values(workflow: dict[str, Any], *names: str) -> Iterator[Any]:
    """Every plain value that a node of ``workflow`` has under one of ``names``, name by name."""
    for name in names:
        for node in workflow.values():
            value = node.get("inputs", {}).get(name)
            if value is not None and not isinstance(value, list | dict):
                yield value


class ComfyUI(Service):
    """A server on the user's own machine: free of charge."""

    name = "comfyui"
    title = "ComfyUI"
    variables: ClassVar = {"REELWRIGHT_COMFYUI_URL": "{url}"}

    def authorise(self, call: Call) -> None:
        """Everybody is let in."""

    def problem(self, refused: RefusedError) -> Reply:
        """``{"error": {type, message, details, extra_info}, "node_errors": {}}``."""
        status = {"missing": 404, "throttled": 429, "broken": 500}.get(refused.kind, 400)
        kind = str(refused.facts.get("type", "invalid_prompt"))
        error = {"type": kind, "message": refused.message, "details": "", "extra_info": {}}
        return Reply(status, {"error": error, "node_errors": refused.facts.get("node_errors", {})})

    @route("POST", "/prompt", "create")
    @route("POST", "/api/prompt", "create")
    def prompt(self, call: Call) -> Reply:
        """Queue a workflow."""
        body = call.document()
        workflow = body.get("prompt")
        if not isinstance(workflow, dict) or not workflow:
            raise RefusedError("invalid", "No prompt provided", type="no_prompt")
        for number, node in workflow.items():
            if not isinstance(node, dict) or not node.get("class_type"):
                text = (
                    f"Cannot execute because a node is missing the class_type property.: Node ID '#{number}'"
                )
                raise RefusedError("invalid", text)
        saver = self._saver(workflow)
        if saver is None:
            raise RefusedError("invalid", "Prompt has no outputs", type="prompt_no_outputs")
        fps = int(float(next(_values(workflow, "fps", "frame_rate"), 16)))
        frames = int(next(_values(workflow, "length", "num_frames", "batch_size"), 5 * fps))
        image = next(_values(workflow, "image"), None)
        texts = [str(text) for text in _values(workflow, "text", "prompt")]
        order = ClipOrder(
            prompt=texts[0] if texts else "",
            seconds=Fraction(max(1, frames), fps),
            width=int(next(_values(workflow, "width"), 832)),
            height=int(next(_values(workflow, "height"), 480)),
            fps=fps,
            seed=int(next(_values(workflow, "seed", "noise_seed"), 0)),
            first=self.studio.cupboard.read(self._upload_id(str(image))) if image else None,
        )
        own = body.get("prompt_id")
        job = self.open_job(
            call,
            model="comfyui",
            task="prompt",
            order=order,
            request=body,
            price=charge(self.name, "comfyui", order.seconds),
            job_id=str(own) if own else str(uuid.uuid4()),
            notes={"saver": saver},
        )
        return Reply(200, {"prompt_id": job.id, "number": job.number, "node_errors": {}})

    @staticmethod
    def _saver(workflow: dict[str, Any]) -> str | None:
        """The node that writes the video: one that is named for it, else any whose name says Save."""
        by_class = {number: str(node["class_type"]) for number, node in workflow.items()}
        known = [number for number, name in by_class.items() if name in _SAVERS]
        return next(iter(known or [number for number, name in by_class.items() if "Save" in name]), None)

    @route("GET", "/history/{prompt_id}", "poll")
    @route("GET", "/api/history/{prompt_id}", "poll")
    def history(self, call: Call, prompt_id: str) -> Reply:
        """An empty object until the workflow is over, then what it made."""
        job = self.book.get(prompt_id)
        if job is None or not self.phase(job, call).ended:
            return Reply(200, {})
        good = job.phase(self.now) is Phase.SUCCEEDED
        messages: list[Any] = [
            ["execution_start", {"prompt_id": job.id, "timestamp": int(job.starts * 1000)}]
        ]
        if not good:
            stopped = job.phase(self.now) is Phase.CANCELLED
            fact = {
                "prompt_id": job.id,
                "exception_type": "OutOfMemoryError",
                "exception_message": "out of memory",
            }
            messages.append(["execution_interrupted" if stopped else "execution_error", fact])
        outputs = {}
        if good and self.links(job):
            file = {
                "filename": f"{job.id}.mp4",
                "subfolder": "video",
                "type": "output",
                "format": "video/h264-mp4",
            }
            outputs = {job.notes["saver"]: {"images": [file], "animated": [True]}}
        view = {
            "prompt": [job.number, job.id, job.request["prompt"], {}, [job.notes["saver"]]],
            "outputs": outputs,
            "status": {"status_str": "success" if good else "error", "completed": good, "messages": messages},
        }
        return Reply(200, {job.id: view})

    @route("GET", "/view", "download")
    @route("GET", "/api/view", "download")
    def view(self, call: Call) -> Reply:
        """A file: an output of a workflow, or an upload."""
        name = call.query.get("filename", "")
        if call.query.get("type", "output") == "input":
            upload = self.studio.cupboard.get(self._upload_id(name))
            if upload is None:
                raise RefusedError("missing", "File not found")
            return Reply(200, upload.data, content_type=upload.content_type)
        job = self.book.get(name.removesuffix(".mp4"))
        if job is None or job.phase(self.now) is not Phase.SUCCEEDED or job.outcome is not Outcome.CLIP:
            raise RefusedError("missing", "File not found")
        return self.send_clip(job)

    @staticmethod
    def _upload_id(name: str) -> str:
        return f"comfy-{name.rpartition('/')[2]}"

    @route("POST", "/upload/image", "upload")
    @route("POST", "/api/upload/image", "upload")
    def upload(self, call: Call) -> Reply:
        """Keep a picture under its own name."""
        form = call.form()
        part = form.files.get("image")
        if part is None:
            raise RefusedError("invalid", "No image was sent")
        name = part.filename
        key = self._upload_id(name)
        taken = self.studio.cupboard.get(key)
        if (
            taken is not None
            and form.fields.get("overwrite") not in ("true", "1")
            and taken.data != part.data
        ):
            stem, dot, ending = name.rpartition(".")
            name = f"{stem or ending} ({uuid.uuid4().hex[:4]}){dot}{ending if stem else ''}"
            key = self._upload_id(name)
        self.studio.cupboard.put(part.data, part.content_type, name, self.now, key)
        return Reply(200, {"name": name, "subfolder": form.fields.get("subfolder", ""), "type": "input"})

    @route("GET", "/queue")
    @route("GET", "/api/queue")
    def queue(self, call: Call) -> Reply:
        """What runs and what waits."""
        rows: dict[Phase, list[Any]] = {Phase.RUNNING: [], Phase.QUEUED: []}
        for job in self.book.all():
            phase = job.phase(self.now)
            if phase in rows:
                rows[phase].append([job.number, job.id, job.request["prompt"], {}, [job.notes["saver"]]])
        return Reply(200, {"queue_running": rows[Phase.RUNNING], "queue_pending": rows[Phase.QUEUED]})

    @route("POST", "/queue")
    @route("POST", "/api/queue")
    def edit_queue(self, call: Call) -> Reply:
        """Take waiting workflows out of the queue."""
        body = call.document()
        for job in self.book.all():
            waits = job.phase(self.now) is Phase.QUEUED
            if waits and (body.get("clear") or job.id in (body.get("delete") or [])):
                self.stop(job)
                job.deleted = True
        return Reply(200)

    @route("POST", "/interrupt")
    @route("POST", "/api/interrupt")
    def interrupt(self, call: Call) -> Reply:
        """Stop what runs."""
        wanted = call.document().get("prompt_id")
        for job in self.book.all():
            if job.phase(self.now) is Phase.RUNNING and wanted in (None, job.id):
                self.stop(job)
        return Reply(200)

    @route("GET", "/object_info")
    @route("GET", "/api/object_info")
    def object_info(self, call: Call) -> Reply:
        """The nodes this server knows: the few that save videos and load pictures."""
        node = {
            "input": {"required": {}, "optional": {}},
            "output": [],
            "output_node": True,
            "category": "video",
        }
        loader = {**node, "output": ["IMAGE", "MASK"], "output_node": False, "category": "image"}
        return Reply(
            200,
            {name: {**node, "name": name} for name in _SAVERS}
            | {"LoadImage": {**loader, "name": "LoadImage"}},
        )

    @route("GET", "/system_stats")
    @route("GET", "/api/system_stats")
    def system_stats(self, call: Call) -> Reply:
        """What the server runs on."""
        return Reply(200, {"system": {"os": "sandbox", "comfyui_version": "0.0.0"}, "devices": []})

    def callback_message(self, job: Job) -> tuple[str, bytes]:
        """ComfyUI calls nobody back."""
        return job.id, b"{}"
