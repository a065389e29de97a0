"""Questions to experts: asked, joined, taken up or not with a reason, answered in a named capacity.

The firewall: whoever answers reads the wording a facilitator put, and not who asked, from which group or with how many.
Every answer is read by a facilitator before anybody else reads it.
"""

import re
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from audit import clock, texts
from audit.models import Entry
from audit.prepared import Prepared
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.birds import named_in
from consultations.forces import agreeing
from consultations.models import Consultation, Membership, Role, SectionKind
from consultations.models.consultation import REPORTED_STAGES
from consultations.stages import pauses
from deliberation import numbers
from deliberation.discussion import discussion
from deliberation.experts import notifications, published
from deliberation.live import publish as live
from deliberation.models import ExpertAnswer, ExpertQuestion, QuestionSupport, Session
from people.errors import Refused
from people.models import Person
from people.text.dates import until_day
from people.text.sanitising import is_safe_link, line_within, within
from people.text.sentences import many

State, Capacity = ExpertQuestion.State, ExpertAnswer.Capacity
AFTERWARDS = frozenset(REPORTED_STAGES)  # nobody asks or sorts any more
MOST_WAITING = 5  # of one person, unread
POLICE = frozenset({Role.RESPONDER, Role.OFFICER})
KEPT_APART = (
    "Whoever asked says that it asks something else. Put it in words of its own, or leave it out with a reason."
)
YOU_JOINED_IT = (
    "You joined it to another question, and whoever asked says that it asks something else. So a second person leaves "
    "it out: a facilitator whom neither of you chose, or somebody of the panel. You can put it in words of its own."
)
YOU_LEFT_IT_OUT = (
    "You left it out, and whoever asked wants somebody else to look. So a second person leaves it out: a facilitator "
    "whom neither of you chose, or somebody of the panel. You can put it to the experts."
)
ALIKE = 0.4  # of the longer words that either has
_WORD = re.compile(r"\w{4,}")


class Overtaken(Refused):
    """Two decided at once: the other one stands."""


@transaction.atomic
def note_overtaken(question: ExpertQuestion, *, by: Person) -> None:
    """The one who came too late is in the record too. Called once what they tried is undone."""
    member = access.require_role(by, question.consultation, Do.LEAVE_OUT_KEPT_APART)
    noted("expert_question_overtaken", question, member)


# --- Asking ---------------------------------------------------------------------------------------
def ask(
    consultation: Consultation,
    text: str,
    *,
    by: Person,
    section: str = "",
    session: Session | None = None,
    key: str = "",
) -> ExpertQuestion:
    """Ask, for oneself; a facilitator asks for a group. `key` names one sending: the same key gives the same question.

    Raises NotAllowed; Refused for the words, the stage, consent, or too many that wait.
    """
    member = access.require(by, consultation, Do.ASK_EXPERTS)
    try:
        with transaction.atomic():
            return _ask(consultation, member, text, section, session, key)
    except IntegrityError:
        known = ExpertQuestion.objects.filter(asked_by=member, key=key).first() if key else None
        if known is None:
            raise
        return known


def _ask(
    consultation: Consultation, member: Membership, text: str, section: str, session: Session | None, key: str
) -> ExpertQuestion:
    if not discussion.has_consent(member):
        raise Refused(discussion.NO_CONSENT)
    text = _words(text)
    if section and section not in SectionKind.values:
        raise Refused("Choose a part of the briefing from the list, or none.")
    if session is not None and (session.consultation_id != consultation.pk or not _comes(member, session)):
        raise access.NotAllowed("ask in another group’s session")
    mine = ExpertQuestion.objects.filter(asked_by=member, state=State.RECEIVED)
    if key and (known := ExpertQuestion.objects.filter(asked_by=member, key=key).first()):
        return known
    if member.role == Role.PARTICIPANT and mine.count() >= MOST_WAITING:
        raise Refused(f"{MOST_WAITING} of your questions wait to be read. Ask again when a facilitator has read one.")
    asked = ExpertQuestion.objects.create(
        consultation=consultation, asked_by=member, text=text, section=section, session=session, key=key or None
    )
    if member.role == Role.PARTICIPANT:
        QuestionSupport.objects.create(question=asked, membership=member)
    _queue_moved(asked)
    noted("expert_asked", asked, member)
    return asked


def _comes(member: Membership, session: Session) -> bool:
    return member.role == Role.FACILITATOR or session.admits(member.group_id)


