"""The public conformance suite on local models, as far as its promises are about this machine.

Rows about a server (dropped answers, rate limits, damaged downloads, callbacks) have nothing to show here;
those about lost submits are shown with a process that ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest
from local_clips import bee, media

from reelwright.providers import Prepared, Provider, Role, State, Task, VideoRequest
from reelwright.providers.adapters.diffusers import DiffusersProvider, Engine
from reelwright.providers.conformance import Conformance
from reelwright.providers.conformance.rig import filled, first_request, new_key, until_over

pytest.importorskip("torch")


class CountingProvider(DiffusersProvider):
    """Counts what is started."""

    started = 0

    def submit(self, prepared: Prepared, key: str) -> str:
        self.started += 1
        return super().submit(prepared, key)


class LocalRig:
    """An engine in place of a server: nothing is sent, nothing is billed, nothing can leak."""

    key = "there-is-no-key"
    named_status = True
    faults: frozenset[str] = frozenset()

    def __init__(
        self, engine: Engine, requests: Mapping[str, VideoRequest], refused: Mapping[str, VideoRequest]
    ) -> None:
        self.engine = engine
        self.provider = CountingProvider(engine)
        self.requests, self.refused = requests, refused

    def other(self, *, base_url: str | None = None, timeout: float | None = None) -> Provider:
        return DiffusersProvider(self.engine)

    def fault(self, kind: str, **how: Any) -> None:
        raise NotImplementedError(kind)

    def slow_jobs(self, seconds: float) -> None:
        name, request = next(iter(self.requests.items()))
        slow = replace(request, options=request.options | {"num_inference_steps": 500})
        self.requests = {**self.requests, name: slow}

    def creations(self) -> int:
        return self.provider.started

    def creates(self) -> int:
        return self.provider.started

    def calls(self) -> int:
        return 0

    def bill(self) -> Decimal:
        return Decimal(0)

    def leaked(self) -> bool:
        return False

    def callbacks(self) -> list[tuple[dict[str, str], bytes]]:
        return []


class TestDiffusers(Conformance):
    @pytest.fixture
    def rig(
        self, engine: Engine, weights: Callable[[str], Path], pictures: tuple[Path, Path], source: Path
    ) -> Iterator[LocalRig]:
        first = media(Role.FIRST_FRAME, pictures[0])
        requests = {
            "text": bee(weights("ltx"), seed=4, negative_prompt="rain"),
            "image": bee(weights("ltx"), media=(first,)),
            "interpolate": bee(weights("ltx_condition"), media=(first, media(Role.LAST_FRAME, pictures[1]))),
            "video": bee(weights("zeroscope"), task=Task.V2V, media=(media(Role.SOURCE_VIDEO, source),)),
        }
        refused = {
            "unknown option": bee(weights("ltx"), options={"motion_bucket_id": 5}),
            "too many pictures": bee(weights("ltx"), media=(first, first)),
            "no such model": VideoRequest("a bee", "owner/nothing"),
            "not its task": bee(weights("ltx"), task=Task.EXTEND, media=(media(Role.SOURCE_VIDEO, source),)),
            "a loop": bee(weights("ltx"), loop=True),
            "sound": bee(weights("ltx"), audio=True),
        }
        yield LocalRig(engine, requests, refused)

    # There is no server that could be away, answer a poll wrongly, or lose the answer to a submit.
    test_a_server_that_is_not_there_created_nothing: ClassVar[None] = None  # type: ignore[assignment]
    test_a_poll_that_fails_is_passing_and_the_job_exists: ClassVar[None] = None  # type: ignore[assignment]

    def test_an_ambiguous_submit_is_cleared_up_as_the_capabilities_say(self, rig: LocalRig) -> None:  # type: ignore[override]
        """The job is found in its process; in any other its absence is proven."""
        since = datetime.now(UTC)
        prepared = filled(rig.provider, rig.provider.prepare(first_request(rig).identified()))
        key = new_key()
        assert rig.provider.reconcile(prepared, key, since) is None
        rig.provider.submit(prepared, key)
        found = rig.provider.reconcile(prepared, key, since)
        assert found is not None
        assert DiffusersProvider(Engine()).reconcile(prepared, key, since) is None
        assert until_over(rig.provider, found).state is State.SUCCEEDED
        assert rig.creates() == 1
