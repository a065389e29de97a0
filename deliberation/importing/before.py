"""Who of a record was in an earlier one of the same group: one person who came twice is counted once.

Only people of earlier records can be named, who are known from there alone: whoever joined online has a pseudonym that
nobody may tie to a name in a file. What is said so stands in the public record, and on the page that a second person
confirms. Where it is not said, the annex says that people may be counted twice.
docs/decisions/records.md
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from consultations.models import Consent, Consultation, Group, Membership, Role
from deliberation.importing.choices import EARLIER, Choices
from deliberation.models import Contribution, ImportedRecord
from people.errors import Refused

NOT_THERE = "That choice is no person of an earlier record of this group. Choose again who it is."
TWICE = "Two labels are said to be one person of an earlier record. Join the two first, with “The same as”."
CORRECTED = "A corrected record keeps its people. Choose “Takes part” for those who were in an earlier one."
QUOTES = (
    "{} agreed in the earlier record to be quoted, and this one does not say so. "
    "Tick that they agreed, or bring them in as somebody new."
)
SOME_ARE = "Some of its people are those of another record of this group, and are counted once"
MAY_BE_TWICE = "This group has another record: whoever is in both may be counted twice"


def people_before(group: Group) -> QuerySet[Membership]:
    """Those whose words came in a record of this group and nowhere else."""
    said = Contribution.objects.filter(source_kind=Contribution.Source.TRANSCRIPT).order_by()
    there = said.filter(record__group=group).values("membership")
    online = said.model.objects.filter(record=None).order_by().values("membership")
    found = Membership.objects.filter(
        consultation=group.consultation_id, user=None, role=Role.PARTICIPANT, withdrawn_at=None
    )
    return found.filter(pk__in=there).exclude(pk__in=online).order_by("pseudonym")


def first_words(people: Iterable[Membership]) -> dict[int, str]:
    """How each of them began, to know them again by. By key."""
    said = Contribution.objects.filter(membership__in=people, state=Contribution.State.VISIBLE).order_by("-pk")
    return dict(said.values_list("membership", "body"))


def said_of(choices: Choices) -> dict[str, int]:
    """Key of a label → key of the person of an earlier record it is said to be."""
    found = {key: who.removeprefix(EARLIER) for key, who in choices.who.items() if who.startswith(EARLIER)}
    return {key: int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 19 else 0 for key, pk in found.items()}


def known(group: Group, choices: Choices, speakers: Iterable[str], *, may_quote: bool) -> dict[str, Membership]:
    """The people of earlier records that these speakers are. Raises Refused for anybody else."""
    said = {key: pk for key, pk in said_of(choices).items() if key in set(speakers)}
    there = people_before(group).in_bulk(list(said.values()))
    if set(said.values()) - set(there):
        raise Refused(NOT_THERE)
    if any(times > 1 for times in Counter(said.values()).values()):
        raise Refused(TWICE)
    quoted = Consent.objects.filter(membership__in=there, item=Consent.Item.QUOTES, withdrawn_at=None)
    if not may_quote and (one := quoted.select_related("membership").first()):
        raise Refused(QUOTES.format(one.membership.pseudonym))
    return {key: there[pk] for key, pk in said.items()}


def refuse_for_correction(choices: Choices) -> None:
    """People of a corrected record are known again by their words."""
    if said_of(choices):
        raise Refused(CORRECTED)


def told(consultation: Consultation) -> dict[int, str]:
    """What each record says of people who may be in another one of its group; by key, where there is another."""
    spoken = Contribution.objects.filter(
        record__consultation=consultation,
        source_kind=Contribution.Source.TRANSCRIPT,
        membership__role=Role.PARTICIPANT,
    ).exclude(state=Contribution.State.WITHDRAWN)
    records: dict[int, set[int]] = defaultdict(set)
    groups: dict[int, set[int]] = defaultdict(set)
    for record, group, person in spoken.order_by().values_list("record", "record__group", "membership").distinct():
        records[record].add(person)
        groups[group].add(record)
    found = {}
    for here in groups.values():
        for record in here:
            elsewhere = set().union(*(records[other] for other in here - {record}))
            some, others = records[record] & elsewhere, records[record] - elsewhere
            words = [SOME_ARE] if some else []
            if others and any(records[other] - records[record] for other in here - {record}):
                words.append(MAY_BE_TWICE)
            if words:
                found[record] = ". ".join(words)
    return found


def shared(kept: ImportedRecord) -> list[str]:
    """Pseudonyms of its people who are in another record too."""
    said = Contribution.objects.filter(source_kind=Contribution.Source.TRANSCRIPT).order_by()
    people = Membership.objects.filter(role=Role.PARTICIPANT, pk__in=said.filter(record=kept).values("membership"))
    others = said.exclude(record=kept).exclude(record=None).values("membership")
    return list(people.filter(pk__in=others).order_by("pseudonym").values_list("pseudonym", flat=True))
