"""Two of the panel who see it differently: each says it again once, and then somebody else of the panel looks."""

from consultations.models import Membership
from outcomes import numbers
from outcomes.models import RecommendationResponse
from people.text.dates import local_day
from people.text.sentences import counted

SAID = (
    "You have said so {times} of these words, and {other} of the panel says otherwise. Both are public. Now it takes "
    "another member to change it; a further seat on the panel makes one."
)


def why_not_again(slot: RecommendationResponse, member: Membership, *, shown: bool) -> str:
    """Why this member does not put aside once more what another has seen; empty where they may.

    One’s own mistake can be taken back at any time, and what the force has corrected, or shown by
    other evidence, is looked at anew.
    """
    stands = _stands_against(slot, shown)
    if stands is None or stands.pk == member.pk or _times(slot, member, shown) < numbers.SAID_RUNNING:
        return ""
    return SAID.format(times=counted(numbers.SAID_RUNNING, "time"), other=stands.public_name)


def _stands_against(slot: RecommendationResponse, shown: bool) -> Membership | None:
    if slot.seen_in_place_on:
        return None if shown else slot.seen_in_place_by
    anew = slot.corrected_on or slot.evidence_unseen
    return slot.not_shown_by if shown and not anew else None


def _times(slot: RecommendationResponse, member: Membership, shown: bool) -> int:
    """How often this member has said so of the words and the evidence as they stand.

    Of the evidence by what was looked at, for on one day it can be another twice; of the words by the day: what was
    said on the day of a correction is not held against anybody.
    """
    before = slot.earlier_looks.filter(shown=shown, by=member, evidence_url="")
    by, on = (slot.seen_in_place_by_id, slot.seen_in_place_on) if shown else (slot.not_shown_by_id, slot.not_shown_on)
    now = by == member.pk and on is not None and (shown or not slot.not_shown_evidence)
    if corrected := slot.errata.last():
        since = local_day(corrected.at)
        before, now = before.filter(on__gt=since), now and on is not None and on > since
    return before.count() + now
