"""The animals of the four-legged family: proportions and coats, and the colour words that may change them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reelwright.previs.figures.anatomy import Build, Coat
from reelwright.previs.figures.cones import RGB, Pattern, Skin

__all__ = ["SPECIES", "coat_in", "species"]


def _fur(colour: RGB, length: float = 0.004, second: RGB | None = None, pattern: Pattern = Pattern.PLAIN, edge: tuple[float, float] = (0.0, 1.0), grain: float = 620.0) -> Skin:  # fmt: skip
    return Skin(colour, second or colour, pattern, edge, fur=length, grain=grain)


def _mix(a: RGB, b: RGB, s: float) -> RGB:
    return a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s, a[2] + (b[2] - a[2]) * s


_WHITE: RGB = (0.82, 0.79, 0.73)
_BLACK: RGB = (0.022, 0.020, 0.020)


def _plain(colour: RGB, *, length: float = 0.004, light: float = 0.25, dark: float = 0.0, feather: float = 0.0, grain: float = 620.0) -> Coat:  # fmt: skip
    """One colour, lighter below and darker on the ears."""
    pale = _mix(colour, _WHITE, light)
    deep = _mix(colour, _BLACK, 0.25 + dark)
    return Coat(
        body=_fur(colour, length, grain=grain),
        belly=_fur(pale, length * 1.3, grain=grain),
        head=_fur(colour, length * 0.6, grain=grain * 1.4),
        muzzle=_fur(_mix(colour, pale, 0.4), length * 0.35, grain=grain * 1.6),
        leg=_fur(_mix(colour, pale, 0.15), length * 0.6, grain=grain),
        foot=_fur(_mix(colour, pale, 0.35), length * 0.4, grain=grain),
        ear=_fur(deep, length * 0.7, grain=grain),
        tail=_fur(_mix(colour, pale, 0.3), max(length, feather), grain=grain),
        feather=_fur(_mix(colour, pale, 0.7), max(length, feather), grain=grain),
    )


def _golden() -> Coat:
    gold, pale = (0.60, 0.31, 0.095), (0.78, 0.52, 0.25)
    coat = _plain(gold, length=0.009, light=0.4, feather=0.024)
    return replace(
        coat, belly=_fur(_mix(gold, pale, 0.6), 0.014), feather=_fur(pale, 0.026),
        tail=_fur((0.70, 0.42, 0.16), 0.022), ear=_fur((0.46, 0.21, 0.055), 0.006),
        muzzle=_fur((0.66, 0.38, 0.15), 0.002, grain=700),
    )  # fmt: skip


def _fox() -> Coat:
    rust = (0.60, 0.20, 0.045)
    white = _fur(_WHITE, 0.006)
    black = _fur((0.030, 0.022, 0.020), 0.003)
    return Coat(
        body=_fur(rust, 0.008), belly=white, head=_fur(rust, 0.004, grain=700),
        muzzle=_fur(_mix(rust, _WHITE, 0.45), 0.002, grain=700),
        leg=Skin(rust, (0.03, 0.022, 0.02), Pattern.ALONG, (0.2, 0.8), fur=0.004), foot=black,
        ear=_fur((0.10, 0.045, 0.025), 0.004), tail=_fur(rust, 0.03), tail_tip=_WHITE, mane=white,
        feather=white, eye=(0.42, 0.22, 0.03), inner_ear=(0.75, 0.65, 0.55),
    )  # fmt: skip


def _wolf() -> Coat:
    grey, pale, dark = (0.26, 0.245, 0.225), (0.58, 0.54, 0.48), (0.10, 0.095, 0.09)
    return Coat(
        body=_fur(grey, 0.014, dark, Pattern.FRONT, (0.25, 1.15)), belly=_fur(pale, 0.016),
        head=_fur(grey, 0.006), muzzle=_fur(_mix(grey, pale, 0.7), 0.003),
        leg=_fur(_mix(grey, pale, 0.6), 0.005), foot=_fur(pale, 0.004), ear=_fur(dark, 0.005),
        tail=_fur(grey, 0.03), tail_tip=dark, mane=_fur(pale, 0.012), feather=_fur(pale, 0.02),
        eye=(0.55, 0.35, 0.06),
    )  # fmt: skip


def _cat() -> Coat:
    base, dark, pale = (0.30, 0.225, 0.15), (0.075, 0.055, 0.04), (0.62, 0.52, 0.40)
    coat = _plain(base, length=0.004, light=0.4)
    return replace(
        coat, body=_fur(base, 0.004, dark, Pattern.STRIPES, (16.0, 0.40)),
        tail=_fur(base, 0.008, dark, Pattern.HOOPS, (22.0, 0.45)),
        leg=_fur(_mix(base, pale, 0.2), 0.003, dark, Pattern.HOOPS, (24.0, 0.32)), belly=_fur(pale, 0.005),
        muzzle=_fur(pale, 0.002), eye=(0.32, 0.42, 0.06), nose=(0.42, 0.16, 0.14), feather=None,
    )  # fmt: skip


def _horse() -> Coat:
    bay, black = (0.27, 0.105, 0.040), (0.020, 0.016, 0.015)
    hair = Skin(black, fur=0.014, gloss=0.10, grain=260)
    return Coat(
        body=Skin(bay, fur=0.0025, gloss=0.16, grain=150),
        belly=Skin(_mix(bay, _WHITE, 0.06), fur=0.0025, gloss=0.1, grain=150),
        head=Skin(bay, fur=0.002, gloss=0.14, grain=200),
        muzzle=Skin(bay, (0.05, 0.03, 0.025), Pattern.ALONG, (0.35, 1.0), fur=0.002),
        leg=Skin(bay, black, Pattern.ALONG, (0.25, 0.9), fur=0.002, gloss=0.1), foot=Skin(black, fur=0.002),
        tail=hair, mane=hair, eye=(0.02, 0.010, 0.006), inner_ear=(0.10, 0.05, 0.035),
    )  # fmt: skip


def _cow() -> Coat:
    white = (0.78, 0.75, 0.69)
    patch = Skin(white, (0.028, 0.024, 0.022), Pattern.BLOTCHES, (0.42, 0.45), fur=0.003, grain=160)
    return Coat(
        body=patch, belly=Skin(white, fur=0.003),
        head=Skin((0.03, 0.026, 0.024), white, Pattern.FRONT, (2, 3), fur=0.003),
        muzzle=Skin((0.62, 0.42, 0.36), fur=0.001), leg=Skin(white, fur=0.003), tail=Skin(white, fur=0.003),
        mane=Skin(white, fur=0.01), ear=Skin((0.03, 0.026, 0.024), fur=0.006), nose=(0.40, 0.24, 0.20),
        eye=(0.02, 0.012, 0.01),
    )  # fmt: skip


def _deer() -> Coat:
    fawn, pale = (0.36, 0.185, 0.075), (0.72, 0.62, 0.48)
    return Coat(
        body=_fur(fawn, 0.005, grain=260), belly=_fur(pale, 0.005), head=_fur(fawn, 0.003),
        muzzle=Skin(fawn, (0.10, 0.06, 0.04), Pattern.ALONG, (0.5, 1.1), fur=0.002),
        leg=_fur(_mix(fawn, pale, 0.12), 0.003), ear=_fur(_mix(fawn, pale, 0.2), 0.004),
        tail=_fur(pale, 0.012), horn=(0.30, 0.20, 0.11), eye=(0.02, 0.012, 0.008),
    )  # fmt: skip


def _lion() -> Coat:
    tawny = (0.55, 0.325, 0.125)
    coat = _plain(tawny, length=0.005, light=0.3, grain=260)
    return replace(
        coat, mane=Skin((0.23, 0.095, 0.030), fur=0.055, grain=230),
        muzzle=_fur(_mix(tawny, _WHITE, 0.5), 0.003), eye=(0.45, 0.25, 0.04), nose=(0.16, 0.07, 0.06),
        ear=_fur(tawny, 0.006),
    )  # fmt: skip


def _tiger() -> Coat:
    orange, black = (0.62, 0.235, 0.045), (0.018, 0.014, 0.012)
    return Coat(
        body=Skin(orange, black, Pattern.STRIPES, (6.2, 0.36), fur=0.006, grain=260),
        belly=Skin(_WHITE, black, Pattern.STRIPES, (6.0, 0.26), fur=0.008),
        head=Skin(orange, black, Pattern.STRIPES, (17.0, 0.25), fur=0.004), muzzle=_fur(_WHITE, 0.003),
        leg=Skin(_mix(orange, _WHITE, 0.1), black, Pattern.STRIPES, (7.5, 0.28), fur=0.005),
        foot=_fur(_mix(orange, _WHITE, 0.3), 0.004),
        tail=Skin(orange, black, Pattern.HOOPS, (9.0, 0.42), fur=0.006), mane=_fur(_WHITE, 0.02),
        ear=_fur(black, 0.005), eye=(0.50, 0.34, 0.05), nose=(0.45, 0.20, 0.18),
    )  # fmt: skip


def _zebra() -> Coat:
    white, black = (0.76, 0.73, 0.68), (0.020, 0.018, 0.018)
    return Coat(
        body=Skin(white, black, Pattern.STRIPES, (8.0, 0.50), fur=0.003, grain=160),
        belly=Skin(white, fur=0.003), head=Skin(white, black, Pattern.STRIPES, (17.0, 0.48), fur=0.002),
        muzzle=Skin(white, black, Pattern.ALONG, (0.45, 0.95), fur=0.001),
        leg=Skin(white, black, Pattern.HOOPS, (12.0, 0.46), fur=0.002), tail=Skin(black, fur=0.015),
        mane=Skin(white, black, Pattern.PLAIN, fur=0.01), ear=Skin(white, fur=0.004), eye=(0.02, 0.01, 0.008),
    )  # fmt: skip


def _giraffe() -> Coat:
    tan, brown = (0.72, 0.56, 0.33), (0.30, 0.125, 0.040)
    patch = Skin(brown, tan, Pattern.CELLS, (0.42, 0.20), fur=0.003, grain=130)
    return Coat(
        body=patch, belly=Skin(tan, fur=0.003), head=Skin(_mix(tan, brown, 0.35), fur=0.002),
        muzzle=Skin(tan, fur=0.002),
        leg=Skin(_mix(tan, _WHITE, 0.15), brown, Pattern.ALONG, (0.25, 0.0), fur=0.002),
        tail=Skin((0.03, 0.02, 0.015), fur=0.02), mane=Skin((0.22, 0.09, 0.03), fur=0.01),
        horn=(0.20, 0.11, 0.06), eye=(0.015, 0.01, 0.008),
    )  # fmt: skip


def _elephant() -> Coat:
    grey = Skin((0.195, 0.175, 0.160), (0.15, 0.13, 0.12), Pattern.BLOTCHES, (0.5, 0.5), grain=120)
    pale = Skin((0.22, 0.195, 0.18), grain=120)
    return Coat(
        body=grey, belly=pale, head=grey, muzzle=grey, leg=grey, foot=pale, ear=grey, tail=grey,
        mane=Skin((0.03, 0.03, 0.03)), eye=(0.03, 0.015, 0.01), extra={"hoof": (0.45, 0.42, 0.36)},
    )  # fmt: skip


def _panda() -> Coat:
    white, black = _fur(_WHITE, 0.014), _fur((0.020, 0.019, 0.019), 0.012)
    return Coat(
        body=white, belly=white, head=white, muzzle=_fur(_WHITE, 0.004), leg=black, foot=black, ear=black,
        tail=white, mask=(0.02, 0.019, 0.019), inner_ear=(0.02, 0.019, 0.019),
        extra={"limb": (0.02, 0.019, 0.019)},
    )  # fmt: skip


_CAT = Build(
    withers=0.27, half=0.50, chest=0.205, chest_y=0.74, loin=0.165, rump=0.175, narrow=0.80, spread=0.13,
    hip=0.84, fore_radii=(0.10, 0.068, 0.048, 0.046), hind_radii=(0.15, 0.085, 0.048, 0.044), foot=0.058,
    foot_length=0.075, neck=0.24, neck_angle=0.75, neck_radii=(0.15, 0.125), head=0.150, face=-0.10,
    muzzle=0.085, muzzle_radii=(0.088, 0.058), muzzle_y=-0.05, jaw=0.048, nose=0.018, eye=0.034,
    eye_at=(0.098, 0.025, 0.088), ear="prick", ear_size=0.20, tail="whip", tail_length=0.92, tail_angle=-0.25,
    tail_radius=0.042, tongue=False, whiskers=True, spine=1.25,
)  # fmt: skip
_WOLF = Build(
    withers=0.80, half=0.44, chest=0.24, narrow=0.66, loin=0.15, neck=0.36, neck_angle=0.55,
    neck_radii=(0.185, 0.13), head=0.112, muzzle=0.20, muzzle_radii=(0.066, 0.045), ear="prick",
    ear_size=0.155, tail="brush", tail_length=0.55, tail_angle=-0.85, tail_radius=0.065, mane="cheeks",
    feather=0.02, tongue=True,
)  # fmt: skip
_HORSE = Build(
    withers=1.58, half=0.45, hip=0.80, shoulder=0.70, chest=0.215, chest_y=0.735, loin=0.180, loin_y=0.80,
    rump=0.195, rump_y=0.81, narrow=0.80, spread=0.105, fore=(0.25, 0.295, 0.20), hind=(0.30, 0.30, 0.26),
    pastern=0.075, fore_radii=(0.115, 0.070, 0.040, 0.028), hind_radii=(0.165, 0.090, 0.045, 0.030),
    foot=0.044, hoof=True, neck=0.56, neck_angle=0.86, neck_radii=(0.165, 0.092), neck_flat=0.62, head=0.098,
    head_flat=0.72, face=-0.80, muzzle=0.285, muzzle_radii=(0.084, 0.060), muzzle_y=-0.030, muzzle_flat=0.72,
    jaw=0.044, nose=0.0, eye=0.0155, eye_at=(0.055, 0.040, 0.066), ear="prick", ear_size=0.105, tail="horse",
    tail_length=0.62, tail_angle=-0.95, tail_radius=0.058, mane="horse", tongue=False, gallop="canter",
    spine=0.6,
)  # fmt: skip
_COW = replace(
    _HORSE, withers=1.42, half=0.52, chest=0.25, chest_y=0.71, loin=0.225, loin_y=0.76, rump=0.205,
    narrow=0.84, belly=0.05, fore=(0.24, 0.26, 0.15), hind=(0.28, 0.28, 0.22), neck=0.36, neck_angle=0.38,
    neck_radii=(0.19, 0.135), head=0.115, face=-0.62, muzzle=0.235, muzzle_radii=(0.092, 0.080), ear="side",
    ear_size=0.15, tail="rope", tail_length=0.70, tail_angle=-1.35, tail_radius=0.020, mane="", horn="cow",
    nose=0.03, eye_at=(0.06, 0.045, 0.082), cadence=0.8, fore_radii=(0.12, 0.075, 0.046, 0.036),
    hind_radii=(0.165, 0.09, 0.05, 0.038), foot=0.052,
)  # fmt: skip
_DEER = replace(
    _HORSE, withers=1.05, half=0.42, chest=0.195, loin=0.155, rump=0.170, narrow=0.72, neck=0.44,
    neck_angle=1.05, neck_radii=(0.13, 0.078), head=0.092, face=-0.45, muzzle=0.205,
    muzzle_radii=(0.062, 0.040), ear="side", ear_size=0.17, tail="stub", tail_radius=0.055, mane="",
    horn="antlers", nose=0.020, eye=0.019, eye_at=(0.055, 0.035, 0.064),
    fore_radii=(0.09, 0.055, 0.030, 0.022), hind_radii=(0.14, 0.07, 0.034, 0.023), foot=0.032, spread=0.095,
    spine=0.9,
)  # fmt: skip
_LION = replace(
    _CAT, withers=1.05, half=0.47, chest=0.225, loin=0.165, rump=0.18, neck=0.28, neck_angle=0.45, head=0.150,
    muzzle=0.150, muzzle_radii=(0.092, 0.074), nose=0.032, eye=0.020, eye_at=(0.105, 0.040, 0.082),
    ear="round", ear_size=0.14, tail="rope", tail_length=0.80, tail_angle=-1.0, tail_radius=0.030,
    mane="ruff", whiskers=False, fore_radii=(0.12, 0.085, 0.062, 0.058),
    hind_radii=(0.165, 0.095, 0.058, 0.052), foot=0.075, foot_length=0.10,
)  # fmt: skip
_BEAR = Build(
    withers=1.05, half=0.44, hip=0.76, shoulder=0.70, chest=0.285, chest_y=0.70, loin=0.265, loin_y=0.73,
    rump=0.27, rump_y=0.72, narrow=0.88, belly=0.03, hump=0.16, spread=0.19, fore=(0.25, 0.28, 0.12),
    hind=(0.28, 0.27, 0.14), fore_radii=(0.16, 0.125, 0.10, 0.09), hind_radii=(0.21, 0.14, 0.10, 0.09),
    foot=0.095, foot_length=0.13, neck=0.26, neck_angle=0.18, neck_radii=(0.22, 0.18), head=0.165, face=-0.18,
    muzzle=0.155, muzzle_radii=(0.088, 0.062), nose=0.036, eye=0.018, eye_at=(0.118, 0.045, 0.082),
    ear="round", ear_size=0.14, tail="stub", tail_radius=0.06, tongue=False, spine=0.5, cadence=0.9,
)  # fmt: skip
_ELEPHANT = Build(
    withers=2.7, half=0.36, hip=0.74, shoulder=0.70, chest=0.27, chest_y=0.70, loin=0.275, loin_y=0.72,
    rump=0.255, rump_y=0.70, narrow=0.86, belly=0.05, spread=0.15, fore=(0.27, 0.30, 0.14),
    hind=(0.30, 0.28, 0.14), fore_radii=(0.125, 0.105, 0.088, 0.088), hind_radii=(0.16, 0.115, 0.088, 0.088),
    foot=0.092, foot_length=0.05, neck=0.18, neck_angle=0.35, neck_radii=(0.20, 0.17), head=0.190,
    head_flat=0.88, face=-0.30, muzzle=0.02, muzzle_radii=(0.12, 0.11), nose=0.0, eye=0.016,
    eye_at=(0.135, 0.00, 0.125), ear="fan", ear_size=0.34, tail="rope", tail_length=0.42, tail_angle=-1.35,
    tail_radius=0.022, trunk=True, tusks=True, tongue=False, spine=0.1, cadence=0.75,
)  # fmt: skip
_GIRAFFE = replace(
    _HORSE, withers=2.9, half=0.30, hip=0.72, shoulder=0.72, chest=0.165, chest_y=0.78, loin=0.135,
    loin_y=0.78, rump=0.130, rump_y=0.74, narrow=0.74, spread=0.075, fore=(0.21, 0.32, 0.24),
    hind=(0.25, 0.28, 0.27), neck=0.72, neck_angle=1.08, neck_radii=(0.105, 0.052), head=0.062, face=-0.45,
    muzzle=0.135, muzzle_radii=(0.046, 0.034), muzzle_y=-0.016, jaw=0.024, ear="side", ear_size=0.075,
    tail="rope", tail_length=0.36, tail_angle=-1.3, tail_radius=0.014, mane="crest", horn="ossicones",
    eye=0.010, eye_at=(0.035, 0.02, 0.042), foot=0.030, pastern=0.05, fore_radii=(0.075, 0.045, 0.026, 0.020),
    hind_radii=(0.105, 0.055, 0.028, 0.020), cadence=0.8,
)  # fmt: skip
_RABBIT = Build(
    withers=0.20, half=0.46, hip=0.70, shoulder=0.62, chest=0.26, chest_y=0.62, loin=0.27, loin_y=0.70,
    rump=0.30, rump_y=0.68, narrow=0.92, spread=0.16, fore=(0.22, 0.28, 0.12), hind=(0.32, 0.34, 0.26),
    fore_radii=(0.12, 0.075, 0.055, 0.05), hind_radii=(0.24, 0.11, 0.06, 0.055), foot=0.062, foot_length=0.14,
    neck=0.24, neck_angle=0.85, neck_radii=(0.20, 0.17), head=0.175, face=-0.25, muzzle=0.10,
    muzzle_radii=(0.10, 0.075), muzzle_y=-0.05, nose=0.022, eye=0.040, eye_at=(0.085, 0.055, 0.135),
    ear="long", ear_size=0.46, tail="stub", tail_radius=0.13, tongue=False, gallop="hop", spine=1.1,
)  # fmt: skip
_PIG = Build(
    withers=0.75, half=0.50, hip=0.72, shoulder=0.66, chest=0.30, chest_y=0.66, loin=0.29, loin_y=0.68,
    rump=0.27, rump_y=0.68, narrow=0.86, belly=0.05, spread=0.16, fore=(0.22, 0.22, 0.12),
    hind=(0.24, 0.24, 0.16), pastern=0.06, fore_radii=(0.13, 0.085, 0.055, 0.045),
    hind_radii=(0.19, 0.10, 0.06, 0.045), foot=0.052, hoof=True, neck=0.22, neck_angle=0.10,
    neck_radii=(0.25, 0.21), head=0.185, face=-0.40, muzzle=0.17, muzzle_radii=(0.115, 0.085), nose=0.07,
    eye=0.020, eye_at=(0.13, 0.05, 0.11), ear="side", ear_size=0.20, tail="curl", tail_length=0.22,
    tail_radius=0.022, tail_angle=0.3, tongue=False, spine=0.3, gallop="canter",
)  # fmt: skip
_SHEEP = replace(
    _COW, withers=0.72, half=0.44, chest=0.30, chest_y=0.70, loin=0.30, loin_y=0.72, rump=0.29, rump_y=0.71,
    narrow=0.92, belly=0.02, neck=0.30, neck_angle=0.65, neck_radii=(0.21, 0.135), head=0.115, muzzle=0.15,
    muzzle_radii=(0.078, 0.056), ear_size=0.17, tail="stub", tail_radius=0.09, horn="", nose=0.024, eye=0.021,
    fore_radii=(0.11, 0.065, 0.04, 0.032), hind_radii=(0.14, 0.075, 0.042, 0.032),
)  # fmt: skip

SPECIES: dict[str, Callable[[], tuple[Build, Coat]]] = {
    "golden retriever": lambda: (Build(feather=0.04), _golden()),
    "labrador": lambda: (
        Build(chest=0.245, tail="whip", tail_length=0.50, tail_radius=0.052, tail_angle=0.0),
        _plain((0.62, 0.40, 0.17), length=0.004),
    ),
    "dog": lambda: (
        Build(withers=0.52, tail="whip", tail_length=0.52, tail_radius=0.042, tail_angle=0.25, chest=0.225),
        _plain((0.34, 0.17, 0.065), length=0.005, light=0.45),
    ),
    "puppy": lambda: (
        Build(
            withers=0.30, half=0.39, chest=0.25, loin=0.205, rump=0.21, narrow=0.86, neck=0.25, head=0.185,
            muzzle=0.145, muzzle_radii=(0.098, 0.075), muzzle_y=-0.06, eye=0.032,
            eye_at=(0.128, 0.045, 0.108), ear_size=0.24, nose=0.036, foot=0.082, foot_length=0.09, jaw=0.055,
            fore_radii=(0.12, 0.09, 0.068, 0.064), hind_radii=(0.16, 0.10, 0.066, 0.062), tail="whip",
            tail_length=0.42, tail_radius=0.05, tail_angle=0.5,
        ),
        _plain((0.66, 0.42, 0.18), length=0.006, light=0.35),
    ),
    "shepherd": lambda: (
        replace(_WOLF, withers=0.64, mane="", neck_angle=0.75, rump_y=0.78),
        replace(
            _plain((0.42, 0.22, 0.075), length=0.010, light=0.2),
            body=_fur((0.42, 0.22, 0.075), 0.010, (0.03, 0.025, 0.022), Pattern.FRONT, (0.15, 0.75)),
            muzzle=_fur((0.04, 0.03, 0.026), 0.002), ear=_fur((0.05, 0.035, 0.028), 0.004),
        ),
    ),
    "husky": lambda: (
        replace(_WOLF, withers=0.58, tail="curl", tail_length=0.62, tail_angle=0.6, neck_angle=0.8),
        replace(
            _wolf(), eye=(0.30, 0.55, 0.80),
            body=_fur((0.30, 0.30, 0.31), 0.014, (0.055, 0.057, 0.065), Pattern.FRONT, (-0.2, 0.7)),
            head=_fur((0.13, 0.135, 0.15), 0.006), leg=_fur(_WHITE, 0.005), muzzle=_fur(_WHITE, 0.003),
            tail_tip=None,
        ),
    ),
    "dalmatian": lambda: (
        Build(tail="whip", tail_length=0.52, tail_radius=0.036, chest=0.225, narrow=0.68, tongue=True),
        replace(
            _plain(_WHITE, length=0.003, light=0.0),
            body=_fur(_WHITE, 0.003, _BLACK, Pattern.BLOTCHES, (0.055, 0.17)),
            leg=_fur(_WHITE, 0.003, _BLACK, Pattern.BLOTCHES, (0.050, 0.12)), ear=_fur(_BLACK, 0.004),
        ),
    ),
    "corgi": lambda: (
        Build(
            withers=0.31, half=0.62, chest=0.28, loin=0.24, rump=0.25, hip=0.80, neck=0.30, head=0.165,
            muzzle=0.185, muzzle_radii=(0.095, 0.065), eye=0.026, eye_at=(0.115, 0.045, 0.10), ear="prick",
            ear_size=0.24, fore=(0.22, 0.26, 0.13), hind=(0.28, 0.29, 0.2),
            fore_radii=(0.13, 0.09, 0.066, 0.06), hind_radii=(0.19, 0.11, 0.066, 0.06), foot=0.075,
            tail="stub", tail_radius=0.10, nose=0.034,
        ),
        replace(
            _plain((0.62, 0.30, 0.085), length=0.008, light=0.6), leg=_fur(_WHITE, 0.004),
            foot=_fur(_WHITE, 0.003), muzzle=_fur(_WHITE, 0.003),
        ),
    ),
    "wolf": lambda: (_WOLF, _wolf()),
    "fox": lambda: (
        replace(
            _WOLF, withers=0.40, half=0.47, chest=0.195, loin=0.135, rump=0.15, head=0.125, muzzle=0.19,
            muzzle_radii=(0.062, 0.030), ear_size=0.23, tail_length=0.86, tail_radius=0.095, tail_angle=-0.35,
            eye=0.020, neck_radii=(0.145, 0.115), fore_radii=(0.09, 0.06, 0.038, 0.036),
            hind_radii=(0.13, 0.07, 0.038, 0.036), foot=0.045, tongue=False,
        ),
        _fox(),
    ),
    "cat": lambda: (_CAT, _cat()),
    "kitten": lambda: (
        replace(
            _CAT, withers=0.15, half=0.42, head=0.22, eye=0.055, eye_at=(0.145, 0.03, 0.125), neck=0.2,
            tail_length=0.7, muzzle=0.09, muzzle_radii=(0.10, 0.065), ear_size=0.28,
        ),
        _cat(),
    ),
    "horse": lambda: (_HORSE, _horse()),
    "foal": lambda: (
        replace(
            _HORSE, withers=0.95, half=0.36, chest=0.18, loin=0.14, rump=0.15, neck=0.44, head=0.11,
            muzzle=0.22, tail_length=0.35,
        ),
        _horse(),
    ),
    "donkey": lambda: (
        replace(
            _HORSE, withers=1.15, neck=0.48, neck_angle=0.7, ear="long", ear_size=0.26, tail="rope",
            tail_length=0.5, tail_radius=0.02, mane="crest",
        ),
        _plain((0.27, 0.24, 0.21), length=0.006, light=0.55, grain=200),
    ),
    "zebra": lambda: (
        replace(_HORSE, withers=1.35, neck=0.48, mane="crest", tail_length=0.5, tail_radius=0.03), _zebra(),
    ),
    "cow": lambda: (_COW, _cow()),
    "bull": lambda: (
        replace(_COW, hump=0.17, neck_radii=(0.23, 0.17), chest=0.27),
        _plain((0.07, 0.035, 0.022), length=0.003, light=0.02, grain=160),
    ),
    "sheep": lambda: (
        _SHEEP,
        Coat(
            body=Skin(
                (0.74, 0.70, 0.61), (0.62, 0.57, 0.48), Pattern.BLOTCHES, (0.16, 0.5), fur=0.022, grain=190,
            ),
            belly=Skin((0.70, 0.65, 0.56), fur=0.022, grain=190), head=_fur((0.055, 0.045, 0.042), 0.003),
            muzzle=_fur((0.05, 0.042, 0.04), 0.002), leg=_fur((0.05, 0.042, 0.04), 0.002),
            ear=_fur((0.055, 0.045, 0.042), 0.003), nose=(0.03, 0.025, 0.025),
        ),
    ),
    "goat": lambda: (
        replace(
            _SHEEP, chest=0.22, loin=0.20, rump=0.19, narrow=0.78, horn="cow", ear_size=0.15,
            neck_radii=(0.14, 0.10),
        ),
        _plain((0.66, 0.60, 0.52), length=0.010, light=0.2, grain=200),
    ),
    "pig": lambda: (
        _PIG,
        Coat(
            body=Skin((0.74, 0.43, 0.38), fur=0.002, grain=160), nose=(0.62, 0.30, 0.27),
            eye=(0.02, 0.012, 0.01), ear=Skin((0.68, 0.36, 0.32)), inner_ear=(0.60, 0.28, 0.25),
            extra={"hoof": (0.20, 0.13, 0.11)},
        ),
    ),
    "deer": lambda: (_DEER, _deer()), "doe": lambda: (replace(_DEER, withers=0.9, horn=""), _deer()),
    "lion": lambda: (_LION, _lion()), "lioness": lambda: (replace(_LION, withers=0.95, mane=""), _lion()),
    "tiger": lambda: (
        replace(_LION, mane="cheeks", tail="whip", tail_length=0.9, tail_radius=0.042, half=0.5), _tiger(),
    ),
    "leopard": lambda: (
        replace(
            _LION, withers=0.7, mane="", tail="whip", tail_length=1.0, tail_radius=0.04, half=0.5, head=0.135,
        ),
        replace(
            _plain((0.62, 0.40, 0.15), length=0.005, light=0.5),
            body=_fur((0.62, 0.40, 0.15), 0.005, (0.03, 0.02, 0.012), Pattern.BLOTCHES, (0.050, 0.34)),
            leg=_fur((0.64, 0.43, 0.18), 0.004, (0.03, 0.02, 0.012), Pattern.BLOTCHES, (0.042, 0.28)),
        ),
    ),
    "cheetah": lambda: (
        replace(
            _LION, withers=0.78, mane="", tail="whip", tail_length=0.95, tail_radius=0.036, half=0.47,
            head=0.105, chest=0.21, loin=0.125, muzzle=0.09, muzzle_radii=(0.066, 0.05), spine=1.4,
            eye_at=(0.072, 0.03, 0.062), narrow=0.66,
        ),
        replace(
            _plain((0.68, 0.45, 0.18), length=0.004, light=0.5),
            body=_fur((0.68, 0.45, 0.18), 0.004, (0.02, 0.015, 0.01), Pattern.BLOTCHES, (0.034, 0.27)),
            leg=_fur((0.68, 0.46, 0.2), 0.003, (0.02, 0.015, 0.01), Pattern.BLOTCHES, (0.032, 0.24)),
        ),
    ),
    "bear": lambda: (_BEAR, _plain((0.125, 0.062, 0.030), length=0.022, light=0.06, grain=260)),
    "polar bear": lambda: (
        replace(_BEAR, withers=1.25, hump=0.0, neck=0.36, head=0.145),
        replace(
            _plain((0.78, 0.74, 0.65), length=0.018, light=0.1, grain=260),
            ear=_fur((0.72, 0.68, 0.60), 0.01),
        ),
    ),
    "panda": lambda: (
        replace(
            _BEAR, withers=0.72, hump=0.0, head=0.215, muzzle=0.11, eye=0.024, eye_at=(0.165, 0.035, 0.098),
            ear_size=0.19, neck=0.22,
        ),
        _panda(),
    ),
    "elephant": lambda: (_ELEPHANT, _elephant()), "giraffe": lambda: (_GIRAFFE, _giraffe()),
    "rabbit": lambda: (
        _RABBIT,
        replace(
            _plain((0.36, 0.27, 0.19), length=0.006, light=0.45), tail=_fur(_WHITE, 0.010),
            ear=_fur((0.33, 0.24, 0.17), 0.003),
        ),
    ),
    "squirrel": lambda: (
        replace(
            _RABBIT, withers=0.13, ear="prick", ear_size=0.16, tail="curl", tail_length=1.5, tail_radius=0.17,
            tail_angle=0.9, head=0.165,
        ),
        replace(_plain((0.45, 0.16, 0.045), length=0.006, light=0.5), tail=_fur((0.45, 0.16, 0.045), 0.012)),
    ),
    "mouse": lambda: (
        replace(
            _RABBIT, withers=0.05, ear="round", ear_size=0.34, tail="whip", tail_length=1.5,
            tail_radius=0.022, muzzle=0.16, muzzle_radii=(0.085, 0.04),
        ),
        replace(
            _plain((0.30, 0.27, 0.25), length=0.002, light=0.3), tail=Skin((0.55, 0.36, 0.32)),
            nose=(0.5, 0.25, 0.24),
        ),
    ),
}  # fmt: skip
"""Noun to (build, coat); the noun is the one a prompt would use."""


def coat_in(coat: Coat, colour: RGB, *, spots: RGB | None = None) -> Coat:
    """The coat in another colour, patterns kept only where ``spots`` asks for them."""
    plain = _plain(
        colour, length=max(coat.body.fur, 0.002), feather=(coat.feather or coat.body).fur, light=0.12,
        grain=coat.body.grain,
    )  # fmt: skip
    if spots is not None:
        plain = replace(
            plain, body=replace(plain.body, second=spots, pattern=Pattern.BLOTCHES, edge=(0.5, 0.36))
        )
    keep_hair = coat.mane is not None and coat.mane.fur > 0.0
    mane = replace(coat.mane, colour=_mix(colour, _BLACK, 0.45)) if keep_hair and coat.mane else coat.mane
    return replace(plain, mane=mane, eye=coat.eye, nose=coat.nose, horn=coat.horn, extra=coat.extra)


def species(noun: str) -> tuple[Build, Coat]:
    """Proportions and coat of ``noun``; KeyError for a noun that is not in :data:`SPECIES`."""
    return SPECIES[noun]()
