"""The sandbox as a whole: which providers run, where, and what the test or the user may ask of it."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Self

from reelwright.errors import OptionError
from reelwright.providers.sandbox.ark import Ark
from reelwright.providers.sandbox.chat_formats import ChatAnthropic, ChatOllama, ChatOpenAI
from reelwright.providers.sandbox.clip import ClipShelf, MakeClip, last_picture
from reelwright.providers.sandbox.clock import Clock, Pace, WallClock
from reelwright.providers.sandbox.comfyui import ComfyUI
from reelwright.providers.sandbox.control import PREFIX, control
from reelwright.providers.sandbox.courier import Courier, Delivery
from reelwright.providers.sandbox.desk import Studio
from reelwright.providers.sandbox.exchange import Call, Record, Reply
from reelwright.providers.sandbox.fal import Fal
from reelwright.providers.sandbox.fault import FORBIDDEN_ADDRESS, Fault
from reelwright.providers.sandbox.google import Google
from reelwright.providers.sandbox.job import Job
from reelwright.providers.sandbox.kling import Kling
from reelwright.providers.sandbox.lightx2v import LightX2V
from reelwright.providers.sandbox.luma_agents import LumaAgents
from reelwright.providers.sandbox.luma_legacy import LumaLegacy
from reelwright.providers.sandbox.media import Cupboard
from reelwright.providers.sandbox.minimax import MiniMax
from reelwright.providers.sandbox.openai_engines import FastVideo, SGLang, VLLMOmni
from reelwright.providers.sandbox.openai_videos import OpenAIVideos
from reelwright.providers.sandbox.replicate import Replicate
from reelwright.providers.sandbox.runway import Runway
from reelwright.providers.sandbox.server import LoopbackServer
from reelwright.providers.sandbox.service import Service

__all__ = ["NAMES", "PLANNERS", "Sandbox"]

_SERVICES: Final[dict[str, type[Service]]] = {
    kind.name: kind
    for kind in (
        Runway,
        LumaAgents,
        LumaLegacy,
        Replicate,
        OpenAIVideos,
        VLLMOmni,
        SGLang,
        FastVideo,
        Google,
        Fal,
        Kling,
        MiniMax,
        Ark,
        ComfyUI,
        LightX2V,
    )
}
NAMES: Final = tuple(_SERVICES)
"""The providers of clips."""

_SERVICES.update({kind.name: kind for kind in (ChatOpenAI, ChatAnthropic, ChatOllama)})
PLANNERS: Final = tuple(name for name in _SERVICES if name not in NAMES)
"""Language models that plan; they start when they are named."""
FILES: Final = "files"
_FILES_LOG: Final = 20_000


class Sandbox:
    """Loopback servers that speak the providers' wire formats and never leave this machine.

    ::

        with Sandbox("runway") as sandbox:
            sandbox.fault("runway", "drop")
            ...  # a client with base URL sandbox.url("runway")
            assert sandbox.creations("runway") == 1

    Clips are served by one more server, ``files``, so that a client that sends its key wherever a link points
    can be caught: see ``requests("files")``.

    Args:
        names: the providers to start; all of clips when none is named. See :data:`NAMES` and
            :data:`PLANNERS`.
        make_clip: another maker of clips than the moving gradient.
        pace: how long jobs take; one for all, or by provider name.
        clock: the wall clock, or a :class:`ManualClock`.
        folder: where clips are kept between runs; a temporary folder by default.
        max_side: makes clips no larger than this, in the same shape.
        ports: fixed ports by name; any free one for the others.
        seed: of the dice for faults with a probability.
    """

    def __init__(
        self,
        *names: str,
        make_clip: MakeClip | None = None,
        pace: Pace | Mapping[str, Pace] | None = None,
        clock: Clock | None = None,
        folder: Path | None = None,
        max_side: int | None = None,
        ports: Mapping[str, int] | None = None,
        seed: int = 0,
    ) -> None:
        for name in (*names, *(n for n in ports or {} if n != FILES)):
            self._class(name)
        self._scratch = tempfile.TemporaryDirectory(prefix="reelwright-sandbox-") if folder is None else None
        clips = Path(self._scratch.name) if self._scratch else folder
        assert clips is not None
        clips.mkdir(parents=True, exist_ok=True)
        self._ports = dict(ports or {})
        self.clock: Clock = clock or WallClock()
        courier = Courier(self.clock)
        self._studio = Studio(ClipShelf(clips, make_clip, max_side), self.clock, courier, Cupboard())
        paces = pace if isinstance(pace, Mapping) else dict.fromkeys(NAMES, pace or Pace())
        self._services = {
            name: self._class(name)(self._studio, paces.get(name, Pace()), seed) for name in names or NAMES
        }
        self._servers: dict[str, LoopbackServer] = {}
        self._files_log: list[Record] = []

    @staticmethod
    def _class(name: str) -> type[Service]:
        if name not in _SERVICES:
            raise OptionError(f"The sandbox has no “{name}”.", hint=f"Choose from {', '.join(_SERVICES)}.")
        return _SERVICES[name]

    def start(self) -> Self:
        """Open the ports and begin to answer.

        Raises:
            OptionError: a port is taken.
        """
        try:
            self._open(FILES, self._answer_files)
            self._studio.files_origin = self._servers[FILES].origin
            for name, service in self._services.items():
                self._open(name, lambda call, service=service: self._answer(service, call))
        except OSError as error:
            self.stop()
            text = f"A port of the sandbox cannot be opened: {error.strerror or error}."
            raise OptionError(text, hint="Choose other ports, or leave them out to get free ones.") from None
        return self

    def _open(self, name: str, answer: Any) -> None:
        server = LoopbackServer(answer, self._ports.get(name, 0))
        self._servers[name] = server
        server.start()

    def stop(self) -> None:
        """Close every port; jobs and logs can still be looked at."""
        self._studio.courier.stop()
        for server in self._servers.values():
            server.stop()
        if self._scratch is not None:
            self._scratch.cleanup()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @staticmethod
    def _answer(service: Service, call: Call) -> Reply:
        if call.path == PREFIX or call.path.startswith(f"{PREFIX}/"):
            return control(service, call)
        return service.answer(call)

    def _answer_files(self, call: Call) -> Reply:
        """A link to a clip: ``/provider/job/link/n.mp4``, or ``last.png`` for its last picture."""
        reply = Reply(404, "<Error><Code>NoSuchKey</Code></Error>", content_type="application/xml")
        name, _, rest = call.path.strip("/").partition("/")
        job_id, _, rest = rest.rpartition("/")[0].rpartition("/")
        service = self._services.get(name)
        job = service.book.get(job_id) if service else None
        if service is not None and job is not None and rest.isdigit() and not job.deleted:
            if call.path.endswith("/last.png"):
                reply = Reply(200, last_picture(service.clip(job)), content_type="image/png")
            else:
                reply = service.send_clip(job, int(rest))
                service.record(call, "download", reply)
        status = 0 if reply.drop else reply.status
        about = (call.at, call.method, call.path, call.query, call.headers, b"")
        self._files_log.append(Record(len(self._files_log), *about, "download", status))
        del self._files_log[:-_FILES_LOG]
        return reply

    @property
    def names(self) -> tuple[str, ...]:
        """The providers of this sandbox."""
        return tuple(self._services)

    def _service(self, name: str) -> Service:
        if name not in self._services:
            raise OptionError(
                f"“{name}” does not run in this sandbox.", hint=f"It runs {', '.join(self.names)}."
            )
        return self._services[name]

    def origin(self, name: str) -> str:
        """``http://127.0.0.1:PORT`` of a provider, or of ``files``."""
        if name != FILES:
            self._service(name)
        if name not in self._servers:
            raise OptionError(
                "The sandbox is not started.", hint="Use it in a with statement, or call start()."
            )
        return self._servers[name].origin

    def url(self, name: str) -> str:
        """The base URL to give to the provider's client, without a slash at the end."""
        return self.origin(name) + ("" if name == FILES else self._service(name).base_path)

    def environment(self, names: Iterable[str] | None = None) -> dict[str, str]:
        """The environment variables that point the providers' clients here, keys included."""
        found = {}
        for name in names or self.names:
            for variable, value in self._service(name).variables.items():
                found[variable] = value.format(url=self.url(name))
        return found

    def creations(self, name: str) -> int:
        """How many jobs were ever created, whether or not the client learnt of it."""
        return self._service(name).book.made

    def bill(self, name: str | None = None) -> Decimal:
        """What all jobs that have ended cost in US dollars: of one provider, or of all."""
        chosen = self._services.values() if name is None else [self._service(name)]
        return sum((service.bill() for service in chosen), Decimal(0))

    def jobs(self, name: str) -> list[Job]:
        """The jobs of a provider, oldest first."""
        return self._service(name).book.all()

    def owed(self, name: str, job_id: str) -> Decimal:
        """What one job costs as it stands."""
        job = self._service(name).book.get(job_id)
        if job is None:
            raise OptionError(f"{name} has no job {job_id}.", hint="Look at jobs().")
        return self._service(name).owed(job)

    def requests(self, name: str, event: str | None = None) -> list[Record]:
        """The calls a provider (or ``files``) got, oldest first, of one event or of all."""
        log = list(self._files_log) if name == FILES else self._service(name).log()
        return [record for record in log if event in (None, record.event)]

    def deliveries(self, name: str) -> list[Delivery]:
        """The webhooks a provider has sent."""
        return self._service(name).deliveries()

    def fault(
        self,
        name: str,
        kind: str,
        *,
        on: str | None = None,
        times: int | None = 1,
        at: int | Collection[int] | None = None,
        probability: float = 1.0,
        match: str | None = None,
        seconds: float = 1.0,
        retry_after: float | None = 1.0,
        bytes: int = 1 << 20,
        location: str = FORBIDDEN_ADDRESS,
    ) -> None:
        """Let something go wrong; see :class:`Fault` for every word.

        Raises:
            OptionError: no such fault, or one that cannot strike there.
        """
        wanted = Fault(kind, on, times, at, probability, match, seconds, retry_after, bytes, location)
        self._service(name).plan.add(wanted)

    def pace(self, name: str, **changes: Any) -> None:
        """Change how long a provider's next jobs take: ``queue``, ``run``, ``concurrency``, ``link_ttl``."""
        service = self._service(name)
        service.pace = replace(service.pace, **changes)

    def host(self, data: bytes, content_type: str = "image/png", name: str = "") -> str:
        """Keep ``data`` and give the link under which every provider of the sandbox can read it."""
        upload = self._studio.cupboard.put(data, content_type, name, self.clock.now())
        first = next(iter(self._services))
        return f"{self.origin(first)}{PREFIX}/media/{upload.id}"

    def reset(self, name: str | None = None) -> None:
        """Forget jobs, faults and logs: of one provider, or of all with the uploads."""
        for service in self._services.values() if name is None else [self._service(name)]:
            service.reset()
        if name is None:
            self._files_log.clear()
            self._studio.cupboard.clear()
