"""Small words: what holds a sentence together, what counts things, and what is only talk about the video."""

from __future__ import annotations

from typing import Final

from reelwright.story.lexicon.notation import pairs, words

__all__ = [
    "ADJECTIVES",
    "ADVERBS",
    "ALTERNATIVES",
    "CHATTER",
    "CONTAINERS",
    "COUNTS",
    "CUES",
    "DETERMINERS",
    "FILLERS",
    "GROUPS",
    "NEGATIVES",
    "NUMBERS",
    "PLACE_PREPOSITIONS",
    "PORTRAYALS",
    "RELATIONS",
    "STOPWORDS",
]

DETERMINERS: Final = frozenset(
    words(
        """
    a an the this that these those his her its their my our your some any each every another both all
    one's
    """
    )
)

NUMBERS: Final[dict[str, int]] = {
    word: int(number)
    for word, number in pairs(
        """
    one = 1, single = 1, lone = 1, solitary = 1, two = 2, three = 3, four = 4, five = 5, six = 6, seven
    = 7, eight = 8, nine = 9, ten = 10, eleven = 11, twelve = 12, fifteen = 15, twenty = 20, thirty =
    30, forty = 40, fifty = 50, hundred = 100, thousand = 1000, dozen = 12, several = 5, many = 12, few
    = 3, countless = 100, numerous = 12, multiple = 4, hundreds = 100, thousands = 1000, dozens = 24,
    twin = 2
    """
    ).items()
}

GROUPS: Final[dict[str, int]] = {
    word: int(number)
    for word, number in pairs(
        """
    flock = 12, herd = 10, group = 5, crowd = 40, swarm = 40, pack = 6, school = 20, shoal = 20, bunch =
    6, pair = 2, couple = 2, trio = 3, duo = 2, team = 6, pride = 5, pod = 5, colony = 20, litter = 5,
    row = 6, line = 6, cluster = 8, bouquet = 12, stack = 6, pile = 10, set = 4, fleet = 8, convoy = 6,
    army = 40, horde = 30, family = 4, gang = 5, collection = 6, handful = 6, heap = 10, caravan = 8,
    troop = 8, variety = 6, assortment = 6, selection = 6, array = 8, murmuration = 60, squadron = 6,
    band = 5, parade = 12, hundred = 100, thousand = 1000, dozen = 12, lot = 12, trail = 8
    """
    ).items()
}
"""Words that count when "of" follows: "a flock of birds"."""

COUNTS: Final[dict[str, int]] = {
    "hundreds": 100,
    "thousands": 1000,
    "dozens": 24,
    "millions": 1000,
    "lots": 12,
    "tons": 30,
}
"""Plural numbers before "of": "hundreds of balloons"."""

CONTAINERS: Final = frozenset(
    words(
        """
    cup mug glass bottle jar bowl plate box can bag basket slice piece pot pint jug pitcher tube tin bar
    loaf block cone spoon spoonful bucket barrel packet pack drop stream splash scoop sheet field sprig
    bundle crate tray
    """
    )
)
"""Vessels: "a bowl of cherries" is a bowl; what is in it becomes an attribute."""

PORTRAYALS: Final = frozenset(
    words(
        """
    video clip footage film movie scene shot demo demonstration photo photograph picture image portrait
    animation commercial ad advert advertisement promo trailer teaser timelapse time-lapse hyperlapse
    montage sequence view views vlog reel render rendering visualization visualisation illustration
    painting drawing depiction depicting loop look close-up story tale documentary presentation showcase
    reveal tour walkthrough cinemagraph glimpse version rendition still snapshot review unboxing
    tutorial explainer introduction spot short gif moment slideshow screensaver wallpaper visual visuals
    """
    )
)
"""Words for the film itself: in "a video of X" the subject is X."""

