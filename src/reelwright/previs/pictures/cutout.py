"""Which part of a picture is the subject: a guess from classical cues, and whether it is to be believed.

What stands out against its surroundings, sharpness, the middle of the picture and faces say where the subject
is likely; GrabCut finds its outline. The outline is believed only if it follows edges, separates colours, is
of one piece and does not run along the border.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.pictures.barrier import barrier
from reelwright.previs.pictures.regions import Box

__all__ = ["cut_out", "plausibility"]

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
_TIGHTNESS: Final = (0.0, 0.25, 0.5)
_FAINT: Final = 20.0
"""Slope of Lab colour, by Sobel's kernel, below which there is no edge to follow."""


def _likely(rgb: Bytes, lab: Floats) -> Floats:
    """How likely each pixel belongs to the subject, 0..1."""
    height, width = rgb.shape[:2]
    rim = max(2, round(0.012 * min(height, width)))
    calm = cv2.GaussianBlur(lab, (0, 0), 0.004 * width + 0.4)
    walls = [barrier(np.ascontiguousarray(calm[..., c]), rim) for c in range(3)]
    stands = walls[0] * np.float32(0.6) + walls[1] + walls[2]
    stands = np.clip(stands / max(float(np.percentile(stands, 99)), 20.0), 0, 1)
    grey = lab[..., 0]
    detail = np.abs(cv2.Laplacian(cv2.GaussianBlur(grey, (0, 0), 0.8), cv2.CV_32F))
    sharp = cv2.GaussianBlur(detail, (0, 0), 0.025 * width)
    sharp /= max(float(np.percentile(sharp, 97)), 1.0)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    middle = np.exp(-(((x / width - 0.5) / 0.36) ** 2) - ((y / height - 0.56) / 0.42) ** 2)
    likely = (0.85 * stands + 0.15 * np.clip(sharp, 0, 1)) * (0.55 + 0.45 * middle)
    return np.asarray(cv2.GaussianBlur(likely, (0, 0), 0.006 * width), np.float32)


def _people(marks: Bytes, heads: list[Box]) -> None:
    """Heads are certain, shoulders and what is below them probable."""
    height, width = marks.shape
    for x, y, w, h in heads:
        left, right = max(0, int(x - 0.4 * w)), min(width, int(x + 1.4 * w))
        body = marks[min(height, y + h) : min(height, int(y + 2.4 * h)), left:right]
        body[body == cv2.GC_BGD] = cv2.GC_PR_FGD
        centre = (x + w // 2, y + h // 2)
        cv2.ellipse(marks, centre, (int(w * 0.75), int(h * 0.85)), 0, 0, 360, cv2.GC_PR_FGD, -1)
        cv2.ellipse(marks, centre, (int(w * 0.45), int(h * 0.6)), 0, 0, 360, cv2.GC_FGD, -1)


def cut_out(rgb: Bytes, heads: list[Box]) -> tuple[Floats, float]:
    """The subject's mask, 0 or 1 as float32 (height, width), and how far it can be believed, 0..1.

    Several ideas of what stands out are tried; the most plausible outline wins.
    """
    lab = np.asarray(cv2.cvtColor(rgb.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB), np.float32)
    likely = _likely(rgb, lab)
    scaled = np.clip(likely / max(float(likely.max()), 1e-6) * 255, 0, 255).astype(np.uint8)
    level, _ = cv2.threshold(scaled, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    best, score = np.zeros(scaled.shape, np.float32), 0.0
    for tightness in _TIGHTNESS:
        at = level + tightness * (255 - level)
        mask = _tidy(_outline(rgb, scaled, at, heads), likely)
        found = plausibility(rgb, lab, mask)
        if found > score + 0.02:
            best, score = mask, found
    return best, score


def _outline(rgb: Bytes, scaled: Bytes, level: float, heads: list[Box]) -> Bytes:
    """GrabCut from what is likelier than ``level``; 0 or 1."""
    marks = np.where(scaled > level, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    marks[scaled < 0.5 * level] = cv2.GC_BGD
    marks[scaled > level + 0.75 * (255 - level)] = cv2.GC_FGD
    rim = max(2, round(0.02 * min(scaled.shape)))
    marks[:rim] = cv2.GC_BGD
    marks[:, :rim] = marks[:, -rim:] = cv2.GC_BGD
    _people(marks, heads)
    inside = (marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)
    if inside.sum() < 30 or (~inside).sum() < 30:
        return np.zeros(scaled.shape, np.uint8)
    cv2.setRNGSeed(7)
    models = np.zeros((1, 65), np.float64), np.zeros((1, 65), np.float64)
    cv2.grabCut(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), marks, None, *models, 3, cv2.GC_INIT_WITH_MASK)
    return np.asarray((marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD), np.uint8)


def _tidy(mask: Bytes, likely: Floats) -> Floats:
    """The likeliest piece of ``mask`` without specks, threads and small holes."""
    size = max(3, round(0.010 * min(mask.shape))) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, disc), np.uint8)
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, disc), np.uint8)
    count, labels, _, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return np.zeros(mask.shape, np.float32)
    weight = np.bincount(labels.ravel(), likely.ravel() ** 2, minlength=count)
    weight[0] = 0
    mask = (labels == int(weight.argmax())).astype(np.uint8)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros_like(mask)
    cv2.drawContours(filled, outlines, -1, 1, -1)
    if ((filled > 0) & (mask == 0)).sum() < 0.04 * filled.sum():
        mask = filled
    return mask.astype(np.float32)


