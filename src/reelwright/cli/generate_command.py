"""``reelwright generate``: the main job."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

from reelwright.cli.options import film_options, material_options
from reelwright.cli.present import common_options, print_json, stdout
from reelwright.cli.summary import show_film
from reelwright.cli.watching import watching

__all__ = ["command"]


def slug(text: str) -> str:
    """A file name from a prompt: its first words, lower case, joined by hyphens."""
    words = re.findall(r"\w+", text.lower())
    return "-".join(words[:6])[:60] or "film"


@click.command("generate")
@click.argument("prompt", default="")
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
@click.option(
    "--ratio",
    metavar="W:H",
    help="16:9, 9:16, 1:1, 4:5, 21:9 (default: the clip's own or the picture's nearest, else 16:9).",
)
@click.option("--fps", default="30", show_default=True, metavar="R", help="24, 25, 30000/1001, 30, 60.")
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Same seed, same film."
)
@material_options
@click.option(
    "--takes", type=click.IntRange(1, 64), default=1, show_default=True, help="Versions, each its own file."
)
@click.option("--planner", default="rules", show_default=True, metavar="NAME", help="rules (offline) or llm.")
@film_options
@common_options
def command(
    prompt: str,
    output: Path | None,
    duration: str | None,
    shots: int | None,
    style: str | None,
    camera: str | None,
    ratio: str | None,
    fps: str,
    planner: str,
    seed: int,
    image: str | None,
    last_image: str | None,
    video: str | None,
    references: tuple[str, ...],
    keyframes: tuple[str, ...],
    task: str | None,
    loop: bool,
    negative: str | None,
    model: str,
    options: tuple[str, ...],
    strength: float | None,
    takes: int,
    quality: str | None,
    resolution: str | None,
    no_audio: bool,
    provider: str | None,
    routes: tuple[str, ...],
    accept_unknown_cost: bool,
    workers: int | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """Make a film from one sentence: plan, take, compose, encode.

    With --image, --last-image or --video the film is made from your own pictures or clip, and PROMPT says
    what happens or what changes; it may then be left out. They are files, https addresses, or job:ID for an
    earlier generation of the same provider.
    """
    from reelwright.pipeline import generate
    from reelwright.pipeline.materials import parse_keyframes, parse_options

    own = parse_options(options) | ({} if strength is None else {"strength": strength})
    named = prompt or Path(str(video or image or last_image or "film")).stem
    target = output or Path(f"{slug(named)}.mp4")
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
            image=image,
            last_image=last_image,
            video=video,
            references=references,
            keyframes=parse_keyframes(keyframes),
            task=task,
            loop=loop,
            negative=negative,
            model=model,
            takes=takes,
            options=own,
            planner=planner,
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
    if report.others:
        stdout.print(f"  Further takes: {', '.join(report.others)}", style="dim", soft_wrap=True)
    if video or image or last_image or keyframes:
        show_film(report, [(shlex.join(["reelwright", "slate", str(target)]), "how it was made")])
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
