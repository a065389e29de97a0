"""An alert, the four questions about it, and the private words of two people. Who else asks finds nothing."""

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership
from deliberation.models import Contribution, PrivateMessage, SafetyAlert, SafetyStep
from deliberation.safeguarding import notifications
from people.errors import Refused
from people.models import Person
from people.text.sanitising import within

Step = SafetyStep.Step
NOT_PASSED_ON = (
    "Nothing goes to the police from here unless the author agrees, somebody is in danger now, or a child or an adult "
    "is at risk. Ask the author first."
)


def alert(contribution: Contribution, reason: str) -> SafetyAlert:
    """Called by moderation as it takes a post out for safety, in its transaction. The lead is told at once.

    Raised again, it may be about other words: whether the police are told of them its author says anew.
    """
    raised, _ = SafetyAlert.objects.update_or_create(
        contribution=contribution,
        defaults={
            "author": contribution.membership,
            "reason": reason,
            "raised_at": clock.now(),
            "may_be_passed_on_at": None,
        },
    )
    notifications.lead_is_told(raised)
    return raised


def step_is_taken(alert: SafetyAlert) -> bool:
    """Whether somebody answered the four questions since it was raised, last."""
    return alert.steps.filter(at__gte=alert.raised_at).exists()


@transaction.atomic
def note_step(
    alert: SafetyAlert, *, by: Person, in_danger: bool, at_risk: bool, crime: bool, own_wrong: bool, step: str
) -> SafetyStep:
    """The four questions, answered, and what was done. Raises Refused where the step does not follow from them."""
    member = access.require_role(by, alert.author.consultation, Do.SAFEGUARD)
    locked = SafetyAlert.objects.select_for_update(no_key=True).get(pk=alert.pk)
    if step not in Step.values:
        raise Refused("Choose what was done.")
    if in_danger and step != Step.CALLED_999:
        raise Refused("Somebody is in danger now: call 999 first, then say so here.")
    if at_risk and step in {Step.NOTHING, Step.SIGNPOSTS, Step.REMINDED}:
        raise Refused("A child or an adult is at risk: tell the safeguarding lead today, and say so here.")
    if step == Step.PASSED_ON and not (in_danger or at_risk) and locked.may_be_passed_on_at is None:
        raise Refused(NOT_PASSED_ON)
    noted = SafetyStep.objects.create(
        alert=locked, in_danger=in_danger, at_risk=at_risk, crime=crime, own_wrong=own_wrong, step=step, by=member
    )
    _record("safety_step_noted", locked, member)
    return noted


# --- The two of them ------------------------------------------------------------------------------
def leads(consultation: Consultation) -> QuerySet[Membership]:
    return consultation.memberships.current().filter(is_safeguarding_lead=True, role="facilitator")


def side_of(alert: SafetyAlert, member: Membership | None) -> str:
    """“author” or “lead”, for whoever may read and write privately; raises NotAllowed for everybody else."""
    if member is not None and member.pk == alert.author_id:
        return "author"
    is_lead = member is not None and member.is_facilitator and member.is_safeguarding_lead
    if is_lead and member.consultation_id == alert.author.consultation_id:  # type: ignore[union-attr]
        return "lead"
    raise access.NotAllowed("read what author and lead write to each other")


def between(alert: SafetyAlert, member: Membership | None) -> QuerySet[PrivateMessage]:
    """What this person wrote or was written. A lead reads what was written to them, not to the lead before."""
    mine = alert.messages.select_related("by__user", "lead__user")
    return mine if side_of(alert, member) == "author" else mine.filter(lead=member)


@transaction.atomic
def write(alert: SafetyAlert, words: str, *, by: Person) -> PrivateMessage:
    """One message, from the author to the lead of today or the other way round. The other one is told that it came."""
    member = access.require_role(by, alert.author.consultation, Do.WRITE_PRIVATELY)
    side = side_of(alert, member)
    lead = member if side == "lead" else leads(alert.author.consultation).first()
    if lead is None:
        raise Refused("There is nobody to read this just now. Call one of the numbers on this page.")
    words = within(words, PrivateMessage.MAX_LENGTH)
    if not words:
        raise Refused("Write something first.")
    written = PrivateMessage.objects.create(alert=alert, lead=lead, by=member, words=words)
    _record("private_word_written", alert, member)
    notifications.other_one_is_told(written)
    return written


@transaction.atomic
def agree_to_pass_on(alert: SafetyAlert, *, by: Person) -> None:
    """The author agrees that the lead tells the police. Nobody else can agree for them."""
    member = access.require_role(by, alert.author.consultation, Do.WRITE_PRIVATELY)
    if side_of(alert, member) != "author":
        raise access.NotAllowed("agree for somebody else")
    locked = SafetyAlert.objects.select_for_update(no_key=True).get(pk=alert.pk)
    if locked.may_be_passed_on_at is None:
        locked.may_be_passed_on_at = clock.now()
        locked.save(update_fields=["may_be_passed_on_at"])
        _record("passing_on_agreed", locked, member)


@transaction.atomic
def take_back_passing_on(alert: SafetyAlert, *, by: Person) -> None:
    """The author does not agree any more. The lead is told at once. Raises Refused once the police were told."""
    member = access.require_role(by, alert.author.consultation, Do.WRITE_PRIVATELY)
    if side_of(alert, member) != "author":
        raise access.NotAllowed("take back for somebody else")
    locked = SafetyAlert.objects.select_for_update(no_key=True).get(pk=alert.pk)
    if locked.may_be_passed_on_at is None:
        return
    if was_passed_on(locked):
        raise Refused("The lead has told the police already. You can still write to the lead about it.")
    notifications.lead_is_told_of_taking_back(locked)
    locked.may_be_passed_on_at = None
    locked.save(update_fields=["may_be_passed_on_at"])
    _record("passing_on_taken_back", locked, member)


def was_passed_on(alert: SafetyAlert) -> bool:
    """Whether it is noted, since the author agreed, that the police were told.

    What was passed on without a yes, because somebody is at risk, is not told here: that may be from the author.
    """
    agreed = alert.may_be_passed_on_at
    return agreed is not None and alert.steps.filter(step=Step.PASSED_ON, at__gte=agreed).exists()


def _record(action: str, subject: SafetyAlert, member: Membership) -> None:
    record(action, actor=member, subject=subject, consultation=subject.author.consultation.slug)
