"""Proportions and coat of a four-legged animal. Lengths are shares of the height at the withers."""

from __future__ import annotations

from dataclasses import dataclass, field

from reelwright.previs.figures.cones import RGB, Skin

__all__ = ["Build", "Coat"]


@dataclass(frozen=True, slots=True)
class Build:
    """The skeleton and its flesh; the defaults are a golden retriever's."""

    withers: float = 0.58
    half: float = 0.43
    """From the middle of the trunk to hip and shoulder joints."""
    hip: float = 0.83
    shoulder: float = 0.74
    chest: float = 0.235
    chest_y: float = 0.735
    loin: float = 0.165
    loin_y: float = 0.80
    rump: float = 0.18
    rump_y: float = 0.81
    narrow: float = 0.74
    """Width of the trunk over its depth."""
    belly: float = 0.0
    """How far a full belly hangs."""
    hump: float = 0.0
    spread: float = 0.145
    """Half the distance between the left and right legs."""
    fore: tuple[float, float, float] = (0.27, 0.335, 0.165)
    """Upper arm, forearm, hand (wrist to pad, or cannon)."""
    hind: tuple[float, float, float] = (0.335, 0.36, 0.26)
    pastern: float = 0.0
    """Fetlock to hoof; 0 for paws."""
    fore_radii: tuple[float, float, float, float] = (0.115, 0.078, 0.046, 0.043)
    """At the shoulder, elbow, wrist and fetlock."""
    hind_radii: tuple[float, float, float, float] = (0.155, 0.088, 0.046, 0.042)
    foot: float = 0.056
    foot_length: float = 0.085
    hoof: bool = False
    neck: float = 0.36
    neck_angle: float = 0.85
    neck_radii: tuple[float, float] = (0.17, 0.115)
    neck_flat: float = 0.85
    head: float = 0.124
    """Radius of the skull."""
    head_flat: float = 0.92
    face: float = -0.16
    """Angle of the muzzle below the horizon when standing."""
    muzzle: float = 0.195
    muzzle_radii: tuple[float, float] = (0.076, 0.058)
    muzzle_y: float = -0.040
    muzzle_flat: float = 0.9
    jaw: float = 0.042
    nose: float = 0.028
    eye: float = 0.0195
    eye_at: tuple[float, float, float] = (0.082, 0.038, 0.080)
    ear: str = "floppy"
    """floppy, prick, round, long, side, fan."""
    ear_size: float = 0.235
    tail: str = "plume"
    """plume, brush, whip, rope, horse, stub, curl."""
    tail_length: float = 0.56
    tail_angle: float = -0.35
    tail_radius: float = 0.064
    mane: str = ""
    """ruff (lion), horse, crest (zebra), cheeks (fox)."""
    horn: str = ""
    """antlers, cow, ram, ossicones."""
    trunk: bool = False
    tusks: bool = False
    tongue: bool = True
    whiskers: bool = False
    feather: float = 0.0
    """Length of the long hair behind legs, under chest, belly and tail."""
    gallop: str = "gallop"
    spine: float = 1.0
    """How far the back bends."""
    cadence: float = 1.0


@dataclass(frozen=True, slots=True)
class Coat:
    """What each part is covered with."""

    body: Skin
    belly: Skin | None = None
    head: Skin | None = None
    muzzle: Skin | None = None
    leg: Skin | None = None
    foot: Skin | None = None
    ear: Skin | None = None
    tail: Skin | None = None
    tail_tip: RGB | None = None
    mane: Skin | None = None
    feather: Skin | None = None
    mask: RGB | None = None
    """Patches around the eyes."""
    nose: RGB = (0.012, 0.010, 0.010)
    eye: RGB = (0.035, 0.014, 0.006)
    horn: RGB = (0.55, 0.47, 0.33)
    inner_ear: RGB = (0.50, 0.26, 0.20)
    extra: dict[str, RGB] = field(default_factory=dict)
