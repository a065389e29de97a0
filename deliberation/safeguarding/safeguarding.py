"""An alert, the four questions about it, and the private words of two people. Who else asks finds nothing."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership
from deliberation.models import (
    Contribution,
    ExpertQuestion,
    PrivateMessage,
    QuietWord,
    Reason,
    SafetyAlert,
    SafetyStep,
    Statement,
)
from deliberation.safeguarding import notifications
from people.errors import Refused
from people.models import Person
from people.text.sanitising import within

Step, About = SafetyStep.Step, SafetyAlert.About
NOT_PASSED_ON = (
    "Nothing goes to the police from here unless the author agrees, somebody is in danger now, or a child or an adult "
    "is at risk. Ask the author first."
)


def alert(contribution: Contribution, reason: str) -> SafetyAlert:
    """Called by moderation as it takes a post out for safety, in its transaction. The lead is told at once.

    Raised again, it may be about other words: whether the police are told of them its author says anew.
    """
    member = contribution.membership
    return _raise(member.consultation, reason, About.POST, author=member, contribution=contribution)


def alert_of_statement(statement: Statement, reason: str) -> SafetyAlert:
    """As `alert`, as a statement is not shown for safety."""
    if statement.author is None:
        raise Refused("Nothing leads to its author any more, so nobody can be written to. Choose another reason.")
    author = statement.author
    return _raise(author.consultation, reason, About.STATEMENT, author=author, statement=statement)


@transaction.atomic
def raise_for_word(word: QuietWord, *, by: Person) -> SafetyAlert:
    """Words to the facilitators alone say that somebody may be at risk. Their author reads where help is."""
    member = access.require_role(by, word.consultation, Do.SAFEGUARD)
    return _raised_by(member, word.membership, About.QUIET, quiet_word=word)


@transaction.atomic
def raise_for_question(question: ExpertQuestion, *, by: Person) -> SafetyAlert:
    """A question to experts says that somebody may be at risk. Whoever asked reads where help is."""
    member = access.require_role(by, question.consultation, Do.SAFEGUARD)
    if question.asked_by is None:
        raise Refused("Whoever asked this has left, so nobody can be written to.")
    return _raised_by(member, question.asked_by, About.QUESTION, question=question)


def _raised_by(member: Membership, author: Membership, about: str, **of: QuietWord | ExpertQuestion) -> SafetyAlert:
    if SafetyAlert.objects.filter(**of).exists():
        raise Refused(KNOWN)
    raised = _raise(author.consultation, Reason.SAFE, about, author=author, **of)
    notifications.author_reads_where_help_is(raised)
    _record("safety_alert_raised", raised, member)
    return raised


KNOWN = "The safeguarding lead knows of this already."
#: Where several people write below one question: once a step was taken, the next is another alert of it.
SEVERAL = {About.POLL}


@transaction.atomic
def raise_for_words(
    about: str,
    subject: object,
    consultation: Consultation,
    *,
    by: Person,
    author: Membership | None,
    named: bool = True,
) -> SafetyAlert:
    """Words that somebody reads elsewhere say that somebody may be at risk. Their author reads where help is.

    `author`: None where nothing leads to one. `named`: whether those who look after it may know who it is.
    """
    member = access.require_role(by, consultation, Do.ALERT_LEAD)
    known = SafetyAlert.objects.filter(about=about, subject=str(subject)).first()
    if known is not None and not (about in SEVERAL and step_is_taken(known)):
        raise Refused(KNOWN)
    raised = _raise(
        consultation, Reason.SAFE, about, author=author if named else None, about=about, subject=str(subject)
    )
    if author is not None:
        notifications.author_reads_where_help_is(raised, author)
    _record("safety_alert_raised", raised, member)
    return raised


def alerts_of(about: str, subjects: Iterable[object]) -> dict[str, SafetyAlert]:
    """By subject, as the template writes it."""
    found = SafetyAlert.objects.filter(about=about, subject__in=[str(one) for one in subjects])
    return {one.subject: one for one in found.select_related("author")}


def _raise(
    consultation: Consultation, reason: str, kind: str, *, author: Membership | None, **of: object
) -> SafetyAlert:
    given = {"author": author, "reason": reason, "raised_at": clock.now(), "may_be_passed_on_at": None}
    raised, _ = SafetyAlert.objects.update_or_create(
        **of,  # type: ignore[arg-type]
        defaults={**given, "about": kind, "consultation": consultation},
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
    member = access.require_role(by, alert.consultation, Do.SAFEGUARD)
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
    if alert.author_id is None:
        raise access.NotAllowed("write to somebody whom nothing leads to")
    if member is not None and member.pk == alert.author_id:
        return "author"
    is_lead = member is not None and member.is_facilitator and member.is_safeguarding_lead
    if is_lead and member.consultation_id == alert.consultation_id:  # type: ignore[union-attr]
        return "lead"
    raise access.NotAllowed("read what author and lead write to each other")


def between(alert: SafetyAlert, member: Membership | None) -> QuerySet[PrivateMessage]:
    """What this person wrote or was written. A lead reads what was written to them, not to the lead before."""
    mine = alert.messages.select_related("by__user", "lead__user")
    return mine if side_of(alert, member) == "author" else mine.filter(lead=member)


@transaction.atomic
def write(alert: SafetyAlert, words: str, *, by: Person) -> PrivateMessage:
    """One message, from the author to the lead of today or the other way round. The other one is told that it came."""
    member = access.require_role(by, alert.consultation, Do.WRITE_PRIVATELY)
    side = side_of(alert, member)
    lead = member if side == "lead" else leads(alert.consultation).first()
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
    member = access.require_role(by, alert.consultation, Do.WRITE_PRIVATELY)
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
    member = access.require_role(by, alert.consultation, Do.WRITE_PRIVATELY)
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
    record(action, actor=member, subject=subject, consultation=subject.consultation.slug)
