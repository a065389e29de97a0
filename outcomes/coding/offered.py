"""What a program suggested, and what people make of it: switched on by a facilitator, taken or rejected by a person."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q, QuerySet

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership
from deliberation.models import Contribution
from outcomes.coding import suggesters
from outcomes.models import Suggestion, SuggestionRun, SuggestionsOn, Theme
from people.errors import Refused
from people.models import Person
from people.text.sentences import listed

State = Suggestion.State


# --- On and off ---------------------------------------------------------------------------------
def is_on(consultation: Consultation) -> bool:
    return SuggestionsOn.objects.filter(consultation=consultation).exists()


@transaction.atomic
def switch_on(consultation: Consultation, *, by: Person) -> None:
    """From now on whoever codes may ask for suggestions. Raises Refused where nothing on this machine can make them."""
    member = access.require(by, consultation, Do.CODE)
    if suggesters.here() is None:
        raise Refused("The program that suggests is not installed on this machine. The operator can install it.")
    if SuggestionsOn.objects.get_or_create(consultation=consultation, defaults={"by": member})[1]:
        record("suggestions_switched_on", actor=member, subject=consultation, consultation=consultation.slug)


@transaction.atomic
def switch_off(consultation: Consultation, *, by: Person) -> None:
    """None is made or shown any more. What was decided stays, and the annex says what was used."""
    member = access.require(by, consultation, Do.CODE)
    if SuggestionsOn.objects.filter(consultation=consultation).delete()[0]:
        record("suggestions_switched_off", actor=member, subject=consultation, consultation=consultation.slug)


# --- What waits ---------------------------------------------------------------------------------
def waiting(consultation: Consultation) -> QuerySet[Suggestion]:
    """What is offered for words that may be read, with those words: by contribution, the likeliest first."""
    here = Contribution.objects.visible().filter(membership__withdrawn_at=None)
    found = Suggestion.objects.waiting().filter(run__consultation=consultation, contribution__in=here)
    found = found.filter(Q(alike=None) | Q(alike__in=here))
    people = ("contribution__membership__group", "contribution__thread__area", "theme", "alike__membership")
    return found.select_related(*people)


# --- Decided by a person ------------------------------------------------------------------------
def taken_by_coding(contribution: Contribution, themes: Iterable[Theme], member: Membership) -> None:
    """A person coded it with these themes: what was suggested and shown of them is taken."""
    for one in _waiting(contribution).filter(theme__in=[theme.pk for theme in themes]):
        _decide(one, State.ACCEPTED, member)


@transaction.atomic
def take_alike(contribution: Contribution, number: int, *, by: Person) -> None:
    """A person says: yes, these two say the same. It codes nothing."""
    member = access.require(by, contribution.thread.consultation, Do.CODE)
    _decide(_the(contribution, number, is_alike=True), State.ACCEPTED, member)


@transaction.atomic
def reject(contribution: Contribution, number: int, *, by: Person) -> None:
    """It is not suggested again for these words."""
    member = access.require(by, contribution.thread.consultation, Do.CODE)
    _decide(_the(contribution, number), State.REJECTED, member)


def _waiting(contribution: Contribution) -> QuerySet[Suggestion]:
    return Suggestion.objects.waiting().filter(contribution=contribution).select_for_update(no_key=True, of=("self",))


def _the(contribution: Contribution, number: int, *, is_alike: bool = False) -> Suggestion:
    found = next((one for one in _waiting(contribution) if one.pk == number), None)
    if found is None or (is_alike and found.alike_id is None):
        raise Refused("This suggestion does not wait any more: somebody decided on it, or the words have changed.")
    return found


def _decide(one: Suggestion, state: str, member: Membership) -> None:
    one.state, one.decided_by, one.decided_at = state, member, clock.now()
    one.save()
    if state == State.ACCEPTED:
        SuggestionRun.objects.filter(pk=one.run_id).update(taken=F("taken") + 1)
    action = "suggestion_taken" if state == State.ACCEPTED else "suggestion_rejected"
    slug = member.consultation.slug
    record(action, actor=member, subject=one, consultation=slug)


# --- Told in public -----------------------------------------------------------------------------
def told(consultation: Consultation) -> str:
    """The line of the annex, once any suggestion was offered: how many, how many were taken, by what. Else empty."""
    runs = list(SuggestionRun.objects.filter(consultation=consultation).exclude(method=""))
    offered, taken = sum(run.offered for run in runs), sum(run.taken for run in runs)
    if not offered:
        return ""
    by = listed(sorted({f"{run.method} ({run.version})" for run in runs}))
    return (
        f"Suggestions were used: {offered} offered and {taken} taken, made on the platform’s own "
        f"machine by {by}. A person decided on every code."
    )
