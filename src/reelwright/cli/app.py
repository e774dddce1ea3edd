"""The ``reelwright`` command and how it ends: exit codes, errors as sentences, Ctrl-C."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from types import FrameType
from typing import Any, Final, NoReturn

import click

from reelwright import __version__
from reelwright.errors import Interrupted, ReelwrightError

__all__ = ["cli", "main", "run"]

_COMMANDS: Final = {
    "generate": "A finished film from one sentence.",
    "storyboard": "Plan a sentence as an editable storyboard.",
    "render": "Render a storyboard, a timeline or a template to a film.",
    "templates": "The templates that come with Reelwright.",
    "estimate": "What a render would take: seconds, cost, what is cached.",
    "prompt": "Parse, lint or build a prompt.",
    "takes": "More takes of a storyboard's shots.",
    "pick": "Choose a take for a shot.",
    "video": "Tools for video files: info, frames, concat, trim, audio, resize, speed and more.",
    "convert": "Captions and timelines from one format into another.",
    "slate": "How a file was made.",
    "cache": "What the artifact store holds, and freeing it.",
    "providers": "Who can generate takes.",
    "jobs": "What providers are doing, and deciding about it.",
    "budget": "Hard limits on what takes may cost.",
    "sandbox": "Stand-ins for hosted providers, on this machine.",
    "doctor": "Check this machine.",
}

_EPILOG = """\b
Exit codes
  0    done
  1    failed
  2    bad usage or input
  3    refused by a control (budget, safety, review)
  130  interrupted; the same command continues where it stopped"""


class _LazyGroup(click.Group):
    """Imports a command's module when the command is used, so that ``--help`` is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"reelwright.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        import difflib

        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], _COMMANDS, 1)
            ctx.fail(f"There is no command “{args[0]}”." + (f" Did you mean {near[0]}?" if near else ""))
        return super().resolve_command(ctx, args)


@click.group(cls=_LazyGroup, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", message="reelwright %(version)s")
def cli() -> None:
    """Video as a build: from a prompt or a storyboard to a finished film.

    Start with:  reelwright generate "a golden retriever running through a field of sunflowers" -o dog.mp4
    """


def _on_terminate(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def main(argv: list[str] | None = None) -> NoReturn:
    """Run the command line and exit. Errors are one sentence and a hint on stderr, or JSON on stdout."""
    args = sys.argv[1:] if argv is None else argv
    signal.signal(signal.SIGTERM, _on_terminate)
    sys.exit(run(args))


def run(args: list[str]) -> int:
    """Run one command line and return its exit code; nothing escapes as a traceback."""
    from reelwright.cli.present import show_error

    as_json = "--json" in args
    try:
        cli.main(args, prog_name="reelwright", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.UsageError as error:
        usage = ReelwrightError(
            error.format_message(),
            code="bad-usage",
            hint=f"Run “{error.ctx.command_path if error.ctx else 'reelwright'} --help”.",
        )
        show_error(usage, as_json)
        return 2
    except click.ClickException as error:
        show_error(ReelwrightError(error.format_message(), code="bad-usage"), as_json)
        return 2
    except (KeyboardInterrupt, click.Abort):
        show_error(Interrupted("Interrupted."), as_json)
        return Interrupted.exit_code
    except ReelwrightError as error:
        show_error(error, as_json)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        from reelwright.errors import from_os_error

        known = from_os_error(error, error.filename or "a file")
        show_error(known, as_json)
        return known.exit_code
    except Exception as error:
        if os.environ.get("REELWRIGHT_LOG_LEVEL", "").lower() == "debug":
            raise
        show_error(
            ReelwrightError(
                f"Something went wrong inside Reelwright: {type(error).__name__}: {error}",
                code="internal-error",
                hint="Run again with REELWRIGHT_LOG_LEVEL=debug and report what it shows.",
            ),
            as_json,
        )
        return 1
    return 0
