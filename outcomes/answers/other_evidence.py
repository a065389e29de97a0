"""Other evidence of what the police say is in place: a link that died, or that did not show it."""

from functools import partial
from urllib.parse import urlsplit

from django.db import transaction

from audit import clock, texts
from audit.record import record, together
from consultations import access
from consultations.access import Do
from consultations.birds import refuse_names
from consultations.notifications import notifications
from consultations.signing import Proof
from outcomes import numbers
from outcomes.answers import correcting, published
from outcomes.answers.lacking import different_words, evidence_link
from outcomes.models import OtherEvidence, RecommendationResponse
from outcomes.notifications import events
from people.errors import Refused
from people.models import Person
from people.text.dates import day
from people.text.sanitising import within
from people.text.sentences import counted

MOST_WHY = 600  # characters of why it is another one
NOT_CLAIMED = "Only for what the signed answer says is in place already can other evidence be given."
CONFIRMED = "The panel has confirmed this on the evidence that stands here. No other is asked for."
THERE = "This link was given already. Give one that shows more."
WAITS = "The panel has still to look at the evidence of {given}. Give another one once it has."
OFTEN = f"Other evidence was given {counted(numbers.OTHER_EVIDENCE, 'time')}. What the panel found last stays."


@transaction.atomic
def give(slot: RecommendationResponse, *, by: Person, link: str, why: str, proof: Proof) -> OtherEvidence:
    """Another link, with a public reason, signed like a correction. The panel looks anew; until then nothing is shown.

    The links before and what the panel found on them stay said, and no day moves. One at a time, and so often at most
    (`why_not`): it is no way to keep the panel busy. Raises Refused.
    """
    consultation = slot.of_consultation
    member = access.require(by, consultation, Do.GIVE_OTHER_EVIDENCE)
    if not member.has_accepted:
        raise Refused("Accept the duty to answer first: other evidence is signed as the answer was.")
    proof.asked(by, give, slot, link=link, why=why)
    locked = RecommendationResponse.objects.select_for_update(no_key=True).get(pk=slot.pk)
    if said := why_not(locked) or correcting.not_now(consultation):
        raise Refused(said)
    link, why = evidence_link(link), within(why, MOST_WHY)
    refuse_names(why)
    if not link:
        raise Refused("Give the link that shows it.")
    if not different_words(why):
        raise Refused("Say why it is another one: this is public.")
    before = locked.evidence
    given_before = {before, locked.evidence_as_signed, *locked.other_evidence.values_list("link", flat=True)}
    if same_page(link) in map(same_page, given_before):
        raise Refused(THERE)
    with together():
        given = OtherEvidence.objects.create(
            answer=locked,
            before=before,
            link=link,
            why=why,
            signed_by=member,
            signed_by_name=member.accepted_name,
            signed_by_role=member.accepted_role,
        )
        with texts.moving(partial(published.looks_now, locked), by=member):
            _looks_stay_beside(locked, before)
            locked.evidence_now, locked.evidence_given_on, locked.evidence_unseen = link, clock.today(), True
            locked.save(update_fields=["evidence_now", "evidence_given_on", "evidence_unseen", "not_shown_evidence"])
        number = locked.recommendation.number
        summary = f"Recommendation {number}: {why}"
        record("other_evidence_given", actor=member, subject=given, consultation=consultation.slug, summary=summary)
        texts.publish(published.evidence_text(given), by=member)
    title = f"Other evidence of what is said to be in place: look at recommendation {number}"
    notifications.tell(consultation, notifications.PANEL, f"other evidence {given.pk}", title, "recommendation", number)
    events.asked_moved(locked, "the police gave other evidence", f"other evidence {given.pk}")
    slot.refresh_from_db()
    return given


def same_page(link: str) -> tuple[str, str, str]:
    """What makes two addresses one page: not the scheme, a www, the slash at its end, an empty query, a place in it."""
    parts = urlsplit(link.strip())
    return parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"), parts.query


def why_not(slot: RecommendationResponse) -> str:
    """Why no other evidence is given now; empty where it may be."""
    if not slot.response.is_signed or not slot.is_in_place:
        return NOT_CLAIMED
    if slot.seen_in_place_on:
        return CONFIRMED
    if slot.evidence_unseen:
        return WAITS.format(given=day(slot.evidence_given_on))
    return OFTEN if slot.other_evidence.count() >= numbers.OTHER_EVIDENCE else ""


def _looks_stay_beside(slot: RecommendationResponse, link: str) -> None:
    """What the panel saw so far it saw on the links before."""
    slot.earlier_looks.filter(evidence_url="").update(evidence_url=link)
    if slot.not_shown_on and not slot.not_shown_evidence:
        slot.not_shown_evidence = link
