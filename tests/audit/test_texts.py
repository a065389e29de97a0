"""Every published text, changed by somebody with the database open, is found and named."""

import inspect
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit import clock, texts
from audit.models import Entry
from audit.record import record
from audit.wiring import wired_map
from consultations.briefing.gates import briefing_is_approved
from consultations.models import BriefingSection, BriefingVersion
from consultations.signing import as_told
from deliberation.models import Poll, Wave
from deliberation.polls import polling
from outcomes.answers import responses
from outcomes.models import AnswerErratum, Commitment, Decision, Erratum, FindingsReport
from outcomes.report import versions
from tests.audit import attacks
from tests.cast import Cast
from tests.deliberation import rooms
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.published import publish
from tests.outcomes.report.printed import corrected, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def heads_file(tmp_path: Any, settings: Any) -> None:
    settings.AUDIT_HEADS_FILE = str(tmp_path / "heads.log")


def faults() -> str:
    said = StringIO()
    try:
        call_command("verify_audit", stdout=StringIO(), stderr=said)
    except CommandError:
        return said.getvalue()
    return ""


def test_a_published_finding(cast: Cast) -> None:
    finding = published(cast)
    assert faults() == ""
    attacks.run("UPDATE outcomes_finding SET said = 'Nobody minds.' WHERE id = %s", finding.pk)
    found = faults()
    assert f"Finding {finding.number} of report version 1 of “{cast.consultation}” differs from what was" in found
    assert found.count("differs") == 1


@pytest.mark.parametrize(
    ("sql", "part"),
    [
        ("UPDATE outcomes_findingsreport SET headline = 'All is well'", "The headline"),
        ("UPDATE outcomes_finding SET breadth = 'single'", "Finding 2.1"),
        ("UPDATE outcomes_findingquote SET printed = 'Never said'", "The quotations of finding 2.1"),
        ("UPDATE outcomes_recommendation SET title = 'Do nothing'", "Recommendation 1"),
        ("DELETE FROM outcomes_findingquote", "The quotations of finding 2.1"),
        ("UPDATE outcomes_theme SET title = 'Praise'", "The themes and notes of finding 2.1"),
        ("UPDATE outcomes_groupstance SET note = 'All are content.'", "The themes and notes of finding 2.1"),
        ("UPDATE outcomes_findingsreport SET counted = '{\"fingerprinted\": true}'", "What the method tells"),
    ],
)
def test_parts_of_a_report(cast: Cast, sql: str, part: str) -> None:
    published(cast)
    attacks.run(sql)
    assert f"{part} of report version 1 of" in faults()


def test_a_signed_reason_and_a_promise(cast: Cast) -> None:
    response = publish(cast)
    texts.begin()
    complete(response, cast)
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    assert faults() == ""
    attacks.run("UPDATE outcomes_recommendationresponse SET reasons = 'We would rather not.' WHERE id = "
                "(SELECT MIN(id) FROM outcomes_recommendationresponse)")  # fmt: skip
    assert "The answer to recommendation 1 of answer to “Street cameras in Eastmere” differs" in faults()
    promise = Commitment.objects.first()
    assert promise is not None
    attacks.run("UPDATE outcomes_commitment SET due = '2099-01-01' WHERE id = %s", promise.pk)
    assert "The date of promise under recommendation 1 of" in faults()
    attacks.run("DELETE FROM outcomes_commitment WHERE id = %s", promise.pk)
    assert "is gone: Promise under recommendation 1" in faults()


def test_an_approved_briefing(cast: Cast) -> None:
    version = BriefingVersion.objects.create(consultation=cast.consultation, number=1)
    BriefingSection.objects.create(version=version, kind="does", body="It looks.")
    version.content_hash = version.compute_hash()
    version.save()
    briefing_is_approved(cast.consultation)
    assert faults() == ""
    version.refresh_from_db()
    assert Entry.objects.get(action="text_published").detail["fingerprint"] == version.content_hash
    attacks.run("UPDATE consultations_briefingsection SET body = 'It never looks.'")
    assert "“What it does” of briefing version 1 of" in faults()


def test_a_question_of_an_opened_poll(cast: Cast) -> None:
    wave = rooms.open_first(cast)
    assert faults() == ""
    question = wave.questions.order_by("order", "pk").first()
    assert question is not None
    with connection.cursor() as cursor:  # the database refuses this, until somebody who owns it takes that away
        for name in triggers(cursor, "deliberation_question"):
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("UPDATE deliberation_question SET text = 'Do you love cameras?' WHERE id = %s", [question.pk])
    assert f"Question 1 of poll “{wave}” of" in faults()


def triggers(cursor: Any, table: str) -> list[str]:
    if connection.vendor != "sqlite":
        pytest.skip("Dropped by name on SQLite only.")
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
    return [name for (name,) in cursor.fetchall()]


def test_a_planned_poll_is_not_published(cast: Cast) -> None:
    wave = rooms.open_first(cast)
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.PLANNED)
    assert [text for text in texts.now_public() if text.kind == "poll"] == []
    assert polling.waves_of


