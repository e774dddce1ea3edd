"""Trim: one minute out of an hour, against a plain copy of as many bytes and against encoding them again.

    python bench/trim.py [--json] [--quick]

An hour (``--quick``: ten minutes) of 1280x720 at 30 fps with sound is made by repeating the packets of a few
encoded seconds. A minute is cut out twice: between key pictures, where everything is copied, and inside
groups of pictures, where the edges are encoded. Each time is the best of several runs in one process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from reelwright.encode import encode_audio
from reelwright.encode.joining import join_pictures, join_sound
from reelwright.encode.movie_reading import read_movie
from reelwright.encode.movie_writing import write_movie
from reelwright.encode.pictures import encode_pictures
from reelwright.pipeline.video import trim
from reelwright.timing import FrameRate

RATE = FrameRate(Fraction(30))
SECONDS = 10
GOALS = {"aligned_seconds": 1.0, "with_edges_ratio_to_encoding": 0.2}


def picture(n: int) -> Any:
    """A textured picture that pans, with grain."""
    random = np.random.default_rng(5)
    wide = np.kron(random.integers(40, 200, (47, 100)).astype(np.uint8), np.ones((16, 16), np.uint8))
    grain = np.random.default_rng(n).integers(0, 9, (720, 1280), np.uint8)
    frame: Any = av.VideoFrame(1280, 720, "yuv420p")
    rows = np.frombuffer(frame.planes[0], np.uint8).reshape(720, -1)
    rows[:, :1280] = wide[:720, n : n + 1280] + grain
    for plane in frame.planes[1:]:
        np.frombuffer(plane, np.uint8)[:] = 128
    return frame


def sound() -> Iterator[np.ndarray]:
    random = np.random.default_rng(6)
    for _ in range(SECONDS):
        yield (0.05 * random.standard_normal((48_000, 2))).astype(np.float32)


def long_film(folder: Path, minutes: int) -> tuple[Path, float]:
    """A film of so many minutes, and the seconds it took to encode one second of it."""
    start = time.perf_counter()
    count = SECONDS * 30
    options = {"bf": "3", "g": "60", "preset": "veryfast", "crf": "23"}
    encode_pictures((picture(n) for n in range(count)), folder / "v.mp4", 1280, 720, RATE, options=options)
    a_second = (time.perf_counter() - start) / SECONDS
    encode_audio(sound(), folder / "a.m4a")
    video, audio = read_movie(folder / "v.mp4").video, read_movie(folder / "a.m4a").audio
    assert video is not None
    assert audio is not None
    times = minutes * 60 // SECONDS
    pictures = join_pictures([video] * times, folder / "sets")
    heard = join_sound([audio] * times, [Fraction(SECONDS)] * times, None)
    write_movie([pictures, heard], folder / "film.mp4", {})
    return folder / "film.mp4", a_second


def best(work: Callable[[], object], times: int, made: Path | None = None) -> float:
    """The least wall seconds of several runs; what each ``made`` is removed before the next, untimed."""
    taken = []
    for _ in range(times):
        if made is not None:
            made.unlink(missing_ok=True)
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def measure(quick: bool) -> dict[str, float]:
    minutes, runs = (10, 3) if quick else (60, 5)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        film, encoding = long_film(folder, minutes)
        middle = minutes * 30
        aligned = best(lambda: trim(film, folder / "o.mp4", start=middle, duration=60), runs)
        minute = folder / "o.mp4"
        copy = best(lambda: shutil.copyfile(minute, folder / "copy.mp4"), runs)
        size = minute.stat().st_size
        edged = best(
            lambda: trim(film, folder / "p.mp4", start=middle + Fraction(7, 10), duration="60.5"), runs
        )
        report = trim(film, folder / "p.mp4", start=middle + Fraction(7, 10), duration="60.5")
        length = film.stat().st_size
    return {
        "film_minutes": minutes,
        "film_megabytes": round(length / 1e6, 1),
        "minute_megabytes": round(size / 1e6, 1),
        "aligned_seconds": round(aligned, 4),
        "aligned_ratio_to_copy": round(aligned / copy, 2),
        "with_edges_seconds": round(edged, 4),
        "edge_frames": report.encoded,
        "copied_frames": report.copied,
        "with_edges_ratio_to_encoding": round(edged / (encoding * 60), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="ten minutes instead of an hour")
    options = parser.parse_args()
    figures = measure(options.quick)
    machine = {"cpus": os.cpu_count(), "processor": platform.machine(), "system": platform.platform()}
    if options.json:
        print(json.dumps({"bench": "trim", "figures": figures, "goals": GOALS, "machine": machine}))
        return
    for name, value in figures.items():
        goal = f"   (goal: at most {GOALS[name]})" if name in GOALS else ""
        print(f"{name:34} {value:>12}{goal}")


if __name__ == "__main__":
    main()
