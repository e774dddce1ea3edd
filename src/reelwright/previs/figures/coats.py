"""Coats of the four-legged animals: what each part of them is covered with."""

from __future__ import annotations

from dataclasses import replace

from reelwright.previs.figures.anatomy import Coat
from reelwright.previs.figures.cones import RGB, Pattern, Skin

__all__ = [
    "BLACK",
    "WHITE",
    "cat_coat",
    "coat_in",
    "cow_coat",
    "deer_coat",
    "elephant_coat",
    "fox_coat",
    "fur",
    "giraffe_coat",
    "golden_coat",
    "horse_coat",
    "lion_coat",
    "mix",
    "panda_coat",
    "plain_coat",
    "tiger_coat",
    "wolf_coat",
    "zebra_coat",
]


def fur(
    colour: RGB,
    length: float = 0.004,
    second: RGB | None = None,
    pattern: Pattern = Pattern.PLAIN,
    edge: tuple[float, float] = (0.0, 1.0),
    grain: float = 620.0,
) -> Skin:
    """Hair of some ``length`` in metres, with a pattern laid over it."""
    return Skin(colour, second or colour, pattern, edge, fur=length, grain=grain)


def mix(a: RGB, b: RGB, s: float) -> RGB:
    """Linear mix of two colours."""
    return a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s, a[2] + (b[2] - a[2]) * s


WHITE: RGB = (0.82, 0.79, 0.73)
BLACK: RGB = (0.022, 0.020, 0.020)


def plain_coat(
    colour: RGB,
    *,
    length: float = 0.004,
    light: float = 0.25,
    dark: float = 0.0,
    feather: float = 0.0,
    grain: float = 620.0,
) -> Coat:
    """One colour, lighter below and darker on the ears."""
    pale = mix(colour, WHITE, light)
    deep = mix(colour, BLACK, 0.25 + dark)
    return Coat(
        body=fur(colour, length, grain=grain),
        belly=fur(pale, length * 1.3, grain=grain),
        head=fur(colour, length * 0.6, grain=grain * 1.4),
        muzzle=fur(mix(colour, pale, 0.4), length * 0.35, grain=grain * 1.6),
        leg=fur(mix(colour, pale, 0.15), length * 0.6, grain=grain),
        foot=fur(mix(colour, pale, 0.35), length * 0.4, grain=grain),
        ear=fur(deep, length * 0.7, grain=grain),
        tail=fur(mix(colour, pale, 0.3), max(length, feather), grain=grain),
        feather=fur(mix(colour, pale, 0.7), max(length, feather), grain=grain),
    )


def golden_coat() -> Coat:
    """Gold, paler where the hair is long."""
    gold, pale = (0.60, 0.31, 0.095), (0.78, 0.52, 0.25)
    coat = plain_coat(gold, length=0.009, light=0.4, feather=0.024)
    return replace(
        coat, belly=fur(mix(gold, pale, 0.6), 0.014), feather=fur(pale, 0.026),
        tail=fur((0.70, 0.42, 0.16), 0.022), ear=fur((0.46, 0.21, 0.055), 0.006),
        muzzle=fur((0.66, 0.38, 0.15), 0.002, grain=700),
    )  # fmt: skip


def fox_coat() -> Coat:
    """Rust, with white below, black stockings and a white brush tip."""
    rust = (0.60, 0.20, 0.045)
    white = fur(WHITE, 0.006)
    black = fur((0.030, 0.022, 0.020), 0.003)
    return Coat(
        body=fur(rust, 0.008), belly=white, head=fur(rust, 0.004, grain=700),
        muzzle=fur(mix(rust, WHITE, 0.45), 0.002, grain=700),
        leg=Skin(rust, (0.03, 0.022, 0.02), Pattern.ALONG, (0.2, 0.8), fur=0.004), foot=black,
        ear=fur((0.10, 0.045, 0.025), 0.004), tail=fur(rust, 0.03), tail_tip=WHITE, mane=white,
        feather=white, eye=(0.42, 0.22, 0.03), inner_ear=(0.75, 0.65, 0.55),
    )  # fmt: skip


def wolf_coat() -> Coat:
    """Grey, darker along the back."""
    grey, pale, dark = (0.26, 0.245, 0.225), (0.58, 0.54, 0.48), (0.10, 0.095, 0.09)
    return Coat(
        body=fur(grey, 0.014, dark, Pattern.FRONT, (0.25, 1.15)), belly=fur(pale, 0.016),
        head=fur(grey, 0.006), muzzle=fur(mix(grey, pale, 0.7), 0.003),
        leg=fur(mix(grey, pale, 0.6), 0.005), foot=fur(pale, 0.004), ear=fur(dark, 0.005),
        tail=fur(grey, 0.03), tail_tip=dark, mane=fur(pale, 0.012), feather=fur(pale, 0.02),
        eye=(0.55, 0.35, 0.06),
    )  # fmt: skip


