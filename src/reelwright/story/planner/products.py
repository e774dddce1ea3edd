"""Product films: the hero on a table, a detail, the product in use, and an end card with its name.

On an end card the product stands in the left third and the title in the copy space on its right. Titles use
the words of the prompt; the line below is a plain invitation, never a claim about the product.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from reelwright.story.lexicon.index import noun_category
from reelwright.story.lexicon.looks import COLOURS
from reelwright.story.lexicon.notation import pairs
from reelwright.story.planner.draft import Draft
from reelwright.story.prompt import Prompt, Setting, Subject
from reelwright.story.storyboard import Title
from reelwright.story.vocabulary import Camera, Family, ShotSize, Style

__all__ = ["product_drafts", "product_name"]

_HERO: Final[dict[str, str]] = pairs(
    """
    honey = honey jar, honeycomb = honey jar, coffee = coffee cup, coffee bean = coffee cup, tea = tea
    cup, green tea = tea cup, jam = jam jar, beer = beer bottle, wine = wine bottle, water = water
    bottle, mineral water = water bottle, sparkling water = water bottle, soda = soda can, energy drink
    = soda can, kombucha = bottle, olive oil = bottle, maple syrup = bottle, syrup = bottle, juice =
    bottle, orange juice = bottle, apple juice = bottle, whiskey = bottle, gin = bottle, vodka = bottle,
    milk = bottle, serum = bottle, lotion = bottle
    """
)
"""What a substance is sold in: the thing that stands on the table."""

_PHRASES: Final[dict[str, str]] = pairs(
    """
    honey jar = a jar of {} honey, coffee cup = a cup of {} coffee, tea cup = a cup of {} tea, jam jar =
    a jar of {} jam, wine bottle = a bottle of {} wine, beer bottle = a bottle of {} beer
    """
)
_WOODEN: Final = frozenset(("food", "drink", "plant"))
_ANY: Final = (Camera.DOLLY_IN, Camera.ORBIT, Camera.PAN_RIGHT, Camera.TILT_UP)


@dataclass(frozen=True, slots=True)
class _Use:
    """The product at work: who does what to what."""

    subject: str
    text: str
    action: str
    others: tuple[tuple[str, str, str], ...] = ()  # noun, text, relation
    attributes: tuple[str, ...] = ()
    place: tuple[str, Family, tuple[str, ...]] | None = None
    cameras: tuple[Camera, ...] = (Camera.TILT_DOWN, Camera.DOLLY_IN, Camera.PAN_RIGHT)
    size: ShotSize = ShotSize.CLOSE_UP
    details: tuple[str, ...] = ()


_STREET: Final = ("along a city street", Family.CITY_STREET, ())
_ROAD: Final = ("along a coastal road", Family.HIGHWAY, ("coast",))
_KITCHEN: Final = ("in a bright kitchen", Family.INTERIOR, ("kitchen",))
_ROOM: Final = ("in a living room", Family.INTERIOR, ("sofa",))

_USES: Final[dict[str, _Use]] = {
    "honey": _Use(
        "honey dipper",
        "a wooden honey dipper",
        "drip",
        (("honey", "honey", "with"), ("bowl", "a bowl", "over")),
        ("wooden",),
    ),
    "coffee": _Use("coffee", "coffee", "pour", (("coffee cup", "a cup", "in"),), details=("steam rising",)),
    "tea": _Use("tea", "tea", "pour", (("tea cup", "a cup", "in"),), details=("steam rising",)),
    "drink": _Use("{noun}", "{noun}", "pour", (("glass", "a glass", "in"),)),
    "oil": _Use("{noun}", "{noun}", "drizzle", (("salad", "a fresh salad", "over"),)),
    "syrup": _Use("{noun}", "{noun}", "drizzle", (("pancake", "a stack of pancakes", "over"),)),
    "shoe": _Use(
        "{noun}",
        "{name}",
        "walk",
        place=_STREET,
        cameras=(Camera.TRACKING, Camera.DOLLY_IN),
        size=ShotSize.CLOSE_UP,
    ),
    "vehicle": _Use(
        "{noun}", "{name}", "drive", place=_ROAD, cameras=(Camera.TRACKING, Camera.DRONE), size=ShotSize.WIDE
    ),
    "headphones": _Use(
        "person",
        "a person wearing {name}",
        "listen",
        (("{noun}", "{name}", "with"),),
        place=_ROOM,
        cameras=(Camera.ORBIT, Camera.DOLLY_IN),
        size=ShotSize.MEDIUM_CLOSE_UP,
    ),
    "clothing": _Use(
        "person",
        "a person wearing {name}",
        "walk",
        (("{noun}", "{name}", "with"),),
        place=_STREET,
        cameras=(Camera.TRACKING, Camera.DOLLY_OUT),
        size=ShotSize.FULL,
    ),
    "furniture": _Use(
        "person",
        "a person",
        "sit",
        (("{noun}", "{name}", "on"),),
        place=_ROOM,
        cameras=(Camera.DOLLY_IN, Camera.PAN_RIGHT),
        size=ShotSize.FULL,
    ),
    "food": _Use("hand", "a hand", "pick up", (("{noun}", "{name}", "holding"),)),
    "cook": _Use(
        "person", "a person", "cook", (("{noun}", "{name}", "with"),), place=_KITCHEN, size=ShotSize.MEDIUM
    ),
    "light": _Use("{noun}", "{name}", "glow", cameras=(Camera.DOLLY_OUT, Camera.ORBIT)),
    "spray": _Use(
        "hand", "a hand", "spray", (("{noun}", "{name}", "holding"),), details=("fine mist in the air",)
    ),
    "hold": _Use("hand", "a hand", "hold", (("{noun}", "{name}", "holding"),)),
    "read": _Use("hand", "a hand", "open", (("{noun}", "{name}", "holding"),)),
    "play": _Use(
        "musician",
        "a musician",
        "play",
        (("{noun}", "{name}", "holding"),),
        place=_ROOM,
        size=ShotSize.MEDIUM,
    ),
}
_KIND: Final[dict[str, str]] = pairs(
    """
    honey = honey, honey jar = honey, honeycomb = honey, coffee = coffee, coffee cup = coffee, coffee
    mug = coffee, espresso = coffee, latte = coffee, cappuccino = coffee, coffee bean = coffee, coffee
    maker = coffee, french press = coffee, tea = tea, tea cup = tea, green tea = tea, matcha = tea,
    teapot = tea, kettle = tea, olive oil = oil, maple syrup = syrup, syrup = syrup, water bottle =
    drink, wine bottle = drink, beer bottle = drink, shoe = shoe, sneaker = shoe, running shoe = shoe,
    boot = shoe, sandal = shoe, high heel = shoe, slipper = shoe, headphones = headphones, earbud =
    headphones, vr headset = headphones, headset = headphones, glasses = headphones, sunglasses =
    headphones, pan = cook, pot = cook, blender = cook, toaster = cook, oven = cook, stove = cook, knife
    = cook, microwave = cook, candle = light, lamp = light, light bulb = light, lantern = light,
    chandelier = light, flashlight = light, speaker = light, television = light, monitor = light,
    perfume = spray, sunscreen = spray, book = read, notebook = read, magazine = read, laptop = read,
    gift box = read
    """
)
_CATEGORY: Final[dict[str, str]] = pairs(
    """
    drink = drink, vehicle = vehicle, boat = vehicle, clothing = clothing, furniture = furniture, food =
    food, instrument = play
    """
)


def product_name(subject: Subject) -> str:
    """The product's name in title case, from the words of the prompt alone: "Organic Honey"."""
    written = re.sub(r"^(?:an?|the|some|our|my|your|new)\s+", "", subject.text, flags=re.I)
    words = [written] if 0 < len(written.split()) <= 5 else [*subject.attributes, subject.noun]
    small = {"of", "and", "the", "a", "an", "in", "for"}
    parts = " ".join(words).split()
    return " ".join(p if i and p in small else p[:1].upper() + p[1:] for i, p in enumerate(parts))[:120]


