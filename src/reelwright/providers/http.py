"""HTTP to providers: one attempt at a time, credentials to the right hosts only, every failure classified.

``Http`` never retries and never follows a redirect. Submits go over a fresh connection each, so that a stale
pooled connection cannot turn a harmless failure into an ambiguous one: a failed connect then proves that
nothing left this machine.
"""

from __future__ import annotations

import os
import re
import threading
import urllib.request
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import httpx

from reelwright.errors import SettingsError
from reelwright.providers.fault import Created, Kind, ProviderFault, fault_of_status
from reelwright.providers.hosts import ForbiddenHostError, Network, guarded_transport, is_loopback, tls
from reelwright.providers.keys import Secret
from reelwright.providers.replies import json_of, retry_after_of, said_in

__all__ = ["Http", "json_of", "retry_after_of"]

Explain = Callable[[httpx.Response, bool], "ProviderFault | None"]
"""Reads a provider's error body: the fault it means (given ``submitting``), or None for the general rule."""

_UNSENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_CREDENTIAL: Final = re.compile(r"authorization|key|token|secret|cookie", re.I)
_REMEMBERED: Final = 8


class Http:
    """One provider's connection to its server.

    Args:
        provider: the name in messages.
        base_url: where the API lives; https, or http on this machine.
        headers: called for every request: the credentials and version headers.
        secrets: called before an error is shown, to blot them out.
        hosts: further origins or hosts ("cdn.example.com") that may receive the credentials.
        explain: reads the provider's error bodies.
        timeout: seconds for reading a response; connecting takes at most 10.

    Raises:
        SettingsError: ``base_url`` is not an address, or is plain http to another machine.
    """

    def __init__(
        self,
        provider: str,
        base_url: str,
        *,
        headers: Callable[[], Mapping[str, str]] = dict,
        secrets: Callable[[], Iterable[Secret | None]] = tuple,
        hosts: Iterable[str] = (),
        explain: Explain | None = None,
        timeout: float = 60.0,
        plain_http: bool = False,
    ) -> None:
        self.provider = provider
        self.base = _base(provider, base_url, plain_http)
        self.network = Network(
            loopback=is_loopback(self.base.host), hosts=frozenset({self.base.host.lower()})
        )
        self._headers = headers
        self._secrets = secrets
        self._hosts = frozenset(host.lower() for host in hosts)
        self._explain = explain
        self._timeout = httpx.Timeout(timeout, connect=10.0, pool=timeout)
        self._clients: dict[tuple[int, str], httpx.Client] = {}
        self._sent: deque[str] = deque(maxlen=_REMEMBERED)
        self._lock = threading.Lock()

    def submit(self, method: str, path: str, **request: Any) -> httpx.Response:
        """The one request that may create and bill something. One attempt, on a connection of its own.

        Args: as for :meth:`send`.

        Raises:
            ProviderFault: ``created`` NO only where that is proven.
        """
        return self._send("submit", method, path, True, request)

    def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Any other request: polling, listing, uploading, cancelling. One attempt.

        Args:
            method: the HTTP method.
            path: below the base URL ("/tasks/1"), or a whole URL, which gets the credentials only if its host
                is allowed.
            request: httpx's ``json``, ``data``, ``files``, ``content``, ``params``, ``headers``, ``timeout``.

        Raises:
            ProviderFault: no 2xx came back.
        """
        return self._send("other", method, path, False, request)

    def trusted(self, url: httpx.URL | str) -> bool:
        """True when ``url`` may receive the credentials: the API's own origin, or an allowed host over
        https."""
        target = httpx.URL(url)
        if _origin(target) == _origin(self.base):
            return True
        return target.scheme == "https" and (
            target.host.lower() in self._hosts or f"{target.host}:{target.port}".lower() in self._hosts
        )

    def credentials(self, url: httpx.URL | str) -> dict[str, str]:
        """The headers to send to ``url``: the credentials when it is trusted, nothing otherwise."""
        if not self.trusted(url):
            return {}
        headers = dict(self._headers())
        for name, value in headers.items():
            if _CREDENTIAL.search(name) and value not in self._sent:
                self._sent.append(value)
        return headers

    def scrub(self, text: str) -> str:
        """``text`` without this provider's secrets, and without the credentials that were made of them."""
        for secret in self._hidden():
            text = secret.scrubbed(text)
        return text

    def scrubbed(self, value: Any) -> Any:
        """A JSON value whose texts, names included, are without secrets."""
        secrets = self._hidden()

        def clean(value: Any) -> Any:
            if isinstance(value, str):
                for secret in secrets:
                    value = secret.scrubbed(value)
                return value
            if isinstance(value, dict):
                return {clean(str(name)): clean(entry) for name, entry in value.items()}
            return [clean(entry) for entry in value] if isinstance(value, list | tuple) else value

        return clean(value)

    def _hidden(self) -> list[Secret]:
        sent = [word for header in tuple(self._sent) for word in (header, header.rpartition(" ")[2])]
        known = [secret for secret in self._secrets() if secret is not None]
        return [*known, *(Secret("credentials", word) for word in sent)]

    def guarded_client(self) -> httpx.Client:
        """A client for addresses that came from outside: no credentials, no redirects, no private
        networks."""
        return self._client("guarded-other")

    def url(self, path: str) -> httpx.URL:
        """``path`` below the base URL; a whole URL stays as it is."""
        if path.startswith(("http://", "https://")):
            return httpx.URL(path)
        root = str(self.base).rstrip("/")
        return httpx.URL(root + "/" + path.lstrip("/"))

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    def _send(
        self, which: str, method: str, path: str, submitting: bool, request: dict[str, Any]
    ) -> httpx.Response:
        try:
            target = self.url(path)
            headers = {**self.credentials(target), **request.pop("headers", {})}
            client = self._client(which if self.trusted(target) else f"guarded-{which}")
            response = client.request(method, target, headers=headers, **request)
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            httpx.StreamError,
            ForbiddenHostError,
            UnicodeError,
        ) as error:
            raise self.transport_fault(error, submitting=submitting) from None
        if not response.is_success:
            raise self.fault_of(response, submitting=submitting)
        return response

    def transport_fault(self, error: Exception, *, submitting: bool) -> ProviderFault:
        """The fault that a failure of the connection means."""
        unsent = isinstance(error, (*_UNSENT, ForbiddenHostError, httpx.InvalidURL, UnicodeError))
        created = (Created.NO if unsent else Created.MAYBE) if submitting else Created.YES
        slow = isinstance(error, httpx.TimeoutException)
        what = (
            "did not answer in time" if slow else "could not be reached" if unsent else "broke the connection"
        )
        return ProviderFault(
            self.scrub(f"{self.provider} {what} ({type(error).__name__}: {error or 'no details'})."),
            kind=Kind.TIMEOUT if slow else Kind.UNAVAILABLE,
            created=created,
        )

    def fault_of(self, response: httpx.Response, *, submitting: bool) -> ProviderFault:
        """The fault that a response other than 2xx means: the adapter's reading of it, else the
        general rule."""
        known = self._explain(response, submitting) if self._explain else None
        if known is not None:
            return known
        said = self.scrub(said_in(response))[:500].rstrip(". ")
        return fault_of_status(
            response.status_code,
            f"{self.provider} answered HTTP {response.status_code}{': ' + said if said else ''}.",
            submitting=submitting,
            retry_after=retry_after_of(response),
        )

    def _client(self, which: str) -> httpx.Client:
        key = (os.getpid(), which)
        with self._lock:
            client = self._clients.get(key)
            if client is None:
                client = self._clients[key] = self._open(which)
            return client

    def _open(self, which: str) -> httpx.Client:
        # A submit gets a connection of its own: no pooled one that the server may just be closing.
        keep = httpx.Limits(max_keepalive_connections=0 if which.endswith("submit") else 8)
        local = is_loopback(self.base.host)
        if which.startswith("guarded") and (local or not urllib.request.getproxies()):
            transport = guarded_transport(self.network, keep)
            return httpx.Client(transport=transport, timeout=self._timeout, follow_redirects=False)
        # Behind a proxy of the environment, it is the proxy that resolves names and opens connections.
        return httpx.Client(
            verify=tls(), timeout=self._timeout, limits=keep, follow_redirects=False, trust_env=not local
        )


def _base(provider: str, text: str, plain_http: bool) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise SettingsError(
            f"The base URL of {provider} is not an address: “{text[:200]}”.",
            code="bad-base-url",
            hint="Give a whole address such as https://host/v1.",
        )
    if url.scheme == "http" and not plain_http and not is_loopback(url.host):
        raise SettingsError(
            f"The base URL of {provider} is plain http, which would send its key in the open.",
            code="insecure-base-url",
            hint="Use https; plain http is for this machine only.",
        )
    return url


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host.lower(), url.port or {"http": 80, "https": 443}.get(url.scheme)
