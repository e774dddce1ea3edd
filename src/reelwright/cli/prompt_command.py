"""``reelwright prompt``: see what a sentence means, what is wrong with it, and build a better one."""

from __future__ import annotations

from typing import Any

import click
from rich.markup import escape

from reelwright.cli.present import common_options, print_json, stdout
from reelwright.cli.summary import show_nexts

__all__ = ["command"]


@click.group("prompt")
def command() -> None:
    """Parse, lint or build a prompt."""


@command.command("parse")
@click.argument("text")
@common_options
def parse_command(text: str, as_json: bool, project: Any) -> None:
    """Show what TEXT was understood as, with the words used as evidence and those not understood."""
    from reelwright.pipeline import understand

    found = understand(text)
    if as_json:
        print_json(found)
        return
    for slot, value in found.items():
        if slot in ("evidence", "unresolved") or value in (None, "", [], {}):
            continue
        words = ", ".join(found["evidence"].get(slot, []))
        why = f"  [dim]← {escape(words)}[/]" if words else ""
        stdout.print(f"  [key]{slot.replace('_', ' '):<11}[/] {escape(_shown(value))}{why}", soft_wrap=True)
    if found["unresolved"]:
        stdout.print(f"  [bad]unresolved[/]  {escape(', '.join(found['unresolved']))}", soft_wrap=True)


def _shown(value: Any) -> str:
    """A slot's value on one line."""
    if isinstance(value, list):
        return "; ".join(_shown(item) for item in value)
    if not isinstance(value, dict):
        return str(value).replace("_", " ")
    if "noun" in value:
        count = f"{value['count']} × " if value.get("count", 1) > 1 else ""
        drawn = value.get("drawn_as")
        return f"{count}{value['text'] or value['noun']} (drawn as {drawn or 'a named stand-in'})"
    family = f" ({value['family'].replace('_', ' ')})" if value.get("family") else ""
    return f"{value.get('text', '')}{family}"


@command.command("lint")
@click.argument("text")
@click.option("--duration", metavar="S", help="Seconds the shot will last; checks whether the action fits.")
@common_options
def lint_command(text: str, duration: str | None, as_json: bool, project: Any) -> None:
    """Look for the six pitfalls in TEXT and propose a remedy for each."""
    from reelwright.story import lint, parse
    from reelwright.timing import parse_seconds

    parsed = parse(text)
    seconds = parse_seconds(duration) if duration is not None else parsed.duration
    findings = lint(parsed.prompt, duration=seconds)
    if as_json:
        print_json({"findings": [finding.as_dict() for finding in findings]})
        return
    if not findings:
        stdout.print("[ok]✓[/] Nothing to improve.")
    for finding in findings:
        stdout.print(f"[bad]{finding.code}[/]  {escape(finding.message)}", soft_wrap=True)
        stdout.print(f"  [next]Try[/]  {escape(finding.proposal)}", soft_wrap=True)


@command.command("build")
@click.option("--subject", required=True, metavar="TEXT", help="Who or what is seen.")
@click.option("--action", metavar="TEXT", help="What it does.")
@click.option("--setting", metavar="TEXT", help="Where.")
@click.option("--camera", metavar="NAME", help="static, pan_left, ..., tracking, drone, orbit, zoom_out.")
@click.option("--size", metavar="NAME", help="extreme_close_up, close_up, medium, full, wide, extreme_wide.")
@click.option("--style", metavar="NAME", help="cinematic, documentary, commercial, anime, noir, clean ...")
@click.option("--lighting", metavar="TEXT", help="golden hour, soft, neon, backlit ...")
@click.option("--time", metavar="NAME", help="dawn, day, golden_hour, dusk, night.")
@click.option("--weather", metavar="NAME", help="clear, cloud, rain, storm, snow, fog, dust.")
@click.option("--mood", metavar="TEXT", help="calm, tense, joyful ...")
@click.option("--detail", multiple=True, metavar="TEXT", help="Anything else; may be repeated.")
@common_options
def build_command(
    subject: str, detail: tuple[str, ...], as_json: bool, project: Any, **slots: str | None
) -> None:
    """Join slots to one prompt."""
    from reelwright.story import PromptBuilder, to_text

    builder = PromptBuilder().subject(subject)
    for slot, value in slots.items():
        if value is not None:
            getattr(builder, slot)(value)
    for text in detail:
        builder.detail(text)
    prompt = builder.build()
    text = to_text(prompt)
    if as_json:
        print_json({"text": text, "prompt": prompt.model_dump(mode="json", exclude_defaults=True)})
        return
    stdout.print(escape(text), soft_wrap=True)
    show_nexts([(f'reelwright generate "{text}"', "make it")])
