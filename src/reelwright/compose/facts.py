"""What a media file is: streams, exact duration, size, rotation; and the times of its pictures.

Reading the facts goes through all packets of the file once without decoding them, so that a file that was cut
off or damaged on its way is refused before any work is done on it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from reelwright.errors import MediaError
from reelwright.timing import FrameRate

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

__all__ = [
    "MOST_VIDEO_PIXELS",
    "MediaFacts",
    "PictureTimes",
    "StreamFacts",
    "bad_media",
    "limited",
    "open_container",
    "picture_stream",
    "probe",
    "read_facts",
    "too_large",
]

MOST_VIDEO_PIXELS: Final = 16384 * 8704
"""8K both ways twice over, with the rows that coders add; larger pictures are refused undecoded."""

_MOST_PICTURES: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """One stream: ``kind`` is video, audio, subtitle, data or attachment."""

    kind: str
    codec: str
    duration: Fraction | None


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What a file holds.

    ``width`` and ``height`` are pixels as shown: upright (``rotation`` is the clockwise turn that a player
    applies, 0, 90, 180 or 270) and with square pixels. ``duration`` is exact seconds; 0 for stills. ``rate``
    is the average one, None for stills and sound; ``variable`` tells that the pictures do not follow it.
    ``hdr`` names the transfer of HDR video; ``interlaced`` and ``alpha`` (transparency) are what its first
    picture and its tags say.
    """

    path: Path
    kind: Literal["video", "still", "audio"]
    codec: str
    width: int
    height: int
    rotation: int
    rate: FrameRate | None
    variable: bool
    frames: int
    duration: Fraction
    streams: tuple[StreamFacts, ...]
    hdr: Literal["", "pq", "hlg"] = ""
    interlaced: bool = False
    alpha: bool = False


@dataclass(frozen=True, slots=True)
class PictureTimes:
    """When each picture is shown, in ticks of ``tick`` seconds from the first one, in showing order.

    ``stamps`` are the same in the file's own clock, ``keys`` the stamps from which decoding can begin.
    ``counted`` is True for files without time stamps, whose pictures follow one another at the stream's rate:
    stamps are ordinal numbers then.
    """

    tick: Fraction
    stamps: tuple[int, ...]
    keys: tuple[int, ...]
    end: int
    counted: bool

    @property
    def duration(self) -> Fraction:
        """Exact seconds from the first picture to the end of the last."""
        return (self.end - self.stamps[0]) * self.tick


def bad_media(path: Path | str, why: str, hint: str, code: str | None = None) -> MediaError:
    """The error for a file that cannot be used."""
    return MediaError(f"{path} {why}.", code=code, hint=hint, path=str(path))


def too_large(path: Path, width: int, height: int) -> MediaError:
    """The error for pictures that would take too much memory."""
    return bad_media(path, f"is too large ({width}x{height})", "Scale it down to at most 16384x8704.")


def limited(codec: Any) -> None:
    """Keep a decoder that is not yet open from pictures larger than allowed, whatever the stream says."""
    codec.options = {**codec.options, "max_pixels": str(MOST_VIDEO_PIXELS)}


def picture_stream(file: InputContainer) -> Any:
    """The stream whose pictures are shown: the first one that is not a cover picture."""
    streams = file.streams.video
    return next((s for s in streams if not int(s.disposition) & 0x400), streams[0])


def open_container(path: Path) -> InputContainer:
    """The file as a container; nothing else, local or remote, is opened on its behalf.

    Raises:
        av.error.FFmpegError: not a media file.
    """
    import av

    file: InputContainer = av.open(
        f"file:{path}", metadata_errors="replace", options={"protocol_whitelist": "file"}
    )
    return file


def probe(path: Path | str) -> MediaFacts:
    """The facts of a media file; every packet is looked at, nothing is decoded but the first picture.

    Raises:
        MediaError: missing, empty, cut off, damaged, or not a media file.
    """
    return read_facts(Path(path))[0]


def read_facts(path: Path) -> tuple[MediaFacts, PictureTimes | None]:
    """:func:`probe` and, for video, the times of its pictures; remembered while the file does not change."""
    try:
        stat = path.stat()
    except (OSError, ValueError) as error:
        raise bad_media(
            path,
            f"cannot be read: {getattr(error, 'strerror', None) or error}",
            "Check the path.",
            "missing-media",
        ) from None
    if path.is_dir():
        raise bad_media(path, "is a folder", "Name a video, image or sound file.")
    if stat.st_size == 0:
        raise bad_media(path, "is empty", "Copy or download the file again.")
    return _read_facts(path, stat.st_mtime_ns, stat.st_size)


@functools.lru_cache(maxsize=64)
def _read_facts(path: Path, _modified: int, _size: int) -> tuple[MediaFacts, PictureTimes | None]:
    from reelwright.compose.still import is_animated_webp, still_facts

    if is_animated_webp(path):
        from reelwright.compose.animation import animation_facts

        return animation_facts(path)
    still = still_facts(path)
    if still is not None:
        return still, None
    import av

    try:
        with open_container(path) as file:
            if not file.streams.video and not file.streams.audio:
                raise bad_media(
                    path, "holds neither pictures nor sound", "Name a video, image or sound file."
                )
            return _facts(path, file)
    except av.error.PermissionError:
        raise bad_media(path, "cannot be read: permission denied", "Make the file readable.") from None
    except av.error.FFmpegError as error:
        raise bad_media(
            path,
            f"is not a media file that can be read ({error.strerror})",
            "Play it in a video player; if that fails too, it was cut off or damaged: copy it again.",
        ) from None


