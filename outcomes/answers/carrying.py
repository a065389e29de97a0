"""Starting the opening statement from the force's earlier answer: a button that fills what is empty."""

from django.db import transaction

from audit.record import record
from consultations.models import Consultation
from outcomes.answers import drafts
from outcomes.answers.responses import drafting
from outcomes.models import PoliceResponse
from people.errors import Refused
from people.models import Person


def earlier_answer(consultation: Consultation) -> PoliceResponse | None:
    """The newest signed answer of the same force to something else, with words to start from."""
    if consultation.force_id is None:
        return None
    found = PoliceResponse.objects.filter(
        state=PoliceResponse.State.SIGNED, report__consultation__force=consultation.force_id
    )
    found = found.exclude(report__consultation=consultation).exclude(opening_statement="")
    return found.select_related("report__consultation").order_by("-signed_at", "-pk").first()


@transaction.atomic
def carry_over(response: PoliceResponse, *, by: Person) -> None:
    """Put the opening of the earlier answer into an empty draft of this one. Raises Refused where there are words."""
    locked, member = drafting(response, by)
    if locked.opening_statement:
        raise Refused("The opening statement has words already. They stay.")
    consultation = response.report.consultation
    earlier = earlier_answer(consultation)
    if earlier is None:
        raise Refused("This force has signed no earlier answer to start from.")
    drafts.save_opening(locked, member, earlier.opening_statement, None)
    response.refresh_from_db()
    record("response_opening_drafted", actor=member, subject=response, consultation=consultation.slug)
