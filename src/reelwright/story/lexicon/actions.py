"""Verbs, as lemmas, by the motion that they are a kind of, and how they take an object.

``MOTIONS`` groups verbs whose pictures resemble each other, so that a rig that can *run* can also *sprint*.
``OBJECT_RELATION`` says how a direct object stands to the subject; other verbs take it ``with`` them.
"""

from __future__ import annotations

from typing import Final

from reelwright.story.lexicon.notation import pairs, words

__all__ = ["ACTION_SECONDS", "IRREGULAR", "MOTIONS", "OBJECT_RELATION", "TRANSITIVE", "VAGUE"]

MOTIONS: Final[dict[str, str]] = {
    "run": """
    run sprint dash race gallop jog charge bolt chase flee scamper trot stampede pursue hurry rush
    canter
    """,
    "walk": """
    walk stroll wander march hike stomp stride tiptoe limp pace roam trek approach shuffle sneak
    prowl stalk patrol cross strut waddle explore enter exit leave arrive return step follow pass
    lead amble saunter graze
    """,
    "fly": """
    fly soar glide hover swoop flutter flap land take_off launch lift_off levitate float ascend descend
    circle buzz
    """,
    "swim": "swim dive snorkel paddle splash wade breach drift",
    "ride": """
    ride cycle drive pedal steer speed cruise race_past accelerate park skid navigate commute travel
    """,
    "sail": "sail row kayak canoe surf bob anchor dock float_on",
    "jump": "jump leap hop bounce skip vault flip somersault pounce spring backflip",
    "dance": "dance twirl waltz sway pirouette breakdance swing celebrate cheer perform rehearse",
    "sit": "sit rest relax lounge meditate kneel crouch perch lean recline camp picnic huddle",
    "sleep": "sleep nap doze snooze lie dream lay curl_up yawn",
    "stand": """
    stand wait pose look stare gaze watch observe listen face loom tower overlook peek guard see
    notice admire contemplate wear wonder think hide pause stop discover search appear emerge
    reflect remember
    """,
    "eat": "eat chew bite nibble munch lick taste feed devour gnaw",
    "drink": "drink sip slurp gulp",
    "talk": """
    talk speak chat sing laugh smile cry shout whisper argue explain present teach nod wave salute
    greet scream wink blink grin frown kiss hug cuddle embrace pray propose bark howl roar meow
    chirp purr sneeze interview blow
    """,
    "work": """
    work write type read study draw paint cook bake stir chop slice knead cut carve sew knit weld
    hammer build repair fix assemble craft sculpt mould mold clean wash sweep mop scrub polish dig
    plant water harvest pick gather collect sort pack wrap unwrap open unbox close press program
    code mix whisk grill fry boil roast brew prepare serve decorate photograph film record examine
    inspect operate fish hunt shop shave brush apply pump forge weave cast squeeze crack peel iron
    fold make create use water_plants solve charge_up test demonstrate saw shear milk arrange light
    spread design tie
    """,
    "play": """
    play throw catch kick juggle fetch toss dribble shoot hit score serve_ball strum drum skate
    skateboard snowboard ski wrestle box fight spar fence punch battle bowl golf compete train
    exercise lift stretch squat train_hard practice practise hang skydive parachute bungee conduct
    compose defend attack slay duel
    """,
    "carry": """
    carry hold push pull drag lift_up deliver bring hand give grab reach pick_up put place drop
    raise wield shake wave_at show offer receive take pet stroke touch tie_up balance load unload
    stack cradle
    """,
    "climb": "climb scale crawl slither scramble rappel creep inch abseil",
    "roll": "roll slide tumble spin rotate turn revolve swirl twist whirl orbit_around wobble",
    "fall": """
    fall drop_down plunge rain_down cascade collapse crumble sink descend_slowly shatter break topple
    """,
    "pour": """
    pour spray drip drizzle flow spill trickle fill ooze stream melt run_down gush dribble_down dip coat
    """,
    "rise": """
    rise grow bloom blossom sprout unfold expand inflate open_up wake awake swell stretch_up evolve
    """,
    "shine": """
    shine glow sparkle twinkle flicker shimmer glitter glimmer gleam burn blaze flash illuminate set
    sizzle radiate explode erupt crash burst detonate collide smash strike lap foam boil_over steam
    smoke smolder fizz ripple ignite bubble simmer evaporate crackle freeze pulse
    """,
    "transform": """
    transform morph change become turn_into dissolve_into form assemble_itself shift disappear
    vanish materialise materialize mutate shrink hatch
    """,
    "blow_in_wind": "rustle billow swish flap_in_wind",
    "move": "move go happen do come interact",
}

