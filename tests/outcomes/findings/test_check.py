"""The two windows, the comments and the statement."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from consultations.desk import desk
from consultations.joining import joining
from consultations.models import Stage
from deliberation.models import ListedNames
from outcomes.findings import checking, findings, gates, quotes, tasks
from outcomes.models import Finding, FindingsReport
from outcomes.report.report import build
from people.errors import Refused
from people.models import Message
from people.text.dates import until as until_when
from tests.cast import Cast
from tests.outcomes import coded


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-01-12T10:00", 5, "2026-01-19T10:00"),  # Monday to Monday
        ("2026-01-16T10:00", 1, "2026-01-19T10:00"),  # Friday to Monday
        ("2026-01-17T10:00", 1, "2026-01-20T00:00"),  # a Saturday counts from Monday morning
        ("2026-04-02T10:00", 1, "2026-04-07T10:00"),  # over Good Friday and Easter Monday
        ("2026-12-24T10:00", 1, "2026-12-29T10:00"),  # Boxing Day on a Saturday: Monday 28th is the holiday
        ("2026-12-31T10:00", 1, "2027-01-04T10:00"),  # over the new year
        ("2026-01-12T10:00", 0, "2026-01-12T10:00"),
        ("2026-11-28T10:00", 0, "2026-11-28T10:00"),  # no days are no wait, on a Saturday
        ("2026-11-29T10:00", 0, "2026-11-29T10:00"),  # or a Sunday
        ("2026-04-03T10:00", 0, "2026-04-03T10:00"),  # or Good Friday
        ("2026-12-25T23:50", 0, "2026-12-25T23:50"),
        ("2028-02-28T10:00", 1, "2028-02-29T10:00"),  # a leap year
        ("2026-03-27T16:30", 1, "2026-03-30T15:30"),  # half past four stays half past four when the clocks change
        ("2026-10-25T01:30", 1, "2026-10-27T00:00"),  # the hour that comes twice is a Sunday's
    ],
)
def test_working_days_skip_weekends_and_english_bank_holidays(start: str, days: int, end: str) -> None:
    assert checking.after_working_days(at(start), days) == at(end)


def test_sending_needs_complete_findings(cast: Cast) -> None:
    report = coded.report(cast)
    with pytest.raises(Refused) as caught:
        checking.send_for_checking(report, by=cast.moss)
    assert caught.value.problems == ["Write at least one finding first."]
    findings.add_finding(report, cast.consultation.areas.first(), by=cast.moss, title="T")
    with pytest.raises(Refused) as caught:
        checking.send_for_checking(report, by=cast.moss)
    assert "1.1: Choose at least two quotes, from two people." in caught.value.problems
    report.refresh_from_db()
    assert report.state == FindingsReport.State.DRAFT


def test_sending_starts_both_windows_once(cast: Cast, ready_finding: Finding) -> None:
    report = ready_finding.report
    assert report.state == FindingsReport.State.CHECKING and report.checking_from
    with pytest.raises(Refused, match="sent already"):
        checking.send_for_checking(report, by=cast.moss)


def test_police_comment_on_facts_and_are_marked(cast: Cast, ready_finding: Finding) -> None:
    made = coded.commented(ready_finding.report, by=cast.reyes, text="It is 31 days.", finding=ready_finding)
    assert made.from_police and coded.last_action() == "draft_commented"


def test_participants_comment_too(cast: Cast, ready_finding: Finding) -> None:
    assert not coded.commented(ready_finding.report, by=cast.amina, text="You left out the signs.").from_police


@pytest.mark.parametrize("who", ["moss", "hale", "outsider"])
def test_others_do_not_comment(cast: Cast, ready_finding: Finding, who: str) -> None:
    with pytest.raises(Http404):
        checking.comment(ready_finding.report, by=getattr(cast, who), text="x")


def test_no_comment_before_it_is_sent_nor_an_empty_one(cast: Cast) -> None:
    report = coded.report(cast)
    with pytest.raises(Refused, match="not open for comments"):
        checking.comment(report, by=cast.reyes, text="x")
    report.state = FindingsReport.State.CHECKING
    report.save()
    with pytest.raises(Refused, match="Write your comment"):
        checking.comment(report, by=cast.reyes, text="  ")


def test_comment_on_a_finding_of_another_report_is_refused(cast: Cast, elsewhere: Cast) -> None:
    mine, theirs = coded.ready_to_publish(cast), coded.ready_to_publish(elsewhere)
    with pytest.raises(Refused, match="another report"):
        coded.commented(mine.report, by=cast.reyes, text="x", finding=theirs)


def test_statement_is_the_panels_alone_and_keeps_its_stage(cast: Cast) -> None:
    cast.at(Stage.ANALYSIS)
    assert checking.add_statement(cast.consultation, by=cast.hale, text="Fair.").stage == Stage.ANALYSIS
    assert coded.last_action() == "statement_added"
    for who in (cast.moss, cast.okoro, cast.reyes, cast.amina, cast.outsider):
        with pytest.raises(Http404):
            checking.add_statement(cast.consultation, by=who, text="Fair.")
    with pytest.raises(Refused, match="Write the statement"):
        checking.add_statement(cast.consultation, by=cast.hale, text=" ")


def test_the_draft_shows_only_quotes_that_may_be_printed(cast: Cast, ready_finding: Finding) -> None:
    report = ready_finding.report
    used = [quote.excerpt for quote in ready_finding.finding_quotes.all()]
    said = [quotes.Shown(one.text, one.membership.group.name) for one in used]
    assert quotes.shown_in(report) == {ready_finding.pk: said}
    used[1].checked_by = None
    used[1].save()
    assert quotes.shown_in(report) == {ready_finding.pk: [said[0], said[2]]}


def test_missing_costs_the_same_for_many_findings(cast: Cast, ready_finding: Finding) -> None:
    report = ready_finding.report
    FindingsReport.objects.update(state=FindingsReport.State.DRAFT)
    report.refresh_from_db()
    few = _queries(report)
    for n in range(6):
        made = findings.add_finding(
            report, ready_finding.area, by=cast.moss, title=str(n), themes=list(ready_finding.themes.all())
        )
        findings.set_quotes(made, [quote.excerpt for quote in ready_finding.finding_quotes.all()], by=cast.moss)
    assert _queries(report) == few <= 12


def _queries(report: FindingsReport) -> int:
    with CaptureQueriesContext(connection) as seen:
        checking.missing_in(FindingsReport.objects.select_related("consultation").get(pk=report.pk))
    return len(seen)


def test_windows_end_when_they_should(cast: Cast) -> None:
    report = coded.ready_to_publish(cast).report
    report.checking_from = at("2026-01-12T10:00")
    with clock.travel(at("2026-01-12T10:00")):
        assert checking.facts_until(report) == at("2026-01-19T10:00")
        assert checking.check_until(report) == at("2026-01-19T10:00")


def test_the_police_do_not_find_out_by_trying_which_names_are_listed(
    cast: Cast, ready_finding: Finding, client_for: Callable
) -> None:
    """A listed name in their comment looks sent like any other, a person decides, and only the panel keeps it out."""
    report, where = ready_finding.report, reverse("check_findings", args=[cast.consultation.slug])
    ListedNames.objects.create(consultation=cast.consultation, lines="Jo Example\nCase Nightjar")
    pages = []
    for text in ("Pat Sample was there.", "Jo Example was there."):
        with coded.while_checked(report):
            assert client_for(cast.reyes).post(where, {"text": text}).status_code == 302
        pages.append(client_for(cast.reyes).get(where).content.decode())
    assert pages[1].count('<div class="card">') == 2 and "a name that is listed" not in pages[1]
    free, held = report.comments.all()
    assert (free.waits, held.waits) == (False, True)

    assert any("that is listed" in one.text for one in gates.draft_was_checked(cast.consultation))
    assert build(cast.consultation, viewer=cast.moss).police_comments == [free]
    assert "a name that is listed" in client_for(cast.moss).get(where).content.decode()
    for nobody in (cast.reyes, cast.okoro, cast.amina):
        with pytest.raises(Http404):
            checking.settle_comment(held, by=nobody, printed=True)
    answer = client_for(cast.hale).post(where, {"comment": held.pk, "do": "keep_out", "why": ""})
    assert answer.status_code == 422 and "Give a reason" in answer.content.decode()
    kept_out = {"comment": held.pk, "do": "keep_out", "why": "It points to somebody."}
    assert "Do not print it" not in client_for(cast.moss).get(where).content.decode()
    with pytest.raises(Http404):
        checking.settle_comment(held, by=cast.moss, printed=False, why="It points to somebody.")
    assert Message.objects.filter(title__contains="Only the panel keeps it out of print").exists()
    assert client_for(cast.hale).post(where, kept_out).status_code == 302
    held.refresh_from_db()
    assert held.kept_out == "It points to somebody." and held.settled_by == cast.member(cast.hale)
    with pytest.raises(Refused, match="does not wait"):
        checking.settle_comment(held, by=cast.finch, printed=True)
    assert not any("that is listed" in one.text for one in gates.draft_was_checked(cast.consultation))
    assert build(cast.consultation, viewer=cast.moss).comments_kept_out == [held]


@pytest.mark.parametrize("who", ["reyes", "okoro", "amina"])
def test_what_comes_in_after_their_days_is_no_comment_of_these_days(
    cast: Cast, ready_finding: Finding, client_for: Callable, who: str
) -> None:
    """It would be printed as said in time, after others had looked at the draft and the panel had spoken."""
    report, person = ready_finding.report, getattr(cast, who)
    until = checking.check_until(report) if who == "amina" else checking.facts_until(report)
    assert until is not None
    with clock.travel(until - timedelta(seconds=1)):
        checking.comment(report, by=person, text="In time.")
    late = {"by": person, "text": "A day later.", "finding": ready_finding}
    said = f"could be checked until {until_when(until)}. Tell the facilitators"
    for at in (until, until + timedelta(days=1)):
        with clock.travel(at), pytest.raises(Refused, match=re.escape(said)):
            checking.comment(report, **late)
    page = client_for(person).get(reverse("check_findings", args=[cast.consultation.slug])).content.decode()
    assert said in page and "Send the comment" not in page
    assert [one.text for one in report.comments.all()] == ["In time."]


def test_the_draft_is_on_a_list_while_it_can_be_checked(cast: Cast, ready_finding: Finding) -> None:
    report = ready_finding.report
    here = cast.consultation, cast.member(cast.amina)
    with coded.while_checked(report):
        assert [task["title"] for task in tasks.check_the_draft(*here)] == ["Check the draft findings"]
    assert tasks.check_the_draft(*here) == []


def test_what_somebody_said_of_the_draft_goes_as_they_leave(cast: Cast, ready_finding: Finding) -> None:
    for one in (cast.amina, cast.bilal, cast.reyes):
        coded.commented(ready_finding.report, by=one, text="You left out the signs.")
    joining.withdraw(cast.consultation, by=cast.amina)
    left = {comment.author.user for comment in ready_finding.report.comments.select_related("author__user")}
    assert left == {cast.bilal, cast.reyes}


def test_what_others_say_in_the_report_names_nobody_either(cast: Cast, ready_finding: Finding) -> None:
    for act, who in ((coded.commented, cast.reyes), (checking.add_statement, cast.hale)):
        about = ready_finding.report if act is coded.commented else cast.consultation
        with pytest.raises(Refused, match="name of somebody who takes part"):
            act(about, by=who, text="Kestrel 21 was not there.")
    assert coded.commented(ready_finding.report, by=cast.amina, text="Kestrel 21 and I were there."), "nobody prints it"


def test_what_the_panel_says_before_there_is_a_draft_is_on_none(cast: Cast) -> None:
    """Else a statement of the first day lets every later text pass that nobody of the panel has read."""
    cast.at(Stage.ANALYSIS)
    early = checking.add_statement(cast.consultation, by=cast.hale, text="We look forward to it.")
    coded.ready_to_publish(cast)
    cast.consultation.oversight_statements.exclude(pk=early.pk).delete()
    (missing,) = gates.oversight_has_spoken(cast.consultation)
    assert "has not added its statement on the findings yet" in missing.text
    assert any("statement" in todo.title for todo in desk.waiting([cast.member(cast.quill)]))
    checking.add_statement(cast.consultation, by=cast.quill, text="We have read it.")
    assert gates.oversight_has_spoken(cast.consultation) == []


def test_the_method_says_what_of_the_draft_people_read(
    cast: Cast, ready_finding: Finding, client_for: Callable
) -> None:
    """It said that people checked “the draft”: what is asked of the police, and the conclusion, they do not see."""
    report = FindingsReport.objects.get()
    asked = report.recommendations.get()
    for who in (cast.amina, cast.reyes):
        page = client_for(who).get(reverse("check_findings", args=[cast.consultation.slug])).content.decode()
        assert ready_finding.title in page and report.in_brief in page
        assert asked.title not in page and report.conclusion not in page
    said = " ".join(build(cast.consultation).method.statement)
    assert "the findings and “In brief”, without what is asked of the police and the conclusion" in said
