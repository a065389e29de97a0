"""Erasing an account: no trace of the person, nothing else moved."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from audit.chain import broken_links
from audit.models import Entry
from audit.wiring import wired
from consultations.groups import appointing
from consultations.joining import joining
from consultations.models import Consent, Membership, ParticipantProfile, ParticipationToken, Role, Stage
from deliberation.counting import results
from deliberation.discussion import discussion
from deliberation.models import Ballot, Contribution, Thread
from deliberation.moderation import concerns
from outcomes.models import Finding, FindingQuote
from outcomes.report import report as reports
from people.errors import Refused
from people.models import Message, User
from people.models.privacy import DeletionRun
from people.privacy import erasing
from tests.cast import Cast, another_answers
from tests.consultations.joining.ways import TAKE_PART
from tests.deliberation import rooms
from tests.people.privacy import marked
from tests.people.privacy.marked import Filled

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]


def counted(cast: Cast) -> list[Any]:
    """Everything that was counted: tallies, labels, groups, method."""
    built = reports.build(cast.consultation)
    moderated = replace(built.method.moderation, waiting=0)  # a post that waited waits no longer
    return [
        sorted(Ballot.objects.values_list("wave", "question", "choice")),
        [(f.title, f.label, f.computed, f.said) for f in Finding.objects.all()],
        [(e.raised, e.stances, e.evidence) for e in built.findings],
        [built.method.base, built.method.statement, built.method.waves, built.method.counts, moderated],
    ]


@pytest.mark.parametrize("publish", [True, False])
def test_no_marker_is_left_in_any_table(cast: Cast, publish: bool) -> None:
    _, users = marked.fill(cast, marked.three(cast), publish=publish)
    words = marked.markers("ann")
    before = {word for found in marked.in_tables(words).values() for word in found}
    gone = {2, 17, 18} if publish else set()  # cut loose on publication: see the next test
    assert before == {marked.marker("ann", n) for n in range(1, 21) if n not in gone | {13}}
    erasing.erase(users["ann"])
    assert set(marked.in_tables(words)) == (
        {"outcomes_findingquote"} if publish else set()
    )  # and nothing leads to them
    marked.next_versions()
    assert marked.in_tables(words) == {}


#: What happens as somebody leaves → the step that does the same as an account is erased.
AS_IN_LEAVING = {
    "hide_all_of": "deliberation.discussion.privacy.words",
    "all_taken_back": "deliberation.moderation.privacy.reports_of_ones_posts",
    "forget_marks": "deliberation.discussion.privacy.marks",
    "deliberation.sessions.floor.forget": "deliberation.sessions.privacy.left_the_room",
    "forget_all_of": "deliberation.statements.privacy.statement_words",
    "deliberation.experts.privacy.forget": "deliberation.experts.privacy.forget_user",
    "deliberation.quiet.privacy.forget": "deliberation.quiet.privacy.forget_user",
    "quotes_of_those_who_leave": "outcomes.report.privacy.quotes_of",
    "deliberation.poll_comments.privacy.forget": "deliberation.poll_comments.privacy.erase",
    "forget_comments": "outcomes.findings.privacy.comments_of",
}


def test_erasing_leaves_nothing_undone_that_leaving_does() -> None:
    """Whoever adds what follows from leaving adds it here too, or an erased person is still waited for."""

    def named(hook: Callable[..., object]) -> str:
        return f"{hook.__module__}.{hook.__qualname__}"

    steps = {named(step) for _, step in wired("ERASING")}
    left = [
        next((key for key in AS_IN_LEAVING if named(hook).endswith(key)), named(hook)) for hook in wired("ON_LEAVING")
    ]
    assert sorted(left) == sorted(AS_IN_LEAVING)
    assert set(AS_IN_LEAVING.values()) <= steps


def test_whoever_reported_a_post_hears_that_it_is_gone(cast: Cast) -> None:
    area = cast.consultation.areas.all()[0]
    thread = Thread.objects.create(area=area, group=cast.group1, title="What do you see?")
    said = discussion.post(thread, "My neighbour Fred did it.", by=cast.amina)
    concerns.raise_concern(said, by=cast.bilal, reason="ident")
    erasing.erase(cast.amina)
    assert not concerns.unanswered().exists()
    told = Message.objects.get(mailbox__user=cast.bilal, kind="about_my_report")
    assert "its author took it back" in told.title


def test_others_keep_every_word(cast: Cast, published: Filled) -> None:
    _, users = published
    words = marked.markers("ben") + marked.markers("cat")

    def held() -> dict[str, list[str]]:
        """The index of words (deliberation_words) is packed anew."""
        return {name: kept for name, kept in marked.in_tables(words).items() if "deliberation_words" not in name}

    before = held()
    erasing.erase(users["ann"])
    assert held() == before


def test_what_was_counted_stays_counted(cast: Cast, published: Filled) -> None:
    _, users = published
    before = counted(cast)
    assert before[1] and before[0]
    erasing.erase(users["ann"])
    assert counted(cast) == before


def test_replies_of_others_stay_in_their_place(cast: Cast, client_for: As, published: Filled) -> None:
    room, users = published
    reply = Contribution.objects.get(body__contains=marked.marker("ben", 13))
    erasing.erase(users["ann"])
    page = client_for(users["ben"]).get(reply.thread.get_absolute_url()).content.decode()
    assert marked.marker("ben", 13) in page and "Withdrawn by its author" in page
    reply.refresh_from_db()
    assert reply.reply_to is not None and reply.reply_to.body == ""


def test_a_published_quote_goes_with_the_next_version(cast: Cast, client_for: As, published: Filled) -> None:
    _, users = published
    address = f"/consultations/{cast.consultation.slug}/report/"
    assert marked.marker("ann", 15) in client_for(None).get(address).content.decode()
    erasing.erase(users["ann"])
    assert marked.marker("ann", 15) in client_for(None).get(address).content.decode()
    assert not FindingQuote.objects.exclude(excerpt=None).filter(printed__contains=marked.marker("ann", 15)).exists()
    marked.next_versions()
    page = client_for(None).get(address).content.decode()
    assert marked.marker("ann", 15) not in page
    assert page.count("[quotation taken out on ") == 3  # hers, and the two others there were


def test_the_place_stays_without_a_person(cast: Cast, published: Filled) -> None:
    _, users = published
    member = cast.member(users["ann"])
    erasing.erase(users["ann"])
    assert not User.objects.filter(pk=users["ann"].pk).exists()
    member.refresh_from_db()
    assert member.user is None and not member.is_current
    assert not Consent.objects.filter(membership=member, withdrawn_at=None).exists()
    assert Consent.objects.filter(membership=member).count() == 3  # proof of what was allowed while it was


def test_every_session_ends(cast: Cast, client_for: As) -> None:
    client = client_for(cast.amina)
    assert client.get("/desk/").status_code == 200
    erasing.erase(cast.amina)
    assert client.get("/desk/").status_code == 302


def test_the_record_holds_nothing_personal_and_stays_whole(cast: Cast, published: Filled) -> None:
    _, users = published
    emails = [user.email for user in users.values()]
    kept = str(list(Entry.objects.values_list("actor", "subject", "summary", "detail")))
    assert not any(word in kept for who in users for word in [*marked.markers(who), *emails])
    erasing.erase(users["ann"])
    assert broken_links() == []
    entry = Entry.objects.latest("number")
    assert (entry.action, entry.actor, entry.summary) == ("account_erased", "the clock", "")
    assert str(users["ann"].pk) not in entry.subject or entry.subject.startswith("deletionrun")


def test_it_stands_in_the_published_log_without_a_name(cast: Cast) -> None:
    erasing.erase(cast.amina)
    run = DeletionRun.objects.get(rule="account")
    assert (run.rows, run.by) == (1, DeletionRun.By.PERSON)
    assert cast.amina.email not in str(vars(run))


# --- Staff -------------------------------------------------------------------------------------------
def test_a_member_of_staff_keeps_the_name_and_loses_the_account(cast: Cast) -> None:
    email = cast.moss.email
    erasing.erase(cast.moss)
    moss = User.objects.get(pk=cast.moss.pk)
    assert moss.name == "Jo Moss" and not moss.is_active and moss.email != email and not moss.has_usable_password()
    assert marked.in_tables([email]) == {}
    member = Membership.objects.get(user=moss)
    assert member.role == Role.FACILITATOR and not member.is_current and member.public_name == "Jo Moss"


def test_an_administrator_who_chose_the_panel_leaves_the_choice_behind(cast: Cast) -> None:
    """Erased and closed, as whoever has a part: else they come back, and run it beside a panel of their own."""
    ash, kit = (User.objects.create_superuser(f"{key}@example.org", name=f"{key} Marsh") for key in ("ash", "kit"))
    guard = appointing.seat(
        cast.consultation, User.objects.create_user("g@example.org", name="G."), Role.OVERSIGHT, offered_by=ash
    )
    for one in (ash, kit):
        User.objects.create_superuser(f"and.{one.pk}@example.org", name="Another")
        erasing.erase(one)
    guard.refresh_from_db()
    closed = guard.seated_by_account
    assert closed == ash and closed.name == "ash Marsh"
    assert not (closed.is_active or closed.is_superuser) and "ash@" not in str(closed.email)
    assert not User.objects.filter(pk=kit.pk).exists(), "who chose nobody is gone"


@pytest.mark.parametrize("key", ["moss", "finch", "hale", "okoro", "reyes"])
def test_erasing_staff_takes_nothing_away_from_others(cast: Cast, key: str, published: Filled) -> None:
    """In a well-known product, deleting an official's account deleted their answers and the ideas they had answered."""
    _, users = published
    another_answers(cast)
    words = [word for who in users for word in marked.markers(who)]
    before, stood, entries = marked.in_tables(words), counted(cast), Entry.objects.count()
    erasing.erase(getattr(cast, key))
    assert marked.in_tables(words) == before and counted(cast) == stood
    assert Entry.objects.count() > entries


