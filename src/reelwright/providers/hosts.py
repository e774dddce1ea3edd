"""Which hosts may be talked to: no address that a provider hands us may reach into the local network.

``ipaddress.is_global`` alone lets NAT64, 6to4, Teredo and multicast addresses through, which can carry a
private IPv4 address inside. The guard resolves a name once, checks every address, and connects to the one
it checked, so a name that changes its mind between the check and the connection gains nothing.
"""

from __future__ import annotations

import functools
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

__all__ = ["ForbiddenHostError", "Network", "guarded_transport", "is_loopback", "tls"]

_CARRIERS = tuple(
    ipaddress.ip_network(text)
    for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "::ffff:0:0/96")
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ForbiddenHostError(Exception):
    """An address that must not be connected to."""


def is_loopback(host: str) -> bool:
    """True for ``localhost`` and loopback addresses, written as such; nothing is resolved."""
    if host.lower().rstrip(".") == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Network:
    """What downloads may reach. ``loopback`` allows this machine itself; ``hosts`` are named exceptions.

    A provider whose base URL a person has pointed at this machine (a sandbox, a local server) allows
    loopback.
    """

    loopback: bool = False
    hosts: frozenset[str] = frozenset()

    def check(self, host: str, addresses: Iterable[Address]) -> Address:
        """The first of ``addresses``, when all of them may be connected to.

        Raises:
            ForbiddenHostError: one of them is private, or there are none.
        """
        found = list(addresses)
        if not found:
            raise ForbiddenHostError(f"{host} has no address")
        if host.lower() in self.hosts:
            return found[0]
        for address in found:
            if address.is_loopback and self.loopback:
                continue
            if not address.is_global or address.is_multicast or _carries_another(address):
                raise ForbiddenHostError(f"{host} is {address}, which is not a public address")
        return found[0]

    def resolve(self, host: str, port: int) -> Address:
        """The checked address of ``host``. Raises ForbiddenHostError, OSError."""
        try:
            return self.check(host, [ipaddress.ip_address(host.strip("[]"))])
        except ValueError:
            pass
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return self.check(host, [ipaddress.ip_address(str(info[4][0]).split("%")[0]) for info in infos])


def _carries_another(address: Address) -> bool:
    return isinstance(address, ipaddress.IPv6Address) and any(address in network for network in _CARRIERS)


class _GuardedBackend(httpcore.NetworkBackend):
    """Opens connections only to addresses that the network allows."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        try:
            address = self._network.resolve(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"{host}: {error}") from error
        return self._plain.connect_tcp(str(address), port, timeout, local_address, socket_options)

    def sleep(self, seconds: float) -> None:
        self._plain.sleep(seconds)


@functools.cache
def tls() -> ssl.SSLContext:
    """The certificates that are trusted, read once (20 ms) for all clients of this process."""
    return httpx.create_ssl_context()


def guarded_transport(network: Network, limits: httpx.Limits | None = None) -> httpx.HTTPTransport:
    """A transport whose every connection, redirects included, goes through the guard."""
    keep = limits or httpx.Limits(max_keepalive_connections=8)
    transport = httpx.HTTPTransport(verify=tls(), retries=0)
    transport._pool = httpcore.ConnectionPool(
        ssl_context=tls(),
        max_keepalive_connections=keep.max_keepalive_connections,
        network_backend=_GuardedBackend(network),
        retries=0,
    )
    return transport