def product_drafts(prompt: Prompt, count: int, *, style: Style | None) -> list[Draft]:
    """``count`` (2 or more) shots for the product that ``prompt`` is about."""
    subject = prompt.subject
    assert subject is not None
    hero = _hero(subject)
    table = (
        prompt.setting
        if prompt.setting is not None and prompt.setting.family is not None
        else _table(subject, style)
    )
    close = prompt.size
    companions = prompt.others if prompt.setting is not None else ()
    establish = Draft(
        "establish",
        "establish",
        (Camera.DOLLY_IN, Camera.CRANE, Camera.PAN_RIGHT),
        ShotSize.MEDIUM_CLOSE_UP
        if close in (ShotSize.CLOSE_UP, ShotSize.EXTREME_CLOSE_UP)
        else ShotSize.MEDIUM,
        1.0,
        hero,
        companions,
        setting=table,
    )
    detail = Draft(
        "detail",
        "detail",
        (Camera.ORBIT, Camera.PAN_RIGHT, Camera.TILT_UP),
        ShotSize.EXTREME_CLOSE_UP,
        0.8,
        hero,
        setting=table,
    )
    use = _use(prompt, subject, table)
    end = Draft(
        "end-card",
        "end_card",
        (Camera.STATIC, Camera.DOLLY_IN),
        ShotSize.MEDIUM,
        0.9,
        hero,
        setting=table,
        details=("copy space right",),
        titles=(Title(text=product_name(subject), subtitle="Take a closer look", kind="end_card"),),
    )
    if count == 2:
        return [establish, end]
    if count == 3:
        return [establish, use if prompt.action else detail, end]
    middle = [detail, use]
    more = [
        Draft(
            "turn", "detail", (Camera.ORBIT, Camera.PAN_RIGHT), ShotSize.CLOSE_UP, 0.8, hero, setting=table
        ),
        Draft(
            "surface",
            "detail",
            (Camera.TILT_UP, Camera.PAN_RIGHT, Camera.DOLLY_IN),
            ShotSize.EXTREME_CLOSE_UP,
            0.7,
            hero,
            setting=table,
        ),
        Draft(
            "wide",
            "detail",
            (Camera.CRANE, Camera.DOLLY_OUT, Camera.PAN_RIGHT),
            ShotSize.WIDE,
            0.8,
            hero,
            setting=table,
        ),
    ]
    extra = 0
    while len(middle) < count - 2:
        base = more[extra % len(more)]
        rounds = extra // len(more)
        middle.append(base if not rounds else base.variant(rounds + 1))
        extra += 1
    return [establish, *middle, end]


