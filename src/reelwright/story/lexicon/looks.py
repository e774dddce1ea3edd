"""What people call styles, lighting, moods and palettes. ``?`` marks everyday words, as in ``cameras``."""

from __future__ import annotations

from typing import Final

from reelwright.story.lexicon.notation import pairs, words
from reelwright.story.vocabulary import Style

__all__ = ["COLOURS", "LIGHTING", "MATERIALS", "MOODS", "PALETTES", "STYLES"]

STYLES: Final[dict[Style, str]] = {
    Style.CINEMATIC: """
    cinematic, cinematic style, cinematic look, ?film, ?movie, film look, film style, movie style, movie
    scene, movie like, filmic, hollywood style, blockbuster style, blockbuster, anamorphic, 35mm, 35mm
    film, 70mm, imax, movie trailer style, epic film style, widescreen film, feature film,
    cinematography, cinematic film, cinematic video, cinemascope
    """,
    Style.DOCUMENTARY: """
    documentary, documentary style, ?nature documentary, nature documentary style, wildlife documentary,
    docu style, documentary footage, documentary look, national geographic style, bbc documentary,
    planet earth style, news footage, reportage, reportage style, observational, mockumentary, cinema
    verite
    """,
    Style.COMMERCIAL: """
    commercial style, ?commercial, commercial look, tv commercial, advertisement, ?ad, ad style, advert,
    advertising, ?advertising, advertising style, promo, promo style, promotional, product ad, ad
    campaign, glossy, glossy commercial, polished commercial style, corporate style, commercial video,
    commercial photography
    """,
    Style.ARTISTIC: """
    artistic, artistic style, painterly, painterly style, watercolour, watercolor, watercolour style,
    watercolor style, watercolour painting, watercolor painting, oil painting, oil painting style, in
    the style of a painting, impressionist, impressionist style, impressionistic, impressionism,
    expressionist, surrealist, abstract art, ?abstract, abstract style, art style, ?sketch, pencil
    sketch, charcoal, charcoal drawing, pencil drawing, ink wash, ink drawing, pastel drawing, gouache,
    stop motion, stop motion animation, claymation, clay animation, ?clay style, paper cut, paper
    cutout, papercut style, storybook, storybook style, storybook illustration, illustration,
    illustrated, ?illustrated, illustration style, hand painted, hand drawn, hand drawn style, van gogh,
    van gogh style, pop art, pixel art, low poly, vaporwave, psychedelic, art nouveau, art deco style,
    ukiyo e, stylized, stylised, isometric, fantasy art, comic book style, comic style, graphic novel
    style, children's book style, children's book illustration, experimental style
    """,
    Style.ANIME: """
    anime, anime style, manga, manga style, japanese animation, japanese animation style, ghibli, ghibli
    style, studio ghibli, studio ghibli style, cel shaded, cel shading, cel animation, ?cartoon, cartoon
    style, cartoonish, animated, ?animated, animated film style, animation style, ?animation, 2d
    animation, 2d animated, 3d animation, 3d animated, pixar style, disney style, shonen style, chibi
    """,
    Style.REALISTIC: """
    ?realistic, realistic style, realism, photorealistic, photorealism, photo realistic, hyperrealistic,
    hyper realistic, ultra realistic, hyperreal, hyperrealism, lifelike, true to life, ?natural look,
    naturalistic, realistic look, realistic video, photographic, ?raw footage, 3d render, 3d rendered,
    octane render, unreal engine, cgi, highly realistic
    """,
    Style.NOIR: """
    noir, film noir, noir style, film noir style, neo noir, neo noir style, noir film, black and white
    noir, noir look, noir film style, hardboiled
    """,
    Style.CLEAN: """
    ?clean, clean style, clean look, clean aesthetic, clean and modern, clean modern style, ?minimal,
    minimalist, minimalist style, minimalistic, minimal style, ?minimalism, minimalism, minimal
    aesthetic, sleek style, ?sleek, sleek look, ?modern, modern style, apple style, apple style ad,
    studio clean, flat design, flat style, motion graphics, infographic style, clean minimalist style,
    scandinavian style
    """,
}

