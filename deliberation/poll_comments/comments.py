"""What people wrote in a poll, for the findings: brought to the coding, and taken out of it while nothing is coded.

Only answers to a question that said so beforehand (`Kind.is_for_findings`), once the poll has closed, and under the
rule by which facilitators read them at all (`counting.results.own_words`). docs/decisions/poll-comments.md
"""

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from audit.wiring import wired
from consultations import access
from consultations.access import Do
from consultations.models import DiscussionArea, Membership
from deliberation.counting import results
from deliberation.importing.names import check_note
from deliberation.models import Ballot, Contribution, ContributionRevision, PollComment, Question, Thread, Wave
from deliberation.questions.kinds import registry as kinds
from people.errors import Refused
from people.models import Person
from people.text.sanitising import shortened
from people.text.sentences import many

FEW = "Too few people wrote an answer for anybody to read it, so nothing can be brought to the coding."
NOT_PROMISED = (
    "People were told that their answers to this question stay out of the findings. Ask it as “Own words, for the "
    "findings” another time."
)


def place_of(wave: Wave, question: Question) -> Thread | None:
    """Where its answers stand in the coding; None while they are not there."""
    return Thread.objects.filter(comments_in=wave, comments_on=question).select_related("area").first()


@transaction.atomic
def bring(wave: Wave, question: Question, *, area: DiscussionArea, by: Person) -> Thread:
    """Everybody’s words to the coding, in an order that tells nothing. Once: a second time changes nothing."""
    consultation = wave.consultation
    member = access.require(by, consultation, Do.CODE)
    wave = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    if found := place_of(wave, question):
        return found
    if not kinds.of(question).is_for_findings:
        raise Refused(NOT_PROMISED)
    if why := results.why_withheld(wave, member):
        raise Refused(why)
    if area.consultation_id != consultation.pk:
        raise Refused("That part belongs to another consultation.")
    if not any(texts for asked, texts in results.own_words(wave, viewer=member) if asked == question):
        raise Refused(FEW)
    now = clock.now()
    thread = Thread.objects.create(
        area=area,
        title=shortened(f"{wave}: {question.text}", 300),
        order=100,
        comments_in=wave,
        comments_on=question,
        closed_at=now,
    )
    ballots = list(Ballot.objects.filter(wave=wave, question=question).exclude(text="").order_by("text"))
    _store(thread, ballots, member)
    record(
        "poll_comments_brought",
        actor=member,
        subject=thread,
        consultation=consultation.slug,
        summary=f"{thread}: {many(len(ballots), 'answer')}",
        in_public=str(thread),
    )
    return thread


def _store(thread: Thread, ballots: list[Ballot], member: Membership) -> None:
    """One contribution an answer, all of one moment. They stand under whoever brings them, and count as nobody’s."""
    rows = [
        Contribution(
            thread=thread,
            membership=member,
            body=ballot.text,
            source_kind=Contribution.Source.POLL_COMMENT,
            created_at=thread.closed_at or clock.now(),
            to_check=check_note(ballot.text),
        )
        for ballot in ballots
    ]
    made = Contribution.objects.bulk_create(rows)
    ContributionRevision.objects.bulk_create(
        ContributionRevision(contribution=one, number=1, body=one.body, at=one.created_at) for one in made
    )
    PollComment.objects.bulk_create(
        PollComment(contribution=one, ballot=ballot) for one, ballot in zip(made, ballots, strict=True)
    )


def why_they_stay(thread: Thread) -> str:
    """Why they can no longer be taken out of the coding, in a sentence; empty while they can."""
    said = thread.contributions.all()
    return next((str(why) for in_use in wired("RECORD_IN_USE") if (why := in_use(said))), "")


@transaction.atomic
def take_out(thread: Thread, *, by: Person) -> None:
    """As if they had not been brought: they stay where they were written. Refused once something in them is coded."""
    consultation = thread.consultation
    member = access.require(by, consultation, Do.CODE)
    Wave.objects.select_for_update(no_key=True).filter(comment_threads=thread).first()  # as bringing them does
    if why := why_they_stay(thread):
        raise Refused(f"These answers stay in the coding. {why}")
    record(
        "poll_comments_taken_out",
        actor=member,
        subject=thread,
        consultation=consultation.slug,
        summary=str(thread),
        in_public=str(thread),
    )
    thread.contributions.all().delete()
    Thread.objects.filter(pk=thread.pk).delete()


def of_member(member: Membership) -> QuerySet[Contribution]:
    """What somebody wrote that was brought, as long as their ballots can be found."""
    return Contribution.objects.filter(poll_comment__ballot__token__link__membership=member)
