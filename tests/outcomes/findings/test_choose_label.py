"""Invariant 15: another label than the coding supports needs a reason, which is recorded and printed."""

import pytest

from audit.models import Entry
from consultations.models import Stage
from outcomes.findings import checking, findings
from outcomes.models import Breadth, Finding, Stance
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded


@made_once
def finding(cast: Cast) -> Finding:
    about = coded.theme(cast)
    coded.chorus(cast, about)
    return coded.written(cast, about, [coded.quote(cast, who, about) for who in (cast.amina, cast.bilal, cast.carys)])


def test_the_supported_label_needs_no_reason(cast: Cast, finding: Finding) -> None:
    assert finding.breadth == Breadth.CONSENSUS and not finding.is_overridden
    assert coded.last_action() == "label_chosen" and finding.labelled_by == cast.member(cast.moss)


def test_another_label_without_a_reason_is_refused(cast: Cast, finding: Finding) -> None:
    with pytest.raises(Refused, match="supports “consensus across groups”"):
        findings.choose_label(finding, by=cast.moss, breadth=Breadth.MAJORITY, strongly_felt=False, override_reason=" ")


def test_strongly_felt_differs_too(cast: Cast, finding: Finding) -> None:
    with pytest.raises(Refused, match="give the reason"):
        findings.choose_label(finding, by=cast.moss, breadth=Breadth.CONSENSUS, strongly_felt=True)


def test_another_label_with_a_reason_is_recorded_with_it(cast: Cast, finding: Finding) -> None:
    findings.choose_label(
        finding, by=cast.moss, breadth=Breadth.MAJORITY, strongly_felt=False, override_reason="It was faint."
    )
    entry = Entry.objects.latest("number")
    assert finding.is_overridden and entry.action == "label_overridden" and "It was faint." in entry.summary
    assert entry.detail["proposed"] == "consensus across groups"
    assert checking.missing(finding) == []


def test_going_back_to_the_supported_label_drops_the_reason(cast: Cast, finding: Finding) -> None:
    findings.choose_label(finding, by=cast.moss, breadth=Breadth.MAJORITY, strongly_felt=False, override_reason="Few.")
    findings.choose_label(
        finding, by=cast.moss, breadth=Breadth.CONSENSUS, strongly_felt=False, override_reason="Left over."
    )
    assert finding.override_reason == "" and not finding.is_overridden


def code_against(cast: Cast, finding: Finding) -> None:
    findings.write_finding(finding, by=cast.moss, differences="One person of Group 1 wants to keep them.")
    newcomer = coded.newcomer(cast, cast.group1, "Wren 7")
    coded.code(cast, coded.say(cast, newcomer), finding.themes.get(), Stance.AGAINST)
    cast.at(Stage.ANALYSIS)


def test_when_the_coding_moves_on_the_label_is_asked_for_again(cast: Cast, finding: Finding) -> None:
    assert checking.missing(finding) == []
    code_against(cast, finding)
    assert checking.missing(finding) == ["The coding no longer supports the label as chosen. Look at it again."]


def test_an_old_reason_does_not_answer_for_new_coding(cast: Cast, finding: Finding) -> None:
    findings.choose_label(finding, by=cast.moss, breadth=Breadth.DIVIDED, strongly_felt=False, override_reason="Few.")
    code_against(cast, finding)
    findings.write_finding(finding, by=cast.moss, said="Most want it.")  # recounts: the stored proposal moves on
    assert "no longer supports" in checking.missing(finding)[0]


def test_what_is_missing_is_said_in_words(cast: Cast) -> None:
    finding = findings.add_finding(coded.report(cast), cast.consultation.areas.last(), by=cast.moss, title="T")
    assert checking.missing(finding) == [
        "Write “what people said”.",
        "Write “what we draw from it”.",
        "Write “where people differ”.",
        "Choose its themes: the label and the quotes come from them.",
        "Choose at least two quotes, from two people.",
    ]


def test_two_quotes_of_one_person_are_not_two_people(cast: Cast, finding: Finding) -> None:
    about = finding.themes.get()
    mine = [coded.quote(cast, cast.amina, about, text) for text in ("Delete it.", "Do delete it.")]
    findings.set_quotes(finding, mine, by=cast.moss)
    assert checking.missing(finding) == ["Choose at least two quotes, from two people."]


def test_a_single_account_needs_one_quote(cast: Cast) -> None:
    about = coded.theme(cast)
    finding = coded.written(cast, about, [coded.quote(cast, cast.amina, about)])
    assert finding.breadth == Breadth.SINGLE and checking.missing(finding) == []
    findings.set_quotes(finding, [], by=cast.moss)
    assert checking.missing(finding) == ["Choose a quote."]


def test_a_gap_in_knowledge_may_rest_on_a_poll_alone(cast: Cast) -> None:
    from deliberation.models import Poll, Question

    question = Question.objects.create(poll=Poll.objects.create(consultation=cast.consultation, title="P"), text="Q")
    finding = findings.add_finding(
        coded.report(cast), cast.consultation.areas.last(), by=cast.moss, title="T", kind=Finding.Kind.KNOWLEDGE_GAP,
        said="s", inferred="i", differences="None found.", questions=[question],
    )  # fmt: skip
    assert checking.missing(finding) == []
    findings.write_finding(finding, by=cast.moss, kind=Finding.Kind.VIEW)
    assert checking.missing(finding) != []


def test_one_voice_above_a_third_is_noticed(cast: Cast) -> None:
    about = coded.theme(cast)
    amina = [coded.quote(cast, cast.amina, about, text) for text in ("Delete it.", "Do delete it.")]
    others = [coded.quote(cast, who, about) for who in (cast.bilal, cast.carys)]
    assert checking.dominance(amina + others) == (cast.member(cast.amina).pseudonym, 2, 4)
    assert checking.dominance(others) is None  # one each
    assert checking.dominance(amina + others * 2) is None  # two of six is a third, not more