CHATTER: Final = frozenset(
    words(
        """
    create creating generate generating make produce render show shows showing showcase showcasing
    depict depicts depicting feature features featuring imagine please want wants i we you us me would
    like need let let's lets can could give film shoot capture captures capturing captured present
    presents highlight highlights highlighting focus focuses focusing focused see seen visible set
    starring about titled called named design reveal reveals revealing promote promoting advertise
    advertising
    """
    )
)
"""Words that talk to the program; dropped at the start of a clause."""

PLACE_PREPOSITIONS: Final = frozenset(
    words(
        """
    in on at through across over under beneath below above along by near beside behind inside into onto
    within around down up toward towards from off past between among amid amidst against outside out via
    throughout atop aboard beyond underneath before
    """
    )
)

RELATIONS: Final[dict[str, str]] = pairs(
    """
    on = on, onto = on, atop = on, upon = on, aboard = on, under = under, beneath = under, below =
    under, underneath = under, over = over, above = over, beside = beside, by = beside, near = beside,
    next to = beside, alongside = beside, around = beside, and = beside, between = beside, among =
    beside, against = beside, at = in_front_of, to = in_front_of, toward = in_front_of, towards =
    in_front_of, past = beside, from = beside, before = in_front_of, in front of = in_front_of, behind =
    behind, with = with, in = in, inside = in, within = in, into = in, through = in, across = in, along
    = beside, down = on, up = on, off = on, out = in
    """
)
"""How the main subject stands to the thing that follows the preposition."""

NEGATIVES: Final = frozenset(words("no without not avoid never minus exclude excluding lacking"))

CUES: Final[dict[str, frozenset[str]]] = {
    "camera": frozenset(
        words(
            """
    follow following shot shots camera move movement motion footage view angle perspective flight
    flyover video take work
    pass
    """
        )
    ),
    "size": frozenset(words("of shot shots view angle framing frame lens composition")),
    "style": frozenset(
        words(
            """
    style look aesthetic styled feel vibe film video footage animation render rendering scene shot
    quality design treatment
    """
        )
    ),
    "lighting": frozenset(words("light lights lighting lit glow illumination ambience rays")),
    "mood": frozenset(
        words(
            """
    mood atmosphere feel feeling vibe vibes tone ambience ambiance tones music soundtrack energy
    """
        )
    ),
    "time": frozenset(words("time light lighting scene")),
    "weather": frozenset(words("weather conditions skies")),
}

FILLERS: Final = frozenset(
    words(
        """
    slow slowly slow-motion smooth smoothly gentle gently steady steadily fast quick quickly subtle
    beautiful beautifully stunning gorgeous epic dramatic dynamic sweeping low high angle level eye shot
    camera cam move movement motion style look aesthetic mood atmosphere feel lighting light lit lights
    view scene footage video film with in a an the and of from at to very highly slightly professional
    quality ultra hd 4k 8k uhd hdr 1080p 720p 2160p fps detailed detail details texture textures sharp
    crisp shallow deep depth field bokeh background blurred blurry focus rack lens 24fps 30fps 60fps
    120fps 50mm 85mm grain grainy resolution masterpiece award winning vivid rich colors colours color
    colour tones tone palette grading grade graded hyper extremely widescreen vertical horizontal square
    portrait landscape format loop looping seamless seamlessly music soundtrack background vibe vibes
    shots style, upbeat warm soft cool bright dark moody long short wide close single continuous take
    one weather time day conditions tight then by
    """
    )
)
"""Words that may stand in a clause of film language without making it a description."""

STOPWORDS: Final = frozenset(
    words(
        """
    vs versus a an the this that these those his her its their my our your some any each every another
    both all
    and or but nor so yet then while as with without of in on at through across over under beneath below
    above along by near beside behind inside into onto within around down up toward towards from off
    past between among amid amidst against outside out via throughout atop aboard beyond underneath to
    for until during before after since than is are was were be been being am has have had having do
    does did will would can could should shall may might must it he she they them him we us i you me who
    whom whose which what when where why how there here just very really quite too also only even still
    like if because though although not no nor if's its it's he's she's they're that's there's i'm don't
    doesn't isn't aren't upon next front alongside about per himself herself itself themselves each
    other one ones something anything everything nothing around back away together again first second
    finally suddenly video clip scene shot footage film camera style image picture s t re ll d m ve eg
    ie etc please starting featuring including such more most much many lot lots bit way kind sort type
    side middle center centre top bottom end beginning front edge left right foreground background
    distance frame view look looks looking seems slow motion slowmo slow-mo speed real time
    """
    )
)
"""Words without a picture of their own; never reported as unresolved."""

