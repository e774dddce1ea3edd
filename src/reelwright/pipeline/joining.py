"""The joint between a clip and what goes on from it: what is known of the clip, and the timeline of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reelwright.errors import OptionError
from reelwright.pipeline.takes import file_media
from reelwright.timing import FrameRate

if TYPE_CHECKING:
    from reelwright.compose import MediaFacts
    from reelwright.pipeline.document import Document
    from reelwright.pipeline.report import RenderReport
    from reelwright.providers import Take
    from reelwright.store import Slate, Store
    from reelwright.timeline import AudioItem, FileMedia, Media

__all__ = ["Extension", "Made", "Wish", "joined", "joint", "last_frame", "made_here", "rate_of"]

_FADE: Final = Fraction(1)
_PARTS: Final = 7
"""Frames at the beginning of a continuation that may repeat the end of the clip."""
_FRAME_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Made:
    """How this project made the clip: what its last frame shows, and who made that."""

    quality: str
    document: dict[str, Any] | None
    next_frame: int
    take: Slate | None


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted: the clip's facts, the rate, the seconds to add, and how."""

    facts: MediaFacts
    rate: FrameRate
    seconds: Fraction
    prompt: str
    negative: str | None
    seed: int
    options: dict[str, Any]
    made: Made | None

    @property
    def frames(self) -> int:
        """Frames of the clip."""
        return max(1, self.rate.frames(self.facts.duration))

    @property
    def more(self) -> int:
        """Frames that are added."""
        return max(1, self.rate.frames(self.seconds))

    @property
    def size(self) -> tuple[int, int]:
        """The clip's size, even."""
        return self.facts.width // 2 * 2, self.facts.height // 2 * 2


@dataclass(frozen=True, slots=True)
class Extension:
    """The new part: what plays, from which frame, for how many; its sound; and what made it."""

    media: Media
    first: int
    frames: int
    how: str
    sound: FileMedia | None = None
    sound_first: int = 0
    take: Take | None = None

    def told(self, report: RenderReport) -> RenderReport:
        """``report`` with what the new part cost and how it was made."""
        from dataclasses import replace
        from decimal import Decimal

        from reelwright.pipeline.report import TakeCounts

        notes = (self.how, *(self.take.notes if self.take is not None else ()), *report.notes)
        made = 0 if self.take is None else int(self.take.made)
        cost = Decimal(0) if self.take is None else self.take.cost
        counts = TakeCounts(made, int(self.take is not None) - made)
        return replace(report, notes=tuple(dict.fromkeys(notes)), cost=cost, takes=counts)


def rate_of(facts: MediaFacts) -> FrameRate:
    """The clip's own rate; a usual one for a clip of one frame or of an odd average."""
    from reelwright.timing import COMMON_RATES

    if facts.rate is None or facts.frames < 2:
        return FrameRate(Fraction(30))
    near = min(COMMON_RATES, key=lambda rate: abs(rate.value - facts.rate.value))  # type: ignore[union-attr]
    return near if abs(near.value - facts.rate.value) < facts.rate.value / 200 else facts.rate


def made_here(store: Store, clip: Path) -> Made | None:
    """What this project knows of the clip; None for a clip from elsewhere."""
    film = store.slate_of_file(clip)
    if film is None or film.op != "film":
        return None
    names = sorted(name for name in film.inputs if name.startswith("segment-"))
    last = store.slate(film.inputs[names[-1]]) if names else None
    if last is None:
        return None
    shows = last.params.get("shows", {})
    quality = str(last.params.get("quality", "final"))
    takes = [store.slate(key) for name, key in sorted(last.inputs.items()) if name.startswith("take-")]
    take = next((slate for slate in reversed(takes) if slate is not None), None)
    tracks = shows.get("tracks") or [[]]
    if len(tracks) != 1 or not tracks[0]:
        return Made(quality, None, 0, take)
    seen = tracks[0][-1]
    media = seen.get("media", {})
    plain = not any(name in seen for name in ("speed", "looks", "fade_out", "transition"))
    if media.get("kind") != "previs" or "files" in media.get("spec", {}) or not plain:
        return Made(quality, None, 0, take)
    return Made(quality, dict(media["spec"]), int(seen["source"]) + int(seen["frames"]), take)


