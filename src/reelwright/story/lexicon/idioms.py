"""Fixed phrases: prepositions of several words, verbs with a particle, and words that name a kind of film."""

from __future__ import annotations

from typing import Final

from reelwright.story.lexicon.notation import pairs, words

__all__ = ["GENRES", "PARTICLES", "PREPOSITIONS"]

PREPOSITIONS: Final[dict[tuple[str, ...], str]] = {
    words(phrase): preposition
    for phrase, preposition in pairs(
        """
    in front of = in front of, next to = next to, on top of = on, out of = out, in the middle of = in,
    at the edge of = on, on the edge of = on, close to = near, inside of = inside, at the top of = on,
    in the background =, in the foreground =, in the distance =, at the end of = in, at the bottom of =
    in, in the heart of = in, in the center of = in, in the centre of = in, on the side of = beside,
    full of = with, filled with = with, surrounded by = among, covered with = with, covered in = with,
    in slow motion =, at the camera =, into the camera =, toward the camera =, towards the camera =, to
    the camera =, on a background of = against, with a view of = before, at camera =, to camera =,
    towards camera =, toward camera =, in the air =, through the air =, in the wind =, in the breeze =,
    in the style of = style, on fire =, in love =, in circles =, at full speed =, in the sun =, in the
    shade =, in silence =, in action =, in motion =
    """
    ).items()
}
"""The preposition that a phrase amounts to; "" for a phrase that places nothing ("at the camera")."""

PARTICLES: Final = frozenset(
    words(phrase)
    for phrase in ("take off", "lift off", "wake up", "pick up", "curl up", "open up", "stand up")
)

GENRES: Final = pairs(
    """
    product = product, commercial = product, advert = product, ad = product, advertisement = product,
    promo = product, unboxing = product, launch = product, demo = product, explainer = explainer,
    tutorial = explainer, walkthrough = explainer, lesson = explainer, travel = travel, tour = travel,
    vacation = travel, vlog = travel, landscape = travel, journey = travel, story = story, tale = story,
    trailer = story
    """
)
