"""Several people at the same moment, each with a connection of their own. Used by tests here and by `bench.races`."""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection, connections

from audit import texts
from audit.models import Entry
from consultations.joining import joining
from consultations.models import Consent
from deliberation.discussion import discussion
from deliberation.experts import experts
from deliberation.importing import confirming
from deliberation.importing.choices import Choices
from deliberation.importing.planning import plan_transcript
from deliberation.importing.rooms import import_transcript
from deliberation.models import (
    Appeal,
    Contribution,
    ExpertAnswer,
    ExpertQuestion,
    ImportedRecord,
    ModerationDecision,
    Question,
    Thread,
)
from deliberation.moderation import changes, concerns, moderation
from deliberation.moderation.moderation import OnScreen
from deliberation.moderation.queue import last_decision
from deliberation.splitting import splitting
from deliberation.statements import decisions, statements
from deliberation.transcripts.reading import read_transcript_bytes
from people.errors import Refused
from people.models import Message, User
from tests.cast import Cast, person
from tests.deliberation.statements.talk import running


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at the same moment, each with a connection of its own. Returns results or what was raised."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        start.wait()
        try:
            results[place] = acts[place]()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def somebody_waits(seconds: float = 5) -> bool:
    """Whether, within this time, somebody comes to wait for what this connection holds. PostgreSQL alone says so."""
    until = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return True
            threading.Event().wait(0.01)
    return False


def one_form(cast: Cast, thread: Thread, number: int, copies: int = 50) -> tuple[bool, list[Any]]:
    """The same form, `copies` times at once."""
    key = f"form{number}"
    results = together(*[lambda: discussion.post(thread, "Once.", by=cast.amina, key=key)] * copies)
    stored = Contribution.objects.filter(submission_key=key)
    same = {getattr(result, "pk", repr(result)) for result in results}
    return stored.count() == 1 and same == {stored.get().pk}, results


def two_decide(cast: Cast, thread: Thread, number: int) -> tuple[bool, list[Any]]:
    """One publishes, one removes, both having read the same text."""
    post = discussion.post(thread, f"Undecided {number}.", by=cast.amina)
    seen, before = OnScreen(revision=1), Entry.objects.count()
    results = together(
        partial(_decides, post, lambda it: moderation.publish(it, by=cast.moss, revision=1, seen=seen), cast.moss),
        partial(_decides, post, lambda it: moderation.remove(it, by=cast.finch, reason="spam", seen=seen), cast.finch),
    )
    post.refresh_from_db()
    logged = list(Entry.objects.order_by("number")[before:].values_list("action", flat=True))
    both = len(logged) == 2 and logged.count("decision_overtaken") == 1
    decided = ModerationDecision.objects.filter(contribution=post)
    told = [result for result in results if isinstance(result, Refused)]
    outcome = {"publish": "visible", "remove": "removed"}
    one = decided.count() == 1 and len(told) == 1 and outcome[decided.get().action] == post.state
    return one and both, results


def _decides(post: Contribution, act: Callable[[Contribution], object], by: User) -> object:
    """As a view does: who comes too late is in the record too."""
    try:
        return act(Contribution.objects.select_related("thread__area").get(pk=post.pk))
    except moderation.Overtaken:
        moderation.note_overtaken(post, by=by)
        raise


def edit_while_publishing(cast: Cast, thread: Thread, number: int) -> tuple[bool, list[Any]]:
    """What is shown afterwards is what the facilitator read, or it waits."""
    post = discussion.post(thread, f"Read this {number}.", by=cast.amina)
    results = together(
        lambda: moderation.publish(Contribution.objects.get(pk=post.pk), by=cast.moss, revision=1),
        lambda: discussion.edit(Contribution.objects.get(pk=post.pk), f"Not this {number}.", by=cast.amina),
    )
    post.refresh_from_db()
    return post.state == "held" or post.revision == 1, results


