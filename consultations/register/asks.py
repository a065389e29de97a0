"""The four asks on the page of a technology (domain T13): what the entry says to each, and where more is written."""

from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from consultations.models import ASKS, BriefingVersion, Consultation, Technology
from people.text.sentences import many

NOT_NAMED = "Who is accountable for it is not named yet."
_ASKED_ABOUT = Consultation.objects.public().filter(technologies=OuterRef(OuterRef("pk")))
_SIGNED = BriefingVersion.objects.filter(consultation__in=_ASKED_ABOUT, status=BriefingVersion.Status.APPROVED)
_WHERE = JSONObject(slug="consultation__slug", title="consultation__title")
#: Of a technology: the consultation with the newest briefing that people may read; None where there is none.
NEWEST = Subquery(_SIGNED.order_by("-published_at", "-pk").values(where=_WHERE)[:1])


@dataclass
class Asked:
    """One ask: what residents want to know, what the entry says to it, and the part of a briefing about it."""

    key: str
    heading: str
    question: str
    said: str
    links: list[dict[str, str]] = field(default_factory=list)


def of_entry(technology: Technology) -> list[Asked]:
    """Expects `use_cases`, `documents` and `briefed` (NEWEST) fetched with it."""
    said = _said(technology)
    briefed: dict[str, str] | None = technology.briefed  # type: ignore[attr-defined]
    found = [Asked(key, heading, question, said.get(key, "")) for key, heading, question, _ in ASKS]
    for one in found:
        if briefed is not None:
            consultation = Consultation(**briefed)
            href = f"{consultation.get_absolute_url()}briefing/#{one.key}"
            one.links.append({"href": href, "title": consultation.title})
        elif not one.said:
            one.said = "Nothing has been written for residents about this yet."
    return found


def _said(technology: Technology) -> dict[str, str]:
    uses, papers = len(technology.use_cases.all()), len(technology.documents.all())
    role = technology.accountable_role
    return {
        "show": f"{many(uses, 'use is', 'uses are')} listed below." if uses else "",
        "safeguards": f"{many(papers, 'document stands', 'documents stand')} below." if papers else "",
        "human": f"Accountable for it: {role}." if role else NOT_NAMED,
    }
