"""Runway's developer API: tasks for video, ephemeral uploads, the organization's credits and limits."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, ClassVar, Final

from reelwright.providers.sandbox.clip import ClipOrder
from reelwright.providers.sandbox.desk import stamp
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.job import Job, Outcome, Phase
from reelwright.providers.sandbox.service import Service, route
from reelwright.providers.sandbox.tariff import CREDIT, charge

__all__ = ["Runway"]

_VERSION: Final = "2024-11-06"
_WIDE: Final = ("1280:720", "720:1280")
_GEN4: Final = (*_WIDE, "1104:832", "960:960", "832:1104", "1584:672")
_VEO: Final = (*_WIDE, "1080:1920", "1920:1080")
_ASPECTS: Final = {
    "16:9": "1280:720",
    "9:16": "720:1280",
    "1:1": "960:960",
    "4:3": "1104:832",
    "21:9": "1584:672",
}

# Ratios and durations the API holds its own models to; None leaves the choice open.
_RULES: Final[dict[tuple[str, str], tuple[tuple[str, ...], tuple[int, ...]]]] = {
    ("text_to_video", "gen4.5"): (_WIDE, tuple(range(2, 11))),
    ("image_to_video", "gen4.5"): (_GEN4, tuple(range(2, 11))),
    ("image_to_video", "gen4_turbo"): (_GEN4, tuple(range(2, 11))),
    ("text_to_video", "veo3.1"): (_VEO, (4, 6, 8)),
    ("image_to_video", "veo3.1"): (_VEO, (4, 6, 8)),
    ("text_to_video", "veo3.1_fast"): (_VEO, (4, 6, 8)),
    ("image_to_video", "veo3.1_fast"): (_VEO, (4, 6, 8)),
}
_ROUTED: Final = {
    "text_to_video": "gen4.5 veo3.1 veo3.1_fast klingO3_4k hailuo3 kling3.0_4k happyhorse_1_0 "
    "kling2.5_turbo_pro kling3.0_pro kling3.0_standard klingO3_pro klingO3_standard seedance2 seedance2_fast "
    "seedance2_mini gemini_omni_flash grok_imagine_1_5 wan3 gemini_omni_flash_1.1 wan3_prime h3_max "
    "seedance2_5 grok_imagine_1_5_lite kling_4",
    "video_to_video": "aleph2 klingO3_4k hailuo3 klingO3_pro klingO3_standard seedance2 seedance2_fast "
    "seedance2_mini gemini_omni_flash gemini_omni_flash_1.1 seedance2_5 kling_4",
    "video_upscale": "magnific_video_upscaler_creative enhance_frame_rate",
    "character_performance": "act_two",
}
_MODELS: Final = {task: frozenset(names.split()) for task, names in _ROUTED.items()} | {
    "image_to_video": frozenset(_ROUTED["text_to_video"].split()) | {"gen4_turbo"}
}
_STATUS: Final = {
    Phase.QUEUED: "PENDING",
    Phase.RUNNING: "RUNNING",
    Phase.SUCCEEDED: "SUCCEEDED",
    Phase.FAILED: "FAILED",
    Phase.CANCELLED: "CANCELLED",
}
_HTTP: Final = {"auth": 401, "missing": 404, "throttled": 429, "broken": 500}


class Runway(Service):
    """``api.dev.runwayml.com``. Moderated tasks cost what successful ones do, as the vendor says."""

    name = "runway"
    title = "Runway"
    variables: ClassVar = {"RUNWAYML_BASE_URL": "{url}", "RUNWAYML_API_SECRET": "sandbox"}
    nullable = ("failureCode", "estimatedCost")
    billed = frozenset({Outcome.CLIP, Outcome.EMPTY, Outcome.MODERATED})
    cancel_bills_running = True

    def authorise(self, call: Call) -> None:
        """A Bearer key and the API's version, which is required."""
        super().authorise(call)
        if call.headers.get("x-runway-version") != _VERSION:
            raise RefusedError(
                "invalid", "The X-Runway-Version header is missing or names an unknown version."
            )

    def problem(self, refused: RefusedError) -> Reply:
        """``{"error": text}``; lack of credit is an ordinary 400."""
        texts = {"quota": "You do not have enough credits to run this task.", "auth": "Invalid API key."}
        body: dict[str, Any] = {"error": texts.get(refused.kind, refused.message)}
        headers = {}
        if refused.kind == "throttled" and refused.facts.get("retry_after") is not None:
            headers["Retry-After"] = str(math.ceil(refused.facts["retry_after"]))
        return Reply(_HTTP.get(refused.kind, 400), body, headers)

    @route("POST", "/v1/text_to_video", "create")
    def text_to_video(self, call: Call) -> Reply:
        """A clip from words."""
        return self._create(call, "text_to_video")

    @route("POST", "/v1/image_to_video", "create")
    def image_to_video(self, call: Call) -> Reply:
        """A clip from pictures."""
        return self._create(call, "image_to_video")

    @route("POST", "/v1/video_to_video", "create")
    def video_to_video(self, call: Call) -> Reply:
        """A clip from a clip."""
        return self._create(call, "video_to_video")

    @route("POST", "/v1/video_upscale", "create")
    def video_upscale(self, call: Call) -> Reply:
        """A larger clip."""
        return self._create(call, "video_upscale")

    @route("POST", "/v1/character_performance", "create")
    def character_performance(self, call: Call) -> Reply:
        """A character driven by a performance."""
        return self._create(call, "character_performance")

    @route("POST", "/v1/generate/video", "create")
    def generate(self, call: Call) -> Reply:
        """The router: normalised input, a model chosen by a configuration."""
        document = call.document()
        given = document.get("input")
        if not isinstance(given, dict) or not document.get("configId"):
            raise RefusedError("invalid", "configId and input are required.")
        frames = [r for r in given.get("referenceImages") or [] if r.get("role") in ("first", "last")]
        body = {
            "model": "gen4.5",
            "promptText": given.get("promptText") or given.get("prompt") or "",
            "duration": given.get("duration", 5),
            "ratio": _ASPECTS.get(str(given.get("aspectRatio")), "1280:720"),
            "seed": given.get("seed"),
            "promptImage": [{"uri": r["uri"], "position": r["role"]} for r in frames],
        }
        return self._accept(call, "image_to_video" if frames else "text_to_video", body)

    def _create(self, call: Call, task: str) -> Reply:
        body = call.document()
        model = body.get("model")
        if model not in _MODELS[task]:
            raise RefusedError(
                "invalid", f"Validation of body failed: model {model!r} is not offered for {task}."
            )
        prompt = body.get("promptText") or ""
        if model in ("gen4.5", "aleph2") and task != "video_to_video" and not prompt:
            raise RefusedError("invalid", "Validation of body failed: promptText is required.")
        if len(prompt.encode("utf-16-le")) > 2000:
            raise RefusedError(
                "invalid", "Validation of body failed: promptText has at most 1000 characters."
            )
        if task == "image_to_video" and not body.get("promptImage"):
            raise RefusedError("invalid", "Validation of body failed: promptImage is required.")
        if (task, model) in _RULES:
            ratios, durations = _RULES[task, model]
            if body.get("ratio") not in ratios:
                raise RefusedError("invalid", f"Validation of body failed: ratio must be one of {ratios}.")
            duration = body.get("duration", 8 if 8 in durations and 5 not in durations else 5)
            if duration not in durations or (model == "gen4.5" and "duration" not in body):
                raise RefusedError("invalid", f"Validation of body failed: duration must be in {durations}.")
            body = {**body, "duration": duration}
        return self._accept(call, task, body)

    def _accept(self, call: Call, task: str, body: dict[str, Any]) -> Reply:
        frames: dict[str, bytes | None] = {}
        given = body.get("promptImage") or []
        for item in [{"uri": given}] if isinstance(given, str) else given:
            frames[item.get("position") or "first"] = self.studio.cupboard.read(item["uri"])
        ratio = str(body.get("ratio") or "1280:720")
        width, height = (int(n) for n in ratio.split(":")) if ":" in ratio else (1280, 720)
        if width < 64:  # an aspect, not pixels
            width, height = (int(n) for n in _ASPECTS.get(ratio, "1280:720").split(":"))
        seconds = body.get("duration") or 5
        seconds = Fraction(str(seconds)) if seconds != "auto" else Fraction(10)
        lines = min(width, height)
        resolution = (
            "4k" if lines >= 2160 else "1080p" if lines >= 1080 else "480p" if lines < 600 else "720p"
        )
        model = str(body["model"])
        order = ClipOrder(
            prompt=str(body.get("promptText") or ""),
            seconds=seconds,
            width=width,
            height=height,
            seed=int(body.get("seed") or 0),
            first=frames.get("first"),
            last=frames.get("last"),
            audio=bool(body.get("audio", model.startswith("veo"))),
        )
        price = charge("runway", model, seconds, resolution)
        job = self.open_job(call, model=model, task=task, order=order, request=body, price=price)
        return Reply(200, {"id": job.id})

    @route("GET", "/v1/tasks/{task_id}", "poll")
    def task(self, call: Call, task_id: str) -> Reply:
        """One task as it stands."""
        return Reply(200, self._view(self.find(task_id), call))

    def _view(self, job: Job, call: Call) -> dict[str, Any]:
        phase = self.phase(job, call)
        credits = job.price / CREDIT
        view: dict[str, Any] = {"id": job.id, "createdAt": stamp(job.created), "status": _STATUS[phase]}
        if phase is Phase.QUEUED and job.waited_for_place:
            view["status"] = "THROTTLED"
        if not phase.ended:
            view["estimatedCost"] = {"credits": float(credits)}
            if phase is Phase.RUNNING:
                view["progress"] = round(job.progress(self.now), 3)
            return view
        view["cost"] = {"credits": math.ceil(self.owed(job) / CREDIT)}
        if phase is Phase.SUCCEEDED:
            view["output"] = self.links(job)
        elif job.outcome is Outcome.MODERATED:
            view["failure"] = "The generated video did not pass our content moderation."
            view["failureCode"] = "SAFETY.OUTPUT.VIDEO"
        elif phase is Phase.FAILED:
            view["failure"] = "An unexpected error occurred."
            view["failureCode"] = "INTERNAL.BAD_OUTPUT.CODE01"
        return view

    @route("DELETE", "/v1/tasks/{task_id}")
    def delete(self, call: Call, task_id: str) -> Reply:
        """Cancel a task that is not over, delete one that is."""
        job = self.find(task_id)
        if not self.stop(job):
            job.deleted = True
        return Reply(204)

    @route("POST", "/v1/uploads", "upload")
    def upload(self, call: Call) -> Reply:
        """Promise a place for a file."""
        body = call.document()
        if not body.get("filename") or body.get("type") != "ephemeral":
            raise RefusedError("invalid", "Validation of body failed: filename and type are required.")
        place = self.studio.cupboard.put(b"", "", str(body["filename"]), self.now)
        fields = {"key": place.id, "policy": "sandbox", "x-amz-signature": "sandbox"}
        return Reply(
            200,
            {
                "runwayUri": f"runway://{place.id}",
                "uploadUrl": f"{call.origin}/_upload/{place.id}",
                "fields": fields,
            },
        )

    @route("POST", "/_upload/{key}", "upload", guarded=False)
    def receive(self, call: Call, key: str) -> Reply:
        """Take the promised file, as object stores do: form fields first, then the file."""
        form, place = call.form(), self.studio.cupboard.get(key)
        if place is None or form.fields.get("key") != key or "file" not in form.files:
            return Reply(403, "<Error><Code>AccessDenied</Code></Error>", content_type="application/xml")
        part = form.files["file"]
        self.studio.cupboard.put(part.data, part.content_type, part.filename, self.now, key)
        return Reply(204)

    @route("GET", "/v1/organization")
    def organization(self, call: Call) -> Reply:
        """Credits left, limits and today's use by model."""
        used = int(self.bill() / CREDIT)
        counts: dict[str, int] = {}
        for job in self.book.all():
            counts[job.model] = counts.get(job.model, 0) + 1
        limit = {"maxConcurrentGenerations": self.pace.concurrency, "maxDailyGenerations": 10_000}
        models = {model: limit for names in _MODELS.values() for model in sorted(names)}
        return Reply(
            200,
            {
                "creditBalance": 1_000_000 - used,
                "tier": {"maxMonthlyCreditSpend": 1_000_000, "models": models},
                "usage": {"models": {model: {"dailyGenerations": n} for model, n in counts.items()}},
            },
        )

    @route("POST", "/v1/organization/usage")
    def usage(self, call: Call) -> Reply:
        """Credits used by day and model."""
        days: dict[str, dict[str, int]] = {}
        for job in self.book.all():
            amounts = days.setdefault(stamp(job.created)[:10], {})
            amounts[job.model] = amounts.get(job.model, 0) + math.ceil(self.owed(job) / CREDIT)
        results = [
            {"date": day, "usedCredits": [{"model": m, "amount": n} for m, n in amounts.items()]}
            for day, amounts in sorted(days.items())
        ]
        return Reply(200, {"models": sorted({m for used in days.values() for m in used}), "results": results})
