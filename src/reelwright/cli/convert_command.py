"""``reelwright convert``: captions, timelines and edits from one format into another."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markup import escape

from reelwright.cli.present import common_options, print_json, stdout

__all__ = ["command"]


@click.command("convert")
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("output", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--language", metavar="TAG", help="Language of the captions, such as en or pt-BR; or the track's."
)
@click.option("--lenient", is_flag=True, help="Leave broken lines out and name them, instead of refusing.")
@click.option("--wrap", is_flag=True, help="Set captions in two lines that read well; split longer ones.")
@click.option(
    "--line",
    type=click.IntRange(8, 200),
    default=None,
    metavar="N",
    help="Characters a line, with --wrap (42).",
)
@click.option("--rate", metavar="FPS", help="Frames a second of an edit decision list (24).")
@click.option("--lint", is_flag=True, help="Say what makes the captions hard to read.")
@common_options
def command(
    source: Path,
    output: Path,
    language: str | None,
    lenient: bool,
    wrap: bool,
    line: int | None,
    rate: str | None,
    lint: bool,
    as_json: bool,
    project: Path | None,
) -> None:
    """Convert IN to OUT; the suffixes say the formats.

    Captions (.srt, .vtt, .ass) become one another. A timeline (.yaml, .json) gives its captions in the film's
    own time; captions written to a timeline that exists become a track of it. Edits of other programs (.otio,
    .edl, .xml of Final Cut Pro 7, .fcpxml) become timelines; timelines and storyboards become edits.
    """
    from reelwright.pipeline.converting import Wishes, convert
    from reelwright.timeline.subtitles import LONGEST_LINE

    wishes = Wishes(language, lenient, (line or LONGEST_LINE) if wrap or line else None, rate, project)
    done = convert(source, output, wishes)
    findings = _findings(output, line or LONGEST_LINE) if lint else []
    if as_json:
        print_json(
            {
                "output": str(done.output),
                done.what: done.count,
                "notes": list(done.notes),
                "findings": findings,
            }
        )
        return
    stdout.print(
        f"[ok]✓[/] [path]{escape(str(done.output))}[/]  [dim]{done.count} {done.what}[/]", soft_wrap=True
    )
    for note in done.notes:
        stdout.print(f"  [key]Note[/]  {escape(note)}", soft_wrap=True)
    for finding in findings:
        stdout.print(
            f"  [bad]{finding['code']}[/]  cue {finding['cue']} at {finding['seconds']:.2f} s: "
            f"{escape(str(finding['message']))} {escape(str(finding['hint']))}",
            soft_wrap=True,
        )


def _findings(output: Path, longest: int) -> list[dict[str, object]]:
    from reelwright.timeline.subtitles import FORMATS, lint_captions, load_captions

    if output.suffix.lower().lstrip(".") not in (*FORMATS, "ssa"):
        return []
    track = load_captions(output).track
    return [finding.as_dict() for finding in lint_captions(track, upright=longest <= 32)]
