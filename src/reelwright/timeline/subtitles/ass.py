"""Advanced SubStation (``.ass``, ``.ssa``): cues in styles, override tags, karaoke; styles by pysubs2."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from typing import Any, Final

from reelwright.timeline.captions import CaptionTrack, Cue
from reelwright.timeline.subtitles.clock import Clock, parse_time
from reelwright.timeline.subtitles.dialogue import lettering, plain_dialogue, written_dialogue
from reelwright.timeline.subtitles.text import Lines
from reelwright.timeline.text import Type

__all__ = ["read_ass", "write_ass"]

_FIELDS: Final = ("Layer", "Start", "End", "Style", "Name", "MarginL", "MarginR", "MarginV", "Effect", "Text")
_DEFAULTS: Final = ("0", "", "", "Default", "", "0", "0", "0", "", "")
_KIND: Final = re.compile(r"(Dialogue|Comment)\s*:\s?(.*)", re.I)


def read_ass(lines: Lines) -> tuple[list[Cue], dict[str, str], Type | None]:
    """The cues of a file, what it says around them, and its most used style; problems go to ``lines``."""
    import pysubs2

    sections = _sections(lines.lines)
    events = next((span for name, span in sections if name == "events"), None)
    if events is None:
        lines.broken(0, "there is no [Events] section: this is not an ASS file")
        return [], {}, None
    try:
        script = pysubs2.SSAFile.from_string("\n".join(lines.lines), format_="ass")
        styles, height = script.styles, int(str(script.info.get("PlayResY", "288")) or 288)
    except Exception as error:  # pysubs2 raises what its parsing happens to raise
        lines.remark(f"its styles cannot be read ({type(error).__name__}): the text has those of captions")
        styles, height = {}, 288
    height = height if 1 <= height <= 100_000 else 288
    cues, after, fields = _events(
        lines, events, {name: int(style.alignment) for name, style in styles.items()}, height
    )
    names = Counter(cue.source.get("ass_style", "Default") for cue in cues)
    used = [name for name, _ in names.most_common()]
    style = styles.get(used[0]) if used else None
    if len(used) > 1:
        lines.remark(f"it uses {len(used)} styles; burned in, all of it looks like {used[0]}")
    source = {"ass": _around(lines.lines, sections, events)}
    if after:
        source["ass_end"] = "\n".join(after)
    if fields != _FIELDS:
        source["ass_format"] = ",".join(fields)
    return cues, source, lettering(style, height) if style is not None else None


def _sections(rows: list[str]) -> list[tuple[str, range]]:
    """The sections by their names in lower case, and their lines without the heading."""
    heads = [
        (n, row.strip()[1:-1].lower())
        for n, row in enumerate(rows)
        if re.fullmatch(r"\s*\[[^\]]{1,80}\]\s*", row)
    ]
    ends = [n for n, _ in heads[1:]] + [len(rows)] * bool(heads)
    return [(name, range(start + 1, end)) for (start, name), end in zip(heads, ends, strict=True)]


def _around(rows: list[str], sections: list[tuple[str, range]], events: range) -> str:
    """Everything but the events, as it was."""
    kept = [row for n, row in enumerate(rows) if n < events.start - 1 or n >= events.stop]
    return "\n".join(kept).strip("\n")


def _events(
    lines: Lines, span: range, alignments: dict[str, int], height: int
) -> tuple[list[Cue], list[str], tuple[str, ...]]:
    fields: tuple[str, ...] = _FIELDS
    cues: list[Cue] = []
    before: list[str] = []
    for n in span:
        row = lines.lines[n].strip("\n")
        if not row.strip():
            continue
        if row.lower().startswith("format:"):
            named = tuple(name.strip() for name in row.partition(":")[2].split(","))
            if named and named[-1].lower() == "text" and {"Start", "End"} <= set(named):
                fields = named
            else:
                lines.broken(n, "the format of the events has no Start, End and, last of all, Text")
            continue
        match = _KIND.fullmatch(row)
        if match is None or match[1].lower() == "comment":
            if match is None and not row.startswith((";", "!")):
                lines.broken(n, f"“{row.strip()[:60]}” is neither Dialogue nor Comment")
            before.append(row)
            continue
        cue = _cue(lines, n, match[2], fields, alignments, height)
        if cue is not None:
            if before:
                cue = cue.model_copy(update={"source": {**cue.source, "ass_before": "\n".join(before)}})
            cues.append(cue)
            before = []
    return cues, before, fields


def _cue(
    lines: Lines, n: int, row: str, fields: tuple[str, ...], alignments: dict[str, int], height: int
) -> Cue | None:
    values = row.split(",", len(fields) - 1)
    if len(values) < len(fields):
        lines.broken(n, f"the event has {len(values)} fields, not {len(fields)}")
        return None
    said = dict(zip(fields, (value.strip() for value in values[:-1]), strict=False))
    times = [parse_time(said["Start"]), parse_time(said["End"])]
    for time in times:
        if isinstance(time, str):
            lines.broken(n, time)
            return None
    start, end = Fraction(times[0]), Fraction(times[1])
    if end <= start:
        lines.broken(n, f"the cue ends at {said['End']}, not after its start")
        return None
    raw = values[-1]
    style = said.get("Style", "").lstrip("*") or "Default"
    found = plain_dialogue(raw, start, end, alignments.get(style, 2), height)
    for note in found.notes:
        lines.remark(note)
    if not found.text:
        lines.remark("the cue has no text, and is left out", n)
        return None
    cue = Cue(
        start=str(start), end=str(end), text=found.text, words=found.words, speaker=said.get("Name", ""),
        line=found.line, align=found.align,
    )  # fmt: skip
    source: dict[str, str] = {}
    if style != "Default":
        source["ass_style"] = style
    if written_dialogue(cue) != raw or alignments.get(style, 2) != 2:
        source["ass"] = raw
    others = [f"{name}={said[name]}" for name, usual in zip(_FIELDS, _DEFAULTS, strict=True)
              if name in ("Layer", "MarginL", "MarginR", "MarginV", "Effect")
              and said.get(name, usual) not in (usual, "0000")]  # fmt: skip
    if others:
        source["ass_fields"] = "\n".join(others)
    return cue.model_copy(update={"source": source}) if source else cue


def write_ass(track: CaptionTrack) -> tuple[str, list[str]]:
    """The file's text, and notes on what was rounded."""
    clock = Clock(100)
    head = track.source.get("ass") or _head(track)
    alignments, height = _known_styles(head)
    rows = ["[Events]", "Format: " + ", ".join(_FIELDS)]
    for cue in track.cues:
        rows.extend(cue.source["ass_before"].split("\n") if "ass_before" in cue.source else ())
        start, end = clock.span(Fraction(cue.start), Fraction(cue.end))
        style = cue.source.get("ass_style", "Default")
        text = written_dialogue(cue)
        if raw := cue.source.get("ass"):
            found = plain_dialogue(
                raw, Fraction(cue.start), Fraction(cue.end), alignments.get(style, 2), height
            )
            same = (found.text, found.words, found.line, found.align)
            text = raw if same == (cue.text, cue.words, cue.line, cue.align) else text
        values = dict(zip(_FIELDS, _DEFAULTS, strict=True))
        values |= dict(
            field.partition("=")[::2] for field in cue.source.get("ass_fields", "").split("\n") if field
        )
        values |= {"Start": _time(clock, start), "End": _time(clock, end), "Style": style, "Text": text}
        values["Name"] = " ".join(cue.speaker.replace(",", " ").split())
        rows.append("Dialogue: " + ",".join(values[name] for name in _FIELDS))
    rows.extend(track.source["ass_end"].split("\n") if "ass_end" in track.source else ())
    notes = [f"{clock.rounded} times were rounded to hundredths of a second"] if clock.rounded else []
    return head + "\n\n" + "\n".join(rows) + "\n", notes


