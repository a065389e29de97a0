"""The answer in short, and what stays open where reasons are folded: what was decided, by when, by whom, how late."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.models import Stage
from outcomes.answers import in_short
from outcomes.models import Commitment, Decision, RecommendationResponse
from outcomes.promises import commitments
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.news.test_news import answer
from tests.pages import anew

pytestmark = pytest.mark.django_db


@made_once
def promise(cast: Cast) -> Commitment:
    answer(cast)
    cast.at(Stage.FOLLOW_UP)
    Commitment.objects.update(due=clock.today() - timedelta(days=5))
    return Commitment.objects.get()


def page(cast: Cast) -> str:
    text = Client().get(reverse("answer", args=[cast.consultation.slug])).content.decode()
    return " ".join(text.split())


def unfolded(text: str) -> str:
    rows = text[text.index('id="we-did"') :]
    assert "</summary>" in rows
    return re.sub(r"</summary>.*?</details>", "", rows)


def test_what_is_late_is_not_folded_away(cast: Cast, promise: Commitment) -> None:
    assert "5 days late" in unfolded(page(cast))
    assert promise.owner_role in unfolded(page(cast))
    assert "1 late" in page(cast)
    assert "{#" not in page(cast), "a note of the template's own"
    slot = promise.answer
    assert slot.reasons not in unfolded(page(cast)) and slot.reasons in page(cast)


def test_a_promise_that_was_kept_stands_under_what_was_done(cast: Cast, promise: Commitment) -> None:
    """Also while others of the same answer are open, and with how late it was."""

    def did() -> str:
        rows = unfolded(page(cast))
        return rows[: rows.index('id="we-will"')]

    assert "Nothing that the oversight panel has seen yet." in did() and promise.text not in did()
    Commitment.objects.create(answer=promise.answer, text="Tell schools", owner_role="Head", due=clock.today())
    done = {"state": "done_verified", "evidence_url": "https://example.org/x", "verified_by": cast.member(cast.hale)}
    Commitment.objects.filter(pk=promise.pk).update(**done, verified_at=clock.now(), reported_done_on=clock.today())
    anew()
    assert promise.text in did() and "done 5 days late" in did() and "Tell schools" not in did()
    assert "Nothing that the oversight panel has seen yet." not in did()


def test_what_was_decided_is_seen_as_a_bar_and_read_beside_it(cast: Cast, promise: Commitment) -> None:
    """The bar and the words are the same numbers, in the same order."""
    Commitment.objects.all().delete()
    RecommendationResponse.objects.filter(pk=promise.answer_id).update(status="not_accepted")
    text = page(cast)
    bars = re.findall(r'<rect data-part="(\w+)"', text[: text.index('id="in-short"')])
    said = text[text.index('id="in-short"') : text.index("Signed by")]
    assert bars == re.findall(r'class="swatch" data-part="(\w+)"', said) and "bad" in bars
    slots = list(RecommendationResponse.objects.all())
    assert in_short.sentences(slots)[0] in " ".join(re.sub(r"<[^>]+>", "", "<p " + said).split()).replace(
        " ,", ","
    ).replace(" .", ".")


def test_a_decision_that_is_overdue_is_not_folded_away(cast: Cast, promise: Commitment) -> None:
    Commitment.objects.all().delete()
    RecommendationResponse.objects.filter(pk=promise.answer_id).update(
        status="under_consideration", decision_by=clock.today() - timedelta(days=3)
    )
    text = page(cast)
    assert "Decision overdue by 3 days" in unfolded(text)
    assert "1 decision overdue." in text


@pytest.mark.parametrize(("state", "said"), [("dropped", "1 dropped"), ("done_unverified", "1 late")])
def test_neither_a_report_nor_giving_up_takes_it_out_of_the_short(promise: Commitment, state: str, said: str) -> None:
    """Reported done is not done; what was dropped is said."""
    today = clock.today()
    Commitment.objects.update(state=state, dropped_on=today, dropped_reason="No.", reported_done_on=today)
    slots = list(RecommendationResponse.objects.filter(pk=promise.answer_id).prefetch_related("commitments"))
    assert said in in_short.sentences(slots)[-1] and "0 kept" in in_short.sentences(slots)[-1]


def test_kept_late_stands_beside_kept_wherever_kept_is_counted(cast: Cast, promise: Commitment) -> None:
    done = {"state": Commitment.State.DONE_UNVERIFIED, "evidence_url": "https://example.org/page"}
    commitments.report_progress(promise, by=cast.reyes, text="It is up.", **done)
    commitments.verify(promise, by=cast.hale)
    slug = cast.consultation.slug
    for address, said in (
        (reverse("answer", args=[slug]), "1 kept (of these 1 late) and 0 late now."),
        (reverse("report", args=[slug]), ">kept and checked, of these 1 late"),
        (reverse("promises", args=[slug]), ">kept and checked, of these 1 late"),
        (reverse("all_promises"), "kept and checked, of these 1 late"),
        ("/", "promise kept, 1 of them late"),
    ):
        assert said in " ".join(Client().get(address).content.decode().split()), address


def test_a_decision_that_came_late_stays_in_the_short(cast: Cast, promise: Commitment) -> None:
    slot = promise.answer
    slot.status, slot.decision_by = RecommendationResponse.Status.UNDER_CONSIDERATION, clock.today()
    slot.decided = Decision(status="not_accepted", decided_on=clock.today() + timedelta(days=4))
    assert "1 decision came late." in in_short.sentences([slot])


def test_no_answers_no_words() -> None:
    assert in_short.sentences([]) == []
