"""The birds whose names people get in a consultation, and how such a name is known again in a text."""

import re
from collections.abc import Iterator

from people.errors import Refused

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

#: Small, these are words of another kind: “a swift 10 minutes”.
WORDS_TOO = frozenset({"Crane", "Dipper", "Harrier", "Hobby", "Kite", "Knot", "Swallow", "Swift"})


def _in_any_case() -> str:
    either = "|".join(bird for bird in BIRDS if bird not in WORDS_TOO)
    capital = "|".join(f"{bird}|{bird.upper()}" for bird in sorted(WORDS_TOO))
    return f"(?i:{either})|{capital}"


#: As people write it too: “heron 42”, “Heron no. 42”, “Heron-42”, with any space between.
_ONE = re.compile(rf"\b(?:{_in_any_case()})[\s_–—-]*(?:(?i:no\.?|nr\.?|number|#)\s*)?\d{{2,7}}\b")


#: Why such a text is refused.
NAMED = "“{name}” reads like the name of somebody who takes part. Everybody reads this."


def refuse_names(*texts: str) -> None:
    """For texts that everybody is going to read. Raises Refused."""
    for text in texts:
        if name := named_in(text):
            raise Refused(NAMED.format(name=name))


def named_in(text: str) -> str:
    """What reads like the name of somebody who takes part, in a text that everybody is going to read; else empty."""
    found = _ONE.search(text)
    return found[0] if found else ""


def names_in(text: str) -> Iterator[re.Match[str]]:
    """Each of them, with where it stands."""
    return _ONE.finditer(text)
