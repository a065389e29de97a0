"""What the signed answer left open, decided later; and what it says is in place, looked at by the panel."""

from functools import partial
from typing import Any

from django.db import transaction

from audit import clock, texts
from audit.record import record, together
from consultations import access
from consultations.access import Do
from consultations.birds import refuse_names
from consultations.models import Consultation
from consultations.signing import Proof
from consultations.stages.stages import Missing
from outcomes.answers import of_two_minds, published
from outcomes.answers.lacking import evidence_link, link_lacks, reasons_lack
from outcomes.answers.promising import write_promise
from outcomes.models import Decision, EarlierLook, PoliceResponse, RecommendationResponse
from outcomes.models.answers import LEFT_OPEN
from outcomes.notifications import events
from outcomes.verdicts import verdicts
from people.errors import Refused
from people.models import Person
from people.text.sanitising import plain, within
from people.text.sentences import listed, many

Status = RecommendationResponse.Status
#: What may be decided: never again "under consideration".
MOST_WHY = 600  # characters of what the evidence does not show
FOUND_ALREADY = (
    "Another member of the panel has found so, and their words stand in public. If you see that it is in place, say so."
)
MOVED = "The force has given another link since you opened this page. Open it, then say what you see."
REWORDED = (
    "The force has corrected its words since you opened this page. Read them as they are now, then say what you see."
)
#: What the panel said last of what is in place.
LOOK = ["not_shown_by", "not_shown_on", "not_shown_why", "not_shown_evidence"]
LOOK += ["seen_in_place_by", "seen_in_place_on", "seen_in_place_why"]
DECISIONS = [(status.value, status.label) for status in Status if status not in LEFT_OPEN]


@transaction.atomic
def decide(
    slot: RecommendationResponse,
    *,
    by: Person,
    status: str,
    reasons: str,
    proof: Proof,
    evidence_url: str = "",
    promised: dict[str, Any] | None = None,
) -> Decision:
    """Decide what is under consideration or was referred: once, public at once, by the same rules as the answer.

    `promised` is what is promised (text, owner_role, due), which accepting needs. Raises Refused.
    """
    consultation = slot.response.report.consultation
    member = access.require(by, consultation, Do.DECIDE_LATER)
    if not member.has_accepted:
        raise Refused("Accept the duty to answer first: a decision stands under the name in which you accept it.")
    said = {"status": status, "reasons": reasons, "evidence_url": evidence_url, "promised": promised}
    proof.asked(by, decide, slot, **said)
    locked = (
        RecommendationResponse.objects.select_for_update(no_key=True)
        .select_related("response", "recommendation")
        .get(pk=slot.pk)
    )
    if not locked.response.is_signed or locked.status not in LEFT_OPEN:
        raise Refused("Only what a signed answer left open can be decided later.")
    if locked.decision:
        raise Refused("This has been decided already. The decision is on this page.")
    if early := too_early(locked, consultation):
        raise Refused(early)
    if status not in dict(DECISIONS):
        raise Refused("Choose accepted, accepted in part, not accepted or already in place.")
    reasons = plain(reasons)
    refuse_names(reasons, *((promised["text"], promised["owner_role"]) if promised else ()))
    if lacking := reasons_lack(status, reasons):
        raise Refused(lacking[0].capitalize() + f"{lacking[1:]}.")
    if lacking := link_lacks(locked.recommendation, status, evidence_url):
        raise Refused(lacking[0].capitalize() + ".")
    accepting = status in (Status.ACCEPTED, Status.ACCEPTED_IN_PART)
    if accepting and not promised:
        raise Refused("Add a promise with an owner and a date: what is accepted is tracked.")
    fields = {"status": status, "reasons": reasons, "evidence_url": evidence_link(evidence_url)}
    with together():
        made = Decision.objects.create(
            answer=locked,
            decided_by=member,
            decided_by_name=member.accepted_name,
            decided_by_role=member.accepted_role,
            decided_on=clock.today(),
            **fields,
        )
        record(
            "left_open_decided",
            actor=member,
            subject=made,
            consultation=consultation.slug,
            summary=f"Recommendation {slot.recommendation.number}: {made.get_status_display().lower()}",
        )
        if accepting and promised:
            write_promise(locked, member, decision=made, **promised)
        published.decided(made, member)
    slot.refresh_from_db()
    late = f" ({slot.lateness})" if slot.lateness else ""
    events.asked_moved(slot, f"decided: {made.get_status_display().lower()}{late}", f"decided {made.pk}")
    return made


def too_early(slot: RecommendationResponse, consultation: Consultation) -> str:
    """Why it is not decided yet: residents judge what was signed. Its own day is never taken from the officer."""
    has_time = slot.decision_by is None or clock.today() < slot.decision_by
    asked = verdicts.being_asked(consultation) if has_time else ""
    return f"{asked} Decide once they have." if asked else ""