ALTERNATIVES: Final = frozenset(words("while as when where who which that then and but"))

ADVERBS: Final = frozenset(
    words(
        """
    slowly quickly fast gently softly gracefully happily playfully quietly calmly peacefully
    majestically rapidly suddenly smoothly carefully joyfully proudly excitedly lazily briskly steadily
    freely wildly furiously elegantly silently alone together upward upwards downward downwards forward
    forwards backward backwards away high low everywhere ahead nearby outside outdoors home overhead
    apart there here again just now then still very deeply brightly loudly barefoot underfoot downhill
    uphill aside
    """
    )
)

ADJECTIVES: Final = frozenset(
    words(
        """
    big small large tiny little huge giant gigantic massive enormous miniature tall short long wide
    narrow thick thin fat slim old young new ancient antique vintage retro modern futuristic classic
    traditional rustic fresh organic natural raw pure ripe juicy delicious tasty crispy creamy frothy
    steaming hot cold warm cool icy frozen melting wet dry soaked muddy dirty clean shiny glossy matte
    sparkling glowing luminous bright dark pale deep light heavy soft hard rough smooth fluffy furry
    hairy curly straight spiky sharp round square flat curved broken cracked rusty rusted old-fashioned
    abandoned empty full open closed beautiful pretty lovely gorgeous stunning handsome elegant
    luxurious luxury premium expensive cheap fancy ornate simple plain minimalist cute adorable sweet
    happy sad angry sleepy tired hungry curious playful brave fierce wild tame gentle calm peaceful
    majestic noble mighty powerful strong weak fast slow quick agile lazy busy lonely alone mysterious
    magical mythical legendary fantastic scary spooky evil friendly funny silly clever wise proud shy
    excited joyful cheerful homeless rich poor royal medieval victorian gothic japanese chinese korean
    indian african american european french italian spanish german british english scottish irish
    russian mexican brazilian egyptian greek roman arabian turkish tibetan nordic asian latin hawaiian
    thai vietnamese tropical arctic alpine autumn autumnal winter summer spring stray wounded flying
    sleeping running dancing handmade homemade wireless electric digital smart portable portable compact
    elderly middle-aged teenage pregnant bearded bald masked hooded armored armoured uniformed
    blindfolded barefoot tattooed muscular colorful colourful transparent translucent holographic
    metallic striped spotted patterned floral checkered plaid polka-dotted floating distant nearby
    towering rolling endless vast lush dense bustling crowded quiet noisy busy cozy cosy dusty grand
    tiny towering snowy rainy stormy foggy misty sunny cloudy windy starry moonlit sunlit overgrown
    hidden secret lost sunken forgotten sacred haunted enchanted epic dramatic lively stylish trendy
    casual formal athletic professional famous iconic unique rare exotic robotic mechanical alien human
    artificial vegan healthy gluten-free local seasonal artisan artisanal craft roasted grilled baked
    fried freshly sliced chopped iced spicy sour bitter salty sweet golden-brown domestic real fake
    solid liquid hollow double triple tangled frayed worn weathered polished perfect imperfect delicate
    fragile sturdy eco-friendly sustainable recycled reusable vibrant vivid surreal abstract geometric
    kinetic parked lone solo gray-haired silver-haired red-haired blue-eyed long-haired short-haired
    dark-haired one-eyed four-legged high-tech low-poly bioluminescent crystal-clear crystal stylized
    cartoon animated realistic lifelike cinematic beautiful
    """
    )
)
