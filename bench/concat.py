"""Concat: joining files that agree, against a plain copy of the same bytes.

    python bench/concat.py [--json] [--quick]

Six films of ten minutes each (``--quick``: of two) at 1280x720 with sound, made by repeating packets, are
joined into one. The joined file's bytes are then copied with ``shutil.copyfile`` and flushed to the device,
as the tool does, in the same folder. Each time is the best of several runs in one process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from trim import best, long_film

from reelwright.pipeline.video import concat

GOALS = {"ratio_to_copy": 2.0}
FILES = 6


def copied(source: Path, target: Path) -> None:
    """A plain copy, on the device when it is done."""
    shutil.copyfile(source, target)
    fd = os.open(target, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)


def measure(quick: bool) -> dict[str, float]:
    minutes, runs = (2, 3) if quick else (10, 5)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        film, _ = long_film(folder, minutes)
        films = [folder / f"{n}.mp4" for n in range(FILES)]
        for path in films:
            shutil.copyfile(film, path)
        joined = folder / "o.mp4"
        took = best(lambda: concat(films, joined), runs, joined)
        plain = best(lambda: copied(joined, folder / "copy.mp4"), runs, folder / "copy.mp4")
        report = concat(films, joined)
        size = joined.stat().st_size
    return {
        "files": FILES,
        "minutes": minutes * FILES,
        "megabytes": round(size / 1e6, 1),
        "frames": report.frames,
        "encoded_frames": report.encoded,
        "seconds": round(took, 4),
        "copy_seconds": round(plain, 4),
        "ratio_to_copy": round(took / plain, 2),
        "megabytes_per_second": round(size / 1e6 / took, 1),
        "peak_rss_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="twelve minutes instead of an hour")
    options = parser.parse_args()
    figures = measure(options.quick)
    machine = {"cpus": os.cpu_count(), "processor": platform.machine(), "system": platform.platform()}
    if options.json:
        print(json.dumps({"bench": "concat", "figures": figures, "goals": GOALS, "machine": machine}))
        return
    for name, value in figures.items():
        goal = f"   (goal: at most {GOALS[name]})" if name in GOALS else ""
        print(f"{name:34} {value:>12}{goal}")


if __name__ == "__main__":
    main()
