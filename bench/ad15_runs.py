"""One way of making the advertisement, timed in a process of its own.

    python bench/ad15_runs.py WAY FOLDER FRAMES

Prints one JSON object: ``wall`` and ``cpu`` seconds (children included), imports and the photos' making left
out, and ``bytes`` of the film. Ways: ``ours``, ``one_word``, ``limit_threads``, ``limit_segments``,
``moviepy``, ``ffmpeg``.
"""

from __future__ import annotations

import json
import mmap
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import ad15_media as ad
import av
import cv2
import numpy as np

from reelwright.compose import Compositor, Frame, open_media
from reelwright.compose.mix import mix_blocks
from reelwright.compose.priming import prime
from reelwright.encode import VideoSettings, assemble, encode_audio, encode_segment
from reelwright.timeline import Timeline, segments

SETTINGS = VideoSettings("ad15", preset="veryfast", crf=23)
CORES = len(os.sched_getaffinity(0))
AREA = 1920 * 1080 * 3 // 2


def cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def timed(work: Callable[[], object], film: Path) -> dict[str, Any]:
    begin, used = time.perf_counter(), cpu()
    work()
    wall, spent = time.perf_counter() - begin, cpu() - used
    return {"wall": wall, "cpu": spent, "bytes": film.stat().st_size}


