"""The counts of a finding, read in the draft and again when it is published: the difference tells on nobody."""

import pytest

from audit import clock
from consultations.models import Membership
from deliberation.counting import disclosure
from deliberation.models import ShownFigure
from outcomes.findings import checking, findings
from outcomes.models import Finding, FindingsReport, Stance
from outcomes.report import participation
from outcomes.report.findings_section import raised
from tests.cast import Cast
from tests.outcomes import coded


def sent(cast: Cast, holders: int = 5, others: int = 4) -> tuple[Finding, list[Membership]]:
    """A draft that others read, of nine people who spoke."""
    about = coded.theme(cast)
    people = [coded.newcomer(cast, cast.group1, f"Wren {n}") for n in range(holders + others)]
    for n, member in enumerate(people):
        said = coded.say(cast, member)
        coded.code(cast, said, about, stance=Stance.FOR if n < holders else Stance.AGAINST)
    finding = findings.add_finding(
        coded.report(cast), about.area, by=cast.moss, title="Delete it", themes=[about], position=[Stance.FOR]
    )
    FindingsReport.objects.update(state=FindingsReport.State.CHECKING)
    finding = Finding.objects.get()
    findings.recount(finding)
    return finding, people


def told(finding: Finding) -> str:
    again = Finding.objects.get(pk=finding.pk)
    findings.recount(again)
    return raised(again.computed, 5)


def leave(people: list[Membership]) -> None:
    Membership.objects.filter(pk__in=[member.pk for member in people]).update(withdrawn_at=clock.now())


@pytest.mark.parametrize(("gone", "moves"), [(slice(0, 1), False), (slice(0, 2), False), (slice(2, 8), True)])
def test_whoever_leaves_between_the_draft_and_the_report_is_not_subtracted(
    cast: Cast, gone: slice, moves: bool
) -> None:
    finding, people = sent(cast)
    before = told(finding)
    assert "5 of the 9 who spoke" in before
    leave(people[gone])
    assert (told(finding) != before) is moves


def test_shown_without_the_rule_what_one_person_holds_is_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack works: 5 of 9, and 4 of 8 once one has left."""
    monkeypatch.setattr(disclosure, "may_show", lambda figure, known, least: "")
    finding, people = sent(cast)
    leave(people[:1])
    assert "4 of the 8 who spoke" in told(finding)


def test_while_the_draft_is_the_writers_own_it_counts_as_coded(cast: Cast) -> None:
    finding, people = sent(cast)
    FindingsReport.objects.update(state=FindingsReport.State.DRAFT)
    ShownFigure.objects.all().delete()
    leave(people[:1])
    assert "4 of the 8 who spoke" in told(finding)
    assert not ShownFigure.objects.exists()


def test_sending_the_draft_writes_down_what_others_now_read(cast: Cast, ready_finding: Finding) -> None:
    assert ready_finding.report.state == FindingsReport.State.CHECKING
    figure = ShownFigure.objects.get(kind=ShownFigure.Kind.FINDING)
    assert figure.base == ready_finding.computed["base"]
    assert checking.check_until(ready_finding.report)


@pytest.mark.usefixtures("ready_finding")
def test_who_took_part_by_age_is_in_no_draft(cast: Cast) -> None:
    """Watched day by day it would tell the age of whoever joins."""
    (table,) = participation.composition_of(cast.consultation)
    assert (table.rows, table.withheld) == ([], participation.NOT_YET)
