"""Gate E, one thing missing at a time; and what happens on arrival."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string

from audit import clock
from consultations.desk import desk
from consultations.models import Consent, Membership, Stage, TokenLink
from consultations.stages import stages
from deliberation.models import Poll
from outcomes.coding import coding, set_aside
from outcomes.findings import checking, findings, gates
from outcomes.models import (
    Excerpt,
    Finding,
    FindingsReport,
    NotRelevant,
    OversightStatement,
    Recommendation,
)
from outcomes.recommendations import recommendations
from outcomes.report import method
from outcomes.report import report as reports
from people.errors import Refused
from tests.cast import Cast, chosen_by
from tests.outcomes import coded

GATE = stages.transition_named("publish_findings")


def blocking(cast: Cast) -> list[str]:
    return [item.text for item in stages.blockers(cast.consultation, GATE)]


def warned(cast: Cast) -> list[str]:
    return [item.text for item in stages.missing(cast.consultation, GATE) if item.soft]


@pytest.mark.usefixtures("ready_finding")
def test_everything_in_place_passes(cast: Cast) -> None:
    assert blocking(cast) == []


def test_nothing_in_place_names_each_thing(cast: Cast) -> None:
    cast.at(Stage.ANALYSIS)
    where = {item.where for item in stages.blockers(cast.consultation, GATE)}
    assert where == {"coding", "findings", "recommendations", "statement"}


def recent_close(cast: Cast) -> None:
    cast.consultation.closes_at = clock.now() - timedelta(days=13)
    cast.consultation.save()


def leave_one_uncoded(cast: Cast) -> None:
    coded.say(cast, cast.amina, "One more thing.")


def uncheck_a_quote(cast: Cast) -> None:
    Excerpt.objects.filter(pk=Excerpt.objects.first().pk).update(checked_by=None)


def withdraw_a_quote(cast: Cast) -> None:
    Consent.objects.filter(membership=cast.member(cast.carys), item=Consent.Item.QUOTES).update(
        withdrawn_at=clock.now()
    )


def blank(name: str) -> Callable[[Cast], None]:
    return lambda cast: FindingsReport.objects.update(**{name: [] if name == "summary" else " "}) and None


def blank_finding(name: str) -> Callable[[Cast], None]:
    return lambda cast: Finding.objects.update(**{name: ""}) and None


def sent_days_ago(days: int) -> Callable[[Cast], None]:
    return lambda cast: FindingsReport.objects.update(checking_from=clock.now() - timedelta(days=days)) and None


@pytest.mark.usefixtures("ready_finding")
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (recent_close, "People can still withdraw"),
        (leave_one_uncoded, "1 contribution is not coded yet."),
        (uncheck_a_quote, "Nobody has checked"),
        (withdraw_a_quote, "has not agreed to be quoted"),
        (blank("headline"), "Write the headline."),
        (blank("in_brief"), "Write the overall reading."),
        (blank("limitations"), "Write the limitations."),
        (blank("conclusion"), "Write the conclusion."),
        (blank("summary"), "at least 5 points"),
        (blank_finding("said"), "Finding 2.1: Write “what people said”."),
        (blank_finding("inferred"), "what we draw from it"),
        (blank_finding("differences"), "where people differ"),
        (blank_finding("breadth"), "Finding 2.1: Choose its label."),
        (lambda cast: Recommendation.objects.all().delete(), "at least one recommendation"),
        (lambda cast: Recommendation.objects.get().findings.clear(), "rests on no finding"),
        (lambda cast: OversightStatement.objects.all().delete(), "oversight panel has not added"),
        (lambda cast: OversightStatement.objects.update(stage="open"), "oversight panel has not added"),
        (sent_days_ago(1), "The police can check facts until"),
        (sent_days_ago(1), "Participants can check the draft until"),
        (lambda cast: FindingsReport.objects.update(checking_from=None), "Send the draft"),
    ],
)
def test_one_thing_missing_blocks(cast: Cast, spoil: Callable[[Cast], None], words: str) -> None:
    assert blocking(cast) == []
    spoil(cast)
    assert any(words in text for text in blocking(cast))
    with pytest.raises(Refused):
        stages.move(cast.consultation, "publish_findings", by=cast.moss)


@pytest.mark.parametrize("chose", [True, False])
def test_a_statement_of_somebody_near_who_runs_it_opens_nothing(
    cast: Cast, ready_finding: Finding, chose: bool
) -> None:
    """Whom an administrator seated who runs it now, or who gave a facilitator the role. It stands, and is marked."""
    hale, moss = cast.member(OversightStatement.objects.get().member.user), cast.member(cast.moss)
    if chose:
        chosen_by(moss, hale)
    else:
        Membership.objects.filter(pk=hale.pk).update(seated_by_account=cast.moss)
    assert gates.oversight_has_spoken(cast.consultation)[0].text == gates.NOT_COUNTED
    assert "Add the panel’s statement" in {todo.title for todo in desk.waiting([cast.member(cast.quill)])}
    assert any(gates.NOT_COUNTED in text for text in blocking(cast))
    other = cast.quill if hale.user == cast.hale else cast.hale
    checking.add_statement(cast.consultation, by=other, text="We were there, and it was fair.")
    assert blocking(cast) == []
    assert method.to_keep(cast.consultation, [])["spoken_beside"] == [hale.pk]
    page = render_to_string("outcomes/report/_voices.html", {"report": reports.build(cast.consultation)})
    assert page.count("Not counted: they chose, or were") == 1


#: A Wednesday, a Saturday, a Sunday, Good Friday, and Christmas late in the evening.
EVERY_DAY = ["2026-11-25T10:00", "2026-11-28T10:00", "2026-11-29T10:00", "2026-04-03T10:00", "2026-12-25T23:50"]


@pytest.mark.parametrize("day", EVERY_DAY)
def test_windows_of_no_days_are_no_wait_on_any_day(cast: Cast, day: str) -> None:
    """Sent now, published now; and nobody is asked to check facts once the time for it is over."""
    with clock.travel(datetime.fromisoformat(day).replace(tzinfo=UTC)):
        coded.ready_to_publish(cast)
        sent_days_ago(0)(cast)
        assert any("The police can check facts until" in text for text in blocking(cast))
        assert [todo.title for todo in desk.waiting([cast.member(cast.okoro)])] == ["Check the facts in the draft"]
        cast.consultation.accuracy_days = cast.consultation.check_days = 0
        cast.consultation.save()
        assert blocking(cast) == []
        assert desk.waiting([cast.member(cast.okoro)]) == []
        stages.move(cast.consultation, "publish_findings", by=cast.moss)


@pytest.mark.usefixtures("ready_finding")
def test_facilitators_words_and_not_relevant_ones_do_not_block(cast: Cast) -> None:
    coded.say(cast, cast.moss, "Thank you all.")
    coding.mark_not_relevant(coded.say(cast, cast.amina, "Bye!"), by=cast.moss, why="greeting")
    assert blocking(cast) == ["1 contribution set aside as not relevant, for a second person to look at."]
    set_aside.agree(cast.consultation, [mark.contribution_id for mark in NotRelevant.objects.all()], by=cast.hale)
    assert blocking(cast) == []


def test_warnings_do_not_block_but_are_said(cast: Cast, ready_finding: Finding) -> None:
    assert warned(cast) == ["No poll was held, so there is nothing to compare before and after."]
    Poll.objects.create(consultation=cast.consultation, title="P")
    findings.choose_label(
        ready_finding, by=cast.moss, breadth="single", strongly_felt=False, override_reason="It was faint."
    )
    extra = [
        coded.quote(cast, cast.amina, ready_finding.themes.get(), text) for text in ("Delete it.", "Please delete it.")
    ]
    findings.set_quotes(ready_finding, [*Excerpt.objects.exclude(pk__in=[e.pk for e in extra]), *extra], by=cast.moss)
    assert warned(cast) == [
        "3 of the 5 quotes are from one person.",
        "The label of finding 2.1 is not the one the coding supports.",
    ]
    assert len(blocking(cast)) == 1, "a label that moved after the panel spoke"
    checking.add_statement(cast.consultation, by=cast.hale, text="We have seen the label.")
    assert blocking(cast) == []


def test_publishing_makes_the_report_public_and_cuts_ballots_loose(cast: Cast, ready_finding: Finding) -> None:
    assert TokenLink.objects.filter(membership__consultation=cast.consultation).exists()
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    report = FindingsReport.objects.get()
    assert report.is_published and report.published_at and cast.consultation.anonymised_at
    assert not TokenLink.objects.filter(membership__consultation=cast.consultation).exists()
    with pytest.raises(Refused):
        findings.write_finding(Finding.objects.get(pk=ready_finding.pk), by=cast.moss, said="Else.")


@pytest.mark.usefixtures("ready_finding")
def test_publishing_here_leaves_other_consultations_alone(cast: Cast, elsewhere: Cast) -> None:
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    assert TokenLink.objects.filter(membership__consultation=elsewhere.consultation).exists()


def test_only_a_facilitator_publishes(cast: Cast) -> None:
    from django.http import Http404

    coded.ready_to_publish(cast)
    for who in (cast.hale, cast.okoro, cast.reyes, cast.amina, cast.outsider):
        with pytest.raises(Http404):
            stages.move(cast.consultation, "publish_findings", by=who)


@pytest.mark.usefixtures("ready_finding")
def test_a_published_recommendation_is_never_deleted(cast: Cast) -> None:
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    item = Recommendation.objects.get()
    with pytest.raises(ValueError):
        item.delete()
    with pytest.raises(Refused):
        recommendations.remove(item, by=cast.moss)
