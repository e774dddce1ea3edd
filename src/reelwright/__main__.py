"""``python -m reelwright`` is the ``reelwright`` command."""

from reelwright.cli import main

main()
