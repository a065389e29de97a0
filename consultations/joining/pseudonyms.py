"""The names people get here: a bird and a number, and nothing that leads to the person."""

import secrets

from consultations.birds import BIRDS
from consultations.models import Consultation


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
