"""``reelwright video extend`` and ``interpolate``: clips that last longer, or move more smoothly."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from reelwright.cli.present import common_options, print_json, stdout

__all__ = ["extend_command", "interpolate_command"]


@click.command("extend")
@click.argument("clip", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The film to write.")
@click.option("--duration", default="5", show_default=True, metavar="S", help="Seconds to add.")
@click.option("--prompt", default="", metavar="TEXT", help="What happens next, or how the camera moves.")
@click.option("--negative", metavar="TEXT", help="What must not be seen.")
@click.option(
    "--provider", metavar="NAME", help="Who makes the new part, NAME or NAME/MODEL (default: previs)."
)
@click.option("--model", default="", metavar="NAME", help="One of the provider's models.")
@click.option(
    "--route", "routes", multiple=True, metavar="ROUTE", help="Who makes which quality; may be repeated."
)
@click.option("--option", "options", multiple=True, metavar="K=V", help="One of the model's own options.")
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Of the new part."
)
@click.option(
    "--quality", metavar="NAME", help="draft, preview or final (default: the clip's own, else final)."
)
@click.option("--no-audio", is_flag=True, help="A film without sound.")
@click.option("--accept-unknown-cost", is_flag=True, help="Use models whose price nobody knows.")
@click.option("--workers", type=click.IntRange(1, 256), help="Rendering processes.")
@common_options
def extend_command(
    clip: Path,
    output: Path,
    duration: str,
    prompt: str,
    negative: str | None,
    provider: str | None,
    model: str,
    routes: tuple[str, ...],
    options: tuple[str, ...],
    seed: int,
    quality: str | None,
    no_audio: bool,
    accept_unknown_cost: bool,
    workers: int | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """Make CLIP go on: its own scene, later frames; a provider that extends; or on from its last frame."""
    from reelwright.cli.summary import show_film
    from reelwright.cli.watching import watching
    from reelwright.pipeline.extending import extend
    from reelwright.pipeline.materials import parse_options

    with watching(quiet=as_json) as watch:
        report = extend(
            clip,
            output,
            duration=duration,
            prompt=prompt,
            negative=negative,
            seed=seed,
            quality=quality,
            audio=not no_audio,
            provider=provider,
            model=model,
            routes=routes,
            options=parse_options(options),
            accept_unknown_cost=accept_unknown_cost,
            project=project,
            workers=workers,
            watch=watch,
        )
    if as_json:
        print_json(report.as_dict())
        return
    show_film(report, [(shlex.join(["reelwright", "slate", str(output)]), "how it was made")])


@click.command("interpolate")
@click.argument("clip", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The video to write.")
@click.option("--fps", required=True, metavar="R", help="24, 25, 30000/1001, 48, 60, 120 ...")
@common_options
def interpolate_command(clip: Path, output: Path, fps: str, as_json: bool, project: Path | None) -> None:
    """Write CLIP at another frame rate: pictures in between follow the motion, cuts stay cuts."""
    from reelwright.cli.watching import watching
    from reelwright.pipeline.interpolating import interpolate

    with watching(quiet=as_json) as watch:
        report = interpolate(clip, output, fps=fps, watch=watch)
    if as_json:
        print_json(report.as_dict())
        return
    stdout.print(f"\n[ok]✓[/] {report.output}", highlight=False)
    stdout.print(
        f"  {float(report.duration):.3g} s · {report.width}×{report.height} · {report.fps} fps · "
        f"{report.frames} frames · {report.seconds:.1f} s",
        style="dim",
    )
    for note in report.notes:
        stdout.print(f"  {note}", style="dim")
