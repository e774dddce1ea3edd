"""Where a thing is at home when the prompt names no place."""

from __future__ import annotations

from typing import Final

from reelwright.story.lexicon.index import noun_category
from reelwright.story.lexicon.notation import words
from reelwright.story.vocabulary import Family

__all__ = ["LANDSCAPES", "home_family"]

_CATEGORY: Final[dict[str, Family]] = {
    "dog": Family.PARK,
    "animal": Family.FIELD,
    "bird": Family.SKY,
    "sea animal": Family.UNDERWATER,
    "insect": Family.FIELD,
    "creature": Family.FOREST,
    "plant": Family.FIELD,
    "vehicle": Family.CITY_STREET,
    "boat": Family.SEA,
    "aircraft": Family.SKY,
    "space": Family.SPACE,
    "food": Family.TABLETOP,
    "drink": Family.TABLETOP,
    "product": Family.TABLETOP,
    "clothing": Family.STUDIO,
    "furniture": Family.INTERIOR,
    "instrument": Family.INTERIOR,
    "sport": Family.STADIUM,
    "building": Family.FIELD,
    "nature": Family.MOUNTAINS,
    "body": Family.STUDIO,
    "abstract": Family.ABSTRACT,
    "person": Family.CITY_STREET,
}

_NOUNS: Final[dict[Family, str]] = {
    Family.SEA: """
    wave, surfer, dolphin, orca, humpback whale, seagull, sailor, kraken, iceberg, oil rig,
    sailboat, whirlpool, jet ski, surfboard, pelican, albatross
    """,
    Family.BEACH: """
    crab, palm tree, sandcastle, lifeguard, beach ball, seal, sea lion, shell, starfish, mermaid
    """,
    Family.SNOWFIELD: """
    penguin, polar bear, snowman, skier, snowboarder, husky, reindeer, sled, sleigh, igloo,
    snowmobile, walrus, arctic fox, glacier, snowflake, yeti, santa claus, snowy owl, ski,
    snowboard, mammoth
    """,
    Family.DESERT: """
    camel, cactus, pyramid, sphinx, scorpion, sand dune, rattlesnake, nomad, cowboy, rover, lizard
    """,
    Family.MOUNTAINS: """
    mountain, mountaineer, climber, ibex, snow leopard, eagle, hiker, goat, avalanche, cliff, yak
    """,
    Family.FOREST: """
    deer, fox, wolf, bear, squirrel, owl, waterfall, mushroom, fern, moss, tiger, monkey, gorilla,
    fairy, elf, hedgehog, panda, koala, sloth, toucan, raccoon, badger, frog, tree frog, jaguar,
    orangutan, cabin, treehouse, campfire, lumberjack, witch, stag, firefly, chameleon, parrot,
    macaw, moose, beaver, path, ranger, pine tree, fir tree, oak tree, redwood tree, maple tree,
    birch tree, spider, spider web, bird nest, red panda
    """,
    Family.LAKE: """
    swan, duck, duckling, canoe, kayak, rowboat, river, stream, otter, water lily, lotus,
    hippopotamus, crocodile, alligator, flamingo, heron, fisherman, kayaker, rower, salamander, koi,
    goose, ice skater, puddle
    """,
    Family.UNDERWATER: "diver, submarine, coral, kelp, seaweed, shark",
    Family.SKY: """
    cloud, rainbow, lightning, hot air balloon, kite, skydiver, paraglider, sun, aurora, star, moon,
    shooting star, meteor shower, fireworks, tornado, balloon, dragon, airship, phoenix, pegasus,
    angel, ufo
    """,
    Family.SPACE: "spaceship, satellite, space station, space shuttle, rocket, alien, black hole, portal",
    Family.MOON: "astronaut, lunar lander",
    Family.VOLCANO: "volcano, lava",
    Family.RAILWAY: "train, steam train, bullet train, freight train, subway train, monorail, train track",
    Family.HARBOUR: """
    lighthouse, cargo ship, ferry, fishing boat, pier, cruise ship, tugboat, yacht, dock crane
    """,
    Family.HIGHWAY: """
    truck, motorcycle, motorcyclist, camper van, convertible, bus, race car, sports car, jeep, biker
    """,
    Family.SKYLINE: "skyscraper, superhero, flying car, office building",
    Family.VILLAGE: """
    castle, knight, windmill, king, queen, church, cottage, princess, prince, samurai, temple, pagoda
    """,
    Family.FIELD: """
    horse, cow, sheep, tractor, barn, farmer, scarecrow, butterfly, bee, sunflower, rabbit,
    farmhouse, elephant, lion, giraffe, zebra, cheetah, combine harvester, wind turbine, kangaroo,
    unicorn, chicken, rooster, hen
    """,
    Family.STADIUM: """
    footballer, athlete, boxer, gymnast, basketball player, tennis player, runner, sprinter, band,
    audience, singer, orchestra, gladiator, referee
    """,
    Family.PARK: """
    fountain, playground, swing, cherry blossom, jogger, squirrel, pigeon, bench, cherry tree,
    family, ferris wheel, carousel, roller coaster, skateboarder, child, toddler, puppy, statue,
    grandmother, couple
    """,
    Family.INTERIOR: """
    cat, kitten, chef, baker, barista, pianist, piano, ballerina, dancer, doctor, nurse, scientist,
    teacher, student, programmer, office worker, painter, sculptor, potter, blacksmith, mechanic,
    fireplace, hamster, baby, guitarist, violinist, librarian, writer, robot, television, aquarium,
    fish tank, goldfish, wizard, ghost, monk, fashion model, grandfather, old man, old woman,
    watchmaker, streamer, gamer, dj, magician, waiter, bartender
    """,
    Family.SUBURB: "house, doghouse, mailbox, lawn mower, scooter, tricycle, school bus, postman, fence",
    Family.STUDIO: "sneaker, running shoe, model, perfume, car seat, dress, handbag",
    Family.TABLETOP: """
    honey, honey jar, watch, book, candle, chessboard, toy, teddy bear, rose, bouquet, headphones,
    hourglass, origami, fire, diamond, microscope, globe, snow globe, ice cube, potted plant, bonsai
    tree
    """,
    Family.INDUSTRIAL: """
    robot arm, welder, factory worker, bulldozer, excavator, forklift, server rack, engine, gear
    """,
    Family.ABSTRACT: "ink, paint, particle, fluid, smoke",
}

_HOME: Final[dict[str, Family]] = {
    noun.strip(): family for family, nouns in _NOUNS.items() for noun in nouns.split(",")
}

LANDSCAPES: Final = frozenset(
    words(
        """
    wave mountain volcano lava river stream glacier galaxy nebula waterfall aurora iceberg cloud island
    cliff hill tornado planet avalanche whirlpool sand dune skyscraper coral lightning rainbow
    """
    )
) | {"sand dune", "milky way", "solar system", "black hole"}
"""Nouns that are a place themselves: seen alone, they say where we are."""


def home_family(noun: str) -> Family | None:
    """The family of place where ``noun`` (a lemma) is usually seen, or None for an unknown noun."""
    return _HOME.get(noun) or _CATEGORY.get(noun_category(noun) or "")
