"""The three wire formats of chat services: chat completions, Messages, and Ollama's chat."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from reelwright.providers.sandbox.chat import Chat
from reelwright.providers.sandbox.exchange import Call, RefusedError, Reply
from reelwright.providers.sandbox.service import route

__all__ = ["ChatAnthropic", "ChatOllama", "ChatOpenAI"]

_MODEL: Final = "sandbox-planner"


def _variables(kind: str, key: bool = True) -> dict[str, str]:
    named = {"KIND": kind, "URL": "{url}", "MODEL": _MODEL} | ({"KEY": "sandbox-key"} if key else {})
    return {f"REELWRIGHT_PLANNER_{name}": value for name, value in named.items()}


def _strict(schema: Any, where: str = "schema") -> None:
    """Refuse a schema that is not strict: every property required, no other allowed."""
    if isinstance(schema, list):
        for item in schema:
            _strict(item, where)
    elif isinstance(schema, dict):
        if schema.get("type") == "object":
            names = set(schema.get("properties", {}))
            if set(schema.get("required", ())) != names or schema.get("additionalProperties") is not False:
                raise RefusedError("invalid", f"Invalid schema for response_format: {where} is not strict")
        for key, value in schema.items():
            _strict(value, f"{where}.{key}")


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise RefusedError("invalid", f"{name}: a list of objects is required")
    return value


def _limit(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise RefusedError("invalid", f"{name}: a whole number above 0 is required")
    return value


class ChatOpenAI(Chat):
    """``POST /chat/completions`` with structured outputs."""

    name = "chat_openai"
    title = "Chat completions"
    base_path = "/v1"
    variables: ClassVar = _variables("openai")
    _types: ClassVar = {"auth": "invalid_api_key", "quota": "insufficient_quota"}

    def problem(self, refused: RefusedError) -> Reply:
        """``{"error": {message, type, param, code}}``."""
        code = "content_policy_violation" if refused.kind == "moderated" else self._types.get(refused.kind)
        error = {"message": refused.message, "type": "invalid_request_error", "param": None, "code": code}
        return self.error(refused, {"error": error})

    @route("POST", "/v1/chat/completions", "create")
    def complete(self, call: Call) -> Reply:
        """One answer."""
        body = call.document()
        wanted = body.get("response_format") or {}
        if wanted.get("type") == "json_schema":
            schema = wanted["json_schema"]
            if schema.get("strict"):
                _strict(schema["schema"])
        most = _limit(body.get("max_completion_tokens", body.get("max_tokens", 4096)), "max_tokens")
        said = self.say(call, body, _list(body.get("messages"), "messages"), most)
        refused = said.fault == "refused"
        message = {
            "role": "assistant",
            "content": None if refused else said.text,
            "refusal": said.text if refused else None,
        }
        finish = "length" if said.fault == "cut" else "stop"
        usage = {
            "prompt_tokens": said.tokens_in,
            "completion_tokens": said.tokens_out,
            "total_tokens": said.tokens_in + said.tokens_out,
        }
        return Reply(
            200,
            {
                "id": said.id,
                "object": "chat.completion",
                "created": int(self.now),
                "model": body["model"],
                "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
                "usage": usage,
            },
        )


class ChatAnthropic(Chat):
    """``POST /v1/messages`` with a tool that has to be used."""

    name = "chat_anthropic"
    title = "Messages"
    variables: ClassVar = _variables("anthropic")
    _types: ClassVar = {
        "auth": "authentication_error",
        "missing": "not_found_error",
        "throttled": "rate_limit_error",
        "broken": "api_error",
        "quota": "billing_error",
    }

    def authorise(self, call: Call) -> None:
        """``x-api-key`` and the version of the format."""
        if not call.headers.get("x-api-key"):
            raise RefusedError("auth", "x-api-key header is required")
        if not call.headers.get("anthropic-version"):
            raise RefusedError("invalid", "anthropic-version: header is required")

    def problem(self, refused: RefusedError) -> Reply:
        """``{"type": "error", "error": {type, message}}``."""
        kind = self._types.get(refused.kind, "invalid_request_error")
        words = "Output blocked by content_filter policy." if refused.kind == "moderated" else refused.message
        return self.error(refused, {"type": "error", "error": {"type": kind, "message": words}})

    @route("POST", "/v1/messages", "create")
    def message(self, call: Call) -> Reply:
        """One answer."""
        body = call.document()
        tools = {tool["name"]: tool["input_schema"] for tool in _list(body.get("tools", []), "tools")}
        choice = body.get("tool_choice") or {}
        if choice.get("type") == "tool" and choice.get("name") not in tools:
            raise RefusedError("invalid", "tool_choice: there is no such tool")
        messages = _list(body.get("messages"), "messages")
        if any(not str(message.get("content", "")).strip() for message in messages):
            raise RefusedError("invalid", "messages: text content blocks must be non-empty")
        said = self.say(call, body, messages, _limit(body.get("max_tokens"), "max_tokens"))
        stops = {"cut": "max_tokens", "refused": "refusal"}
        return Reply(
            200,
            {
                "id": said.id,
                "type": "message",
                "role": "assistant",
                "model": body["model"],
                "content": [_part(said.text, choice.get("name"), said.fault)],
                "stop_reason": stops.get(said.fault, "tool_use" if choice else "end_turn"),
                "stop_sequence": None,
                "usage": {
                    "input_tokens": said.tokens_in,
                    "cache_creation_input_tokens": 0,
                    "cache_read_input_tokens": None,
                    "output_tokens": said.tokens_out,
                },
            },
        )


def _part(text: str, tool: Any, fault: str) -> dict[str, Any]:
    """The tool's input; a spoilt one is words, or what a parser of partial JSON made of it."""
    if tool and fault != "refused":
        try:
            return {"type": "tool_use", "id": "toolu_sandbox", "name": tool, "input": json.loads(text)}
        except ValueError:
            if fault == "cut":
                return {"type": "tool_use", "id": "toolu_sandbox", "name": tool, "input": {}}
    return {"type": "text", "text": text}


class ChatOllama(Chat):
    """``POST /api/chat`` with ``format``; free of charge, no authorisation."""

    name = "chat_ollama"
    title = "Ollama"
    variables: ClassVar = _variables("ollama", key=False)

    def authorise(self, call: Call) -> None:
        """Everybody is let in."""

    def problem(self, refused: RefusedError) -> Reply:
        """``{"error": text}``."""
        return self.error(refused, {"error": refused.message})

    @route("POST", "/api/chat", "create")
    def chat(self, call: Call) -> Reply:
        """One answer; what is missing or streamed is refused."""
        body = call.document()
        if body.get("stream", True) is not False:
            raise RefusedError("invalid", "the sandbox does not stream: set stream to false")
        options = body.get("options") or {}
        most = _limit(options.get("num_predict", 4096), "num_predict")
        said = self.say(call, body, _list(body.get("messages"), "messages"), most)
        return Reply(
            200,
            {
                "model": body["model"],
                "created_at": datetime.fromtimestamp(self.now, UTC).isoformat(),
                "message": {"role": "assistant", "content": said.text},
                "done": True,
                "done_reason": "length" if said.fault == "cut" else "stop",
                "total_duration": 1_000_000,
                "prompt_eval_count": said.tokens_in,
                "eval_count": said.tokens_out,
            },
        )
