"""The conformance suite: what every adapter must do, as tests that anybody can run on theirs.

Derive a class from :class:`Conformance` in a test file and give it a ``rig``::

    class TestAcme(Conformance):
        @pytest.fixture
        def rig(self, acme_server):
            return AcmeRig(acme_server)

A rig (see :class:`Rig`) is the adapter, requests that it honours, and a server that can be told to misbehave.
For services whose wire format the sandbox speaks, :class:`SandboxRig` is one already. Rows that an adapter
has nothing to show for (no webhooks, no cancel) are skipped by its own capabilities.

Needs pytest.
"""

from reelwright.providers.conformance.rig import Rig, SandboxRig
from reelwright.providers.conformance.suite import Conformance

__all__ = ["Conformance", "Rig", "SandboxRig"]
