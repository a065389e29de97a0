"""Voting: one answer to one question, checked and stored. Safe to send twice."""

from collections.abc import Iterable

from django.db import transaction

from consultations import access
from consultations.access import Do
from consultations.models import Consent, Membership
from deliberation.live import publish
from deliberation.models import Ballot, Question, Wave
from deliberation.polls import ballots, talking
from deliberation.questions.kinds import registry as kinds
from people.errors import Refused
from people.models import Person, User

CLOSED = "This poll has closed. Your last saved answer counts; it can no longer be changed."
FIRST_COUNTS = "You have seen the explanation of this question, so your first answer counts. Go on to the next one."
MOVED = "Your part was being joined to your account at this moment. Reload the page and send your answer again."


def vote(
    wave: Wave, question: Question, *, by: Person, option_ids: Iterable[object] = (), text: str = "", key: str = ""
) -> Ballot:
    """Answer one question, or change the answer. For a ranking `option_ids` come best first.

    Safe to send twice; with a `key`, also much later (`ballots.store`). One statement writes, and judges by the
    database's clock whether the answer is in time. Raises NotAllowed for anybody but a participant (in a session: of
    its group), Refused with the reason otherwise. Ballots are not recorded one by one: the record must not say who
    chose what.
    """
    try:
        choice, text = _sound(wave, question, by, option_ids, text)
    except Refused:
        _voter(wave, by)  # whoever may not answer learns nothing about the question
        raise
    if wave.session_id:  # a hall answers at once: the statement alone, without a transaction around it
        stored = _store(wave, question, by, choice, text, key)
        publish.session_counted(wave.session_id)
        return stored.ballot
    with transaction.atomic():
        stored = _store(wave, question, by, choice, text, key)
        if not stored.again:
            _drop_what_is_no_longer_asked(wave, stored.ballot)
            talking.note(wave, stored.ballot, by)
    return stored.ballot


def put_down(
    wave: Wave,
    question: Question,
    member: Membership,
    *,
    option_ids: Iterable[object] = (),
    text: str = "",
    source: str = Ballot.Source.PAPER,
) -> Ballot:
    """Type in what somebody wrote on paper, or said on the telephone. In a transaction; the act that calls this has
    checked who types.

    The same rules as for a vote, but for quick checks: no explanation was shown, so the paper may be corrected.
    """
    choice, text = _sound(wave, question, member, option_ids, text)
    stored = ballots.store(wave, question, member, choice=choice, text=text, source=source)
    if stored is None:
        raise Refused(_why_not(wave, member))
    _drop_what_is_no_longer_asked(wave, stored.ballot)
    return stored.ballot


def _store(wave: Wave, question: Question, by: Person, choice: str, text: str, key: str) -> ballots.Stored:
    keep_first = kinds.of(question).first_counts
    stored = ballots.store(wave, question, by, choice=choice, text=text, key=key, keep_first=keep_first)
    if stored is None:
        if by.pk and not User.objects.filter(pk=by.pk).exists():  # a guest whose part has just become an account's
            raise Refused(MOVED)
        raise Refused(_why_not(wave, _voter(wave, by)))
    if not stored.again and (stored.ballot.choice, stored.ballot.text) != (choice, text):
        raise Refused(FIRST_COUNTS)
    return stored


def _why_not(wave: Wave, member: Membership) -> str:
    """Why the statement stored nothing for somebody who may vote."""
    if wave.state == Wave.State.PLANNED:
        return "This poll has not opened yet."
    if not member.consents_to(Consent.Item.TAKE_PART):
        return "You have not agreed to take part, so an answer cannot be stored."
    if wave.consultation.stage not in wave.stages:
        return access.wrong_stage(wave.consultation, Do.VOTE)
    return CLOSED


# --- May this person answer, now? ---------------------------------------------------------------
def _voter(wave: Wave, by: Person) -> Membership:
    """The one who answers; NotAllowed for whoever may not. The statement judges the same: this is to say why."""
    member = access.require_role(by, wave.consultation, Do.VOTE)
    if not wave.admits(member.group_id):
        raise access.NotAllowed("vote in another group's poll")
    return member


def _sound(
    wave: Wave, question: Question, who: Person | Membership, option_ids: Iterable[object], text: str
) -> tuple[str, str]:
    """What will be stored: (choice, text). Raises Refused when the question is not asked or the answer unfit."""
    _refuse_unless_asked(wave, question)
    answer = kinds.of(question).checked(question, list(option_ids), text)
    _refuse_out_of_turn(wave, question, who)
    return answer


def _refuse_unless_asked(wave: Wave, question: Question) -> None:
    """Without a query where the questions of the wave are at hand."""
    asked = getattr(wave, "_prefetched_objects_cache", {}).get("questions")
    if asked is None:
        asked = wave.questions.filter(pk=question.pk).select_related("next_round")
    if question not in asked:
        raise Refused("This question is not part of this poll. Go back and choose the poll again.")
    if hasattr(question, "next_round"):
        raise Refused("This question is being asked again with other answers. Go on to its next round.")


def _refuse_out_of_turn(wave: Wave, question: Question, who: Person | Membership) -> None:
    """Branches and ladders: some questions are only for those who answered an earlier one."""
    if question.asked_if_id is None and (question.rung or 0) < 2:
        return
    mine = ballots.of(who).filter(wave=wave)
    if question.asked_if is not None:
        parent = mine.filter(question=question.asked_if.question_id).first()
        if parent is None or str(question.asked_if_id) not in parent.choice.split(","):
            raise Refused(f"This question is only for people who answered “{question.asked_if}” before it.")
    if question.ladder and (question.rung or 0) > 1:
        earlier = wave.questions.filter(ladder=question.ladder, rung__lt=question.rung, next_round=None)
        if missing := earlier.exclude(pk__in=mine.values("question")).order_by("rung").first():
            raise Refused(f"These steps are asked in order. Answer step {missing.rung} first, or skip them all.")


def _drop_what_is_no_longer_asked(wave: Wave, answer: Ballot) -> None:
    """Who changes the answer that led to a question has not answered that question any more."""
    if not any(question.asked_if_id for question in wave.questions.all()):
        return  # no question of this poll waits for the answer to another
    others = Ballot.objects.filter(wave=wave, token=answer.token_id)
    led_on = others.filter(question__asked_if__question=answer.question_id)
    led_on.exclude(question__asked_if__in=[int(pk) for pk in answer.choice.split(",") if pk]).delete()
