"""A finding moves, is split and joined while the draft is the writers' own; once people check, its number stays."""

from collections.abc import Callable

import pytest
from django.test import Client

from outcomes.findings import findings
from outcomes.models import Finding, FindingsReport
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded

SignIn = Callable[[User | None], Client]


@made_once
def three(cast: Cast) -> list[Finding]:
    report, area = coded.report(cast), cast.consultation.areas.get(order=2)
    return [findings.add_finding(report, area, by=cast.moss, title=title) for title in ("A", "B", "C")]


def numbers(report: FindingsReport) -> list[str]:
    return [str(finding) for finding in report.findings.select_related("area").order_by("area__order", "order")]


@pytest.mark.parametrize(
    ("place", "expected"),
    [(1, ["2.1 C", "2.2 A", "2.3 B"]), (2, ["2.1 A", "2.2 C", "2.3 B"]), (9, ["2.1 A", "2.2 B", "2.3 C"])],
)
def test_it_moves_within_its_part(cast: Cast, three: list[Finding], place: int, expected: list[str]) -> None:
    findings.move_finding(three[2], three[2].area, place, by=cast.moss)
    assert numbers(three[0].report) == expected and coded.last_action() == "finding_moved"


def test_it_changes_part_and_the_others_move_up(cast: Cast, three: list[Finding]) -> None:
    findings.move_finding(three[0], cast.consultation.areas.get(order=1), 1, by=cast.moss)
    assert numbers(three[0].report) == ["1.1 A", "2.1 B", "2.2 C"]


def test_once_people_check_its_number_stays(cast: Cast, three: list[Finding]) -> None:
    three[0].report.state = FindingsReport.State.CHECKING
    for act in (
        lambda: findings.move_finding(three[0], three[0].area, 2, by=cast.moss),
        lambda: findings.split_finding(three[0], by=cast.moss, title="D"),
        lambda: findings.join_findings(three[0], Finding.objects.get(pk=three[1].pk), by=cast.moss),
    ):
        FindingsReport.objects.update(state="checking")
        with pytest.raises(Refused, match="refer to its numbers"):
            act()
    assert numbers(FindingsReport.objects.get()) == ["2.1 A", "2.2 B", "2.3 C"]


def test_split_leaves_two_with_the_same_evidence(cast: Cast) -> None:
    about = coded.theme(cast)
    made = coded.written(cast, about, [coded.quote(cast, who, about) for who in (cast.amina, cast.bilal, cast.carys)])
    findings.write_finding(made, by=cast.moss, other_body="the council")
    second = findings.split_finding(made, by=cast.moss, title="And in time")
    assert second.other_body == "the council"
    assert numbers(made.report) == ["2.1 People want faces deleted", "2.2 And in time"]
    assert list(second.themes.all()) == [about] and second.finding_quotes.count() == 3 and second.breadth == ""


def test_join_keeps_the_words_the_quotes_and_what_rested_on_it(cast: Cast) -> None:
    about, more = coded.theme(cast), coded.theme(cast, "Signs")
    one = coded.written(cast, about, [coded.quote(cast, cast.amina, about)])
    other = findings.add_finding(
        one.report, one.area, by=cast.moss, title="B", themes=[more], said="Signs as well.", other_body="TfL"
    )
    findings.write_report(one.report, by=cast.moss, summary=[{"text": "A point", "finding": other.pk}])
    other.report = one.report
    joined = findings.join_findings(one, other, by=cast.moss)
    assert joined.said == "Three people want it.\n\nSigns as well." and set(joined.themes.all()) == {about, more}
    assert (
        joined.other_body == "TfL"
        and joined.breadth == ""
        and numbers(joined.report) == ["2.1 People want faces deleted"]
    )
    assert FindingsReport.objects.get().summary == [{"text": "A point", "finding": joined.pk}]
    with pytest.raises(Refused, match="another finding"):
        findings.join_findings(joined, joined, by=cast.moss)


def test_on_its_page(cast: Cast, three: list[Finding], client_for: SignIn) -> None:
    client = client_for(cast.moss)
    page = f"/consultations/street-cameras/findings/{three[2].pk}/"
    assert "Move it there" in client.get(page).content.decode()
    assert client.post(page, {"do": "move", "area": three[2].area_id, "place": 1}).status_code == 302
    assert numbers(three[0].report)[0] == "2.1 C"
    assert client.post(page, {"do": "move", "area": "x", "place": 1}).status_code == 422
    assert client.post(page, {"do": "join", "area": three[2].area_id, "place": 1}).status_code == 422
    split = {"do": "split", "area": three[2].area_id, "place": 1, "new_title": "D"}
    assert client.post(page, split).status_code == 302 and len(numbers(three[0].report)) == 4
    assert client_for(cast.hale).post(page, split).status_code == 404
