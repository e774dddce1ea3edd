"""What a file is, from its first bytes: names and servers lie, bytes do not."""

from __future__ import annotations

__all__ = ["is_video", "mime_of", "suffix_of"]

_SUFFIXES = {
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "video/x-matroska": ".mkv",
    "video/x-msvideo": ".avi",
    "image/gif": ".gif",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "application/zip": ".zip",
}


def mime_of(head: bytes) -> str:
    """The media type of a file that starts with ``head`` (64 bytes suffice); octet-stream when unknown."""
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "video/quicktime" if brand == b"qt  " else "image/avif" if brand == b"avif" else "video/mp4"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "video/x-msvideo"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if head[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if head[:2] == b"PK":
        return "application/zip"
    if head[:3] == b"ID3" or head[:2] in (b"\xff\xfb", b"\xff\xf3"):
        return "audio/mpeg"
    return "application/octet-stream"


def is_video(mime: str) -> bool:
    """True for containers that hold moving pictures."""
    return mime.startswith("video/") or mime == "image/gif"


def suffix_of(mime: str) -> str:
    """The file suffix that goes with a media type; ``.bin`` when none does."""
    return _SUFFIXES.get(mime, ".bin")