VAGUE: Final = frozenset(
    words(
        """
    move go happen do be come interact act exist show have get work change
    """
    )
)
"""Verbs that do not say what is seen moving."""

OBJECT_RELATION: Final[dict[str, str]] = {
    **dict.fromkeys(("ride", "drive", "cycle", "pedal", "sail", "row", "surf", "fly", "steer"), "riding"),
    **dict.fromkeys(
        words(
            """
    hold carry eat drink sip play read strum lift raise wield cradle write paint throw catch toss fetch
    grab use sew knit brush juggle balance pour bite lick chew nibble stir drizzle slice chop open unbox
    unwrap grip
    """
        ),
        "holding",
    ),
    **dict.fromkeys(
        words(
            """
    chase pursue follow watch observe admire kick face approach hit examine inspect fight push herd hunt
    look stare gaze photograph film slay attack fix repair build dribble guard weld polish feed wash
    play_with
    """
        ),
        "in_front_of",
    ),
    "jump": "over",
    "leap": "over",
    "cross": "on",
    "climb": "on",
    "pass": "beside",
    "overtake": "beside",
    "circle": "beside",
}

TRANSITIVE: Final = frozenset(
    words(
        """
    pour make cook bake slice chop cut carve build paint draw open unbox wash write read drink eat hold
    carry push pull drive ride play throw catch kick knead stir brew assemble repair fix plant water
    harvest pick peel squeeze crack whisk mix grill fry fold clean press wrap unwrap create use drizzle
    prepare serve
    """
    )
)
"""Verbs that may open a prompt without a subject: "pouring coffee into a cup"."""

ACTION_SECONDS: Final[dict[str, tuple[float, float]]] = {
    "blink": (0.2, 4),
    "sneeze": (1, 5),
    "wink": (0.3, 4),
    "jump": (0.7, 10),
    "leap": (0.7, 10),
    "flip": (0.7, 8),
    "backflip": (0.8, 8),
    "clap": (0.5, 10),
    "nod": (0.5, 8),
    "catch": (0.5, 8),
    "throw": (0.6, 8),
    "kick": (0.5, 10),
    "punch": (0.4, 10),
    "pour": (2, 30),
    "open": (1, 15),
    "sit": (1, 600),
    "explode": (0.5, 12),
    "shatter": (0.5, 10),
    "burst": (0.3, 10),
    "bake": (4, 600),
    "cook": (3, 600),
    "build": (4, 600),
    "assemble": (3, 600),
    "transform": (2, 30),
    "morph": (2, 30),
    "bloom": (3, 60),
    "blossom": (3, 60),
    "grow": (4, 600),
    "sprout": (3, 600),
    "melt": (3, 120),
    "cross": (3, 120),
    "climb": (3, 600),
    "dance": (2, 600),
    "hatch": (3, 60),
    "evolve": (4, 600),
    "sunset": (4, 600),
    "knit": (3, 600),
    "paint": (3, 600),
    "write": (2, 600),
    "travel": (3, 600),
    "land": (2, 20),
    "launch": (2, 40),
    "take off": (2, 30),
    "lift off": (2, 40),
    "collapse": (1, 20),
    "crash": (0.5, 600),
    "unbox": (3, 60),
    "repair": (3, 600),
    "demonstrate": (4, 600),
    "explain": (4, 600),
    "hike": (2, 600),
}
"""The shortest and the longest time, in seconds, in which one shot can show the action believably."""

IRREGULAR: Final[dict[str, str]] = pairs(
    """
    ran = run, flew = fly, flown = fly, swam = swim, swum = swim, rode = ride, ridden = ride, drove =
    drive, driven = drive, leapt = leap, slept = sleep, sat = sit, stood = stand, ate = eat, eaten =
    eat, drank = drink, drunk = drink, sang = sing, sung = sing, spoke = speak, spoken = speak, wrote =
    write, written = write, drew = draw, drawn = draw, threw = throw, thrown = throw, caught = catch,
    fought = fight, hung = hang, held = hold, brought = bring, gave = give, given = give, took = take,
    taken = take, fell = fall, fallen = fall, rose = rise, risen = rise, grew = grow, grown = grow, blew
    = blow, blown = blow, shone = shine, broke = break, broken = break, sank = sink, sunk = sink, spun =
    spin, wore = wear, worn = wear, went = go, gone = go, came = come, made = make, built = build, lit =
    light, lying = lie, lay = lie, laid = lay, dying = die, tying = tie, swung = swing, woke = wake,
    woken = wake, became = become, shot = shoot, sought = seek, slid = slide, froze = freeze, frozen =
    freeze, shook = shake, left = leave, crept = creep, knelt = kneel, bit = bite, dug = dig, found =
    find, fed = feed, saw = see, seen = see, told = tell
    """
)
