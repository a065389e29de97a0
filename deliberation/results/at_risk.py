"""An answer in own words says that somebody may be at risk. Nothing leads to its author: the lead alone is told."""

from consultations.stages.timeline import link
from deliberation.models import Ballot, Question, SafetyAlert, Wave
from deliberation.questions.kinds import registry as kinds
from deliberation.safeguarding import safeguarding
from people.models import Person

POLL = SafetyAlert.About.POLL
TOLD = "The safeguarding lead is told."
Words = tuple[Question, list[str]]


def subject(wave: Wave, question: Question) -> str:
    """The words of one question in one poll, all together: one by one they could be told apart."""
    return f"{wave.pk}-{question.pk}"


def raise_for_own_words(wave: Wave, question: Question, *, by: Person) -> SafetyAlert:
    return safeguarding.raise_for_words(POLL, subject(wave, question), wave.consultation, by=by, author=None)


def own_words_of(alert: SafetyAlert) -> str:
    """The page with them, until they are emptied."""
    wave, _, question = alert.subject.partition("-")
    if not Ballot.objects.filter(wave=int(wave), question=int(question)).exclude(text="").exists():
        return ""
    if kinds.of(Question.objects.get(pk=int(question))).is_for_findings:
        return link("poll_comments", alert.consultation.slug, wave, question)
    return f"{link('results', alert.consultation.slug, wave)}#words-{question}"


def beside(wave: Wave, words: list[Words]) -> list[tuple[Question, list[str], SafetyAlert | None, bool]]:
    """Each with the alert there is, and whether it was seen to, so that it can be raised again."""
    alerts = safeguarding.alerts_of(POLL, [subject(wave, question) for question, _ in words])
    found = [(question, texts, alerts.get(subject(wave, question))) for question, texts in words]
    return [(*one, one[2] is not None and safeguarding.step_is_taken(one[2])) for one in found]
