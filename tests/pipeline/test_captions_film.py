"""Films with captions and texts whose look depends on the picture: beside the film, or burned in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reelwright.errors import DocumentError, MediaError
from reelwright.pipeline import estimate, render
from reelwright.pipeline.looks import glances
from reelwright.timeline import (
    CaptionTrack,
    Clip,
    ColourMedia,
    Cue,
    TextItem,
    Timeline,
    Type,
    load_timeline,
    save_timeline,
)
from reelwright.timeline.subtitles import load_captions

SRT = "1\n00:00:00,500 --> 00:00:01,500\nHello <i>there</i>\n"


def timeline(**more: Any) -> Timeline:
    clips = (
        Clip(id="bright", start=0, length=25, media=ColourMedia(colour="#f4f4f0")),
        Clip(id="dark", start=25, length=25, media=ColourMedia(colour="#101018")),
    )
    return Timeline(width=320, height=180, rate="25", video=(clips,), **more)


def made(document: Timeline, output: Path, **more: Any) -> Any:
    return render(document, output, quality="draft", workers=1, **more)


def lumas(path: Path) -> np.ndarray:
    import av

    with av.open(str(path)) as file:
        return np.stack([frame.to_ndarray(format="gray") for frame in file.decode(video=0)])


def test_captions_are_written_beside_the_film_in_its_own_time(project: Path) -> None:
    (project / "talk.de.srt").write_text(SRT, encoding="utf-8")
    own = CaptionTrack(id="en", language="en", cues=(Cue(start="0.2", end="9", text="x"),))
    report = made(timeline(captions=(own,)), project / "film.mp4", captions=["talk.de.srt"])
    assert [Path(path).name for path in report.captions] == [
        "film.en.vtt", "film.en.srt", "film.de.vtt", "film.de.srt"
    ]  # fmt: skip
    german = load_captions(project / "film.de.vtt").track
    assert (german.language, german.cues[0].start, german.cues[0].text) == ("de", "1/2", "Hello <i>there</i>")
    assert load_captions(project / "film.en.srt").track.cues[0].end == "2"
    assert lumas(project / "film.mp4")[20].min() > 200, "nothing is drawn into the picture"


def test_burned_captions_are_drawn_and_only_their_segments_made_again(project: Path) -> None:
    (project / "talk.srt").write_text(SRT.replace("01,500", "00,900"), encoding="utf-8")
    plain = made(timeline(), project / "film.mp4")
    burned = made(timeline(), project / "burned.mp4", captions=["talk.srt"], burn_captions=True)
    assert burned.captions == ()
    assert not (project / "burned.en.vtt").exists()
    assert burned.segments.cached > 0
    assert burned.segments.rendered < plain.segments.total
    pictures = lumas(project / "burned.mp4")
    assert pictures[18].min() < 120
    assert pictures[24].min() > 200
    known = estimate(timeline(), quality="draft", captions=["talk.srt"], burn_captions=True)
    assert known.segments.rendered == 0


def test_a_broken_caption_file_stops_everything_before_the_film(project: Path) -> None:
    (project / "talk.srt").write_text("1\n00:00:05,000 --> 00:00:04,000\nx\n", encoding="utf-8")
    with pytest.raises(DocumentError) as error:
        made(timeline(), project / "film.mp4", captions=["talk.srt"])
    assert error.value.facts["line"] == 2
    assert not list(project.glob("film*"))


def test_letters_suit_the_picture_below_them(project: Path) -> None:
    texts = tuple(
        TextItem(id=f"t{n}", start=25 * n, length=25, text="HHHH", look="auto", style="title") for n in (0, 1)
    )
    report = made(timeline(text=texts), project / "film.mp4")
    pictures = lumas(project / "film.mp4")
    assert pictures[15].min() < 60, "dark letters on the bright picture"
    assert pictures[40].max() > 200, "light letters on the dark one"
    again = made(timeline(text=texts), project / "again.mp4")
    assert again.segments.rendered == 0
    assert report.segments.rendered == report.segments.total


def test_a_changed_word_looks_at_no_new_picture() -> None:
    first, second = (
        timeline(text=(TextItem(id="t", start=0, length=25, text=text, look="auto"),))
        for text in ("One", "Two")
    )
    assert glances(first)["t"].recipe.key == glances(second)["t"].recipe.key
    later = timeline(text=(TextItem(id="t", start=25, length=25, text="One", look="auto"),))
    assert glances(later)["t"].recipe.key != glances(first)["t"].recipe.key


def test_a_font_file_is_found_beside_the_document_and_counts_by_its_bytes(project: Path) -> None:
    import fontpkg_noto_sans

    fonts = sorted((fontpkg_noto_sans.ROOT / "files").glob("*.ttf"))
    (project / "work").mkdir()
    (project / "work/brand.ttf").write_bytes(fonts[0].read_bytes())
    text = TextItem(id="t", start=0, length=50, text="HHHH", type=Type(font="brand.ttf"))
    save_timeline(timeline(text=(text,)), project / "work/film.yaml")
    assert load_timeline(project / "work/film.yaml").text[0].type == Type(font="brand.ttf")
    first = render("work/film.yaml", "film.mp4", quality="draft", workers=1)
    (project / "work/brand.ttf").rename(project / "work/other.ttf")
    with pytest.raises(MediaError):
        render("work/film.yaml", "film.mp4", quality="draft", workers=1)
    moved = text.model_copy(update={"type": Type(font="other.ttf")})
    save_timeline(timeline(text=(moved,)), project / "work/film.yaml")
    assert first.segments.rendered > 0
    assert render("work/film.yaml", "film.mp4", quality="draft", workers=1).segments.rendered == 0


def test_what_cannot_be_shown_is_named(project: Path) -> None:
    text = TextItem(id="t", start=0, length=50, text="a\U00012345b", type=Type(font="No Such Family"))
    report = made(timeline(text=(text,)), project / "film.mp4")
    assert any("No Such Family" in note for note in report.notes)
    assert any("\U00012345" in note for note in report.notes)
