"""Making pictures anew: decode, change, encode, beside sound that is copied where it can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from reelwright.encode.samples import Samples
from reelwright.errors import MediaError, OutputError
from reelwright.pipeline.progress import Progress, Watcher
from reelwright.pipeline.video.delivery import fits
from reelwright.timing import FrameRate

if TYPE_CHECKING:
    from reelwright.compose import FileSource, Frame, MediaFacts
    from reelwright.encode.movie_reading import Movie
    from reelwright.pipeline.video.hearing import Block

__all__ = [
    "Opened",
    "copied_sound",
    "counted",
    "even",
    "make_tracks",
    "open_video",
    "sound_track",
    "start_of",
    "video_facts",
]


def video_facts(path: Path) -> MediaFacts:
    """The facts of a file with moving pictures.

    Raises:
        MediaError: missing, empty, damaged, or a still or a sound.
    """
    from reelwright.compose import probe

    facts = probe(path)
    if facts.kind != "video":
        what = "a still image" if facts.kind == "still" else "sound without pictures"
        raise MediaError(f"{path} is {what}.", code="not-a-video", hint="Name a video file.", path=str(path))
    return facts


def even(value: Fraction | float | int) -> int:
    """The nearest even number of pixels, at least 2."""
    return max(2, 2 * round(value / 2))


def open_video(path: Path, rate: FrameRate | None = None, size: tuple[int, int] | None = None) -> Opened:
    """A video's frames, upright, in its own size made even (or ``size``) and at its own rate (or ``rate``).

    The picture fills ``size`` whatever its shape: there are no bars.

    Raises:
        MediaError: see :func:`video_facts`.
    """
    from reelwright.compose import FileSource
    from reelwright.compose.fit import contain

    facts = video_facts(path)
    assert facts.rate is not None
    own = even(facts.width), even(facts.height)
    width, height = size or own
    box = contain(Fraction(facts.width, facts.height), width, height)
    if (box.width, box.height) == (width, height):
        return FileSource(path, width, height, rate or facts.rate)
    return Reshaped(FileSource(path, *own, rate or facts.rate), width, height)


class Opened(Protocol):
    """A video that was opened: frames of one size at one rate, ``length`` of them."""

    path: Path
    width: int
    height: int
    rate: FrameRate
    length: int | None

    def frame(self, n: int) -> Frame:
        """Frame ``n``; valid until the next call."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


class Reshaped:
    """A source stretched to ``width`` x ``height``, both even."""

    def __init__(self, source: FileSource, width: int, height: int) -> None:
        self._source = source
        self.path, self.rate, self.length = source.path, source.rate, source.length
        self.width, self.height = width, height

    def frame(self, n: int) -> Frame:
        """Frame ``n``, in memory of its own."""
        import cv2

        from reelwright.compose.frame import Frame

        frame = self._source.frame(n)
        smaller = self.width * self.height < frame.width * frame.height
        way = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
        half = self.width // 2, self.height // 2
        return Frame(
            cv2.resize(frame.y, (self.width, self.height), interpolation=way),
            cv2.resize(frame.u, half, interpolation=way),
            cv2.resize(frame.v, half, interpolation=way),
        )

    def close(self) -> None:
        """Close the file."""
        self._source.close()


def counted(pictures: Iterable[Any], total: int, watch: Watcher, message: str = "") -> Iterator[Any]:
    """The same pictures, telling how many went by."""
    watch(Progress("render", 0, total, message))
    for done, picture in enumerate(pictures, 1):
        yield picture
        watch(Progress("render", done, total, message))


def copied_sound(path: Path, scratch: Path, output: Path, length: Fraction) -> list[Samples]:
    """The sound tracks of ``path``, from its first picture for ``length`` seconds, as ``output`` takes them.

    Packets are copied; sound that ``output`` cannot hold is encoded again. Empty when there is none.

    Raises:
        MediaError: it cannot be read.
    """
    from reelwright.encode.movie_reading import NotTabled
    from reelwright.encode.rewrapping import open_movie
    from reelwright.encode.smartcut import cut_sound
    from reelwright.pipeline.video.hearing import has_sound, sound_blocks

    if not has_sound(path):
        return []
    try:
        movie = open_movie(path, scratch / "sound-of", plain=output.suffix.lower() != ".mov")
        tracks = [track for track in movie.tracks if track.kind == "audio"]
        if tracks and all(fits(track, output) for track in tracks):
            cut = [cut_sound(track, start_of(movie), start_of(movie) + length) for track in tracks]
            return [track for track in cut if track is not None]
    except NotTabled:
        pass
    return [sound_track(sound_blocks(path, length=length), scratch, output)]


def start_of(movie: Movie) -> Fraction:
    """When the first picture of a file is shown; 0 of a sound."""
    video = movie.video
    if video is None:
        return Fraction(0)
    shown = video.pts[video.pts >= video.first]
    return Fraction(int(shown.min()) if len(shown) else video.first, video.timescale)


def sound_track(blocks: Iterable[Block], scratch: Path, output: Path) -> Samples:
    """Stereo samples at 48 kHz, encoded as ``output`` wants them: AAC, or Opus in WebM.

    Raises:
        RenderError: no samples, or the encoder failed.
    """
    from reelwright.encode.movie_reading import read_movie

    path = scratch / "sound.m4a"
    if output.suffix.lower() == ".webm":
        path = scratch / "sound.mp4"
        _encode_opus(blocks, path)
    else:
        from reelwright.encode import encode_audio

        encode_audio(blocks, path)
    track = read_movie(path).audio
    assert track is not None
    return track


def _encode_opus(blocks: Iterable[Block], path: Path) -> None:
    import av
    import numpy as np

    with av.open(str(path), "w", format="mp4") as out:
        stream: Any = out.add_stream("libopus", rate=48_000, layout="stereo")
        stream.bit_rate = 128_000
        at = 0
        for block in blocks:
            frame: Any = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(block.reshape(1, -1)), format="flt", layout="stereo"
            )
            frame.sample_rate, frame.pts, frame.time_base = 48_000, at, Fraction(1, 48_000)
            at += len(block)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def make_tracks(
    pictures: Iterable[Any],
    width: int,
    height: int,
    rate: FrameRate,
    scratch: Path,
    output: Path,
    *,
    total: int,
    watch: Watcher,
    message: str = "",
) -> Samples:
    """Encode pictures for a file like ``output``: H.264, or VP9 in WebM; the track they make.

    Raises:
        RenderError: no pictures, or the encoder failed.
        OptionError: the size cannot be encoded.
    """
    from reelwright.encode.movie_reading import read_movie
    from reelwright.encode.pictures import encode_pictures

    path = scratch / "pictures.mp4"
    webm = output.suffix.lower() == ".webm"
    encode_pictures(
        counted(pictures, total, watch, message),
        path,
        width,
        height,
        rate,
        encoding="vp9" if webm else "h264",
    )
    track = read_movie(path).video
    if track is None:
        raise OutputError(f"{output} could not be made: the encoder wrote no pictures.", path=str(output))
    return track