def in_processes(jobs: Sequence[Callable[[], object]], beside: Callable[[], object] | None = None) -> None:
    """Do ``jobs`` on all cores, and ``beside`` in this process meanwhile.

    Each process begins at its own share and goes on from job to job, so that neighbours, which show the same
    photos, are made by one process; who has finished takes what nobody has begun.
    """
    taken = mmap.mmap(-1, max(1, len(jobs)))
    read, write = os.pipe()  # its one byte is the right to take a job
    os.write(write, b".")

    def next_job(at: int) -> int | None:
        os.read(read, 1)
        order = (*range(at, len(jobs)), *range(len(jobs) - 1, -1, -1))
        free = next((index for index in order if not taken[index]), None)
        if free is not None:
            taken[free] = 1
        os.write(write, b".")
        return free

    children = []
    for core in range(CORES):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                index = next_job(core * len(jobs) // CORES)
                while index is not None:
                    jobs[index]()
                    index = next_job(index + 1)
                code = 0
            finally:
                os._exit(code)
        children.append(pid)
    if beside is not None:
        beside()
    for pid in children:
        if os.waitpid(pid, 0)[1]:
            raise SystemExit("a worker failed")


def cut(timeline: Timeline) -> list[Any]:
    return segments(timeline, 60)


def ours(folder: Path, out: Path, count: int, only: set[int] | None = None) -> Path:
    """Segments in one process for each core, the sound in another, then packets are copied."""
    timeline = ad.timeline(folder)
    parts = [part for part in cut(timeline) if part.range.end <= count]
    compositor = Compositor(timeline, open_media)

    def job(part: Any) -> Callable[[], object]:
        def work() -> None:
            frames = (compositor.frame(n) for n in range(part.range.start, part.range.end))
            encode_segment(frames, out / f"{part.index}.mp4", SETTINGS, 1920, 1080, timeline.frame_rate)

        return work

    shown = [part for part in parts if only is None or part.index in only]
    sound = out / "sound.m4a"

    def beside() -> None:
        if only is None and count == timeline.length:
            encode_audio(mix_blocks(timeline), sound)

    in_processes([job(part) for part in shown], beside)
    film = out / "film.mp4"
    assemble(
        [out / f"{part.index}.mp4" for part in parts],
        film,
        rate=timeline.frame_rate,
        audio=sound if only is None and count == timeline.length else None,
        metadata={},
    )
    return film


def pictures(folder: Path, count: int) -> list[Frame]:
    """All frames, in memory that forks share."""
    timeline = ad.timeline(folder)
    compositor = Compositor(timeline, open_media)
    memory = np.frombuffer(mmap.mmap(-1, AREA * count), np.uint8).reshape(count, AREA)
    frames = []
    for n in range(count):
        whole, luma = memory[n], 1920 * 1080
        kept = Frame(
            whole[:luma].reshape(1080, 1920),
            whole[luma : luma * 5 // 4].reshape(540, 960),
            whole[luma * 5 // 4 :].reshape(540, 960),
        )
        made = compositor.frame(n)
        kept.y[:], kept.u[:], kept.v[:] = made.y, made.u, made.v
        frames.append(kept)
    return frames


def limit_segments(frames: list[Frame], folder: Path, out: Path) -> Path:
    timeline = ad.timeline(folder)
    parts = [part for part in cut(timeline) if part.range.end <= len(frames)]

    def job(part: Any) -> Callable[[], object]:
        def work() -> None:
            shown = iter(frames[part.range.start : part.range.end])
            encode_segment(shown, out / f"{part.index}.mp4", SETTINGS, 1920, 1080, timeline.frame_rate)

        return work

    in_processes([job(part) for part in parts])
    film = out / "film.mp4"
    assemble(
        [out / f"{part.index}.mp4" for part in parts], film, rate=timeline.frame_rate, audio=None, metadata={}
    )
    return film


def limit_threads(frames: list[Frame], out: Path) -> Path:
    """One encoder with a thread for each core, as a command line tool would run it."""
    film = out / "film.mp4"
    with av.open(str(film), "w") as file:
        stream: Any = file.add_stream("libx264", rate=30, options={"preset": "veryfast", "crf": "23"})
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuv420p"
        stream.codec_context.thread_count = CORES
        stream.codec_context.thread_type = "FRAME"
        for n, frame in enumerate(frames):
            whole = np.lib.stride_tricks.as_strided(frame.y, (1620, 1920), (1920, 1))
            picture = av.VideoFrame.from_numpy_buffer(whole, "yuv420p")
            picture.pts, picture.time_base = n, Fraction(1, 30)
            file.mux(stream.encode(picture))
        file.mux(stream.encode(None))
    return film


def overlays(folder: Path) -> list[tuple[Path, int, int]]:
    """Title and lower third as transparent pictures with their first frame and length, for the peers."""
    from reelwright.compose.text import lay_out_text

    made = []
    for item in ad.timeline(folder).text:
        path = folder / f"{item.id}.png"
        if not path.exists():
            card = lay_out_text(item, 1920, 1080)
            assert card is not None
            rgba = np.zeros((1080, 1920, 4), np.float32)
            high, wide = card.rgba.shape[:2]
            rgba[card.y : card.y + high, card.x : card.x + wide] = card.rgba
            alpha = np.maximum(rgba[..., 3:], 1e-6)
            straight = np.concatenate([rgba[..., 2::-1] / alpha, rgba[..., 3:]], axis=2)
            cv2.imwrite(str(path), np.clip(np.rint(straight * 255), 0, 255).astype(np.uint8))
        made.append((path, item.start, item.length))
    return made


def moviepy(folder: Path, out: Path, count: int) -> Path:
    """The same film by MoviePy 2: resized photos that pan and zoom, crossfades, overlays that fade."""
    from moviepy import AudioFileClip, CompositeVideoClip, ImageClip, vfx

    clips: list[Any] = []
    start = 0
    for number, length in enumerate(ad.LENGTHS):
        if start >= count:
            break
        run = (length + (ad.DISSOLVE if number < 3 else 0)) / 30
        first, last = ad.VIEWS[number]
        # The window's size at full zoom decides how large the photo has to be: as in our own film.
        base = 1920 * max(first.zoom, last.zoom)
        picture = cv2.imread(str(folder / f"photo{number}.jpg"))[..., ::-1]
        picture = cv2.resize(picture, (round(base), round(base * 3 / 4)), interpolation=cv2.INTER_AREA)
        clip = ImageClip(picture).with_duration(run)

        def zoom(
            t: float, a: float = first.zoom, b: float = last.zoom, run: float = run, base: float = base
        ) -> float:
            return 1920 * (a + (b - a) * t / run) / base

        def place(t: float, first: Any = first, last: Any = last, run: float = run) -> tuple[float, float]:
            k = t / run
            z = first.zoom + (last.zoom - first.zoom) * k
            x, y = first.x + (last.x - first.x) * k, first.y + (last.y - first.y) * k
            return 960 - x * 1920 * z, 540 - y * 1440 * z

        clip = clip.resized(zoom).with_position(place).with_start(start / 30)
        clips.append(clip.with_effects([vfx.CrossFadeIn(ad.DISSOLVE / 30)]) if number else clip)
        start += length
    for path, begin, length in overlays(folder):
        if begin < count:
            fades = [vfx.CrossFadeIn(0.5), vfx.CrossFadeOut(0.4)]
            clips.append(
                ImageClip(str(path)).with_start(begin / 30).with_duration(length / 30).with_effects(fades)
            )
    badge = ImageClip(str(folder / "logo.png")).resized(height=108).with_opacity(0.92)
    clips.append(badge.with_position((1690, 60)).with_duration(count / 30))
    film = CompositeVideoClip(clips, size=(1920, 1080)).with_duration(count / 30)
    film = film.with_audio(AudioFileClip(str(folder / "music.m4a")).subclipped(0, min(count / 30, 14.9)))
    path = out / "film.mp4"
    film.write_videofile(
        str(path), fps=30, codec="libx264", audio_codec="aac", preset="veryfast", threads=CORES,
        ffmpeg_params=["-crf", "23"], logger=None,
    )  # fmt: skip
    return path


def ffmpeg(folder: Path, out: Path, count: int) -> Path:
    """The same film as one filter graph of ffmpeg: zoompan, xfade, overlay, fade."""
    import imageio_ffmpeg

    words = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error"]
    graph, shown = [], 0
    start = 0
    for number, length in enumerate(ad.LENGTHS):
        if start >= count:
            break
        words += ["-i", str(folder / f"photo{number}.jpg")]
        run = length + (ad.DISSOLVE if number < 3 else 0)
        first, last = ad.VIEWS[number]
        z = f"{first.zoom}+({last.zoom - first.zoom})*on/{run}"
        x = f"iw*({first.x}+({last.x - first.x})*on/{run})-iw/zoom/2"
        y = f"ih*({first.y}+({last.y - first.y})*on/{run})-ih/zoom/2"
        # zoompan moves by whole pixels of its input: twice the size, as is usual, halves the steps.
        graph.append(
            f"[{number}]scale=3840:2880,crop=3840:2160,zoompan=z='{z}':x='{x}':y='{y}':d={run}:s=1920x1080:fps=30,"
            f"format=yuv420p,setsar=1,settb=1/30[p{number}]"
        )
        shown, start = number, start + length
    joined, start = "p0", 0
    for number in range(1, shown + 1):
        start += ad.LENGTHS[number - 1]
        graph.append(
            f"[{joined}][p{number}]xfade=transition=fade:duration={ad.DISSOLVE / 30}:offset={start / 30}"
            f"[x{number}]"
        )
        joined = f"x{number}"
    inputs = shown + 1
    for path, begin, length in overlays(folder):
        if begin >= count:
            continue
        words += ["-loop", "1", "-framerate", "30", "-t", str(length / 30), "-i", str(path)]
        end = length / 30 - 0.4
        graph.append(
            f"[{inputs}]format=yuva420p,fade=in:st=0:d=0.5:alpha=1,fade=out:st={end}:d=0.4:alpha=1,"
            f"setpts=PTS+{begin / 30}/TB[t{inputs}]"
        )
        graph.append(f"[{joined}][t{inputs}]overlay=eof_action=pass[o{inputs}]")
        joined, inputs = f"o{inputs}", inputs + 1
    words += ["-i", str(folder / "logo.png"), "-i", str(folder / "music.m4a")]
    graph.append(f"[{inputs}]scale=108:108,format=yuva420p,colorchannelmixer=aa=0.92[logo]")
    graph.append(f"[{joined}][logo]overlay=1690:60[film]")
    path = out / "film.mp4"
    words += ["-filter_complex", ";".join(graph), "-map", "[film]", "-map", f"{inputs + 1}:a"]
    words += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-threads", str(CORES), "-c:a", "aac"]
    words += ["-t", str(count / 30), str(path)]
    subprocess.run(words, check=True)
    return path


def one_word(folder: Path, out: Path, count: int) -> Path:
    """Only the segments that a word of the title is seen in: it is shown for three seconds."""
    item = ad.timeline(folder).text[0]
    changed = {part.index for part in cut(ad.timeline(folder)) if part.range.overlap(item.range)}
    return ours(folder, out, count, changed)


def main() -> None:
    way, folder, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    out = folder / "out"
    out.mkdir(parents=True, exist_ok=True)
    film = out / "film.mp4"
    cv2.setNumThreads(1)
    if way.startswith("limit"):
        frames = pictures(folder, count)
        threads = way == "limit_threads"
        work: Callable[[], object] = (
            (lambda: limit_threads(frames, out)) if threads else (lambda: limit_segments(frames, folder, out))
        )
    elif way in ("moviepy", "ffmpeg"):
        overlays(folder)
        if way == "moviepy":
            import moviepy as _loaded  # noqa: F401
        work = lambda: {"moviepy": moviepy, "ffmpeg": ffmpeg}[way](folder, out, count)  # noqa: E731
    else:
        prime()
        work = lambda: {"ours": ours, "one_word": one_word}[way](folder, out, count)  # noqa: E731
    print(json.dumps(timed(work, film)))


if __name__ == "__main__":
    main()