LIGHTING: Final[dict[str, str]] = {
    "warm": """
    warm lighting, warm light, warmly lit, warm glow, warm sunlight, warm lights, warm tones of light,
    warm light streaming, ?warm, cozy lighting, cosy lighting, amber light, golden light, golden
    lighting, golden glow, golden sunlight, incandescent light, warm lamp light, warm ambient light,
    lamplight, lamp light, warm afternoon light, sun kissed
    """,
    "soft": """
    soft lighting, soft light, softly lit, soft natural light, soft glow, diffused light, diffuse light,
    diffused lighting, diffuse lighting, ?diffused, gentle light, soft box, softbox, soft window light,
    soft sunlight, soft morning light, soft focus light, overcast light, even lighting, ?soft, subtle
    lighting, beauty lighting, soft studio lighting, soft studio light
    """,
    "hard": """
    hard light, hard lighting, harsh light, harsh lighting, harsh sunlight, harsh sun, direct sunlight,
    strong shadows, hard shadows, harsh shadows, blazing sun, ?harsh
    """,
    "dramatic": """
    dramatic lighting, dramatic light, dramatically lit, ?dramatic, chiaroscuro, chiaroscuro lighting,
    moody lighting, moody light, contrasty lighting, high contrast lighting, high contrast, deep
    shadows, dramatic shadows, spotlight, in a spotlight, under a spotlight, spotlights, rembrandt
    lighting, cinematic lighting, stage lighting, stage light, stage lights, dark lighting, ominous
    lighting
    """,
    "low key": """
    low key lighting, low key, dim light, dimly lit, dim lighting, ?dim, shadowy, low light, dark and
    moody lighting, faint light
    """,
    "high key": """
    high key lighting, high key, bright and airy, airy lighting, brightly lit, bright lighting, bright
    light, bright lights, well lit, bright studio lighting
    """,
    "backlit": """
    backlit, back lit, backlight, backlighting, rim light, rim lighting, rim lit, edge light, halo
    light, silhouette, silhouetted, in silhouette, silhouettes, contre jour, lens flare, sun flare,
    backlit by the sun, sun behind
    """,
    "neon": """
    neon lights, neon light, neon lighting, neon glow, neon signs, lit by neon, glowing neon, neon
    reflections, neon colors, neon colours, ?neon, led lights, led lighting, rgb lighting, blacklight,
    ultraviolet light, cyberpunk lighting
    """,
    "candlelight": """
    candlelight, candle light, candlelit, by candlelight, candlelit lighting, candle lit, lit by
    candles, flickering candles
    """,
    "firelight": """
    firelight, fire light, lit by fire, fire glow, torchlight, torch light, torchlit, firelit, glow of
    the fire, campfire light, lit by a campfire, lantern light, lit by lanterns
    """,
    "moonlight": """
    moonlight, moon light, moonlit, lit by the moon, under the moonlight, in the moonlight, by
    moonlight, silver moonlight
    """,
    "sunlight": """
    sunlight, sun light, sunlit, sun rays, rays of sun, sunny light, sun drenched, in the sun, in the
    sunlight, bright sun, bright sunlight, daylight lighting, midday sun, noon sun, sun streaming,
    morning sun, afternoon sun, morning light, afternoon light, window light, sunlight streaming,
    dappled light, dappled sunlight, streaming sunlight, sunlight through the leaves, ?sunshine,
    sunshine
    """,
    "natural": """
    natural light, natural lighting, available light, naturally lit, ambient light, ambient lighting,
    natural daylight
    """,
    "studio": """
    studio lighting, studio light, studio lights, professional lighting, product lighting, three point
    lighting, ring light, key light
    """,
    "volumetric": """
    volumetric light, volumetric lighting, god rays, light shafts, light rays, shafts of light, shaft of
    light, rays of light, beams of light, beam of light, light beams, sunbeams, sun beams, crepuscular
    rays, volumetric fog, hazy light, rays of sunlight, ray of light
    """,
    "cool": """
    cool lighting, cool light, cold light, cold lighting, blue light, blue lighting, icy light, bluish
    light, cool blue light, fluorescent light, fluorescent lighting, ?cool tones lighting
    """,
    "bioluminescent": """
    bioluminescent, bioluminescence, bioluminescent light, bioluminescent glow, glow in the dark
    """,
}

