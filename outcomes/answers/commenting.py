"""Comments on the draft answer, among those who answer for the police: never public, kept as written for the file."""

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership, Role
from outcomes.models import DraftComment, PoliceResponse, RecommendationResponse
from people.errors import Refused
from people.models import Person
from people.text.sanitising import within

LONGEST = 2000  # characters


def _commenting(response: PoliceResponse, by: Person) -> Membership:
    """Whoever comments on the draft. Raises Refused once it is signed."""
    consultation = response.report.consultation
    access.require_role(by, consultation, Do.COMMENT_ON_DRAFT)
    if PoliceResponse.objects.select_for_update(no_key=True).get(pk=response.pk).is_signed:
        raise Refused("This answer is signed. Comments on its drafts have ended; they stay in the file.")
    return access.require(by, consultation, Do.COMMENT_ON_DRAFT)


@transaction.atomic
def comment(response: PoliceResponse, slot: RecommendationResponse | None, *, by: Person, text: str) -> DraftComment:
    """Say something about the draft of one answer, or (None) of the opening statement."""
    member = _commenting(response, by)
    if slot is not None and slot.response_id != response.pk:
        raise Refused("Choose an answer of this consultation.")
    text = within(text, LONGEST)
    if not text:
        raise Refused("Write your comment, then send it.")
    made = DraftComment.objects.create(
        response=response,
        answer=slot,
        text=text,
        by=member,
        by_name=member.public_name,
        by_role=Role(member.role).label,
    )
    _record("answer_commented", member, made, response.report.consultation)
    return made


@transaction.atomic
def take_back(made: DraftComment, *, by: Person) -> None:
    """Its author takes it back: the page says so, and the file keeps the words."""
    member = _commenting(made.response, by)
    if made.by_id != member.pk:
        raise Refused("Only whoever wrote a comment takes it back.")
    if made.taken_back_at is None:
        made.taken_back_at = clock.now()
        made.save(update_fields=["taken_back_at"])
        _record("answer_comment_taken_back", member, made, made.response.report.consultation)


def _record(action: str, member: Membership, made: DraftComment, consultation: Consultation) -> None:
    about = f"Recommendation {made.answer.recommendation.number}" if made.answer else "Opening statement"
    record(action, actor=member, subject=made, consultation=consultation.slug, summary=about)


def of(response: PoliceResponse, slot: RecommendationResponse | None) -> QuerySet[DraftComment]:
    """The oldest first."""
    return DraftComment.objects.filter(response=response, answer=slot)
