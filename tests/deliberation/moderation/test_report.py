"""Reporting a post: who may, what the facilitators read, and what becomes of it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from consultations.access import NotAllowed
from deliberation import concerns, discussion, moderation
from deliberation.models import Concern, Contribution, Thread
from deliberation.privacy.concerns import raised
from people.errors import Refused
from people.privacy import erasing
from tests.cast import Cast

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
