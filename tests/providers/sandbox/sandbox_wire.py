"""The smallest raw-HTTP client of each provider: enough to order a clip, ask for it, and fetch it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from reelwright.providers.sandbox import Sandbox


@dataclass
class Seen:
    """One poll: the provider's own status word, whether the job is over and well, and where its clip is."""

    word: str
    over: bool
    good: bool
    links: list[str] = field(default_factory=list)
    data: bytes | None = None
    raw: Any = None


def kling_token(secret: str = "sandbox-secret", lasts: float = 1800) -> str:
    """A JSON web token as Kling wants it."""

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    now = int(time.time())
    claims = {"iss": "sandbox", "exp": now + int(lasts), "nbf": now - 5}
    head = f"{part(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{head}.{part(hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest())}"


@dataclass
class Wire:
    """A client of one provider; every method is one HTTP request."""

    name: str
    url: str
    http: httpx.Client

    @property
    def headers(self) -> dict[str, str]:
        """What authorises a call."""
        if self.name == "fal":
            return {"Authorization": "Key sandbox:sandbox"}
        if self.name == "kling":
            return {"Authorization": f"Bearer {kling_token()}"}
        more = {"X-Runway-Version": "2024-11-06"} if self.name == "runway" else {}
        return {"Authorization": "Bearer sandbox", **more}

    def post(self, path: str, document: Any = None, **more: Any) -> httpx.Response:
        """POST JSON, or a form with ``data`` and ``files``."""
        return self.http.post(self.url + path, json=document, headers=self.headers, **more)

    def get(self, path: str) -> httpx.Response:
        """GET a path of the API."""
        link = path if path.startswith("http") else self.url + path
        return self.http.get(link, headers=self.headers)

    def create(self, prompt: str = "a bee", image: str | None = None) -> httpx.Response:
        """Order a clip of about five seconds."""
        return _CREATE[self.name](self, prompt, image)

    def job_id(self, reply: httpx.Response) -> str:
        """The job's id in the answer to a create."""
        body = reply.json()
        found = next(
            body[k] for k in ("id", "task_id", "data", "request_id", "prompt_id", "name") if k in body
        )
        return str(found["task_id"] if isinstance(found, dict) else found)

    def ask(self, job_id: str) -> httpx.Response:
        """The poll itself."""
        return self.get(_POLL[self.name].format(id=job_id))

    def poll(self, job_id: str) -> Seen:
        """The poll, read."""
        return _READ[self.name](self, job_id, self.ask(job_id))

    def fetch(self, seen: Seen, job_id: str) -> httpx.Response:
        """The clip."""
        if self.name in ("openai_videos", "vllm_omni", "sglang", "fastvideo"):
            return self.get(f"/videos/{job_id}/content")
        return self.get(seen.links[0]) if seen.links[0].startswith(self.url) else self.http.get(seen.links[0])


def wire(sandbox: Sandbox, name: str, http: httpx.Client) -> Wire:
    """A client of ``name`` in ``sandbox`` that speaks through ``http``."""
    return Wire(name, sandbox.url(name), http)


def _openai(client: Wire, prompt: str, image: str | None) -> httpx.Response:
    fields = {
        "prompt": prompt,
        "seconds": "5",
        "size": "1280x720",
        **({"input_reference": image} if image else {}),
    }
    files = {name: (None, value) for name, value in fields.items()}
    return client.http.post(f"{client.url}/videos", files=files, headers=client.headers)


def _workflow(prompt: str) -> dict[str, Any]:
    return {
        "1": {"class_type": "CLIPTextEncode", "inputs": {"text": prompt}},
        "2": {"class_type": "WanLatent", "inputs": {"width": 832, "height": 480, "length": 80, "seed": 3}},
        "3": {"class_type": "SaveVideo", "inputs": {"video": ["2", 0], "fps": 16}},
    }


_CREATE: dict[str, Callable[[Wire, str, str | None], httpx.Response]] = {
    "runway": lambda c, p, i: c.post(
        "/v1/image_to_video" if i else "/v1/text_to_video",
        {
            "model": "gen4.5",
            "promptText": p,
            "ratio": "1280:720",
            "duration": 5,
            **({"promptImage": i} if i else {}),
        },
    ),
    "luma_agents": lambda c, p, i: c.post(
        "/generations",
        {
            "model": "ray-3.2",
            "type": "video",
            "prompt": p,
            "video": {"start_frame": {"url": i} if i else None},
        },
    ),
    "luma_legacy": lambda c, p, i: c.post(
        "/generations/video",
        {"model": "ray-2", "prompt": p, "keyframes": {"frame0": {"type": "image", "url": i}} if i else None},
    ),
    "replicate": lambda c, p, i: c.post(
        "/v1/models/alibaba/wan-3/predictions", {"input": {"prompt": p, **({"image": i} if i else {})}}
    ),
    "google": lambda c, p, i: c.post(
        "/v1beta/models/veo-3.1-generate-preview:predictLongRunning",
        {"instances": [{"prompt": p}], "parameters": {"durationSeconds": 6, "sampleCount": 1}},
    ),
    "fal": lambda c, p, i: c.post(
        "/fal-ai/pika/v2.2/text-to-video", {"prompt": p, "duration": 5, **({"image_url": i} if i else {})}
    ),
    "kling": lambda c, p, i: c.post(
        "/v1/videos/text2video", {"model_name": "kling-v2", "prompt": p, "duration": "5", "image": i}
    ),
    "minimax": lambda c, p, i: c.post(
        "/v2/video_generation",
        {
            "model": "MiniMax-H3",
            "content": [{"type": "text", "text": p}],
            "duration": 5,
            "resolution": "768P",
        },
    ),
    "ark": lambda c, p, i: c.post(
        "/contents/generations/tasks",
        {
            "model": "doubao-seedance-2-0-260128",
            "content": [{"type": "text", "text": p}],
            "seed": None,
            "duration": 5,
        },
    ),
    "comfyui": lambda c, p, i: c.post("/prompt", {"prompt": _workflow(p), "client_id": "x"}),
    "lightx2v": lambda c, p, i: c.post("/v1/tasks/video/", {"prompt": p, "image_path": i or ""}),
} | dict.fromkeys(("openai_videos", "vllm_omni", "sglang", "fastvideo"), _openai)

