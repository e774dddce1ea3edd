"""The engines that serve ``/v1/videos`` themselves, where they differ from the format's inventor."""

from __future__ import annotations

from typing import Any, ClassVar

from reelwright.providers.sandbox.exchange import Call
from reelwright.providers.sandbox.job import Job
from reelwright.providers.sandbox.openai_videos import OpenAIVideos

__all__ = ["FastVideo", "SGLang", "VLLMOmni"]


class VLLMOmni(OpenAIVideos):
    """vLLM-Omni: multipart only; a failed job is read with an HTTP error whose body is the job."""

    name = "vllm_omni"
    title = "vLLM-Omni"
    variables: ClassVar = {"REELWRIGHT_VLLM_OMNI_URL": "{url}"}
    takes_json = False
    failed_status = 500
    failed_content_status = 422

    def view(self, job: Job, call: Call) -> dict[str, Any]:
        """The video object with the engine's measurements."""
        return super().view(job, call) | {
            "media_type": "video/mp4",
            "inference_time_s": 1.5,
            "peak_memory_mb": 0,
        }


class SGLang(OpenAIVideos):
    """SGLang: multipart or JSON; a deletion answers with the job and does not stop it."""

    name = "sglang"
    title = "SGLang"
    variables: ClassVar = {"REELWRIGHT_SGLANG_URL": "{url}"}
    deletion_stops = False

    def view(self, job: Job, call: Call) -> dict[str, Any]:
        """The video object with the fields of this engine."""
        return super().view(job, call) | {
            "quality": "standard",
            "url": None,
            "file_path": None,
            "num_outputs": 1,
        }

    def deletion(self, job: Job, call: Call) -> dict[str, Any]:
        """The job with status ``deleted``."""
        return self.view(job, call) | {"status": "deleted"}


class FastVideo(SGLang):
    """FastVideo: a subset of SGLang's format."""

    name = "fastvideo"
    title = "FastVideo"
    variables: ClassVar = {"REELWRIGHT_FASTVIDEO_URL": "{url}"}
    failed_content_status = 500
