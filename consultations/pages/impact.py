"""What this platform may do to people, and what is done about it. docs/impact-assessment.md has the same risks."""

from typing import NamedTuple


class Risk(NamedTuple):
    """`left` is what remains when all of it was done."""

    risk: str
    done: str
    left: str


RISKS = [
    Risk(
        "A resident is recognised by the police, and treated differently",
        "The police are not told who is who. Names differ from one consultation to the next. A post that seems to "
        "hold a phone number or an address is held until a person has read it.",
        "What somebody tells may itself give them away.",
    ),
    Risk(
        "A facilitator or an employee looks somebody up",
        "No page shows addresses beside words. What staff do is recorded, and they take a second step to sign in.",
        "Whoever has the server and its keys could.",
    ),
    Risk(
        "A vote is worked out from published figures",
        "Small numbers and small differences are withheld. What ties a vote to a person is destroyed when the findings "
        "are published.",
        "People may tell each other how they voted.",
    ),
    Risk(
        "Health, beliefs or offences appear in free text",
        "People are asked not to name anybody. Posts are removed with a reason, and a second person reads a quote of "
        "this kind before it is published.",
        "Others may have read it before it was removed.",
    ),
    Risk(
        "Somebody wants to be forgotten",
        "They erase themselves, at once. A restored copy erases them again.",
        "Encrypted copies hold them until those are deleted. Quotes stay in what was printed.",
    ),
    Risk(
        "The server is broken into",
        "There are no passwords to steal, keys are kept apart from copies, and the site’s own access to the "
        "database is as small as it can be.",
        "What was in the database at that moment.",
    ),
    Risk(
        "The record is bent",
        "Every entry is chained to the one before, the ends are published, and the site itself can only add.",
        "The newest entries, until somebody has kept their end.",
    ),
    Risk(
        "Children take part",
        "Moderators follow the operator’s safeguarding rules, and may hide a post because somebody is at risk.",
        "Ages are not proved.",
    ),
    Risk(
        "Left out: no phone, no English, disabled",
        "Paper and taking part in person count the same. Pages work without scripts and with a screen reader.",
        "Pages are in English.",
    ),
    Risk(
        "Used against its promise: asked for evidence by the police",
        "As little as possible is held, and a link that was destroyed stays destroyed.",
        "A court can order what is held.",
    ),
    Risk(
        "Mail to a resident is read by others",
        "Codes are short-lived. News is sent only to those who asked for it.",
        "The subject of news holds the consultation’s title.",
    ),
]
