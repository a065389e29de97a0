"""What was said in three rooms, as a table: who, where, under which theme, on which side, how strongly, in which words.

Everybody and everything is invented. From this table the files of the three meeting programs are written
(`records.py`), and from it alone what the report must say of them is counted, by hand, below.
"""

from typing import NamedTuple

LEADER = "Jo Moss"


class Said(NamedTuple):
    group: int
    speaker: str
    theme: str
    stance: str
    intensity: int
    words: str


ROOMS = {
    1: ("Amal Reed", "Bronwen Tal", "Cedric Ojo", "Dilys Marr", "Anwen Low", "Bashir Cole", "Cora Finn", "Dov Hale"),
    2: ("Esme Quade", "Farid Lund", "Gwen Abara", "Hari Stone", "Edna Park", "Femi Rook", "Glyn Ash", "Huda Bell"),
    3: ("Ines Kerr", "Jorge Vale", "Kemi Holt", "Lowri Penn", "Idris Moor", "Joan Hurst", "Kofi Dale", "Lena Frith"),
}
#: Theme → (part of the guide, its title).
THEMES = {
    "slow": (1, "Reports lead nowhere"),
    "patrols": (1, "Patrols on foot"),
    "cameras": (2, "Cameras under conditions"),
    "person": (2, "A person decides"),
    "fined": (2, "Reported by another driver"),
    "kept": (2, "What is kept of a face"),
}
_REPORTS = (
    "I rang twice about the shop and not one officer came.", "My bike went and the case was closed by text.",
    "You report it and then you hear nothing.", "The phone was taken and I did not see a point in telling them.",
    "They came on the third day, when it was over.", "The number they gave me led to a machine.",
    "I filled in the form, and that was the end of it.", "Nobody rang back about the window.",
    "I wait an hour on the line each time.", "The theft was written down and left there.",
    "We stopped reporting what happens in the lift.", "It is a reference number and no more.",
)  # fmt: skip
FIRST = _REPORTS[0]  # shortened where it is quoted
_PATROLS = (
    "When I see them on foot I feel safe.", "A patrol on our street calms things.", "I like to see them walk past.",
    "On foot they know us by name.", "Walking past the school they help.", "I greet them and it helps.",
    "On foot they only look for whom to stop.", "I go indoors when they walk by.",
    "They make me uneasy on our street.", "A patrol tells me that I am watched.", "My brother is stopped by them.",
    "I cross the road when they come.",
)  # fmt: skip
_CAMERAS = (
    "Cameras, yes, if there is a sign.", "If I know how long it is kept, then yes.", "Yes, with a rule that holds.",
    "Only for serious crime, and then I am for it.", "With a sign I can live with it.", "Yes, if a judge looks at it.",
    "If it is deleted the same day, yes.", "I want to know who runs it, then it is fine.",
    "Not on any street where I live.", "My face is mine, so no.", "It will grow, as such things do, so no.",
    "No camera that knows who I am.",
)  # fmt: skip
_PERSON = (
    "A machine must not decide about a person, ever, and I will not move on that.",
    "Whoever acts on it has to sign for it. That is what decides it for me.",
    "I say it for the third time: a person has to answer for it.",
)


def _words(sentences: tuple[str, ...], n: int) -> str:
    return sentences[n % 12] if n < 12 else f"{sentences[n % 12]} I am the {n}th to say so."


def everything() -> list[Said]:
    """Theme by theme, so that in each room others speak in between, as they do."""
    people = [(group, name) for group, names in ROOMS.items() for name in names]
    rows = []
    for n, (group, name) in enumerate(people):
        rows.append(Said(group, name, "slow", "for", 2, _words(_REPORTS, n)))
        patrols = _PATROLS[n % 6] if n < 12 else _PATROLS[6 + n % 6]
        side = "for" if n < 12 else "against"
        rows.append(Said(group, name, "patrols", side, 1 if n % 2 else 2, f"{patrols} So say I, the {n}th."))
        side, cameras = ("for_with_conditions", _CAMERAS[n % 8]) if n < 16 else ("against", _CAMERAS[8 + n % 4])
        rows.append(Said(group, name, "cameras", side, 2 if n < 16 else 3, f"{cameras} So say I, the {n}th."))
        if n < 3:
            rows.append(Said(group, name, "person", "for", 3, _PERSON[n]))
        elif n < 20:
            rows.append(Said(group, name, "person", "neutral", 1, f"On who decides I, the {n}th, have no view."))
        if n in KEPT:
            rows.append(Said(group, name, "kept", "neutral", 1, f"I, the {n}th, did not know what is kept of a face."))
    rows.append(Said(3, "Lena Frith", "fined", "against", 1, "A cyclist filmed me at the lights and I paid for it."))
    return sorted(rows, key=lambda said: list(THEMES).index(said.theme))


KEPT = (4, 5, 6, 7, 16, 17, 18, 19, 20)
#: Finding → what its heading and its counts must say. Counted from the table: the 24 who spoke took part; three
#: more are members of the groups, and did nothing: they were let in and took no part.
EXPECTED = {
    "slow": ("consensus across groups", "24 of the 24 who spoke on this, of 24 who took part"),
    "patrols": ("divided", "12 of the 24 who spoke on this, of 24 who took part"),
    "cameras": ("majority view", "16 of the 24 who spoke on this, of 24 who took part"),
    "person": ("minority view, strongly felt", "3 of the 20 who spoke on this, of 24 who took part"),
    "fined": ("single account", "1 of the 1 who spoke on this, of 24 who took part"),
    "kept": ("majority view", "9 of the 9 who spoke on this, of 24 who took part"),
}
