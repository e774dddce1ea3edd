"""A 15-second advertisement at 1080p30: how near its making comes to encoding alone, and to two peers.

    python bench/ad15.py [--json] [--quick]

Four photos of twelve megapixels with Ken Burns moves and dissolves, an animated title, a lower third, a logo
and music; H.264 CRF 23 ``veryfast`` and AAC, every way with the same settings on the same cores. Each way
runs in a process of its own, imports not counted; the ways take turns, and the figures are medians of

* ``vs_limit``: our wall time over that of encoding the very same frames, made beforehand, without sound:
  the quicker of one encoder with a thread for each core and of segments in a process for each core;
* ``vs_moviepy``, ``vs_ffmpeg``: their wall time over ours, and ``.._cpu`` their CPU time over ours (MoviePy
  2, and one filter graph of the ffmpeg in imageio-ffmpeg; both from the group ``bench``);
* ``one_word``: making the segments again in which a word of the title is seen, over making all.

``--quick`` takes the first half of the film, once, without the peers' sound.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import ad15_media

GOALS = {"vs_limit": 1.15, "vs_moviepy": 8.0, "vs_moviepy_cpu": 8.0, "vs_ffmpeg": 1.0, "vs_ffmpeg_cpu": 1.0,
         "one_word": 0.25}  # fmt: skip
WAYS = ("limit_threads", "limit_segments", "ours", "one_word", "ffmpeg", "moviepy")


def run(way: str, folder: Path, frames: int) -> dict[str, Any]:
    """One way in its own process."""
    command = [sys.executable, str(Path(__file__).parent / "ad15_runs.py"), way, str(folder), str(frames)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        raise SystemExit(f"{way} failed:\n{done.stderr[-2000:]}")
    taken: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return taken


def turn(folder: Path, frames: int, say: bool) -> dict[str, float]:
    """Every way once, and the ratios between them."""
    took = {}
    for way in WAYS:
        took[way] = run(way, folder, frames)
        if say:
            wall, cpu, size = (took[way][name] for name in ("wall", "cpu", "bytes"))
            print(f"{way:16} {wall:7.2f} s wall {cpu:7.2f} s CPU {size / 1e6:6.2f} MB", flush=True)
    ours = took["ours"]
    limit = min(took["limit_threads"]["wall"], took["limit_segments"]["wall"])
    least = min(took["limit_threads"]["cpu"], took["limit_segments"]["cpu"])
    return {
        "vs_limit": ours["wall"] / limit,
        "vs_limit_cpu": ours["cpu"] / least,
        "vs_moviepy": took["moviepy"]["wall"] / ours["wall"],
        "vs_moviepy_cpu": took["moviepy"]["cpu"] / ours["cpu"],
        "vs_ffmpeg": took["ffmpeg"]["wall"] / ours["wall"],
        "vs_ffmpeg_cpu": took["ffmpeg"]["cpu"] / ours["cpu"],
        "one_word": took["one_word"]["wall"] / ours["wall"],
        "ours_seconds": ours["wall"],
        "ours_cpu_seconds": ours["cpu"],
        "ours_megabytes": ours["bytes"] / 1e6,
        "ffmpeg_megabytes": took["ffmpeg"]["bytes"] / 1e6,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="half the film, once")
    parser.add_argument("--turns", type=int, default=3, help="how often each way runs")
    parser.add_argument("--folder", type=Path, help="keep the media here")
    options = parser.parse_args()
    frames, turns = (225, 1) if options.quick else (450, options.turns)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        ad15_media.make_media(folder)
        run("ours", folder, 225)  # compiles what is compiled once on a machine
        rows = [turn(folder, frames, not options.json) for _ in range(turns)]
    figures = {name: round(statistics.median(row[name] for row in rows), 3) for name in rows[0]}
    machine = {"cpus": len(os.sched_getaffinity(0)), "system": platform.platform()}
    if options.json:
        print(json.dumps({"bench": "ad15", "figures": figures, "goals": GOALS, "machine": machine}))
        return
    for name, value in figures.items():
        bound = "at most" if name in ("vs_limit", "one_word") else "at least"
        print(f"{name:18} {value:>9}" + (f"   (goal: {bound} {GOALS[name]})" if name in GOALS else ""))


if __name__ == "__main__":
    main()
