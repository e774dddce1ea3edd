"""Fetching what a job made: at once, streamed, bounded, checked, hashed, and kept atomically.

Links expire within the hour with some services, so a result is fetched as soon as it is there; when a link
has expired meanwhile, the job is asked again for a fresh one. Credentials go to the provider's own hosts
only, every redirect is checked like the first address, and no address may lead into the local network.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from reelwright.errors import from_os_error
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.job import Output
from reelwright.providers.sniff import suffix_of
from reelwright.providers.verify import Clip, probe_clip

if TYPE_CHECKING:
    import httpx

    from reelwright.providers.http import Http

__all__ = ["MAX_BYTES", "Kept", "keep_output"]

MAX_BYTES: Final = 4 * 2**30
"""The largest file that is accepted."""

_CHUNK: Final = 1 << 20
_REDIRECTS: Final = 5
_EXPIRED: Final = (401, 403, 404, 410)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that passed every check: where it lies, the SHA-256 of its bytes, and what it holds."""

    path: Path
    digest: str
    size: int
    clip: Clip


def keep_output(
    output: Output,
    folder: Path,
    name: str,
    http: Http | None,
    *,
    refresh: Callable[[], Output | None] = lambda: None,
    max_bytes: int = MAX_BYTES,
    tries: int = 4,
    wait: Callable[[float], Any] = time.sleep,
) -> Kept:
    """Bring ``output`` into ``folder`` as ``name`` with the suffix of its real type.

    Args:
        output: an address, a local file, or bytes.
        folder: made when it is missing.
        name: without a suffix.
        http: the provider's client; None for engines on this machine.
        refresh: asks the provider for a fresh address of the same output.
        max_bytes: larger files are refused while they arrive.
        tries: how often an interrupted or damaged download is begun again.
        wait: called with seconds between tries.

    Raises:
        ProviderFault: INTEGRITY, NOT_FOUND or UNAVAILABLE; ``created`` is YES: the job exists and can be
        asked again. ReelwrightError: the folder cannot be written.
    """
    for attempt in range(1, tries + 1):
        try:
            return _keep(output, folder, name, http, max_bytes)
        except ProviderFault as fault:
            again = fault.transient or fault.kind in (Kind.NOT_FOUND, Kind.INTEGRITY)
            if attempt == tries or not again or fault.code in _FINAL:
                raise
            wait(fault.retry_after or min(0.1 * 2**attempt, 8.0))
        try:
            output = refresh() or output
        except ProviderFault as fault:
            if not fault.transient:
                raise
    raise AssertionError("unreachable")


_FINAL: Final = {"too-large", "forbidden-address", "no-output"}


def _keep(output: Output, folder: Path, name: str, http: Http | None, max_bytes: int) -> Kept:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{name}.{secrets.token_hex(8)}.part"
    except OSError as error:
        raise from_os_error(error, folder, store=True) from None
    try:
        digest = hashlib.sha256()
        size = 0
        with part.open("xb") as file:
            for chunk in _chunks(output, http, max_bytes):
                size += len(chunk)
                if size > max_bytes:
                    raise _fault(f"is larger than {max_bytes} bytes", "too-large")
                digest.update(chunk)
                _write(file, chunk, part)
            file.flush()
            os.fsync(file.fileno())
        if output.size is not None and size != output.size:
            raise _fault(f"has {size} bytes where {output.size} were promised", "bad-size")
        if output.sha256 is not None and digest.hexdigest() != output.sha256.lower():
            raise _fault("has another checksum than promised", "bad-checksum")
        clip = probe_clip(part)
        final = folder / f"{name}{suffix_of(clip.mime)}"
        part.replace(final)
        _sync_folder(folder)
        return Kept(final, digest.hexdigest(), size, clip)
    except OSError as error:
        raise from_os_error(error, folder, store=True) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _write(file: BinaryIO, chunk: bytes, part: Path) -> None:
    try:
        file.write(chunk)
    except OSError as error:
        raise from_os_error(error, part, store=True) from None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fault(what: str, code: str, kind: Kind = Kind.INTEGRITY, **facts: Any) -> ProviderFault:
    return ProviderFault(f"The result {what}.", kind=kind, created=Created.YES, code=code, **facts)


def _chunks(output: Output, http: Http | None, max_bytes: int) -> Iterator[bytes]:
    if output.media is not None:
        yield output.media
    elif output.path is not None:
        with output.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    elif output.url is not None and output.url.startswith("data:"):
        head, _, payload = output.url.partition(",")
        if len(payload) > max_bytes * 3 // 2:
            raise _fault(f"is larger than {max_bytes} bytes", "too-large")
        try:
            yield base64.b64decode(payload, validate=False) if head.endswith(";base64") else payload.encode()
        except (binascii.Error, ValueError):
            raise _fault("is not readable base64", "bad-download") from None
    elif output.url is not None:
        yield from _fetched(output, http)
    else:
        raise _fault("has neither an address nor bytes", "no-output")


def _fetched(output: Output, http: Http | None) -> Iterator[bytes]:
    """The body of ``output.url``, redirects followed by hand so that each is checked and none gets the
    key."""
    import httpx

    from reelwright.providers.hosts import ForbiddenHostError, Network, guarded_transport

    own: httpx.Client | None = None
    if http is None:
        own = httpx.Client(transport=guarded_transport(Network()), timeout=httpx.Timeout(60.0, connect=10.0))
    client = own if own is not None else http.guarded_client() if http is not None else None
    assert client is not None
    try:
        url = httpx.URL(output.url or "")
        for _ in range(_REDIRECTS + 1):
            _check_address(url, http)
            headers = http.credentials(url) if http is not None and output.auth else {}
            with client.stream("GET", url, headers=headers) as response:
                if response.is_redirect and "location" in response.headers:
                    url = url.join(response.headers["location"])
                    continue
                yield from _body(response)
                return
        raise _fault("hides behind too many redirects", "too-many-redirects")
    except ForbiddenHostError as error:
        raise _fault(f"lies at an address that must not be fetched: {error}", "forbidden-address") from None
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
        raise _fault(
            f"could not be downloaded ({type(error).__name__})", "download-failed", Kind.UNAVAILABLE
        ) from None
    finally:
        if own is not None:
            own.close()


def _check_address(url: httpx.URL, http: Http | None) -> None:
    local = http is not None and (http.network.loopback or url.host.lower() in http.network.hosts)
    if url.scheme != "https" and not (url.scheme == "http" and local):
        raise _fault(f"lies at an address that is not https ({url.scheme}:)", "forbidden-address")


def _body(response: httpx.Response) -> Iterator[bytes]:
    from reelwright.providers.http import retry_after_of

    status = response.status_code
    if status in _EXPIRED:
        raise _fault(f"is no longer there (HTTP {status})", "link-expired", Kind.NOT_FOUND, http=status)
    if not response.is_success:
        response.read()
        raise _fault(
            f"could not be downloaded (HTTP {status})",
            "download-failed",
            Kind.RATE_LIMIT if status == 429 else Kind.UNAVAILABLE,
            http=status,
            retry_after=retry_after_of(response),
        )
    length = response.headers.get("content-length", "")
    promised = int(length) if length.isdigit() and "content-encoding" not in response.headers else None
    got = 0
    for chunk in response.iter_bytes(_CHUNK):
        got += len(chunk)
        yield chunk
    if promised is not None and got != promised:
        raise _fault(f"arrived with {got} of {promised} bytes", "bad-size")
