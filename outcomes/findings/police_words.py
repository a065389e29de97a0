"""As whom the police comment on the facts of a draft, and how much of it one force has printed: word for word, so few.

Everybody with a police seat is printed, and a report that called all of it the words of the force that leads would say
so of another force, or of a unit that nobody answers for.
"""

from django.db.models import prefetch_related_objects

from consultations.forces.agreeing import force_called
from consultations.models import Membership
from outcomes import numbers
from outcomes.models import FindingsReport
from people.errors import Refused
from people.text.sentences import letters, many


def said_as(member: Membership) -> str:
    """The seat and the force, as they are now: “Police responder, Riverside Police”."""
    seat, force = member.get_role_display(), force_called(member.consultation, member.organisation)
    if force is None and member.organisation:
        return f"{seat}, {member.organisation}, which is no force that answers here"
    return f"{seat}, {force}" if force else seat


def refuse_more(report: FindingsReport, member: Membership, text: str) -> None:
    """Raises Refused where this force has had its say, or has said just this. One after another of a report.

    All whose organisation is no force that answers here have together what one force has.
    """
    FindingsReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    consultation = report.consultation
    prefetch_related_objects([consultation], "joint_forces")
    force = force_called(consultation, member.organisation)
    among = report.comments.filter(from_police=True).select_related("author")
    said = [one for one in among if force_called(consultation, one.author.as_of(one.at).organisation) == force]
    if letters(text) in {letters(one.text) for one in said}:
        raise Refused("This was said already, in these words. It is printed once.")
    if len(said) >= numbers.POLICE_COMMENTS:
        who = force or "Whoever is of no force that answers here"
        most = f"{who} has made {many(numbers.POLICE_COMMENTS, 'comment')} on this draft"
        raise Refused(f"{most}, and each is printed. Tell the facilitators what else is wrong.")