@transaction.atomic
def support(question: ExpertQuestion, *, by: Person, wanted: bool = True) -> None:
    """ "I would like to know that too", or no longer. Twice is once."""
    member = access.require(by, question.consultation, Do.SUPPORT_QUESTION)
    locked = held(question)
    if not locked.is_open:
        raise Refused("This question is not waiting for an answer.")
    if wanted:
        QuestionSupport.objects.get_or_create(question=locked, membership=member)
    else:
        QuestionSupport.objects.filter(question=locked, membership=member).delete()
    _queue_moved(locked)


# --- What a facilitator decides -----------------------------------------------------------------
@transaction.atomic
def take_up(question: ExpertQuestion, *, by: Person, wording: str) -> ExpertQuestion:
    """Put it to the experts, in words that tell nobody who asked. From now on everybody reads it."""
    member, locked = _to_sort(question, by)
    locked.wording = _words(wording)
    _refuse_names(locked)
    _decided(locked, member, State.SENT)
    _queue_moved(locked)
    noted("expert_question_put", locked, member)
    looked = "Somebody else looked at your question, and it was put to the experts"
    notifications.asker_is_told(locked, looked if locked.second_look else "Your question was put to the experts")
    notifications.answerers_are_told(locked)
    return locked


@transaction.atomic
def join(question: ExpertQuestion, other: ExpertQuestion, *, by: Person) -> ExpertQuestion:
    """By a facilitator’s reading it asks what another one asks. Returns the one that stays.

    Nobody’s name goes along: whoever asked says whether they want to know that too, or that it asks something else.
    """
    member, locked = _to_sort(question, by)
    stays = held(other)
    if stays.pk == locked.pk or stays.consultation_id != locked.consultation_id or not stays.is_public:
        raise Refused("Choose a question that was taken up.")
    if locked.kept_apart_at is not None:
        raise Refused(KEPT_APART)
    locked.merged_into = stays
    _decided(locked, member, State.GROUPED)
    noted("expert_question_joined", locked, member)
    notifications.asker_is_told(locked, "Your question was joined to another one: read whether it asks the same")
    return stays


@transaction.atomic
def keep_apart(question: ExpertQuestion, *, by: Person) -> ExpertQuestion:
    """Whoever asked says that what it was joined to asks something else: it is decided about anew, and not so."""
    member = access.require(by, question.consultation, Do.KEEP_QUESTION_APART)
    locked = held(question)
    if locked.asked_by_id != member.pk:
        raise access.NotAllowed("keep somebody else’s question apart")
    if locked.state != State.GROUPED:
        raise Refused("This question is not joined to another one.")
    locked.kept_apart_at, locked.merged_into = clock.now(), None
    locked.state, locked.decided_at = State.RECEIVED, None  # who joined it stays: they do not leave it out alone
    locked.save()
    _queue_moved(locked)
    noted("expert_question_kept_apart", locked, member)
    return locked


@transaction.atomic
def leave_out(question: ExpertQuestion, *, by: Person, reason: str) -> ExpertQuestion:
    """Not taken up, for a reason that whoever asked reads.

    Raises Refused for whoever joined what its asker then kept apart, or left it out before, and for their side: a
    second person looks at it.
    """
    second = question.needs_a_second_person
    member, locked = _to_sort(question, by, Do.LEAVE_OUT_KEPT_APART if second else Do.SORT_QUESTIONS)
    if why := why_not_leave_out(locked, member):
        raise Refused(why)
    locked.reason = line_within(reason, 500, "The reason")
    if not locked.reason:
        raise Refused("Give a reason. Whoever asked reads it.")
    _decided(locked, member, State.NOT_TAKEN_UP)
    noted("expert_question_left_out", locked, member)
    again = "Somebody else looked at your question, and it is not taken up: read why"
    notifications.asker_is_told(locked, again if locked.second_look else "Your question was not taken up: read why")
    return locked


@transaction.atomic
def ask_again(question: ExpertQuestion, *, by: Person) -> ExpertQuestion:
    """Whoever asked has somebody else look at why it was left out: once, while there is time."""
    member = access.require(by, question.consultation, Do.ASK_QUESTION_AGAIN)
    locked = held(question)
    if locked.asked_by_id != member.pk:
        raise access.NotAllowed("ask again for somebody else")
    if why := why_not_ask_again(locked):
        raise Refused(why)
    locked.state, locked.second_look, locked.decided_at = State.RECEIVED, True, None  # who left it out stays
    locked.save()
    _queue_moved(locked)
    noted(_ASKED_AGAIN, locked, member)
    notifications.second_look_is_asked(locked)
    return locked


