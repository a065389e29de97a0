"""Correcting a published report: dated, with a reason, old and new words side by side."""

import pytest

from audit import clock
from audit.models import Entry
from consultations.models import Stage
from outcomes.models import Erratum, FindingsReport, PoliceResponse
from outcomes.report import errata
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.report.printed import address, published, text_of


@made_once
def report(cast: Cast) -> FindingsReport:
    return published(cast).report


def correct(report: FindingsReport, cast: Cast, **fields: object) -> Erratum:
    given = {"by": cast.moss, "old": report.headline, "new": "Better words", "reason": "A slip of ours."}
    return errata.add(report, **{**given, **fields})  # type: ignore[arg-type]


def test_it_is_recorded_and_shown_to_everybody(report: FindingsReport, cast: Cast, client_for) -> None:
    old = report.headline
    correct(report, cast)
    entry = Entry.objects.get(action="report_corrected")
    assert (entry.actor, entry.summary) == ("Jo Moss", "The report: A slip of ours.")
    page = text_of(client_for(None).get(address(cast)).content.decode())
    assert f"It said: {old}" in page and "It should say: Better words" in page and "A slip of ours." in page
    report.refresh_from_db()
    assert report.headline == old and report.fingerprint in page


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"old": "Words nobody wrote"}, "does not say these words"),
        ({"new": ""}, "Give both"),
        ({"reason": " "}, "Give a reason"),
        ({"new": "x" * 1001}, "at most 1,000"),
    ],
)
def test_it_says_what_is_missing(report: FindingsReport, cast: Cast, fields: dict[str, object], why: str) -> None:
    with pytest.raises(Refused, match=why):
        correct(report, cast, **fields)
    assert not Erratum.objects.exists()


def test_what_the_police_have_answered_reads_as_it_did(report: FindingsReport, cast: Cast) -> None:
    """Else a kind facilitator softens what was agreed to, and the promise is kept more easily."""
    asked = report.recommendations.first()
    assert asked is not None
    correct(report, cast, old=asked.title, new="Delete faces within a year.")
    answer = PoliceResponse.objects.get_or_create(report=report)[0]
    PoliceResponse.objects.filter(pk=answer.pk).update(
        state=PoliceResponse.State.SIGNED, signed_by_name="N. Okoro", signed_by_role="Officer", signed_at=clock.now()
    )
    with pytest.raises(Refused, match="have signed their answer"):
        correct(report, cast, old=asked.title, new="Think about deleting faces.")
    assert correct(report, cast).pk


def test_only_a_facilitator_corrects_and_only_what_is_published(report: FindingsReport, cast: Cast) -> None:
    for other in (cast.okoro, cast.hale, cast.amina, cast.outsider):
        with pytest.raises(Exception, match="correct the published report"):
            correct(report, cast, by=other)
    cast.at(Stage.ANALYSIS)
    report.consultation.refresh_from_db()
    with pytest.raises(Refused):
        correct(report, cast)


def test_the_page_takes_it_and_the_panel_is_told(report: FindingsReport, cast: Cast, client_for) -> None:
    client = client_for(cast.moss)
    sent = {"finding": "", "old": report.headline, "new": "Better words", "reason": "A slip."}
    assert client.post(address(cast, "report/correct/"), {**sent, "old": "No"}).status_code == 422
    assert client.post(address(cast, "report/correct/"), sent).status_code == 302
    assert "Read a correction of the report" in client_for(cast.hale).get("/desk/").content.decode()
    assert client_for(cast.hale).get(address(cast, "report/correct/")).status_code == 404
