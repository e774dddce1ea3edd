"""Phrases for places, by family.

``phrase: feature feature`` adds what fills the place; a feature that starts with ``@`` sets the slot of that
value instead ("night sky: @night star"). The parser finds plurals, and reads modifiers in front of the phrase
and an "of ..." after it as further features: "field of sunflowers", "neon street".
"""

from __future__ import annotations

from typing import Final

from reelwright.story.vocabulary import Family

__all__ = ["FEATURES", "PLACES"]

PLACES: Final[dict[Family, str]] = {
    Family.FIELD: """
    field, meadow: grass flower, flower field: flower, flower meadow: flower, wildflower meadow:
    wildflower, sunflower field: sunflower, wheat field: wheat, wheatfield: wheat, corn field: corn,
    cornfield: corn, rice field: rice, rice paddy: rice, rice terrace: rice, lavender field: lavender,
    tulip field: tulip, poppy field: poppy, cotton field: cotton, grass field: grass, grassland: grass,
    prairie: grass, savanna: acacia, savannah: acacia, steppe: grass, pasture: grass, farmland: crop,
    farm: barn, plain: grass, vineyard: vine, orchard: tree, lawn: grass, tall grass: grass, grass:
    grass, grassy hill: grass hill, rolling hill: hill, green hill: hill, hillside: hill, hill: hill,
    countryside: hill, plantation: crop, tea plantation: tea, moor: heather, highland: hill, bamboo
    field: bamboo, dandelion field: dandelion, wildflower: wildflower, serengeti: acacia, garden of
    eden: flower, african plain: acacia, valley: hill, green valley: hill, flower: flower, battlefield:
    smoke
    """,
    Family.FOREST: """
    forest, woods, woodland, jungle: palm, rainforest: palm, pine forest: pine, birch forest:
    birch, redwood forest: redwood, bamboo forest: bamboo, bamboo grove: bamboo, autumn forest: autumn,
    fall foliage: autumn, autumn leaf: autumn, enchanted forest: firefly, magical forest: firefly, magic
    forest: firefly, mossy forest: moss, grove, thicket, forest path: path, forest trail: path, forest
    floor, tree, swamp: swamp, marsh: swamp, bayou: swamp, wetland: swamp, mangrove: swamp, taiga: pine,
    campsite: tent campfire, camp: tent campfire, clearing, forest clearing, undergrowth, amazon: palm,
    treetop, tree canopy, canopy, wilderness, waterfall: waterfall, nature
    """,
    Family.MOUNTAINS: """
    mountain, mountain range, mountain top: peak, mountaintop: peak, mountain peak: peak, mountain pass,
    mountain road: road, mountain trail: path, mountain valley: hill, alp: snow, himalaya: snow, andes:
    snow, rocky mountain, everest: snow, mount everest: snow, mount fuji: snow, fuji: snow, matterhorn:
    snow, peak: peak, summit: peak, ridge, ridgeline, snow capped mountain: snow, snowcapped mountain:
    snow, snowy mountain: snow, snow covered mountain: snow, cliff: cliff, cliff edge: cliff, sea cliff:
    cliff, fjord: lake, patagonia: snow, dolomite: peak, sierra: peak, alpine meadow: meadow flower,
    alpine valley: meadow, scottish highland: hill, scottish highlands: hill, highlands: hill, cave:
    cave, cavern: cave, rock: rock, rocky terrain: rock, glacier: ice
    """,
    Family.CANYON: """
    canyon, grand canyon, slot canyon, gorge, ravine, red rock canyon, mesa, butte, monument valley,
    badland, antelope canyon, rock arch: arch, red rock
    """,
    Family.DESERT: """
    desert, sahara, sahara desert, gobi desert, sand dune: dune, dune: dune, sand, oasis: palm water,
    salt flat: salt, mojave: cactus, wild west: cactus, outback: scrub, mars: mars, red planet: mars,
    surface of mars: mars, martian surface: mars, martian landscape: mars, arid landscape, wasteland:
    ruin, post apocalyptic wasteland: ruin, dry lake bed: crack, desert road: road, desert highway:
    road, alien planet: alien, alien world: alien, distant planet: alien
    """,
    Family.BEACH: """
    beach, sandy beach, tropical beach: palm, white sand beach: palm, black sand beach, pebble beach,
    shore, seashore, shoreline, coast, coastline, seaside, rocky coast: rock, rocky shore: rock, rocky
    coastline: rock, island: palm, tropical island: palm, desert island: palm, deserted island: palm,
    lagoon: palm, cove: rock, bay, hawaii: palm, maldives: palm, bali: palm, tide pool: rock, boardwalk:
    boardwalk, riviera: palm, caribbean: palm
    """,
    Family.SEA: """
    sea, ocean, open sea, open ocean, high sea, stormy sea: @storm, stormy ocean: @storm, rough sea,
    calm sea, choppy sea, wave: wave, sea wave: wave, ocean wave: wave, giant wave: wave, atlantic,
    pacific, arctic ocean: iceberg, arctic sea: iceberg, mediterranean, mediterranean sea, north sea,
    surf: wave, water, open water, horizon, iceberg: iceberg, swell: wave
    """,
    Family.LAKE: """
    lake, mountain lake: mountain, frozen lake: ice, frozen pond: ice, frozen river: ice, ice rink: ice,
    pond, river, riverbank, river bank, stream, creek, reservoir, lakeside, lake shore, lakeshore, loch,
    koi pond: lily, lily pond: lily, forest lake: pine, turquoise lake, canal: canal, rapids: rapid,
    white water: rapid, lake como: mountain, amazon river: palm, pool of water, ice: ice
    """,
    Family.SNOWFIELD: """
    snow: @snow, deep snow: @snow, fresh snow, snowfield, snowy field, snowy landscape, snow covered
    field, snowy plain, tundra, arctic, arctic tundra, antarctica, antarctic, north pole, south pole,
    winter wonderland, winter landscape, ice field: ice, ice sheet: ice, ice floe: ice, snow slope:
    slope, snowy slope: slope, ski slope: slope, ski resort: slope, slope: slope, piste: slope, siberia,
    snowdrift, snowy meadow, blizzard: @storm
    """,
    Family.UNDERWATER: """
    underwater, coral reef: coral, reef: coral, great barrier reef: coral, ocean floor, sea floor,
    seafloor, seabed, deep sea: deep, deep ocean: deep, depth of the ocean: deep, ocean depth: deep,
    kelp forest: kelp, aquarium, underwater cave: cave, shipwreck: shipwreck, sunken ship: shipwreck,
    sunken city: ruin, atlantis: ruin, underwater world: coral, underwater city: ruin, mariana trench:
    deep, sea bed, under the sea, beneath the wave, beneath the sea, below the surface, bottom of the
    sea, bottom of the ocean
    """,
    Family.SKY: """
    sky, blue sky, cloudy sky: @cloud, clear sky: @clear, clear blue sky: @clear, night sky: star
    @night, starry sky: star @night, starry night sky: star @night, sunset sky: @golden_hour, stormy
    sky: @storm, cloud: cloud, sea of cloud: cloud, above the cloud: cloud, in the cloud: cloud, air,
    heaven: cloud, stratosphere, atmosphere layer, floating island: island, cloudscape: cloud,
    thunderstorm cloud: cloud
    """,
    Family.SPACE: """
    space, outer space, deep space, orbit, earth orbit: earth, low earth orbit: earth, galaxy: galaxy,
    milky way: galaxy, cosmos, universe, nebula: nebula, colorful nebula: nebula, colourful nebula:
    nebula, asteroid belt: asteroid, asteroid field: asteroid, solar system: planet, ring of saturn:
    saturn, saturn ring: saturn, star field: star, starfield: star, space station: station, zero
    gravity, void, interstellar space, black hole: black_hole
    """,
    Family.MOON: """
    moon, surface of the moon, lunar surface, moon surface, moonscape, lunar landscape, lunar crater,
    moon crater, moon base: base, lunar base: base, crater: crater
    """,
    Family.VOLCANO: """
    volcano: lava, erupting volcano: lava, lava field: lava, lava: lava, lava flow: lava, lava lake:
    lava, volcanic crater: lava, volcanic landscape: lava, hell: lava, river of lava: lava
    """,
    Family.CITY_STREET: """
    city street, street, neon street: neon, neon lit street: neon, neon city: neon, neon city street:
    neon, alley, alleyway, back alley, avenue, boulevard, road, city road, city, downtown, town, town
    square: square, city square: square, plaza: square, piazza: square, crosswalk: crosswalk, crossing:
    crosswalk, shibuya crossing: neon crosswalk, shibuya: neon crosswalk, intersection: crosswalk,
    sidewalk, pavement, pedestrian street, shopping street: shop, main street: shop, tokyo: neon, tokyo
    street: neon, tokyo alley: neon, shinjuku: neon, kyoto: lantern, kyoto street: lantern, osaka: neon,
    seoul: neon, hong kong: neon, chinatown: lantern, shanghai: neon, bangkok: neon, las vegas: neon,
    new york: skyscraper, new york city: skyscraper, nyc: skyscraper, new york street: skyscraper,
    manhattan: skyscraper, brooklyn, times square: neon, wall street: skyscraper, paris: paris, parisian
    street: paris, london: london, rome: old, prague: old, lisbon: old, istanbul: old, havana: old,
    barcelona: old, berlin, amsterdam: canal, venice: canal, mumbai: market, delhi: market, marrakech:
    market, cairo: market, los angeles: palm, hollywood: palm, miami: palm, san francisco: hill,
    cyberpunk city: neon, cyberpunk street: neon, cyberpunk alley: neon, cyberpunk: neon, futuristic
    street: neon, cobblestone street: cobblestone, cobbled street: cobblestone, old town: cobblestone,
    rainy street: @rain, wet street: wet, busy street: crowd, street market: market, night market:
    market @night lantern, market: market, marketplace: market, bazaar: market, street corner, parking
    lot: parking, parking garage: parking, garage: parking, car park: parking, bus stop: bus_stop, race
    track: track, racetrack: track, sports field: grass, asphalt, driveway: road, racing circuit: track,
    christmas market: market lantern @snow, parade: crowd, gas station: gas_station, petrol station:
    gas_station, storefront: shop, shop window: shop, traffic: traffic, subway entrance, rooftop cafe:
    roof
    """,
    Family.SKYLINE: """
    skyline, city skyline, cityscape, futuristic city: neon, futuristic cityscape: neon, rooftop: roof,
    roof: roof, city rooftop: roof, skyscraper, megacity: neon, metropolis, manhattan skyline, new york
    skyline, dubai, dubai skyline, singapore, chicago skyline, city light: light, skyscraper rooftop:
    roof, high rise, floating city: cloud, ruined city: ruin, abandoned city: ruin, solarpunk city:
    plant, utopian city: plant
    """,
    Family.PARK: """
    park, city park, central park, garden: flower, botanical garden: flower, rose garden: rose, japanese
    garden: lantern pond, zen garden: stone, playground: playground, skate park: ramp, skatepark: ramp,
    amusement park: ferris_wheel, theme park: ferris_wheel, carnival: ferris_wheel, fairground:
    ferris_wheel, zoo, dog park, autumn park: autumn, cherry blossom garden: cherry_blossom, cherry
    blossom: cherry_blossom, cherry tree: cherry_blossom, flower bed: flower, graveyard: grave,
    cemetery: grave, golf course: golf, greenhouse: plant, circus: tent, festival: crowd light, fair:
    ferris_wheel, fountain: fountain
    """,
    Family.SUBURB: """
    suburb, suburban street, suburbia, neighborhood, neighbourhood, residential street, backyard, back
    yard, front yard, yard, porch: porch, front porch: porch, garden path: path, cul de sac, doorstep,
    swimming pool: pool, pool: pool, patio: patio, driveway of a house, suburban house, backyard pool:
    pool
    """,
    Family.VILLAGE: """
    village, coastal town: boat, seaside town: boat, country town, mining town, small town, fishing
    village: boat, mountain village: mountain, medieval village: medieval,
    medieval town: medieval, medieval castle: castle, medieval market: market, castle: castle, castle
    courtyard: castle, italian village: old, tuscan village: cypress, tuscany: cypress, provence:
    lavender, greek village: white, santorini: white, japanese village: lantern, snowy village: @snow,
    hamlet, town in the mountains: mountain, christmas village: @snow light, hobbit village: hobbit,
    shire: hobbit, temple: temple, shrine: temple, monastery: temple, courtyard: courtyard, ruin: ruin,
    ancient ruin: ruin, ancient temple: temple, palace: palace, pyramid: pyramid, ancient egypt:
    pyramid, ancient rome: ruin, ranch: barn, barn: barn
    """,
    Family.BRIDGE: """
    bridge, suspension bridge, golden gate bridge, brooklyn bridge, stone bridge: stone, wooden bridge:
    wood, rope bridge: rope, footbridge, overpass, viaduct, london bridge, tower bridge
    """,
    Family.HARBOUR: """
    harbour, harbor, port, marina, dock, pier, wooden pier, wharf, quay, jetty, shipyard: ship, fishing
    port, container port: container, lighthouse: lighthouse
    """,
    Family.HIGHWAY: """
    highway, freeway, motorway, open road, country road, winding road, dirt road, coastal road: coast,
    coastal highway: coast, empty road, long road, route 66: desert, road trip, autobahn, mountain
    highway: mountain, tunnel: tunnel, interstate, expressway
    """,
    Family.RAILWAY: """
    railway, railroad, railway track, train track, train station: platform, railway station: platform,
    subway station: platform underground, metro station: platform underground, platform: platform,
    subway: underground, rail, station platform: platform
    """,
    Family.STADIUM: """
    stadium, arena, soccer field, football field, football pitch, soccer pitch, basketball court: court,
    tennis court: court, baseball field, olympic stadium, boxing ring: ring, ring: ring, colosseum:
    ruin, running track: track, concert: crowd light, concert stage: stage light, stage: stage light,
    court: court, bowling alley: lane, sports arena
    """,
    Family.INDUSTRIAL: """
    factory, warehouse, industrial plant, power plant, nuclear plant, oil refinery, refinery,
    construction site: crane, junkyard, scrapyard, abandoned factory: ruin, steel mill: fire, foundry:
    fire, workshop: bench, car factory: robot_arm, assembly line: robot_arm, hangar, data center:
    server, data centre: server, server room: server, mine: cave, quarry: rock, garage workshop: bench,
    forge: fire, smithy: fire, sewer: tunnel, space port, spaceport, launch pad: rocket, airport runway:
    runway, runway: runway, airport: runway, tarmac: runway, wind farm: turbine, solar farm: panel
    """,
    Family.INTERIOR: """
    room, living room: sofa, bedroom: bed, kitchen: kitchen, modern kitchen: kitchen, rustic kitchen:
    kitchen, bathroom: bath, dining room: table, hallway: corridor, corridor: corridor, hotel room: bed,
    hotel lobby: lobby, lobby: lobby, office: desk, classroom: desk, school: desk, library: bookshelf,
    old library: bookshelf, bookstore: bookshelf, bookshop: bookshelf, cafe: table, café: table, coffee
    shop: table, restaurant: table, diner: table, bar: bar, pub: bar, bakery: shelf, pizzeria: table,
    shop: shelf, store: shelf, supermarket: shelf, grocery store: shelf, mall: shop, shopping mall:
    shop, museum: gallery, art gallery: gallery, gallery: gallery, art studio: easel, artist studio:
    easel, recording studio: microphone, dance studio: mirror, church: arch, cathedral: arch, chapel:
    arch, theater: stage, theatre: stage, cinema: screen, movie theater: screen, ballroom: chandelier,
    throne room: throne, nightclub: neon, club: neon, disco: neon, dance floor: neon, arcade: neon,
    casino: neon, gym: equipment, boxing gym: equipment, hospital: bed, hospital room: bed, laboratory:
    lab, lab: lab, science lab: lab, spaceship interior: console, cockpit: console, spaceship cockpit:
    console, control room: console, car interior: car, train compartment: train, train carriage: train,
    airplane cabin: cabin, attic: beam, basement: beam, cellar: barrel, wine cellar: barrel, dungeon:
    stone, prison: bar, cabin: fireplace, log cabin: fireplace, wooden cabin: fireplace, house: sofa,
    home: sofa, apartment: sofa, loft: sofa, tent: tent, fireplace: fireplace, window: window, nursery:
    bed, barbershop: mirror, salon: mirror, courtroom: bench, boardroom: table, meeting room: table,
    conference room: table, staircase: stairs, balcony: balcony, elevator: metal, sofa: sofa, couch:
    sofa, bed: bed, armchair: sofa, tavern: bar fireplace, indoors, indoor, inside a house, wizard
    tower: bookshelf, potion shop: shelf, sauna: wood, spa: candle, yoga studio: mirror, conservatory:
    plant
    """,
    Family.TABLETOP: """
    table, tabletop, wooden table: wood, rustic table: wood, rustic wooden table: wood, oak table: wood,
    dinner table, dining table, kitchen table: wood, breakfast table, picnic table: wood, marble table:
    marble, marble countertop: marble, marble counter: marble, marble surface: marble, countertop,
    counter, kitchen counter, kitchen island, desk: desk, wooden desk: wood desk, workbench: wood,
    wooden surface: wood, wooden board: wood, cutting board: wood, chopping board: wood, glass table:
    glass, stone surface: stone, slate: stone, velvet: cloth, silk: cloth, linen: cloth, tablecloth:
    cloth, linen cloth: cloth, shelf: wood, tray, plate: plate, nightstand, coffee table: wood, bar
    counter: wood, window sill: window, windowsill: window, pedestal: pedestal, podium: pedestal, stone
    pedestal: pedestal, reflective surface: glass, mirror surface: glass, black surface, white surface
    """,
    Family.STUDIO: """
    studio, photo studio, white background: white, plain background, black background: black, white
    studio: white, dark background: black, solid background, seamless background, green screen: green,
    studio backdrop, backdrop, plain white background: white, gradient background: gradient, blue
    background: blue, pink background: pink, red background: red, yellow background: yellow, grey
    background: grey, gray background: grey, pastel background: pastel, beige background: beige,
    colorful background: colourful, colourful background: colourful, neutral background: grey, catwalk:
    runway, fashion show: runway
    """,
    Family.ABSTRACT: """
    abstract background, abstract space, dreamscape: dream, cyberspace: grid, virtual world: grid,
    virtual reality: grid, matrix: grid, digital world: grid, metaverse: grid, geometric pattern,
    particle: particle, kaleidoscope, infinite void, liminal space, surreal landscape: dream, dream:
    dream, dream world: dream, dreamworld: dream, multiverse, microscopic world: cell, bloodstream: cell
    """,
}

FEATURES: Final = """
    neon, neon lit, lit, futuristic, cyberpunk, ancient, medieval, abandoned, ruined, overgrown,
    tropical, alpine, autumn, autumnal, fall, spring, summer, winter, snow covered, snow capped, snowy,
    mossy, rocky, sandy, grassy, wooden, rustic, flowery, frozen, icy, wet, flooded, crowded, busy,
    empty, bustling, enchanted, magical, haunted, suburban, urban, rural, japanese, italian, french,
    greek, chinese, victorian, starry, moonlit, sunlit, candlelit, cobblestone, cobbled, marble, stone,
    bamboo, dystopian, steampunk, underground, floating, sunken, alien, surreal, industrial
    """
"""Modifiers of a place that are kept as features when they stand in front of it."""
