"""The whole file: made by the worker, each version unpacked and searched for what nobody may read in it."""

import hashlib
import inspect
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from audit import clock, texts
from audit.record import record
from consultations.models import (
    BriefingVersion,
    Membership,
    ParticipantProfile,
    Role,
    Stage,
    Technology,
    TechnologyChange,
)
from consultations.privacy import periods
from consultations.signing import as_told
from consultations.stages import stages
from deliberation.models import ExpertQuestion, Poll, Session, Wave
from outcomes import numbers
from outcomes.answers import assigning, commenting, points, promising, responses
from outcomes.dossier import alongside, contents, making, packing, privacy
from outcomes.models import (
    Commitment,
    Decision,
    EasyRead,
    FindingsReport,
    PoliceResponse,
    VerdictCount,
    VerdictReply,
    WholeFile,
)
from people.errors import Refused
from people.privacy import retention
from people.text.dates import day
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded
from tests.outcomes.published import SAID, publish

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
#: Said or written, and public nowhere.
UNSAID, CODED, DRAFTED, COMMENT = "zed-post about my street", "zed-theme", "zed-draft", "zed-comment"


@made_once
def private(cast: Cast) -> list[str]:
    """A whole story, and every private fact in it."""
    coded.ready_to_publish(cast)
    cast.at(Stage.ANALYSIS)
    coded.theme(cast, CODED)
    found = [UNSAID, CODED, "zed-borough"]
    for member in Membership.objects.filter(role=Role.PARTICIPANT).select_related("user", "token_link__token"):
        found += [member.pseudonym, member.user.email, member.token_link.token.value]
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    coded.say(cast, cast.amina, UNSAID)
    ParticipantProfile.objects.update(borough="zed-borough")
    response = PoliceResponse.objects.get()
    slot = response.answers.get()
    responses.write_opening(response, by=cast.reyes, text=DRAFTED)
    responses.write_opening(response, by=cast.reyes, text="We have read every word.")
    points.say(response, by=cast.reyes, points=SAID)
    responses.answer(slot, by=cast.reyes, status="accepted", reasons="It is right.")
    until = clock.today() + timedelta(days=30)
    promising.promise(slot, by=cast.reyes, text="Delete it in May", owner_role="Head of data", due=until)
    commenting.take_back(commenting.comment(response, slot, by=cast.okoro, text=COMMENT), by=cast.okoro)
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    VerdictCount.objects.create(answer=slot, by_themselves=False, choice="no", people=2)
    return found


def unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def fetched(cast: Cast, who: str, client_for: SignIn) -> dict[str, str]:
    client, slug = client_for(getattr(cast, who)), cast.consultation.slug
    page = reverse("dossier", args=[slug])
    assert client.get(reverse("dossier_file", args=[slug])).status_code == 404, "not made yet"
    client.post(page)
    assert "It is being made" in client.get(page).content.decode()
    version = contents.POLICE if who == "okoro" else contents.PANEL
    making.make.call(cast.consultation.pk, version)
    assert "Download the file" in client.get(page).content.decode()
    return unpacked(client.get(reverse("dossier_file", args=[slug])).content)


@pytest.mark.parametrize("who", ["okoro", "moss", "hale"])
def test_nothing_private_is_in_any_version(private: list[str], cast: Cast, who: str, client_for: SignIn) -> None:
    files = fetched(cast, who, client_for)
    assert {"briefing.json", "report.html", "report-as-printed.html", "answer.json", "promises.html", "verdict.json",
            "corrections.json", "record.json", "deletion-schedule.html", "manifest.json"} <= set(files)  # fmt: skip
    for name, text in files.items():
        assert [fact for fact in private if fact in text] == [], name
    assert "We have read every word." in files["answer.html"] and "Delete it in May" in files["promises.json"]
    assert "withheld" in files["verdict.json"] or json.loads(files["verdict.json"])["answers"] == []
    drafts = [name for name, text in files.items() if DRAFTED in text or COMMENT in text]
    expected = ["police-comments.html", "police-comments.json", "police-drafts.html", "police-drafts.json"]
    assert drafts == (expected if who == "okoro" else [])


