"""Where results go: checks before any work, a scratch folder, and the finished file, whole or not at all."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from reelwright.encode.samples import Samples
from reelwright.errors import MediaError, OutputError
from reelwright.pipeline.progress import Progress, Watcher
from reelwright.store import atomic_output, check_output

__all__ = ["CONTAINERS", "check_paths", "deliver", "fits", "scratch_folder", "tags_of"]

CONTAINERS: Final[Mapping[str, str]] = {
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mov",
    ".mkv": "matroska",
    ".webm": "webm",
    ".ts": "mpegts",
}
"""FFmpeg's name of the format for each suffix of a video that can be written."""

_HELD: Final = {
    ".mp4": frozenset(
        (
            "avc1",
            "avc3",
            "hvc1",
            "hev1",
            "vp09",
            "av01",
            "mp4v",
            "mp4a",
            ".mp3",
            "Opus",
            "ac-3",
            "ec-3",
            "fLaC",
            "alac",
        )
    ),
    ".webm": frozenset(("vp08", "vp09", "av01", "Opus")),
    ".ts": frozenset(("avc1", "avc3", "hvc1", "hev1", "mp4a", ".mp3", "ac-3", "ec-3")),
}
"""Sample entries that each kind of file takes."""

_NATIVE: Final = (".mp4", ".m4v", ".mov", ".m4a")
_OWN: Final = ("major_brand", "minor_version", "compatible_brands", "creation_time", "encoder", "duration")


def check_paths(inputs: Sequence[Path], output: Path, suffixes: Sequence[str] = tuple(CONTAINERS)) -> None:
    """Refuse what cannot work before any work is done.

    Raises:
        MediaError: an input is missing or a folder.
        OutputError: the output is an input, cannot be written, or is of a kind that is not written here.
    """
    for path in inputs:
        if not path.exists():
            raise MediaError(
                f"{path} does not exist.", code="missing-media", hint="Check the path.", path=str(path)
            )
        if path.is_dir():
            raise MediaError(f"{path} is a folder.", hint="Name a media file.", path=str(path))
        if output.exists() and path.samefile(output):
            raise OutputError(
                f"{output} is the input itself.",
                code="output-is-input",
                hint="Write to another file; rename it when you are content.",
                path=str(output),
            )
    if output.suffix.lower() not in suffixes and not output.is_dir():
        raise OutputError(
            f"{output} ends in “{output.suffix}”, which is not written here.",
            code="unsupported-format",
            hint=f"Use one of: {', '.join(suffixes)}.",
            path=str(output),
        )
    check_output(output)


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for pieces in the making, removed in any case."""
    with tempfile.TemporaryDirectory(prefix="reelwright-") as name:
        yield Path(name)


def fits(track: Samples, output: Path) -> bool:
    """Whether a track, as it is coded, belongs into a file like ``output``."""
    suffix = output.suffix.lower()
    if suffix in (".mov", ".mkv"):
        return True
    if track.grain:
        return False
    return track.codec in _HELD[".mp4" if suffix in _NATIVE else suffix]


def tags_of(path: Path) -> dict[str, str]:
    """The tags of a file (title, comment, slate ...), without what its container says about itself."""
    import av

    from reelwright.compose.facts import open_container

    try:
        with open_container(path) as file:
            return {k: v for k, v in file.metadata.items() if v and k.lower() not in _OWN}
    except (av.error.FFmpegError, OSError, ValueError):
        return {}


def deliver(
    tracks: Sequence[Samples], output: Path, metadata: Mapping[str, str], scratch: Path, watch: Watcher
) -> None:
    """Write ``tracks`` to ``output`` in the container that its name says.

    Raises:
        OutputError: that container cannot hold the streams, or the path cannot be written.
        DiskFull: the device filled up.
    """
    from reelwright.encode.movie_writing import write_movie

    def heard(done: int, total: int) -> None:
        watch(Progress("assemble", done >> 20, total >> 20, output.name))

    watch(Progress("assemble", message=output.name))
    suffix = output.suffix.lower()
    with atomic_output(output) as temporary:
        if suffix in _NATIVE:
            write_movie(tracks, temporary, metadata, quicktime=suffix == ".mov", heard=heard)
        else:
            from reelwright.encode.rewrapping import rewrap

            whole = scratch / "whole.mov"
            write_movie(tracks, whole, metadata, quicktime=True, heard=heard)
            rewrap(whole, temporary, container=CONTAINERS[suffix])
    watch(Progress("done"))
