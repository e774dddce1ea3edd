"""Noise out, size up: averaging over time where nothing moves, and enlarging without rings or mush."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.compose.frame import Frame

__all__ = ["calmed", "enlarged", "sharpened"]

Plane = npt.NDArray[np.uint8]


def calmed(frames: Sequence[Frame], middle: int, noise: float, *, soften: bool) -> Frame:
    """Frame ``middle`` of ``frames``, averaged with its neighbours where they show the same.

    Args:
        frames: neighbours in time, of one size.
        middle: which of them is wanted.
        noise: standard deviation of the noise that is to go, in 8-bit steps.
        soften: smooth what is left of it within the frame, between edges.
    """
    base = frames[middle]
    planes = []
    for name in ("y", "u", "v"):
        here = getattr(base, name).astype(np.float32)
        total, weight = here.copy(), np.ones_like(here)
        for index, other in enumerate(frames):
            if index == middle:
                continue
            there = getattr(other, name).astype(np.float32)
            apart = cv2.blur(np.abs(there - here), (5, 5))
            k = np.exp(-((apart / np.float32(noise * 1.3)) ** 2)).astype(np.float32)
            total += there * k
            weight += k
        plane = np.clip(total / weight + np.float32(0.5), 0, 255).astype(np.uint8)
        if soften:
            plane = np.asarray(cv2.bilateralFilter(plane, 5, noise * 1.6, 2.0), np.uint8)
        planes.append(plane)
    return Frame(*planes)


def enlarged(frame: Frame, width: int, height: int) -> Frame:
    """``frame`` at ``width`` x ``height``: Lanczos, then sharpened along edges only."""
    scale = height / frame.height
    planes = [
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_LANCZOS4), np.uint8)
        for plane, size in (
            (frame.y, (width, height)),
            (frame.u, (width // 2, height // 2)),
            (frame.v, (width // 2, height // 2)),
        )
    ]
    # Lanczos overshoots at hard edges: what was not there before does not get into the picture.
    box = np.ones((3, 3), np.uint8)
    low, high = (
        cv2.resize(edge(frame.y, box), (width, height), interpolation=cv2.INTER_LINEAR)
        for edge in (cv2.erode, cv2.dilate)
    )
    big = Frame(np.asarray(np.clip(planes[0], low, high), np.uint8), planes[1], planes[2])
    return sharpened(big, 0.55 * max(scale, 1.0), 0.9) if scale > 1.02 else big


def sharpened(frame: Frame, sigma: float, amount: float) -> Frame:
    """``frame`` with its edges steeper: unsharp masking by how much of an edge there is, within the values
    around."""
    y = frame.y.astype(np.float32)
    sigma = max(sigma, 0.7)
    detail = y - cv2.GaussianBlur(y, (0, 0), sigma)
    slope = np.hypot(cv2.Sobel(y, cv2.CV_32F, 1, 0), cv2.Sobel(y, cv2.CV_32F, 0, 1))
    edge = np.clip((cv2.GaussianBlur(slope, (0, 0), sigma) - 10) / 60, 0, 1)
    side = 2 * round(sigma) + 1
    box = np.ones((side, side), np.uint8)
    low, high = cv2.erode(y, box) - 3, cv2.dilate(y, box) + 3
    out = np.clip(y + detail * (0.25 + edge) * np.float32(amount), low, high)
    return Frame(np.clip(out + np.float32(0.5), 16, 235).astype(np.uint8), frame.u, frame.v)
