"""The four asks on the page of a technology (domain T13): what the entry says to each, and where more is written."""

from dataclasses import dataclass, field

from consultations.models import ASKS, BriefingVersion, Consultation, Technology
from people.text.sentences import many

NOT_NAMED = "Who is accountable for it is not named yet."


@dataclass
class Asked:
    """One ask: what residents want to know, what the entry says to it, and the part of a briefing about it."""

    key: str
    heading: str
    question: str
    said: str
    links: list[dict[str, str]] = field(default_factory=list)


def of_entry(technology: Technology) -> list[Asked]:
    """Expects `use_cases` and `documents` fetched already; the newest briefing that people may read is looked up."""
    version = _newest(technology)
    said = _said(technology)
    found = [Asked(key, heading, question, said.get(key, "")) for key, heading, question, _ in ASKS]
    for one in found:
        if version is not None:
            href = f"{version.consultation.get_absolute_url()}briefing/#{one.key}"
            one.links.append({"href": href, "title": version.consultation.title})
        elif not one.said:
            one.said = "Nothing has been written for residents about this yet."
    return found


def _newest(technology: Technology) -> BriefingVersion | None:
    public = Consultation.objects.public().filter(technologies=technology)
    signed = BriefingVersion.objects.filter(consultation__in=public, status=BriefingVersion.Status.APPROVED)
    return signed.select_related("consultation").order_by("-published_at", "-pk").first()


def _said(technology: Technology) -> dict[str, str]:
    uses, papers = len(technology.use_cases.all()), len(technology.documents.all())
    role = technology.accountable_role
    return {
        "show": f"{many(uses, 'use is', 'uses are')} listed below." if uses else "",
        "safeguards": f"{many(papers, 'document stands', 'documents stand')} below." if papers else "",
        "human": f"Accountable for it: {role}." if role else NOT_NAMED,
    }
