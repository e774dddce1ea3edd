"""Language models that plan films: what the three chat services of the sandbox have in common.

Whoever asks for a storyboard gets the rules planner's, in the shape of the answer; any other message is taken
as a prompt. Every answer is a creation with a price, and the faults of the event ``answer`` spoil it.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Final

from reelwright.errors import ReelwrightError
from reelwright.providers.sandbox.clip import ClipOrder
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.fault import Fault
from reelwright.providers.sandbox.job import Job
from reelwright.providers.sandbox.service import Service
from reelwright.story import Shot, Storyboard, plan_rules
from reelwright.timing import parse_seconds

__all__ = ["USD_IN", "USD_OUT", "Chat", "Said"]

USD_IN: Final = Decimal(1)
USD_OUT: Final = Decimal(5)
"""US dollars for a million tokens in and out."""

_BYTES_OF_A_TOKEN: Final = 4
_REFUSAL: Final = "I cannot help with that."
_UNSAFE: Final = "Mickey Mouse waves at us"
_SHOT: Final = ("purpose", "text", "action", "camera", "size", "transition")
_SUBJECT: Final = ("noun", "text", "count", "attributes")


@dataclass(frozen=True, slots=True)
class Said:
    """An answer on its way: its text, the fault that bent it, and the tokens of both sides."""

    id: str
    text: str
    fault: str
    tokens_in: int
    tokens_out: int


class Chat(Service):
    """A chat service. A subclass has the route, the error shape and the format of the answer."""

    variables: ClassVar[dict[str, str]] = {}

    def bill(self) -> Decimal:
        """What all answers cost; there is nothing to wait for."""
        return sum((job.price for job in self.book.all()), Decimal(0))

    def owed(self, job: Job) -> Decimal:
        """The price of one answer."""
        return job.price

    def say(self, call: Call, body: dict[str, Any], messages: list[Any], most_tokens: int) -> Said:
        """The answer to ``messages`` (the last one counts), entered in the book.

        Raises:
            RefusedError: there is no message, or no model.
        """
        if not isinstance(body.get("model"), str) or not body["model"]:
            raise RefusedError("invalid", "model: a model is required")
        texts = [message["content"] for message in messages if isinstance(message.get("content"), str)]
        asked = [m["content"] for m in messages if m.get("role") == "user" and isinstance(m["content"], str)]
        if len(texts) != len(messages) or not asked:
            raise RefusedError("invalid", "messages: at least one message with text is required")
        fault = self.plan.strike("answer", call.text())
        kind = fault.kind if fault else ""
        wish = _wish(asked[0])
        text = _spoilt(fault, _answer(wish), most_tokens)
        tokens_in = max(1, len(call.body) // _BYTES_OF_A_TOKEN)
        tokens_out = most_tokens if kind == "cut" else max(1, len(text) // _BYTES_OF_A_TOKEN)
        said = Said(f"{self.name}-{uuid.uuid4().hex[:24]}", text, kind, tokens_in, tokens_out)
        self._enter(call, body, said, str(wish.get("prompt", "")))
        return said

    def _enter(self, call: Call, body: dict[str, Any], said: Said, prompt: str) -> None:
        price = (USD_IN * said.tokens_in + USD_OUT * said.tokens_out) / 1_000_000
        now = self.now
        job = Job(
            id=said.id,
            number=0,
            model=str(body["model"]),
            task="plan",
            order=ClipOrder(prompt=prompt, seconds=Fraction(1), width=16, height=16, fps=1, seed=0),
            request=body,
            text=call.text(),
            price=price,
            created=now,
            starts=now,
            ends=now,
        )
        self.book.add(job, self.pace)

    def callback_message(self, job: Job) -> tuple[str, bytes]:
        """Chat services call nobody back."""
        return job.id, b"{}"

    def status_of(self, refused: RefusedError) -> tuple[int, dict[str, str]]:
        """The HTTP status of a refusal and the headers that go with it."""
        known = {"auth": 401, "missing": 404, "throttled": 429, "quota": 402, "broken": 500}
        after = refused.facts.get("retry_after")
        return known.get(refused.kind, 400), {} if after is None else {"Retry-After": f"{after:g}"}

    def error(self, refused: RefusedError, body: dict[str, Any]) -> Reply:
        """A refusal in the service's own shape."""
        status, headers = self.status_of(refused)
        return Reply(status, body, headers)


def _wish(message: str) -> dict[str, Any]:
    """The wish in a message: its JSON object, else the whole message as a prompt."""
    start = message.find("{")
    if start >= 0:
        try:
            found, _ = json.JSONDecoder().raw_decode(message, start)
        except ValueError:
            found = None
        if isinstance(found, dict) and isinstance(found.get("prompt"), str):
            return found
    return {"prompt": message}


def _answer(wish: dict[str, Any]) -> dict[str, Any]:
    """The rules planner's storyboard for ``wish``, in the shape of an outline."""
    seconds, shots = wish.get("seconds"), wish.get("shots")
    try:
        board = plan_rules(
            str(wish["prompt"]),
            shots=shots if isinstance(shots, int) else None,
            duration=parse_seconds(seconds) if isinstance(seconds, int | float) else None,
        )
    except ReelwrightError as error:
        raise RefusedError("invalid", error.message) from None
    return _outline(board)


def _outline(board: Storyboard) -> dict[str, Any]:
    plain = board.model_dump(mode="json")
    scenes = [
        {
            "setting": scene.model_dump(mode="json")["setting"],
            "time": scene.time,
            "weather": scene.weather,
            "shots": [_shot(shot) for shot in scene.shots],
        }
        for scene in board.scenes
    ]
    return {
        **{key: plain[key] for key in ("title", "style", "lighting", "mood", "palette")},
        "music": None if board.music is None else board.music.mood,
        "characters": [],
        "scenes": scenes,
    }


def _shot(shot: Shot) -> dict[str, Any]:
    plain = shot.model_dump(mode="json")
    subject = plain["subject"]
    titles = [{"text": title.text, "subtitle": title.subtitle} for title in shot.titles]
    return {
        "duration": float(shot.duration),
        **{key: plain[key] for key in _SHOT},
        "subject": None
        if subject is None
        else {**{key: subject[key] for key in _SUBJECT}, "character": None},
        "others": [
            {**{key: other[key] for key in (*_SUBJECT, "relation")}, "character": None}
            for other in plain["others"]
        ],
        "details": plain["details"],
        "title": titles[0] if titles else None,
    }


def _spoilt(fault: Fault | None, outline: dict[str, Any], most_tokens: int) -> str:
    """The answer's text, as the fault leaves it."""
    shots = [shot for scene in outline["scenes"] for shot in scene["shots"]]
    kind = fault.kind if fault else ""
    if kind == "bad-plan":
        shots[0] |= {"camera": "levitate", "media": "/etc/passwd"}
    elif kind == "wrong-sum":
        for shot in shots:
            shot["duration"] *= 3.7
    elif kind == "wrong-count":
        outline["scenes"][-1]["shots"].append(dict(shots[-1]))
    elif kind == "unsafe-answer":
        shots[0]["text"] = _UNSAFE
    text = json.dumps(outline, ensure_ascii=False)
    if kind == "bad-json":
        return text[: len(text) // 2] + ' and then, well, {"'
    if kind == "cut":
        return text[: min(len(text) - 1, most_tokens * _BYTES_OF_A_TOKEN)]
    if kind == "fenced":
        return f"Here is your storyboard:\n\n```json\n{json.dumps(outline, indent=2)}\n```\n\nEnjoy!"
    return {"refused": _REFUSAL, "empty-answer": ""}.get(kind, text)
