"""Words of number in every published text stop the gate, and are shown to the writer."""

from collections.abc import Callable

import pytest
from django.test import Client

from outcomes.findings import checking, findings, gates
from outcomes.models import Finding, FindingsReport, GroupStance, Recommendation, Theme
from outcomes.recommendations import recommendations
from outcomes.report import errata
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded

SignIn = Callable[[User | None], Client]
BASE = "/consultations/street-cameras/"


@made_once
def finding(cast: Cast) -> Finding:
    """A minority view: three of three."""
    return coded.ready_to_publish(cast)


def blocking(cast: Cast) -> list[str]:
    found = [gates.findings_are_complete, gates.report_is_worded, gates.recommendations_are_worded]
    return [item.text for check in found for item in check(cast.consultation) if not item.soft]


def test_what_the_fixture_says_passes(cast: Cast, finding: Finding) -> None:
    assert blocking(cast) == []


@pytest.mark.parametrize("part", ["title", "said", "inferred", "differences", "other_body"])
@pytest.mark.parametrize("words", ["Many people want it", "Several want it", "Most people wanted it"])
def test_in_each_part_of_a_finding(cast: Cast, finding: Finding, part: str, words: str) -> None:
    findings.write_finding(finding, by=cast.moss, **{part: words})
    [problem] = blocking(cast)
    assert problem.startswith("Finding 2.1: “") and words.split()[0] in problem


def test_in_the_reason_for_another_label_and_in_a_note_on_a_group(cast: Cast, finding: Finding) -> None:
    findings.choose_label(
        finding, by=cast.moss, breadth="single", strongly_felt=False, override_reason="Many only nodded."
    )
    GroupStance.objects.filter(finding=finding, group=cast.group1).update(note="Most were worried")
    assert ["reason for another label" in text or "note on Group 1" in text for text in blocking(cast)] == [True, True]


@pytest.mark.parametrize("part", ["headline", "in_brief", "limitations", "conclusion"])
@pytest.mark.parametrize(
    "words",
    ["Many people want it.", "Most people wanted it.", "Most people wanted it (2.1).", "It is a majority (9.9)."],
)
def test_in_each_text_of_the_report(cast: Cast, finding: Finding, part: str, words: str) -> None:
    findings.write_report(finding.report, by=cast.moss, **{part: words})
    assert len(blocking(cast)) == 1


@pytest.mark.parametrize("words", ["Several want it", "Almost everyone wants it"])
def test_in_points_and_conditions(cast: Cast, finding: Finding, words: str) -> None:
    points = [{"text": text, "finding": finding.pk} for text in ("a", "b", "c", "d", words)]
    findings.write_report(finding.report, by=cast.moss, summary=points, conditions=[words])
    assert len(blocking(cast)) == 2


@pytest.mark.parametrize("part", ["title", "text", "addressed_to"])
def test_in_a_recommendation(cast: Cast, finding: Finding, part: str) -> None:
    item = finding.report.recommendations.get()
    texts = {"title": "Delete it", "text": "", part: "Delete it, as most people wanted"}
    recommendations.edit(item, by=cast.moss, category="data", findings=[finding], **texts)
    [problem] = blocking(cast)
    assert problem.startswith("Recommendation 1: “most”")


def test_no_other_body_is_somebody(cast: Cast, finding: Finding) -> None:
    """It is printed beside the finding, and above what is asked for: nothing in it leads to anybody."""
    item = finding.report.recommendations.get()
    for whom in ("Kestrel 21", "PC Hale", "jean@example.org"):
        with pytest.raises(Refused, match="somebody who takes part|The report prints it"):
            findings.write_finding(finding, by=cast.moss, other_body=whom)
        with pytest.raises(Refused, match="somebody who takes part|The report prints it"):
            recommendations.edit(
                item, by=cast.moss, title="Delete it", text="", category="data", findings=[finding], addressed_to=whom
            )
    findings.write_finding(finding, by=cast.moss, other_body="The boroughs, 12 High Street")
    assert blocking(cast) == []


def test_a_sentence_that_names_its_finding_is_held_against_it_alone(cast: Cast, finding: Finding) -> None:
    coded.chorus(cast, finding.themes.get())
    findings.choose_label(finding, by=cast.moss, breadth="consensus", strongly_felt=False)
    findings.write_report(finding.report, by=cast.moss, conclusion="Almost everyone wants it (2.1). Most people spoke.")
    [problem] = blocking(cast)
    assert problem.startswith("“Most”") and "Name in this sentence the finding" in problem


def test_a_lowered_label_takes_its_words_with_it(cast: Cast, finding: Finding) -> None:
    coded.chorus(cast, finding.themes.get())
    findings.choose_label(finding, by=cast.moss, breadth="consensus", strongly_felt=False)
    findings.write_finding(finding, by=cast.moss, said="Most people wanted it.")
    assert checking.missing(Finding.objects.get(pk=finding.pk)) == []
    findings.choose_label(finding, by=cast.moss, breadth="minority", strongly_felt=False, override_reason="Faint.")
    assert "“Most”" in checking.missing(Finding.objects.get(pk=finding.pk))[0]


