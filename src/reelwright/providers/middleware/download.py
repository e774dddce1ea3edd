"""Step 12: the result is fetched at once, and believed only after it has been decoded.

Without it, a job would be called done whose link has expired, or whose file is broken.
"""

from __future__ import annotations

import functools

from reelwright.providers.download import keep_output
from reelwright.providers.fault import ProviderFault
from reelwright.providers.job import Output, Snapshot, State
from reelwright.providers.passage import Passage

__all__ = ["download"]


def download(passage: Passage) -> None:
    """Bring every output of a successful job into the inbox, verified.

    Raises:
        ProviderFault: a result cannot be had yet; the job stays FETCHING, and the next run tries again.
    """
    snapshot = passage.snapshot
    if snapshot is None or snapshot.state is not State.SUCCEEDED or passage.kept:
        return
    first = snapshot.outputs[0]
    if first.document is not None:
        passage.document = first.document
        return
    if passage.job is None:
        _keep(passage, snapshot, passage.intent)
        return
    _keep(passage, snapshot, passage.job.id)
    passage.book_keeping.kept(passage.job.id, passage.owner, passage.kept)


def _keep(passage: Passage, snapshot: Snapshot, name: str) -> None:
    folder = passage.folder
    for number, output in enumerate(snapshot.outputs):
        try:
            kept = keep_output(
                output,
                folder,
                f"{name}-{number}",
                passage.provider.http,
                refresh=functools.partial(_fresh, passage, number),
                wait=passage.wait,
            )
        except ProviderFault as fault:
            if number == 0:
                raise
            # The take itself is here; a broken companion (a preview, a last frame) must not lose it.
            passage.warnings.append(f"Output {number + 1} of the job could not be kept: {fault.message}")
            continue
        passage.kept.append(kept)
    _compare(passage)


def _fresh(passage: Passage, number: int) -> Output | None:
    """The same output with an address that has not expired."""
    remote = passage.job.remote_id if passage.job is not None else passage.remote_id
    if remote is None:
        return None
    snapshot = passage.provider.poll(remote)
    return snapshot.outputs[number] if len(snapshot.outputs) > number else None


def _compare(passage: Passage) -> None:
    """Say so when the clip is not what was asked for; it is paid for, so it is kept all the same."""
    clip, asked = passage.kept[0].clip, passage.prepared.seconds
    if asked is not None and clip.seconds < asked * 9 / 10:
        passage.warnings.append(
            f"The clip lasts {float(clip.seconds):.2f} s where {float(asked):g} s were asked for."
        )
    size = passage.prepared.size
    if size is not None and (clip.width, clip.height) != size:
        passage.warnings.append(
            f"The clip is {clip.width}x{clip.height} where {size[0]}x{size[1]} was asked for."
        )
