import pytest
from django.http import Http404

from consultations.models import Consultation, Stage
from outcomes.findings import findings
from outcomes.models import Finding, FindingsReport, Stance
from outcomes.recommendations import recommendations
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded


@made_once
def report(cast: Cast) -> FindingsReport:
    return coded.report(cast)


def test_report_starts_once_with_its_limitations(cast: Cast, report: FindingsReport) -> None:
    assert coded.last_action() == "report_started" and "not estimates" in report.limitations
    assert findings.start_report(cast.consultation, by=cast.finch) == report


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_write_findings(cast: Cast, who: str) -> None:
    cast.at(Stage.ANALYSIS)
    with pytest.raises(Http404):
        findings.start_report(cast.consultation, by=getattr(cast, who))


def test_findings_are_not_written_while_people_still_talk(cast: Cast) -> None:
    assert cast.consultation.stage == Stage.OPEN
    with pytest.raises(Refused, match="cannot write findings at this stage"):
        findings.start_report(cast.consultation, by=cast.moss)


def test_nothing_is_written_into_what_was_published_meanwhile(cast: Cast, report: FindingsReport) -> None:
    """The list of findings stood open in another tab as the report came out."""
    area = cast.consultation.areas.first()
    Consultation.objects.filter(pk=cast.consultation.pk).update(stage=Stage.FINDINGS_PUBLISHED)
    assert report.consultation.stage == Stage.ANALYSIS, "as it was read"
    idea = {"title": "Put up signs", "text": "Everywhere.", "category": "explain", "findings": []}
    for act in (
        lambda: findings.add_finding(report, area, by=cast.moss, title="Late"),
        lambda: findings.write_report(report, by=cast.moss, headline="Late"),
        lambda: recommendations.add(report, by=cast.moss, **idea),
    ):
        with pytest.raises(Refused, match="cannot write findings at this stage"):
            act()
    assert not report.findings.exists()


def test_findings_are_numbered_by_area(cast: Cast, report: FindingsReport) -> None:
    first, second = cast.consultation.areas.all()
    numbers = [findings.add_finding(report, area, by=cast.moss, title="T").number for area in (second, first, second)]
    assert numbers == ["2.1", "1.1", "2.2"]
    assert coded.last_action() == "finding_added"


def test_removing_one_in_a_draft_closes_the_gap(cast: Cast) -> None:
    report, area = coded.report(cast), cast.consultation.areas.first()
    kept = [findings.add_finding(report, area, by=cast.moss, title=str(n)) for n in range(3)]
    findings.write_report(report, by=cast.moss, summary=[{"text": "x", "finding": kept[0].pk}])
    findings.remove_finding(kept[0], by=cast.moss)
    assert [finding.number for finding in report.findings.all()] == ["1.1", "1.2"]
    report.refresh_from_db()
    assert report.summary == []


def test_numbers_stay_once_people_check(cast: Cast, ready_finding: Finding) -> None:
    assert ready_finding.report.state == FindingsReport.State.CHECKING
    with pytest.raises(Refused, match="refer to its numbers"):
        findings.remove_finding(ready_finding, by=cast.moss)


def test_writing_a_finding_recounts_and_records(cast: Cast) -> None:
    about = coded.theme(cast)
    coded.code(cast, coded.say(cast, cast.amina), about)
    coded.say(cast, cast.carys, "Where do I park?")
    finding = findings.add_finding(coded.report(cast), about.area, by=cast.moss, title="Delete it")
    assert not finding.computed.get("base")
    findings.write_finding(finding, by=cast.moss, themes=[about], position=[Stance.FOR, "nonsense"], said=" Most.\r\n")
    finding.refresh_from_db()
    assert finding.computed["base"] == 1 and finding.position == ["for"] and finding.said == "Most."
    assert [(row.group.name, row.spoke, row.held) for row in finding.group_stances.all()] == [
        ("Group 1", 1, 1), ("Group 2", 0, 0),
    ]  # fmt: skip
    assert coded.last_action() == "finding_written"


def test_a_finding_needs_a_title(cast: Cast) -> None:
    with pytest.raises(Refused, match="title"):
        findings.add_finding(coded.report(cast), cast.consultation.areas.first(), by=cast.moss, title=" ")


def test_areas_and_themes_of_another_consultation_are_refused(
    cast: Cast, elsewhere: Cast, report: FindingsReport
) -> None:
    theirs = coded.theme(elsewhere)
    with pytest.raises(Refused, match="another consultation"):
        findings.add_finding(report, theirs.area, by=cast.moss, title="T")
    mine = findings.add_finding(report, cast.consultation.areas.first(), by=cast.moss, title="T")
    with pytest.raises(Refused, match="another consultation"):
        findings.write_finding(mine, by=cast.moss, themes=[theirs])


def test_nothing_is_written_after_publication(cast: Cast, report: FindingsReport) -> None:
    report.state = FindingsReport.State.PUBLISHED
    report.save()
    with pytest.raises(Refused, match="erratum"):
        findings.write_report(report, by=cast.moss, headline="New")


def test_summary_points_come_from_findings_of_this_report(cast: Cast, report: FindingsReport) -> None:
    with pytest.raises(Refused, match="which finding"):
        findings.write_report(report, by=cast.moss, summary=[{"text": "A point", "finding": None}])
    finding = findings.add_finding(report, cast.consultation.areas.first(), by=cast.moss, title="T")
    findings.write_report(
        report, by=cast.moss, summary=[{"text": "A point", "finding": finding.pk}, {"text": " ", "finding": None}],
        conditions=[" Delete it ", ""],
    )  # fmt: skip
    assert report.summary == [{"text": "A point", "finding": finding.pk}] and report.conditions == ["Delete it"]
    with pytest.raises(Refused, match="at most 9"):
        findings.write_report(report, by=cast.moss, summary=[{"text": "A point", "finding": finding.pk}] * 10)


def test_quotes_keep_their_order(cast: Cast) -> None:
    about = coded.theme(cast)
    quotes = [coded.quote(cast, who, about) for who in (cast.amina, cast.bilal, cast.carys)]
    finding = coded.written(cast, about, quotes[::-1])
    assert [quote.excerpt for quote in finding.finding_quotes.all()] == quotes[::-1]


def test_quotes_come_from_the_findings_themes(cast: Cast) -> None:
    about, other = coded.theme(cast), coded.theme(cast, "Signs")
    stray = coded.quote(cast, cast.amina, other)
    with pytest.raises(Refused, match="this finding’s themes"):
        coded.written(cast, about, [stray])
    assert not Finding.objects.get().finding_quotes.exists()
