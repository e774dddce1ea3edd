"""Write docs/cli.md from the command line itself. Run: uv run python docs/make_cli_reference.py"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from reelwright.cli.app import cli

HEAD = """# Command line reference

Written by `docs/make_cli_reference.py` from the commands themselves. Every command takes `--json`, which
prints one JSON object on stdout and nothing else, and `--project DIR`, the folder that holds `.reelwright/`.

Exit codes: 0 done; 1 failed; 2 bad usage or input; 3 refused by a control; 130 interrupted (resumable).
"""


def pages(command: click.Command, context: click.Context) -> Iterator[str]:
    """One section for a command and each of its own."""
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context).strip()}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from pages(child, click.Context(child, info_name=name, parent=context))


def reference() -> str:
    """The whole document."""
    settings = {**cli.context_settings, "terminal_width": 100, "max_content_width": 100}
    root = cli.make_context("reelwright", [], resilient_parsing=True, **settings)
    return HEAD + "\n" + "\n".join(pages(cli, root))


if __name__ == "__main__":
    Path(__file__).with_name("cli.md").write_text(reference(), encoding="utf-8")
