"""What must be there before promises are tracked, and gate G: before the consultation is completed."""

from audit import clock
from consultations.models import Consultation
from consultations.stages.stages import Missing
from outcomes.answers import responses
from outcomes.models import Commitment
from outcomes.promises import commitments
from people.text.dates import local_day


def the_day_after(consultation: Consultation) -> list[Missing]:
    response = responses.response_of(consultation)
    if response is None or response.signed_at is None:
        return [Missing("There is no signed answer.", "response")]
    if clock.today() <= local_day(response.signed_at):
        return [Missing("Tracking starts the day after the answer.", "promises")]
    return []


def every_promise_is_settled(consultation: Consultation) -> list[Missing]:
    settled = (Commitment.State.DONE_VERIFIED, Commitment.State.DROPPED)
    left = commitments.of(consultation).exclude(state__in=settled).count()
    if not left:
        return []
    return [Missing(f"{left} promise{'s are' if left != 1 else ' is'} neither checked nor dropped.", "promises")]


def a_promise_is_open_again(consultation: Consultation) -> list[Missing]:
    """What was completed is followed up again for one reason alone: `commitments.take_back`."""
    if every_promise_is_settled(consultation):
        return []
    return [Missing("Every promise is checked or dropped.", "promises")]