# --- Errata --------------------------------------------------------------------------------------
def test_a_correction_is_a_version_of_its_own_and_is_watched(cast: Cast) -> None:
    finding = published(cast)
    report = finding.report
    made = corrected(report, cast, finding=finding, old=finding.title, new="Better", reason="A slip.")
    assert (report.version, report.versions[-1]["note"]) == (2, f"Correction of finding {finding.number}")
    assert faults() == ""
    finding.refresh_from_db()
    assert finding.title == made.old  # the old words stay
    attacks.run("UPDATE outcomes_erratum SET new = 'Worse'")
    assert f"The new words of correction of finding {finding.number} of" in faults()


def test_a_turned_version_is_the_one_that_counts(cast: Cast) -> None:
    report = published(cast).report
    versions.let_go(_excerpts(report))
    versions.turn(report)
    assert faults() == ""
    report.refresh_from_db()
    newest = Entry.objects.filter(action="text_published").latest("number")
    assert newest.detail["fingerprint"] == report.fingerprint


def _excerpts(report: FindingsReport) -> Any:
    from outcomes.models import Excerpt

    return Excerpt.objects.filter(finding_quotes__finding__report=report)


# --- What nobody published -----------------------------------------------------------------------
def test_what_is_slipped_in_is_a_fault(cast: Cast) -> None:
    finding = published(cast)
    planted = Erratum.objects.create(
        report=finding.report, finding=finding, old="No", new="Yes", reason="A slip.", by=cast.member(cast.moss)
    )
    assert "Public without having been published: correction of finding" in faults()
    planted.delete()
    assert faults() == ""
    poll = Poll.objects.create(consultation=cast.consultation, title="Slipped in")
    wave = Wave.objects.create(poll=poll, kind=Wave.Kind.BEFORE, title="Another")
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.OPEN, opened_at=clock.now())
    assert "Public without having been published: poll “" in faults()


def test_an_answer_gets_no_decision_promise_or_correction_that_nobody_made(cast: Cast) -> None:
    response = publish(cast)
    texts.begin()
    complete(response, cast)
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    slot = response.answers.first()
    assert slot is not None and faults() == ""
    made = Decision.objects.create(
        answer=slot, status="accepted", reasons="Yes.", decided_by_name="N. Okoro", decided_by_role="Chief",
        decided_by=cast.member(cast.okoro), decided_on=clock.today(),
    )  # fmt: skip
    Commitment.objects.create(answer=slot, decision=made, text="Signs", owner_role="Nobody", due=clock.today())
    AnswerErratum.objects.create(
        response=response, answer=slot, old="No", new="Yes", reason="A slip.", signed_by_name="N. Okoro",
        signed_by_role="Chief", signed_by=cast.member(cast.okoro),
    )  # fmt: skip
    found = faults()
    for what in ("decision on recommendation 1", "promise under", "standing of the promise", "correction of"):
        assert f"Public without having been published: {what}" in found


def test_an_upgrade_takes_in_what_was_there_once_and_lists_it(cast: Cast) -> None:
    publish(cast)
    assert "Public without having been published: report version 1" in faults()
    begun = texts.begin()
    assert begun is not None and begun.detail["kinds"] == sorted(texts.kinds())
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert "It had no fingerprint until an upgrade: Report version 1 of" in said.getvalue()
    attacks.run("UPDATE outcomes_findingsreport SET headline = 'All is well'")
    assert "The headline of report version 1" in faults(), "from then on it is held"
    attacks.run("UPDATE outcomes_findingsreport SET headline = ''")
    report = FindingsReport.objects.get()
    Erratum.objects.create(report=report, old="No", new="Yes", reason="A slip.", by=cast.member(cast.moss))
    assert texts.begin() is None, "nothing is taken in twice"
    assert "Public without having been published: correction of the report" in faults()
    with transaction.atomic():
        texts.publish(next(text for text in texts.now_public() if text.kind == "erratum"), taken_in=True)
        record(texts.BEGUN, actor=None, subject=report, kinds=["erratum"])
    assert "takes in texts once more that had fingerprints: erratum" in faults()


def test_a_new_kind_is_taken_in_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(cast)
    every = texts.kinds()
    monkeypatch.setattr(texts, "kinds", lambda: every - {"report"})
    texts.begin()
    assert "Public without having been published: report version 1" in faults()
    monkeypatch.undo()
    begun = texts.begin()
    assert begun is not None and begun.detail["kinds"] == ["report"] and faults() == ""


def test_every_kind_is_listed_where_it_is_yielded() -> None:
    for kinds, found in wired_map("PUBLISHED").items():
        source = inspect.getsource(inspect.getmodule(found) or found)
        said = set(re.findall(r"Text\(\s*(?:\"([a-z ]+)\"|KIND)", source)) - {""}
        assert said <= set(kinds) and kinds, (kinds, said)
