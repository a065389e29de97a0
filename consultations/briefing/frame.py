"""What is the same for every technology, for a pack that is written from nothing. Words that are there stay."""

from django.db import transaction

from consultations.briefing import briefing, completeness
from consultations.models import BriefingVersion, DataCard, RetentionRow, SectionKind
from people.errors import Refused
from people.models import Person

K = SectionKind
#: Only the force can say it: a state of its place (unknowns.py), that somebody then asks for.
ASKED = "[to be confirmed by the force]"
REVIEWS = {
    "title": "Reviews and appeals",
    "publisher": "Independent Office for Police Conduct",
    "url": "https://policeconduct.gov.uk/complaints/reviews-and-appeals",
    "published": "no date on the page",
    "standpoint": "independent",
}
#: `%s` is the mark of REVIEWS. Nothing here says what a force does.
WORDS = {
    K.STORIES: "These cases were published by others. Some went well and some did not.",
    K.COST: f"What it costs here is {ASKED}. **Ask the police here:** what do the equipment, the software and the "
    "staff cost each year?",
    K.DATACARD: "The card says what is collected, who holds it and how long it is kept.",
    K.NECESSITY: "Two questions decide whether it should be used at all.\n\n"
    "- **Is it needed?** Could something that looks at fewer people do the same job?\n"
    "- **Is it in proportion?** Is it worth what it does to everybody else?\n\n"
    "**Ask the police here:** what did you try first? Where is your own answer to both written down?",
    K.OVERSIGHT: "- The **Information Commissioner** looks at how data about you is used.\n"
    "- The **police and crime commissioner, or the mayor**, holds the police to account.\n"
    "- The **courts** can be asked to rule.\n"
    "- The **Independent Office for Police Conduct** or the police and crime commissioner can review how a complaint "
    "was handled. The letter that ends it says which %s.\n\n"
    "You can see on this page who from outside the police has read this briefing, and what each of them said.\n\n"
    "**Ask the police here:** is there a local panel, and what may it see?",
    K.ANSWERABLE: "A named senior officer should answer for it. **Ask the police here:** who is it?\n\nYou can:\n\n"
    "- ask the police for a copy of the data they hold about you\n"
    "- complain to the force first\n"
    "- ask for a review if you are not happy with how it was handled %s\n"
    "- go to the Information Commissioner if it is about your data",
}
CITING = (K.OVERSIGHT, K.ANSWERABLE)
CARD = {
    "rights": "Ask the force for a copy of data about you.",
    "complain": "First to the force. Its last letter says who can review how it was handled. About data: the "
    "Information Commissioner.",
}
NOT_ASKED = ("checked_by",)  # who checked the card is for the writer to say
KEPT = {
    RetentionRow.AppliesTo.NOT_MATCHED: "Data about people who do not match",
    RetentionRow.AppliesTo.MATCHED: "Data about people who match",
    RetentionRow.AppliesTo.ALL: "Everything it records",
}


def lacks(version: BriefingVersion) -> bool:
    """Whether there is anything to take in."""
    return bool(_blank(version) or _open_fields(version) or not version.retention_rows.exists())


@transaction.atomic
def take_in(version: BriefingVersion, *, by: Person) -> None:
    """Fill what is blank. What only the force can say becomes a state. Raises Refused when nothing is blank."""
    blank, fields = _blank(version), _open_fields(version)
    mark = _mark(version, by) if any(kind in blank for kind in CITING) else ""
    for kind in blank:
        briefing.write_section(version, kind, WORDS[kind].replace("%s", mark), by=by)
    if fields:
        briefing.write_data_card(version, by=by, checked_on=None, **{name: CARD.get(name, ASKED) for name in fields})
    rows = [] if version.retention_rows.exists() else _kept(version)
    for applies_to in rows:
        what = {"data_class": KEPT[applies_to], "applies_to": applies_to}
        briefing.add_evidence(version, "retention", by=by, **what, kept_for=ASKED, deletion_trigger=ASKED)
    if not (blank or fields or rows):
        raise Refused("There is nothing left to fill in: every part that is the same everywhere has words already.")


def _blank(version: BriefingVersion) -> list[SectionKind]:
    written = set(version.sections.exclude(body="").values_list("kind", flat=True))
    return [kind for kind in WORDS if kind not in written]


def _open_fields(version: BriefingVersion) -> list[str]:
    card = DataCard.objects.filter(version=version).first() or DataCard(version=version)
    return [name for name in DataCard.FIELDS if name not in NOT_ASKED and not getattr(card, name).strip()]


def _kept(version: BriefingVersion) -> list[RetentionRow.AppliesTo]:
    """A row for everything; where people or plates are compared, one for each of the two as well."""
    return list(KEPT) if completeness.compares(version.consultation) else [RetentionRow.AppliesTo.ALL]


def _mark(version: BriefingVersion, by: Person) -> str:
    """The number of the source about reviews, added where it is not there yet."""
    found = version.sources.filter(url=REVIEWS["url"]).first()
    added = found or briefing.add_evidence(version, "sources", by=by, **REVIEWS)
    return f"[{getattr(added, 'number', None)}]"
