"""How fast the previs engine makes finished video: five scenes, three qualities, encoding included.

    uv run python bench/previs.py [--json] [--quick]

``fps`` is frames of the film over the wall time of rendering its segments on all cores, process start
included. ``vs_encoder`` is that rate over the rate of encoding frames already in memory, with the same
settings, on one core times the number of cores: how near drawing comes to the limit that encoding sets.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import reelwright
from reelwright.compose import Frame
from reelwright.encode import VideoSettings, encode_segment
from reelwright.pipeline import solve_canvas
from reelwright.pipeline.sources import SourceOpener
from reelwright.previs import Spec
from reelwright.story import parse
from reelwright.timeline import PrevisMedia
from reelwright.timing import parse_rate

SCENES = {
    "dog": "a golden retriever running through a field of sunflowers, tracking shot, golden hour",
    "honey": "product demo of organic honey, close-up, warm lighting, dolly in",
    "neon": "neon city street at night in the rain, drone shot",
    "storm": "a sailboat on a stormy sea, crane shot, noir",
    "moon": "an astronaut walking on the moon, dolly in",
}
GOALS = {"draft": 60.0, "preview": 30.0, "final": 12.0}
CORES = len(os.sched_getaffinity(0))


def rendered_fps(prompt: str, quality: str, seconds: int) -> float:
    """Frames a second of a film of ``prompt``, from the first job to the last segment."""
    with tempfile.TemporaryDirectory() as folder:
        report = reelwright.generate(
            prompt, Path(folder) / "film.mp4", duration=seconds, quality=quality, audio=False, project=folder
        )
        return report.frames / report.seconds["compose"]


def encoder_fps(prompt: str, quality: str) -> float:
    """Frames a second of encoding alone, on one core, of frames drawn beforehand."""
    rate = parse_rate(30)
    canvas = solve_canvas("16:9", None, quality)  # type: ignore[arg-type]
    spec = Spec(prompt=parse(prompt).prompt, seed=1, seconds=Fraction(2))
    media = PrevisMedia(spec=spec.model_dump(mode="json", by_alias=True))
    source = SourceOpener(quality)(media, canvas.width, canvas.height, rate)  # type: ignore[arg-type]
    frames: list[Frame] = [source.frame(n).copy() for n in range(24)]
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        encode_segment(
            iter(frames),
            Path(folder) / "s.mp4",
            VideoSettings.for_quality(quality),
            canvas.width,
            canvas.height,
            rate,
        )
        return len(frames) / (time.perf_counter() - begin)


def main() -> None:
    """Run and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--quick", action="store_true", help="two scenes, draft and preview")
    asked = options.parse_args()
    scenes = dict(list(SCENES.items())[:2]) if asked.quick else SCENES
    qualities = ["draft", "preview"] if asked.quick else list(GOALS)
    rendered_fps(SCENES["dog"], "draft", 1)  # compiles kernels and bakes art, once a machine
    figures: dict[str, Any] = {}
    for quality in qualities:
        rows = {}
        for name, prompt in scenes.items():
            fps = rendered_fps(prompt, quality, 8)
            limit = encoder_fps(prompt, quality) * CORES
            rows[name] = {"fps": round(fps, 1), "vs_encoder": round(fps / limit, 3)}
            if not asked.json:
                print(
                    f"{quality:<8} {name:<6} {fps:6.1f} fps   {fps / limit:5.2f} of the encoder's limit",
                    flush=True,
                )
        speeds = [row["fps"] for row in rows.values()]
        figures[quality] = {"scenes": rows, "median": statistics.median(speeds), "worst": min(speeds)}
        if not asked.json:
            print(f"{quality:<8} median {statistics.median(speeds):.1f} fps (goal {GOALS[quality]:.0f})")
    machine = {"cores": CORES, "platform": platform.platform(), "python": platform.python_version()}
    if asked.json:
        print(
            json.dumps({"bench": "previs", "figures": figures, "goals": GOALS, "machine": machine}, indent=2)
        )


if __name__ == "__main__":
    main()