_POLL = {
    "runway": "/v1/tasks/{id}",
    "luma_agents": "/generations/{id}",
    "luma_legacy": "/generations/{id}",
    "replicate": "/v1/predictions/{id}",
    "google": "/v1beta/{id}",
    "fal": "/fal-ai/pika/requests/{id}/status",
    "kling": "/v1/videos/text2video/{id}",
    "minimax": "/v2/query/video_generation/{id}",
    "ark": "/contents/generations/tasks/{id}",
    "comfyui": "/history/{id}",
    "lightx2v": "/v1/tasks/{id}/status",
} | dict.fromkeys(("openai_videos", "vllm_omni", "sglang", "fastvideo"), "/videos/{id}")

_GOOD = {"SUCCEEDED", "completed", "succeeded", "succeed", "COMPLETED", "success"}
_BAD = {"FAILED", "CANCELLED", "failed", "canceled", "cancelled", "error", "aborted"}


def _plain(status: str, *path: str | int) -> Callable[[Wire, str, httpx.Response], Seen]:
    """Read a poll whose status is under ``status`` and whose link is at ``path``."""

    def read(client: Wire, job_id: str, reply: httpx.Response) -> Seen:
        body = reply.json()
        inner = body["data"] if client.name == "kling" else body
        found: Any = inner
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                found = None
        word = inner[status]
        links = found if isinstance(found, list) else [found] if found else []
        return Seen(word, word in _GOOD | _BAD, word in _GOOD, links, raw=body)

    return read


def _google(client: Wire, job_id: str, reply: httpx.Response) -> Seen:
    body = reply.json()
    inner = body.get("response", {}).get("generateVideoResponse", {})
    links = [sample["video"]["uri"] for sample in inner.get("generatedSamples", [])]
    good = body.get("done", False) and "error" not in body and not inner.get("raiMediaFilteredCount")
    return Seen("done" if body.get("done") else "", body.get("done", False), good, links, raw=body)


def _fal(client: Wire, job_id: str, reply: httpx.Response) -> Seen:
    body = reply.json()
    seen = Seen(body["status"], body["status"] == "COMPLETED", False, raw=body)
    if seen.over:
        result = client.get(body["response_url"])
        seen.good = result.status_code == 200
        video = result.json().get("video") if seen.good else None
        seen.links = [video["url"]] if video else []
        seen.raw = result.json()
    return seen


def _comfyui(client: Wire, job_id: str, reply: httpx.Response) -> Seen:
    body = reply.json().get(job_id)
    if body is None:
        return Seen("", False, False, raw=body)
    word = body["status"]["status_str"]
    files = [file for output in body["outputs"].values() for file in output["images"]]
    links = [
        f"{client.url}/view?filename={f['filename']}&subfolder={f['subfolder']}&type=output" for f in files
    ]
    return Seen(word, True, word == "success", links, raw=body)


_READ: dict[str, Callable[[Wire, str, httpx.Response], Seen]] = {
    "runway": _plain("status", "output"),
    "luma_agents": _plain("state", "output", 0, "url"),
    "luma_legacy": _plain("state", "assets", "video"),
    "replicate": _plain("status", "output"),
    "google": _google,
    "fal": _fal,
    "kling": _plain("task_status", "task_result", "videos", 0, "url"),
    "minimax": _plain("status", "content", "url"),
    "ark": _plain("status", "content", "video_url"),
    "comfyui": _comfyui,
}


def _content(suffix: str) -> Callable[[Wire, str, httpx.Response], Seen]:
    def read(client: Wire, job_id: str, reply: httpx.Response) -> Seen:
        word = reply.json()["status"]
        link = [f"{client.url}{suffix.format(id=job_id)}"] if word == "completed" else []
        return Seen(word, word in _GOOD | _BAD, word in _GOOD, link, raw=reply.json())

    return read


_READ |= dict.fromkeys(
    ("openai_videos", "vllm_omni", "sglang", "fastvideo"), _content("/videos/{id}/content")
)
_READ["lightx2v"] = _content("/v1/tasks/{id}/result")
