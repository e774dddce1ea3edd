"""The process in which espeak-ng speaks: a question as JSON on stdin, an answer on stdout, then PCM.

A program of its own that needs nothing but the standard library; see speak_lib.h of espeak-ng 1.52 for the
structures. Questions: ``{"do": "languages", library, data}`` and ``{"do": "speak", library, data, text,
language, voice, wpm}``. The answer is one line of JSON; after ``speak`` 16-bit mono samples follow it.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: samples come to the callback
_DONT_EXIT = 0x8000
_RATE_PARAMETER = 1
_UTF8 = 1
_CHARACTERS = 1  # POS_CHARACTER
_WORD = 1  # espeakEVENT_WORD
_CALLED = {"zh-hk": "yue", "zh": "cmn", "no": "nb", "iw": "he", "in": "id"}


class _Voice(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    ]


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


def _answer(question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    library = ctypes.CDLL(question["library"])
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
    library.espeak_ListVoices.argtypes = [ctypes.c_void_p]
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, question["data"].encode(), _DONT_EXIT)
    if rate <= 0:
        return {"error": "its data cannot be read"}, b""
    spoken = _languages(library)
    names = sorted(spoken)
    if question["do"] == "languages":
        return {"languages": names}, b""
    tag = question["language"].strip().lower().replace("_", "-")
    while tag and tag not in spoken:
        tag = _CALLED.get(tag) or tag.rpartition("-")[0]  # de-at is spoken as de
    if not tag:
        return {"unknown": "language", "languages": names}, b""
    voice = spoken[tag][1]
    if question["voice"]:
        variants = _variants(library)
        variant = variants.get(question["voice"].lower())
        if variant is None:
            return {"unknown": "voice", "voices": sorted(variants)}, b""
        voice += f"+{variant}"
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        return {"error": f"it cannot load the voice {voice}"}, b""
    library.espeak_SetParameter(_RATE_PARAMETER, int(question["wpm"]), 0)
    return _spoken(library, question["text"], rate)


def _languages(library: Any) -> dict[str, tuple[int, str]]:
    """For each language the lowest priority number, which is best, and the identifier of its voice."""
    found: dict[str, tuple[int, str]] = {}
    for voice in _listed(library.espeak_ListVoices(None)):
        identifier = voice.identifier.decode()
        if identifier.startswith("mb/"):
            continue  # speaks only beside programs that are not here
        for priority, tag in _entries(voice):
            if tag not in found or priority < found[tag][0]:
                found[tag] = priority, identifier
    return found


def _entries(voice: _Voice) -> list[tuple[int, str]]:
    """The languages of a voice: a priority byte and a name, again and again, until a zero byte."""
    address = ctypes.cast(ctypes.addressof(voice) + _Voice.languages.offset, ctypes.POINTER(ctypes.c_void_p))[
        0
    ]
    entries = []
    while address and (priority := ctypes.c_ubyte.from_address(address).value):
        name = ctypes.string_at(address + 1)
        entries.append((priority, name.decode().lower()))
        address += len(name) + 2
    return entries


def _variants(library: Any) -> dict[str, str]:
    """The variants by their small-letter names and file names, as file names."""
    wanted = _Voice(languages=b"variant")
    found = {}
    for voice in _listed(library.espeak_ListVoices(ctypes.addressof(wanted))):
        file = voice.identifier.decode().rpartition("/")[2]
        found[voice.name.decode().lower()] = file
        found[file.lower()] = file
    return found


def _listed(voices: Any) -> list[_Voice]:
    found: list[_Voice] = []
    while voices[len(found)]:
        found.append(voices[len(found)][0])
    return found


def _spoken(library: Any, text: str, rate: int) -> tuple[dict[str, Any], bytes]:
    samples = bytearray()
    words: list[list[int]] = []

    def take(wave: Any, count: int, events: Any) -> int:
        if wave and count > 0:
            samples.extend(ctypes.string_at(wave, count * 2))
        i = 0
        while events[i].type:
            if events[i].type == _WORD:
                words.append([events[i].text_position - 1, events[i].length, events[i].sample])
            i += 1
        return 0

    callback = _CALLBACK(take)  # held until the end of this function: the library calls it
    library.espeak_SetSynthCallback(callback)
    data = text.replace("\0", " ").encode()
    failed = library.espeak_Synth(
        data, ctypes.c_size_t(len(data) + 1), 0, _CHARACTERS, 0, ctypes.c_uint(_UTF8), None, None
    )
    if failed:
        return {"error": f"it answered {failed}"}, b""
    return {"rate": rate, "words": words}, bytes(samples)


def main() -> None:
    """Answer the question on stdin."""
    told, pcm = _answer(json.loads(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + pcm)


if __name__ == "__main__":
    main()
