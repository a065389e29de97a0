"""That the police made no comment is said where somebody of them could have made one, force by force."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from docx import Document

from audit import clock
from consultations.groups import appointing
from consultations.models import Membership, Role
from consultations.models.membership import POLICE
from consultations.stages import stages
from outcomes.findings import checking, police_days
from outcomes.models import Finding, FindingsReport
from outcomes.report import report as reports
from outcomes.report.context import shown
from outcomes.report.exports import data, sheets, word
from tests.cast import Cast, force, person, staff
from tests.made_once import made_once
from tests.outcomes import coded
from tests.outcomes.report.printed import address
from tests.pages import flat

pytestmark = pytest.mark.django_db
EAST = "Eastmere Police (example)"
SENT = 30  # days ago, in `coded.ready_to_publish`
NOBODY = "The police had 5 working days to comment on facts. Nobody answered for the police in these days."


@made_once
def ready(cast: Cast) -> Finding:
    return coded.ready_to_publish(cast)


def police(cast: Cast, **fields: object) -> None:
    cast.consultation.memberships.filter(role__in=POLICE).update(**fields)


def ago(days: float) -> datetime:
    return clock.now() - timedelta(days)


def statement(cast: Cast) -> str:
    cast.consultation.refresh_from_db()
    return " ".join(reports.build(cast.consultation).method.statement)


def publish(cast: Cast) -> str:
    cast.consultation.refresh_from_db()
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    return statement(cast)


def test_nobody_of_the_police_made_no_comment(ready: Finding, cast: Cast, client_for: Callable) -> None:
    """The account of each was closed before the draft went out: nothing holds the findings up, and it is said."""
    police(cast, withdrawn_at=ago(SENT + 10))
    transition = stages.transition_named("publish_findings")
    soft = [one.text for one in stages.missing(cast.consultation, transition) if one.soft]
    assert any("Nobody answered for the police in these days." in text for text in soft)
    text = publish(cast)
    assert NOBODY in text and "made no comment" not in text and "They could read" not in text
    page = flat(client_for(None).get(address(cast)).content.decode())
    assert "made no comment" not in page and "Nobody answered for the police while they could comment" in page
    assert "0 comments. Nobody answered for the police in these days." in page
    context = shown(cast.consultation, viewer=None)
    made = word.as_word(context["report"], sheets.of(context), data.about(context["report"], "https://example.org"))
    printed = "\n".join(one.text for one in Document(BytesIO(made)).paragraphs)
    assert "While the police could comment on facts: Nobody answered for the police in these days." in printed


def test_somebody_who_comes_back_later_was_not_there(ready: Finding, cast: Cast) -> None:
    police(cast, joined_at=ago(2), withdrawn_at=None)
    text = publish(cast)
    assert NOBODY in text
    police(cast, joined_at=ago(90))
    assert NOBODY in statement(cast), "as it was when it was published"


def test_days_on_which_nobody_was_there_are_counted(ready: Finding, cast: Cast) -> None:
    report = FindingsReport.objects.get()
    sent, until = report.checking_from, checking.facts_until(report)
    assert sent is not None and until is not None
    police(cast, withdrawn_at=until - timedelta(seconds=1))
    assert police_days.of(report).told == ""
    police(cast, withdrawn_at=checking.after_working_days(sent, 3))
    text = publish(cast)
    assert "On 2 of these days nobody answered for the police. They made no comment." in text


def test_one_of_them_is_enough_and_no_legal_reviewer(ready: Finding, cast: Cast) -> None:
    police(cast, withdrawn_at=ago(SENT + 10))
    lawyer = staff(cast.consultation, person("law", "Lee Law"), Role.LEGAL)
    Membership.objects.filter(pk=lawyer.pk).update(joined_at=ago(90))
    assert police_days.of(FindingsReport.objects.get()).nobody, "reads the draft answer, and not these findings"
    Membership.objects.filter(pk=cast.member(cast.reyes).pk).update(withdrawn_at=None)
    assert "They made no comment." in publish(cast) and "nobody answered" not in statement(cast).lower()


def test_who_was_dismissed_later_and_came_back_had_been_there(ready: Finding, cast: Cast) -> None:
    """A person has one row: what it said before they came back is taken from the record, for the force."""
    Membership.objects.filter(pk=cast.member(cast.okoro).pk).update(withdrawn_at=ago(SENT + 10))
    with clock.travel(ago(3)):
        appointing.dismiss(cast.member(cast.reyes), by=cast.moss)
    appointing.seat(cast.consultation, cast.reyes, Role.RESPONDER, actor=None)
    assert cast.member(cast.reyes).joined_at > ago(1)
    assert "They made no comment." in publish(cast)


def test_each_force_of_several_for_itself(ready: Finding, cast: Cast) -> None:
    cast.consultation.joint_forces.add(force(EAST))
    assert police_days.of(FindingsReport.objects.get()).told == f"Nobody answered for {EAST} in these days."
    lake = staff(cast.consultation, person("lake", "K. Lake"), Role.RESPONDER, organisation=EAST)
    Membership.objects.filter(pk=lake.pk).update(joined_at=ago(90))
    assert police_days.of(FindingsReport.objects.get()).told == ""
    Membership.objects.filter(pk__in=[cast.member(cast.okoro).pk, cast.member(cast.reyes).pk]).update(
        withdrawn_at=ago(SENT + 1)
    )
    lead = cast.consultation.force
    assert f"Nobody answered for {lead} in these days. They made no comment." in publish(cast)
