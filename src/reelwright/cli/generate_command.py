"""``reelwright generate``: the main job."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

from reelwright.cli.options import film_options
from reelwright.cli.present import common_options, print_json
from reelwright.cli.summary import show_film
from reelwright.cli.watching import watching

__all__ = ["command"]


def slug(text: str) -> str:
    """A file name from a prompt: its first words, lower case, joined by hyphens."""
    words = re.findall(r"\w+", text.lower())
    return "-".join(words[:6])[:60] or "film"


@click.command("generate")
@click.argument("prompt")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The film to write (default: from the prompt)."
)
@click.option("--duration", metavar="S", help="Seconds (default: what the prompt says, else 5).")
@click.option("--shots", type=click.IntRange(1, 500), help="How many shots (default: 1).")
@click.option(
    "--style",
    metavar="NAME",
    help="cinematic, documentary, commercial, artistic, anime, realistic, noir, clean.",
)
@click.option(
    "--camera",
    metavar="NAME",
    help="static, pan_left, pan_right, tilt_up, tilt_down, dolly_in, dolly_out, tracking, crane, "
    "handheld, drone, orbit, zoom_in, zoom_out.",
)
@click.option("--ratio", default="16:9", show_default=True, metavar="W:H", help="16:9, 9:16, 1:1, 4:5, 21:9.")
@click.option("--fps", default="30", show_default=True, metavar="R", help="24, 25, 30000/1001, 30, 60.")
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Same seed, same film."
)
@film_options
@common_options
def command(
    prompt: str,
    output: Path | None,
    duration: str | None,
    shots: int | None,
    style: str | None,
    camera: str | None,
    ratio: str,
    fps: str,
    seed: int,
    quality: str | None,
    resolution: str | None,
    no_audio: bool,
    provider: str,
    routes: tuple[str, ...],
    accept_unknown_cost: bool,
    workers: int | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """Make a film from one sentence: plan, take, compose, encode."""
    from reelwright.pipeline import generate

    target = output or Path(f"{slug(prompt)}.mp4")
    with watching(quiet=as_json) as watch:
        report = generate(
            prompt,
            target,
            duration=duration,
            shots=shots,
            style=style,
            camera=camera,
            seed=seed,
            ratio=ratio,
            resolution=resolution,
            fps=fps,
            quality=quality,
            audio=not no_audio,
            provider=provider,
            routes=routes,
            accept_unknown_cost=accept_unknown_cost,
            project=project,
            workers=workers,
            watch=watch,
        )
    if as_json:
        print_json(report.as_dict())
        return
    again = ["reelwright", "generate", prompt]
    file = ["-o", str(target)]
    nexts = [
        (shlex.join([*again, "--seed", str(seed + 1), *file]), "another picture"),
        (
            shlex.join(["reelwright", "storyboard", prompt, "--shots", "4", "-o", "board.yaml"]),
            "four shots to edit by hand",
        ),
        (shlex.join(["reelwright", "slate", str(target)]), "how it was made"),
    ]
    if report.quality != "final":
        nexts.insert(1, (shlex.join([*again, "--quality", "final", *file]), "1080p, best quality"))
    show_film(report, nexts)
