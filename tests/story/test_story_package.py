import subprocess
import sys

from reelwright import story
from reelwright.story import Family, home_family, motion_of, noun_category
from reelwright.story.lexicon import lexicon, noun_names, place_of

COCO = """person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant,
stop sign, parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe,
backpack, umbrella, handbag, tie, suitcase, frisbee, skis, snowboard, sports ball, kite, baseball
bat, baseball glove, skateboard, surfboard, tennis racket, bottle, wine glass, cup, fork, knife,
spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake, chair,
couch, potted plant, bed, dining table, toilet, tv, laptop, computer mouse, remote, keyboard, cell
phone, microwave, oven, toaster, sink, refrigerator, book, clock, vase, scissors, teddy bear, hair
drier, toothbrush"""


def test_every_public_name_can_be_imported():
    assert all(getattr(story, name) is not None for name in story.__all__)
    assert sorted(story.__all__) == sorted(set(story.__all__))


def test_importing_the_package_loads_neither_dictionary_nor_lexicon():
    code = (
        "import sys, reelwright.story; reelwright.story.Prompt; "
        "print([m for m in ('lemminflect', 'numpy', 'reelwright.story.lexicon.index') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_lexicon_holds_the_eighty_things_of_coco():
    nouns = lexicon().nouns
    assert [name.strip() for name in COCO.replace("\n", " ").split(",") if name.strip() not in nouns] == []
    assert len(noun_names()) > 800


def test_every_family_has_phrases_of_its_own():
    families = {entry.value for entry in lexicon().places.values()}
    assert families == set(Family)
    assert len(lexicon().places) >= 150
    assert place_of("wooden table") == Family.TABLETOP


def test_aliases_lead_to_nouns_that_exist():
    missing = {str(e.value) for e in lexicon().nouns.values() if noun_category(str(e.value)) is None}
    assert missing == set()


def test_verbs_know_their_kind_of_motion_and_nouns_their_home():
    assert (motion_of("sprint"), motion_of("take off"), motion_of("run fast"), motion_of("frob")) == (
        "run",
        "fly",
        "run",
        None,
    )
    assert (home_family("camel"), home_family("honey jar"), home_family("zorgle")) == (
        "desert",
        "tabletop",
        None,
    )
