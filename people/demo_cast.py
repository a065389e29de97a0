"""The people of the demonstration: who can be signed in as, and what each may do. All of them are invented.

Residents are known only by the pseudonym they get on joining: their accounts keep `User.name` empty, and `name` below
is only what the demonstration page calls them.
"""

from typing import TypedDict


class Person(TypedDict):
    key: str
    email: str
    name: str
    title: str
    role: str
    line: str


def _person(key: str, name: str, title: str, role: str, line: str) -> Person:
    return {"key": key, "email": f"{key}@demo.example", "name": name, "title": title, "role": role, "line": line}


#: Roles of people who act under their own name. Everybody else is a resident.
NAMED = {"facilitator", "oversight", "officer", "responder", "expert", "administrator"}

DEMO_CAST: list[Person] = [
    _person(
        "amina",
        "Amina",
        "Resident, Group 1",
        "participant",
        "Takes part: answers polls, talks in her group, checks the draft findings.",
    ),
    _person(
        "bilal",
        "Bilal",
        "Resident, Group 1",
        "participant",
        "Takes part in the same group as Amina. Sign in as both to see them talk.",
    ),
    _person(
        "carys",
        "Carys",
        "Resident, Group 2",
        "participant",
        "Takes part in another group. Cannot read what Group 1 said.",
    ),
    _person(
        "moss",
        "Jo Moss",
        "Lead facilitator",
        "facilitator",
        "Sets up and runs the consultation, leads sessions, writes the findings.",
    ),
    _person(
        "finch",
        "Ade Finch",
        "Facilitator",
        "facilitator",
        "Works beside Moss: second pair of eyes on quotes and moderation.",
    ),
    _person(
        "hale",
        "Ruth Hale",
        "Oversight panel",
        "oversight",
        "Independent. Signs off the briefing, hears appeals, checks promises.",
    ),
    _person(
        "quill",
        "Sam Quill",
        "Oversight panel",
        "oversight",
        "The second signature. No briefing goes out on one person’s word.",
    ),
    _person(
        "okoro",
        "N. Okoro",
        "Chief Superintendent (example)",
        "officer",
        "Accepts the duty to answer, and signs the answer. Cannot read any group.",
    ),
    _person(
        "reyes",
        "L. Reyes",
        "Police responder (example)",
        "responder",
        "Drafts the answer and reports progress. Cannot read any group.",
    ),
    _person(
        "brandt",
        "Dr E. Brandt",
        "Independent expert",
        "expert",
        "Helps to write the briefing and answers the groups’ questions.",
    ),
    _person(
        "okafor",
        "Kit Okafor",
        "Administrator",
        "administrator",
        "Looks after accounts, forces and seats on the panel. Has no role in a consultation.",
    ),
    _person(
        "outsider",
        "A passer-by",
        "Resident who has not joined",
        "",
        "Has an account and nothing else: sees what the public sees.",
    ),
]
