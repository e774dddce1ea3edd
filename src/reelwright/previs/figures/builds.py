"""Proportions of the four-legged animals that differ from a dog's."""

from __future__ import annotations

from dataclasses import replace

from reelwright.previs.figures.anatomy import Build

__all__ = [
    "BEAR",
    "CAT",
    "COW",
    "DEER",
    "ELEPHANT",
    "GIRAFFE",
    "HORSE",
    "LION",
    "PIG",
    "RABBIT",
    "SHEEP",
    "WOLF",
]

CAT = Build(
    withers=0.27, half=0.50, chest=0.205, chest_y=0.74, loin=0.165, rump=0.175, narrow=0.80, spread=0.13,
    hip=0.84, fore_radii=(0.10, 0.068, 0.048, 0.046), hind_radii=(0.15, 0.085, 0.048, 0.044), foot=0.058,
    foot_length=0.075, neck=0.24, neck_angle=0.75, neck_radii=(0.15, 0.125), head=0.150, face=-0.10,
    muzzle=0.085, muzzle_radii=(0.088, 0.058), muzzle_y=-0.05, jaw=0.048, nose=0.018, eye=0.034,
    eye_at=(0.098, 0.025, 0.088), ear="prick", ear_size=0.20, tail="whip", tail_length=0.92, tail_angle=-0.25,
    tail_radius=0.042, tongue=False, whiskers=True, spine=1.25,
)  # fmt: skip
WOLF = Build(
    withers=0.80, half=0.44, chest=0.24, narrow=0.66, loin=0.15, neck=0.36, neck_angle=0.55,
    neck_radii=(0.185, 0.13), head=0.112, muzzle=0.20, muzzle_radii=(0.066, 0.045), ear="prick",
    ear_size=0.155, tail="brush", tail_length=0.55, tail_angle=-0.85, tail_radius=0.065, mane="cheeks",
    feather=0.02, tongue=True,
)  # fmt: skip
HORSE = Build(
    withers=1.58, half=0.45, hip=0.80, shoulder=0.70, chest=0.215, chest_y=0.735, loin=0.180, loin_y=0.80,
    rump=0.195, rump_y=0.81, narrow=0.80, spread=0.105, fore=(0.25, 0.295, 0.20), hind=(0.30, 0.30, 0.26),
    pastern=0.075, fore_radii=(0.115, 0.070, 0.040, 0.028), hind_radii=(0.165, 0.090, 0.045, 0.030),
    foot=0.044, hoof=True, neck=0.56, neck_angle=0.86, neck_radii=(0.165, 0.092), neck_flat=0.62, head=0.098,
    head_flat=0.72, face=-0.80, muzzle=0.285, muzzle_radii=(0.084, 0.060), muzzle_y=-0.030, muzzle_flat=0.72,
    jaw=0.044, nose=0.0, eye=0.0155, eye_at=(0.055, 0.040, 0.066), ear="prick", ear_size=0.105, tail="horse",
    tail_length=0.62, tail_angle=-0.95, tail_radius=0.058, mane="horse", tongue=False, gallop="canter",
    spine=0.6,
)  # fmt: skip
COW = replace(
    HORSE, withers=1.42, half=0.52, chest=0.25, chest_y=0.71, loin=0.225, loin_y=0.76, rump=0.205,
    narrow=0.84, belly=0.05, fore=(0.24, 0.26, 0.15), hind=(0.28, 0.28, 0.22), neck=0.36, neck_angle=0.38,
    neck_radii=(0.19, 0.135), head=0.115, face=-0.62, muzzle=0.235, muzzle_radii=(0.092, 0.080), ear="side",
    ear_size=0.15, tail="rope", tail_length=0.70, tail_angle=-1.35, tail_radius=0.020, mane="", horn="cow",
    nose=0.03, eye_at=(0.06, 0.045, 0.082), cadence=0.8, fore_radii=(0.12, 0.075, 0.046, 0.036),
    hind_radii=(0.165, 0.09, 0.05, 0.038), foot=0.052,
)  # fmt: skip
DEER = replace(
    HORSE, withers=1.05, half=0.42, chest=0.195, loin=0.155, rump=0.170, narrow=0.72, neck=0.44,
    neck_angle=1.05, neck_radii=(0.13, 0.078), head=0.092, face=-0.45, muzzle=0.205,
    muzzle_radii=(0.062, 0.040), ear="side", ear_size=0.17, tail="stub", tail_radius=0.055, mane="",
    horn="antlers", nose=0.020, eye=0.019, eye_at=(0.055, 0.035, 0.064),
    fore_radii=(0.09, 0.055, 0.030, 0.022), hind_radii=(0.14, 0.07, 0.034, 0.023), foot=0.032, spread=0.095,
    spine=0.9,
)  # fmt: skip
LION = replace(
    CAT, withers=1.05, half=0.47, chest=0.225, loin=0.165, rump=0.18, neck=0.28, neck_angle=0.45, head=0.150,
    muzzle=0.150, muzzle_radii=(0.092, 0.074), nose=0.032, eye=0.020, eye_at=(0.105, 0.040, 0.082),
    ear="round", ear_size=0.14, tail="rope", tail_length=0.80, tail_angle=-1.0, tail_radius=0.030,
    mane="ruff", whiskers=False, fore_radii=(0.12, 0.085, 0.062, 0.058),
    hind_radii=(0.165, 0.095, 0.058, 0.052), foot=0.075, foot_length=0.10,
)  # fmt: skip
BEAR = Build(
    withers=1.05, half=0.44, hip=0.76, shoulder=0.70, chest=0.285, chest_y=0.70, loin=0.265, loin_y=0.73,
    rump=0.27, rump_y=0.72, narrow=0.88, belly=0.03, hump=0.16, spread=0.19, fore=(0.25, 0.28, 0.12),
    hind=(0.28, 0.27, 0.14), fore_radii=(0.16, 0.125, 0.10, 0.09), hind_radii=(0.21, 0.14, 0.10, 0.09),
    foot=0.095, foot_length=0.13, neck=0.26, neck_angle=0.18, neck_radii=(0.22, 0.18), head=0.165, face=-0.18,
    muzzle=0.155, muzzle_radii=(0.088, 0.062), nose=0.036, eye=0.018, eye_at=(0.118, 0.045, 0.082),
    ear="round", ear_size=0.14, tail="stub", tail_radius=0.06, tongue=False, spine=0.5, cadence=0.9,
)  # fmt: skip
ELEPHANT = Build(
    withers=2.7, half=0.36, hip=0.74, shoulder=0.70, chest=0.27, chest_y=0.70, loin=0.275, loin_y=0.72,
    rump=0.255, rump_y=0.70, narrow=0.86, belly=0.05, spread=0.15, fore=(0.27, 0.30, 0.14),
    hind=(0.30, 0.28, 0.14), fore_radii=(0.125, 0.105, 0.088, 0.088), hind_radii=(0.16, 0.115, 0.088, 0.088),
    foot=0.092, foot_length=0.05, neck=0.18, neck_angle=0.35, neck_radii=(0.20, 0.17), head=0.190,
    head_flat=0.88, face=-0.30, muzzle=0.02, muzzle_radii=(0.12, 0.11), nose=0.0, eye=0.016,
    eye_at=(0.135, 0.00, 0.125), ear="fan", ear_size=0.34, tail="rope", tail_length=0.42, tail_angle=-1.35,
    tail_radius=0.022, trunk=True, tusks=True, tongue=False, spine=0.1, cadence=0.75,
)  # fmt: skip
GIRAFFE = replace(
    HORSE, withers=2.9, half=0.30, hip=0.72, shoulder=0.72, chest=0.165, chest_y=0.78, loin=0.135,
    loin_y=0.78, rump=0.130, rump_y=0.74, narrow=0.74, spread=0.075, fore=(0.21, 0.32, 0.24),
    hind=(0.25, 0.28, 0.27), neck=0.72, neck_angle=1.08, neck_radii=(0.105, 0.052), head=0.062, face=-0.45,
    muzzle=0.135, muzzle_radii=(0.046, 0.034), muzzle_y=-0.016, jaw=0.024, ear="side", ear_size=0.075,
    tail="rope", tail_length=0.36, tail_angle=-1.3, tail_radius=0.014, mane="crest", horn="ossicones",
    eye=0.010, eye_at=(0.035, 0.02, 0.042), foot=0.030, pastern=0.05, fore_radii=(0.075, 0.045, 0.026, 0.020),
    hind_radii=(0.105, 0.055, 0.028, 0.020), cadence=0.8,
)  # fmt: skip
RABBIT = Build(
    withers=0.20, half=0.46, hip=0.70, shoulder=0.62, chest=0.26, chest_y=0.62, loin=0.27, loin_y=0.70,
    rump=0.30, rump_y=0.68, narrow=0.92, spread=0.16, fore=(0.22, 0.28, 0.12), hind=(0.32, 0.34, 0.26),
    fore_radii=(0.12, 0.075, 0.055, 0.05), hind_radii=(0.24, 0.11, 0.06, 0.055), foot=0.062, foot_length=0.14,
    neck=0.24, neck_angle=0.85, neck_radii=(0.20, 0.17), head=0.175, face=-0.25, muzzle=0.10,
    muzzle_radii=(0.10, 0.075), muzzle_y=-0.05, nose=0.022, eye=0.040, eye_at=(0.085, 0.055, 0.135),
    ear="long", ear_size=0.46, tail="stub", tail_radius=0.13, tongue=False, gallop="hop", spine=1.1,
)  # fmt: skip
PIG = Build(
    withers=0.75, half=0.50, hip=0.72, shoulder=0.66, chest=0.30, chest_y=0.66, loin=0.29, loin_y=0.68,
    rump=0.27, rump_y=0.68, narrow=0.86, belly=0.05, spread=0.16, fore=(0.22, 0.22, 0.12),
    hind=(0.24, 0.24, 0.16), pastern=0.06, fore_radii=(0.13, 0.085, 0.055, 0.045),
    hind_radii=(0.19, 0.10, 0.06, 0.045), foot=0.052, hoof=True, neck=0.22, neck_angle=0.10,
    neck_radii=(0.25, 0.21), head=0.185, face=-0.40, muzzle=0.17, muzzle_radii=(0.115, 0.085), nose=0.07,
    eye=0.020, eye_at=(0.13, 0.05, 0.11), ear="side", ear_size=0.20, tail="curl", tail_length=0.22,
    tail_radius=0.022, tail_angle=0.3, tongue=False, spine=0.3, gallop="canter",
)  # fmt: skip
SHEEP = replace(
    COW, withers=0.72, half=0.44, chest=0.30, chest_y=0.70, loin=0.30, loin_y=0.72, rump=0.29, rump_y=0.71,
    narrow=0.92, belly=0.02, neck=0.30, neck_angle=0.65, neck_radii=(0.21, 0.135), head=0.115, muzzle=0.15,
    muzzle_radii=(0.078, 0.056), ear_size=0.17, tail="stub", tail_radius=0.09, horn="", nose=0.024, eye=0.021,
    fore_radii=(0.11, 0.065, 0.04, 0.032), hind_radii=(0.14, 0.075, 0.042, 0.032),
)  # fmt: skip
