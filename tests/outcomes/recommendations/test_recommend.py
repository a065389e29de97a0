import pytest
from django.http import Http404

from consultations.models import Stage
from outcomes.findings import findings
from outcomes.models import Finding, FindingsReport, Recommendation
from outcomes.recommendations import recommendations
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded


@made_once
def finding(cast: Cast) -> Finding:
    return findings.add_finding(coded.report(cast), cast.consultation.areas.first(), by=cast.moss, title="T")


def ask(cast: Cast, finding: Finding, title: str = "Put up signs", **more: object) -> Recommendation:
    fields = {"text": "", "category": "explain", "findings": [finding], **more}
    return recommendations.add(finding.report, by=cast.moss, title=title, **fields)


def test_recommendations_are_numbered_and_recorded(cast: Cast, finding: Finding) -> None:
    first, second = ask(cast, finding), ask(cast, finding, "Delete what is not needed.")
    assert [str(first), str(second)] == ["1. Put up signs", "2. Delete what is not needed"]
    assert list(first.findings.all()) == [finding] and coded.last_action() == "recommendation_added"


def test_a_recommendation_rests_on_a_finding(cast: Cast, finding: Finding) -> None:
    with pytest.raises(Refused, match="at least one finding"):
        ask(cast, finding, findings=[])
    assert not Recommendation.objects.exists()


def test_a_finding_of_another_report_is_refused(cast: Cast, elsewhere: Cast, finding: Finding) -> None:
    theirs = findings.add_finding(
        coded.report(elsewhere), elsewhere.consultation.areas.first(), by=elsewhere.moss, title="T"
    )
    with pytest.raises(Refused, match="another report"):
        ask(cast, finding, findings=[theirs])


@pytest.mark.parametrize(
    "title",
    ["The police should put up signs", "We want signs", "There should be signs", "Should there be signs?", "Signs?"],
)
def test_a_title_that_does_not_say_what_to_do_is_refused(cast: Cast, finding: Finding, title: str) -> None:
    with pytest.raises(Refused, match="Begin the title with what to do"):
        ask(cast, finding, title)


def test_an_empty_title_is_refused(cast: Cast, finding: Finding) -> None:
    with pytest.raises(Refused, match="what to do"):
        ask(cast, finding, "  ")


@pytest.mark.parametrize("starter", recommendations.STARTERS, ids=lambda starter: starter.title)
def test_every_suggestion_can_be_taken(cast: Cast, finding: Finding, starter: recommendations.Starter) -> None:
    assert (
        recommendations.add(finding.report, by=cast.moss, findings=[finding], **starter._asdict()).title
        == starter.title
    )


def test_there_are_ten_suggestions() -> None:
    assert len(recommendations.STARTERS) == 10


def test_edit_changes_everything_but_the_number(cast: Cast, finding: Finding) -> None:
    made = ask(cast, finding)
    recommendations.edit(
        made, by=cast.moss, title="Publish the log", text="Monthly.", category="evidence", findings=[finding],
        addressed_to="The council",
    )  # fmt: skip
    made.refresh_from_db()
    assert (made.number, made.title, made.addressed_to) == (1, "Publish the log", "The council")
    assert coded.last_action() == "recommendation_edited"


def test_a_refused_edit_changes_nothing(cast: Cast, finding: Finding) -> None:
    made = ask(cast, finding)
    with pytest.raises(Refused):
        recommendations.edit(made, by=cast.moss, title="Publish it", text="", category="data", findings=[])
    made.refresh_from_db()
    assert made.title == "Put up signs"


def test_removing_closes_the_gap(cast: Cast, finding: Finding) -> None:
    made = [ask(cast, finding, f"Do this {n}") for n in range(3)]
    recommendations.remove(made[0], by=cast.moss)
    assert [str(item) for item in finding.report.recommendations.all()] == ["1. Do this 1", "2. Do this 2"]
    assert coded.last_action() == "recommendation_removed"


def test_move_up_swaps_with_the_one_above(cast: Cast, finding: Finding) -> None:
    made = [ask(cast, finding, f"Do this {n}") for n in range(3)]
    recommendations.move_up(made[2], by=cast.moss)
    assert [item.title for item in finding.report.recommendations.all()] == ["Do this 0", "Do this 2", "Do this 1"]
    assert coded.last_action() == "recommendation_moved"
    recommendations.move_up(made[0], by=cast.moss)
    assert finding.report.recommendations.first() == made[0]


def test_published_ones_are_never_changed_removed_or_renumbered(cast: Cast, finding: Finding) -> None:
    first, second = ask(cast, finding), ask(cast, finding, "Delete it")
    FindingsReport.objects.update(state=FindingsReport.State.PUBLISHED)
    first, second = Recommendation.objects.all()
    for act in (recommendations.remove, recommendations.move_up):
        with pytest.raises(Refused, match="never removed or renumbered"):
            act(second, by=cast.moss)
    with pytest.raises(ValueError):
        first.delete()
    cast.at(Stage.FINDINGS_PUBLISHED)
    with pytest.raises(Refused):
        recommendations.remove(Recommendation.objects.first(), by=cast.moss)
    assert Recommendation.objects.count() == 2


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_write_them(cast: Cast, finding: Finding, who: str) -> None:
    with pytest.raises(Http404):
        recommendations.add(
            finding.report, by=getattr(cast, who), title="Put up signs", text="", category="explain", findings=[finding]
        )
