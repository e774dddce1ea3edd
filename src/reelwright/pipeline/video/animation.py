"""Animated GIF and WebP."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from reelwright.errors import OptionError, RenderError
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.delivery import check_paths
from reelwright.pipeline.video.moment import parse_moment
from reelwright.pipeline.video.recoding import even, open_video, video_facts
from reelwright.pipeline.video.report import ToolReport
from reelwright.pipeline.video.trimming import Time
from reelwright.store import atomic_output
from reelwright.timing import FrameRate, parse_rate

__all__ = ["gif"]

_DITHERS: Final = {"sierra": "sierra2_4a", "bayer": "bayer:bayer_scale=3", "none": "none"}
_CENTI: Final = Fraction(1, 100)


def gif(
    source: Path | str,
    output: Path | str,
    *,
    start: Time | None = None,
    duration: Time | None = None,
    fps: str | int | float | Fraction = "12",
    width: int = 480,
    loops: int = 0,
    dither: str = "sierra",
    colours: int = 256,
    quality: int = 75,
    watch: Watcher = ignore,
) -> ToolReport:
    """Write ``source``, or a part of it, as an animated GIF or WebP.

    A GIF gets the palette that suits its own pictures best (FFmpeg's ``palettegen``), and only what changes
    from frame to frame is stored.

    Args:
        source: a video.
        output: .gif or .webp.
        start: the first moment; see :func:`trim`.
        duration: how long; None is to the end.
        fps: frames a second, at most 50. A GIF counts in hundredths of a second.
        width: pixels across, at most the video's own.
        loops: how often it plays; 0 is for ever.
        dither: sierra (smooth), bayer (smaller files) or none; GIF only.
        colours: 4 to 256; GIF only.
        quality: 1 to 100; WebP only.
        watch: called with progress.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    began = time.monotonic()
    source, output = Path(source), Path(output)
    rate = parse_rate(fps)
    _check(rate, width, loops, dither, colours, quality)
    check_paths([source], output, (".gif", ".webp"))
    facts = video_facts(source)
    assert facts.rate is not None
    wide = min(even(width), even(facts.width))
    video = open_video(source, rate, (wide, even(wide * facts.height / facts.width)))
    try:
        length = video.length or 1
        first = rate.frames(parse_moment(start, facts.rate).seconds) if start is not None else 0
        count = length - first
        if duration is not None:
            count = min(count, max(1, rate.frames(parse_moment(duration, facts.rate).seconds)))
        if count < 1:
            raise OptionError(
                f"The start lies behind the end of the video ({float(rate.seconds(length)):g} s).",
                code="outside-video",
            )

        def pictures(message: str) -> Iterator[Any]:
            from reelwright.encode.pictures import to_picture

            for n in range(count):
                yield to_picture(video.frame(first + n))
                watch(Progress("render", n + 1, count, message))

        with atomic_output(output) as temporary:
            if output.suffix.lower() == ".gif":
                _write_gif(
                    pictures, temporary, rate, video.width, video.height, loops, _DITHERS[dither], colours
                )
            else:
                _write_webp(pictures, temporary, rate, video.width, video.height, loops, quality)
        size = video.width, video.height
    finally:
        video.close()
    watch(Progress("done"))
    return ToolReport(
        str(output), rate.seconds(count), count, *size, str(rate), 0, count, time.monotonic() - began
    )


def _check(rate: FrameRate, width: int, loops: int, dither: str, colours: int, quality: int) -> None:
    if rate.value > 50:
        raise OptionError("An animation has at most 50 frames a second.", code="bad-frame-rate")
    if not 16 <= width <= 4096:
        raise OptionError(f"A width must be from 16 to 4096, not {width}.", code="bad-size")
    if not 0 <= loops <= 65_535:
        raise OptionError(f"It can play 0 (for ever) to 65535 times, not {loops}.", code="bad-times")
    if dither not in _DITHERS:
        raise OptionError(
            f"There is no dither “{dither}”.", code="bad-dither", hint=f"Use one of: {', '.join(_DITHERS)}."
        )
    if not 4 <= colours <= 256 or not 1 <= quality <= 100:
        raise OptionError("Colours are 4 to 256, a quality 1 to 100.", code="bad-quality")


Pictures = Callable[[str], Iterator[Any]]


def _write_gif(
    pictures: Pictures,
    path: Path,
    rate: FrameRate,
    width: int,
    height: int,
    loops: int,
    dither: str,
    colours: int,
) -> None:
    import av

    palette = _palette(pictures, width, height, colours)
    try:
        # A GIF's own count is of repetitions after the first time.
        options = {"loop": str(loops - 1 if loops > 1 else -1 if loops == 1 else 0)}
        with av.open(str(path), "w", format="gif", options=options) as out:
            stream: Any = out.add_stream("gif", rate=100)
            stream.width, stream.height, stream.pix_fmt = width, height, "pal8"
            stream.time_base = stream.codec_context.time_base = _CENTI
            for n, picture in enumerate(_mapped(pictures("encoding"), palette, width, height, dither)):
                picture.pts, picture.time_base = _centis(n, rate), _CENTI
                picture.duration = _centis(n + 1, rate) - picture.pts
                out.mux(stream.encode(picture))
            out.mux(stream.encode(None))
    except av.error.FFmpegError as error:
        raise RenderError(f"The GIF could not be written: {error}.", code="encoder-failed") from error


def _centis(n: int, rate: FrameRate) -> int:
    """When frame ``n`` begins, in hundredths of a second; a half rounds up."""
    return int(rate.seconds(n) * 100 + Fraction(1, 2))


def _palette(pictures: Pictures, width: int, height: int, colours: int) -> Any:
    from av.filter import Graph

    graph: Any = Graph()
    source = graph.add_buffer(width=width, height=height, format="rgb24", time_base=_CENTI)
    maker = graph.add("palettegen", f"max_colors={colours}:stats_mode=full:reserve_transparent=0")
    sink = graph.add("buffersink")
    source.link_to(maker)
    maker.link_to(sink)
    graph.configure()
    for n, picture in enumerate(_rgb(pictures("choosing colours"))):
        picture.pts, picture.time_base = n, _CENTI
        source.push(picture)
    source.push(None)
    return sink.pull()


def _rgb(pictures: Iterator[Any]) -> Iterator[Any]:
    from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

    reformatter = VideoReformatter()
    for picture in pictures:
        yield reformatter.reformat(
            picture,
            format="rgb24",
            src_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
        )


def _mapped(pictures: Iterator[Any], palette: Any, width: int, height: int, dither: str) -> Iterator[Any]:
    """Pictures in the palette's colours."""
    import av
    from av.filter import Graph

    graph: Any = Graph()
    source = graph.add_buffer(width=width, height=height, format="rgb24", time_base=_CENTI)
    colours = graph.add_buffer(
        width=palette.width, height=palette.height, format=palette.format.name, time_base=_CENTI
    )
    user = graph.add("paletteuse", f"dither={dither}:diff_mode=rectangle")
    sink = graph.add("buffersink")
    source.link_to(user, 0, 0)
    colours.link_to(user, 0, 1)
    user.link_to(sink)
    graph.configure()
    palette.pts = 0
    colours.push(palette)
    colours.push(None)
    for n, picture in enumerate(_rgb(pictures)):
        picture.pts, picture.time_base = n, _CENTI
        source.push(picture)
        while (ready := _pulled(sink, av)) is not None:
            yield ready
    source.push(None)
    while (ready := _pulled(sink, av)) is not None:
        yield ready


def _pulled(sink: Any, av: Any) -> Any:
    try:
        return sink.pull()
    except (av.error.BlockingIOError, av.error.EOFError):
        return None


def _write_webp(
    pictures: Pictures, path: Path, rate: FrameRate, width: int, height: int, loops: int, quality: int
) -> None:
    import av

    try:
        with av.open(str(path), "w", format="webp", options={"loop": str(loops)}) as out:
            options = {"quality": str(quality), "compression_level": "4"}
            stream: Any = out.add_stream("libwebp_anim", rate=rate.value, options=options)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.codec_context.time_base = 1 / rate.value
            for n, picture in enumerate(_as_601(pictures("encoding"))):
                picture.pts, picture.time_base = n, 1 / rate.value
                out.mux(stream.encode(picture))
            out.mux(stream.encode(None))
    except av.error.FFmpegError as error:
        raise RenderError(f"The WebP could not be written: {error}.", code="encoder-failed") from error


def _as_601(pictures: Iterator[Any]) -> Iterator[Any]:
    """WebP's YUV is BT.601, limited range (RFC 9649)."""
    from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

    reformatter = VideoReformatter()
    for picture in pictures:
        yield reformatter.reformat(
            picture,
            format="yuv420p",
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU601,
            src_color_range=ColorRange.MPEG,
            dst_color_range=ColorRange.MPEG,
        )
