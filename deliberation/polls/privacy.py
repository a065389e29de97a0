"""Answers to polls: shown while they can be found, and own words emptied before nobody could find them any more."""

from collections.abc import Iterator

from consultations.models import Consultation, Membership, Role
from consultations.privacy.my_data import no_longer_found, parts
from deliberation import numbers
from deliberation.models import Ballot, Option, PaperSheet, Wave
from people.models import User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.dates import when
from people.text.sentences import many


def ballots(user: User) -> Iterator[Row]:
    for member in parts(user):
        if not hasattr(member, "token_link") or member.consultation.anonymised_at:
            yield no_longer_found(member, "Your answer")  # a link that is there is a follow-up poll's
        mine = Ballot.objects.filter(token__link__membership=member)
        for ballot in mine.select_related("question", "wave", "comment").order_by("wave", "question__order"):
            yield {
                "Consultation": str(member.consultation),
                "Poll": str(ballot.wave),
                "Question": ballot.question.text,
                "Your answer": said(ballot),
                "On": when(ballot.cast_on),
                **({"Kept beside it": "You had talked here by then"} if ballot.talked else {}),
                **({"Brought to the coding": "Yes, without your name"} if hasattr(ballot, "comment") else {}),
            }


def said(ballot: Ballot) -> str:
    """The chosen answers in words, or the person's own."""
    chosen = Option.objects.filter(pk__in=[int(pk) for pk in ballot.choice.split(",") if pk])
    return ballot.text or "; ".join(option.text for option in chosen)


SHOWN = [
    Section(
        "ballots",
        "Your answers to the polls",
        ballots,
        order=50,
        why="To show how views moved. They are kept apart from your account. Beside an answer to the first poll is "
        "kept whether you had posted, or sat in a talk, by then (a part of a session in which people talk, or any of "
        f"{many(numbers.TALK_MINUTES, 'minute')} or more, but for breaks, the welcome and the part for this poll). "
        "That is counted, and how many had is told.",
        kept="The link to you is destroyed when the findings are published, or some days after it was withdrawn. The "
        "answers stay, as nobody’s.",
    ),
]


def open_answers_of(erasing: Erasing) -> None:
    """Answers to a poll that is still open go, whatever was chosen: whoever came back would answer twice."""
    parts = Membership.objects.filter(user=erasing.user, role=Role.PARTICIPANT)
    for rows in (Ballot.objects, PaperSheet.objects):
        rows.filter(token__link__membership__in=parts).exclude(wave__state=Wave.State.CLOSED).delete()


def own_words_of(erasing: Erasing) -> None:
    """Somebody's own words in a ballot go; that they answered stays counted."""
    parts = Membership.objects.filter(user=erasing.user, role=Role.PARTICIPANT)
    Ballot.objects.filter(token__link__membership__in=parts).exclude(text="").update(text="")


def own_words(consultation: Consultation) -> None:
    """Words can tell who wrote them, and once cut loose nobody could ask for them back. That they answered stays.

    Whether they had talked by then tells of them too, and was counted as the poll closed.
    """
    theirs = Ballot.objects.filter(wave__poll__consultation=consultation)
    theirs.exclude(text="").update(text="")
    theirs.filter(talked=True).update(talked=False)


KEPT = [
    retention.Rule(
        "own_words",
        "Answers to a poll in own words",
        "To read what no choice of answers covers",
        "Until the link to you is destroyed, but for words that you allowed to be printed. That you answered stays "
        "counted.",
        34,
        act=own_words,
    ),
]