MOODS: Final[dict[str, str]] = {
    "calm": """
    ?calm, calming, calm mood, ?peaceful, peacefully, peaceful mood, ?serene, serenity, tranquil,
    tranquility, ?relaxing, relaxed mood, meditative, soothing, zen, quiet mood, calm atmosphere,
    peaceful atmosphere, gentle mood, contemplative, ?quiet, ?hypnotic
    """,
    "joyful": """
    ?joyful, joyfully, joyous, ?happy, happily, happy mood, ?cheerful, cheerfully, cheerful mood,
    upbeat, upbeat mood, festive, fun mood, uplifting, ?fun, celebratory, ?lively, lively mood, feel
    good
    """,
    "playful": """
    ?playful, playfully, playful mood, whimsical, ?funny, humorous, comedic, quirky, ?cute, silly, cute
    mood, lighthearted, light hearted
    """,
    "epic": """
    ?epic, epic mood, epic scale, heroic, grandiose, ?majestic, triumphant, awe inspiring, ?powerful,
    ?monumental, ?legendary, epic atmosphere, ?grand
    """,
    "tense": """
    ?tense, tension, suspenseful, suspense, thrilling, thriller, nervous, anxious, ?intense, urgent,
    action packed, dramatic tension, ?dangerous, frantic, ?chaotic, high stakes, dramatic mood, dramatic
    atmosphere
    """,
    "dark": """
    ?dark mood, dark mood, dark atmosphere, ominous, ?eerie, creepy, scary, ?spooky, horror, horror
    style, horror film, sinister, menacing, foreboding, ?haunting, grim, gloomy, gothic, moody,
    ?brooding, dystopian mood, bleak, unsettling, dark and moody
    """,
    "mysterious": """
    ?mysterious, mysteriously, mystery, mystical, enigmatic, mysterious atmosphere, mysterious mood,
    ?magical mood, otherworldly, ethereal
    """,
    "dreamy": """
    dreamy, dreamlike, dream like, surreal mood, ?surreal, hazy mood, ?ethereal mood, fairytale, fairy
    tale, fairytale like, fantastical
    """,
    "romantic": """
    ?romantic, romantically, romance, romantic mood, ?intimate, ?tender, love story, loving, romantic
    atmosphere
    """,
    "melancholic": """
    melancholic, melancholy, ?sad, sadly, sad mood, sorrowful, wistful, ?lonely, loneliness, somber,
    sombre, bittersweet, ?emotional, ?solemn, heartbreaking
    """,
    "nostalgic": """
    nostalgic, nostalgia, ?retro, ?vintage mood, vintage look, vintage style, retro style, vhs, vhs
    style, ?vintage, 80s style, 1980s style, 90s style, 1990s style, 1950s style, 50s style, super 8,
    old film, vintage film
    """,
    "cosy": """
    cosy, cozy, cozy mood, cosy mood, cozy atmosphere, cosy atmosphere, homely, warm and cozy, warm
    atmosphere, warm mood, heartwarming, heart warming, comforting, ?inviting, hygge
    """,
    "energetic": """
    ?energetic, energetic mood, dynamic mood, ?dynamic, high energy, fast paced, adrenaline, ?vibrant
    mood, hype, exciting, ?exhilarating
    """,
    "inspiring": """
    inspiring, inspirational, ?hopeful, hopeful mood, motivational, ?optimistic, uplifting mood,
    aspirational
    """,
    "luxurious": """
    ?luxurious, luxury mood, ?elegant, ?premium, premium look, premium feel, ?luxury, luxury feel, high
    end, sophisticated, ?opulent, upscale, refined
    """,
    "wonder": """
    wondrous, sense of wonder, wonder and awe, ?magical, awe, enchanting, ?breathtaking, magical mood,
    magical atmosphere, fantasy mood
    """,
}

PALETTES: Final[dict[str, tuple[str, ...]]] = {
    phrase: words(value)
    for phrase, value in pairs(
        """
    black and white = black white, b w = black white, monochrome = black white, monochromatic = black
    white, grayscale = black white, greyscale = black white, sepia = sepia, sepia tone = sepia, sepia
    toned = sepia, teal and orange = teal orange, orange and teal = orange teal, warm tones = amber
    orange, warm colors = amber orange, warm colours = amber orange, warm palette = amber orange, cool
    tones = blue teal, cool colors = blue teal, cool colours = blue teal, cool palette = blue teal, cold
    tones = blue grey, cold colors = blue grey, pastel colors = pastel, pastel colours = pastel, pastel
    tones = pastel, pastel palette = pastel, pastel = pastel, pastels = pastel, earth tones = brown
    ochre green, earthy tones = brown ochre green, earthy colors = brown ochre green, vibrant colors =
    vivid, vibrant colours = vivid, vivid colors = vivid, vivid colours = vivid, bright colors = vivid,
    bright colours = vivid, rich colors = vivid, rich colours = vivid, saturated colors = vivid,
    saturated colours = vivid, saturated = vivid, muted colors = muted, muted colours = muted, muted
    tones = muted, muted palette = muted, desaturated = muted, desaturated colors = muted, faded colors
    = muted, jewel tones = emerald ruby sapphire, autumn colors = orange red brown, autumn colours =
    orange red brown, neon palette = magenta cyan, rainbow colors = rainbow, rainbow colours = rainbow,
    golden tones = gold amber, blue tones = blue, dark tones = black grey, neutral tones = beige grey,
    neutral colors = beige grey, neutral palette = beige grey, colorful palette = vivid
    """
    ).items()
}

COLOURS: Final = frozenset(
    words(
        """
    red orange yellow green blue purple violet pink brown black white grey gray gold golden silver beige
    cream turquoise teal cyan magenta crimson scarlet maroon navy indigo lavender lilac mint emerald
    ruby sapphire amber ivory coral peach tan bronze copper charcoal olive lime khaki burgundy aqua
    azure ochre mustard blonde blond ginger brunette multicolored multicolored colorful colourful
    rainbow iridescent chrome pale rosy
    """
    )
)

MATERIALS: Final = frozenset(
    words(
        """
    wooden wood oak pine metal metallic steel iron brass bronze copper gold silver glass crystal plastic
    rubber leather velvet silk satin linen cotton wool woollen woolen knitted denim lace paper cardboard
    ceramic porcelain clay terracotta stone marble granite concrete brick sandstone ice icy chrome
    titanium wicker straw bamboo felt fur plush jade pearl diamond ebony mahogany walnut stained frosted
    chocolate golden carbon aluminium aluminum
    """
    )
)
