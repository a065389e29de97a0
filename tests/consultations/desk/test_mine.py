"""My desk: what waits for me, for each role, without asking the database more for more consultations."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock
from consultations.desk import desk
from consultations.models import Membership, Role, Stage
from consultations.review import review
from consultations.setup import setup
from people.models import User
from tests.cast import Cast
from tests.consultations.draft import Draft, person
from tests.pages import flat


def page(client_for, user) -> str:
    answer = client_for(user).get(reverse("desk"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_visitors_are_asked_to_sign_in(client_for) -> None:
    assert client_for(None).get(reverse("desk")).status_code == 302


def test_the_facilitator_sees_the_next_gate_and_what_blocks_it(draft: Draft, client_for) -> None:
    setup.update(draft.consultation, by=draft.moss, can_change="", cannot_change="")
    text = page(client_for, draft.moss)
    assert "3 things still needed" in flat(text), "the two, and the officer, who accepted other words"
    assert "send to the oversight panel" in text
    assert "Start a consultation" in text
    assert "Start a consultation" not in page(client_for, draft.finch)


def test_the_officer_is_asked_to_accept_and_then_not(draft: Draft, client_for) -> None:
    assert "Accept the duty" not in page(client_for, draft.okoro)
    Membership.objects.filter(pk=draft.member(draft.okoro).pk).update(accepted_at=None)
    assert "Accept the duty" in page(client_for, draft.okoro)
    assert "Accept the duty" not in page(client_for, draft.reyes)


@pytest.mark.parametrize(("days", "words"), [(3, "3 days left"), (0, "Due today"), (-5, "5 days late")])
def test_police_see_the_answer_with_days_left_or_late(cast: Cast, client_for, days: int, words: str) -> None:
    cast.at(Stage.FINDINGS_PUBLISHED)
    cast.consultation.response_due = clock.today() + timedelta(days=days)
    cast.consultation.save()
    assert words in page(client_for, cast.okoro)
    assert words in page(client_for, cast.reyes)


@pytest.mark.parametrize(("days", "words"), [(5, "5 days left"), (-3, "3 days late")])
def test_facilitators_see_the_findings_with_days_left_or_late(cast: Cast, client_for, days: int, words: str) -> None:
    cast.consultation.findings_due = clock.today() + timedelta(days=days)
    cast.consultation.save()
    assert "Publish the findings" not in page(client_for, cast.moss)
    cast.at(Stage.ANALYSIS)
    assert [item.as_task()["status"] for item in desk.waiting([cast.member(cast.moss)])] == [words]
    assert "Publish the findings" in page(client_for, cast.moss)
    assert "Publish the findings" not in page(client_for, cast.okoro)


def test_the_panel_sees_what_it_has_not_signed(draft: Draft, client_for) -> None:
    assert "Review the briefing" not in page(client_for, draft.hale)
    draft.send_to_panel().sign(draft.hale)
    assert "Review the briefing" not in page(client_for, draft.hale)
    assert "Review the briefing" in page(client_for, draft.quill)


def test_the_facilitator_is_told_of_comments(sent_draft: Draft, client_for) -> None:
    made = review.comment(sent_draft.version, by=sent_draft.hale, text="Hm.")
    text = page(client_for, sent_draft.moss)
    assert "Answer the panel" in text and "1 waiting" in text
    review.reply(made, "Yes.", by=sent_draft.moss)
    assert "Answer the panel" not in page(client_for, sent_draft.moss)


def test_participants_see_their_consultation_under_their_pseudonym(cast: Cast, client_for) -> None:
    text = page(client_for, cast.amina)
    assert cast.consultation.title in text
    assert cast.member(cast.amina).pseudonym in text
    assert reverse("consultation_desk", args=[cast.consultation.slug]) not in text


def test_administrators_find_the_accounts_from_their_desk(cast: Cast, client_for) -> None:
    keeper = User.objects.create_superuser("keeper@example.org", None, name="A. Keeper")
    assert reverse("administration") in page(client_for, keeper)
    assert reverse("administration") not in page(client_for, cast.moss)


def test_people_without_a_consultation_are_shown_the_way(cast: Cast, client_for) -> None:
    assert "You have not joined a consultation yet" in page(client_for, cast.outsider)


def test_my_desk_shows_nothing_of_anybody_else(cast: Cast, elsewhere: Cast, client_for) -> None:
    text = page(client_for, cast.moss)
    assert f"/consultations/{cast.consultation.slug}/" in text
    assert f"/consultations/{elsewhere.consultation.slug}/" not in text


def queries_for(client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("desk")).status_code == 200
    return len(captured)


def test_the_number_of_queries_is_bounded(db, client_for, monkeypatch) -> None:
    monkeypatch.setattr(desk, "first_waiting", desk.first_waiting.__wrapped__)  # without conftest's comparison
    moss = person("busy", "Jo Moss", can_start_consultations=True)
    for n in range(8):
        setup.start(title=f"Street {n}", by=moss)
    client = client_for(moss)
    eight = queries_for(client)
    for n in range(8, 24):
        setup.start(title=f"Street {n}", by=moss)
    assert queries_for(client) <= eight + 1  # one more: the page numbers
    assert eight < 200


def test_a_source_of_later_apps_is_asked_once_for_all_standings(cast: Cast, wire) -> None:
    asked: list[int] = []

    def source(members):
        asked.append(len(members))
        return [desk.Todo("An appeal waits", "/x/", "C", days_left=-1)]

    wire("DESK_TODOS", [([Role.OVERSIGHT], source)])
    assert desk.waiting([cast.member(cast.hale)])[0].as_task()["status"] == "1 day late"
    assert desk.waiting([cast.member(cast.moss)]) == []
    assert asked == [1]


def test_late_comes_first(cast: Cast, wire) -> None:
    items = [desk.Todo(t, "", "C", left) for t, left in [("none", None), ("late", -2), ("soon", 4)]]
    wire("DESK_TODOS", [([Role.OVERSIGHT], lambda members: items)])
    assert [i.title for i in desk.waiting([cast.member(cast.hale)])] == ["late", "soon", "none"]
