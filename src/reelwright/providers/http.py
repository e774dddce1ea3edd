"""HTTP to providers: one attempt at a time, credentials to the right hosts only, every failure classified.

``Http`` never retries and never follows a redirect. Submits go over a fresh connection each, so that a stale
pooled connection cannot turn a harmless failure into an ambiguous one: a failed connect then proves that
nothing left this machine.
"""

from __future__ import annotations

import email.utils
import math
import os
import re
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import httpx

from reelwright.errors import SettingsError
from reelwright.providers.fault import Created, Kind, ProviderFault, fault_of_status
from reelwright.providers.hosts import ForbiddenHostError, Network, guarded_transport, is_loopback
from reelwright.providers.keys import Secret

__all__ = ["Http", "json_of", "retry_after_of"]

Explain = Callable[[httpx.Response, bool], "ProviderFault | None"]
"""Reads a provider's error body: the fault it means (given ``submitting``), or None for the general rule."""

_UNSENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_MAX_BODY: Final = 256 * 1024 * 1024


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
        return dict(self._headers()) if self.trusted(url) else {}

    def scrub(self, text: str) -> str:
        """``text`` without this provider's secrets."""
        for secret in self._secrets():
            if secret is not None:
                text = secret.scrubbed(text)
        return text

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
        target = self.url(path)
        headers = {**self.credentials(target), **request.pop("headers", {})}
        try:
            client = self._client(which if self.trusted(target) else f"guarded-{which}")
            response = client.request(method, target, headers=headers, **request)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ForbiddenHostError) as error:
            raise self.transport_fault(error, submitting=submitting) from None
        if not response.is_success:
            raise self.fault_of(response, submitting=submitting)
        return response

    def transport_fault(self, error: Exception, *, submitting: bool) -> ProviderFault:
        """The fault that a failure of the connection means."""
        unsent = isinstance(error, (*_UNSENT, ForbiddenHostError, httpx.InvalidURL))
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
        said = self.scrub(_said(response))[:500]
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
        return httpx.Client(timeout=self._timeout, limits=keep, follow_redirects=False, trust_env=not local)


def json_of(response: httpx.Response, provider: str, *, submitting: bool = False) -> dict[str, Any]:
    """The response's JSON object.

    Raises:
        ProviderFault: it is not one. While submitting, a 2xx that cannot be read may well have created a job.
    """
    created = Created.MAYBE if submitting else Created.YES
    try:
        data = response.json()
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise ProviderFault(
            f"{provider} answered something that is not a JSON object.",
            kind=Kind.UNAVAILABLE,
            created=created,
            code="bad-response",
            http=response.status_code,
        )
    return data


def retry_after_of(response: httpx.Response) -> float | None:
    """Seconds to wait, from the header (seconds or a date) or from the body (a field, or "resets in
    ~30s")."""
    header = response.headers.get("retry-after", "").strip()
    millis = response.headers.get("retry-after-ms", "").strip()
    if header or millis:
        found = _seconds(millis, 1000.0) if millis else _seconds(header, 1.0)
        if found is not None:
            return found
        date = email.utils.parsedate_tz(header)
        if date is not None:
            return max(0.0, email.utils.mktime_tz(date) - time.time())
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return None
    if isinstance(body, dict):
        for name in ("retry_after", "retryAfter"):
            if isinstance(body.get(name), int | float | str):
                return _seconds(str(body[name]), 1.0)
        match = re.search(r"(?:in|after)\s*~?\s*(\d+(?:\.\d+)?)\s*s", _said(response))
        if match:
            return _seconds(match[1], 1.0)
    return None


def _seconds(text: str, per: float) -> float | None:
    try:
        value = float(text) / per
    except ValueError:
        return None
    return min(value, 86400.0) if math.isfinite(value) and value >= 0 else None


def _said(response: httpx.Response) -> str:
    """The provider's own words in an error body, wherever they keep them."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return " ".join(response.text.split())[:300]
    for _ in range(3):
        if isinstance(body, list) and body:
            body = body[0]
        if isinstance(body, str):
            return body
        if not isinstance(body, dict):
            return ""
        body = next(
            (body[name] for name in ("error", "message", "msg", "detail", "title") if body.get(name)), ""
        )
    return body if isinstance(body, str) else ""


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