def _facts(path: Path, file: InputContainer) -> tuple[MediaFacts, PictureTimes | None]:
    streams = tuple(
        StreamFacts(
            stream.type,
            stream.codec_context.name if stream.codec_context else "",
            None if stream.duration is None else stream.duration * _tick(stream),
        )
        for stream in file.streams
    )
    if not file.streams.video or not _is_moving(file, picture_stream(file)):
        sound = file.streams.audio[0] if file.streams.audio else None
        if sound is None:
            raise bad_media(path, "holds no video", "Name a video or image file.")
        seconds = (
            sound.duration * _tick(sound)
            if sound.duration is not None
            else Fraction(file.duration or 0, 1_000_000)
        )
        name = sound.codec_context.name
        return MediaFacts(path, "audio", name, 0, 0, 0, None, False, 0, seconds, streams), None
    video = picture_stream(file)
    codec = video.codec_context
    if codec is None:
        raise bad_media(
            path, "holds pictures of a kind that cannot be decoded", "Convert it to another format."
        )
    if codec.width * codec.height > MOST_VIDEO_PIXELS:
        raise too_large(path, codec.width, codec.height)
    times = _times(path, file, video)
    first = _first_picture(path, video.index)
    clockwise = -round(first.rotation / 90) * 90 % 360
    sar = Fraction(video.sample_aspect_ratio or 1) or Fraction(1)
    width, height = max(1, round(first.width * sar)), first.height
    if clockwise % 180:
        width, height = height, width
    average = Fraction(len(times.stamps)) / times.duration if times.duration else Fraction(30)
    told = Fraction(video.average_rate or 0)
    rate = told if told and abs(told - average) <= average / 50 else average.limit_denominator(1001)
    facts = MediaFacts(
        path=path,
        kind="video",
        codec=video.codec_context.name,
        width=width,
        height=height,
        rotation=clockwise,
        rate=FrameRate(min(max(rate, Fraction(1, 1000)), Fraction(240))),
        variable=_varies(times),
        frames=len(times.stamps),
        duration=times.duration,
        streams=streams,
        hdr={16: "pq", 18: "hlg"}.get(int(first.color_trc), ""),  # type: ignore[arg-type]
        interlaced=bool(first.interlaced_frame) or int(codec.field_order) > 1,
        alpha=video.metadata.get("alpha_mode") == "1"
        or any(part.is_alpha for part in first.format.components),
    )
    return facts, times


def _tick(stream: Any) -> Fraction:
    return Fraction(stream.time_base)


def _is_moving(file: InputContainer, video: VideoStream) -> bool:
    """False for the cover picture of a song."""
    return not (file.streams.audio and int(video.disposition) & 0x400)


def _varies(times: PictureTimes) -> bool:
    steps = [b - a for a, b in zip(times.stamps, times.stamps[1:], strict=False)]
    return bool(steps) and max(steps) - min(steps) > 2


def _times(path: Path, file: InputContainer, video: VideoStream) -> PictureTimes:
    stamps: list[int] = []
    keys: list[int] = []
    last_duration, unstamped, unseen = 0, 0, 0
    for packet in file.demux(video):
        if packet.size == 0:
            continue
        if packet.is_corrupt:
            raise bad_media(path, "is damaged or was cut off", "Copy or download the file again.")
        if packet.is_discard:  # before an edit list begins
            unseen += 1
            continue
        if packet.pts is None:
            unstamped += 1
            continue
        stamps.append(packet.pts)
        if len(stamps) > _MOST_PICTURES:
            raise bad_media(path, f"holds more than {_MOST_PICTURES} pictures", "Cut it into parts.")
        if packet.is_keyframe:
            keys.append(packet.pts)
        if packet.pts >= max(stamps):
            last_duration = packet.duration or 0
    if not stamps and not unstamped:
        raise bad_media(path, "holds no pictures", "Copy or download the file again.")
    _check_whole(path, file, video, len(stamps) + unstamped + unseen)
    rate = Fraction(video.average_rate or video.guessed_rate or 25)
    if unstamped:
        count = len(stamps) + unstamped
        return PictureTimes(1 / rate, tuple(range(count)), (0,), count, True)
    order = sorted(set(stamps))
    tick = _tick(video)
    if last_duration <= 0:
        last_duration = order[-1] - order[-2] if len(order) > 1 else max(1, round(1 / rate / tick))
    return PictureTimes(
        tick, tuple(order), tuple(sorted(set(keys))) or (order[0],), order[-1] + last_duration, False
    )


def _check_whole(path: Path, file: InputContainer, video: VideoStream, packets: int) -> None:
    """Refuse a file whose own index speaks of more than the file holds."""
    size = path.stat().st_size
    ends = [entry.pos + entry.size for entry in video.index_entries]
    if (ends and max(ends) > size) or (
        video.frames and packets < video.frames - 1 and "mp4" in file.format.name
    ):
        raise bad_media(
            path,
            f"was cut off: it holds {packets} of {max(video.frames, len(ends))} pictures",
            "Copy or download the file again.",
        )


def _first_picture(path: Path, index: int) -> Any:
    with open_container(path) as file:
        stream: Any = file.streams[index]
        limited(stream.codec_context)
        for picture in file.decode(stream):
            return picture
    raise bad_media(path, "holds no picture that can be decoded", "Copy or download the file again.")