#: Kind of what is published → the part of the file that has its words. A new kind needs a part, and a row here.
WHERE = {
    "briefing": "briefing", "signature": "signatures", "translation": "translations", "change of terms": "terms",
    "change": "changes-of-technology", "words beside a change": "changes-of-technology", "poll": "polls",
    "expert answer": "questions-to-experts", "expert correction": "questions-to-experts", "report": "report",
    "erratum": "report", "police comments": "comments-on-facts", "panel statement": "panel-statements",
    "bundle": "fingerprints", "answer": "answer", "promise": "promises", "standing": "promises", "left open": "answer",
    "decision": "answer", "answer erratum": "corrections", "other evidence": "answer", "verdict": "verdict",
    "reply": "verdict", "looks": "answer", "easy read": "report-in-easy-words",
}  # fmt: skip


@made_once
def everything(private: list[str], cast: Cast) -> None:
    """One text of every kind that has fingerprints, beside what `private` published."""
    c, moss, hale, okoro = cast.consultation, cast.member(cast.moss), cast.member(cast.hale), cast.member(cast.okoro)
    now, today, named = clock.now(), clock.today(), {"signed_by_name": "N. Okoro", "signed_by_role": "Superintendent"}
    version = BriefingVersion.objects.create(consultation=c, number=1, status="approved")
    BriefingVersion.objects.filter(pk=version.pk).update(content_hash="0" * 64)
    version.sections.create(kind="works", body="Words of the briefing on what works.")
    version.signoffs.create(member=hale, content_hash="0" * 64, verdict="balanced", public_statement="We find it fair.")
    version.translations.create(
        language="easy-read", of_hash="1", translator=moss, reviewer=hale, reviewed_at=now, confirmed_translator=moss,
        confirmed_hash="1", confirmed={"works": "Words in easy English."},
    )  # fmt: skip
    c.term_changes.create(name="title", old="An old title it had", new="A new title it has", reason="It was too long.")
    technology = Technology.objects.create(name="Drones", kind="drone", force=c.force)
    change = TechnologyChange.objects.create(
        technology=technology, consultation=c, said_by=hale, kind="supplier", since=today, description="They sold it.",
        source="The trade press of May", triggers_reconsultation=False, reason="Nothing else is different.",
    )  # fmt: skip
    change.words.create(consultation=c, member=okoro, says="replies", words="We told everybody in May.")
    poll = Poll.objects.create(consultation=c, title="Before")
    wave = poll.waves.create(kind="before", state="closed", opened_at=now, closed_at=now)
    wave.questions.add(poll.questions.create(text="Should the cameras stay where they are?"))
    asked = ExpertQuestion.objects.create(consultation=c, wording="How many were stopped there?", state="answered")
    given = asked.answers.create(author=cast.member(cast.reyes), capacity="police", body="Eleven people, all in May.",
        state="published", reviewed_by=moss, published_at=now)  # fmt: skip
    given.corrections.create(author=okoro, body="It was fourteen people, not eleven.", state="published",
        reviewed_by=moss, published_at=now)  # fmt: skip
    report, response = FindingsReport.objects.get(), PoliceResponse.objects.get()
    report.errata.create(old="wrong words here", new="right words here", reason="A figure was misread.", by=moss)
    report.comments.create(author=okoro, from_police=True, text="The street has another name.")
    report.comments.create(author=okoro, from_police=True, text="zed-kept-out", kept_out="It names somebody who spoke.")
    c.oversight_statements.create(member=hale, stage="analysis", text="We would have asked this otherwise.")
    c.withdrawals.create(asked_by=okoro, asked_as="N. Okoro", reason="It was not wanted any more.", state="taken_back")
    slot = response.answers.get()
    response.errata.create(old="the old number", new="the new number", reason="It was typed wrong.", signed_by=okoro,
        answer=slot, **named)  # fmt: skip
    slot.earlier_looks.create(shown=False, by=hale, on=today, why="The page tells of another street.")
    EasyRead.objects.create(
        report=report, of_version=1, writer=moss, confirmed={"short": {"heading": "What people said"}},
        confirmed_version=1, confirmed_writer=moss, reviewer=hale, reviewed_at=now,
    )  # fmt: skip
    slot.other_evidence.create(link="https://x.example.org", why="The page had moved.", signed_by=okoro, **named)
    slot.commitments.get().updates.create(text="The order was placed in May.", state="on_track",
        author=cast.member(cast.reyes))  # fmt: skip
    report.recommendations.create(number=99, title="Ask us again in a year", text="In the same rooms as this time.")
    later = response.answers.create(recommendation=report.recommendations.get(number=99), status="under_consideration",
        reasons="It depends on the budget.", decision_by=today)  # fmt: skip
    Decision.objects.create(answer=later, status="not_accepted", reasons="The budget was cut by half.",
        decided_by=okoro, decided_by_name="N. Okoro", decided_by_role="Superintendent", decided_on=today)  # fmt: skip
    VerdictReply.objects.create(response=response, text="We read all of it.", on=today, by_name="N", by_role="S")
    record("verdict_closed", actor=None, subject=response, consultation=c.slug)