def _hero(subject: Subject) -> Subject:
    noun = _HERO.get(subject.noun, subject.noun)
    plain = " ".join(a for a in subject.attributes if " " not in a)
    if noun == subject.noun and subject.text:
        return subject
    if noun in _PHRASES:
        text = " ".join(_PHRASES[noun].format(plain).split())
    elif noun != subject.noun:
        text = f"a {noun} of {plain} {subject.noun}".replace("  ", " ")
        if noun not in ("bottle", "jar"):
            text = f"a {noun}"
    else:
        text = subject.text or f"a {plain} {noun}".replace("  ", " ")
    return Subject(noun=noun, text=text, count=subject.count, attributes=subject.attributes)


def _table(subject: Subject, style: Style | None) -> Setting:
    category = noun_category(subject.noun) or "product"
    if category in _WOODEN or subject.noun in ("honey jar", "jar", "candle", "book"):
        return Setting(text="on a wooden table", family=Family.TABLETOP, features=("wood",))
    if category == "vehicle":
        return Setting(text="in a photo studio", family=Family.STUDIO)
    if style in (Style.CLEAN, Style.COMMERCIAL, None):
        return Setting(text="on a white table", family=Family.TABLETOP, features=("white",))
    return Setting(text="on a stone table", family=Family.TABLETOP, features=("stone",))


def _use(prompt: Prompt, subject: Subject, table: Setting) -> Draft:
    """The product in use; what the prompt itself says it does comes first."""
    if prompt.action is not None:
        return Draft(
            "use",
            "use",
            (Camera.TILT_DOWN, Camera.DOLLY_IN, Camera.PAN_RIGHT),
            ShotSize.CLOSE_UP,
            1.1,
            subject,
            prompt.others,
            prompt.action,
            table,
        )
    category = noun_category(subject.noun) or "product"
    kind = _KIND.get(subject.noun) or _CATEGORY.get(category, "hold")
    use = _USES[kind]
    name = re.sub(r"^(?:an?|the|some)\s+", "", subject.text or subject.noun, flags=re.I)
    words = {"noun": subject.noun, "name": subject.text or name}
    if subject.text == name and subject.count == 1 and category not in ("food", "drink"):
        words["name"] = f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
    others = tuple(
        Subject(
            noun=noun.format(**words),
            text=text.format(**words),
            relation=relation,
            attributes=subject.attributes if noun == "{noun}" else (),
            count=subject.count if noun == "{noun}" else 1,
        )
        for noun, text, relation in use.others
    )
    own = use.subject == "{noun}"
    attributes = tuple(a for a in subject.attributes if own or a in COLOURS) if own else use.attributes
    return Draft(
        "use",
        "use",
        use.cameras,
        use.size,
        1.1,
        Subject(
            noun=use.subject.format(**words),
            text=use.text.format(**words),
            attributes=attributes,
            count=subject.count if own else 1,
        ),
        others,
        use.action,
        table
        if use.place is None
        else Setting(text=use.place[0], family=use.place[1], features=use.place[2]),
        details=use.details,
        scene="main" if use.place is None else "use",
    )