def last_frame(wish: Wish, store: Store) -> Path:
    """The clip's last frame as a PNG in the store."""
    from reelwright.store import Recipe

    clip = file_media(wish.facts.path)
    recipe = Recipe("last-frame", _FRAME_VERSION, {"digest": clip.digest, "size": list(wish.size)})

    def build(path: Path) -> dict[str, Any]:
        import cv2

        from reelwright.compose import frame_to_rgb

        [frame] = _frames(wish, wish.facts.path, clip.digest, [wish.frames - 1])
        ok, data = cv2.imencode(".png", cv2.cvtColor(frame_to_rgb(frame), cv2.COLOR_RGB2BGR))
        if not ok:
            raise OptionError("The last frame of the clip cannot be kept.", code="bad-media")
        path.write_bytes(data.tobytes())
        return {}

    return store.make(recipe, build, suffix=".png").path


def _frames(wish: Wish, path: Path, digest: str, numbers: Sequence[int]) -> list[Any]:
    """Frames of a file at the clip's size and rate."""
    from reelwright.previs.pictures.reel import Reel
    from reelwright.previs.pictures.spec import File

    reel = Reel(File(path=str(path), digest=digest), *wish.size, wish.rate)
    try:
        return [reel.frame(n) for n in numbers]
    finally:
        reel.close()


def joint(wish: Wish, media: FileMedia, native: bool, who: str, take: Take) -> Extension:
    """A video file joined on to the clip."""
    from reelwright.previs.pictures.intake import check_clip
    from reelwright.previs.pictures.seam import difference, join_at
    from reelwright.previs.pictures.spec import SCHEMA, File, PictureSpec
    from reelwright.timeline import PrevisMedia

    path = Path(media.path)
    facts = check_clip(path)
    length = max(1, wish.rate.frames(facts.duration))
    clip = file_media(wish.facts.path)
    first, last = _frames(wish, wish.facts.path, clip.digest, [0, wish.frames - 1])
    begin = 0
    if native and length > wish.frames:
        # Some models give back the whole clip, others only what is new.
        theirs = _frames(wish, path, media.digest, [0, wish.frames - 1])
        if difference(first, theirs[0]) + difference(last, theirs[1]) < difference(last, theirs[0]):
            begin = wish.frames - 1
    following = _frames(wish, path, media.digest, range(begin, min(begin + _PARTS, length)))
    found = join_at(last, following)
    skip = begin + found.skip
    frames = min(wish.more, length - skip)
    spec = PictureSpec(
        kind="follow",
        files=(File(path=media.path, digest=media.digest),),
        skip=skip,
        tint=found.tint,
        fade=_FADE,
        seconds=wish.rate.seconds(frames),
    )
    document = {"version": SCHEMA, **spec.model_dump(mode="json", exclude_defaults=True)}
    heard = any(stream.kind == "audio" for stream in facts.streams)
    how = f"Extended by {who}." if native else f"Continued from the last frame by {who}."
    if found.skip:
        how += f" Left out at the joint, as they repeat the end: {found.skip} of its first frames."
    return Extension(PrevisMedia(spec=document), 0, frames, how, media if heard else None, skip, take)


def joined(wish: Wish, new: Extension, *, audio: bool) -> Document:
    """The clip and its continuation as a timeline of the clip's size and rate."""
    from reelwright.timeline import AudioItem, Clip, Timeline

    clip = file_media(wish.facts.path)
    width, height = wish.size
    length = wish.frames
    sounds: list[AudioItem] = []
    if audio and any(stream.kind == "audio" for stream in wish.facts.streams):
        sounds.append(
            AudioItem(
                id="clip-sound",
                start=0,
                length=length,
                kind="file",
                path=clip.path,
                digest=clip.digest,
                fade_out=1,
            )
        )
    if audio and new.sound is not None:
        sounds.append(
            AudioItem(
                id="more-sound",
                start=length,
                length=new.frames,
                kind="file",
                path=new.sound.path,
                digest=new.sound.digest,
                source_start=new.sound_first,
                fade_in=1,
            )
        )
    return Timeline(
        name=wish.facts.path.stem,
        rate=str(wish.rate),
        width=width,
        height=height,
        video=(
            (
                Clip(id="clip", start=0, length=length, media=clip),
                Clip(id="more", start=length, length=new.frames, media=new.media, source_start=new.first),
            ),
        ),
        audio=tuple(sounds),
    )
