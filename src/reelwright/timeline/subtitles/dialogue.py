"""The text of ASS events: override tags, line breaks, karaoke; and styles as type."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Literal

from reelwright.timeline.captions import Cue, CueWord
from reelwright.timeline.subtitles.clock import Clock
from reelwright.timeline.subtitles.markup import KEPT_TAG, closed, place_words, tidy, timed_words
from reelwright.timeline.text import Outline, Pill, TextShadow, Type

__all__ = ["Dialogue", "lettering", "plain_dialogue", "written_dialogue"]

_TAG: Final = re.compile(r"\\(\d?[A-Za-z]+)(\([^)]*\)|[^\\]*)")
_KARAOKE: Final = ("k", "K", "kf", "ko")
_ALIGNS: Final[tuple[Literal["left", "centre", "right"], ...]] = ("left", "centre", "right")
_JOINER: Final = "\u2060"  # keeps a backslash that is text apart from the letter behind it


@dataclass(slots=True)
class Dialogue:
    """What an event's text means; ``notes`` say what of it cannot be shown."""

    text: str = ""
    line: float | None = None
    align: Literal["left", "centre", "right"] = "centre"
    words: tuple[CueWord, ...] = ()
    notes: list[str] = field(default_factory=list)


def plain_dialogue(raw: str, start: Fraction, end: Fraction, alignment: int, height: int) -> Dialogue:
    """``raw`` text of an event from ``start`` to ``end`` seconds.

    ``alignment`` is the style's, like a numeric keypad; ``height`` is that of the script's canvas.
    """
    found = Dialogue()
    out: list[str] = []
    pieces: list[tuple[Fraction, str]] = []
    ends: list[Fraction] = []
    at, clock, drawing = 0, start, False
    for block in re.finditer(r"(?<!\\)\{([^{}]*)\}", raw):
        _say(raw[at : block.start()], out, pieces, drawing)
        at = block.end()
        for tag in _TAG.finditer(block[1]):
            name, value = tag[1], tag[2].strip()
            if name in _KARAOKE and (length := _number(value)) is not None:
                pieces.append((clock, ""))
                clock += Fraction(max(length, 0), 100)
                ends.append(min(clock, end))
            elif name in ("i", "u") and value in ("", "0", "1"):
                out.append(f"<{name}>" if value == "1" else f"</{name}>")
            elif name == "b" and (value == "" or value.isdigit()):
                out.append("<b>" if value == "1" or (len(value) == 3 and value >= "600") else "</b>")
            elif name == "r":
                out.append("</i></b></u>")
            elif name == "an" and value in tuple("123456789") and value:
                alignment = int(value)
            elif name == "pos" and (match := re.fullmatch(r"\(\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*\)", value)):
                try:
                    found.line = min(max(float(match[2]) / height, 0.0), 1.0)
                except ValueError:
                    continue
            elif name == "p":
                drawing = value not in ("", "0")
                found.notes.append("drawings in the text are left out")
            elif name not in ("bord", "shad", "fad", "fade", "q"):
                found.notes.append("override tags that move, colour or transform text are kept for ASS only")
    _say(raw[at:], out, pieces, drawing)
    found.text = closed(tidy("".join(out)))
    found.align = _ALIGNS[(alignment - 1) % 3] if 1 <= alignment <= 9 else "centre"
    if found.line is None and alignment >= 4:
        found.line = 0.1 if alignment >= 7 else 0.5
    if ends:
        spoken = [(piece, said) for piece, said in pieces if piece <= end]
        if all(piece < end for piece, said in spoken if said.strip()):
            found.words = timed_words(spoken, end, ends)
        else:
            found.notes.append("karaoke that runs on after its cue is left out")
    return found


def _say(text: str, out: list[str], pieces: list[tuple[Fraction, str]], drawing: bool) -> None:
    if drawing or not text:
        return
    plain = _unescaped(text)
    out.append(plain)
    if pieces:
        pieces[-1] = (pieces[-1][0], pieces[-1][1] + plain)


def _unescaped(text: str) -> str:
    text = text.replace("\\N", "\n").replace("\\n", " ").replace("\\h", "\u00a0")
    text = text.replace("\\{", "{").replace("\\}", "}")
    return text.replace("\\" + _JOINER, "\\")


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\" + _JOINER).replace("\n", "\\N").replace("\u00a0", "\\h")
    text = text.replace("{", "\\{").replace("}", "\\}")
    return KEPT_TAG.sub(lambda tag: f"{{\\{tag[2].lower()}{0 if tag[1] else 1}}}", text)


def _number(value: str) -> int | None:
    return int(value) if re.fullmatch(r"\d{1,7}", value, re.ASCII) else None


def written_dialogue(cue: Cue) -> str:
    """The text of an event that says what ``cue`` says, in the style "Default"."""
    clock = Clock(100)
    place = _ALIGNS.index(cue.align) + 1
    if cue.line is not None and cue.line < 0.67:
        place += 6 if cue.line < 0.34 else 3
    head = "" if place == 2 else f"{{\\an{place}}}"
    places = place_words(cue.text, cue.words) if cue.words else []
    pieces, at = [], 0
    now = clock.units(Fraction(cue.start))
    for index, (first, last, word) in enumerate(places or ()):
        start = clock.units(Fraction(word.start))
        after = cue.words[index + 1].start if index + 1 < len(cue.words) else cue.end
        stop = clock.units(Fraction(word.end or after))
        if start > now:
            pieces.append(f"{{\\k{start - now}}}")
        pieces.append(_escaped(cue.text[at:first]) + f"{{\\k{max(stop - max(start, now), 0)}}}")
        pieces.append(_escaped(cue.text[first:last]))
        now, at = max(stop, now), last
    pieces.append(_escaped(cue.text[at:]))
    return head + "".join(pieces)


def lettering(style: Any, height: int) -> Type:
    """An ASS style (``pysubs2.SSAStyle``) as type; ``height`` is that of the script's canvas."""
    size = min(max(float(style.fontsize) / height / 1.2, 0.005), 1.0)  # ASS counts the line, not the em
    em = max(float(style.fontsize) / 1.2, 0.1)
    said: dict[str, Any] = {"size": round(size, 5), "colour": _hex(style.primarycolor)}
    if str(style.fontname) not in ("", "Arial", "Noto Sans"):
        said["font"] = str(style.fontname)[:120]
    if style.bold:
        said["weight"] = 700
    if style.italic:
        said["italic"] = True
    if style.spacing:
        said["spacing"] = min(max(round(float(style.spacing) / em, 4), -0.2), 1.0)
    if int(style.borderstyle) == 3:
        said["pill"] = Pill(colour=_hex(style.outlinecolor), opacity=round(1 - style.outlinecolor.a / 255, 3))
    elif style.outline:
        width = min(max(round(float(style.outline) / em, 4), 0.005), 0.5)
        said["outline"] = Outline(width=width, colour=_hex(style.outlinecolor))
    if style.shadow and int(style.borderstyle) != 3:
        off = min(max(round(float(style.shadow) / em, 4), -2), 2)
        clear = style.backcolor.a / 255
        said["shadow"] = TextShadow(
            colour=_hex(style.backcolor), opacity=round(1 - clear, 3), x=off, y=off, blur=0
        )
    return Type(**said)


def _hex(colour: Any) -> str:
    return f"#{colour.r & 255:02x}{colour.g & 255:02x}{colour.b & 255:02x}"
