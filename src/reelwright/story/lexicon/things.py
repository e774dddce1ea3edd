"""Nouns that people make, use, eat or ride, and things of nature that move. Notation as in ``living``."""

from __future__ import annotations

from typing import Final

__all__ = ["THINGS"]

THINGS: Final[dict[str, str]] = {
    "vehicle": """
    car, automobile = car, sports car, sportscar = sports car, supercar = sports car, race car, racing
    car = race car, formula 1 car = race car, f1 car = race car, vintage car, classic car = vintage car,
    old car = vintage car, electric car, convertible, sedan = car, suv, jeep, pickup truck, pickup =
    pickup truck, limousine, limo = limousine, taxi, cab = taxi, yellow cab = taxi, police car,
    ambulance, fire truck, fire engine = fire truck, truck, lorry = truck, semi truck = truck, monster
    truck, dump truck, van, camper van, campervan = camper van, caravan, motorhome = camper van, food
    truck, ice cream truck, bus, double decker bus, double decker = double decker bus, school bus,
    minibus = bus, tram, streetcar = tram, trolley = tram, cable car, train, steam train, steam
    locomotive = steam train, locomotive = train, bullet train, high speed train = bullet train, freight
    train, subway train, metro = subway train, monorail, bicycle, bike = bicycle, mountain bike,
    tricycle, unicycle, motorcycle, motorbike = motorcycle, dirt bike, scooter, vespa = scooter, moped =
    scooter, electric scooter, quad bike, go kart, tractor, combine harvester, harvester = combine
    harvester, bulldozer, excavator, forklift, construction crane, tank, snowmobile, sled, sledge =
    sled, sleigh, carriage, horse carriage = carriage, wagon, cart, rickshaw, tuk tuk = rickshaw,
    wheelbarrow, stroller, wheelchair, shopping cart, skateboard, snowboard, surfboard, rover, mars
    rover = rover, moon rover = rover, lunar rover = rover, flying car, hovercraft, traffic, roller
    coaster, rollercoaster = roller coaster, ferris wheel, carousel, merry go round = carousel, delorean
    = sports car
    """,
    "boat": """
    boat, sailboat, sailing boat = sailboat, sail boat = sailboat, sailing ship, tall ship = sailing
    ship, pirate ship, galleon = sailing ship, yacht, sailing yacht = sailboat, rowboat, rowing boat =
    rowboat, row boat = rowboat, wooden boat = rowboat, canoe, kayak, raft, speedboat, speed boat =
    speedboat, motorboat = speedboat, motor boat = speedboat, fishing boat, trawler = fishing boat,
    ferry, ship, cruise ship, ocean liner = cruise ship, cargo ship, container ship = cargo ship,
    freighter = cargo ship, oil tanker = cargo ship, tugboat, warship, battleship = warship, aircraft
    carrier, submarine, gondola, catamaran, houseboat, lifeboat, jet ski, paddleboard, paper boat,
    viking ship, longship = viking ship, paddle steamer, steamboat = paddle steamer, dinghy = rowboat,
    junk boat
    """,
    "aircraft": """
    airplane, plane = airplane, aeroplane = airplane, aircraft = airplane, jet = airplane, jet plane =
    airplane, airliner = airplane, passenger plane = airplane, fighter jet, biplane, propeller plane =
    biplane, seaplane, glider, hang glider, helicopter, chopper = helicopter, quadcopter, drone =
    quadcopter, delivery drone = quadcopter, hot air balloon, air balloon = hot air balloon, airship,
    zeppelin = airship, blimp = airship, parachute, paper airplane, paper plane = paper airplane, kite,
    rocket, space rocket = rocket, spaceship, spacecraft = spaceship, starship = spaceship, space
    shuttle, shuttle = space shuttle, ufo, flying saucer = ufo, satellite, space station, lunar lander,
    jetpack, balloon, red balloon = balloon, party balloon = balloon
    """,
    "space": """
    planet, earth, planet earth = earth, mars, saturn, jupiter, venus, neptune, ringed planet = saturn,
    full moon = moon, crescent moon = moon, blood moon = moon, star, shooting star, falling star =
    shooting star, meteor, meteorite = meteor, meteor shower, asteroid, comet, galaxy, nebula, black
    hole, supernova, milky way, constellation, solar system, solar eclipse = eclipse, eclipse, aurora,
    northern lights = aurora, aurora borealis = aurora, sun
    """,
    "food": """
    food, meal, dish, bread, loaf of bread = bread, loaf = bread, toast, baguette, croissant, bagel,
    pretzel, sandwich, burger, hamburger = burger, cheeseburger = burger, hot dog, hotdog = hot dog,
    pizza, slice of pizza = pizza, pizza slice = pizza, pasta, spaghetti, lasagna, noodle, ramen, bowl
    of ramen = ramen, ramen bowl = ramen, sushi, sushi roll = sushi, dumpling, taco, burrito, rice, bowl
    of rice = rice bowl, rice bowl, curry, soup, bowl of soup = soup, stew, salad, bowl of salad =
    salad, steak, roast chicken, bacon, sausage, egg, fried egg, omelette, omelet = omelette, pancake,
    waffle, cereal, bowl of cereal = cereal, granola, yogurt, yoghurt = yogurt, cheese, slice of cheese
    = cheese, butter, cake, birthday cake, chocolate cake = cake, wedding cake, slice of cake = cake,
    cupcake, muffin, donut, doughnut = donut, cookie, chocolate chip cookie = cookie, biscuit = cookie,
    brownie, pie, apple pie, tart, pastry, macaron, ice cream, ice cream cone, gelato = ice cream,
    popsicle, candy, lollipop, chocolate, chocolate bar, bar of chocolate = chocolate bar, marshmallow,
    popcorn, french fries, fries = french fries, chips = french fries, nacho, fruit, apple, red apple =
    apple, green apple = apple, orange, banana, lemon, slice of lemon = lemon, lime, grape, bunch of
    grapes = grape, strawberry, raspberry, blueberry, blackberry, berry, cherry, peach, pear, plum,
    apricot, mango, pineapple, watermelon, slice of watermelon = watermelon, melon, kiwi, coconut,
    avocado, fig, date fruit, pomegranate, papaya, dragon fruit, vegetable, tomato, potato, carrot,
    onion, garlic, pepper, chili = chili pepper, chili pepper, broccoli, cauliflower, cabbage, lettuce,
    spinach, cucumber, pumpkin, carved pumpkin = jack o lantern, jack o lantern, zucchini, eggplant,
    corn, corn cob = corn, ear of corn = corn, pea, bean, coffee bean, cocoa bean, olive, nut, almond,
    walnut, peanut, hazelnut, honey, honeycomb, jam, maple syrup, syrup, sauce, ketchup, olive oil,
    salt, spice, cinnamon, cinnamon stick = cinnamon, vanilla, herb, basil, mint, rosemary, ginger root,
    flour, sugar, dough, batter, meat, barbecue, bbq = barbecue, snack, breakfast, dinner, lunch,
    dessert, feast, protein bar, energy bar = protein bar, peanut butter, oatmeal, tofu, seafood, caviar
    """,
    "drink": """
    drink, beverage = drink, coffee, cup of coffee = coffee cup, coffee cup, mug of coffee = coffee mug,
    coffee mug, espresso, cup of espresso = espresso, shot of espresso = espresso, cappuccino, latte,
    iced coffee, tea, cup of tea = tea cup, tea cup, teacup = tea cup, green tea, iced tea, matcha, hot
    chocolate, cup of hot chocolate = hot chocolate, cocoa = hot chocolate, milk, glass of milk = milk,
    milkshake, smoothie, juice, orange juice, glass of orange juice = orange juice, glass of juice =
    juice, apple juice = juice, lemonade, glass of lemonade = lemonade, soda, can of soda = soda can,
    soda can, cola = soda, sparkling water, mineral water, glass of water = water glass, water glass,
    water bottle, bottle of water = water bottle, beer, glass of beer = beer, pint of beer = beer, mug
    of beer = beer, bottle of beer = beer bottle, beer bottle, wine, red wine = wine, white wine = wine,
    glass of wine = wine glass, glass of red wine = wine glass, wine glass, bottle of wine = wine
    bottle, wine bottle, champagne, glass of champagne = champagne, bottle of champagne = champagne,
    cocktail, whiskey, whisky = whiskey, glass of whiskey = whiskey, glass of whisky = whiskey, gin,
    vodka, rum, sake, energy drink, kombucha, protein shake = milkshake, bubble tea
    """,
    "product": """
    product, bottle, glass bottle = bottle, jar, honey jar, jar of honey = honey jar, pot of honey =
    honey jar, honey pot = honey jar, jam jar, jar of jam = jam jar, glass jar = jar, mason jar = jar,
    can, tin, box, cardboard box, gift box, gift = gift box, present = gift box, package = box, parcel =
    box, bag, paper bag, shopping bag, tote bag, handbag, purse = handbag, backpack, rucksack =
    backpack, suitcase, luggage = suitcase, wallet, umbrella, perfume, perfume bottle = perfume, bottle
    of perfume = perfume, fragrance = perfume, cologne = perfume, lipstick, makeup, mascara, nail
    polish, cream, face cream = cream, skin cream = cream, moisturizer = cream, moisturiser = cream,
    lotion, serum, face serum = serum, skincare serum = serum, skincare product = serum, shampoo,
    shampoo bottle = shampoo, soap, bar of soap = soap, toothbrush, electric toothbrush = toothbrush,
    toothpaste, candle, scented candle = candle, razor, hair dryer, hair drier = hair dryer, comb,
    brush, hairbrush, sunscreen, pill, medicine, vitamin bottle, supplement, watch, wristwatch = watch,
    smartwatch, smart watch = smartwatch, luxury watch = watch, ring, diamond ring, engagement ring =
    diamond ring, wedding ring = ring, necklace, pearl necklace = necklace, bracelet, earring, diamond,
    gemstone, gem = gemstone, crystal, jewelry, jewellery = jewelry, pearl, crown, tiara = crown,
    sunglasses, pair of glasses = glasses, eyeglasses = glasses, phone, smartphone = phone, cell phone =
    phone, mobile phone = phone, cellphone = phone, iphone = phone, telephone, rotary phone = telephone,
    laptop, notebook computer = laptop, computer, desktop computer = computer, tablet, tablet computer =
    tablet, ipad = tablet, keyboard, computer keyboard = keyboard, mouse pad, computer mouse, monitor,
    screen, television, tv = television, remote, remote control = remote, game console, game controller,
    controller = game controller, headphones, headphone = headphones, wireless headphones = headphones,
    headset, earbud, earbuds = earbud, wireless earbuds = earbud, speaker, smart speaker = speaker,
    bluetooth speaker = speaker, microphone, film camera, vintage camera = film camera, dslr = film
    camera, action camera, camera lens, lens, projector, vr headset, virtual reality headset = vr
    headset, drone quadcopter = quadcopter, printer, 3d printer, charger, power bank, battery, light
    bulb, lightbulb = light bulb, bulb = light bulb, flashlight, lantern, paper lantern = lantern, lamp,
    desk lamp = lamp, table lamp = lamp, street lamp, streetlight = street lamp, street light = street
    lamp, chandelier, clock, wall clock = clock, alarm clock, grandfather clock, pocket watch,
    hourglass, cup, mug, glass, plate, bowl, fork, knife, kitchen knife = knife, spoon, wooden spoon =
    spoon, honey dipper, dipper = honey dipper, chopstick, pan, frying pan = pan, pot, cooking pot =
    pot, kettle, tea kettle = kettle, teapot, coffee maker, coffee machine = coffee maker, espresso
    machine = coffee maker, french press, blender, toaster, microwave, oven, stove, refrigerator, fridge
    = refrigerator, sink, dishwasher, washing machine, vacuum cleaner, robot vacuum, fan, air
    conditioner, heater, iron, sewing machine, scissors, pair of scissors = scissors, hair clip, vase,
    flower pot, flowerpot = flower pot, pot plant = potted plant, basket, picnic basket, bucket, bin,
    trash can, barrel, crate, book, old book = book, open book = book, stack of books = book, notebook,
    journal = notebook, magazine, newspaper, letter, envelope, postcard, map, treasure chest, chest =
    treasure chest, treasure = treasure chest, key, lock, padlock = lock, coin, gold coin = coin, stack
    of coins = coin, money, banknote, credit card, pen, fountain pen, pencil, paintbrush, crayon, paper,
    scroll, globe, compass, telescope, microscope, binoculars, magnifying glass, test tube, beaker,
    flask, syringe, stethoscope, mirror, picture frame, photo frame = picture frame, photograph,
    painting picture = painting, sculpture, statue, trophy, medal, flag, sign, neon sign, billboard,
    poster, traffic light, stop sign, parking meter, fire hydrant, mailbox, vending machine, tire,
    wheel, engine, gear, clockwork, robot arm, robotic arm = robot arm, logo, app, website, bell,
    whistle, rope, chain, ladder, toolbox, tent, sleeping bag, campfire, bonfire = campfire, match,
    torch, fireworks, firework = fireworks, sparkler, confetti, origami, origami crane, snow globe,
    teddy bear, teddy = teddy bear, stuffed bear = teddy bear, doll, toy, toy car, toy train, lego = toy
    brick, toy brick, building block = toy brick, puzzle, rubik's cube, rubik s cube = rubik's cube,
    rubiks cube = rubik's cube, yo yo, spinning top, dice, die, playing card, deck of cards = playing
    card, chess board = chessboard, chessboard, chess piece, domino, marble ball, slinky, music box,
    bubble, soap bubble = bubble, pillow, blanket, towel, hat box, tissue, sponge, broom, mop, thermos,
    lunch box, baby bottle, pacifier, stapler, calculator, server rack, circuit board, microchip, chip =
    microchip, processor = microchip, hard drive
    """,
    "clothing": """
    shoe, running shoe, running shoes = running shoe, sneaker, trainers = sneaker, pair of sneakers =
    sneaker, pair of shoes = shoe, boot, leather boot = boot, hiking boot = boot, rain boot = boot, high
    heel, sandal, slipper, sock, hat, straw hat = hat, cap, baseball cap = cap, helmet, beanie, top hat,
    cowboy hat, scarf, glove, mitten, shirt, t shirt, tshirt = t shirt, tee = t shirt, hoodie, sweater,
    jumper = sweater, jacket, leather jacket = jacket, denim jacket = jacket, coat, raincoat, trench
    coat, dress, wedding dress, evening gown = dress, gown = dress, skirt, jeans, pants, trousers =
    pants, shorts, suit, tuxedo = suit, tie, bow tie, kimono, cape, cloak, robe, uniform, spacesuit,
    swimsuit, bikini = swimsuit, belt, veil, mask, apron, crown of flowers = wreath
    """,
    "furniture": """
    chair, wooden chair = chair, armchair, rocking chair, office chair, stool, bar stool = stool, bench,
    park bench = bench, sofa, couch = sofa, bed, crib, desk, shelf, bookshelf, bookcase = bookshelf,
    cabinet, wardrobe, dresser, drawer, table, dining table, coffee table, wooden table = table, round
    table = table, toilet, bathtub, hammock, swing, rug, carpet, curtain, fireplace, fish tank, aquarium
    tank = fish tank, bird cage, birdcage = bird cage, window sill, windowsill = window sill, window,
    door, wooden door = door, staircase, stairs = staircase, escalator, elevator, podium, pedestal,
    conveyor belt, workbench, easel, throne, piano bench
    """,
    "instrument": """
    guitar, electric guitar = guitar, acoustic guitar = guitar, piano, grand piano = piano, violin,
    fiddle = violin, cello, double bass, harp, flute, clarinet, saxophone, sax = saxophone, trumpet,
    trombone, tuba, french horn, drum, drum kit, drum set = drum kit, accordion, banjo, ukulele,
    harmonica, xylophone, tambourine, synthesizer, turntable, record player, vinyl record, bagpipes,
    sitar, gong
    """,
    "sport": """
    ball, soccer ball, football, basketball, tennis ball, tennis racket, racket = tennis racket,
    baseball, baseball bat, baseball glove, golf ball, golf club, volleyball, bowling ball, bowling pin,
    ping pong ball, rugby ball, hockey stick, hockey puck, frisbee, boomerang, ski, skis = ski, ice
    skate, roller skate, boxing glove, punching bag, dumbbell, barbell, kettlebell, treadmill, yoga mat,
    trampoline, jump rope, bow and arrow, arrow, sword, shield, katana, spear, fishing rod, beach ball,
    paddle, oar, basketball hoop, goal post, surfboards = surfboard, dart, dartboard, hula hoop, sports
    ball = ball
    """,
    "building": """
    house, small house = house, cottage, cabin, log cabin = cabin, hut, treehouse, tree house =
    treehouse, mansion, villa, barn, farmhouse, castle, palace, fortress, tower, clock tower, eiffel
    tower, leaning tower, skyscraper, office building, apartment building, building, lighthouse,
    windmill, wind turbine, water mill, church, cathedral, chapel, temple, pagoda, shrine, torii gate,
    mosque, pyramid, sphinx, monument, obelisk, arch, statue of liberty, stonehenge, colosseum, taj
    mahal, igloo, teepee, yurt, fountain, well, gate, fence, wall, brick wall = wall, tunnel entrance,
    ruins = ruin, ruin, hospital building, greenhouse, observatory, water tower, silo, chimney,
    smokestack = chimney, solar panel, oil rig, phone booth, telephone booth = phone booth, bus stop,
    gas pump, sandcastle, sand castle = sandcastle, gingerbread house, doll house, birdhouse, doghouse,
    train track, roof, balcony, dam, pier, dock crane
    """,
    "nature": """
    wave, ocean wave = wave, sea wave = wave, giant wave = wave, huge wave = wave, tidal wave = wave,
    tsunami = wave, waterfall, river, stream, creek = stream, geyser, iceberg, glacier, rock, boulder =
    rock, stone, pebble, mountain, hill, cliff, island, volcano, lava, sand dune, dune = sand dune,
    cloud, storm cloud = cloud, rainbow, lightning, lightning bolt = lightning, thunderstorm cloud =
    cloud, tornado, hurricane, cyclone = tornado, whirlpool, avalanche, raindrop, rain drop = raindrop,
    water droplet = water
    drop, water drop, drop of water = water drop, droplet = water drop, dewdrop, dew drop = dewdrop,
    drop of dew = dewdrop, snowflake, icicle, ice cube, fire, flame, smoke, steam, sunbeam, spider web,
    spiderweb = spider web, bird nest, nest = bird nest, beehive, hive = beehive, shell, seashell =
    shell, feather, bone, skull, fossil, footprint, water, ice, ink, ink drop = ink, drop of ink = ink,
    paint, oil, liquid, particle, light
    trail, shadow, puddle, cave painting, path
    """,
    "body": """
    hand, finger, fist, arm, foot, leg, face, eye, eyeball = eye, human eye = eye, lip, mouth, nose,
    ear, hair, heart, brain, head, tear, smile, dna, dna helix = dna, cell, virus
    """,
    "abstract": """
    cube, sphere, geometric shape, shape, pattern, spiral, fractal, portal, text, letter a, number,
    chart, graph, bar chart, pie chart, diagram, arrow icon, question mark, lightsaber, hologram, data,
    network, neural network, city model, word, fluid, ribbon, silk ribbon = ribbon, maze, machine,
    invention, rube goldberg machine, time machine, sound wave, energy ball, orb, crystal ball, magic
    wand, potion, potion bottle = potion, spell, music note, musical note = music note, music, magic
    """,
}
