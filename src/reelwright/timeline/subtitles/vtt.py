"""WebVTT (``.vtt``, W3C): cues with names and settings, voices, word times, notes, styles and regions."""

from __future__ import annotations

import html
import re
from fractions import Fraction
from typing import Any, Final

from reelwright.timeline.captions import CaptionTrack, Cue
from reelwright.timeline.subtitles.clock import Clock, parse_time
from reelwright.timeline.subtitles.markup import KEPT_TAG, closed, place_words, tidy, timed_words
from reelwright.timeline.subtitles.text import Lines

__all__ = ["read_vtt", "write_vtt"]

_TIMES: Final = re.compile(r"\s*(-?[\d:.,]+)\s+-->\s+(-?[\d:.,]+)(?:[ \t]+(\S.*?))?\s*")
_TAG: Final = re.compile(r"<(/?)([^\s<>./]*)((?:\.[^\s<>]*)?)(?:[ \t]+([^<>]*))?>")
_STAMP: Final = re.compile(r"<(\d{1,4}(?::\d{2}){1,2}\.\d{3})>")
_ALIGN: Final = {"start": "left", "left": "left", "end": "right", "right": "right", "center": "centre"}
_WRITTEN_ALIGN: Final = {"left": "start", "right": "end"}


def read_vtt(lines: Lines) -> tuple[list[Cue], dict[str, str]]:
    """The cues of a file and what it says around them; what is broken is noted in ``lines``."""
    rows = lines.lines
    if not rows or not re.match(r"WEBVTT(?:[ \t].*)?$", rows[0]):
        lines.broken(0, "a WebVTT file starts with WEBVTT")
        if not rows or "-->" not in "\n".join(rows[:20]):
            return [], {}
    at = 0
    header: list[str] = []
    if rows[0].startswith("WEBVTT"):
        while at < len(rows) and rows[at].strip() and "-->" not in rows[at]:
            header.append(rows[at])
            at += 1
    cues: list[Cue] = []
    notes: list[str] = []
    blocks = ["\n".join(header)]
    while at < len(rows):
        if not rows[at].strip():
            at += 1
            continue
        end = at
        while end < len(rows) and rows[end].strip():
            end += 1
        block = rows[at:end]
        if re.match(r"NOTE(?:[ \t]|$)", block[0]):
            notes.append("\n".join([block[0][4:].strip(), *block[1:]]).strip("\n"))
        elif block[0].strip() in ("STYLE", "REGION") and not any("-->" in row for row in block[:2]):
            blocks.append("\n".join(block))
        else:
            cue = _cue(lines, at, block, "\n\n".join(notes))
            if cue is not None:
                cues.append(cue)
                notes = []
        at = end
    source = {"vtt": "\n\n".join(blocks)} if blocks != ["WEBVTT"] else {}
    if notes:
        source["vtt_end"] = "\n\n".join(notes)
    return cues, source


def _cue(lines: Lines, at: int, block: list[str], note: str) -> Cue | None:
    row = 0 if "-->" in block[0] else 1
    if row >= len(block) or "-->" not in block[row]:
        lines.broken(at, f"“{block[0].strip()[:60]}” is neither a cue nor NOTE, STYLE or REGION")
        return None
    match = _TIMES.fullmatch(block[row])
    times = [parse_time(match[1]), parse_time(match[2])] if match else []
    if match is None or any(isinstance(time, str) for time in times):
        why = next((time for time in times if isinstance(time, str)), "")
        lines.broken(at + row, why or f"“{block[row].strip()[:60]}” is not “from --> to”")
        return None
    start, end = Fraction(times[0]), Fraction(times[1])
    if end <= start:
        lines.broken(at + row, f"the cue ends at {match[2]}, not after its start")
        return None
    inner = next((n for n, line in enumerate(block[row + 1 :]) if "-->" in line), None)
    if inner is not None:
        lines.broken(
            at + row + 1 + inner, "the text of a cue cannot hold “-->”: is an empty line missing before it?"
        )
        return None
    raw = "\n".join(block[row + 1 :])
    fields = _understood(raw, start, end)
    if not fields["text"]:
        lines.remark("the cue has no text, and is left out", at + row)
        return None
    settings = match[3] or ""
    fields |= _settings(settings)
    cue = Cue(start=str(start), end=str(end), id="" if row == 0 else block[0].strip(), note=note, **fields)
    source = {}
    if _payload(cue) != raw:
        source["vtt"] = raw
    if _setting_text(cue) != settings:
        source["vtt_settings"] = settings
    return cue.model_copy(update={"source": source}) if source else cue


def _settings(text: str) -> dict[str, Any]:
    """``line`` and ``align`` as the model has them; the other settings are kept as they are."""
    fields: dict[str, Any] = {}
    for setting in text.split():
        name, _, value = setting.partition(":")
        value = value.partition(",")[0]
        if name == "align" and value in _ALIGN:
            fields["align"] = _ALIGN[value]
        elif name == "line" and (match := re.fullmatch(r"(\d{1,3}(?:\.\d{1,9})?)%", value, re.ASCII)):
            if float(match[1]) <= 100:
                fields["line"] = round(float(match[1]) / 100, 6)
        elif name == "line" and re.fullmatch(r"-?\d{1,3}", value, re.ASCII):
            row = int(value)  # of about 18 rows of text, from the top, or from the bottom when negative
            fields["line"] = min(max((row + 0.5 if row >= 0 else 18.5 + row) / 18, 0.0), 1.0)
    return fields


