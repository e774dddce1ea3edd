"""What a file holds, in detail."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reelwright.errors import MediaError
from reelwright.pipeline.progress import Progress, Watcher, ignore

if TYPE_CHECKING:
    from reelwright.compose.facts import MediaFacts, PictureTimes

__all__ = ["info"]

_PRIMARIES: Final = {
    1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "film", 9: "bt2020", 10: "xyz",
    11: "dci-p3", 12: "display-p3",
}  # fmt: skip
_TRANSFERS: Final = {
    1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear", 11: "xvycc", 13:
    "srgb", 14: "bt2020-10", 15: "bt2020-12", 16: "pq", 17: "smpte428", 18: "hlg",
}  # fmt: skip
_MATRICES: Final = {
    0: "rgb", 1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "ycgco", 9: "bt2020",
    10: "bt2020-constant", 14: "ictcp",
}  # fmt: skip
"""Names of code points of ITU-T H.273."""

_RANGES: Final = {1: "limited", 2: "full"}
_HDR: Final = {16: "PQ", 18: "HLG"}
_ORDERS: Final = {1: "progressive", 2: "top first", 3: "bottom first", 4: "top first", 5: "bottom first"}
_OWN: Final = ("major_brand", "minor_version", "compatible_brands")


def info(path: Path | str, *, loudness: bool = False, watch: Watcher = ignore) -> dict[str, Any]:
    """What ``path`` holds, as a JSON-able dictionary.

    ``duration`` is exact (``{"seconds", "exact"}``); ``video`` and ``audio`` have one entry a stream.
    ``loudness`` decodes the first sound and adds its integrated loudness (ITU-R BS.1770) and sample peak.

    Raises:
        MediaError: missing, empty, cut off, damaged, or not a media file.
    """
    from reelwright.compose.facts import read_facts

    path = Path(path)
    watch(Progress("plan", message=path.name))
    facts, times = read_facts(path)
    size = path.stat().st_size
    found: dict[str, Any] = {
        "path": str(path),
        "kind": facts.kind,
        "bytes": size,
        "container": None,
        "duration": _length(facts.duration),
        "bit_rate": round(size * 8 / facts.duration) if facts.duration else None,
        "video": [],
        "audio": [],
        "subtitles": [],
        "tags": {},
        "slate": None,
    }
    if facts.kind == "still":
        found["container"] = {"name": facts.codec, "says": f"{facts.codec.upper()} image"}
        found["video"].append(
            {"codec": facts.codec, "width": facts.width, "height": facts.height, "rotation": facts.rotation}
        )
        return found
    _from_container(path, found, facts, times)
    tags = found["tags"]
    comment = str(tags.get("comment", ""))
    if "slate:" in comment:
        found["slate"] = comment.rpartition("slate:")[2].split()[0]
    if loudness:
        watch(Progress("audio", message=path.name))
        found["loudness"] = _loudness(path) if found["audio"] else None
    watch(Progress("done"))
    return found


def _length(seconds: Fraction) -> dict[str, Any]:
    return {"seconds": float(seconds), "exact": str(seconds)}


def _from_container(path: Path, found: dict[str, Any], facts: MediaFacts, times: PictureTimes | None) -> None:
    import av

    from reelwright.compose.facts import open_container

    try:
        with open_container(path) as file:
            found["container"] = {"name": file.format.name, "says": file.format.long_name}
            found["tags"] = {k: v for k, v in file.metadata.items() if v and k not in _OWN}
            for stream in file.streams:
                if stream.type == "video":
                    main = times is not None and not found["video"]
                    found["video"].append(
                        _video(path, stream, facts if main else None, times if main else None)
                    )
                elif stream.type == "audio":
                    found["audio"].append(_audio(stream))
                elif stream.type == "subtitle":
                    context: Any = stream.codec_context
                    found["subtitles"].append(
                        {"codec": context.name if context else "", "language": stream.language}
                    )
    except av.error.FFmpegError as error:
        raise MediaError(f"{path} cannot be read ({error.strerror}).", path=str(path)) from error


def _video(path: Path, stream: Any, facts: MediaFacts | None, times: PictureTimes | None) -> dict[str, Any]:
    context = stream.codec_context
    transfer = int(context.color_trc)
    shape = Fraction(stream.sample_aspect_ratio or 1) or Fraction(1)
    video: dict[str, Any] = {
        "codec": context.name,
        "profile": context.profile,
        "width": context.width,
        "height": context.height,
        "sample_aspect": str(shape),
        "shown": None if facts is None else {"width": facts.width, "height": facts.height},
        "rotation": 0 if facts is None else facts.rotation,
        "pixel_format": context.pix_fmt,
        "bits": context.format.components[0].bits if context.format else None,
        "colour": {
            "primaries": _PRIMARIES.get(int(context.color_primaries)),
            "transfer": _TRANSFERS.get(transfer),
            "matrix": _MATRICES.get(int(context.colorspace)),
            "range": _RANGES.get(int(context.color_range)),
            "hdr": _HDR.get(transfer),
        },
        "field_order": _ORDERS.get(int(context.field_order)),
        "bit_rate": stream.bit_rate or context.bit_rate or None,
        "cover": bool(int(stream.disposition) & 0x400),
    }
    if facts is not None and times is not None:
        video["fps"] = {"value": float(facts.rate.value), "exact": str(facts.rate)} if facts.rate else None
        video["variable"] = facts.variable
        video["frames"] = facts.frames
        video["duration"] = _length(times.duration)
        video["groups"] = _groups(times)
        video["b_frames"] = bool(context.has_b_frames)
    return video


def _groups(times: PictureTimes) -> dict[str, Any] | None:
    """How many pictures lie from one key picture to the next."""
    if times.counted:
        return None
    places = {stamp: i for i, stamp in enumerate(times.stamps)}
    keys = [places[key] for key in times.keys if key in places]
    sizes = [b - a for a, b in pairwise([*keys, len(times.stamps)])]
    if not sizes:
        return None
    return {
        "count": len(sizes),
        "shortest": min(sizes),
        "longest": max(sizes),
        "average": round(len(times.stamps) / len(sizes), 2),
    }


def _audio(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    return {
        "codec": context.name,
        "profile": context.profile,
        "sample_rate": context.sample_rate,
        "channels": context.layout.nb_channels,
        "layout": context.layout.name,
        "bit_rate": stream.bit_rate or context.bit_rate or None,
        "duration": _length(stream.duration * Fraction(stream.time_base)) if stream.duration else None,
        "language": stream.language,
    }


def _loudness(path: Path) -> dict[str, Any]:
    import math

    from reelwright.compose.music.loudness import Loudness
    from reelwright.pipeline.video.hearing import sound_blocks

    meter = Loudness()
    for block in sound_blocks(path):
        meter.feed(block)
    integrated = meter.integrated()
    peak = 20 * math.log10(meter.peak) if meter.peak > 0 else None
    return {
        "integrated_lufs": None if math.isinf(integrated) else round(integrated, 2),
        "sample_peak_dbfs": None if peak is None else round(peak, 2),
    }
