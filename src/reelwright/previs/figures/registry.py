"""From a noun and its attributes to a figure, and from an action to a gait and a speed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reelwright.previs.figures.astronaut import Astronaut
from reelwright.previs.figures.bird import BIRDS, Bird
from reelwright.previs.figures.butterfly import Butterfly
from reelwright.previs.figures.casting import PEOPLE, cast
from reelwright.previs.figures.coats import coat_in
from reelwright.previs.figures.cones import RGB
from reelwright.previs.figures.layer import Figure
from reelwright.previs.figures.palette import COLOURS, colour_in
from reelwright.previs.figures.quadruped import Quadruped
from reelwright.previs.figures.robot import Robot
from reelwright.previs.figures.species import SPECIES, species
from reelwright.previs.figures.swimmer import SWIMMERS, Swimmer

__all__ = ["find", "known_nouns", "motion"]

_SAME: Final[dict[str, str]] = {
    "retriever": "golden retriever", "golden": "golden retriever", "lab": "labrador", "hound": "dog",
    "terrier": "dog", "spaniel": "golden retriever", "poodle": "dog", "beagle": "dog",
    "collie": "golden retriever", "setter": "golden retriever", "mutt": "dog", "doggy": "dog",
    "doggie": "dog", "pup": "puppy", "german shepherd": "shepherd", "alsatian": "shepherd",
    "malamute": "husky", "sled dog": "husky", "coyote": "wolf", "jackal": "wolf", "vixen": "fox",
    "kitty": "cat", "tabby": "cat", "tomcat": "cat", "mare": "horse", "stallion": "horse", "mustang": "horse",
    "pony": "horse", "steed": "horse", "gelding": "horse", "colt": "foal", "mule": "donkey", "ox": "bull",
    "bison": "bull", "buffalo": "bull", "calf": "cow", "cattle": "cow", "lamb": "sheep", "ewe": "sheep",
    "ram": "sheep", "piglet": "pig", "hog": "pig", "boar": "pig", "stag": "deer", "buck": "deer",
    "reindeer": "deer", "elk": "deer", "moose": "deer", "antelope": "doe", "gazelle": "doe", "fawn": "doe",
    "lion cub": "lioness", "jaguar": "leopard", "panther": "leopard", "puma": "lioness", "cougar": "lioness",
    "grizzly": "bear", "brown bear": "bear", "black bear": "bear", "panda bear": "panda", "bunny": "rabbit",
    "hare": "rabbit", "chipmunk": "squirrel", "rat": "mouse", "lady": "woman", "female": "woman",
    "wife": "woman", "mother": "woman", "mom": "woman", "mum": "woman", "actress": "woman", "bride": "woman",
    "gentleman": "man", "guy": "man", "male": "man", "husband": "man", "father": "man", "dad": "man",
    "actor": "man", "person": "man", "human": "man", "adult": "man", "figure": "man", "crowd": "man",
    "people": "man", "pedestrian": "man", "traveller": "hiker", "traveler": "hiker", "backpacker": "hiker",
    "mountaineer": "hiker", "climber": "hiker", "child": "girl", "kid": "boy", "daughter": "girl",
    "son": "boy", "baby": "toddler", "infant": "toddler", "teenager": "boy", "grandfather": "old man",
    "grandpa": "old man", "grandmother": "old woman", "grandma": "old woman", "elder": "old man",
    "fisherman": "old man", "sailor": "man", "cook": "chef", "baker": "chef", "gardener": "farmer",
    "beekeeper": "farmer", "rancher": "cowboy", "engineer": "worker", "builder": "worker",
    "executive": "businessman", "office worker": "businessman", "researcher": "scientist", "nurse": "doctor",
    "jogger": "runner", "athlete": "runner", "sprinter": "runner", "ballerina": "dancer", "hero": "superhero",
    "archaeologist": "explorer", "spaceman": "astronaut", "spacewoman": "astronaut", "cosmonaut": "astronaut",
    "android": "robot", "droid": "robot", "mech": "robot", "cyborg": "robot", "gull": "seagull",
    "raven": "crow", "falcon": "hawk", "kestrel": "hawk", "macaw": "parrot", "hen": "chicken",
    "rooster": "chicken", "duckling": "duck", "mallard": "duck", "goose": "swan", "songbird": "robin",
    "bluebird": "bird", "swallow": "bird", "finch": "sparrow", "koi": "goldfish", "carp": "goldfish",
    "tuna": "salmon", "great white": "shark", "porpoise": "dolphin", "humpback": "whale",
    "killer whale": "orca", "sea turtle": "turtle", "tortoise": "turtle", "moth": "butterfly",
    "monarch": "butterfly", "dragonfly": "butterfly",
}  # fmt: skip
_IRREGULAR: Final = {
    "people": "man", "men": "man", "women": "woman", "children": "child", "wolves": "wolf", "foxes": "fox",
    "mice": "mouse", "geese": "goose", "oxen": "ox", "calves": "calf", "puppies": "puppy",
    "butterflies": "butterfly", "fishes": "fish", "ladies": "lady", "babies": "baby", "bunnies": "bunny",
    "ponies": "pony", "kitties": "kitty", "businessmen": "businessman",
}  # fmt: skip
_DRAWN: Final = frozenset((*SPECIES, *PEOPLE, *BIRDS, *SWIMMERS, "butterfly", "astronaut", "robot"))
_OLD = {"old", "elderly", "aged", "ancient"}
_YOUNG = {"baby", "little", "young", "small", "tiny"}

_GAITS: Final[dict[str, str]] = {
    "run": "run", "sprint": "run", "gallop": "run", "race": "run", "chase": "run", "dash": "run",
    "charge": "run", "jog": "trot", "trot": "trot", "canter": "run", "bound": "run", "leap": "run",
    "hop": "run", "play": "run", "skip": "skip", "hurry": "trot", "walk": "walk", "stroll": "walk",
    "wander": "walk", "march": "walk", "hike": "walk", "climb": "walk", "step": "walk", "explore": "walk",
    "prowl": "walk", "stalk": "walk", "roam": "walk", "pace": "walk", "travel": "walk", "approach": "walk",
    "graze": "drink", "move": "walk", "sit": "sit", "rest": "lie", "lie": "lie", "lay": "lie",
    "sleep": "sleep", "nap": "sleep", "doze": "sleep", "stand": "stand", "wait": "stand", "watch": "stand",
    "look": "stand", "stare": "stand", "pose": "stand", "breathe": "stand", "idle": "stand", "perch": "stand",
    "drink": "drink", "eat": "drink", "sniff": "drink", "feed": "drink", "lap": "drink", "jump": "jump",
    "wave": "wave", "greet": "wave", "talk": "talk", "speak": "talk", "explain": "talk", "present": "talk",
    "sing": "talk", "laugh": "talk", "chat": "talk", "smile": "stand", "dance": "dance", "celebrate": "dance",
    "spin": "dance", "cheer": "dance", "read": "read", "study": "read", "hold": "hold", "carry": "hold",
    "pour": "hold", "cook": "hold", "fly": "fly", "soar": "fly", "glide": "fly", "flutter": "fly",
    "flap": "fly", "hover": "fly", "swim": "swim", "dive": "swim", "float": "float", "drift": "float",
}  # fmt: skip


def known_nouns() -> list[str]:
    """Every noun :func:`find` draws, synonyms included, sorted."""
    return sorted({*_DRAWN, *_SAME, *_IRREGULAR})


def _singular(word: str) -> list[str]:
    forms = [word]
    if word in _IRREGULAR:
        forms.append(_IRREGULAR[word])
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        forms.append(word[:-1])
    return forms


def _canonical(noun: str) -> str | None:
    """The drawn noun for ``noun``: itself, a synonym, its singular, or its head noun (its last words)."""
    words = noun.lower().replace("-", " ").split()
    for start in range(len(words)):
        tail = " ".join(words[start:])
        *front, last = words[start:]
        for form in _singular(last):
            whole = " ".join([*front, form])
            for name in (whole, _SAME.get(whole), _SAME.get(_IRREGULAR.get(whole, ""))):
                if name in _DRAWN:
                    return name
        if tail in _SAME:
            return _SAME[tail]
    return None


def find(noun: str, attributes: Sequence[str] = (), seed: int = 0) -> Figure | None:
    """The figure for ``noun``, coloured and dressed as ``attributes`` say; None when nothing fits.

    Args:
        noun: a noun or noun phrase in any number: ``golden retriever``, ``puppies``, ``old man``.
        attributes: adjectives and phrases: ``["black"]``, ``["red coat", "yellow scarf"]``, ``["spotted"]``.
        seed: chooses what the prompt leaves open (a person's face, hair and clothes; small size differences).
    """
    name = _canonical(noun)
    if name is None:
        return None
    words = [part.strip(".,").lower() for text in attributes for part in text.replace("-", " ").split()]
    # Words in front of the head noun are attributes too: "black dog".
    inside = noun.lower().replace("-", " ").split()
    words = [w for w in inside[:-1] if w not in name.split()] + words
    phrases = [" ".join(words)] if words else []
    colour = colour_in(words)
    if name in PEOPLE:
        if name in ("man", "woman") and _OLD & set(words):
            name = f"old {name}"
        if noun.lower().split()[-1] in (
            "people",
            "crowd",
            "person",
            "pedestrian",
            "pedestrians",
            "adult",
            "human",
        ):
            name = ("man", "woman")[seed * 7919 // 3 % 2]
        return cast(name, phrases, seed)
    if name == "astronaut":
        figure = Astronaut()
        if "suit" in words and colour is not None:
            return replace(figure, suit=colour)
        return replace(figure, stripe=colour) if colour is not None and colour[0] < 0.7 else figure
    if name == "robot":
        return replace(Robot(), paint=colour) if colour is not None else Robot()
    if name == "butterfly":
        return replace(Butterfly(), wings=colour) if colour is not None else Butterfly()
    if name in BIRDS:
        plumage = BIRDS[name]
        if colour is not None:
            dim = (colour[0] * 0.75, colour[1] * 0.75, colour[2] * 0.75)
            plumage = replace(
                plumage, back=colour, wings=dim, breast=_pale(colour), crown=colour if plumage.crown else None
            )
        return Bird(name, plumage)
    if name in SWIMMERS:
        trim = SWIMMERS[name]
        if colour is not None:
            trim = replace(
                trim,
                back=colour,
                belly=_pale(colour),
                fins=(colour[0] * 0.85, colour[1] * 0.85, colour[2] * 0.85),
            )
        return Swimmer(name, trim)
    if name == "dog" and {"baby", "little"} & set(words):
        name = "puppy"
    if name == "cat" and {"baby", "little"} & set(words):
        name = "kitten"
    build, coat = species(name)
    own = {"golden retriever": "golden", "fox": "red"}
    if colour is not None and colour != COLOURS.get(own.get(name, "")):
        spots = (0.022, 0.020, 0.020) if "spotted" in words else None
        coat = coat_in(coat, colour, spots=spots)
    if _YOUNG & set(words) and name not in ("puppy", "kitten", "foal"):
        build = replace(build, withers=build.withers * 0.68, head=build.head * 1.22, eye=build.eye * 1.25)
    label = noun.strip().lower() or name
    return Quadruped(label, build, coat)


def _pale(colour: RGB) -> RGB:
    r, g, b = (c + (0.8 - c) * 0.45 for c in colour)
    return r, g, b


def _stem(word: str) -> list[str]:
    forms = [word]
    if word.endswith("ing"):
        root = word[:-3]
        forms += [root, root + "e"]
        if len(root) > 2 and root[-1] == root[-2]:
            forms.append(root[:-1])
        if root.endswith("y"):
            forms.append(root[:-1] + "ie")
    for suffix in ("s", "es", "ed", "d"):
        if word.endswith(suffix):
            forms.append(word[: -len(suffix)])
    if word.endswith("ied") or word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if word == "lying":
        forms.append("lie")
    irregular = {
        "ran": "run",
        "sat": "sit",
        "stood": "stand",
        "flew": "fly",
        "swam": "swim",
        "slept": "sleep",
        "drank": "drink",
        "ate": "eat",
    }
    if word in irregular:
        forms.append(irregular[word])
    return forms


def motion(figure: Figure, action: str | None) -> tuple[str, float]:
    """The gait and speed (metres a second) that ``action`` means for this figure.

    ``action`` may be a word or a phrase (``"running through a field"``, ``"slowly walking"``). Without a
    known word, animals and people walk, birds and butterflies fly and fish swim. Adverbs change the speed.
    """
    default = {Bird: "fly", Butterfly: "fly", Swimmer: "swim"}.get(type(figure), "walk")
    gait = default if action is None else ""
    words = (action or "").lower().replace(",", " ").replace("-", " ").split()
    for word in words:
        for form in _stem(word):
            if form in _GAITS:
                gait = _GAITS[form]
                break
        if gait:
            break
    moved = figure.moving(gait or default, 0.0)
    if isinstance(figure, Quadruped) and gait == "jump":
        moved = figure.moving("gallop", 0.0)
    speed = moved.speed
    if {"slowly", "slow", "gently", "leisurely", "calmly"} & set(words):
        speed *= 0.75
    if {"fast", "quickly", "swiftly", "wildly"} & set(words):
        speed *= 1.25
    return moved.gait, round(speed, 3) if math.isfinite(speed) else 0.0
