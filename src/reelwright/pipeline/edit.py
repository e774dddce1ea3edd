"""The storyboard and its takes, laid out in time: shots become clips, titles text, music a bed."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from reelwright.pipeline.canvas import Canvas
from reelwright.pipeline.takes import ShotTake
from reelwright.story import Shot, Storyboard, Transition
from reelwright.timeline import AudioItem, Clip, TextItem, Timeline, TransitionIn
from reelwright.timing import FrameRate

__all__ = ["lay_out"]

_MUSIC_IN: Final = Fraction(2, 5)
_MUSIC_OUT: Final = Fraction(3, 2)


def lay_out(storyboard: Storyboard, takes: list[ShotTake], canvas: Canvas, *, audio: bool = True) -> Timeline:
    """The timeline of ``storyboard`` at its own rate; clip lengths sum to the film exactly.

    Args:
        storyboard: what to show.
        takes: one take for each shot, in order.
        canvas: the size of the picture.
        audio: False leaves the music out, and with it the audio track.
    """
    rate = storyboard.frame_rate
    lengths = storyboard.frames()
    clips: list[Clip] = []
    texts: list[TextItem] = []
    sounds: list[AudioItem] = []
    position = 0
    for take, length in zip(takes, lengths, strict=True):
        shot = take.shot
        clips.append(
            Clip(
                id=shot.id,
                start=position,
                length=length,
                media=take.media,
                transition=_transition(shot, rate, length, first=position == 0),
            )
        )
        texts.extend(_titles(shot, rate, position, length))
        if audio and take.sound is not None:
            sounds.append(
                AudioItem(
                    id=f"{shot.id}-sound",
                    start=position,
                    length=length,
                    kind="file",
                    path=take.sound.path,
                    digest=take.sound.digest,
                )
            )
        position += length
    music = storyboard.music if audio else None
    beds: tuple[AudioItem, ...] = ()
    if music is not None:
        beds = (
            AudioItem(
                id="music",
                start=0,
                length=position,
                kind="music",
                mood=music.mood,
                seed=storyboard.seed,
                level=music.level,
                fade_in=min(rate.frames(_MUSIC_IN), position // 4),
                fade_out=min(rate.frames(_MUSIC_OUT), position // 4),
            ),
        )
    return Timeline(
        name=storyboard.title,
        rate=storyboard.rate,
        width=canvas.width,
        height=canvas.height,
        video=(tuple(clips),),
        text=tuple(texts),
        audio=(*beds, *sounds),
    )


def _transition(shot: Shot, rate: FrameRate, length: int, *, first: bool) -> TransitionIn | None:
    """How the shot begins; a dissolve with nothing before it is a fade."""
    if shot.transition == Transition.CUT:
        return None
    frames = min(rate.frames(shot.transition_duration), length)
    if frames < 1:
        return None
    fade = first or shot.transition == Transition.FADE
    return TransitionIn(kind="fade" if fade else "dissolve", frames=frames)


def _titles(shot: Shot, rate: FrameRate, position: int, length: int) -> list[TextItem]:
    """The shot's titles as text items; a title that would outlast its shot ends with it."""
    items = []
    for index, title in enumerate(shot.titles):
        start = rate.frames(title.start)
        if start >= length:
            continue
        wanted = length - start if title.duration is None else max(1, rate.frames(title.duration))
        items.append(
            TextItem(
                id=f"{shot.id}-title-{index + 1}",
                start=position + start,
                length=min(wanted, length - start),
                text=title.text,
                subtitle=title.subtitle,
                style=title.kind,
                look="auto",
            )
        )
    return items
