"""What whoever asked may say of the words in which their question was put: a facilitator’s, and read by everybody."""

from django.db import transaction

from audit import clock
from consultations import access
from consultations.access import Do
from deliberation.experts import experts
from deliberation.models import ExpertQuestion, QuestionSupport
from people.errors import Refused
from people.models import Person


@transaction.atomic
def not_as_asked(question: ExpertQuestion, *, by: Person) -> ExpertQuestion:
    """Whoever asked says that the words ask something else. They stay, with that beside them, for everybody.

    Else what may not be joined to another question any more would be put in that one’s words. Their own support goes.
    Raises NotAllowed for somebody else’s; Refused where it is not put, is put as it was asked, or was said already.
    """
    member = access.require(by, question.consultation, Do.KEEP_QUESTION_APART)
    locked = experts.held(question)
    if locked.asked_by_id != member.pk:
        raise access.NotAllowed("speak of somebody else’s question")
    if not locked.is_public or locked.wording == locked.text:
        raise Refused("It is not put in other words than yours.")
    if locked.not_as_asked:
        return locked
    locked.kept_apart_at = clock.now()
    locked.save(update_fields=["kept_apart_at"])
    QuestionSupport.objects.filter(question=locked, membership=member).delete()
    experts.noted("expert_question_not_as_asked", locked, member)
    return locked
