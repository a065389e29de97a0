"""Who is told of a question to experts: whoever asked, whoever may answer, and the author of an answer sent back."""

from consultations.models import Membership, Role
from consultations.stages.timeline import link
from deliberation.models import ExpertAnswer, ExpertCorrection, ExpertQuestion
from people.models import Message, User
from people.outbox import outbox
from people.outbox.kinds import Kind

ASKER, ANSWERER = "about_my_question", "question_to_answer"
ANSWERING = [Role.EXPERT, Role.RESPONDER, Role.OFFICER]


def asker_is_told(question: ExpertQuestion, title: str, once: str = "") -> None:
    asker = question.asked_by
    if asker is None or asker.user is None or not asker.is_current:
        return
    consultation = question.consultation
    outbox.tell(
        [asker.user],
        ASKER,
        f"question {question.pk} {question.state} {once}",
        title=f"{title}: {consultation.title}",
        why="You get this because you asked it.",
        link=link("expert_questions", consultation.slug),
        consultation=consultation.pk,
        member=asker.pk,
    )


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
    key = f"back {answer.pk} {answer.written_at.isoformat()}"
    page = link("answer_expert_question", answer.question.consultation.slug, answer.question_id)
    _sent_back(answer.author, answer.question, key, "Your answer has to be written otherwise", page)


def corrector_is_told(correction: ExpertCorrection) -> None:
    question = correction.answer.question
    key = f"correction back {correction.pk} {correction.written_at.isoformat()}"
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


def is_still_theirs(message: Message) -> bool:
    """Asked again before each e-mail: they are still here in that standing."""
    mine = Membership.objects.current().filter(pk=message.data["member"])
    return mine.filter(user=message.mailbox.user_id).exists() if message.mailbox.user_id else False


KINDS = [Kind(ASKER, still=is_still_theirs), Kind(ANSWERER, still=is_still_theirs)]