Decide = Callable[[Contribution, User, OnScreen], object]
_ALWAYS: dict[str, Decide] = {
    "remove": lambda post, by, seen: moderation.remove(post, by=by, reason="spam", seen=seen),
    "redact": lambda post, by, seen: changes.redact(post, by=by, words="lamp", reason="ident", seen=seen),
    "move": lambda post, by, seen: changes.move(post, by=by, to=changes.places_for(post)[0], seen=seen),
}
ON_SHOW: dict[str, Decide] = {
    **_ALWAYS,
    "hold": lambda post, by, seen: changes.hold(post, by=by, reason="spam", seen=seen),
}
WAITING: dict[str, Decide] = {
    **_ALWAYS,
    "publish": lambda post, by, seen: moderation.publish(post, by=by, revision=1, seen=seen),
}
#: Each pair of acts of two moderators: (whether the post is on show, one act, the other).
PAIRS = [(shown, one, other) for shown, acts in ((True, ON_SHOW), (False, WAITING)) for one in acts for other in acts]


def two_act(cast: Cast, thread: Thread, number: int) -> tuple[bool, list[Any]]:
    """A pair of acts on a post at once, the pairs in turn: one outcome, both in the record, the other one told.

    There has to be another thread for the same readers.
    """
    shown, one, other = PAIRS[number % len(PAIRS)]
    post = discussion.post(thread, f"The lamp {number}.", by=cast.amina)
    if shown:
        post = moderation.publish(post, by=cast.moss, revision=1)
    seen, before = OnScreen(1, last_decision(post)), Entry.objects.count()
    acts = ON_SHOW if shown else WAITING

    def act(name: str, by: User) -> object:
        return _decides(post, lambda found: acts[name](found, by, seen), by)

    results = together(lambda: act(one, cast.moss), lambda: act(other, cast.finch))
    told = [result for result in results if isinstance(result, moderation.Overtaken)]
    decided = ModerationDecision.objects.filter(contribution=post, pk__gt=seen.decision).count()
    logged = list(Entry.objects.order_by("number")[before:].values_list("action", flat=True))
    return decided == len(told) == logged.count("decision_overtaken") == 1 and len(logged) == 2, results


# --- Acts beside those on a post ------------------------------------------------------------------
Pair = tuple[Callable[[], object], Callable[[], object]]
#: What was raised → whether the loser’s coming too late is in the record under this name.
LATE = {"split": "decision_overtaken", "question": "expert_question_overtaken", "record": "record_overtaken"}


def _split(post: Contribution, by: User) -> object:
    return _decides(post, lambda found: splitting.propose(found, by=by, begins="Two"), by)


def _sorts(question: ExpertQuestion, act: Callable[[ExpertQuestion, User], object], by: User) -> object:
    try:
        return act(ExpertQuestion.objects.get(pk=question.pk), by)
    except experts.Overtaken:
        experts.note_overtaken(question, by=by)
        raise


SORTING: dict[str, Callable[[ExpertQuestion, User], object]] = {
    "take up": lambda question, by: experts.take_up(question, by=by, wording="Who watches?"),
    "leave out": lambda question, by: experts.leave_out(question, by=by, reason="It was answered in the briefing."),
}


def _of_questions(one: str, other: str) -> Callable[[Cast, Thread, int], tuple[Pair, str]]:
    def prepare(cast: Cast, thread: Thread, number: int) -> tuple[Pair, str]:
        asked = experts.ask(cast.consultation, f"Who watches {number}?", by=cast.moss)
        acts = [(SORTING[name], by) for name, by in ((one, cast.moss), (other, cast.finch))]
        first, second = [partial(_sorts, asked, act, by) for act, by in acts]
        return (first, second), LATE["question"]

    return prepare


def _split_by_two(cast: Cast, thread: Thread, number: int) -> tuple[Pair, str]:
    post = discussion.post(thread, f"One {number}. Two.", by=cast.amina)
    post = moderation.publish(post, by=cast.moss, revision=1)
    return (partial(_split, post, cast.moss), partial(_split, post, cast.finch)), LATE["split"]