def without_tables(value: Any) -> Any:
    """Of each part, what is no table of figures inside its list."""
    rows = value.values() if isinstance(value, dict) else value
    return [without_tables(one) if isinstance(one, list) else one for one in rows if not isinstance(one, dict)]


def words_in(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from words_in(one)
    elif isinstance(value, str) and " " in value:
        yield value


@pytest.mark.parametrize("version", [contents.POLICE, contents.PANEL])
def test_every_kind_of_published_text_is_in_the_file(everything: None, cast: Cast, version: str) -> None:
    assert texts.kinds() == set(WHERE)
    found = [text for text in texts.now_public() if text.consultation == cast.consultation.slug]
    assert {text.kind for text in found} == set(WHERE), "one of each, or nothing is tried"
    parts = contents.parts(cast.consultation, version)
    for text in found:
        if text.kind not in {"verdict", "bundle"}:  # figures as they are shown, and what is hashed with a value drawn
            part = list(words_in(parts[WHERE[text.kind]]))
            # What a finding was computed from are figures: they are printed as far as they may be.
            written = without_tables(text.parts) if text.kind == "report" else text.parts
            missing = [said for said in words_in(written) if not any(said in one for one in part)]
            assert missing == [], text.title
    assert "It was not wanted any more." in words_in(parts["withdrawal"])
    assert not [name for name, part in parts.items() if "zed-kept-out" in json.dumps(part, default=str)]


def test_void_signatures_and_those_on_what_never_came_out_are_not_in_the_file(everything: None, cast: Cast) -> None:
    """A signature on words that were changed afterwards would stand there as one on what everybody read."""

    def signed() -> list[str]:
        rows = contents.parts(cast.consultation, contents.PANEL)["signatures"]["signatures"]
        return [row["statement"] for row in rows]

    version, hale = BriefingVersion.objects.get(), cast.member(cast.hale)
    of_words_since_changed = {"member": hale, "content_hash": "1" * 64, "verdict": "balanced"}
    version.signoffs.create(**of_words_since_changed, public_statement="Void.")
    assert signed() == ["We find it fair."]
    draft = BriefingVersion.objects.create(consultation=cast.consultation, number=2, status="under_review")
    BriefingVersion.objects.filter(pk=draft.pk).update(content_hash="2" * 64)
    draft.signoffs.create(member=hale, content_hash="2" * 64, verdict="balanced", public_statement="Of a draft.")
    for status, shown in (("superseded", True), ("put_aside", False), ("draft", False), ("approved", True)):
        BriefingVersion.objects.filter(pk=draft.pk).update(status=status)
        assert ("Of a draft." in signed()) is shown


def test_the_schedule_gives_the_days_of_this_consultation(private: list[str], cast: Cast) -> None:
    held = contents.parts(cast.consultation, contents.PANEL)["deletion-schedule"]["of_this_consultation"]
    cast.consultation.refresh_from_db()
    words = periods.words_until(cast.consultation)
    assert words is not None
    assert {"what": "What people wrote, published quotes apart", "until": day(words)} in held
    untils = [one for name, one in vars(periods).items() if name.endswith("_until")]
    assert set(untils) == set(alongside.UNTIL.values()), "every period that a consultation has"


def test_the_police_read_who_was_asked_to_draft_by_when_and_nobody_else_does(cast: Cast) -> None:
    response = publish(cast, recommendations=1)
    slot, reyes = response.answers.get(), cast.member(cast.reyes)
    assigning.assign(slot, by=cast.okoro, owner=reyes, due=clock.today() + timedelta(5))
    assigning.assign(slot, by=cast.okoro, owner=cast.member(cast.okoro), due=clock.today() + timedelta(9))
    parts = contents.parts(cast.consultation, contents.POLICE)["police-assignments"]
    assert [row["drafts"] for row in parts["settled"]] == ["L. Reyes", "N. Okoro"]
    assert parts["settled"][0]["until"] == (clock.today() + timedelta(5)).isoformat()
    assert parts["now"][0][1].startswith("N. Okoro drafts it, by")
    assert "police-assignments" not in contents.parts(cast.consultation, contents.PANEL)


def test_the_manifest_names_every_file_by_what_is_in_it(private: list[str], cast: Cast) -> None:
    files = unpacked(packing.pack(cast.consultation, contents.POLICE))
    listed = json.loads(files.pop("manifest.json"))["files"]
    assert set(listed) == set(files)
    for name, text in files.items():
        assert listed[name]["sha256"] == hashlib.sha256(text.encode()).hexdigest(), name
    rules = json.loads(files["deletion-schedule.json"])["rules"]
    assert [rule["kept"] for rule in rules] == [rule.kept for rule in retention.rules()]
    assert "Taken back on" in files["police-comments.html"]


def test_a_file_from_before_something_happened_is_not_given(private: list[str], cast: Cast) -> None:
    making.ask(cast.consultation, by=cast.hale)
    making.ask(cast.consultation, by=cast.hale)
    making.make.call(cast.consultation.pk, contents.PANEL)
    assert making.ready(cast.consultation, contents.PANEL)
    record("quote_taken_out", actor=None, subject=cast.consultation, consultation=cast.consultation.slug)
    assert making.ready(cast.consultation, contents.PANEL) is None
    later = clock.now() + timedelta(days=numbers.FILE_DAYS)
    (rule,) = [one for one in privacy.KEPT if one.key == "whole_files"]
    assert rule.due is not None and rule.due(later).count() == 1 and not rule.due(clock.now()).exists()
    assert WholeFile.objects.count() == 1


@pytest.mark.parametrize(("stage", "fine"), [
    (Stage.PAUSED, True), (Stage.WITHDRAWN, True), (Stage.ANNOUNCED, True), (Stage.DRAFT, False),
    (Stage.IN_REVIEW, False),
])  # fmt: skip
def test_what_was_stopped_has_a_file_too(cast: Cast, client_for: SignIn, stage: Stage, fine: bool) -> None:
    """What was withdrawn is what a question under information law asks about first."""
    cast.consultation.withdrawals.create(
        asked_by=cast.member(cast.okoro), asked_as="N. Okoro", reason="It was not wanted any more.", state="agreed"
    )
    cast.at(stage)
    if not fine:
        page = client_for(cast.okoro).get(reverse("dossier", args=[cast.consultation.slug])).content.decode()
        assert "There is no file yet" in page and "Make the file" not in page
        with pytest.raises(Refused):
            making.ask(cast.consultation, by=cast.okoro)
        return
    for who in ("okoro", "hale"):
        files = fetched(cast, who, client_for)
        assert "It was not wanted any more." in files["withdrawal.html"] and "report.json" not in files


def test_who_gets_none(private: list[str], cast: Cast, client_for: SignIn) -> None:
    for who in (None, cast.outsider, cast.amina, cast.reyes):
        for name in ("dossier", "dossier_file"):
            assert client_for(who).get(reverse(name, args=[cast.consultation.slug])).status_code == 404


def test_files_say_of_a_promise_what_its_page_says() -> None:
    """“Checked”, as the tag and the mail say it: one word for one thing, so nobody reads two standings out of two."""
    for state in Commitment.State:
        said = Commitment(state=state).standing.lower()
        tag = render_to_string("components/commitment_tag.html", {"status": state.value}).lower()
        assert "verif" not in said + tag.split(">", 1)[1]
        assert ("checked" in said, "not yet" in said) == ("checked" in tag, "not yet" in tag)
    keys = re.findall(r'"(\w+)":', inspect.getsource(contents))
    assert {"checked_on", "checks_taken_back"} <= set(keys) and not [key for key in keys if "verif" in key]


def test_what_a_session_is_asked_is_not_in_the_file_while_people_are_asked(cast: Cast) -> None:
    """The police would read what is put to a closed group, and when, and speak to it before the group has."""
    here = cast.consultation
    session = Session.objects.create(consultation=here, group=cast.group1, title="Evening", starts_at=clock.now())
    poll, asked = Poll.objects.create(consultation=here, title="Round"), {"opened_at": clock.now(), "state": "closed"}
    for kind, where, text in ((Wave.Kind.BEFORE, None, "For all?"), (Wave.Kind.PULSE, session, "In the room?")):
        wave = poll.waves.create(kind=kind, session=where, closed_at=clock.now(), **asked)
        wave.questions.add(poll.questions.create(text=text))

    def said() -> list[str]:
        polls = contents.parts(here, contents.POLICE)["polls"]["polls"]
        return [one["question"] for row in polls for one in row["questions"]]

    for stage in (Stage.OPEN, Stage.ANALYSIS):
        cast.at(stage)
        assert said() == ["For all?"]
    cast.at(Stage.FINDINGS_PUBLISHED)
    assert said() == ["For all?", "In the room?"]