def plausibility(rgb: Bytes, lab: Floats, mask: Floats) -> float:
    """How far the outline can be believed: 0 not at all, 1 entirely."""
    area = float(mask.mean())
    if not 0.012 < area < 0.60:
        return 0.0
    solid = (mask > 0.5).astype(np.uint8)
    outlines, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(outlines, key=cv2.contourArea)
    hull = cv2.contourArea(cv2.convexHull(largest))
    solidity = cv2.contourArea(largest) / max(hull, 1.0)
    contact = float(np.concatenate([solid[4], solid[:, 4], solid[:, -5]]).mean())
    reach = max(5, round(0.03 * min(mask.shape))) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    inner = (solid > 0) & (cv2.erode(solid, disc) == 0)
    outer = (solid == 0) & (cv2.dilate(solid, disc) > 0)
    bare = _unguided(lab, largest[:, 0])
    scores = (
        np.clip((0.14 - bare) / 0.08, 0, 1),
        np.clip((_apart(lab[inner], lab[outer]) - 0.25) / 0.40, 0, 1),
        np.clip((0.35 - contact) / 0.25, 0, 1),
        np.clip((solidity - 0.35) / 0.25, 0, 1),
        np.clip((0.60 - area) / 0.25, 0, 1),
    )
    if min(scores) < 0.35:
        return float(min(scores))
    return float(np.mean(scores)) * max(0.0, 1 - 9 * bare) * (1 - 0.5 * area)


def _unguided(lab: Floats, line: npt.NDArray[np.int32]) -> float:
    """The longest stretch of the outline ``line`` (N, 2) without an edge under it, as a share of its
    length."""
    soft = cv2.GaussianBlur(lab, (0, 0), 1.0)
    slope = np.sqrt(
        sum(
            cv2.Sobel(soft[..., c], cv2.CV_32F, 1, 0) ** 2 + cv2.Sobel(soft[..., c], cv2.CV_32F, 0, 1) ** 2
            for c in range(3)
        )
    )
    slope = cv2.dilate(np.asarray(slope, np.float32), np.ones((3, 3), np.uint8))
    height = lab.shape[0]
    inside = line[:, 1] < height - 4  # the bottom border may cut the subject off
    values = np.where(inside, slope[line[:, 1], line[:, 0]], 1e3)
    count = len(values)
    window = max(5, count // 40)
    smooth = np.convolve(np.concatenate([values, values[:window]]), np.ones(window) / window, "same")[:count]
    weak, longest, run = smooth < _FAINT, 0, 0
    for bare in (*weak, *weak):
        run = run + 1 if bare else 0
        longest = max(longest, run)
    return min(longest, count) / max(count, 1)


def _apart(inner: Floats, outer: Floats) -> float:
    """How unlike the colours on both sides of the outline are: 1 minus the overlap of their histograms."""
    if len(inner) < 20 or len(outer) < 20:
        return 0.0
    bins = [np.linspace(0, 100, 9), np.linspace(-80, 80, 11), np.linspace(-80, 80, 11)]
    a, _ = np.histogramdd(inner, bins)
    b, _ = np.histogramdd(outer, bins)
    a, b = (cv2.GaussianBlur(h.reshape(8, -1).astype(np.float32), (3, 3), 0) for h in (a, b))
    return float(1 - np.minimum(a / max(a.sum(), 1e-6), b / max(b.sum(), 1e-6)).sum())
