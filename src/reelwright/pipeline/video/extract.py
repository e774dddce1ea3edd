"""A video's sound in a file of its own."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from reelwright.encode.movie_reading import NotTabled
from reelwright.encode.rewrapping import open_movie
from reelwright.encode.samples import Samples
from reelwright.encode.smartcut import cut_sound
from reelwright.errors import MediaError
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.delivery import check_paths, deliver, scratch_folder
from reelwright.pipeline.video.hearing import SAMPLE_RATE, has_sound, sound_blocks
from reelwright.pipeline.video.recoding import sound_track, start_of
from reelwright.pipeline.video.report import ToolReport
from reelwright.store import atomic_output

__all__ = ["extract_sound"]

_EXTRACTS: Final = {
    ".m4a": ("", "", ""),
    ".wav": ("pcm_s16le", "wav", "s16"),
    ".flac": ("flac", "flac", "s16"),
    ".mp3": ("libmp3lame", "mp3", "fltp"),
    ".opus": ("libopus", "ogg", "flt"),
}


def extract_sound(source: Path | str, output: Path | str, *, watch: Watcher = ignore) -> ToolReport:
    """Write the first sound of ``source`` to ``output``, from the first picture on.

    ``.m4a`` copies AAC; everything else is decoded and written as .wav (16 bit), .flac, .mp3 or .opus in its
    own channels and rate (Opus: 48 kHz).

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    began = time.monotonic()
    source, output = Path(source), Path(output)
    check_paths([source], output, tuple(_EXTRACTS))
    if not has_sound(source):
        raise MediaError(
            f"{source} holds no sound.", code="no-sound", hint="Name a file with sound.", path=str(source)
        )
    watch(Progress("audio", message=source.name))
    if output.suffix.lower() == ".m4a":
        tracks = _as_m4a(source, output, watch)
        length = tracks[0].seconds
    else:
        encoder, container, form = _EXTRACTS[output.suffix.lower()]
        with atomic_output(output) as temporary:
            length = _encoded(source, temporary, encoder, container, form)
    watch(Progress("done"))
    return ToolReport(str(output), length, 0, 0, 0, "0", 0, 0, time.monotonic() - began)


def _as_m4a(source: Path, output: Path, watch: Watcher) -> list[Samples]:
    with scratch_folder() as scratch:
        tracks: list[Samples] = []
        try:
            movie = open_movie(source, scratch / "source", plain=True)
            sound = movie.audio
            if sound is not None and sound.codec in ("mp4a", "alac"):
                cut = cut_sound(sound, start_of(movie), Fraction(sound.end, sound.timescale))
                tracks = [cut] if cut is not None else []
        except NotTabled:
            pass
        if not tracks:
            tracks = [sound_track(sound_blocks(source), scratch, output)]
        deliver(tracks, output, {}, scratch, watch)
    return tracks


def _encoded(source: Path, path: Path, encoder: str, container: str, form: str) -> Fraction:
    import av

    from reelwright.compose.facts import open_container

    with open_container(source) as file:
        context = file.streams.audio[0].codec_context
        rate = SAMPLE_RATE if encoder == "libopus" else int(context.sample_rate)
        layout = str(context.layout.name)
    if encoder in ("libmp3lame", "libopus") and layout not in ("mono", "stereo"):
        layout = "stereo"
    if encoder == "libmp3lame" and rate not in (32_000, 44_100, 48_000):
        rate = 44_100
    at = 0
    with av.open(str(path), "w", format=container) as out:
        stream: Any = out.add_stream(encoder, rate=rate, layout=layout)
        if encoder in ("libmp3lame", "libopus"):
            stream.bit_rate = 192_000
        resampler: Any = av.AudioResampler(format=form, layout=layout, rate=rate)
        for block in sound_blocks(source, rate=rate, layout=layout):
            packed = np.ascontiguousarray(block.reshape(1, -1))
            frame: Any = av.AudioFrame.from_ndarray(packed, format="flt", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
            at += len(block)
            for piece in resampler.resample(frame):
                out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    if not at:
        raise MediaError(f"{source} holds no sound that can be decoded.", path=str(source))
    return Fraction(at, rate)