def why_not_ask_again(question: ExpertQuestion) -> str:
    """Why nobody else looks at it any more; empty for as long as somebody can be asked to."""
    if not question.is_left_out or question.decided_at is None:
        return "This question is not left out."
    if question.second_look:
        return "Two people have decided about this question. You can ask it in other words."
    end = question.decided_at + timedelta(days=numbers.APPEAL_DAYS)
    ends = pauses.lengthened(pauses.of(question.consultation), question.decided_at, end)
    return f"You could ask for this until {until_day(ends)}." if clock.now() > ends else ""


def why_not_leave_out(question: ExpertQuestion, member: Membership) -> str:
    """Why they do not leave out what its asker kept apart, or asked somebody else to look at; empty where they are a
    second person for whoever joined it or left it out."""
    if not question.needs_a_second_person or question.decided_by_id is None:
        return ""
    if question.decided_by_id == member.pk:
        return YOU_LEFT_IT_OUT if question.second_look else YOU_JOINED_IT
    return seating.why_not_second(member, [question.decided_by_id])


def _to_sort(question: ExpertQuestion, by: Person, do: Do = Do.SORT_QUESTIONS) -> tuple[Membership, ExpertQuestion]:
    member = access.require(by, question.consultation, do)
    locked = held(question)
    if not locked.is_received:
        raise Overtaken(f"Somebody else decided this already: {locked.get_state_display().lower()}.")
    return member, locked


def _decided(question: ExpertQuestion, member: Membership, state: str) -> None:
    question.state, question.decided_by, question.decided_at = state, member, clock.now()
    if state != State.NOT_TAKEN_UP:
        question.reason = ""  # it was left out once, and is not any more
    question.save()


@transaction.atomic
def answered_aloud(question: ExpertQuestion, *, by: Person) -> ExpertQuestion:
    """It was answered in the room: off the live queue. It stays open until everybody can read an answer."""
    member = access.require(by, question.consultation, Do.SORT_QUESTIONS)
    locked = held(question)
    if locked.session is None or locked.state == State.GROUPED:
        raise Refused("Only a question of a session is answered in the room.")
    if not _could_be_heard(locked, locked.session):
        raise Refused(
            "It is answered in the room while the session runs, or after a session that ran once it was asked."
        )
    if locked.answered_aloud_at is None:
        locked.answered_aloud_at = clock.now()
        locked.save(update_fields=["answered_aloud_at"])
        _queue_moved(locked)
        noted("expert_question_answered_aloud", locked, member)
    return locked


def _could_be_heard(question: ExpertQuestion, session: Session) -> bool:
    ended = session.ended_at
    return session.had_people and (session.is_live or (ended is not None and question.asked_at <= ended))


@transaction.atomic
def not_now(question: ExpertQuestion, *, by: Person) -> ExpertQuestion:
    """There is no time for it in the room: off the live queue. It is still to be sorted, or answered in writing."""
    member = access.require(by, question.consultation, Do.SORT_QUESTIONS)
    locked = held(question)
    if locked.session_id is None or locked.state not in {State.RECEIVED, State.SENT} or locked.answered_aloud_at:
        raise Refused("This question is not in the queue of a session any more.")
    if locked.set_aside_at is None:
        locked.set_aside_at = clock.now()
        locked.save(update_fields=["set_aside_at"])
        _queue_moved(locked)
        noted("expert_question_set_aside", locked, member)
    return locked


# --- Answers ------------------------------------------------------------------------------------
@transaction.atomic
def answer(
    question: ExpertQuestion, *, by: Person, capacity: str, body: str, sources: str = "", not_known: bool = False
) -> ExpertAnswer:
    """Answer, or write one’s answer anew. Police, of another consultation too, answer as police; nobody else does.

    `not_known`: it says that this is not known, so the question stays open.
    """
    member = access.require(by, question.consultation, Do.ANSWER_QUESTIONS)
    locked = held(question)
    if not locked.is_public:
        raise access.NotAllowed("answer what was not put")
    if answers_as_police(member):
        capacity = Capacity.POLICE
    elif capacity not in set(Capacity.values) - {Capacity.POLICE}:
        raise Refused("Say in which capacity you answer.")
    body = within(body, ExpertAnswer.MAX_LENGTH, "The answer")
    if not body:
        raise Refused("Write the answer.")
    kept = [line.strip() for line in within(sources, 2000, "The list of sources").splitlines() if line.strip()]
    if wrong := [line for line in kept if "://" in line and not is_safe_link(line.split()[-1])]:
        raise Refused(f"Give the address of a source in full, starting with https://: “{wrong[0]}”.")
    before = ExpertAnswer.objects.select_for_update(no_key=True).filter(question=locked, author=member).first()
    if before is not None and before.is_published:
        raise Refused("Your answer is published. Write a correction: it stands beside it, with its day.")
    given = before or ExpertAnswer(question=locked, author=member)
    words = capacity, body, "\n".join(kept), not_known
    if words != (given.capacity, given.body, given.sources, given.not_known):
        given.written_at = clock.now()
    elif given.waits:
        return given  # nobody has to read the same words anew
    given.capacity, given.body, given.sources, given.not_known = words
    given.state, given.note = ExpertAnswer.State.WAITS, ""
    given.for_force = agreeing.force_of(member) if member.role in POLICE else None
    given.save()
    noted("expert_answered", locked, member, Capacity(capacity).label)
    return given


