"""The commands of ``reelwright video``, a few to a module."""

__all__: list[str] = []
