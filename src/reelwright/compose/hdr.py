"""HDR and wide-gamut pictures as BT.709: PQ, HLG, BT.2020 and P3, through one table look-up a pixel.

Signals become light in cd/m2: PQ by SMPTE ST 2084; HLG by the inverse OETF and the OOTF of ITU-R BT.2100 for
a display of 1000 cd/m2 (gamma 1.2). The brightest of a pixel's three BT.2020 components is brought into the
range of SDR by the EETF of ITU-R BT.2390-10 section 5.4.1, and the other two with it, so that hue and
saturation stay. SDR white is 203 cd/m2, HDR reference white (ITU-R BT.2408); light below about a third of it
is not touched. Primaries are turned linearly; what BT.709 cannot show is moved towards grey of the same
luminance. Display gamma is 2.4 (BT.1886). The last step to 8 bits is dithered in a fixed 8 x 8 pattern.
"""

from __future__ import annotations

import functools
import struct
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from av import VideoFrame

__all__ = ["Tables", "dynamic_range", "mastering_peak", "tables"]

Floats = npt.NDArray[np.float64]
Signal = Literal["pq", "hlg", "wide", ""]

_WHITE: Final = 203.0
_USUAL_PEAK: Final = 1000.0
_CHROMATICITIES: Final = {
    "2020": ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    "p3": ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    "709": ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)),
}
_D65: Final = (0.3127, 0.3290)
_GRID: Final = (65, 33, 33)
"""Nodes along 10-bit Y, Cb, Cr, over 0..1024: black (64) and no colour (512) are nodes."""


def dynamic_range(picture: VideoFrame) -> Signal:
    """What the tags of ``picture`` say: ``pq``, ``hlg``, ``wide`` (SDR in BT.2020 or P3), or empty."""
    transfer = int(picture.color_trc)
    if transfer == 16:
        return "pq"
    if transfer == 18:
        return "hlg"
    return "wide" if int(picture.color_primaries) in (9, 11, 12) else ""


def mastering_peak(picture: VideoFrame) -> float:
    """The brightest light of the film in cd/m2, 400..10000: what its tags say, or 1000.

    The content's own level (MaxCLL) counts before that of the display it was mastered on.
    """
    from av.sidedata.sidedata import Type

    told = 0.0
    display = picture.side_data.get(Type.MASTERING_DISPLAY_METADATA)
    if display is not None:
        numbers = struct.unpack_from("=22i", bytes(display))
        if numbers[21] and numbers[19] > 0:
            told = numbers[18] / numbers[19]
    content = picture.side_data.get(Type.CONTENT_LIGHT_LEVEL)
    if content is not None:
        told = float(struct.unpack_from("=I", bytes(content))[0]) or told
    return min(max(told or _USUAL_PEAK, 400.0), 10_000.0)


class Tables:
    """From 10-bit limited-range Y'CbCr of the BT.2020 matrix to 8-bit planes of BT.709."""

    def __init__(self, luma: npt.NDArray[np.float32], chroma: npt.NDArray[np.float32]) -> None:
        self._luma, self._chroma = luma, chroma

    def planes(self, y: Any, u: Any, v: Any) -> tuple[Any, Any, Any]:
        """New Y, U, V (uint8) for planes of uint16, 0..1023; chroma has half the size."""
        from reelwright.compose.lookup import look_up

        out = np.empty(y.shape, np.uint8), np.empty(u.shape, np.uint8), np.empty(v.shape, np.uint8)
        look_up(y, u, v, self._luma, self._chroma, _bayer(), *out)
        return out