def answers_as_police(member: Membership) -> bool:
    """Whoever has, or had, a police role anywhere, with any address of the mailbox: as an expert they are it too."""
    return member.role in POLICE or (member.user is not None and access.was_police(member.user))


@transaction.atomic
def publish(answer: ExpertAnswer, *, by: Person, seen: str, leaves_open: bool = False) -> ExpertAnswer:
    """A facilitator read it (`seen`: when these words were written): it gives nobody away.

    The question is answered, unless its author says that it is not known, or the facilitator that it `leaves_open`.
    """
    member, locked = _to_review(answer, by)
    if locked.written_at.isoformat() != seen:
        raise Refused("It was written anew while you were reading. Read the new words, then decide.")
    locked.state, locked.reviewed_by, locked.published_at = ExpertAnswer.State.PUBLISHED, member, clock.now()
    locked.capacity = Capacity.POLICE if answers_as_police(locked.author) else locked.capacity
    locked.leaves_open = leaves_open
    locked.save(update_fields=["state", "reviewed_by", "published_at", "capacity", "leaves_open"])
    if not locked.is_no_answer:
        ExpertQuestion.objects.filter(pk=locked.question_id).update(state=State.ANSWERED)
        locked.question.refresh_from_db()
    open_still = "; the question stays open" if locked.is_no_answer else ""
    noted("expert_answer_published", locked.question, member, f"{locked.get_capacity_display()}{open_still}")
    texts.publish(published.answer_text(locked), by=member)
    notifications.all_are_told(
        locked.question, "Your question has an answer", "A question you support has an answer", str(locked.pk)
    )
    return locked


@transaction.atomic
def send_back(answer: ExpertAnswer, *, by: Person, note: str) -> ExpertAnswer:
    """It has to be written otherwise; its author reads why."""
    member, locked = _to_review(answer, by)
    locked.note = line_within(note, 500, "The reason")
    if not locked.note:
        raise Refused("Say what has to change. The author reads it.")
    locked.state, locked.sent_back_at = ExpertAnswer.State.SENT_BACK, clock.now()
    locked.save(update_fields=["state", "note", "sent_back_at"])
    noted("expert_answer_sent_back", locked.question, member)
    notifications.author_is_told(locked)
    return locked


def _to_review(answer: ExpertAnswer, by: Person) -> tuple[Membership, ExpertAnswer]:
    member = access.require(by, answer.question.consultation, Do.SORT_QUESTIONS)
    held(answer.question)
    locked = ExpertAnswer.objects.select_related("question__consultation", "author__user").get(pk=answer.pk)
    if not locked.waits:
        raise Overtaken(f"Somebody else decided this already: {locked.get_state_display().lower()}.")
    return member, locked


# --- What is there ------------------------------------------------------------------------------
def _registered(pk: int) -> QuerySet[ExpertQuestion]:
    asked = ExpertQuestion.objects.filter(consultation=pk)
    return (asked.unanswered() | asked.force_is_silent()).by_support().prefetch_related("answers")


_REGISTER: Prepared[ExpertQuestion, ExpertQuestion] = Prepared(_registered, int)


def register(consultation: Consultation) -> tuple[list[ExpertQuestion], list[ExpertQuestion]]:
    """The one register that the briefing and the report share: open questions, and what others answered and the force
    did not; most wanted first.
    """
    found = _REGISTER(consultation.pk)
    for one in found:
        one.consultation = consultation
    return [one for one in found if one.is_open], [one for one in found if not one.is_open]


