"""Who is told of a question to experts: whoever asked or supports it, whoever may answer, and the author of an answer
that was sent back.
"""

from consultations.models import Consultation, Membership, Role
from consultations.notifications import notifications
from consultations.stages.timeline import link
from deliberation.models import ExpertAnswer, ExpertCorrection, ExpertQuestion, QuestionSupport
from people.models import User
from people.outbox import outbox
from people.outbox.kinds import Kind

ASKER, ANSWERER = "about_my_question", "question_to_answer"
ANSWERING = [Role.EXPERT, Role.RESPONDER, Role.OFFICER]


def _where(question: ExpertQuestion) -> str:
    """Its place among many: itself, or the one it was joined to; the list where it is not read by everybody."""
    shown = question.merged_into_id or (question.pk if question.is_public else None)
    page = link("expert_questions", question.consultation.slug)
    return f"{page}?question={shown}#question-{shown}" if shown else page


def asker_is_told(question: ExpertQuestion, title: str, once: str = "") -> None:
    """Once for each decision, or for what `once` says: a question is decided about again after a second look."""
    asker = question.asked_by
    if asker is None or asker.user is None or not asker.is_current:
        return
    consultation = question.consultation
    decided = question.decided_at.isoformat() if question.decided_at else ""
    outbox.tell(
        [asker.user],
        ASKER,
        f"question {question.pk} {question.state} {once or decided}",
        title=f"{title}: {consultation.title}",
        why="You get this because you asked it.",
        link=_where(question),
        consultation=consultation.pk,
        member=asker.pk,
    )


def all_are_told(question: ExpertQuestion, title: str, of_support: str, once: str) -> None:
    """Whoever asked it or one joined to it, and everybody who said that they would like to know too."""
    joined = [question, *question.merged.all()]
    for asked in joined:
        asker_is_told(asked, title, once=once)
    supports = QuestionSupport.objects.filter(question__in=joined).exclude(
        membership__in=[one.asked_by_id for one in joined if one.asked_by_id is not None]
    )
    members = Membership.objects.current().filter(pk__in=supports.values("membership"), user__is_active=True)
    consultation = question.consultation
    standing = {member.user: member.pk for member in members.select_related("user") if member.user is not None}
    outbox.put_all(
        ASKER,
        [
            outbox.Put(
                box,
                f"supported {question.pk} {question.state} {once}",
                f"{of_support}: {consultation.title}",
                _where(question),
                {"consultation": consultation.pk, "member": standing[box.user]},
            )
            for box in outbox.mailboxes(standing)
            if box.user is not None
        ],
        why="You get this because you said that you would like to know that too.",
    )


def second_look_is_asked(question: ExpertQuestion) -> None:
    """Facilitators and panel: one of whom neither left it out nor stands on the side of whoever did."""
    for kind in (notifications.FACILITATORS, notifications.PANEL):
        title = "Somebody asks you to look at a question to the experts again"
        notifications.tell(question.consultation, kind, f"question again {question.pk}", title, "expert_questions")


def askers_of_unread_are_told(consultation: Consultation) -> None:
    """As the consultation closes: nobody has decided about their question yet, and somebody still has to."""
    unread = ExpertQuestion.objects.filter(consultation=consultation, state=ExpertQuestion.State.RECEIVED)
    for question in unread.select_related("asked_by__user", "consultation"):
        asker_is_told(question, "A facilitator still has to decide about your question", once="at the close")


def answerers_are_told(question: ExpertQuestion) -> None:
    consultation = question.consultation
    members = Membership.objects.current().filter(consultation=consultation, role__in=ANSWERING, user__is_active=True)
    for member in members.select_related("user"):
        assert member.user is not None  # asked for above
        outbox.tell(
            [member.user],
            ANSWERER,
            f"put {question.pk}",
            title=f"A question waits for an answer: {consultation.title}",
            why="You get this because you may answer questions in this consultation.",
            link=link("answer_expert_question", consultation.slug, question.pk),
            consultation=consultation.pk,
            member=member.pk,
        )


def author_is_told(answer: ExpertAnswer) -> None:
    key = f"back {answer.pk} {answer.sent_back_at:%Y-%m-%dT%H:%M:%S.%f}"
    page = link("answer_expert_question", answer.question.consultation.slug, answer.question_id)
    _sent_back(answer.author, answer.question, key, "Your answer has to be written otherwise", page)


def corrector_is_told(correction: ExpertCorrection) -> None:
    question = correction.answer.question
    key = f"correction back {correction.pk} {correction.sent_back_at:%Y-%m-%dT%H:%M:%S.%f}"
    page = link("correct_expert_answer", question.consultation.slug, correction.answer_id)
    _sent_back(correction.author, question, key, "Your correction has to be written otherwise", page)


def _sent_back(author: Membership, question: ExpertQuestion, key: str, title: str, page: str) -> None:
    if not isinstance(author.user, User) or not author.is_current:
        return
    outbox.tell(
        [author.user],
        ANSWERER,
        key,
        title=f"{title}: {question.consultation.title}",
        why="You get this because you wrote it.",
        link=page,
        consultation=question.consultation_id,
        member=author.pk,
    )


KINDS = [Kind(ASKER, still=notifications.is_still_theirs), Kind(ANSWERER, still=notifications.is_still_theirs)]