def _known_styles(head: str) -> tuple[dict[str, int], int]:
    import pysubs2

    try:
        script = pysubs2.SSAFile.from_string(head + "\n\n[Events]\n", format_="ass")
        height = int(str(script.info.get("PlayResY", "288")) or 288)
    except Exception:
        return {}, 288
    return {name: int(style.alignment) for name, style in script.styles.items()}, (
        height if 1 <= height <= 100_000 else 288
    )


def _head(track: CaptionTrack) -> str:
    """Script information and the styles of a track that did not come from such a file."""
    import pysubs2

    kind = track.type or Type()
    script = pysubs2.SSAFile()
    script.info = {"ScriptType": "v4.00+", "PlayResX": "1920", "PlayResY": "1080", "WrapStyle": "0",
                   "ScaledBorderAndShadow": "yes"}  # fmt: skip
    if track.name:
        script.info["Title"] = " ".join(track.name.split())
    size = (kind.size or 0.046) * 1080
    style = pysubs2.SSAStyle(
        fontname=(kind.font or "Noto Sans").replace(",", " ") if not _is_path(kind.font) else "Noto Sans",
        fontsize=round(size * 1.2, 2),
        primarycolor=_colour(kind.accent if track.style == "karaoke" else kind.colour, "#ffffff"),
        secondarycolor=_colour(kind.colour, "#ffffff"),
        outlinecolor=_colour(kind.outline.colour if kind.outline else None, "#000000"),
        bold=(kind.weight or 400) >= 600,
        italic=kind.italic,
        spacing=round((kind.spacing or 0) * size, 2),
        outline=round((kind.outline.width if kind.outline else 0.05) * size, 2),
        shadow=round((kind.shadow.y if kind.shadow else 0.0) * size, 2) if kind.shadow else 0.0,
        marginl=96, marginr=96, marginv=54,
        alignment=pysubs2.Alignment.BOTTOM_CENTER,
    )  # fmt: skip
    if kind.pill is not None:
        style.borderstyle = 3
        style.outlinecolor = style.backcolor = _colour(kind.pill.colour, "#000000", 1 - kind.pill.opacity)
    script.styles = {"Default": style}
    return str(script.to_string("ass")).split("[Events]")[0].strip("\n")


def _is_path(font: str | None) -> bool:
    return bool(font) and str(font).lower().endswith((".ttf", ".otf", ".ttc", ".otc"))


def _colour(colour: str | None, usual: str, clear: float = 0.0) -> Any:
    import pysubs2

    value = colour or usual
    return pysubs2.Color(int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16), round(clear * 255))


def _time(clock: Clock, units: int) -> str:
    hours, minutes, seconds, rest = clock.parts(units)
    return f"{hours}:{minutes:02d}:{seconds:02d}.{rest:02d}"
