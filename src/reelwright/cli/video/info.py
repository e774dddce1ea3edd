"""``reelwright video info``: what a file holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from reelwright.cli.present import common_options, print_json, stdout
from reelwright.cli.summary import megabytes
from reelwright.cli.video.telling import source_argument
from reelwright.cli.watching import watching

__all__ = ["info_command"]


@click.command("info")
@source_argument
@click.option("--loudness", is_flag=True, help="Measure loudness (ITU-R BS.1770); decodes all sound.")
@common_options
def info_command(source: Path, loudness: bool, as_json: bool, project: Path | None) -> None:
    """Show what SOURCE holds: streams, exact timing, colour, groups of pictures, sound, tags."""
    from reelwright.pipeline.video import info

    with watching(quiet=as_json) as watch:
        found = info(source, loudness=loudness, watch=watch)
    if as_json:
        print_json(found)
        return
    stdout.print(f"[path]{escape(str(source))}[/]", soft_wrap=True)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="key", no_wrap=True)
    table.add_column(overflow="fold")
    for name, says in _rows(found):
        table.add_row(f"  {name}", escape(says))
    stdout.print(table)


def _rows(found: dict[str, Any]) -> list[tuple[str, str]]:
    rows = [("container", f"{found['container']['says']} · {megabytes(found['bytes'])}")]
    if found["kind"] != "still":
        exact = found["duration"]["exact"]
        seconds = f"{found['duration']['seconds']:.6g} s"
        more = f" (exactly {exact})" if "/" in exact else ""
        rows.append(("duration", seconds + more + _rate(found["bit_rate"])))
    for video in found["video"]:
        rows += _picture_rows(video)
    for audio in found["audio"]:
        rows.append(("sound", _sound(audio)))
    if found.get("loudness"):
        measured = found["loudness"]
        lufs = measured["integrated_lufs"]
        rows.append(
            (
                "loudness",
                "silence" if lufs is None else f"{lufs} LUFS, peak {measured['sample_peak_dbfs']} dBFS",
            )
        )
    for text in found["subtitles"]:
        rows.append(("captions", f"{text['codec']} {text['language'] or ''}".strip()))
    for name, value in found["tags"].items():
        rows.append((name[:24], str(value)[:300]))
    if found["slate"]:
        rows.append(("slate", f"reelwright slate {found['path']}"))
    return rows


def _rate(bits: int | None) -> str:
    return (
        f" · {bits / 1e6:.2f} Mbit/s"
        if bits and bits >= 1e6
        else f" · {bits / 1e3:.0f} kbit/s"
        if bits
        else ""
    )


def _picture_rows(video: dict[str, Any]) -> list[tuple[str, str]]:
    size = f"{video['width']}×{video['height']}"
    if video.get("cover"):
        return [("cover", f"{video['codec']} · {size}")]
    if "pixel_format" not in video:
        turned = f" · turned {video['rotation']}°" if video["rotation"] else ""
        return [("image", f"{video['codec']} · {size}{turned}")]
    head = f"{video['codec']}" + (f" ({video['profile']})" if video["profile"] else "") + f" · {size}"
    if video["sample_aspect"] != "1":
        head += f" · pixels {video['sample_aspect'].replace('/', ':')}"
    if video["rotation"]:
        head += f" · turned {video['rotation']}°"
    shown = video["shown"]
    if shown and (shown["width"], shown["height"]) != (video["width"], video["height"]):
        head += f" · shown as {shown['width']}×{shown['height']}"
    head += f" · {video['pixel_format']}, {video['bits']} bit" + _rate(video["bit_rate"])
    rows = [("picture", head)]
    if video.get("fps"):
        rate = f"{video['fps']['exact']} fps" + (" on average (variable)" if video["variable"] else "")
        order = video["field_order"]
        extra = f" · {order}" if order and order != "progressive" else ""
        rows.append(("rate", f"{rate} · {video['frames']} frames{extra}"))
    colour = video["colour"]
    named = [
        f"{name} {colour[name]}" for name in ("primaries", "transfer", "matrix", "range") if colour[name]
    ]
    if colour["hdr"]:
        named.insert(0, f"HDR ({colour['hdr']})")
    rows.append(("colour", ", ".join(named) or "not said"))
    groups = video.get("groups")
    if groups:
        rows.append(
            (
                "groups",
                f"{groups['count']} of {groups['shortest']} to {groups['longest']} frames"
                + (", B-frames" if video["b_frames"] else ""),
            )
        )
    return rows


def _sound(audio: dict[str, Any]) -> str:
    profile = f" ({audio['profile']})" if audio["profile"] else ""
    language = f" · {audio['language']}" if audio["language"] and audio["language"] != "und" else ""
    head = f"{audio['codec']}{profile} · {audio['sample_rate']} Hz · {audio['layout']}"
    return f"{head}{_rate(audio['bit_rate'])}{language}"
