"""Pictures from video files: frame ``n`` is exactly what a player shows ``n`` frames into the file."""

from __future__ import annotations

import bisect
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reelwright.compose.facts import bad_media, open_container, read_facts
from reelwright.compose.fit import Canvas, Shape, shaped_size
from reelwright.compose.frame import Frame
from reelwright.timing import FrameRate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av import VideoFrame
    from av.container import InputContainer

__all__ = ["FileSource"]

_NEAR: Final = 12
_DAMAGED: Final = "Play it in a video player; if that fails too, copy or download it again."


class FileSource:
    """A video or still file as a source of one size and rate.

    Pictures are chosen by their time stamps, so that files of variable or another rate keep their speed; they
    are turned upright, fitted inside the size with black bars, and converted to BT.709 limited range. Frames
    past the end show the last picture. Reading in order decodes every picture once; any other order seeks to
    the key picture before and gives the same bytes. With another ``shape`` than barred the whole picture
    comes in its own shape, ``width`` x ``height`` large.

    Raises:
        MediaError: the file is missing, empty, cut off, damaged, or holds no pictures.
    """

    def __init__(
        self, path: Path | str, width: int, height: int, rate: FrameRate, shape: Shape = "barred"
    ) -> None:
        self.path = Path(path)
        self.width, self.height, self.rate = width, height, rate
        self.length: int | None = None
        facts, times = read_facts(self.path)
        if facts.kind == "audio":
            raise bad_media(
                self.path, "holds sound but no pictures", "Use it as audio, or name a video file."
            )
        self.facts = facts
        self.natural = (facts.width, facts.height)
        width, height = shaped_size(self.natural, width, height, shape)
        self.width, self.height = width, height
        self._still: Frame | None = None
        self._decoder: _Decoder | None = None
        if times is None:
            from reelwright.compose.still import load_still

            self._still = load_still(self.path, width, height)
            return
        self.length = max(1, rate.frames(times.duration))
        self._seconds = [(stamp - times.stamps[0]) * times.tick for stamp in times.stamps]
        # Containers round times to their tick (1 ms in Matroska): a picture a tick late is on time.
        self._slack = min(times.tick, rate.seconds(1) / 4)
        self._decoder = _Decoder(self.path, times.stamps, times.keys, times.counted)
        self._canvas = Canvas(width, height, bars=shape == "barred")
        self._shown: tuple[int, Frame] | None = None

    def frame(self, n: int) -> Frame:
        """Frame ``n`` at the source's rate; before the first and past the last, those."""
        if self._still is not None:
            return self._still
        assert self._decoder is not None
        moment = self.rate.seconds(max(n, 0)) + self._slack
        index = max(bisect.bisect_right(self._seconds, moment) - 1, 0)
        if self._shown is None or self._shown[0] != index:
            picture = self._decoder.picture(index)
            aspect = Fraction(self.facts.width, self.facts.height)
            quarters = (360 - self.facts.rotation) // 90 % 4
            self._shown = index, self._canvas.place(picture, aspect, quarters)
        return self._shown[1]

    def close(self) -> None:
        """Close the file."""
        if self._decoder is not None:
            self._decoder.close()
        self._shown = self._still = None


class _Decoder:
    """Pictures of one file by their number in showing order."""

    def __init__(self, path: Path, stamps: tuple[int, ...], keys: tuple[int, ...], counted: bool) -> None:
        self._path, self._stamps, self._keys, self._counted = path, stamps, keys, counted
        self._numbers = {} if counted else {stamp: i for i, stamp in enumerate(stamps)}
        self._file: InputContainer | None = None
        self._pictures: Iterator[tuple[int, VideoFrame]] = iter(())
        self._next = 0
        self._last: tuple[int, VideoFrame] | None = None

    def picture(self, index: int) -> VideoFrame:
        """Picture ``index``; a damaged stretch shows the picture before it.

        Raises:
            MediaError: it cannot be decoded.
        """
        if self._last is not None and self._last[0] == index:
            return self._last[1]
        key = bisect.bisect_right(self._keys, self._stamps[index]) - 1
        start = bisect.bisect_left(self._stamps, self._keys[max(key, 0)])
        # Decoding on beats seeking while no key picture lies between here and there, or it is not far.
        near = self._next <= index and (start <= self._next or index - self._next < _NEAR)
        if self._file is None or not near:
            self._seek(max(key, 0))
        found = self._advance(index)
        while found is None and key > 0:  # some containers land behind the key picture that was asked for
            key -= 1
            self._seek(key)
            found = self._advance(index)
        if found is None:
            self._reopen()
            found = self._advance(index)
        if found is None:
            raise bad_media(self._path, f"cannot be decoded at picture {index}", _DAMAGED)
        return found

    def _advance(self, index: int) -> VideoFrame | None:
        """Decode up to picture ``index``; None when decoding began behind it."""
        before: VideoFrame | None = None
        for number, picture in self._decoded():
            if number > index:
                self._last = number, picture
                self._next = number + 1
                return before
            before = picture
            if number == index:
                self._last = number, picture
                self._next = number + 1
                return picture
        return before

    def _decoded(self) -> Iterator[tuple[int, VideoFrame]]:
        import av

        while True:
            try:
                item = next(self._pictures, None)
            except av.error.FFmpegError as error:
                raise bad_media(self._path, f"cannot be decoded ({error.strerror})", _DAMAGED) from None
            if item is None:
                return
            yield item

    def _seek(self, key: int) -> None:
        if self._file is None or self._counted:
            self._reopen()
            if key == 0:
                return
        if not self._counted:
            assert self._file is not None
            stream = self._stream()
            self._file.seek(self._keys[key], stream=stream, backward=True, any_frame=False)
            self._begin()

    def _reopen(self) -> None:
        import av

        self.close()
        try:
            self._file = open_container(self._path)
        except (av.error.FFmpegError, OSError) as error:
            raise bad_media(
                self._path, f"cannot be opened again ({error.strerror})", "Leave it in place."
            ) from None
        self._stream().codec_context.thread_count = 1
        self._begin()

    def _begin(self) -> None:
        assert self._file is not None
        file, numbers = self._file, self._numbers

        def pictures() -> Iterator[tuple[int, Any]]:
            for count, picture in enumerate(file.decode(self._stream())):
                if self._counted:
                    yield count, picture
                elif picture.pts in numbers:
                    yield numbers[picture.pts], picture

        self._pictures = pictures()
        self._next = 0
        self._last = None

    def _stream(self) -> Any:
        assert self._file is not None
        streams = self._file.streams.video
        return next((s for s in streams if not int(s.disposition) & 0x400), streams[0])

    def close(self) -> None:
        """Close the file."""
        self._pictures = iter(())
        self._last = None
        if self._file is not None:
            self._file.close()
            self._file = None
