from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultations.models import Stage
from deliberation.models import Statement, Wave
from deliberation.opinion import acts, gates, reading
from deliberation.statements import decisions, statements
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.opinion import planted
from tests.deliberation.opinion.test_count import closed, fewer_runs  # noqa: F401  (a fixture)
from tests.deliberation.statements import talk
from tests.made_once import made_once
from tests.pages import flat

ClientFor = Callable[[Any], Client]


def address(name: str, wave: Wave) -> str:
    return reverse(name, args=[wave.consultation.slug, wave.pk])


@made_once
def wave(cast: Cast) -> Wave:
    return closed(cast, planted.votes(12, 5)[0])


def test_a_facilitator_counts_and_reads(cast: Cast, client_for: ClientFor) -> None:
    wave = closed(cast, planted.votes(90, 20, groups=3, apart=1.5)[0])
    client = client_for(cast.moss)
    assert "Not counted yet" in client.get(address("opinion", wave)).content.decode()
    page = client.post(address("count_opinion", wave), follow=True).content.decode()
    assert "3 groups of people who answer alike" in page
    assert "Group A" in page
    assert page.index("<table") < page.index('<svg viewBox="0 0 640'), "table first, picture second"
    assert page.count("<circle") == 3


def test_without_groups_the_page_says_why_and_shows_every_statement(cast: Cast, client_for: ClientFor) -> None:
    wave = closed(cast, planted.votes(90, 20, apart=0)[0])
    acts.count(wave, by=cast.moss)
    page = client_for(cast.hale).get(address("opinion", wave)).content.decode()
    assert "No groups are shown" in page
    assert "other people are drawn" in page
    assert "Statement number 3." in page
    assert "<circle" not in page


def test_below_thirty_there_are_counts_and_no_percentages(cast: Cast, client_for: ClientFor, wave: Wave) -> None:
    acts.count(wave, by=cast.moss)
    page = client_for(cast.moss).get(address("opinion", wave)).content.decode()
    assert " of 12" in page
    assert "%" not in page.split("<tbody>", 1)[1].split("</table>")[0]


def test_an_open_conversation_shows_nothing_to_anybody(cast: Cast, client_for: ClientFor) -> None:
    conversation = talk.running(cast)
    talk.answer(conversation, 0, "agree", cast.amina)
    for user in [cast.moss, cast.hale, cast.amina]:
        page = client_for(user).get(address("opinion", conversation.wave)).content.decode()
        assert "until this poll closes" in page
        assert talk.FIRST[0] not in page
        assert "1 of" not in page


@pytest.mark.parametrize("who", ["okoro", "reyes", "outsider", None])
def test_before_the_findings_police_and_strangers_find_nothing(
    cast: Cast, client_for: ClientFor, who: str | None, wave: Wave
) -> None:
    acts.count(wave, by=cast.moss)
    client = client_for(getattr(cast, who) if who else None)
    assert client.get(address("opinion", wave)).status_code == 404
    assert client.post(address("count_opinion", wave)).status_code == 404


def test_residents_read_it_with_the_findings_and_so_does_everybody(
    cast: Cast, client_for: ClientFor, wave: Wave
) -> None:
    acts.count(wave, by=cast.moss)
    early = client_for(cast.amina).get(address("opinion", wave)).content.decode()
    assert "published with the findings" in early
    assert " of 12" not in early
    cast.at(Stage.FINDINGS_PUBLISHED)
    for user in [cast.amina, cast.okoro, None]:
        assert " of 12" in client_for(user).get(address("opinion", wave)).content.decode()


def test_results_of_statements_are_on_this_page(cast: Cast, client_for: ClientFor, wave: Wave) -> None:
    assert client_for(cast.moss).get(address("results", wave)).url == address("opinion", wave)


def test_a_wave_of_other_questions_has_no_such_page(cast: Cast, client_for: ClientFor, wave: Wave) -> None:
    wave.questions.clear()
    assert client_for(cast.moss).get(address("opinion", wave)).status_code == 404


def test_circles_lie_inside_the_picture() -> None:
    groups = [
        {"name": "A", "size": "20 to 49", "x": -30.0, "y": 2.0, "spread": 4.0},
        {"name": "B", "size": "5 to 9", "x": 12.0, "y": -9.0, "spread": 0.0},
    ]
    for circle in reading.picture(groups):
        assert circle["r"] <= circle["x"] <= reading.WIDTH - circle["r"]
        assert circle["r"] <= circle["y"] <= reading.HEIGHT - circle["r"]


def test_figures() -> None:
    assert reading.figure(7, 12) == "7 of 12"
    assert reading.figure(15, 30) == "50% (33 to 67)"


def test_what_became_of_residents_statements_is_told_and_nobody_moves_it(cast: Cast, client_for: ClientFor) -> None:
    """Left unread until it closes, or taken out with its answers just before: neither goes without a trace."""
    conversation = talk.running(cast)
    texts = ["Ask the young first.", "Ask the old first.", "Ask the shops first.", "Ask us at night."]
    put, out, refused, unread = (statements.add(conversation, text, by=cast.amina) for text in texts)
    for one in (put, out):
        decisions.show(one, by=cast.moss, revision=1)
    for number, user in enumerate([cast.amina, cast.bilal, cast.carys]):
        talk.answer(conversation, number, "agree", user)
    decisions.refuse(Statement.objects.get(pk=out.pk), by=cast.moss, revision=1, reason="several")
    decisions.refuse(refused, by=cast.moss, revision=1, reason="unclear")
    rooms.close_wave(conversation.wave, by=cast.moss)
    conversation.wave.refresh_from_db()
    acts.count(conversation.wave, by=cast.moss)
    cast.at(Stage.FINDINGS_PUBLISHED)
    said = (
        "Residents sent in 4 statements: 1 put to everybody; 1 not shown, each for a reason that its author was given; "
        "1 taken out again by a facilitator, with the answers that people had given; "
        "1 that no facilitator had decided about when it closed."
    )
    assert said in flat(client_for(None).get(address("opinion", conversation.wave)).content.decode())
    statements.forget_all_of(cast.member(cast.amina))
    assert said in flat(client_for(None).get(address("opinion", conversation.wave)).content.decode())
    assert Statement.objects.get(pk=unread.pk).is_withdrawn


def test_the_findings_wait_for_a_count_of_what_people_answered(cast: Cast, wave: Wave) -> None:
    """Else whoever runs it leaves the answers uncounted, and afterwards nobody can count them."""
    assert [one.where for one in gates.conversations_are_counted(cast.consultation)] == ["conversations"]
    acts.count(wave, by=cast.moss)
    assert gates.conversations_are_counted(cast.consultation) == []


def test_nobody_waits_for_a_count_of_nothing(cast: Cast) -> None:
    rooms.close_wave(talk.running(cast).wave, by=cast.moss)
    assert gates.conversations_are_counted(cast.consultation) == []
