"""Assembly: how long joining a minute of film takes, against a plain copy of the same bytes.

    python bench/assembly.py [--json] [--quick]

Segments of two seconds at 1280x720 are joined as ten minutes (``--quick``: two) of 30 fps film with sound.
The film's bytes are copied with ``shutil.copyfile`` in the same run, in the same folder, from the same warm
page cache. Each figure is the best of several runs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from reelwright.compose.frame import Frame
from reelwright.encode import VideoSettings, assemble, assemble_fragments, encode_audio, encode_segment
from reelwright.timing import FrameRate

RATE = FrameRate(Fraction(30))
SEGMENT_FRAMES = 60
GOALS = {"progressive_seconds_per_minute": 0.1, "progressive_ratio_to_copy": 2.0}


def picture(width: int, height: int) -> Iterator[Frame]:
    """A textured picture that pans, with enough grain for some 5 megabits a second."""
    random = np.random.default_rng(5)
    coarse = random.integers(40, 200, (height // 16 + 2, width // 16 + 6)).astype(np.uint8)
    wide = np.kron(coarse, np.ones((16, 16), np.uint8))
    chroma = np.full((height // 2, width // 2), 128, np.uint8)
    for n in range(SEGMENT_FRAMES):
        y = wide[n // 4 : n // 4 + height, n : n + width] + random.integers(0, 13, (height, width), np.uint8)
        yield Frame(y, chroma, chroma)


def sound(seconds: int) -> Iterator[np.ndarray]:
    """Quiet noise, as hard to encode as music."""
    random = np.random.default_rng(6)
    for _ in range(seconds):
        yield (0.05 * random.standard_normal((48000, 2))).astype(np.float32)


def best(work: Callable[[], object], times: int) -> float:
    """The least wall seconds of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def measure(quick: bool) -> dict[str, float]:
    minutes = 2 if quick else 10
    runs = 3 if quick else 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = VideoSettings.for_quality("preview")
        first = folder / "segment.mp4"
        encode_segment(picture(1280, 720), first, settings, 1280, 720, RATE)
        segments = [folder / f"{i}.mp4" for i in range(minutes * 60 * 30 // SEGMENT_FRAMES)]
        for path in segments:
            shutil.copyfile(first, path)
        audio = folder / "sound.m4a"
        encode_audio(sound(minutes * 60), audio)
        film, rendition, copy = folder / "film.mp4", folder / "rendition.mp4", folder / "copy.mp4"
        progressive = best(lambda: assemble(segments, film, rate=RATE, audio=audio, metadata={}), runs)
        fragments = best(
            lambda: assemble_fragments(segments, rendition, rate=RATE, audio=audio, metadata={}), runs
        )
        plain = best(lambda: shutil.copyfile(film, copy), runs)
        size = film.stat().st_size
    return {
        "film_minutes": minutes,
        "film_megabytes": round(size / 1e6, 1),
        "progressive_seconds_per_minute": round(progressive / minutes, 5),
        "fragments_seconds_per_minute": round(fragments / minutes, 5),
        "copy_seconds_per_minute": round(plain / minutes, 5),
        "progressive_ratio_to_copy": round(progressive / plain, 2),
        "fragments_ratio_to_copy": round(fragments / plain, 2),
        "peak_rss_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="two minutes of film instead of ten")
    options = parser.parse_args()
    figures = measure(options.quick)
    machine = {"cpus": os.cpu_count(), "processor": platform.machine(), "system": platform.platform()}
    if options.json:
        print(json.dumps({"bench": "assembly", "figures": figures, "goals": GOALS, "machine": machine}))
        return
    for name, value in figures.items():
        goal = f"   (goal: at most {GOALS[name]})" if name in GOALS else ""
        print(f"{name:34} {value:>12}{goal}")


if __name__ == "__main__":
    main()
