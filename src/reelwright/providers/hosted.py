"""What adapters of hosted services share: the key, the base URL, and files sent as data URIs.

An adapter sets the class attributes, writes ``models``, ``prepare``, ``submit`` and ``poll``, and overrides
``headers``, ``explain`` or ``upload`` where its service differs.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import httpx

from reelwright.errors import SettingsError
from reelwright.providers.base import BaseProvider
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.http import Http
from reelwright.providers.job import Handle
from reelwright.providers.keys import Secret, find_secret, need_secret, usable
from reelwright.providers.request import Media
from reelwright.providers.sniff import mime_of

__all__ = ["HostedProvider", "data_uri"]


class HostedProvider(BaseProvider):
    """One hosted service.

    Class attributes:
        name: the provider's name.
        base_url: where the API lives; "" when a person must say.
        base_url_names: environment variables that move it (the vendor's own names).
        key_names: environment variables that may hold the key; empty when there is none.
        more_names: other environment variables that are read.
        hosts: further hosts that may receive the key (file and result servers of the same service).
        inline_limit: the largest file, in bytes, that travels inside the request.
        plain_http: True for servers that people run themselves on their own network.
    """

    base_url: ClassVar[str] = ""
    base_url_names: ClassVar[tuple[str, ...]] = ()
    key_names: ClassVar[tuple[str, ...]] = ()
    more_names: ClassVar[tuple[str, ...]] = ()
    key_optional: ClassVar[bool] = False
    hosts: ClassVar[tuple[str, ...]] = ()
    timeout: ClassVar[float] = 60.0
    inline_limit: ClassVar[int] = 5_000_000
    plain_http: ClassVar[bool] = False

    def __init__(self, *, base_url: str | None = None, key: str | None = None) -> None:
        self._key = Secret("key", key) if key else None
        self._base_url = base_url
        self._http: Http | None = None

    @property
    def http(self) -> Http:
        """The client for this service, opened on first use.

        Raises:
            SettingsError: no base URL, or an unusable one.
        """
        if self._http is None:
            self._http = Http(
                self.name,
                self.address(),
                headers=self.headers,
                secrets=lambda: (self._key or find_secret(*self.key_names),),
                hosts=self.hosts,
                explain=self.explain,
                timeout=self.timeout,
                plain_http=self.plain_http,
            )
        return self._http

    def address(self) -> str:
        """The base URL: given, from the environment, or the service's own.

        Raises:
            SettingsError: there is none.
        """
        chosen = self._base_url or next(
            (os.environ[name] for name in self.base_url_names if os.environ.get(name)), self.base_url
        )
        if not chosen:
            raise SettingsError(
                f"Provider {self.name} needs a base URL.",
                code="missing-base-url",
                hint=f"Set {' or '.join(self.base_url_names)}.",
            )
        return chosen

    def key(self) -> Secret:
        """The key. Raises ProviderFault (AUTH, nothing created) when there is none."""
        return usable(self.name, self._key) if self._key else need_secret(self.name, *self.key_names)

    def headers(self) -> Mapping[str, str]:
        """The credentials: ``Authorization: Bearer``."""
        if self.key_optional and self._key is None and find_secret(*self.key_names) is None:
            return {}
        return {"Authorization": f"Bearer {self.key().value}"}

    def explain(self, response: httpx.Response, submitting: bool) -> ProviderFault | None:
        """The fault an error response means; None leaves it to the general rule."""
        return None

    def upload(self, media: Media, path: Path, digest: str) -> Handle:
        """The file as a data URI.

        Raises:
            ProviderFault: it is larger than ``inline_limit``.
        """
        return Handle(data_uri(self.name, path, self.inline_limit))

    def ready(self) -> str:
        """What is missing: the key, or the base URL."""
        if (
            self.key_names
            and not self.key_optional
            and self._key is None
            and find_secret(*self.key_names) is None
        ):
            return f"{' or '.join(self.key_names)} is not set"
        try:
            self.address()
        except SettingsError as error:
            return f"{error.message} {error.hint}"
        return ""


def data_uri(provider: str, path: Path, limit: int) -> str:
    """``path`` as ``data:<mime>;base64,...``.

    Raises:
        ProviderFault: larger than ``limit`` bytes, or unreadable; nothing was created.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= limit else b""
    except OSError as error:
        raise ProviderFault(
            f"{path} cannot be read: {error.strerror}.",
            kind=Kind.INVALID,
            created=Created.NO,
            code="missing-media",
        ) from None
    if size > limit:
        raise ProviderFault(
            f"{path.name} is {size / 1e6:.1f} MB; {provider} takes {limit / 1e6:g} MB inside a request.",
            kind=Kind.INVALID,
            created=Created.NO,
            code="media-too-large",
            hint="Make it smaller, or give an https address instead.",
        )
    return f"data:{mime_of(data[:64])};base64,{base64.b64encode(data).decode('ascii')}"
