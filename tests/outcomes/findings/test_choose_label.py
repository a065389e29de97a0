"""Invariant 15: another label than the coding supports needs a reason, which is recorded and printed."""

import pytest

from audit.models import Entry
from consultations.models import Stage
from deliberation.models import Ballot, Poll, Question, Wave
from outcomes.coding import coding, quoting
from outcomes.findings import checking, findings
from outcomes.models import Breadth, Coding, Finding, FindingQuote, Stance, Theme
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded
from tests.outcomes.report import printed


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


def test_a_gap_in_knowledge_rests_on_a_poll_alone_only_where_its_figures_are_printed(cast: Cast) -> None:
    """Any question carried it, of a poll that was never held: a finding on nothing."""
    question = printed.asked(cast, printed.crowd(cast, 12))
    other = Question.objects.create(poll=question.poll, text="Q")
    finding = findings.add_finding(
        coded.report(cast), cast.consultation.areas.last(), by=cast.moss, title="T", kind=Finding.Kind.KNOWLEDGE_GAP,
        said="s", inferred="i", differences="Not looked at.", questions=[question],
    )  # fmt: skip
    assert checking.missing(finding) == []
    findings.write_finding(finding, by=cast.moss, questions=[other])
    assert checking.NO_FIGURES in checking.missing(finding)
    for still in ("open", "scheduled"):  # nobody knows yet what it shows
        Wave.objects.filter(kind="after").update(state=still)
        findings.write_finding(finding, by=cast.moss, questions=[question, other])
        assert checking.NO_FIGURES in checking.missing(finding)
        assert checking.missing_in(finding.report) == [(finding, checking.missing(finding))]
    Wave.objects.filter(kind="after").update(state="closed")
    Ballot.objects.filter(wave__kind="after", choice=Ballot.objects.latest("pk").choice).delete()
    assert checking.NO_FIGURES in checking.missing(finding), "too few answers to print"
    findings.write_finding(finding, by=cast.moss, kind=Finding.Kind.VIEW)
    assert checking.missing(finding) != []


def test_without_anybody_behind_it_no_label_is_printed(cast: Cast, finding: Finding) -> None:
    """By another kind, a poll question and no theme, “consensus” stood over nobody, and bore “almost everyone”."""
    question = Question.objects.create(poll=Poll.objects.create(consultation=cast.consultation, title="P"), text="Q")
    about = finding.themes.get()
    for fields in ({"themes": []}, {"position": [Stance.AGAINST]}, {"themes": [coded.theme(cast, "Another matter")]}):
        findings.write_finding(finding, by=cast.moss, kind=Finding.Kind.NOT_A_CONCERN, questions=[question], **fields)
        assert finding.label == "" and coded.last_action() == "finding_written"
        findings.write_finding(finding, by=cast.moss, said="Almost everyone wants it.")
        assert any("“Almost everyone”" in text for text in checking.missing(finding))
        with pytest.raises(Refused, match="nothing to label"):
            findings.choose_label(finding, by=cast.moss, breadth=Breadth.CONSENSUS, strongly_felt=False)
        findings.write_finding(finding, by=cast.moss, themes=[about], position=[Stance.FOR], said="Three want it.")
        findings.choose_label(finding, by=cast.moss, breadth=Breadth.CONSENSUS, strongly_felt=False)
    Coding.objects.all().delete()  # and where everybody left
    assert any("can bear no label" in text for text in checking.missing(finding))
    findings.write_finding(finding, by=cast.moss, title=finding.title)
    assert finding.label == ""


def test_quotes_are_of_its_themes_and_their_side_is_that_of_who_said_them(cast: Cast, finding: Finding) -> None:
    """Else the vivid words of another theme stay under this one, and whoever is against it is not marked so."""
    other = coded.theme(cast, "Signs")
    vivid = [coded.quote(cast, who, other, "It scares me to walk there.") for who in (cast.amina, cast.bilal)]
    findings.write_finding(finding, by=cast.moss, themes=[other])
    findings.set_quotes(finding, vivid, by=cast.moss)
    findings.write_finding(
        finding, by=cast.moss, themes=[finding.themes.model.objects.get(title="Keeping and deleting")]
    )
    findings.choose_label(finding, by=cast.moss, breadth=Breadth.CONSENSUS, strongly_felt=False)
    lost = checking.ASTRAY.format(quotes="2 quotes")
    assert checking.missing(finding) == [lost] == checking.missing_in(finding.report)[0][1]
    coded.code(cast, coded.say(cast, cast.amina, "No, keep it."), finding.themes.get(), Stance.AGAINST)
    quotes = FindingQuote.objects.filter(finding=finding)
    of_amina = {quote.pk for quote in quotes if quote.excerpt == vivid[0]}
    assert quoting.against(quotes) == of_amina, "by what she said elsewhere on it"


def test_one_voice_above_a_third_is_noticed(cast: Cast) -> None:
    about = coded.theme(cast)
    amina = [coded.quote(cast, cast.amina, about, text) for text in ("Delete it.", "Do delete it.")]
    others = [coded.quote(cast, who, about) for who in (cast.bilal, cast.carys)]
    assert checking.dominance(amina + others) == (cast.member(cast.amina).pseudonym, 2, 4)
    assert checking.dominance(others) is None  # one each
    assert checking.dominance(amina + others * 2) is None  # two of six is a third, not more


def test_the_name_of_a_theme_is_printed_and_so_it_is_read(cast: Cast, finding: Finding) -> None:
    """It claimed a majority, led to somebody, or was what somebody said who agreed to no quote."""
    about = finding.themes.get()
    for title, why in (
        ("Everyone fears the vans", "“Everyone” in “The name of its theme”"),
        ("Ask Kestrel 21 about it", "name of somebody who takes part"),
        ("Call 07700 900123", "Give the theme another name"),
    ):
        Theme.objects.filter(pk=about.pk).update(title=title)
        assert any(why in text for text in checking.missing(Finding.objects.get(pk=finding.pk))), title
    silent = coded.newcomer(cast, cast.group1, "Wren 7", quotes=False)
    said = coded.say(cast, silent, "They came\r\n for   my son\u00a0 at night.")
    coding.code_words(said, by=cast.moss, themes=[about], in_vivo=True, whole=True, stance=Stance.FOR, intensity=2)
    own = Theme.objects.get(title="They came for my son at night.")
    findings.write_finding(finding, by=cast.moss, themes=[own])
    for title in (own.title, own.title[:-1], own.title.upper()):
        Theme.objects.filter(pk=own.pk).update(title=title)
        again = Finding.objects.get(pk=finding.pk)
        told = [text for text in checking.missing(again) if "somebody’s own words" in text]
        assert told == [
            f"Its theme “{title}” is named in somebody’s own words. The person has not agreed to be quoted. "
            "Give it another name."
        ]
        assert told[0] in checking.missing_in(again.report)[0][1]
    Theme.objects.filter(pk=own.pk).update(title="Taken at night")
    assert not any("own words" in text for text in checking.missing(Finding.objects.get(pk=finding.pk)))