@functools.lru_cache(maxsize=8)
def tables(signal: Signal, primaries: str, peak: float, clip: bool) -> Tables:
    """The tables for a kind of signal.

    Args:
        signal: what :func:`dynamic_range` said.
        primaries: ``2020`` or ``p3``.
        peak: of the film, cd/m2.
        clip: cut light above SDR white off instead of compressing it.
    """
    y, cb, cr = np.meshgrid(*(np.linspace(0, 1024, count) for count in _GRID), indexing="ij")
    luma, blue, red = (y - 64) / 876, (cb - 512) / 896, (cr - 512) / 896
    r = luma + 1.4746 * red
    b = luma + 1.8814 * blue
    g = (luma - 0.2627 * r - 0.0593 * b) / 0.6780
    rgb = np.clip(np.stack([r, g, b], axis=-1), 0, 1)
    if signal == "wide":
        light = rgb**2.4
    else:
        nits = _pq_light(rgb) if signal == "pq" else _hlg_light(rgb)
        light = nits / _WHITE
        if not clip:
            brightest = np.maximum(nits.max(axis=-1, keepdims=True), 1e-6)
            light = light * _compressed(brightest, peak if signal == "pq" else 1000.0) / brightest
    light = np.clip(light, 0, 1)
    shown = _within(light @ (np.linalg.inv(_to_xyz("709")) @ _to_xyz(primaries)).T) ** (1 / 2.4)
    weights = np.array([0.2126, 0.7152, 0.0722])
    out = shown @ weights
    luma8 = 16 + 219 * out
    chroma8 = np.stack(
        [128 + 224 * (shown[..., 2] - out) / 1.8556, 128 + 224 * (shown[..., 0] - out) / 1.5748], axis=-1
    )
    return Tables(luma8.astype(np.float32), chroma8.astype(np.float32))


def _pq_light(signal: Floats) -> Floats:
    """cd/m2 of PQ values 0..1 (ST 2084, equation 4)."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    root = signal ** (1 / m2)
    return np.asarray(10_000 * (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1))


def _pq_signal(nits: Any) -> Any:
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = (np.asarray(nits) / 10_000) ** m1
    return ((c1 + c2 * power) / (1 + c3 * power)) ** m2


def _hlg_light(signal: Floats) -> Floats:
    """cd/m2 on a display of 1000 of HLG values 0..1 (BT.2100, table 5)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    luminance = scene @ np.array([0.2627, 0.6780, 0.0593])
    return np.asarray(1000 * np.maximum(luminance, 1e-9)[..., None] ** 0.2 * scene)


def _compressed(nits: Floats, peak: float) -> Floats:
    """``nits`` of a film that goes up to ``peak``, in the range of SDR (BT.2390 EETF, black at 0)."""
    top = _pq_signal(peak)
    e1 = np.minimum(_pq_signal(nits) / top, 1)
    most = _pq_signal(_WHITE) / top
    knee = 1.5 * most - 0.5
    t = np.maximum(e1 - knee, 0) / (1 - knee)
    bent = (
        (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (-2 * t**3 + 3 * t**2) * most
    )
    return _pq_light(np.asarray(np.where(e1 < knee, e1, bent) * top, np.float64))


def _within(rgb: Floats) -> Floats:
    """Linear BT.709 light with what lies outside 0..1 moved towards grey of its luminance."""
    grey = np.clip(rgb @ np.array([0.2126, 0.7152, 0.0722]), 0, 1)[..., None]
    away = rgb - grey
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(away < 0, -grey / away, np.where(away > 0, (1 - grey) / away, 1.0))
    share = np.clip(np.nan_to_num(room.min(axis=-1, keepdims=True), nan=1.0), 0, 1)
    return np.asarray(np.clip(grey + away * share, 0, 1), np.float64)


def _to_xyz(name: str) -> Floats:
    """Linear RGB of these primaries and D65 to CIE XYZ."""
    columns = np.array([(x / y, 1, (1 - x - y) / y) for x, y in _CHROMATICITIES[name]]).T
    white = np.array([_D65[0] / _D65[1], 1, (1 - _D65[0] - _D65[1]) / _D65[1]])
    return np.asarray(columns * np.linalg.solve(columns, white))


@functools.cache
def _bayer() -> npt.NDArray[np.float32]:
    """An ordered dither pattern, 8 x 8, 0..1."""
    pattern = np.zeros((1, 1))
    for _ in range(3):
        pattern = np.block([[4 * pattern, 4 * pattern + 2], [4 * pattern + 3, 4 * pattern + 1]])
    return ((pattern + 0.5) / 64).astype(np.float32)
