"""Own words of a poll come to the coding: of whoever was told so, once it has closed, and nobody else reads them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultations.access import NotAllowed
from consultations.joining import consents, joining
from consultations.models import Consent, Stage
from consultations.privacy import unlinking
from deliberation.counting import results
from deliberation.discussion import privacy
from deliberation.models import Ballot, Contribution, PollComment, SafetyAlert, Thread, Wave
from deliberation.poll_comments import comments
from deliberation.polls import asking_again
from deliberation.questions import questionnaire
from deliberation.searching import searching
from outcomes.coding import coding
from people.errors import Refused
from people.models import Message, User
from people.privacy import erasing
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.poll_comments import written
from tests.made_once import made_once
from tests.pages import flat

SignIn = Callable[[Any], Client]
AUNT = "I fear for my aunt"


@made_once
def six(cast: Cast) -> tuple[Wave, list[User]]:
    return written.closed(cast)


def at(cast: Cast, wave: Wave) -> str:
    return reverse("poll_comments", args=[cast.consultation.slug, wave.pk, written.asked(cast).pk])


def test_whoever_writes_reads_what_becomes_of_it_and_decides(cast: Cast, client_for: SignIn) -> None:
    wave, client = written.opened(cast), client_for(cast.amina)
    number = [one.key for one in wave.questions.all()].index("because") + 1
    page = reverse("answer_question", args=[cast.consultation.slug, wave.pk, number])
    shown = flat(client.get(page).content.decode())
    assert "the oversight panel read this without a name" in shown and "may be printed in the findings" in shown
    assert client.post(page, {"answer": " ", "print": "on"}).status_code == 422
    start = reverse("wave", args=[cast.consultation.slug, wave.pk])
    assert "words of yours that you allow to be printed" in flat(client.get(start).content.decode())
    client.post(page, {"answer": "Because of my aunt.", "print": "on"})
    assert Ballot.objects.get().choice == str(written.asked(cast).options.get().pk)
    assert "May be printed" in flat(client.get(start).content.decode())
    client.post(page, {"answer": "Because of my aunt."})
    assert Ballot.objects.get().choice == "" and "Is not printed" in flat(client.get(start).content.decode())


def test_it_is_asked_in_no_room_and_not_once_the_findings_are_out(cast: Cast) -> None:
    with pytest.raises(Refused, match="not in a session"):
        rooms.prepare(cast, [{**written.BECAUSE, "waves": ["pulse"]}])
    poll = rooms.prepare(cast, [rooms.USE, {**written.BECAUSE, "waves": [], "paired": True}])
    assert [one.key for one in asking_again.questions_of(poll)] == ["q_use"]


def test_they_are_brought_once_as_nobodys_and_taken_out_again(
    cast: Cast, client_for: SignIn, six: tuple[Wave, list[User]]
) -> None:
    wave, _ = six
    moss = client_for(cast.moss)
    results_page = flat(moss.get(reverse("results", args=[cast.consultation.slug, wave.pk])).content.decode())
    assert "Read the 6 answers, and bring them to the coding" in results_page and AUNT not in results_page
    assert moss.post(at(cast, wave), {"area": ""}).status_code == 422
    area = cast.consultation.areas.get(order=2)
    assert moss.post(at(cast, wave), {"area": area.pk}).status_code == 302
    said = list(Contribution.objects.order_by("pk"))
    assert [one.body for one in said] == [f"{AUNT} {n}" for n in range(6)] and {one.thread.area for one in said} == {
        area
    }
    assert all(one.is_of_nobody and one.membership == cast.member(cast.moss) for one in said)
    assert not coding.included(cast.consultation).exists() and coding.readable(cast.consultation).count() == 6
    assert written.brought(cast, wave) == said[0].thread and Contribution.objects.count() == 6
    page = flat(moss.get(at(cast, wave)).content.decode())
    assert "They stand under" in page and "Take them out of the coding" in page
    made = coding.excerpt(said[0], 0, 6, by=cast.moss)
    with pytest.raises(Refused, match="Something in it is coded"):
        comments.take_out(said[0].thread, by=cast.moss)
    made.delete()
    moss.post(at(cast, wave), {"take_out": "1"})
    assert not Thread.objects.filter(comments_in=wave).exists() and not Contribution.objects.exists()
    assert Ballot.objects.exclude(text="").count() == 6, "they stay where they were written"


def test_only_what_was_promised_so_and_only_as_facilitators_may_read_it(
    cast: Cast, six: tuple[Wave, list[User]]
) -> None:
    wave, people = six
    area = cast.consultation.areas.get(order=2)
    with pytest.raises(Refused, match="stay out of the findings"):
        comments.bring(wave, rooms.question(cast, "why"), area=area, by=cast.moss)
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.OPEN)
    with pytest.raises(Refused, match="until this poll closes"):
        written.brought(cast, Wave.objects.get(pk=wave.pk))
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
    for who in people[:2]:
        joining.withdraw(cast.consultation, by=who)
    with pytest.raises(Refused, match="Too few people wrote"):
        written.brought(cast, wave)


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_nobody_else_brings_them_or_meets_them_in_the_discussion(
    cast: Cast, client_for: SignIn, six: tuple[Wave, list[User]], who: str
) -> None:
    wave, _ = six
    user, client = getattr(cast, who), client_for(getattr(cast, who))
    with pytest.raises(NotAllowed):
        comments.bring(wave, written.asked(cast), area=cast.consultation.areas.get(order=2), by=user)
    assert client.get(at(cast, wave)).status_code == 404
    thread = written.brought(cast, wave)
    for stage in (Stage.OPEN, Stage.ANALYSIS, Stage.FINDINGS_PUBLISHED):
        cast.at(stage)
        assert client.get(thread.get_absolute_url()).status_code == 404
        assert not Thread.objects.visible_to(user).filter(pk=thread.pk).exists()
        assert not thread.is_readable_by(cast.consultation.memberships.filter(user=user).first())
        assert not searching._readable(cast.consultation, by=user).filter(thread=thread).exists()


def test_no_moderator_decides_about_them(cast: Cast, client_for: SignIn, six: tuple[Wave, list[User]]) -> None:
    said = written.brought(cast, six[0]).contributions.first()
    assert said is not None
    moss = client_for(cast.moss)
    assert moss.get(reverse("decide", args=[cast.consultation.slug, said.pk])).status_code == 404
    assert moss.get(reverse("thread", args=[cast.consultation.slug, said.thread_id])).status_code == 404


def test_who_leaves_takes_them_along(cast: Cast, six: tuple[Wave, list[User]]) -> None:
    wave, people = six
    written.brought(cast, wave)
    joining.withdraw(cast.consultation, by=people[0])
    gone = Contribution.objects.get(state=Contribution.State.WITHDRAWN)
    assert gone.body == "" and not gone.revisions.exclude(body="").exists() and PollComment.objects.count() == 5
    erasing.erase(people[1])
    assert Contribution.objects.visible().count() == 4 and Contribution.objects.exclude(body="").count() == 4


def test_who_takes_quotes_back_is_quoted_from_a_poll_neither(cast: Cast, six: tuple[Wave, list[User]]) -> None:
    _, people = six
    told = consents.set_consent(cast.consultation, Consent.Item.QUOTES, given=False, by=people[0])
    assert "in a poll are not printed either" in told
    member = cast.consultation.memberships.get(user=people[0])
    assert (
        not Ballot.objects.filter(token__link__membership=member, question__key="because").exclude(choice="").exists()
    )


def test_they_are_gone_as_ballots_are_cut_loose(cast: Cast, six: tuple[Wave, list[User]]) -> None:
    wave, _ = six
    written.brought(cast, wave)
    unlinking.cut_ballots_loose(cast.consultation)
    assert not PollComment.objects.exists() and not Contribution.objects.visible().exists()
    assert not Contribution.objects.exclude(body="").exists() and not Ballot.objects.exclude(text="").exists()


def test_results_say_what_becomes_of_each_kind(cast: Cast, client_for: SignIn) -> None:
    wave, people = written.opened(cast), rooms.crowd(cast, 6)
    for who in people:
        written.write(cast, who, "Because.")
    wave = rooms.close_wave(wave, by=cast.moss)
    assert next(people for _, people in results.written(wave, viewer=cast.hale)).startswith("6 ")
    page = flat(client_for(cast.hale).get(reverse("results", args=[cast.consultation.slug, wave.pk])).content.decode())
    assert (
        "print words only where their writer allowed it" in page
        and "read by the facilitators and not published" in page
    )
    assert "Because." not in page


def test_its_words_stay_as_they_were_promised(cast: Cast, six: tuple[Wave, list[User]]) -> None:
    with pytest.raises(Refused, match="in a poll that has opened"):
        questionnaire.edit_question(rooms.question(cast, "why"), {**rooms.WHY, "kind": "comment"}, by=cast.moss)


def test_words_of_danger_reach_the_lead_and_the_lead_reads_them(cast: Cast, six: object, client_for: SignIn) -> None:
    wave, _ = six  # type: ignore[misc]
    page = at(cast, wave)
    assert "there is no way to write to them" in flat(client_for(cast.finch).get(page).content.decode())
    client_for(cast.finch).post(page, {"risk": written.asked(cast).pk})
    alert = SafetyAlert.objects.get()
    assert alert.author is None and Message.objects.filter(mailbox__user=cast.moss, kind="safeguarding").count() == 1
    four = client_for(cast.moss).get(reverse("safety_alert", args=[cast.consultation.slug, alert.pk])).content.decode()
    assert page in four and AUNT not in four
    assert "The safeguarding lead knows" in client_for(cast.finch).get(page).content.decode()


def test_nobody_takes_others_answers_away_as_their_own_data(cast: Cast, six: object) -> None:
    """They stand under whoever brought them, who said none of it and may be dismissed tomorrow."""
    wave, _ = six  # type: ignore[misc]
    comments.bring(wave, written.asked(cast), area=cast.consultation.areas.first(), by=cast.moss)
    assert Contribution.objects.filter(membership__user=cast.moss, body__contains=AUNT).exists()
    assert not [row for row in privacy.contributions(cast.moss) if AUNT in str(row)]
