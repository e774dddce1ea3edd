"""A timeline with all that it names found, and named by its bytes: files, tables, fonts, other timelines."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

from reelwright.errors import DocumentError, MediaError
from reelwright.pipeline.lettering import with_fonts_found
from reelwright.pipeline.takes import file_media
from reelwright.timeline import (
    Clip,
    FileMedia,
    Lut,
    Media,
    NestedMedia,
    SequenceMedia,
    Timeline,
    load_timeline,
)

__all__ = ["resolved"]

_DEEPEST: Final = 8
_MOST_CLIPS: Final = 20_000


def resolved(timeline: Timeline, base: Path, *, audio: bool = True) -> Timeline:
    """``timeline`` with absolute paths and digests; nested timelines are read, each from its own folder.

    Args:
        timeline: as written.
        base: the folder its paths start at.
        audio: False leaves all sound out.

    Raises:
        MediaError: a file, picture or table is missing or cannot be used.
        DocumentError: a nested timeline cannot be read, shows itself, lies too deep, or all of them together
            show too many clips.
    """
    found = _Resolving(audio).timeline(timeline, base.absolute(), ())
    _count(found, {})
    return found


class _Resolving:
    def __init__(self, audio: bool) -> None:
        self._audio = audio
        self._files: dict[Path, FileMedia] = {}
        self._digests: dict[Path, str] = {}
        self._timelines: dict[Path, Timeline] = {}

    def timeline(self, timeline: Timeline, base: Path, within: tuple[Path, ...]) -> Timeline:
        tracks = tuple(tuple(self._clip(clip, base, within) for clip in track) for track in timeline.video)
        sounds = []
        for item in timeline.audio if self._audio else ():
            if item.kind == "file":
                media = self._file(base / item.path)
                item = item.model_copy(update={"path": media.path, "digest": media.digest})
            sounds.append(item)
        found = timeline.model_copy(update={"video": tracks, "audio": tuple(sounds)})
        return with_fonts_found(found, base)

    def _clip(self, clip: Clip, base: Path, within: tuple[Path, ...]) -> Clip:
        changes: dict[str, Any] = {}
        media = self._media(clip.media, base, within)
        if media is not clip.media:
            changes["media"] = media
        if clip.sound is not None and not self._audio:
            changes["sound"] = None
        if clip.mask is not None and clip.mask.shape == "file":
            mask = self._file(base / clip.mask.path)
            changes["mask"] = clip.mask.model_copy(update={"path": mask.path, "digest": mask.digest})
        if any(isinstance(effect, Lut) for effect in clip.effects):
            changes["effects"] = tuple(
                self._lut(effect, base) if isinstance(effect, Lut) else effect for effect in clip.effects
            )
        return clip.model_copy(update=changes) if changes else clip

    def _media(self, media: Media, base: Path, within: tuple[Path, ...]) -> Media:
        if isinstance(media, FileMedia):
            file = self._file(base / media.path)
            return media.model_copy(update={"path": file.path, "digest": file.digest})
        if isinstance(media, SequenceMedia):
            path = base / media.path
            return media.model_copy(update={"path": str(path), "digest": self._sequence(path)})
        if isinstance(media, NestedMedia):
            return media.model_copy(update={"timeline": self._nested(media, base, within)})
        return media

    def _file(self, path: Path) -> FileMedia:
        if path not in self._files:
            self._files[path] = file_media(path)
        return self._files[path]

    def _lut(self, lut: Lut, base: Path) -> Lut:
        from reelwright.compose.cube import read_cube

        path = base / lut.path
        if path not in self._digests:
            read_cube(path)
            self._digests[path] = _digest(path)
        return lut.model_copy(update={"path": str(path), "digest": self._digests[path]})

    def _sequence(self, path: Path) -> str:
        from reelwright.compose.sequence import sequence_files

        if path not in self._digests:
            sha = hashlib.sha256()
            for file in sequence_files(path):
                sha.update(bytes.fromhex(_digest(file)))
            self._digests[path] = sha.hexdigest()
        return self._digests[path]

    def _nested(self, media: NestedMedia, base: Path, within: tuple[Path, ...]) -> Timeline:
        if media.timeline is not None:
            return self.timeline(media.timeline, base, within)
        path = (base / media.path).resolve()
        if path in within:
            around = " shows ".join(file.name for file in (*within[within.index(path) :], path))
            raise DocumentError(
                f"A timeline shows itself: {around}.",
                code="timeline-loop",
                hint="Take one of these clips out.",
                path=str(path),
            )
        if len(within) >= _DEEPEST:
            raise DocumentError(
                f"Timelines lie in one another more than {_DEEPEST} deep at {path}.",
                code="timelines-too-deep",
                hint="Flatten some of them.",
                path=str(path),
            )
        if path not in self._timelines:
            if not path.is_file():
                raise MediaError(
                    f"The timeline {path} is not there.",
                    code="missing-media",
                    hint="Check the path; it is taken relative to the folder of the timeline that shows it.",
                    path=str(path),
                )
            self._timelines[path] = self.timeline(load_timeline(path), path.parent, (*within, path))
        return self._timelines[path]


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise MediaError(
            f"{path} cannot be read: {error.strerror}.",
            code="missing-media",
            hint="Check the path; it is taken relative to the timeline's folder.",
            path=str(path),
        ) from None


def _count(timeline: Timeline, known: dict[int, int]) -> int:
    """Clips in ``timeline`` and all that it shows, each as often as it is shown."""
    if id(timeline) not in known:
        total = 0
        for track in timeline.video:
            for clip in track:
                nested = clip.media.timeline if isinstance(clip.media, NestedMedia) else None
                total += 1 + (_count(nested, known) if nested is not None else 0)
        if total > _MOST_CLIPS:
            raise DocumentError(
                f"With the timelines that it shows, a timeline has more than {_MOST_CLIPS} clips.",
                code="too-many-clips",
                hint="Render the timeline that is shown most often to a file, and show that.",
            )
        known[id(timeline)] = total
    return known[id(timeline)]
