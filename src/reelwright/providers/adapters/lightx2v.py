"""LightX2V on a machine of one's own: the task's id is ours, so a lost submit is always found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, ClassVar, Final

from reelwright.providers.adapters.adapter import Adapter, whole
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile, Repro
from reelwright.providers.fault import Kind, ProviderFault
from reelwright.providers.fitting import Fitted, fit
from reelwright.providers.job import Output, Prepared, Snapshot, State, slot
from reelwright.providers.quote import FREE
from reelwright.providers.request import Role, Task, VideoRequest

__all__ = ["LightX2VProvider"]

_SHAPE: Final[dict[str, Any]] = {
    "durations": (Fraction(5), *(s for s in whole(1, 10) if s != 5)),
    "sizes": ("832x480", "480x832", "1280x720", "720x1280", "624x624"),
    "fps": (Fraction(16), Fraction(24)),
    "options": {
        "infer_steps": Option(int, "Denoising steps.", low=1, high=200),
        "lora_name": Option(str, "A LoRA that the server has."),
        "lora_strength": Option(float, "How strongly it counts.", low=0, high=2),
        "use_prompt_enhancer": Option(bool, "Let the server rewrite the prompt."),
    },
}
_FIRST: Final = {Role.FIRST_FRAME: (1, 1)}
MODELS: Final = {
    "default": Capabilities(
        tasks={
            Task.T2V: Choice(**_SHAPE),
            Task.I2V: Choice(media=_FIRST, prompt="optional", **_SHAPE),
            Task.INTERPOLATE: Choice(media={**_FIRST, Role.LAST_FRAME: (1, 1)}, prompt="optional", **_SHAPE),
        },
        summary="Whatever model the LightX2V server runs.",
        price=FREE,
        seed=True,
        reproducible=Repro.SAME_MACHINE,
        negative_prompt=True,
        cancel="yes",
        reconcile=Reconcile.CLIENT_ID,
        poll_seconds=1.0,
    )
}


class LightX2VProvider(Adapter):
    """Needs REELWRIGHT_LIGHTX2V_URL; there is no key."""

    name = "lightx2v"
    base_url_names = ("REELWRIGHT_LIGHTX2V_URL",)
    key_names = ("REELWRIGHT_LIGHTX2V_KEY",)
    key_optional = True
    plain_http = True
    inline_limit = 20_000_000
    table = MODELS
    said = (("detail",), ("message",))
    states: ClassVar = {
        "pending": State.QUEUED,
        "processing": State.RUNNING,
        "completed": State.SUCCEEDED,
        "failed": State.FAILED,
        "cancelled": State.CANCELLED,
    }

    def models(self) -> Mapping[str, Capabilities]:
        """One: the server runs the model it was started with."""
        return MODELS

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        fitted = fit(self.name, MODELS, request)
        where = {"server": self.address().rstrip("/")}
        return Prepared.of(self.name, 1, fitted, "/v1/tasks/video/", _body(fitted), params=where)

    def submit(self, prepared: Prepared, key: str) -> str:
        """``key`` is the task's id."""
        return self.accepted(
            self.order(prepared.endpoint, json={**prepared.body, "task_id": key}).get("task_id")
        )

    def poll(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        data = self.ask(f"/v1/tasks/{job}/status")
        said = str(data.get("error") or "")
        moderated = "safety" in said.lower()
        link = str(self.http.url(f"/v1/tasks/{job}/result"))
        return self.observed(
            data.get("status", data.get("task_status")),
            data,
            outputs=[Output(url=link, auth=True)],
            fault=lambda: self.ending(said, Kind.MODERATED if moderated else Kind.GENERATION),
        )

    def cancel(self, job: str) -> Snapshot:
        """See :class:`~reelwright.providers.base.Provider`."""
        try:
            self.http.send("DELETE", f"/v1/tasks/{job}")
        except ProviderFault as fault:
            if fault.kind is not Kind.NOT_FOUND:  # it is over, or gone
                raise
        return self.poll(job)

    def reconcile(self, prepared: Prepared, key: str, since: datetime) -> str | None:
        """The task with our id; none means that none was created."""
        try:
            self.http.send("GET", f"/v1/tasks/{key}/status")
        except ProviderFault as fault:
            if fault.kind is Kind.NOT_FOUND:
                return None
            raise
        return key


def _body(fitted: Fitted) -> dict[str, Any]:
    width, height = fitted.pixels or (832, 480)
    fps = fitted.fps or Fraction(16)
    # The models count four pictures to a latent one, and one more.
    frames = -(-int((fitted.seconds or Fraction(5)) * fps) // 4) * 4 + 1
    body: dict[str, Any] = {
        "prompt": fitted.prompt,
        "negative_prompt": fitted.negative_prompt or "",
        "target_video_length": frames,
        "target_fps": int(fps),
        "target_shape": [height, width],
    }
    if fitted.seed is not None:
        body["seed"] = fitted.seed % 2**31
    for index, medium in enumerate(fitted.media):
        body["image_path" if medium.role is Role.FIRST_FRAME else "last_frame_path"] = slot(index)
    return body | fitted.options
