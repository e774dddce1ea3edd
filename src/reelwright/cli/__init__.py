"""The command line: parse, call, present. Everything it does is in :mod:`reelwright.pipeline`."""

from reelwright.cli.app import main

__all__ = ["main"]
