"""A storyboard, two films: a quick draft to look at, then the one to keep."""

import reelwright

board = reelwright.storyboard("a sailboat on a stormy sea, crane shot, noir", shots=2, duration=4)
draft = reelwright.render(board, "boat_draft.mp4", quality="draft")
print(f"{draft.output}: {draft.frames} frames in {draft.seconds['total']:.1f} s")

film = reelwright.render(
    board, "boat.mp4", quality="preview", watch=lambda p: print(p.stage, p.done, end="\r")
)
print(f"{film.output}: {film.width}x{film.height}, slate {film.slate[:12]}, ${film.cost}")
