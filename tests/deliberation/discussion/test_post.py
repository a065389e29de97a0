import pytest

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import Consent, Stage
from deliberation.discussion import discussion, holding
from deliberation.models import Contribution, Thread
from people.errors import Refused
from tests.cast import Cast


def test_a_post_in_the_own_group_is_visible_at_once(cast: Cast, closed: Thread) -> None:
    said = discussion.post(closed, "  I see no officers here.\r\nNot one. ", by=cast.amina)
    assert said.state == "visible"
    assert said.body == "I see no officers here.\nNot one."
    assert said.revisions.get().body == said.body


def test_the_record_says_who_posted_but_not_what(cast: Cast, closed: Thread) -> None:
    discussion.post(closed, "A very secret sentence.", by=cast.amina)
    entry = Entry.objects.get(action="posted")
    assert entry.actor == cast.member(cast.amina).pseudonym
    assert "secret" not in str(entry.__dict__)


def test_a_post_in_an_open_thread_waits_for_a_facilitator(cast: Cast, public: Thread) -> None:
    said = discussion.post(public, "Signs would help.", by=cast.amina)
    assert said.state == "held"
    assert said.held_because == holding.READ_FIRST
    assert Entry.objects.filter(action="posted_held").count() == 1


def test_a_facilitator_in_an_open_thread_does_not_wait(cast: Cast, public: Thread) -> None:
    assert discussion.post(public, "Welcome. See police.uk for more.", by=cast.moss).state == "visible"


def test_a_find_holds_the_post_and_says_why(cast: Cast, closed: Thread) -> None:
    said = discussion.post(closed, "Call him on 07700 900123, he drives AB12 CDE.", by=cast.amina)
    assert said.state == "held"
    assert said.held_because == "It may contain a phone number and a number plate."


def test_a_participant_of_another_group_cannot_post(cast: Cast, closed: Thread) -> None:
    assert cast.member(cast.carys).group != closed.group
    with pytest.raises(NotAllowed):
        discussion.post(closed, "Hello", by=cast.carys)


@pytest.mark.parametrize("who", ["reyes", "okoro", "hale", "outsider"])
def test_police_oversight_and_outsiders_cannot_post(cast: Cast, closed: Thread, public: Thread, who: str) -> None:
    for thread in (closed, public):
        with pytest.raises(NotAllowed):
            discussion.post(thread, "Hello", by=getattr(cast, who))
    assert not Contribution.objects.exists()


def test_nobody_posts_without_consent_to_take_part(cast: Cast, closed: Thread) -> None:
    consent = Consent.objects.filter(membership=cast.member(cast.amina), item=Consent.Item.TAKE_PART)
    assert consent.get().withdrawn_at is None
    consent.update(withdrawn_at=clock.now())
    with pytest.raises(Refused, match="not agreed to take part"):
        discussion.post(closed, "Hello", by=cast.amina)


def test_nobody_posts_after_closing(cast: Cast, closed: Thread) -> None:
    cast.at(Stage.ANALYSIS)
    closed.area.consultation.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        discussion.post(closed, "Hello", by=cast.amina)


def test_nobody_posts_in_a_closed_thread(cast: Cast, closed: Thread) -> None:
    closed.closed_at = clock.now()
    with pytest.raises(Refused, match="thread is closed"):
        discussion.post(closed, "Hello", by=cast.amina)


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t\r\n", "\u202e\u0000"])
def test_an_empty_post_is_refused(cast: Cast, closed: Thread, nothing: str) -> None:
    with pytest.raises(Refused, match="Write something"):
        discussion.post(closed, nothing, by=cast.amina)


def test_a_post_that_is_too_long_is_refused_with_the_number_to_take_out(cast: Cast, closed: Thread) -> None:
    assert discussion.post(closed, "x" * 4000, by=cast.amina).pk
    with pytest.raises(Refused, match=r"4,012 characters long.*take out 12"):
        discussion.post(closed, "x" * 4012, by=cast.amina)


# --- Replies
def test_a_reply_belongs_to_its_post(cast: Cast, closed: Thread) -> None:
    first = discussion.post(closed, "One", by=cast.amina)
    assert discussion.post(closed, "Two", by=cast.bilal, reply_to=first).reply_to == first


def test_replies_go_one_level_deep(cast: Cast, closed: Thread) -> None:
    first = discussion.post(closed, "One", by=cast.amina)
    second = discussion.post(closed, "Two", by=cast.bilal, reply_to=first)
    with pytest.raises(Refused, match="one level"):
        discussion.post(closed, "Three", by=cast.amina, reply_to=second)


def test_nobody_replies_across_threads(cast: Cast, closed: Thread, public: Thread) -> None:
    first = discussion.post(closed, "One", by=cast.amina)
    with pytest.raises(NotAllowed):
        discussion.post(public, "Two", by=cast.amina, reply_to=first)


def test_nobody_replies_to_what_is_gone(cast: Cast, closed: Thread) -> None:
    first = discussion.post(closed, "One", by=cast.amina)
    discussion.withdraw(first, by=cast.amina)
    with pytest.raises(Refused, match="no longer there"):
        discussion.post(closed, "Two", by=cast.bilal, reply_to=first)


# --- Sending the same form twice
def test_the_same_key_gives_the_same_post(cast: Cast, closed: Thread) -> None:
    first = discussion.post(closed, "Once", by=cast.amina, key="k1")
    again = discussion.post(closed, "Once", by=cast.amina, key="k1")
    assert again == first
    assert Contribution.objects.count() == 1
    assert Entry.objects.filter(action="posted").count() == 1


def test_another_person_may_have_the_same_key(cast: Cast, closed: Thread) -> None:
    discussion.post(closed, "Once", by=cast.amina, key="k1")
    discussion.post(closed, "Once", by=cast.bilal, key="k1")
    assert Contribution.objects.count() == 2


def test_the_same_words_in_two_forms_are_two_posts(cast: Cast, closed: Thread) -> None:
    discussion.post(closed, "Yes.", by=cast.amina, key="k1")
    discussion.post(closed, "Yes.", by=cast.amina, key="k2")
    assert Contribution.objects.count() == 2


def test_the_same_key_with_other_words_is_refused_so_that_none_are_lost(cast: Cast, closed: Thread) -> None:
    discussion.post(closed, "Once", by=cast.amina, key="k1")
    with pytest.raises(Refused, match="already arrived"):
        discussion.post(closed, "Once, and more", by=cast.amina, key="k1")


# --- Notes
def test_a_facilitators_note_is_marked_as_one(cast: Cast, closed: Thread) -> None:
    note = discussion.add_note(closed, "Long silence after this.", by=cast.moss)
    assert note.source_kind == "facilitator_note"
    assert Entry.objects.filter(action="posted", subject=f"contribution:{note.pk}").exists()


def test_a_participant_adds_no_notes(cast: Cast, closed: Thread) -> None:
    with pytest.raises(NotAllowed):
        discussion.add_note(closed, "x", by=cast.amina)