def _restored_by_two(cast: Cast, thread: Thread, number: int) -> tuple[Pair, str]:
    post = discussion.post(thread, f"Gone {number}.", by=cast.amina)
    post = moderation.remove(post, by=cast.moss, reason="spam")
    seen = OnScreen(1, last_decision(post))

    def restore(by: User) -> object:
        return _decides(post, lambda found: moderation.restore(found, by=by, note="A mistake.", seen=seen), by)

    return (partial(restore, cast.moss), partial(restore, cast.finch)), LATE["split"]


def _appeal_answered_by_two(cast: Cast, thread: Thread, number: int) -> tuple[Pair, str]:
    post = discussion.post(thread, f"Gone {number}.", by=cast.amina)
    post = moderation.remove(post, by=cast.moss, reason="spam")
    asked = moderation.appeal(post.decisions.get(), by=cast.amina, grounds="It is none.")

    def answer(outcome: str, by: User) -> object:
        return _decides(
            post,
            lambda _: moderation.decide_appeal(
                Appeal.objects.select_related("decision__contribution__thread__area__consultation").get(pk=asked.pk),
                by=by,
                outcome=outcome,
                reasons="So it is.",
            ),
            by,
        )

    return (partial(answer, "upheld", cast.finch), partial(answer, "dismissed", cast.hale)), LATE["split"]


def _report_left_by_two(cast: Cast, thread: Thread, number: int) -> tuple[Pair, str]:
    post = moderation.publish(discussion.post(thread, f"Here {number}.", by=cast.amina), by=cast.moss, revision=1)
    concerns.raise_concern(post, by=cast.bilal, reason="spam")

    def leave(by: User) -> object:
        return _decides(post, lambda found: concerns.leave(found, by=by), by)

    return (partial(leave, cast.moss), partial(leave, cast.finch)), LATE["split"]


def left_while_removed(cast: Cast, thread: Thread, number: int) -> tuple[bool, list[Any]]:
    """One leaves a reported post as it is, one removes it: it is removed, and the report is answered once."""
    post = moderation.publish(discussion.post(thread, f"Here {number}.", by=cast.amina), by=cast.moss, revision=1)
    raised = concerns.raise_concern(post, by=cast.bilal, reason="spam")
    seen = OnScreen(1, last_decision(post))
    results = together(
        partial(_decides, post, lambda found: concerns.leave(found, by=cast.moss), cast.moss),
        partial(_decides, post, lambda it: moderation.remove(it, by=cast.finch, reason="spam", seen=seen), cast.finch),
    )
    post.refresh_from_db()
    told = Message.objects.filter(kind="about_my_report", key__contains=f"concern {raised.pk}").count()
    left = results[0] == 1 or isinstance(results[0], Refused)
    return post.is_removed and left and told == 1 and not concerns.unanswered().exists(), results


def _answer_read_by_two(cast: Cast, thread: Thread, number: int) -> tuple[Pair, str]:
    asked = experts.ask(cast.consultation, f"Who watches {number}?", by=cast.moss)
    put = experts.take_up(asked, by=cast.moss, wording=f"Who watches {number}?")
    given = experts.answer(put, by=cast.okoro, capacity="", body="The control room.")
    seen = given.written_at.isoformat()

    def read(act: Callable[[ExpertAnswer], object], by: User) -> object:
        return _sorts(put, lambda *_: act(ExpertAnswer.objects.get(pk=given.pk)), by)

    publish = partial(read, lambda it: experts.publish(it, by=cast.moss, seen=seen), cast.moss)
    send_back = partial(read, lambda it: experts.send_back(it, by=cast.finch, note="Say where."), cast.finch)
    return (publish, send_back), LATE["question"]


def _confirmed_by_two(cast: Cast, thread: Thread, number: int) -> tuple[Pair, str]:
    text = f"Speaker A: I want a sign, number {number}.\nSpeaker B: So do I."
    plan = plan_transcript(cast.group1, read_transcript_bytes(text.encode(), name="x.txt"), choices=Choices())
    kept = import_transcript(plan, by=cast.moss, may_quote=True)

    def confirm(by: User) -> object:
        found = ImportedRecord.objects.select_related("consultation", "group").get(pk=kept.pk)
        try:
            return confirming.confirm(found, by=by, how="there", seen=kept.fingerprint)
        except confirming.Overtaken:
            confirming.note_overtaken(found, by=by)
            raise

    return (partial(confirm, cast.finch), partial(confirm, cast.hale)), LATE["record"]