def test_nobody_erases_the_duty_to_answer_away(cast: Cast, client_for: As) -> None:
    """On the eve of a painful answer. Once another has accepted, or nothing is owed any more, it goes."""
    for stage in (Stage.OPEN, Stage.FINDINGS_PUBLISHED, Stage.PAUSED, Stage.FOLLOW_UP):
        cast.at(stage)
        answer = client_for(cast.okoro).post(reverse("erase"), {"word": erasing.WORD})
        assert answer.status_code == 422 and "Hand the duty on first" in answer.content.decode()
    assert User.objects.get(pk=cast.okoro.pk).is_active
    lane = another_answers(cast)
    erasing.erase(cast.okoro)
    with pytest.raises(Refused, match="Hand the duty on first"):
        erasing.erase(lane)
    cast.at(Stage.COMPLETED)
    erasing.erase(lane)
    assert not User.objects.filter(pk__in=[cast.okoro.pk, lane.pk], is_active=True).exists()


def test_the_only_administrator_cannot_vanish(cast: Cast) -> None:
    root = User.objects.create_superuser("root@example.org", name="Root")
    with pytest.raises(Refused, match="only administrator"):
        erasing.erase(root)
    User.objects.create_superuser("second@example.org", name="Second")
    erasing.erase(root)
    assert not User.objects.filter(is_superuser=True, pk=root.pk).exists()