#: An act on a question → what became of it, in words.
_BECAME = {
    "expert_question_put": "put to experts and the force",
    "expert_question_not_as_asked": "put in words that, as whoever asked says, ask something else",
    "expert_question_joined": "joined to another one by a facilitator",
    "expert_question_left_out": "not taken up, each for a reason that whoever asked was given",
}
_ASKED_AGAIN = "expert_question_asked_again"
_UNDONE = ["expert_question_kept_apart", _ASKED_AGAIN]


def what_became(consultation: Consultation) -> str:
    """Of all that was asked, once nobody can ask any more; empty before, and where nobody asked.

    By the acts on record: a question goes with whoever asked it and leaves, and no figure is to move with them.
    What facilitators asked, for a group or themselves, is told apart: else their own would make a low share high.
    """
    if consultation.stage_behind_pause not in AFTERWARDS:
        return ""
    acts = Entry.objects.filter(consultation=consultation.slug, action__in=["expert_asked", *_UNDONE, *_BECAME])
    last: dict[str, str] = {}
    own: set[str] = set()
    for action, subject, role in acts.order_by("number").values_list("action", "subject", "role"):
        last[subject] = action
        if action == "expert_asked" and role == Role.FACILITATOR:
            own.add(subject)
    theirs = [action for subject, action in last.items() if subject not in own]
    ours = [action for subject, action in last.items() if subject in own]
    by = {"Participants": theirs, "Facilitators, for a group or of their own,": ours}
    return " ".join(_counted(who, these) for who, these in by.items() if these)


def _counted(who: str, acts: list[str]) -> str:
    parts = [f"{n} {words}" for action, words in _BECAME.items() if (n := acts.count(action))]
    unread = sum(action not in _BECAME for action in acts)
    parts += [f"{unread} that no facilitator had decided about"] if unread else []
    return f"{who} asked {many(len(acts), 'question')}: {'; '.join(parts)}."


def live_queue(session: Session) -> list[ExpertQuestion]:
    """What was asked in a session and is not answered yet, most wanted first; each with `backers`. For its leader."""
    asked = session.expert_questions.filter(answered_aloud_at=None, set_aside_at=None)
    return list(asked.filter(state__in=[State.RECEIVED, State.SENT]).by_support())


def for_the_room(session: Session) -> list[ExpertQuestion]:
    """Of the queue, what a facilitator read and took up: for phones and the screen, without who asked."""
    return [question for question in live_queue(session) if question.is_open]


def for_phones(session: Session) -> list[ExpertQuestion]:
    """What the room asks, and after it what was put and set aside: it still waits for a written answer."""
    later = session.expert_questions.filter(answered_aloud_at=None, state=State.SENT).exclude(set_aside_at=None)
    return [*for_the_room(session), *later.by_support()]


def how_wanted(backers: int, consultation: Consultation) -> str:
    """How many would like to know, from a number on that points at nobody."""
    return f"{backers} people would like to know" if backers >= consultation.min_answer else ""


def like_it(question: ExpertQuestion) -> list[ExpertQuestion]:
    """Those taken up that ask nearly the same, the nearest first: to be joined by a person."""
    mine = _longer_words(str(question))
    put = question.consultation.expert_questions.put().exclude(pk=question.pk)
    near = [(_nearness(mine, _longer_words(str(one))), one) for one in put]
    return [one for share, one in sorted(near, key=lambda pair: -pair[0]) if share >= ALIKE][:5]


def _longer_words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _nearness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _words(text: str) -> str:
    text = line_within(text, ExpertQuestion.MAX_LENGTH, "The question")
    if not text:
        raise Refused("Write the question.")
    return text


def _refuse_names(question: ExpertQuestion) -> None:
    """Everybody reads the wording, the police first: a name of somebody here would tell who asked, or who said it."""
    if name := named_in(question.wording):
        raise Refused(
            f"“{name}” reads like the name of somebody who takes part. Put it so that it tells nobody who asked."
        )


def held(question: ExpertQuestion) -> ExpertQuestion:
    """As it stands, with its consultation: nobody else decides about it until this transaction is over."""
    return (
        ExpertQuestion.objects.select_for_update(no_key=True, of=("self",))
        .select_related("consultation")
        .get(pk=question.pk)
    )


def _queue_moved(question: ExpertQuestion) -> None:
    """The console looks again with the next tick. Before the act is recorded: a session is locked before the record."""
    if question.session_id is not None:
        live.floor_changed(question.session_id)


def noted(action: str, question: ExpertQuestion, member: Membership, summary: str = "") -> None:
    """Into the record, without who asked or what: a question may be put in the words of whoever asked it."""
    record(action, actor=member, subject=question, consultation=question.consultation.slug, summary=summary[:200])
