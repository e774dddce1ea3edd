"""A small provider that really works, on this machine: for tests, and for trying the path without spending.

``serve()`` starts its server in a process of its own; :class:`LoopbackProvider` is an adapter like any other.
"""

from reelwright.providers.loopback.provider import LoopbackProvider
from reelwright.providers.loopback.server import LoopbackServer, serve

__all__ = ["LoopbackProvider", "LoopbackServer", "serve"]