def test_the_draft_is_not_sent_to_be_checked_with_them(cast: Cast) -> None:
    about = coded.theme(cast)
    made = coded.written(cast, about, [coded.quote(cast, who, about) for who in (cast.amina, cast.bilal, cast.carys)])
    findings.write_finding(made, by=cast.moss, said="Many want it.")
    with pytest.raises(Refused):
        checking.send_for_checking(made.report, by=cast.moss)


def test_the_writer_sees_them_underlined(cast: Cast, finding: Finding, client_for: SignIn) -> None:
    findings.write_finding(finding, by=cast.moss, said="Most people wanted it.")
    findings.write_report(finding.report, by=cast.moss, conclusion="Several want it.")
    item = finding.report.recommendations.get()
    recommendations.edit(
        item, by=cast.moss, title="Delete it", text="Numerous voices.", category="data", findings=[finding]
    )
    client = client_for(cast.moss)
    for page, word in {
        f"findings/{finding.pk}/": "Most", "findings/report/": "Several", "recommendations/": "Numerous",
    }.items():  # fmt: skip
        assert f"<u>{word}</u>" in client.get(BASE + page).content.decode(), page


def test_the_numbers_of_a_finding_are_its_own(cast: Cast, finding: Finding) -> None:
    """In the draft by what the coding says, in a correction by what was published."""
    for said, wrong in (("3 of the 3 who spoke want it.", False), ("9 of the 9 who spoke want it.", True)):
        findings.write_finding(finding, by=cast.moss, said=said)
        assert any("This is not what is counted" in text for text in blocking(cast)) is wrong


def test_an_erratum_brings_none_in(cast: Cast, finding: Finding) -> None:
    FindingsReport.objects.update(state="published")
    cast.at("findings_published")
    report = FindingsReport.objects.get()
    for where, old in ((finding, "Three people want it."), (None, "People want it deleted.")):
        for new in ("Many people want it.", "Most people wanted it.", "Nine of the ten who spoke want it."):
            with pytest.raises(Refused, match="count what was not counted"):
                errata.propose(report, by=cast.moss, old=old, new=new, reason="r", finding=where)
    for new in ("Most", "Most of the"):  # a word that says nothing alone, but does where it stands
        with pytest.raises(Refused, match="count what was not counted"):
            errata.propose(report, by=cast.moss, old="Three", new=new, reason="r", finding=finding)
    for where, old in ((finding, "Three people want it."), (None, "People want it deleted.")):
        with pytest.raises(Refused, match="reason counts"):
            errata.propose(report, by=cast.moss, old=old, new="It is wanted.", reason="Most want it.", finding=where)
    errata.propose(report, by=cast.moss, old="Three people want it.", new="Some want it.", reason="r", finding=finding)


def test_an_erratum_reaches_all_that_is_printed_of_a_finding(cast: Cast, finding: Finding) -> None:
    """A note on a group, the name of a theme and another body are printed, and were there to stay."""
    GroupStance.objects.filter(finding=finding, group=cast.group1).update(note="They felt watched at nihgt")
    Finding.objects.filter(pk=finding.pk).update(other_body="The councel")
    Theme.objects.update(title="Keeping and delleting")
    item = finding.report.recommendations.get()
    Recommendation.objects.filter(pk=item.pk).update(addressed_to="The mayer")
    FindingsReport.objects.update(state="published")
    cast.at("findings_published")
    report, where = FindingsReport.objects.get(), Finding.objects.get(pk=finding.pk)
    for place, old, new in (
        (where, "watched at nihgt", "watched at night"), (where, "The councel", "The council"),
        (where, "delleting", "deleting"), (None, "The mayer", "The mayor"),
    ):  # fmt: skip
        assert errata.propose(report, by=cast.moss, old=old, new=new, reason="Spelling.", finding=place).new == new
        with pytest.raises(Refused, match="count what was not counted"):
            errata.propose(report, by=cast.moss, old=old, new="Most people wanted it", reason="r", finding=place)


def test_no_text_of_the_report_calls_somebody_by_name(cast: Cast, finding: Finding) -> None:
    """A bird and its number tie what somebody said in their group to what everybody reads."""
    said = "It was asked for by Kestrel 21."
    findings.write_finding(finding, by=cast.moss, said=f"“{said}”")
    findings.write_report(finding.report, by=cast.moss, conclusion=said)
    item = finding.report.recommendations.get()
    recommendations.edit(item, by=cast.moss, title="Delete it", text=said, category="data", findings=[finding])
    found = [problem for problem in blocking(cast) if "“Kestrel 21”" in problem]
    assert len(found) == 3 and all("name of somebody who takes part" in problem for problem in found)