def cat_coat() -> Coat:
    """A brown tabby."""
    base, dark, pale = (0.30, 0.225, 0.15), (0.075, 0.055, 0.04), (0.62, 0.52, 0.40)
    coat = plain_coat(base, length=0.004, light=0.4)
    return replace(
        coat, body=fur(base, 0.004, dark, Pattern.STRIPES, (16.0, 0.40)),
        tail=fur(base, 0.008, dark, Pattern.HOOPS, (22.0, 0.45)),
        leg=fur(mix(base, pale, 0.2), 0.003, dark, Pattern.HOOPS, (24.0, 0.32)), belly=fur(pale, 0.005),
        muzzle=fur(pale, 0.002), eye=(0.32, 0.42, 0.06), nose=(0.42, 0.16, 0.14), feather=None,
    )  # fmt: skip


def horse_coat() -> Coat:
    """A bay with black points."""
    bay, black = (0.27, 0.105, 0.040), (0.020, 0.016, 0.015)
    hair = Skin(black, fur=0.014, gloss=0.10, grain=260)
    return Coat(
        body=Skin(bay, fur=0.0025, gloss=0.16, grain=150),
        belly=Skin(mix(bay, WHITE, 0.06), fur=0.0025, gloss=0.1, grain=150),
        head=Skin(bay, fur=0.002, gloss=0.14, grain=200),
        muzzle=Skin(bay, (0.05, 0.03, 0.025), Pattern.ALONG, (0.35, 1.0), fur=0.002),
        leg=Skin(bay, black, Pattern.ALONG, (0.25, 0.9), fur=0.002, gloss=0.1), foot=Skin(black, fur=0.002),
        tail=hair, mane=hair, eye=(0.02, 0.010, 0.006), inner_ear=(0.10, 0.05, 0.035),
    )  # fmt: skip


def cow_coat() -> Coat:
    """White with black patches."""
    white = (0.78, 0.75, 0.69)
    patch = Skin(white, (0.028, 0.024, 0.022), Pattern.BLOTCHES, (0.42, 0.45), fur=0.003, grain=160)
    return Coat(
        body=patch, belly=Skin(white, fur=0.003),
        head=Skin((0.03, 0.026, 0.024), white, Pattern.FRONT, (2, 3), fur=0.003),
        muzzle=Skin((0.62, 0.42, 0.36), fur=0.001), leg=Skin(white, fur=0.003), tail=Skin(white, fur=0.003),
        mane=Skin(white, fur=0.01), ear=Skin((0.03, 0.026, 0.024), fur=0.006), nose=(0.40, 0.24, 0.20),
        eye=(0.02, 0.012, 0.01),
    )  # fmt: skip


def deer_coat() -> Coat:
    """Fawn with a pale throat."""
    fawn, pale = (0.36, 0.185, 0.075), (0.72, 0.62, 0.48)
    return Coat(
        body=fur(fawn, 0.005, grain=260), belly=fur(pale, 0.005), head=fur(fawn, 0.003),
        muzzle=Skin(fawn, (0.10, 0.06, 0.04), Pattern.ALONG, (0.5, 1.1), fur=0.002),
        leg=fur(mix(fawn, pale, 0.12), 0.003), ear=fur(mix(fawn, pale, 0.2), 0.004),
        tail=fur(pale, 0.012), horn=(0.30, 0.20, 0.11), eye=(0.02, 0.012, 0.008),
    )  # fmt: skip


def lion_coat() -> Coat:
    """Tawny with a dark mane."""
    tawny = (0.55, 0.325, 0.125)
    coat = plain_coat(tawny, length=0.005, light=0.3, grain=260)
    return replace(
        coat, mane=Skin((0.23, 0.095, 0.030), fur=0.055, grain=230),
        muzzle=fur(mix(tawny, WHITE, 0.5), 0.003), eye=(0.45, 0.25, 0.04), nose=(0.16, 0.07, 0.06),
        ear=fur(tawny, 0.006),
    )  # fmt: skip


