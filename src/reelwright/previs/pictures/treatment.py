"""Words for changes to a clip, and which of them the built-in engine can make."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from reelwright.story.prompt import Prompt
from reelwright.story.vocabulary import Style, TimeOfDay

__all__ = ["COLOURS", "Treatment", "named_treatments", "treatments_of"]

COLOURS: Final[dict[str, tuple[float, float, float]]] = {
    "red": (0, 0.85, 0.80),
    "orange": (28, 0.90, 0.95),
    "brown": (24, 0.60, 0.45),
    "yellow": (52, 0.85, 0.95),
    "gold": (45, 0.75, 0.90),
    "green": (125, 0.70, 0.65),
    "teal": (178, 0.75, 0.60),
    "turquoise": (178, 0.65, 0.80),
    "cyan": (190, 0.75, 0.85),
    "blue": (222, 0.80, 0.80),
    "purple": (275, 0.65, 0.65),
    "violet": (272, 0.65, 0.70),
    "magenta": (310, 0.80, 0.80),
    "pink": (338, 0.50, 0.95),
    "white": (0, 0.02, 1.0),
    "grey": (0, 0.0, 0.6),
    "gray": (0, 0.0, 0.6),
    "black": (0, 0.0, 0.16),
}
"""Hue in degrees, saturation and value of the colours that a thing can be given."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """One change: ``name`` as it stands in documents ("night", "look:noir", "recolour:red>blue"), and how
    it reads."""

    name: str
    says: str


_ORDER: Final = (
    *("stabilise", "denoise", "upscale", "sharpen", "recolour", "black_and_white", "sepia", "warm", "cool"),
    *("vivid", "muted", "bright", "dark", "night", "dusk", "golden_hour", "dawn", "day", "pencil", "oil"),
    "look",
)
_WORDS: Final = {
    "stabilise": r"stabili[sz]\w*|steady|steadied|smooth (?:out )?(?:the )?(?:camera|shake)"
    r"|remove (?:the )?shak\w+",
    "denoise": r"de-?nois\w*|noise reduction|remove (?:the )?(?:noise|grain)"
    r"|clean(?:er)? (?:the )?(?:noise|grain)",
    "upscale": r"up-?scal\w*|super[- ]resolution|higher resolution|enlarge\w*|upres",
    "sharpen": r"sharpen\w*|sharper|crisper",
    "black_and_white": r"black[- ]and[- ]white|monochrome|greyscale|grayscale|desaturated? completely",
    "sepia": r"sepia",
    "warm": r"warm(?:er)?(?: (?:tones?|colou?rs?|light|grade))?",
    "cool": r"(?:cool(?:er)?|cold(?:er)?)(?: (?:tones?|colou?rs?|light|grade))?",
    "vivid": r"vivid|vibrant|more saturat\w+|punch(?:y|ier)|colou?rful",
    "muted": r"muted|desaturat\w+|pastel|washed[- ]out|faded",
    "bright": r"bright(?:er|en)\b|lighter",
    "dark": r"dark(?:er|en)\b",
    "pencil": r"pencil|graphite|charcoal|sketch(?:ed|y)?|line drawing|storyboard drawing",
    "oil": r"oil[- ]paint\w*|impasto|van gogh|in oils?",
}
_PATTERNS: Final = {name: re.compile(rf"\b(?:{words})\b", re.I) for name, words in _WORDS.items()}
_TIMES: Final = {
    TimeOfDay.NIGHT: "night",
    TimeOfDay.DUSK: "dusk",
    TimeOfDay.GOLDEN_HOUR: "golden_hour",
    TimeOfDay.DAWN: "dawn",
    TimeOfDay.DAY: "day",
}
_ONE: Final = "|".join(COLOURS)
_RECOLOUR: Final = (
    re.compile(rf"\b(?P<from>{_ONE})\s+(?:\w+\s+){{0,3}}?(?:to|into|becomes?|→|->)\s+(?P<to>{_ONE})\b", re.I),
    re.compile(
        rf"\b(?:turn|make|paint|recolou?r|change|dye|colou?r)\s+(?:(?:the|all|every|its|her|his|their)\s+)*"
        rf"(?P<from>{_ONE})\s+(?:\w+\s+){{1,3}}?(?P<to>{_ONE})\b",
        re.I,
    ),
    re.compile(
        rf"\b(?:turn|make|paint|recolou?r|change|dye|colou?r)\s+(?:\w+\s+){{1,4}}?(?:to\s+|in\s+)?(?P<to>{_ONE})\b",
        re.I,
    ),
)


def _recolour(text: str) -> str | None:
    for pattern in _RECOLOUR:
        match = pattern.search(text)
        if match:
            groups = match.groupdict()
            source, target = (groups.get("from") or "auto").lower(), groups["to"].lower()
            return None if source == target else f"recolour:{source}>{target}"
    return None


def treatments_of(prompt: Prompt) -> tuple[Treatment, ...]:
    """The changes that ``prompt`` asks for and the engine can make, in the order in which they are made."""
    text = prompt.text
    found = [name for name, pattern in _PATTERNS.items() if pattern.search(text)]
    if "black_and_white" not in found and (recolour := _recolour(text)):
        found.append(recolour)
    if prompt.time is not None:
        found.append(_TIMES[prompt.time])
    drawn = {"pencil", "oil"} & set(found)
    if prompt.style is not None and not (drawn and prompt.style in (Style.ARTISTIC, Style.REALISTIC)):
        found.append(f"look:{prompt.style.value}")
    return named_treatments(dict.fromkeys(found))


def named_treatments(names: object) -> tuple[Treatment, ...]:
    """Treatments by name, in the order in which they are made; unknown names are left out."""
    ranked = []
    for name in names if hasattr(names, "__iter__") else ():
        kind = str(name).partition(":")[0]
        if kind in _ORDER:
            ranked.append((_ORDER.index(kind), str(name)))
    return tuple(Treatment(name, _says(name)) for _, name in sorted(ranked))


def _says(name: str) -> str:
    kind, _, detail = name.partition(":")
    if kind == "recolour":
        source, _, target = detail.partition(">")
        return f"{'the main colour' if source == 'auto' else source} becomes {target}"
    if kind == "look":
        return f"{detail} look"
    return kind.replace("_", " ")