def _understood(raw: str, start: Fraction, end: Fraction) -> dict[str, Any]:
    """What a cue's payload means: ``text``, ``speaker`` and ``words``."""
    speaker = ""
    pieces: list[tuple[Fraction, str]] = [(start, "")]
    stamped = False
    at = 0
    hidden = 0  # inside <rt>: ruby text is not part of the line
    out: list[str] = []

    def add(text: str) -> None:
        if not hidden:
            out.append(text)
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + text)

    for tag in re.finditer(r"<[^<>]*>", raw):
        add(html.unescape(raw[at : tag.start()]))
        at = tag.end()
        if stamp := _STAMP.fullmatch(tag[0]):
            time = parse_time(stamp[1])
            if isinstance(time, Fraction) and pieces[-1][0] <= time <= end:
                pieces.append((time, ""))
                stamped = True
            continue
        match = _TAG.fullmatch(tag[0])
        if match is None:
            add(tag[0])
            continue
        name = match[2].lower()
        if name in ("i", "b", "u"):
            if not hidden:
                out.append(f"<{match[1]}{name}>")
        elif name == "v":
            speaker = speaker or html.unescape((match[4] or "").strip())
        elif name == "rt":
            hidden = 0 if match[1] else 1
        elif name not in ("c", "lang", "ruby", ""):
            add(tag[0])  # not a tag of WebVTT: it is text
    add(html.unescape(raw[at:]))
    fields: dict[str, Any] = {"text": closed(tidy("".join(out)))}
    if speaker:
        fields["speaker"] = speaker
    if stamped:
        fields["words"] = timed_words(pieces, end)
    return fields


def _escaped(text: str) -> str:
    """``text`` as WebVTT writes it: tags stay, other ``<``, ``>`` and ``&`` are escaped."""
    out, at = [], 0
    for tag in KEPT_TAG.finditer(text):
        out.append(html.escape(text[at : tag.start()], quote=False))
        out.append(tag[0].lower())
        at = tag.end()
    out.append(html.escape(text[at:], quote=False))
    return "".join(out).replace("\u00a0", "&nbsp;").replace("\u200e", "&lrm;").replace("\u200f", "&rlm;")


def _payload(cue: Cue) -> str:
    places = place_words(cue.text, cue.words) if cue.words else []
    pieces, at = [], 0
    for first, _, word in places or ():
        pieces.append(_escaped(cue.text[at:first]))
        if Fraction(word.start) > Fraction(cue.start):
            clock = Clock(1000)
            pieces.append(f"<{_time(clock, clock.units(Fraction(word.start)))}>")
        at = first
    pieces.append(_escaped(cue.text[at:]))
    text = "".join(pieces)
    text = "\n".join(line if line.strip() else "&nbsp;" for line in text.split("\n"))
    if cue.speaker:
        speaker = html.escape(" ".join(cue.speaker.split()), quote=False)
        text = f"<v {speaker}>{text}"
    return text


def _setting_text(cue: Cue) -> str:
    settings = []
    if cue.line is not None:
        settings.append(f"line:{round(cue.line * 100, 4):g}%")
    if cue.align in _WRITTEN_ALIGN:
        settings.append(f"align:{_WRITTEN_ALIGN[cue.align]}")
    return " ".join(settings)


def write_vtt(track: CaptionTrack) -> tuple[str, list[str]]:
    """The file's text, and notes on what was rounded."""
    clock = Clock(1000)
    parts = [track.source.get("vtt") or "WEBVTT"]
    for cue in track.cues:
        if cue.note:
            parts.extend(_note(note) for note in cue.note.split("\n\n"))
        start, end = clock.span(Fraction(cue.start), Fraction(cue.end))
        payload = _payload(cue)
        if raw := cue.source.get("vtt"):
            fields = _understood(raw, Fraction(cue.start), Fraction(cue.end))
            agrees = (fields["text"], fields.get("speaker", ""), fields.get("words", ())) == (
                cue.text, cue.speaker, cue.words
            )  # fmt: skip
            payload = raw if agrees else payload
        settings = _setting_text(cue)
        if kept := cue.source.get("vtt_settings"):
            fields = _settings(kept)
            if (fields.get("line"), fields.get("align", "centre")) == (cue.line, cue.align):
                settings = kept
        times = f"{_time(clock, start)} --> {_time(clock, end)}" + (f" {settings}" if settings else "")
        name = " ".join(cue.id.replace("-->", "").split())
        parts.append((f"{name}\n" if name else "") + times + "\n" + payload)
    if end_notes := track.source.get("vtt_end"):
        parts.extend(_note(note) for note in end_notes.split("\n\n"))
    notes = [f"{clock.rounded} times were rounded to milliseconds"] if clock.rounded else []
    return "\n\n".join(parts) + "\n", notes


def _note(text: str) -> str:
    text = text.replace("-->", "->")
    return "NOTE\n" + text if "\n" in text else f"NOTE {text}".rstrip()


def _time(clock: Clock, units: int) -> str:
    hours, minutes, seconds, rest = clock.parts(units)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{rest:03d}"
