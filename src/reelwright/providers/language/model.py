"""A language model at an address: what it may be asked, what that costs, and its verbs on the path.

The request of a question is answered at once, so ``submit`` is the whole of it. The answer is put in a file
beside the journal before its job is called accepted: from then on, no kill can lose what was paid for.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets as random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import httpx

from reelwright.providers.base import BaseProvider
from reelwright.providers.capabilities import Capabilities, Choice
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.hosts import is_loopback
from reelwright.providers.http import Http, json_of
from reelwright.providers.job import Output, Prepared, Snapshot, State
from reelwright.providers.keys import Secret, find_secret, usable
from reelwright.providers.language.dialect import dialect_of, explain
from reelwright.providers.language.question import Answer, Question
from reelwright.providers.quote import Cost, Quote
from reelwright.providers.request import Task, VideoRequest

__all__ = ["KEY_NAME", "LanguageModel"]

KEY_NAME: Final = "REELWRIGHT_PLANNER_KEY"
"""The variable whose key goes to the address that the settings name, whatever it is."""

_MILLION: Final = Decimal(1_000_000)
_UNPRICED: Final = "the settings have no price for its tokens"


class LanguageModel(BaseProvider):
    """One model of one service, asked through the path that all generations take.

    Args:
        kind: the dialect: openai, anthropic or ollama.
        model: its name there.
        url: the base URL; "" is the vendor's own.
        prices: USD for a million tokens in and out; None where nobody has said.
        timeout: seconds that an answer is waited for.
        folder: where answers wait for the store.

    Raises:
        SettingsError: the address cannot be used.
    """

    def __init__(
        self,
        kind: str,
        model: str,
        url: str = "",
        *,
        prices: tuple[Decimal, Decimal] | None = None,
        timeout: float = 120.0,
        folder: Path | None = None,
    ) -> None:
        self.dialect = dialect_of(kind)
        self.name = kind
        self.model = model
        self.timeout = timeout
        self.folder = folder
        self._http = Http(
            kind,
            url or self.dialect.base_url,
            headers=lambda: self.dialect.headers(self._usable()),
            secrets=lambda: (self.key(),),
            explain=lambda response, submitting: explain(kind, response, submitting),
            timeout=timeout,
            plain_http=kind == "ollama" and find_secret(KEY_NAME) is None,
        )
        self.prices = (Decimal(0), Decimal(0)) if prices is None and self.own else prices
        self._answers: dict[str, Answer] = {}

    @property
    def http(self) -> Http:
        """The client; its credentials go to the base URL and nowhere else."""
        return self._http

    @property
    def own(self) -> bool:
        """True when it runs on the user's own machines: nobody sends a bill for it."""
        return is_loopback(self._http.base.host) or (self.name == "ollama" and self.key() is None)

    @property
    def free(self) -> bool:
        """True when asking costs nothing."""
        return self.prices is not None and not any(self.prices)

    def key(self) -> Secret | None:
        """The key for this address. The vendor's own key is for the vendor's own hosts."""
        names = [KEY_NAME]
        if self._http.base.host.lower() in self.dialect.hosts and self._http.base.scheme == "https":
            names.append(self.dialect.key_name)
        return find_secret(*names)

    def _usable(self) -> Secret | None:
        found = self.key()
        return None if found is None else usable(self.name, found)

    def ready(self) -> str:
        """What is missing: the key, where one is needed."""
        if self.own or self.key() is not None:
            return ""
        vendor = self._http.base.host.lower() in self.dialect.hosts
        names = [self.dialect.key_name] if vendor else []
        return f"{' or '.join([*names, KEY_NAME])} is not set"

    def models(self) -> Mapping[str, Capabilities]:
        """The one model. A question that got no usable answer counts as billed."""
        return {
            self.model: Capabilities(
                tasks={Task.PLAN: Choice()},
                summary="Plans storyboards.",
                seed=self.dialect.seeded,
                offline=self.free,
                poll_seconds=0.0,
            )
        }

    def prepare(self, request: VideoRequest) -> Prepared:
        """Refused: a language model makes no clips."""
        raise ProviderFault(
            f"{self.name}/{self.model} plans and makes no clips.",
            kind=Kind.UNSUPPORTED,
            created=Created.NO,
        )

    def prepare_question(self, question: Question) -> Prepared:
        """What will be sent, and its recipe. Nothing secret is in it."""
        base = self._http.base
        body = self.dialect.body(self.model, question, base)
        endpoint = self.dialect.path(base)
        params: dict[str, Any] = {
            "server": str(base).rstrip("/"),
            "endpoint": endpoint,
            "body": body,
            "seed": question.seed,
        }
        return Prepared(
            provider=self.name,
            model=self.model,
            version=1,
            params=params,
            quote=self.quote(question),
            task=Task.PLAN,
            endpoint=endpoint,
            body=body,
            prompt=question.about,
            offline=self.free,
        )

    def quote(self, question: Question) -> Quote:
        """The most that ``question`` can cost: all its bytes as tokens, and the longest answer."""
        if self.prices is None:
            return Quote(None, _UNPRICED)
        most = self._usd(question.most_input, question.most_tokens)
        return Quote(most, "the settings' price of tokens" if most else "runs on your own machine")

    def _usd(self, tokens_in: int, tokens_out: int) -> Decimal:
        price_in, price_out = self.prices or (Decimal(0), Decimal(0))
        return (price_in * tokens_in + price_out * tokens_out) / _MILLION

    def cost(self, answer: Answer) -> Cost:
        """What ``answer`` cost by the vendor's own count of tokens; unknown where count or price is."""
        counts = {"tokens_in": answer.tokens_in, "tokens_out": answer.tokens_out}
        native = {name: float(count) for name, count in counts.items() if count is not None}
        if self.prices is None or answer.tokens_in is None or answer.tokens_out is None:
            return Cost(Decimal(0) if self.free else None, native)
        return Cost(self._usd(answer.tokens_in, answer.tokens_out), native)

    def submit(self, prepared: Prepared, key: str) -> str:
        """Ask, once. The id is ours: an answer cannot be asked for again, and not every service names it."""
        response = self._http.submit("POST", prepared.endpoint, json=prepared.body)
        answer = self._read(response)
        self._answers[key] = answer
        path = self._file(key)
        if path is not None and not prepared.offline:
            with contextlib.suppress(
                OSError
            ):  # it is still in memory, and a full disk is the store's to tell
                _keep(path, answer)
        return key

    def _read(self, response: httpx.Response) -> Answer:
        said = json_of(response, self.name, submitting=True)
        try:
            return self.dialect.read(said)
        except (LookupError, TypeError, ValueError, AttributeError):
            raise ProviderFault(
                f"{self.name} answered something that is not in its format.",
                kind=Kind.GENERATION,
                created=Created.MAYBE,
                code="bad-response",
                hint="Check the planner's kind and address: is this the right format for this server?",
            ) from None

    def poll(self, job: str) -> Snapshot:
        """The answer, if it is still here."""
        answer = self._answers.get(job) or self._kept(job)
        if answer is None:
            fault = ProviderFault(
                f"The answer of {self.name}/{self.model} was lost before it was kept.",
                kind=Kind.GENERATION,
                created=Created.YES,
                code="answer-lost",
                hint="Run the command again.",
            )
            return Snapshot(State.EXPIRED, fault=fault)
        document = answer.as_document()
        return Snapshot(
            State.SUCCEEDED, (Output(document=document),), cost=self.cost(answer), raw={"id": answer.id}
        )

    def _file(self, job: str) -> Path | None:
        return None if self.folder is None else self.folder / f"{job}.answer.json"

    def _kept(self, job: str) -> Answer | None:
        path = self._file(job)
        try:
            return None if path is None else Answer.of(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, LookupError):
            return None

    def forget(self, job: str) -> None:
        """The answer of ``job`` is in the store now."""
        self._answers.pop(job, None)
        path = self._file(job)
        if path is not None:
            path.unlink(missing_ok=True)


def _keep(path: Path, answer: Answer) -> None:
    """Write the answer so that it is whole or not there at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{random.token_hex(4)}")
    with part.open("w", encoding="utf-8") as file:
        json.dump(answer.as_document(), file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
