"""A label above what the coding supports: facilitators ask, the panel agrees or not; nothing is raised meanwhile."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import Membership
from outcomes.findings import agreeing, checking, findings, gates
from outcomes.models import Breadth, Finding, FindingsReport, HigherLabel, Stance
from outcomes.report import published
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded
from tests.pages import flat

SignIn = Callable[[User | None], Client]
PAGE = "/consultations/street-cameras/findings/labels/"


@made_once
def finding(cast: Cast) -> Finding:
    """Three of three hold it: a minority view, for too few spoke."""
    return coded.ready_to_publish(cast)


def ask(cast: Cast, finding: Finding, breadth: str = Breadth.MAJORITY, strongly: bool = False) -> HigherLabel:
    findings.choose_label(
        finding, by=cast.moss, breadth=breadth, strongly_felt=strongly, override_reason="The room nodded."
    )
    return finding.higher_labels.get(answer="open")


def needs(finding: Finding) -> list[str]:
    return checking.missing(Finding.objects.get(pk=finding.pk))


@made_once
def asked(cast: Cast, finding: Finding) -> HigherLabel:
    return ask(cast, finding)


@pytest.mark.parametrize(("breadth", "strongly"), [("majority", False), ("divided", False), ("minority", True)])
def test_a_higher_label_is_not_borne_but_asked_of_the_panel(
    cast: Cast, finding: Finding, breadth: str, strongly: bool
) -> None:
    asked = ask(cast, finding, breadth, strongly)
    finding.refresh_from_db()
    assert (finding.breadth, finding.strongly_felt, finding.override_reason) == (Breadth.MINORITY, False, "")
    assert asked.reason == "The room nodded." and "The panel has not answered yet" in needs(finding)[0]
    assert any("has not answered" in item.text for item in gates.findings_are_complete(cast.consultation))


def test_the_panel_agrees_and_it_is_printed_with_both_reasons(cast: Cast, finding: Finding, client_for: SignIn) -> None:
    agreeing.answer(ask(cast, finding), by=cast.hale, agreed=True, why="We were there and saw it.")
    finding.refresh_from_db()
    assert finding.breadth == Breadth.MAJORITY and needs(finding) == []
    entry = Entry.objects.latest("number")
    assert entry.action == "higher_label_agreed" and entry.detail["proposed"] == "minority view"
    report = client_for(cast.moss).get("/consultations/street-cameras/report/").content.decode()
    for words in (
        "The room nodded.",
        "The panel agreed",
        "We were there and saw it.",
        "3 of the 3",
        "of 3 who took part",
    ):
        assert words in report, words
    assert ["the panel agreed", "We were there and saw it."] in published._found(finding)


def test_the_panel_refuses_and_nothing_changes(cast: Cast, finding: Finding) -> None:
    agreeing.answer(ask(cast, finding), by=cast.hale, agreed=False, why="Two of us counted three nods.")
    finding.refresh_from_db()
    assert finding.breadth == Breadth.MINORITY and needs(finding) == []
    assert coded.last_action() == "higher_label_refused"


def again(cast: Cast, finding: Finding, how: str) -> Finding:
    """A facilitator who was told no asks somebody else of the panel: of the same finding, made anew or beside it."""
    if how == "the same":
        return finding
    FindingsReport.objects.update(state=FindingsReport.State.DRAFT)
    finding = Finding.objects.get(pk=finding.pk)
    fields = {"themes": list(finding.themes.all()), "position": [Stance.FOR]}
    if how == "removed":
        findings.remove_finding(finding, by=cast.moss)
    elif how == "other themes first":
        findings.write_finding(finding, by=cast.moss, themes=[coded.theme(cast, "Signs")])
        findings.remove_finding(Finding.objects.get(pk=finding.pk), by=cast.moss)
    report = FindingsReport.objects.get()
    return findings.add_finding(report, cast.consultation.areas.get(order=2), by=cast.moss, title="Anew", **fields)


@pytest.mark.parametrize("how", ["the same", "removed", "other themes first", "beside"])
def test_an_earlier_no_of_the_panel_is_printed_beside_its_yes(
    cast: Cast, finding: Finding, client_for: SignIn, how: str
) -> None:
    agreeing.answer(ask(cast, finding), by=cast.hale, agreed=False, why="Two of us counted three nods.")
    made = again(cast, finding, how)
    agreeing.answer(ask(cast, made), by=cast.quill, agreed=True, why="We saw it.")
    made = Finding.objects.get(pk=made.pk)
    [no] = made.computed["said_no"]
    assert (no["label"], no["why"]) == ("majority view", "Two of us counted three nods.")
    findings.recount(made)  # as it is published
    assert "Two of us counted three nods." in str(published._found(Finding.objects.get(pk=made.pk)))
    report = flat(client_for(cast.moss).get("/consultations/street-cameras/report/").content.decode())
    assert "the panel had not agreed to a label above what the coding supports: “majority view” (Ruth Hale" in report
    assert "Two of us counted three nods." in report


def test_a_no_on_other_themes_is_not_said_of_this_finding(cast: Cast, finding: Finding) -> None:
    other = coded.theme(cast, "Signs")
    for who in (cast.amina, cast.bilal):
        coded.code(cast, coded.say(cast, who), other)
    beside = findings.add_finding(
        finding.report, finding.area, by=cast.moss, title="Signs", themes=[other], position=[Stance.FOR]
    )
    agreeing.answer(ask(cast, beside), by=cast.hale, agreed=False, why="No.")
    agreeing.answer(ask(cast, finding), by=cast.hale, agreed=True, why="Yes.")
    made = Finding.objects.get(pk=finding.pk)
    assert made.computed["said_no"] == []
    findings.choose_label(made, by=cast.moss, breadth=Breadth.MINORITY, strongly_felt=False)
    findings.recount(made)
    assert "said_no" not in Finding.objects.get(pk=made.pk).computed, "it bears what is supported"


def test_it_is_answered_once_and_with_a_reason(cast: Cast, finding: Finding, asked: HigherLabel) -> None:
    with pytest.raises(Refused, match="Say why"):
        agreeing.answer(asked, by=cast.hale, agreed=True, why=" ")
    with pytest.raises(Refused, match="name of somebody who takes part"):  # it is printed
        agreeing.answer(asked, by=cast.hale, agreed=True, why="Kestrel 21 says so.")
    agreeing.answer(asked, by=cast.hale, agreed=False, why="No.")
    with pytest.raises(Refused, match="answered or taken back"):
        agreeing.answer(asked, by=cast.hale, agreed=True, why="Yes after all.")


def test_choosing_what_is_supported_takes_the_question_back(cast: Cast, finding: Finding, asked: HigherLabel) -> None:
    findings.choose_label(finding, by=cast.moss, breadth=Breadth.MINORITY, strongly_felt=False)
    asked.refresh_from_db()
    assert asked.answer == "taken_back" and needs(finding) == []


def test_when_the_coding_has_moved_the_panel_cannot_agree_to_the_old_question(
    cast: Cast, finding: Finding, asked: HigherLabel
) -> None:
    for member in coded.chorus(cast, finding.themes.get(), Stance.AGAINST):
        assert member.group
    with pytest.raises(Refused, match="has moved"):
        agreeing.answer(asked, by=cast.hale, agreed=True, why="Yes.")


def test_what_was_agreed_holds_only_for_what_the_coding_supported_then(cast: Cast, finding: Finding) -> None:
    agreeing.answer(ask(cast, finding, Breadth.CONSENSUS), by=cast.hale, agreed=True, why="Yes.")
    coded.chorus(cast, finding.themes.get(), Stance.AGAINST)
    findings.write_finding(finding, by=cast.moss, differences="Three spoke against it.")
    assert needs(finding) == ["The coding no longer supports the label as chosen. Look at it again."]


def test_a_label_raised_before_the_panel_was_asked_does_not_pass(cast: Cast, finding: Finding) -> None:
    finding.breadth, finding.override_reason = Breadth.MAJORITY, "Because."
    finding.save()
    assert "the panel has not agreed" in needs(finding)[0]


def test_what_the_panel_agreed_to_is_not_said_of_a_lowering_it_never_saw(
    cast: Cast, finding: Finding, client_for: SignIn
) -> None:
    """It agreed that a minority view be called a majority; now a consensus is called one, by the facilitators alone."""
    agreeing.answer(ask(cast, finding), by=cast.hale, agreed=True, why="We were there and saw it.")
    coded.chorus(cast, finding.themes.get())
    finding.refresh_from_db()
    findings.choose_label(
        finding, by=cast.moss, breadth=Breadth.MAJORITY, strongly_felt=False, override_reason="It felt thin."
    )
    finding = Finding.objects.get()
    assert finding.computed["breadth"] == Breadth.CONSENSUS and finding.is_overridden
    assert finding.agreement is None
    report = client_for(cast.moss).get("/consultations/street-cameras/report/").content.decode()
    assert "It felt thin." in report and "The panel agreed" not in report
    assert not any(isinstance(part, list) and "the panel agreed" in part for part in published._found(finding))
    # One that came out before the ground was asked keeps its fingerprint.
    FindingsReport.objects.update(state=FindingsReport.State.PUBLISHED, salt="")
    said = ["the panel agreed", "We were there and saw it."]
    assert said in published._found(Finding.objects.get())
    FindingsReport.objects.update(salt="drawn")
    assert said not in published._found(Finding.objects.get())


@pytest.mark.parametrize("who", ["moss", "finch", "okoro", "reyes", "amina", "outsider"])
def test_nobody_but_the_panel_answers(cast: Cast, finding: Finding, client_for: SignIn, who: str) -> None:
    asked, person = ask(cast, finding), getattr(cast, who)
    with pytest.raises(NotAllowed):
        agreeing.answer(asked, by=person, agreed=True, why="Yes.")
    client = client_for(person)
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"asked": asked.pk, "do": "agree", "why": "Yes."}).status_code == 404
    finding.refresh_from_db()
    assert finding.breadth == Breadth.MINORITY


def test_the_panel_answers_on_its_page(cast: Cast, finding: Finding, client_for: SignIn) -> None:
    asked, client = ask(cast, finding), client_for(cast.hale)
    page = client.get(PAGE).content.decode()
    assert "The room nodded." in page and "3 of the 3 who spoke on this, of 3 who took part" in page
    empty = client.post(PAGE, {"asked": asked.pk, "do": "agree", "why": ""})
    assert empty.status_code == 422
    assert client.post(PAGE, {"asked": asked.pk, "do": "agree", "why": "We saw it."}).status_code == 302
    assert "We saw it." in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"asked": asked.pk, "do": "agree", "why": "Again."}).status_code == 422
    assert client.post(PAGE, {"asked": 99999, "do": "agree", "why": "x"}).status_code == 404


def test_it_waits_on_the_desk_of_the_panel_until_it_is_answered(
    cast: Cast, finding: Finding, client_for: SignIn
) -> None:
    asked, todo = ask(cast, finding), "Answer whether a label may be raised"
    assert todo in client_for(cast.hale).get("/desk/").content.decode()
    agreeing.answer(asked, by=cast.hale, agreed=False, why="No.")
    assert todo not in client_for(cast.hale).get("/desk/").content.decode()


def test_after_publication_nothing_is_raised(cast: Cast, finding: Finding, asked: HigherLabel) -> None:
    FindingsReport.objects.update(state="published")
    cast.at("findings_published")
    with pytest.raises(Refused):
        agreeing.answer(asked, by=cast.hale, agreed=True, why="Yes.")


def test_nobody_of_the_side_of_whoever_asked_agrees(cast: Cast, asked: HigherLabel, client_for: SignIn) -> None:
    """An administrator who seated the member of the panel runs it now, and asks for more than the coding bears."""
    Membership.objects.filter(pk=cast.member(cast.hale).pk).update(seated_by_account=cast.moss)
    page = flat(client_for(cast.hale).get(reverse("higher_labels", args=[cast.consultation.slug])).content.decode())
    assert "The same person chose" in page and 'value="agree"' not in page
    with pytest.raises(Refused, match="The same person chose"):
        agreeing.answer(asked, by=cast.hale, agreed=True, why="We saw it.")
    agreeing.answer(asked, by=cast.hale, agreed=False, why="The coding does not bear it.")
    assert not asked.finding.higher_labels.get().is_open, "to say no takes nobody else"
