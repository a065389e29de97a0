"""Reporting a post: who may, what the facilitators read, and what becomes of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.desk import desk
from consultations.models import Membership, Stage
from deliberation.discussion import discussion
from deliberation.models import Claim, Concern, Contribution, Thread
from deliberation.moderation import changes, concerns, moderation
from deliberation.moderation.desk import facilitators_are_told
from deliberation.moderation.gates import nothing_waits_to_be_read
from deliberation.moderation.privacy import answered_long_ago, raised
from people.errors import Refused
from people.models import Message
from people.privacy import erasing
from tests.cast import Cast
from tests.pages import flat

SignIn = Callable[[object], Client]


def address(name: str, post: Contribution) -> str:
    return reverse(name, args=[post.thread.consultation.slug, post.pk])


def test_a_reader_asks_the_facilitators_to_look(cast: Cast, shown: Contribution) -> None:
    raised = concerns.raise_concern(shown, by=cast.bilal, reason="ident", words=" Everybody knows Fred. ")
    assert (raised.reason, raised.words) == ("ident", "Everybody knows Fred.")
    shown.refresh_from_db()
    assert shown.state == Contribution.State.VISIBLE  # nothing is hidden before a person has decided
    assert concerns.reported(cast.consultation) == [shown]
    assert "Fred" not in Entry.objects.get(action="concern_raised").summary


@pytest.mark.parametrize("who", ["carys", "okoro", "reyes", "outsider", "moss"])
def test_nobody_reports_what_they_cannot_read_and_facilitators_decide_instead(
    cast: Cast, shown: Contribution, client_for: SignIn, who: str
) -> None:
    assert client_for(getattr(cast, who)).get(address("report_post", shown)).status_code == 404
    with pytest.raises(NotAllowed):
        concerns.raise_concern(shown, by=getattr(cast, who), reason="ident")


@pytest.mark.parametrize(
    ("who", "reason", "words", "why"),
    [
        ("amina", "ident", "", "is yours"),
        ("bilal", "offtopic", "", "Choose what is wrong"),
        ("bilal", "other", "  ", "Say what is wrong"),
        ("bilal", "other", "x" * 601, "601 characters"),
    ],
)
def test_what_is_refused(cast: Cast, shown: Contribution, who: str, reason: str, words: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        concerns.raise_concern(shown, by=getattr(cast, who), reason=reason, words=words)
    assert not Concern.objects.exists()


def test_once_until_it_is_answered(cast: Cast, shown: Contribution) -> None:
    concerns.raise_concern(shown, by=cast.bilal, reason="ident")
    with pytest.raises(Refused, match="already"):
        concerns.raise_concern(shown, by=cast.bilal, reason="abuse")
    assert concerns.leave(shown, by=cast.moss) == 1
    assert concerns.reported(cast.consultation) == []
    with pytest.raises(Refused, match="Somebody else"):
        concerns.leave(shown, by=cast.finch)
    assert concerns.raise_concern(shown, by=cast.bilal, reason="abuse").answered_at is None


def test_hiding_the_post_answers_it(cast: Cast, shown: Contribution) -> None:
    concerns.raise_concern(shown, by=cast.bilal, reason="ident")
    moderation.remove(shown, by=cast.moss, reason="ident")
    assert Concern.objects.get().answered_by == cast.member(cast.moss)


def test_a_post_that_is_not_on_show_cannot_be_reported(cast: Cast, shown: Contribution) -> None:
    discussion.withdraw(shown, by=cast.amina)
    with pytest.raises(Refused, match="not shown"):
        concerns.raise_concern(shown, by=cast.bilal, reason="ident")


def test_the_pages(cast: Cast, shown: Contribution, closed: Thread, client_for: SignIn) -> None:
    reader, page = client_for(cast.bilal), address("report_post", shown)
    assert page in reader.get(closed.get_absolute_url()).content.decode()
    assert page not in client_for(cast.amina).get(closed.get_absolute_url()).content.decode()  # her own
    assert "Choose what is wrong" in reader.post(page, {}).content.decode()
    sent = reader.post(page, {"reason": "other", "words": "He is my cousin."}, follow=True)
    assert "#" not in sent.redirect_chain[0][0]  # a jump to the post would hide the thanks above it
    assert "The author is not told who reported it" in sent.content.decode()
    moss = client_for(cast.moss)
    assert "Read what was reported" in moss.get(reverse("desk")).content.decode()
    assert "Reported by readers" in moss.get(reverse("moderation", args=[cast.consultation.slug])).content.decode()
    seen = moss.get(address("decide", shown)).content.decode()
    assert "He is my cousin." in seen
    assert cast.member(cast.bilal).pseudonym not in seen
    assert "stays as it is" in moss.post(address("leave_post", shown), follow=True).content.decode()
    assert Concern.objects.get().answered_by == cast.member(cast.moss)


def test_it_is_in_the_data_of_who_raised_it_and_goes_with_them(cast: Cast, shown: Contribution) -> None:
    concerns.raise_concern(shown, by=cast.bilal, reason="other", words="He is my cousin.")
    assert [row["Your words"] for row in raised(cast.bilal)] == ["He is my cousin."]
    assert list(raised(cast.amina)) == []
    erasing.erase(cast.bilal)
    assert not Concern.objects.exists()


# --- Without a place in the consultation --------------------------------------------------------------
def test_whoever_passes_by_reports_what_they_can_read(cast: Cast, in_public: Contribution, client_for: SignIn) -> None:
    page = address("report_post", in_public)
    outsider = client_for(cast.outsider)
    outsider.defaults["REMOTE_ADDR"] = "10.9.8.7"
    for reader in (Client(), outsider):
        assert page in reader.get(in_public.thread.get_absolute_url()).content.decode()
        sent = reader.post(page, {"reason": "other", "words": "That is my address."}, follow=True)
        assert thanked(sent)
    assert concerns.reported(cast.consultation) == [in_public]
    assert [concern.raised_by for concern in Concern.objects.all()] == [None, None]
    assert set(Entry.objects.filter(action="concern_raised").values_list("actor", "role")) == {("a reader", "")}
    seen = client_for(cast.moss).get(address("decide", in_public)).content.decode()
    assert flat(seen).count('dir="auto">That is my address.<') == 2
    assert concerns.leave(in_public, by=cast.moss) == 2


def thanked(answer: object) -> bool:
    return "The author is not told who reported it" in answer.content.decode()  # type: ignore[attr-defined]


def test_for_those_who_pass_by_a_closed_thread_does_not_exist(cast: Cast, shown: Contribution) -> None:
    assert Client().get(address("report_post", shown)).status_code == 404
    assert Client().post(address("report_post", shown), {"reason": "ident"}).status_code == 404
    with pytest.raises(NotAllowed):
        concerns.raise_concern(shown, by=None, reason="ident")


def test_not_before_it_is_public_and_not_once_it_is_over(cast: Cast, in_public: Contribution) -> None:
    cast.at(Stage.FINDINGS_PUBLISHED)
    page = Client().get(in_public.thread.get_absolute_url()).content.decode()
    assert address("report_post", in_public) not in page
    form = Client().get(address("report_post", in_public)).content.decode()
    assert "at this stage" in form and "Send to the facilitators" not in form
    assert "at this stage" in Client().post(address("report_post", in_public), {"reason": "ident"}).content.decode()
    cast.at(Stage.DRAFT)
    assert Client().post(address("report_post", in_public), {"reason": "ident"}).status_code == 404
    assert not Concern.objects.exists()


def test_one_post_cannot_bury_the_others(cast: Cast, in_public: Contribution) -> None:
    for _ in range(concerns.MOST_WAITING):
        concerns.raise_concern(in_public, by=None, reason="spam")
    with pytest.raises(Refused, match="Others have reported"):
        concerns.raise_concern(in_public, by=None, reason="spam")
    concerns.raise_concern(in_public, by=None, reason="safe", words="Tonight.")  # another reason is other news
    concerns.raise_concern(in_public, by=cast.bilal, reason="ident")  # who takes part is always heard
    concerns.leave(in_public, by=cast.moss)
    concerns.raise_concern(in_public, by=None, reason="spam")


def test_what_a_participant_reports_comes_before_what_anybody_sends(cast: Cast, in_public: Contribution) -> None:
    with clock.travel(clock.now() - timedelta(hours=5)):
        concerns.raise_concern(in_public, by=None, reason="spam")
    late = discussion.post(in_public.thread, "Tonight.", by=cast.amina)
    moderation.publish(late, by=cast.moss, revision=1)
    concerns.raise_concern(late, by=cast.bilal, reason="safe")
    assert concerns.reported(cast.consultation) == [late, in_public]


def test_one_address_cannot_send_without_end(cast: Cast, in_public: Contribution) -> None:
    page = address("report_post", in_public)
    sent = {"reason": "other", "words": "Again"}
    assert Client().post(page, sent).status_code == 302
    again = Client().post(page, sent)
    assert again.status_code == 422 and "from your connection already" in again.content.decode()
    assert ">\nAgain</textarea>" in again.content.decode()
    assert Client(REMOTE_ADDR="10.9.8.7").post(page, {"reason": "spam"}).status_code == 302
    answers = []
    for n in range(10):
        more = discussion.post(in_public.thread, f"Number {n}.", by=cast.bilal)
        moderation.publish(more, by=cast.moss, revision=1)
        answers.append(Client().post(address("report_post", more), sent))
    assert [answer.status_code for answer in answers] == [302] * 9 + [429]
    assert "Wait 6 hours" in answers[-1].content.decode()


def test_what_is_gone_meanwhile_gives_the_words_back_without_sending_anybody_away(
    cast: Cast, in_public: Contribution, client_for: SignIn
) -> None:
    moderation.remove(in_public, by=cast.moss, reason="ident")
    for reader in (Client(), client_for(cast.outsider)):
        answer = reader.post(address("report_post", in_public), {"reason": "other", "words": "My sister."})
        page = answer.content.decode()
        assert answer.status_code == 404 and "My sister." in page and "nothing here that you can report" in page
        assert "send it again" not in page


def test_reports_that_nobody_answers_any_more_go(cast: Cast, in_public: Contribution) -> None:
    concerns.raise_concern(in_public, by=None, reason="spam")
    later = clock.now() + timedelta(200)
    assert not answered_long_ago(later).exists(), "a facilitator may still answer it"
    cast.at(Stage.FINDINGS_PUBLISHED)
    assert answered_long_ago(later).exists() and not answered_long_ago(clock.now() + timedelta(100)).exists()
    cast.at(Stage.OPEN)
    discussion.withdraw(in_public, by=cast.amina)
    assert answered_long_ago(later).exists()


def test_a_facilitator_does_not_answer_a_report_of_their_own_post_while_there_is_another(
    cast: Cast, shown: Contribution
) -> None:
    own = discussion.post(shown.thread, "Let us hear the others.", by=cast.moss)
    concerns.raise_concern(own, by=cast.bilal, reason="abuse")
    with pytest.raises(Refused, match="Another facilitator"):
        concerns.leave(own, by=cast.moss)
    moderation.remove(own, by=cast.moss, reason="abuse")
    with pytest.raises(Refused, match="Another facilitator"):
        moderation.restore(own, by=cast.moss)
    moderation.restore(own, by=cast.finch)


def test_the_only_facilitator_answers_it(cast: Cast, shown: Contribution) -> None:
    own = discussion.post(shown.thread, "Let us hear the others.", by=cast.moss)
    concerns.raise_concern(own, by=cast.bilal, reason="abuse")
    Membership.objects.filter(pk=cast.member(cast.finch).pk).update(withdrawn_at=clock.now())
    assert concerns.leave(own, by=cast.moss) == 1


# --- In time ------------------------------------------------------------------------------------------
def test_a_report_is_due_as_a_post_that_waits_is(cast: Cast, shown: Contribution, client_for: SignIn) -> None:
    """Else whoever runs it lets what was promised to be read lie, and no list says that it is late."""
    tuesday = datetime(2026, 5, 19, 15, 0, tzinfo=UTC)
    with clock.travel(tuesday):
        concerns.raise_concern(shown, by=cast.bilal, reason="ident")
        concerns.raise_concern(shown, by=cast.hale, reason="abuse")
    member = cast.member(cast.moss)
    member.consultation = cast.consultation
    with clock.travel(tuesday + timedelta(days=2)):
        (row,) = concerns.reported(cast.consultation)
        assert row.clock == {"text": "Reported 2 days ago, due 20 May 2026", "tone": "late"}  # type: ignore[attr-defined]
        (todo,) = [one for one in desk.waiting([member]) if "reported" in one.title]
        assert (todo.title, todo.days_left) == ("Read what was reported: 1", -1)
        (first,), _ = desk.first_waiting(cast.moss.pk, 1)
        assert first.title == todo.title
        assert list(facilitators_are_told()) and not list(facilitators_are_told())
    told = Message.objects.filter(mailbox__user=cast.moss, title__contains="Posts wait to be read").get()
    assert "1 reported; the first is due on 20 May 2026" in told.title


def test_nobody_is_told_daily_of_what_they_cannot_answer_now(cast: Cast, shown: Contribution) -> None:
    concerns.raise_concern(shown, by=cast.bilal, reason="ident")
    cast.at(Stage.PAUSED)
    with clock.travel(clock.now().replace(hour=12)):
        assert not list(facilitators_are_told())


def test_findings_wait_for_a_report_and_for_no_reporter_who_goes_on(cast: Cast, in_public: Contribution) -> None:
    """A facilitator does not publish past a report; the police, or a passer-by, hold nothing up by reporting again."""

    def missing() -> list[str]:
        return [one.text for one in nothing_waits_to_be_read(cast.consultation)]

    concerns.raise_concern(in_public, by=cast.bilal, reason="ident")
    concerns.raise_concern(in_public, by=cast.okoro, reason="abuse")
    assert missing() == ["Reported posts still to be looked at: 1."]
    concerns.leave(in_public, by=cast.moss)
    assert missing() == []
    for by in (cast.okoro, cast.reyes, None):
        concerns.raise_concern(in_public, by=by, reason="abuse")
    assert missing() == [] and concerns.reported(cast.consultation) == [in_public]
    concerns.leave(in_public, by=cast.moss)
    with clock.travel(clock.now() + timedelta(minutes=1)):
        discussion.edit(Contribution.objects.get(pk=in_public.pk), "Put signs up first, Fred.", by=cast.amina)
        moderation.publish(Contribution.objects.get(pk=in_public.pk), by=cast.moss, revision=2)
        concerns.raise_concern(in_public, by=cast.bilal, reason="ident")
        assert missing() == ["Reported posts still to be looked at: 1."]  # other words, that nobody has looked at


def test_who_reads_a_report_or_an_appeal_says_so(cast: Cast, shown: Contribution, client_for: SignIn) -> None:
    slug = cast.consultation.slug
    concerns.raise_concern(shown, by=cast.bilal, reason="ident")
    moss, hale = client_for(cast.moss), client_for(cast.hale)
    assert address("claim_post", shown) in moss.get(address("decide", shown)).content.decode()
    moss.post(address("claim_post", shown))
    page = client_for(cast.finch).get(reverse("moderation", args=[slug])).content.decode()
    assert "Jo Moss is reading it" in page
    concerns.leave(shown, by=cast.moss)
    assert not Claim.objects.exists()
    removed = moderation.remove(shown, by=cast.moss, reason="ident").decisions.get()
    asked = moderation.appeal(removed, by=cast.amina, grounds="There are many Freds.")
    claim, answer = (reverse(name, args=[slug, asked.pk]) for name in ("claim_appeal", "decide_appeal"))
    assert claim in hale.get(answer).content.decode() and claim not in moss.get(answer).content.decode()
    moss.post(claim)
    assert not Claim.objects.exists()  # they made the decision
    hale.post(claim)
    assert "Ruth Hale is reading it" in client_for(cast.finch).get(reverse("appeals", args=[slug])).content.decode()
    with pytest.raises(Refused, match="Ruth Hale is reading this one"):
        changes.claim_appeal(asked, by=cast.finch)
    moderation.decide_appeal(asked, by=cast.hale, outcome="dismissed", reasons="One lives there.")
    assert not Claim.objects.exists()


def test_one_member_buries_nobody_under_reports(
    cast: Cast, shown: Contribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would be a mail to the lead, and hold the findings up until somebody looks at it."""
    monkeypatch.setattr(concerns, "OF_ONE", 6)
    posts = [discussion.post(shown.thread, f"Point {n} about the trains.", by=cast.amina) for n in range(7)]
    for post in posts[:6]:
        concerns.raise_concern(post, by=cast.bilal, reason="safe")
    with pytest.raises(Refused, match="6 of your reports are waiting"):
        concerns.raise_concern(posts[6], by=cast.bilal, reason="safe")
    assert Message.objects.filter(kind="safeguarding").count() == 4
    assert Message.objects.filter(title__startswith="Further posts were reported").count() == 1
    concerns.leave(posts[0], by=cast.moss)
    concerns.raise_concern(posts[6], by=cast.bilal, reason="safe")


def test_words_that_a_facilitator_read_before_are_held_up_by_who_takes_part_alone(
    cast: Cast, in_public: Contribution
) -> None:
    for by in (cast.okoro, None):
        concerns.raise_concern(in_public, by=by, reason="abuse")
    assert concerns.never_looked_at(cast.consultation) == 0
    concerns.raise_concern(in_public, by=cast.bilal, reason="ident")
    assert concerns.never_looked_at(cast.consultation) == 1
