"""How many take part, for everybody to read. Invited people, those who came by choice and those whose words were
brought in are never one figure (invariant 25).

Nothing is said while people may still join, and whoever leaves stays counted: a figure that moved with each of them,
even yesterday's or a rounded one, would move in two consultations at the same moment. docs/decisions/record.md
"""

from django.db.models import Count, Q

from audit.wiring import wired
from consultations.models import Consultation, Stage
from people.text.sentences import many

#: Here people may still come.
TOO_EARLY = {Stage.DRAFT, Stage.IN_REVIEW, Stage.ANNOUNCED, Stage.OPEN, Stage.PAUSED}


def joined(consultation: Consultation) -> list[str]:
    """One sentence for each kind of people there are."""
    if consultation.stage in TOO_EARLY:
        return []
    brought_in = Q()
    for find in wired("BROUGHT_IN"):
        brought_in |= Q(pk__in=find(consultation))
    invited = Q(group__is_open=False)
    not_yet = Q()
    for find in wired("NOT_COUNTED_YET"):
        not_yet |= Q(pk__in=find(consultation))
    people = consultation.memberships.participants()
    found = (
        (people.exclude(not_yet) if not_yet else people)
        .order_by()
        .aggregate(
            invited=Count("pk", filter=~brought_in & invited),
            by_choice=Count("pk", filter=~brought_in & ~invited),
            brought=Count("pk", filter=brought_in),
        )
    )
    told = {
        "invited": "joined in the groups that were invited.",
        "by_choice": "joined by choice, and are counted apart.",
        "brought": "took part in meetings whose records were brought in, and are counted apart.",
    }
    return [f"{many(found[kind], 'person', 'people')} {words}" for kind, words in told.items() if found[kind]]