@transaction.atomic
def saw_in_place(
    slot: RecommendationResponse, *, by: Person, seen: str, why: str = "", words: int | None = None
) -> None:
    """The panel opened the evidence of what is said to be in place, and it shows it: from now on it counts as done.

    `seen`: the address that was opened; `words`: `last_correction` of what was read. `why`: asked where another member
    found that it is not shown; both stay public. Raises Refused where address or words are others by now.
    """
    consultation = slot.response.report.consultation
    member = access.require(by, consultation, Do.LOOK_AT_IN_PLACE)
    locked = RecommendationResponse.objects.select_for_update(no_key=True).get(pk=slot.pk)
    if not locked.response.is_signed or not locked.is_in_place:
        raise Refused("Only what the police say is in place already can be confirmed here.")
    if not locked.evidence:
        raise Refused("There is no link that shows it. Ask the force for one.")
    if locked.seen_in_place_on:
        return
    _as_read(locked, words, seen)
    why = within(why, MOST_WHY)
    refuse_names(why)
    doubted = locked.not_shown_on is not None and locked.not_shown_by_id != member.pk
    if not why and (doubted or locked.earlier_looks.filter(shown=False).exclude(by=member).exists()):
        raise Refused(
            "Another member of the panel found that the evidence does not show it. Say what it shows: both are public."
        )
    if why_not := of_two_minds.why_not_again(locked, member, shown=True):
        raise Refused(why_not)
    locked.seen_in_place_by, locked.seen_in_place_on, locked.seen_in_place_why = member, clock.today(), why
    with texts.moving(partial(published.looks_now, locked), by=member):
        _looked(locked)
    record(
        "in_place_confirmed",
        actor=member,
        subject=locked,
        consultation=consultation.slug,
        summary=f"Recommendation {slot.recommendation.number}" + (f": {why}" if why else ""),
    )
    events.looked_at_in_place(locked, is_shown=True)
    slot.refresh_from_db()


@transaction.atomic
def not_shown(
    slot: RecommendationResponse, *, by: Person, why: str, words: int | None = None, seen: str | None = None
) -> None:
    """The panel opened the evidence, and it does not show that it is in place. Public, with why; it may look again.

    What was confirmed before is confirmed no more, and stays said. Nobody says it in place of somebody else who has:
    a trifle would else stand where a reason stood. `words`, `seen`: as in `saw_in_place`.
    """
    consultation = slot.response.report.consultation
    member = access.require(by, consultation, Do.LOOK_AT_IN_PLACE)
    locked = RecommendationResponse.objects.select_for_update(no_key=True).get(pk=slot.pk)
    if not locked.response.is_signed or not locked.is_in_place:
        raise Refused("Only what the police say is in place already can be looked at here.")
    if not (why := within(why, MOST_WHY)):
        raise Refused("Say what the evidence does not show: this is public.")
    refuse_names(why)
    _as_read(locked, words, seen)
    anew = locked.seen_in_place_on or locked.corrected_on or locked.evidence_unseen
    stands = locked.not_shown_on is not None and not anew
    if stands and locked.not_shown_by_id != member.pk:
        raise Refused(FOUND_ALREADY)
    if why_not := of_two_minds.why_not_again(locked, member, shown=False):
        raise Refused(why_not)
    with texts.moving(partial(published.looks_now, locked), by=member):
        _keep_earlier(locked)
        locked.not_shown_by, locked.not_shown_on, locked.not_shown_why = member, clock.today(), why
        locked.not_shown_evidence = ""
        locked.seen_in_place_by, locked.seen_in_place_on, locked.seen_in_place_why = None, None, ""
        _looked(locked)
    record(
        "in_place_not_shown",
        actor=member,
        subject=locked,
        consultation=consultation.slug,
        summary=f"Recommendation {slot.recommendation.number}: {why}",
    )
    events.looked_at_in_place(locked, is_shown=False)
    slot.refresh_from_db()


def _looked(slot: RecommendationResponse) -> None:
    """Of the words and the evidence as they are now."""
    slot.corrected_on, slot.evidence_unseen = None, False
    slot.save(update_fields=[*LOOK, "corrected_on", "evidence_unseen"])


def _keep_earlier(slot: RecommendationResponse) -> None:
    """What was seen before this look: everybody can still read it in the history."""
    looks = [
        (False, slot.not_shown_by, slot.not_shown_on, slot.not_shown_why, slot.not_shown_evidence),
        (True, slot.seen_in_place_by, slot.seen_in_place_on, slot.seen_in_place_why, ""),
    ]
    EarlierLook.objects.bulk_create(
        EarlierLook(answer=slot, shown=shown, by=by, on=on, why=why, evidence_url=evidence)
        for shown, by, on, why, evidence in looks
        if by is not None and on is not None
    )


def _as_read(slot: RecommendationResponse, words: int | None, seen: str | None) -> None:
    if seen is not None and slot.evidence != seen:
        raise Refused(MOVED)
    if words is not None and words != slot.last_correction:
        raise Refused(REWORDED)


def left_open(consultation: Consultation) -> list[RecommendationResponse]:
    """Answers of the signed response that are still no answer."""
    found = RecommendationResponse.objects.filter(
        response__report__consultation=consultation,
        response__state=PoliceResponse.State.SIGNED,
        status__in=LEFT_OPEN,
        decided=None,
    )
    return list(found.select_related("recommendation"))


def nothing_is_left_open(consultation: Consultation) -> list[Missing]:
    """Gate G: what is under consideration or with another body is no outcome yet."""
    found = left_open(consultation)
    if not found:
        return []
    which = listed([str(slot.recommendation.number) for slot in found])
    return [Missing(f"{many(len(found), 'recommendation')} still to be decided: {which}.", "answer")]


def claims_were_looked_at(consultation: Consultation) -> list[Missing]:
    """Gate G: nothing ends as "already in place" that nobody but the police has looked at."""
    found = RecommendationResponse.objects.filter(
        response__report__consultation=consultation, response__state=PoliceResponse.State.SIGNED
    ).select_related("recommendation", "decided")
    claimed = [str(slot.recommendation.number) for slot in found if slot.is_in_place and not slot.is_looked_at]
    if not claimed:
        return []
    return [Missing(f"The panel has still to look at what is said to be in place: {listed(claimed)}.", "answer")]