def tiger_coat() -> Coat:
    """Orange with black stripes, white below."""
    orange, black = (0.62, 0.235, 0.045), (0.018, 0.014, 0.012)
    return Coat(
        body=Skin(orange, black, Pattern.STRIPES, (6.2, 0.36), fur=0.006, grain=260),
        belly=Skin(WHITE, black, Pattern.STRIPES, (6.0, 0.26), fur=0.008),
        head=Skin(orange, black, Pattern.STRIPES, (17.0, 0.25), fur=0.004), muzzle=fur(WHITE, 0.003),
        leg=Skin(mix(orange, WHITE, 0.1), black, Pattern.STRIPES, (7.5, 0.28), fur=0.005),
        foot=fur(mix(orange, WHITE, 0.3), 0.004),
        tail=Skin(orange, black, Pattern.HOOPS, (9.0, 0.42), fur=0.006), mane=fur(WHITE, 0.02),
        ear=fur(black, 0.005), eye=(0.50, 0.34, 0.05), nose=(0.45, 0.20, 0.18),
    )  # fmt: skip


def zebra_coat() -> Coat:
    """Black stripes on white."""
    white, black = (0.76, 0.73, 0.68), (0.020, 0.018, 0.018)
    return Coat(
        body=Skin(white, black, Pattern.STRIPES, (8.0, 0.50), fur=0.003, grain=160),
        belly=Skin(white, fur=0.003), head=Skin(white, black, Pattern.STRIPES, (17.0, 0.48), fur=0.002),
        muzzle=Skin(white, black, Pattern.ALONG, (0.45, 0.95), fur=0.001),
        leg=Skin(white, black, Pattern.HOOPS, (12.0, 0.46), fur=0.002), tail=Skin(black, fur=0.015),
        mane=Skin(white, black, Pattern.PLAIN, fur=0.01), ear=Skin(white, fur=0.004), eye=(0.02, 0.01, 0.008),
    )  # fmt: skip


def giraffe_coat() -> Coat:
    """Brown patches on tan."""
    tan, brown = (0.72, 0.56, 0.33), (0.30, 0.125, 0.040)
    patch = Skin(brown, tan, Pattern.CELLS, (0.42, 0.20), fur=0.003, grain=130)
    return Coat(
        body=patch, belly=Skin(tan, fur=0.003), head=Skin(mix(tan, brown, 0.35), fur=0.002),
        muzzle=Skin(tan, fur=0.002),
        leg=Skin(mix(tan, WHITE, 0.15), brown, Pattern.ALONG, (0.25, 0.0), fur=0.002),
        tail=Skin((0.03, 0.02, 0.015), fur=0.02), mane=Skin((0.22, 0.09, 0.03), fur=0.01),
        horn=(0.20, 0.11, 0.06), eye=(0.015, 0.01, 0.008),
    )  # fmt: skip


def elephant_coat() -> Coat:
    """Grey hide."""
    grey = Skin((0.195, 0.175, 0.160), (0.15, 0.13, 0.12), Pattern.BLOTCHES, (0.5, 0.5), grain=120)
    pale = Skin((0.22, 0.195, 0.18), grain=120)
    return Coat(
        body=grey, belly=pale, head=grey, muzzle=grey, leg=grey, foot=pale, ear=grey, tail=grey,
        mane=Skin((0.03, 0.03, 0.03)), eye=(0.03, 0.015, 0.01), extra={"hoof": (0.45, 0.42, 0.36)},
    )  # fmt: skip


def panda_coat() -> Coat:
    """White with black legs, ears and eye patches."""
    white, black = fur(WHITE, 0.014), fur((0.020, 0.019, 0.019), 0.012)
    return Coat(
        body=white, belly=white, head=white, muzzle=fur(WHITE, 0.004), leg=black, foot=black, ear=black,
        tail=white, mask=(0.02, 0.019, 0.019), inner_ear=(0.02, 0.019, 0.019),
        extra={"limb": (0.02, 0.019, 0.019)},
    )  # fmt: skip


def coat_in(coat: Coat, colour: RGB, *, spots: RGB | None = None) -> Coat:
    """The coat in another colour, patterns kept only where ``spots`` asks for them."""
    plain = plain_coat(
        colour, length=max(coat.body.fur, 0.002), feather=(coat.feather or coat.body).fur, light=0.12,
        grain=coat.body.grain,
    )  # fmt: skip
    if spots is not None:
        plain = replace(
            plain, body=replace(plain.body, second=spots, pattern=Pattern.BLOTCHES, edge=(0.5, 0.36))
        )
    keep_hair = coat.mane is not None and coat.mane.fur > 0.0
    mane = replace(coat.mane, colour=mix(colour, BLACK, 0.45)) if keep_hair and coat.mane else coat.mane
    return replace(plain, mane=mane, eye=coat.eye, nose=coat.nose, horn=coat.horn, extra=coat.extra)
