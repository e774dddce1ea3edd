"""Nouns that live: people, animals, plants and creatures of fantasy.

One comma-separated list for each category; ``a = b`` means that ``a`` is another word for ``b``. Words are
lemmas; the parser finds plurals by itself. Every alias of several words is found before its parts.
"""

from __future__ import annotations

from typing import Final

__all__ = ["LIVING"]

LIVING: Final[dict[str, str]] = {
    "person": """
    person, human = person, human being = person, individual = person, somebody = person, someone =
    person, man, guy = man, gentleman = man, old man, elderly man = old man, young man, businessman,
    woman, lady = woman, old woman, elderly woman = old woman, young woman, businesswoman, boy, little
    boy = boy, girl, little girl = girl, young girl = girl, young boy = boy, child, kid = child, little
    kid = child, teenager, teen = teenager, toddler, baby, infant = baby, couple, family, friend, crowd,
    people = person, stranger = person, adult = person, senior = person, mother, mom = mother, mum =
    mother, father, dad = father, parent, grandmother, grandma = grandmother, grandfather, grandpa =
    grandfather, sister, brother, twin, son, daughter, bride, groom, husband, wife, neighbour, neighbor
    = neighbour, tourist, traveller, traveler = traveller, hiker, backpacker, climber, rock climber =
    climber, mountaineer, explorer, astronaut, cosmonaut = astronaut, spaceman = astronaut, pilot,
    captain, sailor, fisherman, farmer, gardener, beekeeper, shepherd, cowboy, rancher, chef, cook =
    chef, pastry chef = chef, baker, barista, waiter, waitress, bartender, butcher, doctor, surgeon,
    nurse, dentist, scientist, chemist, researcher = scientist, engineer, mechanic, welder, blacksmith,
    carpenter, construction worker, builder = construction worker, worker, factory worker, miner,
    electrician, plumber, firefighter, fireman = firefighter, police officer, policeman = police
    officer, cop = police officer, detective, spy, soldier, knight, samurai, ninja, warrior, archer,
    viking, pirate, gladiator, king, queen, prince, princess, monk, nun, priest, wizard, witch, teacher,
    professor, student, schoolgirl = student, schoolboy = student, librarian, writer, author = writer,
    poet, journalist, reporter = journalist, photographer, filmmaker, director, painter, artist,
    sculptor, potter, architect, designer, programmer, developer = programmer, hacker, gamer, streamer,
    office worker, secretary, lawyer, judge, salesman, shopkeeper, vendor, street vendor = vendor,
    cashier, customer, commuter, pedestrian, passerby = pedestrian, cyclist, bicyclist = cyclist,
    mountain biker = cyclist, biker, motorcyclist, driver, taxi driver, truck driver, skateboarder,
    skater, ice skater, figure skater, roller skater, surfer, swimmer, diver, scuba diver = diver,
    freediver = diver, snorkeler, skier, snowboarder, runner, jogger = runner, sprinter, athlete,
    gymnast, boxer, wrestler, martial artist, karateka = martial artist, footballer, soccer player =
    footballer, football player = footballer, basketball player, tennis player, baseball player,
    volleyball player, golfer, rower, kayaker, paddler, horse rider, rider, jockey, skydiver,
    paraglider, base jumper, dancer, ballerina, ballet dancer = ballerina, breakdancer, singer,
    musician, guitarist, pianist, violinist, drummer, cellist, saxophonist, dj, conductor, rapper,
    actor, actress, model, fashion model, clown, magician, acrobat, juggler, mime, busker, street
    musician = musician, mermaid, merman = mermaid, santa claus, santa = santa claus, geisha, nomad,
    hermit, villager, monarch = king, superhero, hero = superhero, villain, ghost hunter, team, band,
    audience, orchestra, choir, yogi, yoga teacher = yogi, tailor, seamstress, jeweller, watchmaker,
    postman, delivery man = courier, courier, mail carrier = postman, lumberjack, hunter, ranger, park
    ranger = ranger, lifeguard, coach, referee, player, trainer, hairdresser, barber, veterinarian, vet
    = veterinarian, pharmacist, flight attendant, sommelier, winemaker, brewer, weaver, basket weaver =
    weaver, glassblower, goddess, god
    """,
    "dog": """
    dog, puppy, pup = puppy, golden retriever, golden retriever puppy = golden retriever, retriever =
    golden retriever, labrador, labrador retriever = labrador, lab = labrador, german shepherd, border
    collie, collie, husky, siberian husky = husky, corgi, welsh corgi = corgi, poodle, beagle, bulldog,
    french bulldog, pug, dachshund, sausage dog = dachshund, chihuahua, dalmatian, greyhound, terrier,
    yorkshire terrier = terrier, shiba inu, samoyed, rottweiler, doberman, great dane, saint bernard,
    bernese mountain dog, sheepdog, hound, sled dog = husky, spaniel, cocker spaniel = spaniel, hot dog
    seller = vendor
    """,
    "animal": """
    animal, cat, kitten, kitty = kitten, tabby cat = cat, tomcat = cat, black cat = cat, siamese cat,
    persian cat, ginger cat = cat, maine coon, horse, pony, foal, mare = horse, stallion, mustang =
    horse, wild horse = horse, donkey, mule, zebra, cow, calf, bull, ox, buffalo, bison, yak, sheep,
    lamb, ram, goat, baby goat = goat, pig, piglet, boar, wild boar = boar, rabbit, bunny = rabbit,
    hare, hamster, guinea pig, mouse, rat, squirrel, red squirrel = squirrel, chipmunk, hedgehog,
    porcupine, beaver, otter, sea otter = otter, ferret, weasel, badger, skunk, raccoon, mole, bat, fox,
    red fox = fox, arctic fox, fennec fox, wolf, grey wolf = wolf, gray wolf = wolf, wolf pup = wolf,
    coyote, jackal, hyena, lion, lioness, lion cub, tiger, bengal tiger = tiger, white tiger = tiger,
    tiger cub = tiger, leopard, snow leopard, jaguar, panther, black panther = panther, cheetah, lynx,
    bobcat, cougar, puma = cougar, mountain lion = cougar, bear, bear cub, brown bear = bear, grizzly
    bear = bear, grizzly = bear, black bear = bear, polar bear, panda, giant panda = panda, panda bear =
    panda, red panda, koala, kangaroo, wallaby, wombat, platypus, tasmanian devil, sloth, anteater,
    armadillo, meerkat, mongoose, monkey, baby monkey = monkey, snow monkey = monkey, chimpanzee, chimp
    = chimpanzee, gorilla, orangutan, baboon, lemur, elephant, baby elephant = elephant, elephant calf =
    elephant, mammoth, woolly mammoth = mammoth, rhino = rhinoceros, rhinoceros, hippo = hippopotamus,
    hippopotamus, giraffe, camel, dromedary = camel, llama, alpaca, deer, fawn, doe = deer, stag, buck =
    deer, reindeer, caribou = reindeer, elk, moose, antelope, gazelle, impala = antelope, wildebeest,
    ibex, tapir, capybara, snake, python, cobra, rattlesnake, lizard, gecko, chameleon, iguana, komodo
    dragon, crocodile, alligator, turtle, tortoise, frog, tree frog, toad, salamander, newt, axolotl,
    dinosaur, t rex = tyrannosaurus, trex = tyrannosaurus, tyrannosaurus rex = tyrannosaurus,
    tyrannosaurus, triceratops, velociraptor, raptor = velociraptor, brachiosaurus, pterodactyl, puppy
    dog = puppy, pet, snail, slug, worm, earthworm = worm
    """,
    "bird": """
    bird, songbird = bird, baby bird = bird, eagle, bald eagle = eagle, golden eagle = eagle, hawk,
    falcon, peregrine falcon = falcon, owl, snowy owl, barn owl = owl, parrot, macaw, parakeet, budgie =
    parakeet, cockatoo, pigeon, dove, white dove = dove, crow, raven, magpie, sparrow, robin, swallow,
    finch, canary, hummingbird, kingfisher, woodpecker, toucan, peacock, pheasant, chicken, hen,
    rooster, cockerel = rooster, chick, baby chick = chick, turkey, duck, duckling, rubber duck, goose,
    swan, pelican, seagull, gull = seagull, albatross, stork, heron, flamingo, crane, red crowned crane
    = crane, ostrich, emu, penguin, emperor penguin = penguin, puffin, vulture, phoenix
    """,
    "sea animal": """
    fish, goldfish, koi, koi fish = koi, salmon, tuna, trout, clownfish, tropical fish, angelfish,
    pufferfish, swordfish, manta ray, stingray, ray fish = stingray, seahorse, shark, great white shark
    = shark, hammerhead shark = shark, whale shark, whale, humpback whale, humpback = humpback whale,
    blue whale = whale, sperm whale = whale, orca, killer whale = orca, beluga, narwhal, dolphin,
    porpoise = dolphin, seal, sea lion, walrus, manatee, sea turtle, octopus, squid, giant squid =
    squid, jellyfish, crab, hermit crab, lobster, shrimp, starfish, sea star = starfish, sea urchin,
    clam, oyster, mussel, coral, eel, plankton
    """,
    "insect": """
    insect, bug = insect, bee, honeybee = bee, honey bee = bee, bumblebee, wasp, hornet = wasp, ant,
    butterfly, monarch butterfly = butterfly, moth, caterpillar, dragonfly, damselfly = dragonfly,
    firefly, ladybug, ladybird = ladybug, beetle, grasshopper, cricket, mantis, praying mantis = mantis,
    mosquito, housefly, spider, tarantula, scorpion, centipede, cicada
    """,
    "creature": """
    dragon, baby dragon = dragon, unicorn, pegasus, griffin, fairy, elf, dwarf, goblin, troll, orc,
    giant, ogre, ghost, spirit, zombie, vampire, werewolf, skeleton, demon, angel, alien,
    extraterrestrial = alien, monster, sea monster = kraken, kraken, yeti, bigfoot = yeti, robot,
    humanoid robot = robot, toy robot = robot, android, cyborg, robot dog, mech, mecha = mech, golem,
    snowman, scarecrow, gnome, garden gnome = gnome, kaiju, godzilla = kaiju, leprechaun, genie,
    centaur, minotaur
    """,
    "plant": """
    plant, houseplant, potted plant, tree, oak = oak tree, oak tree, pine = pine tree, pine tree, fir =
    fir tree, fir tree, palm = palm tree, palm tree, cherry tree, cherry blossom, sakura = cherry
    blossom, cherry blossom tree = cherry tree, apple tree, olive tree, lemon tree, orange tree, maple =
    maple tree, maple tree, birch = birch tree, birch tree, willow = willow tree, willow tree, baobab =
    baobab tree, baobab tree, redwood = redwood tree, redwood tree, sequoia = redwood tree, christmas
    tree, bonsai = bonsai tree, bonsai tree, bush, shrub = bush, hedge, fern, ivy, moss, grass, bamboo,
    cactus, succulent, flower, wildflower, blossom = flower, bloom = flower, bud, petal, rose, red rose
    = rose, tulip, daisy, sunflower, lily, water lily, lotus, lotus flower = lotus, orchid, lavender,
    poppy, iris, peony, dandelion, daffodil, hydrangea, carnation, marigold, violet flower, magnolia,
    jasmine, bouquet, bouquet of flowers = bouquet, flower bouquet = bouquet, leaf, autumn leaf = leaf,
    seed, seedling, sprout, sapling, acorn, pinecone, mushroom, toadstool = mushroom, vine, seaweed,
    kelp, wheat, corn plant, crop, reed, root, branch, twig, log, stump, wreath
    """,
}
