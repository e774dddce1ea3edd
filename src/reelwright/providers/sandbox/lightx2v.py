"""LightX2V's own task API; the client chooses the task's id."""

from __future__ import annotations

import uuid
from fractions import Fraction
from typing import Any, ClassVar, Final

from reelwright.providers.sandbox.clip import ClipOrder
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.job import Job, Outcome, Phase
from reelwright.providers.sandbox.service import Service, route
from reelwright.providers.sandbox.tariff import charge

__all__ = ["LightX2V"]

_STATUS: Final = {
    Phase.QUEUED: "pending",
    Phase.RUNNING: "processing",
    Phase.SUCCEEDED: "completed",
    Phase.FAILED: "failed",
    Phase.CANCELLED: "cancelled",
}
_HTTP: Final = {"missing": 404, "throttled": 429, "quota": 503, "broken": 500}


class LightX2V(Service):
    """A server on the user's own machine: free of charge, no authorisation."""

    name = "lightx2v"
    title = "LightX2V"
    variables: ClassVar = {"REELWRIGHT_LIGHTX2V_URL": "{url}"}
    status_path = ("status",)
    nullable = ("error", "start_time", "end_time")

    def authorise(self, call: Call) -> None:
        """Everybody is let in."""

    def problem(self, refused: RefusedError) -> Reply:
        """``{"detail": text}``."""
        return Reply(_HTTP.get(refused.kind, 400), {"detail": refused.message})

    @route("POST", "/v1/tasks/video", "create")
    def create(self, call: Call) -> Reply:
        """Order a task."""
        body = call.document()
        if not body or not isinstance(body.get("prompt", ""), str):
            raise RefusedError("invalid", "prompt: Input should be a valid string")
        return self._create(call, body, {})

    @route("POST", "/v1/tasks/video/form", "create")
    def create_form(self, call: Call) -> Reply:
        """Order a task with files in a form."""
        form = call.form()
        return self._create(call, dict(form.fields), {name: part.data for name, part in form.files.items()})

    def _create(self, call: Call, body: dict[str, Any], files: dict[str, bytes]) -> Reply:
        task_id = str(body.get("task_id") or uuid.uuid4())
        fps = int(body.get("target_fps") or 16)
        shape = body.get("target_shape") or [480, 832]
        if not isinstance(shape, list) or len(shape) != 2:
            raise RefusedError("invalid", "target_shape holds height and width")

        def picture(name: str) -> bytes | None:
            given = files.get(f"{name}_file") or body.get(f"{name}_path")
            return given if isinstance(given, bytes) or not given else self.studio.cupboard.read(str(given))

        order = ClipOrder(
            prompt=str(body.get("prompt") or ""),
            seconds=Fraction(max(1, int(body.get("target_video_length") or 81)), fps),
            width=int(shape[1]),
            height=int(shape[0]),
            fps=fps,
            seed=int(body.get("seed") or 0),
            first=picture("image"),
            last=picture("last_frame"),
        )
        job = self.open_job(
            call,
            model="lightx2v",
            task="video",
            order=order,
            request=body,
            price=charge(self.name, "lightx2v", order.seconds),
            job_id=task_id,
        )
        path = str(body.get("save_result_path") or f"{job.id}.mp4")
        return Reply(200, {"task_id": job.id, "task_status": "pending", "save_result_path": path})

    @route("GET", "/v1/tasks/queue/status")
    def queue(self, call: Call) -> Reply:
        """How many tasks wait and run."""
        phases = [job.phase(self.now) for job in self.book.all()]
        running = phases.count(Phase.RUNNING)
        return Reply(
            200,
            {
                "is_processing": running > 0,
                "current_task": None,
                "pending_count": phases.count(Phase.QUEUED),
                "active_count": running,
                "queue_size": 100,
                "queue_available": True,
            },
        )

    @route("GET", "/v1/service/status")
    def service(self, call: Call) -> Reply:
        """Whether the service is well."""
        return Reply(200, {"service_status": "idle", "task_id": None})

    @route("GET", "/v1/tasks/{task_id}/status", "poll")
    def status(self, call: Call, task_id: str) -> Reply:
        """One task as it stands."""
        job = self.find(task_id)
        return Reply(200, self._view(job, self.phase(job, call)))

    def _view(self, job: Job, phase: Phase) -> dict[str, Any]:
        if phase is Phase.SUCCEEDED:
            self.links(job)  # asking again brings a dead result back
        error = None
        if phase is Phase.FAILED:
            error = (
                "Blocked by the safety checker" if job.outcome is Outcome.MODERATED else "CUDA out of memory"
            )
        return {
            "task_id": job.id,
            "status": _STATUS[phase],
            "start_time": None if phase is Phase.QUEUED else job.starts,
            "end_time": job.ended_at() if phase.ended else None,
            "error": error,
            "save_result_path": f"{job.id}.mp4",
        }

    @route("GET", "/v1/tasks/{task_id}/result", "download")
    def result(self, call: Call, task_id: str) -> Reply:
        """The clip; 404 until it is there."""
        job = self.find(task_id)
        if job.phase(self.now) is not Phase.SUCCEEDED or job.outcome is Outcome.EMPTY:
            raise RefusedError("missing", f"Task result is not available: {_STATUS[job.phase(self.now)]}")
        return self.send_clip(job)

    @route("GET", "/v1/tasks")
    def list(self, call: Call) -> Reply:
        """Every task by its id."""
        return Reply(200, {job.id: self._view(job, self.phase(job, call)) for job in self.book.all()})

    @route("DELETE", "/v1/tasks/{task_id}")
    def cancel(self, call: Call, task_id: str) -> Reply:
        """Stop a task."""
        if not self.stop(self.find(task_id)):
            raise RefusedError("missing", f"Task {task_id} not found or already completed")
        return Reply(200, {"stop_status": "success", "reason": "Task stopped successfully."})

    def callback_message(self, job: Job) -> tuple[str, bytes]:
        """LightX2V calls nobody back."""
        return job.id, b"{}"
