"""The names people get here: a bird and a number, and nothing that leads to the person."""

import secrets

from consultations.models import Consultation

BIRDS = [
    "Avocet",
    "Bittern",
    "Blackbird",
    "Bluetit",
    "Bunting",
    "Chaffinch",
    "Cormorant",
    "Crane",
    "Curlew",
    "Dipper",
    "Dove",
    "Dunlin",
    "Dunnock",
    "Eider",
    "Fieldfare",
    "Firecrest",
    "Fulmar",
    "Gannet",
    "Goldcrest",
    "Goldfinch",
    "Goosander",
    "Grebe",
    "Guillemot",
    "Harrier",
    "Heron",
    "Hobby",
    "Jackdaw",
    "Kestrel",
    "Kingfisher",
    "Kite",
    "Knot",
    "Lapwing",
    "Linnet",
    "Martin",
    "Merlin",
    "Moorhen",
    "Nuthatch",
    "Oriole",
    "Osprey",
    "Petrel",
    "Pipit",
    "Plover",
    "Puffin",
    "Redpoll",
    "Redstart",
    "Robin",
    "Sandpiper",
    "Shearwater",
    "Siskin",
    "Skylark",
    "Snipe",
    "Sparrow",
    "Starling",
    "Swallow",
    "Swift",
    "Teal",
    "Tern",
    "Thrush",
    "Turnstone",
    "Wagtail",
    "Warbler",
    "Waxwing",
    "Wheatear",
    "Whimbrel",
    "Wigeon",
    "Woodcock",
    "Wren",
    "Yellowhammer",
]


def new_pseudonym(consultation: Consultation) -> str:
    """A bird and a number, unused here. Drawn afresh in each consultation, so it links nobody across them.

    One draw and one look under the unique index, longer numbers as short ones run out: a hall of 3,000 is not read
    for every person who comes in.
    """
    for highest in (100, 100, 100, 1000, 1000, 1000):
        name = f"{secrets.choice(BIRDS)} {secrets.randbelow(highest - 10) + 10}"
        if not consultation.memberships.filter(pseudonym=name).exists():
            return name
    return f"{secrets.choice(BIRDS)} {secrets.randbelow(10**6) + 10**6}"
