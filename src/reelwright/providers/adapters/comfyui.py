"""ComfyUI: a person's own workflows, each of them a model.

REELWRIGHT_COMFYUI_WORKFLOWS names a folder (or one file); every ``NAME.json`` in it is the model NAME. The
prompt's id is ours, and the client's id too for servers that do not take ours: a lost submit is found.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from reelwright.errors import DocumentError, SettingsError
from reelwright.providers.adapters.adapter import Adapter, only, within
from reelwright.providers.adapters.comfyui_workflow import Workflow, read_workflow
from reelwright.providers.capabilities import Capabilities
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.fitting import Fitted, fit
from reelwright.providers.job import Handle, Output, Prepared, Snapshot, State, slot
from reelwright.providers.request import Media, VideoRequest
from reelwright.providers.sniff import mime_of

__all__ = ["ComfyUIProvider"]

_CLIPS: Final = (".mp4", ".webm", ".mov", ".mkv", ".gif")
_FOLDER: Final = "REELWRIGHT_COMFYUI_WORKFLOWS"


class ComfyUIProvider(Adapter):
    """Needs REELWRIGHT_COMFYUI_URL and the folder of workflows; there is no key.

    Args:
        base_url: of the server.
        key: sent as a bearer token, for servers behind a proxy that wants one.
        workflows: the folder, or one file.
    """

    name = "comfyui"
    base_url_names = ("REELWRIGHT_COMFYUI_URL",)
    key_names = ("REELWRIGHT_COMFYUI_KEY",)
    more_names = (_FOLDER,)
    key_optional = True
    plain_http = True
    said = (("error", "message"), ("error",))

    def __init__(
        self, *, base_url: str | None = None, key: str | None = None, workflows: Path | None = None
    ) -> None:
        super().__init__(base_url=base_url, key=key)
        self._folder = workflows

    def _files(self) -> dict[str, Path]:
        """The workflows by name. Raises SettingsError when no folder is named."""
        given = self._folder or Path(os.environ.get(_FOLDER, "").strip() or "\0")
        if str(given) == "\0":
            raise SettingsError(
                "Provider comfyui has no workflows.",
                code="missing-workflows",
                hint=f"Set {_FOLDER} to a folder of workflows saved with “Export (API)”.",
            )
        found = [given] if given.suffix == ".json" else sorted(given.glob("*.json"))
        if not found:
            raise SettingsError(
                f"There is no workflow in {given}.",
                code="missing-workflows",
                hint="Put NAME.json files there, saved from ComfyUI with “Export (API)”.",
            )
        return {path.stem: path for path in found}

    def models(self) -> Mapping[str, Capabilities]:
        """One for each workflow that can be read."""
        found: dict[str, Capabilities] = {}
        broken: DocumentError | None = None
        for name, path in self._files().items():
            try:
                found[name] = read_workflow(path).capabilities(name)
            except DocumentError as error:
                broken = error
        if not found and broken is not None:
            raise broken
        return found

    def ready(self) -> str:
        """What is missing: the base URL, or the workflows."""
        try:
            self._files()
        except SettingsError as error:
            return f"{error.message} {error.hint}"
        return super().ready()

    def prepare(self, request: VideoRequest) -> Prepared:
        """See :class:`~reelwright.providers.base.Provider`."""
        fitted = fit(self.name, self.models(), request)
        workflow = read_workflow(self._files()[fitted.model])
        where = {"server": self.address().rstrip("/")}
        body = {"prompt": workflow.filled(_values(fitted, workflow))}
        return Prepared.of(self.name, 1, fitted, "/prompt", body, params=where)

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """The server's own input folder, under the digest as its name."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ProviderFault(
                f"{path} cannot be read: {error.strerror}.", kind=Kind.INVALID, created=Created.NO
            ) from None
        name = f"{digest[:32]}{path.suffix}"
        answer = self.ask(
            "/upload/image",
            "POST",
            data={"overwrite": "true", "type": "input"},
            files={"image": (name, data, mime_of(data[:64]))},
        )
        kept, folder = str(answer.get("name") or name), str(answer.get("subfolder") or "")
        return Handle(f"{folder}/{kept}" if folder else kept)

    def submit(self, prepared: Prepared, key: str) -> str:
        """``key`` is the prompt's id, and the client's."""
        body = {**prepared.body, "prompt_id": key, "client_id": key}
        return self.accepted(self.order(prepared.endpoint, json=body).get("prompt_id"))

    def poll(self, job: str) -> Snapshot:
        """The history, which is empty until the end; before that the queue.

        Raises ProviderFault (NOT_FOUND) when neither knows the job: the server was started anew.
        """
        entry = self.ask(f"/history/{job}").get(job)
        if isinstance(entry, dict):
            return self._ended(entry)
        queue = self.ask("/queue")
        for name, state in (("queue_running", State.RUNNING), ("queue_pending", State.QUEUED)):
            if any(within(row, 1) == job for row in only(queue.get(name), list) or ()):
                return self.observed(None, {name: job}, state=state)
        raise ProviderFault(
            f"comfyui knows no job {job}.", kind=Kind.NOT_FOUND, created=Created.YES, code="unknown-job"
        )

    def _ended(self, entry: dict[str, Any]) -> Snapshot:
        messages = [m for m in only(within(entry, "status", "messages"), list) or () if isinstance(m, list)]
        facts = {str(within(message, 0)): within(message, 1) for message in messages}
        if within(entry, "status", "status_str") == "success":
            return self.observed(None, entry, state=State.SUCCEEDED, outputs=self._outputs(entry))
        if "execution_interrupted" in facts:
            stopped = self.ending("the workflow was interrupted", code="job-cancelled")
            return self.observed(None, entry, state=State.CANCELLED, fault=lambda: stopped)
        said = within(facts.get("execution_error"), "exception_message")
        return self.observed(None, entry, state=State.FAILED, fault=lambda: self.ending(said))

    def _outputs(self, entry: dict[str, Any]) -> list[Output]:
        """Every clip that a node wrote; those it only previews come last."""
        files = [
            file
            for node in (only(entry.get("outputs"), dict) or {}).values()
            for kind in ("videos", "gifs", "images")
            for file in only(within(node, kind), list) or ()
            if str(within(file, "filename") or "").lower().endswith(_CLIPS)
        ]
        files.sort(key=lambda file: file.get("type") != "output")
        found = []
        for file in files:
            query = {name: str(file.get(name) or "") for name in ("filename", "subfolder")}
            query["type"] = str(file.get("type") or "output")
            found.append(Output(url=f"{self.http.url('/view')}?{urlencode(query)}", auth=True))
        return found

    def cancel(self, job: str) -> Snapshot:
        """Out of the queue if it waits, interrupted if it runs."""
        self.http.send("POST", "/queue", json={"delete": [job]})
        self.http.send("POST", "/interrupt", json={"prompt_id": job})
        return Snapshot(State.CANCELLED, fault=self.ending("the workflow was stopped", code="job-cancelled"))

    def reconcile(self, prepared: Prepared, key: str, since: datetime) -> str | None:
        """By our prompt id, or by our client id where the server chose the prompt's id itself."""
        if key in self.ask(f"/history/{key}"):
            return key
        queue = self.ask("/queue")
        rows = [row for name in ("queue_running", "queue_pending") for row in self._rows(queue.get(name))]
        try:
            history = self.ask("/history", params={"max_items": 200})
            rows += self._rows([within(entry, "prompt") for entry in history.values()])
        except ProviderFault as fault:
            if fault.kind is not Kind.NOT_FOUND:
                raise
        for row in rows:
            if key in (row[1], within(row, 3, "client_id")):
                return str(row[1])
        # It may have left the queue for the history between the two questions.
        return key if key in self.ask(f"/history/{key}") else None

    def _rows(self, rows: Any) -> list[list[Any]]:
        """Prompts of the queue or the history: lists that begin with a number, an id and nodes."""
        if isinstance(rows, list) and all(
            isinstance(row, list) and len(row) >= 2 and isinstance(row[1], str) for row in rows
        ):
            return rows
        raise ProviderFault(
            "the queue of comfyui has rows that cannot be read.",
            kind=Kind.UNSUPPORTED,
            created=Created.MAYBE,
            code="unreadable-listing",
        )


def _values(fitted: Fitted, workflow: Workflow) -> dict[str, Any]:
    """What goes into the slots."""
    values: dict[str, Any] = dict(fitted.options)
    if fitted.prompt:
        values["prompt"] = fitted.prompt
    if fitted.negative_prompt:
        values["negative_prompt"] = fitted.negative_prompt
    if fitted.seed is not None:
        values["seed"] = fitted.seed % 2**63
    if fitted.pixels is not None:
        values["width"], values["height"] = fitted.pixels
    fps = int(fitted.fps) if fitted.fps is not None else int(workflow.default("fps"))
    values["fps"] = fps
    if fitted.seconds is not None:
        # Every current video model takes eight pictures to a latent one, or a divisor of eight, and one more.
        values["frames"] = -(-int(fitted.seconds * Fraction(fps)) // 8) * 8 + 1
    return values | {medium.role.value: slot(index) for index, medium in enumerate(fitted.media)}
