"""What this platform may do to people, and what is done about it. docs/impact-assessment.md has the same risks.

What is held, why and until when is read from the registries that show and delete it, so it cannot differ from them.
"""

from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string

from consultations import numbers
from consultations.models import Consultation
from consultations.privacy import periods
from people.privacy import registry, retention
from people.text.dates import day
from people.text.sentences import many


class Risk(NamedTuple):
    """`left` is what remains when all of it was done."""

    risk: str
    done: str
    left: str


COPIES = "Copies for emergencies"
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
        f"are published, at the latest {many(numbers.LINK_WEEKS, 'week')} after closing. Where a consultation is "
        "withdrawn: after the days to take back what one said.",
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
        f"{COPIES} hold them until those are deleted. Quotes stay in what was printed. Until their address "
        "would have gone, a mark made from it keeps them from coming back with it on another side.",
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


def risks() -> list[Risk]:
    """As they are here: copies are encrypted only where the operator has set a key for it."""
    copies = "Encrypted copies" if settings.BACKUP_RECIPIENT else COPIES
    return [risk._replace(left=risk.left.replace(COPIES, copies)) for risk in RISKS]


def held() -> list[registry.Section]:
    """Each kind of thing that is held about a person: what it is, why, and until when."""
    return registry.sections()


def document(consultation: Consultation) -> str:
    """The assessment of one consultation, as plain text to keep: the same risks and rules, with its own dates."""
    context = {
        "consultation": consultation,
        "operator": settings.OPERATOR,
        "risks": risks(),
        "held": held(),
        "rules": sorted(retention.rules(), key=lambda rule: rule.order),
        "until": _until(consultation),
    }
    return render_to_string("consultations/pages/impact.txt", context)


def _until(consultation: Consultation) -> list[tuple[str, str]]:
    """What goes when here. A day that depends on what has not happened yet is told as such."""
    dates = {
        "The link between a person and their answers": periods.link_until(consultation),
        "Contact details of whoever asked for no e-mails": periods.contact_until(consultation),
        "Contact details of whoever asked for e-mails": periods.news_until(consultation),
        "What people wrote, but for what was published": periods.words_until(consultation),
        "Answers about oneself": periods.profile_until(consultation),
    }
    return [(what, f"by {day(moment)}" if moment else "not known yet") for what, moment in dates.items()]