def test_an_erased_person_may_come_back_as_somebody_new(cast: Cast) -> None:
    email = cast.amina.email
    erasing.erase(cast.amina)
    again = User.objects.create_user(email)
    member = joining.join(cast.consultation, by=again, group=cast.group1, consents={Consent.Item.TAKE_PART})
    assert member.is_current and Contribution.objects.filter(membership=member).count() == 0


def test_nothing_is_half_done(cast: Cast, monkeypatch: pytest.MonkeyPatch, published: Filled) -> None:
    _, users = published
    before = marked.in_tables(marked.markers("ann"))
    monkeypatch.setattr(erasing.ledger, "write", lambda *a, **k: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError), transaction.atomic():
        erasing.erase(users["ann"])
    after = marked.in_tables(marked.markers("ann"))
    assert {k: v for k, v in after.items() if "session" not in k} == {
        k: v for k, v in before.items() if "session" not in k
    }


def test_results_can_still_be_counted(cast: Cast, published: Filled) -> None:
    room, users = published
    before = results.for_wave(room.waves[1], viewer=None)
    erasing.erase(users["ann"])
    assert results.for_wave(room.waves[1], viewer=None) == before


# --- Before publication ---------------------------------------------------------------------------
def test_what_could_not_be_found_again_goes_as_it_is_cut_loose(cast: Cast, unpublished: Filled) -> None:
    room, _ = unpublished
    words = [marked.marker("ann", number) for number in (2, 17, 18)]
    assert {word for found in marked.in_tables(words).values() for word in found} == set(words)
    counts = Ballot.objects.count()
    room.publish()
    assert marked.in_tables(words) == {}
    assert Ballot.objects.count() == counts


def test_before_publication_votes_stay_as_nobodys(cast: Cast, unpublished: Filled) -> None:
    room, users = unpublished
    old = joining.token_for(cast.member(users["ann"]))
    assert old is not None
    erasing.erase(users["ann"])
    assert Ballot.objects.filter(wave__in=room.waves).count() == 6
    assert not ParticipationToken.objects.filter(pk=old.pk).exists()
    assert not ParticipantProfile.objects.filter(borough__contains="zqann").exists()
    assert ParticipantProfile.objects.filter(borough="", token__ballots__text="").exists()


def test_whoever_comes_back_does_not_answer_an_open_poll_twice(cast: Cast) -> None:
    """Erased with the votes left, and here again under the same address."""
    wave = rooms.open_first(cast)
    for _ in range(3):
        again = User.objects.create_user("wren@example.org")
        joining.join(cast.consultation, by=again, group=cast.group1, consents=TAKE_PART)
        rooms.answer(cast, again, "before", "q_use", "No, never")
        assert Ballot.objects.filter(wave=wave).count() == 1
        erasing.erase(again)
    assert not Ballot.objects.filter(wave=wave).exists()


def test_votes_go_if_the_person_says_so(cast: Cast, unpublished: Filled) -> None:
    room, users = unpublished
    erasing.erase(users["ann"], delete_votes=True)
    assert Ballot.objects.filter(wave__in=room.waves).count() == 4
