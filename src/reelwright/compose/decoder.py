"""Decoded pictures of a video file by their number in showing order."""

from __future__ import annotations

import bisect
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reelwright.compose.facts import bad_media, limited, open_container, picture_stream
from reelwright.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av import VideoFrame
    from av.container import InputContainer

    from reelwright.compose.facts import PictureTimes

__all__ = ["Decoder"]

_NEAR: Final = 12
_KEPT: Final = 4
_DAMAGED: Final = "Play it in a video player; if that fails too, copy or download it again."
_WITH_ALPHA: Final = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
"""The decoders that read the transparency of WebM, which lies in packets beside the picture's."""


class Decoder:
    """Pictures of ``path``, whose times are ``times``; reading in order decodes every picture once.

    With ``alpha`` the transparency of WebM is decoded as well.
    """

    def __init__(self, path: Path, times: PictureTimes, *, alpha: bool = False) -> None:
        self._path, self._alpha = path, alpha
        self._stamps, self._keys, self._counted = times.stamps, times.keys, times.counted
        self._numbers = {} if times.counted else {stamp: i for i, stamp in enumerate(times.stamps)}
        self._file: InputContainer | None = None
        self._codec: Any = None
        self._pictures: Iterator[tuple[int, VideoFrame]] = iter(())
        self._next = 0
        self._kept: OrderedDict[int, VideoFrame] = OrderedDict()

    @property
    def field_order(self) -> int:
        """Of an interlaced file, as its container or stream tells it: FFmpeg's AVFieldOrder, 0 unknown."""
        if self._file is None:
            self._reopen()
        return int(self._stream().codec_context.field_order)

    def picture(self, index: int) -> VideoFrame:
        """Picture ``index``; a damaged stretch shows the picture before it.

        Raises:
            MediaError: it cannot be decoded.
        """
        if index in self._kept:
            return self._kept[index]
        found = self._found(index)
        # Kept for the neighbours that fields and repeated frames ask for.
        self._kept[index] = found
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found

    def _found(self, index: int) -> VideoFrame:
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
            self._next = number + 1
            if number > index:
                self._kept[number] = picture
                return before
            before = picture
            if number == index:
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
            self._file.seek(self._keys[key], stream=self._stream(), backward=True, any_frame=False)
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
        self._begin()

    def _begin(self) -> None:
        codec = self._fresh_codec()
        self._next = 0

        def pictures() -> Iterator[tuple[int, Any]]:
            count = 0
            for picture in self._all(codec):
                if self._counted:
                    yield count, picture
                    count += 1
                elif picture.pts in self._numbers:
                    yield self._numbers[picture.pts], picture

        self._pictures = pictures()

    def _all(self, codec: Any) -> Iterator[Any]:
        """Every picture from here on."""
        import av

        assert self._file is not None
        stream = self._stream()
        for packet in self._file.demux(stream):
            try:
                yield from codec.decode(packet if packet.size else None)
            except av.error.EOFError:
                return

    def _fresh_codec(self) -> Any:
        """The stream's decoder, emptied; for WebM with transparency one of our own."""
        import av

        stream = self._stream()
        own = stream.codec_context
        name = _WITH_ALPHA.get(own.name, "") if self._alpha else ""
        if not name or stream.metadata.get("alpha_mode", "0") != "1":
            if not own.is_open:
                limited(own)
                own.thread_count = 1
            own.flush_buffers()
            return own
        if self._codec is None:
            try:
                self._codec = av.codec.CodecContext.create(name, "r")
            except ValueError:
                raise MediaError(
                    f"The transparency of {self._path} cannot be read: this installation has no {name}.",
                    hint="Set alpha to ignore, or use ProRes 4444 or a PNG sequence.",
                    path=str(self._path),
                ) from None
            limited(self._codec)
            if own.extradata:
                self._codec.extradata = own.extradata
            self._codec.thread_count = 1
        else:
            self._codec.flush_buffers()
        return self._codec

    def _stream(self) -> Any:
        assert self._file is not None
        return picture_stream(self._file)

    def close(self) -> None:
        """Close the file."""
        self._pictures = iter(())
        self._kept.clear()
        self._codec = None
        if self._file is not None:
            self._file.close()
            self._file = None
