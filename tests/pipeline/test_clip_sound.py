"""The sound of clips in a rendered film: an audio track of its own, and none when it is not wanted."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from reelwright.pipeline import render
from reelwright.timeline import Clip, FileMedia, Timeline, save_timeline
from reelwright.timeline.motion import Speed
from reelwright.timeline.sound import ClipSound


def talking(path: Path) -> Path:
    """Two seconds of grey with a click at every half second."""
    x = np.zeros((1, 96_000), np.float32)
    for k in range(4):
        x[0, k * 24_000 : k * 24_000 + 200] = 0.8
    with av.open(str(path), "w") as file:
        video: Any = file.add_stream("libx264", rate=30)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        sound: Any = file.add_stream("pcm_f32le", rate=48_000, layout="mono")
        for n in range(60):
            picture: Any = av.VideoFrame(64, 48, "yuv420p")
            picture.pts, picture.time_base = n, Fraction(1, 30)
            file.mux(video.encode(picture))
        file.mux(video.encode(None))
        frame: Any = av.AudioFrame.from_ndarray(x, "flt", "mono")
        frame.sample_rate = 48_000
        file.mux(sound.encode(frame))
        file.mux(sound.encode(None))
    return path


def document(project: Path, **kw: Any) -> Path:
    clip = Clip(
        id="c", start=0, length=30, media=FileMedia(path="talk.mov"), source_start=10, sound=ClipSound(), **kw
    )
    talking(project / "talk.mov")
    save_timeline(Timeline(rate="30", width=64, height=48, video=((clip,),)), project / "film.yaml")
    return project / "film.yaml"


def test_a_clip_is_heard_in_the_film_where_its_picture_is(project: Path) -> None:
    render(document(project), project / "film.mp4", quality="draft", workers=1)
    with av.open(str(project / "film.mp4")) as file:
        x = np.concatenate([frame.to_ndarray().T for frame in file.decode(audio=0)])[:, 0]
    loud = np.flatnonzero(np.abs(x) > 0.3)
    assert abs(int(loud[0]) - 5 * 1600) <= 64  # source frame 15 is film frame 5
    again = render(project / "film.yaml", project / "again.mp4", quality="draft", workers=1)
    assert again.segments.rendered == 0
    assert (project / "again.mp4").read_bytes() == (project / "film.mp4").read_bytes()


def test_a_film_without_sound_leaves_clips_silent_too(project: Path) -> None:
    render(document(project), project / "film.mp4", quality="draft", workers=1, audio=False)
    with av.open(str(project / "film.mp4")) as file:
        assert not file.streams.audio


def test_sound_that_cannot_be_played_is_in_the_report(project: Path) -> None:
    path = document(project, speed=Speed(rate="-1"))
    report = render(path, project / "film.mp4", quality="draft", workers=1)
    assert any("backwards" in note for note in report.notes)
