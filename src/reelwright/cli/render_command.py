"""``reelwright render``: a document becomes a film."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from reelwright.cli.options import film_options
from reelwright.cli.present import common_options, print_json
from reelwright.cli.summary import show_film
from reelwright.cli.template_options import is_template, render_filled, template_options
from reelwright.cli.watching import watching

__all__ = ["command"]


@click.command("render")
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The film to write (default: SOURCE.mp4)."
)
@click.option("--ratio", metavar="W:H", help="Override the storyboard's: 16:9, 9:16, 1:1, 4:5, 21:9.")
@click.option("--fps", metavar="R", help="Override the storyboard's: 24, 25, 30000/1001, 30, 60.")
@click.option(
    "--captions",
    "captions",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Captions (.srt, .vtt, .ass), written beside the film; may be repeated.",
)
@click.option("--burn-captions", is_flag=True, help="Draw all captions into the picture instead.")
@click.option("--dry-run", is_flag=True, help="Only say what would be made (as estimate does).")
@template_options
@film_options
@common_options
def command(
    source: Path,
    output: Path | None,
    sets: tuple[str, ...],
    data: Path | None,
    form: str | None,
    language: str | None,
    brand: Path | None,
    variables: bool,
    ratio: str | None,
    fps: str | None,
    captions: tuple[Path, ...],
    burn_captions: bool,
    dry_run: bool,
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
    """Render SOURCE, a storyboard, timeline or template; only what changed is made again."""
    from reelwright.pipeline import estimate, render

    if sets or data or form or language or brand or variables or (not dry_run and is_template(source)):
        render_filled(
            source,
            output,
            sets=sets,
            data=data,
            format=form or ratio,
            language=language,
            brand=brand,
            variables=variables,
            dry_run=dry_run,
            resolution=resolution,
            quality=quality,
            audio=not no_audio,
            project=project,
            workers=workers,
            as_json=as_json,
        )
        return
    if dry_run:
        from reelwright.cli.estimate_command import show_estimate

        plan = estimate(
            source,
            ratio=ratio,
            fps=fps,
            resolution=resolution,
            quality=quality,
            audio=not no_audio,
            provider=provider,
            routes=routes,
            accept_unknown_cost=accept_unknown_cost,
            captions=captions,
            burn_captions=burn_captions,
            project=project,
            workers=workers,
        )
        show_estimate(plan, as_json)
        return
    target = output or source.with_suffix(".mp4")
    with watching(quiet=as_json) as watch:
        report = render(
            source,
            target,
            ratio=ratio,
            resolution=resolution,
            fps=fps,
            quality=quality,
            audio=not no_audio,
            provider=provider,
            routes=routes,
            accept_unknown_cost=accept_unknown_cost,
            captions=captions,
            burn_captions=burn_captions,
            project=project,
            workers=workers,
            watch=watch,
        )
    if as_json:
        print_json(report.as_dict())
        return
    nexts = [(shlex.join(["reelwright", "slate", str(target)]), "how it was made")]
    if report.quality != "final":
        better = ["reelwright", "render", str(source), "--quality", "final", "-o", str(target)]
        nexts.insert(0, (shlex.join(better), "1080p, best quality"))
    show_film(report, nexts)