#: By what is raced for: (what is prepared) → (the two acts, how the record calls the loser’s).
NEWER: dict[str, Callable[[Cast, Thread, int], tuple[Pair, str]]] = {
    "two propose to split": _split_by_two,
    "two restore a post": _restored_by_two,
    "an appeal upheld, and dismissed": _appeal_answered_by_two,
    "two leave a reported post as it is": _report_left_by_two,
    "two take a question up": _of_questions("take up", "take up"),
    "taken up, and left out": _of_questions("take up", "leave out"),
    "two leave a question out": _of_questions("leave out", "leave out"),
    "an answer published, and sent back": _answer_read_by_two,
    "two confirm one record": _confirmed_by_two,
}


def two_newer(cast: Cast, thread: Thread, number: int) -> tuple[bool, list[Any]]:
    """The newer pairs in turn: one does it, the other is told, and both are in the record where both would decide."""
    acts, late = list(NEWER.values())[number % len(NEWER)](cast, thread, number)
    before = Entry.objects.count()
    results = together(*acts)
    told = [result for result in results if isinstance(result, Refused)]
    logged = list(Entry.objects.order_by("number")[before:].values_list("action", flat=True))
    logged = [action for action in logged if action != texts.ACTION]  # of what was published with it
    if "appeal_upheld" in logged:
        logged.remove("contribution_restored")  # what it does is in the record beside it
    return len(told) == 1 and len(logged) == 2 and logged.count(late) == 1, results


# --- While somebody leaves ------------------------------------------------------------------------
def leaver(cast: Cast, number: int) -> User:
    user = person(f"leaver{number}")
    joining.join(cast.consultation, by=user, group=cast.group1, consents={Consent.Item.TAKE_PART})
    return user


def _removed_post(cast: Cast, thread: Thread, author: User) -> Contribution:
    post = discussion.post(thread, "Here I am.", by=author)
    return moderation.remove(post, by=cast.moss, reason="spam")


def _restored(cast: Cast, thread: Thread, author: User) -> tuple[Callable[[], object], Callable[[], bool]]:
    post = _removed_post(cast, thread, author)
    gone = Contribution.objects.filter(pk=post.pk).exclude(state=Contribution.State.VISIBLE)
    return lambda: moderation.restore(post, by=cast.finch, note="A mistake."), gone.exists


def _appeal_upheld(cast: Cast, thread: Thread, author: User) -> tuple[Callable[[], object], Callable[[], bool]]:
    post = _removed_post(cast, thread, author)
    asked = moderation.appeal(post.decisions.get(), by=author, grounds="It is none.")
    gone = Contribution.objects.filter(pk=post.pk).exclude(state=Contribution.State.VISIBLE)
    answer = partial(moderation.decide_appeal, asked, by=cast.finch, outcome="upheld", reasons="So it is.")
    return answer, gone.exists


def _statement_accepted(cast: Cast, thread: Thread, author: User) -> tuple[Callable[[], object], Callable[[], bool]]:
    sent = statements.add(running(cast, title=f"Street talk {author.pk}"), "They see too much.", by=author)
    asked = Question.objects.filter(statement=sent, waves__isnull=False)
    return lambda: decisions.show(sent, by=cast.moss, revision=1), lambda: not asked.exists()


#: What brings somebody’s words back on show: (…) → (the act, whether they are gone).
BRINGING_BACK = {"restored": _restored, "appeal upheld": _appeal_upheld, "statement accepted": _statement_accepted}


def back_while_leaving(cast: Cast, thread: Thread, number: int) -> tuple[bool, list[Any]]:
    """Words are shown again as their author leaves, each way in turn: whoever wins, they are not on show afterwards."""
    author = leaver(cast, number)
    act, are_gone = list(BRINGING_BACK.values())[number % len(BRINGING_BACK)](cast, thread, author)
    results = together(act, lambda: joining.withdraw(cast.consultation, by=author))
    return are_gone() and results[1] is None, results
