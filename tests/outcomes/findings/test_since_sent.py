"""What is changed after others have checked it is said, and no way round the check."""

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from consultations.models import Consultation
from consultations.stages import stages
from outcomes.findings import checking, findings, gates, labels, since_sent
from outcomes.models import Finding, FindingsReport, GroupStance, Recommendation, Stance
from outcomes.recommendations import recommendations
from people.errors import Refused
from tests.cast import Cast
from tests.outcomes import coded
from tests.pages import flat


def turned_round(cast: Cast, finding: Finding) -> None:
    """What a facilitator could do who wants another report than the one that was checked."""
    findings.write_finding(finding, by=cast.moss, title="People accept the cameras", inferred="Nothing need change.")
    asked = Recommendation.objects.get()
    fields = {"text": "", "category": "data", "findings": [finding]}
    recommendations.edit(asked, by=cast.moss, title="Keep going as before", **fields)


def test_nothing_that_was_asked_for_is_taken_out_or_moved_while_people_check(
    cast: Cast, ready_finding: Finding
) -> None:
    asked = Recommendation.objects.get()
    for act in (recommendations.remove, recommendations.move_up):
        with pytest.raises(Refused, match="People are checking the draft"):
            act(asked, by=cast.moss)


def test_every_change_is_printed_and_the_panel_speaks_again(
    cast: Cast, ready_finding: Finding, client_for: Callable
) -> None:
    turned_round(cast, ready_finding)
    publish = stages.transition_named("publish_findings")
    consultation = Consultation.objects.get(pk=cast.consultation.pk)
    assert any("changed after the panel spoke" in one.text for one in stages.missing(consultation, publish))
    statement = flat(client_for(cast.hale).get(reverse("statement", args=[consultation.slug])).content.decode())
    assert "People accept the cameras" in statement and "Delete what is not needed" in statement  # what it was, and is
    checking.add_statement(consultation, by=cast.hale, text="We have read what changed.")
    stages.move(Consultation.objects.get(pk=consultation.pk), "publish_findings", by=cast.moss)
    page = flat(client_for(None).get(reverse("report", args=[consultation.slug])).content.decode())
    changed = page[page.index("Changed after the draft was checked") :]
    for old, new in (
        ("People want faces deleted", "People accept the cameras"),
        ("Delete what is not needed", "Keep going as before"),
    ):
        assert f"<del>{old}</del>" in changed and f"<ins>{new}</ins>" in changed


def test_counts_that_moved_after_the_check_are_printed_beside_the_old_ones(cast: Cast, client_for: Callable) -> None:
    """Coding goes on until the day of publication: else three of three who were checked are nine of nine."""
    coded.ready_to_publish(cast)
    about = Finding.objects.get().themes.get()
    for n in range(6):
        stance = Stance.FOR if n < 4 else Stance.AGAINST
        coded.code(cast, coded.say(cast, coded.newcomer(cast, cast.group1, f"Late {n}")), about, stance)
    made = Finding.objects.get()
    findings.choose_label(made, by=cast.moss, breadth=labels.propose(made).breadth, strongly_felt=False)
    consultation = Consultation.objects.get(pk=cast.consultation.pk)
    assert gates.oversight_has_spoken(consultation)
    told = {change.what: (change.old, change.new) for change in since_sent.changed(FindingsReport.objects.get())}
    assert "3 of the 3" in told["how many hold it"][0] and "7 of the 9" in told["how many hold it"][1]


@pytest.mark.parametrize("what", ["addressed_to", "summary", "conditions", "quotes", "note", "position"])
def test_the_panel_speaks_again_whatever_was_changed(cast: Cast, ready_finding: Finding, what: str) -> None:
    """An answer that nobody owes, another first screen, other voices: none of it were words that were looked at."""
    consultation, asked = Consultation.objects.get(pk=cast.consultation.pk), Recommendation.objects.get()
    assert not gates.oversight_has_spoken(consultation)
    report, quotes = ready_finding.report, [one.excerpt for one in ready_finding.finding_quotes.all()]
    GroupStance.objects.get_or_create(finding=ready_finding, group=cast.group1)
    act: dict[str, Callable[[], object]] = {
        "addressed_to": lambda: recommendations.edit(
            asked, by=cast.moss, title=asked.title, text="", category="data", findings=[ready_finding],
            addressed_to="The council",
        ),
        "summary": lambda: findings.write_report(
            report, by=cast.moss, summary=[{"text": f"Other {n}", "finding": ready_finding.pk} for n in range(5)]
        ),
        "conditions": lambda: findings.write_report(report, by=cast.moss, conditions=["Only on Sundays"]),
        "quotes": lambda: findings.set_quotes(ready_finding, quotes[1:], by=cast.moss),
        "note": lambda: findings.note_groups(ready_finding, {cast.group1.pk: "Nobody minded."}, by=cast.moss),
        "position": lambda: findings.write_finding(ready_finding, by=cast.moss, position=["for_with_conditions"]),
    }  # fmt: skip
    act[what]()
    consultation = Consultation.objects.get(pk=cast.consultation.pk)
    [missing] = gates.oversight_has_spoken(consultation)
    assert "changed after the panel spoke" in missing.text
    checking.add_statement(consultation, by=cast.hale, text="We have read what changed.")
    assert not gates.oversight_has_spoken(Consultation.objects.get(pk=cast.consultation.pk))
    told = [change.what for change in since_sent.changed(FindingsReport.objects.get())]
    assert bool(told) == (what not in {"quotes", "note"})


def test_what_was_not_changed_is_not_said_to_be(cast: Cast, ready_finding: Finding) -> None:
    assert since_sent.changed(FindingsReport.objects.get()) == []
    FindingsReport.objects.update(sent={})  # sent before this was kept
    turned_round(cast, ready_finding)
    assert since_sent.changed(FindingsReport.objects.get()) == []
    for kept, said in ((True, "those that people and the police read"), (False, "Not recorded")):
        shown = flat(render_to_string("outcomes/findings/_changed.html", {"changes": [], "kept": kept}))
        assert said in shown and ("Not recorded" in shown) != kept


@pytest.mark.parametrize(
    "position", [["for", "against"], ["for_with_conditions", "against"], ["for", "neutral"], ["neutral", "against"]]
)
def test_opposite_stances_are_no_one_view(cast: Cast, ready_finding: Finding, position: list[str]) -> None:
    with pytest.raises(Refused, match="do not hold the same view"):
        findings.write_finding(ready_finding, by=cast.moss, position=position)
    Finding.objects.update(position=position)  # as it may stand from before
    assert labels.CONTRADICTORY in checking.missing(Finding.objects.get())


def test_findings_of_opposite_positions_are_not_joined(cast: Cast, ready_finding: Finding) -> None:
    FindingsReport.objects.update(state=FindingsReport.State.DRAFT)
    report = FindingsReport.objects.get()
    themes = list(ready_finding.themes.all())
    other = findings.add_finding(
        report, ready_finding.area, by=cast.moss, title="Others", themes=themes, position=["against"]
    )
    with pytest.raises(Refused, match="do not hold the same view"):
        findings.join_findings(Finding.objects.get(pk=ready_finding.pk), other, by=cast.moss)


def test_what_police_write_on_the_draft_names_nobody(cast: Cast, ready_finding: Finding) -> None:
    with pytest.raises(Refused, match="a phone number"):
        checking.comment(
            ready_finding.report, by=cast.reyes, text="It was she of 07700 900123 who said this.", finding=ready_finding
        )
    assert not ready_finding.report.comments.exists()
