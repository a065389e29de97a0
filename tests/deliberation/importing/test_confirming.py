"""A record that somebody brings in counts once another person confirms it, and not before."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from audit.models import Entry
from consultations import access
from consultations.consultation.people import joined
from consultations.models import Group, ParticipantProfile, ParticipationToken, Stage
from deliberation.discussion import discussion
from deliberation.importing import confirming, correcting, desk
from deliberation.importing.choices import Choices
from deliberation.importing.desk import records_to_confirm
from deliberation.importing.planning import Plan, plan_transcript
from deliberation.importing.rooms import import_transcript
from deliberation.models import ImportedRecord, RecordStanding
from deliberation.splitting import splitting
from deliberation.transcripts.reading import read_transcript_bytes
from outcomes.coding import coding, quoting
from outcomes.findings import differences, findings, labels
from outcomes.models import Stance
from outcomes.report import participation
from people.errors import Refused
from tests.cast import Cast, chosen_by
from tests.made_once import made_once
from tests.outcomes import coded
from tests.pages import flat

MADE_UP = "\n".join(f"Speaker {chr(65 + n)}: I want the cameras, number {n}." for n in range(20))


def plan(cast: Cast, text: str) -> Plan:
    return plan_transcript(cast.group1, read_transcript_bytes(text.encode(), name="x.txt"), choices=Choices())


@made_once
def kept(cast: Cast) -> ImportedRecord:
    return import_transcript(plan(cast, MADE_UP), by=cast.moss, may_quote=True)


def read(answer: object) -> str:
    return flat(answer.content.decode())  # type: ignore[attr-defined]


def confirm(kept: ImportedRecord, by: object, how: str = "there") -> ImportedRecord:
    return confirming.confirm(kept, by=by, how=how, seen=kept.fingerprint)  # type: ignore[arg-type]


def test_a_made_up_record_is_no_majority(cast: Cast, kept: ImportedRecord) -> None:
    """The same finding counts three people, and twenty-three once somebody else has said that the meeting was so."""
    cast.at(Stage.ANALYSIS)
    about = coded.theme(cast)
    for who in (cast.amina, cast.bilal, cast.carys):
        coded.code(cast, coded.say(cast, who), about, Stance.AGAINST)
    for said in kept.contributions.all():
        coded.code(cast, said, about, Stance.FOR)
    finding = findings.add_finding(
        coded.report(cast), about.area, by=cast.moss, title="People want the cameras", themes=[about],
        position=[Stance.FOR], said="x", inferred="x", differences="x",
    )  # fmt: skip
    before = labels.propose(finding)
    assert (before.breadth, before.holders, before.base, before.took_part) == ("", 0, 3, 3)
    assert joined(cast.consultation) == ["3 people joined in the groups that were invited."]
    assert confirm(kept, cast.finch).standing == RecordStanding.CONFIRMED
    after = labels.propose(finding)
    assert (after.holders, after.base, after.took_part) == (20, 23, 23)
    assert "20 people took part in meetings" in joined(cast.consultation)[1]
    entry = Entry.objects.get(action="record_confirmed")
    assert entry.detail["in_public"] == "20 lines, 20 people" and entry.detail["fingerprint"] == kept.fingerprint


def test_nothing_of_it_is_quoted_before(cast: Cast, kept: ImportedRecord) -> None:
    cast.at(Stage.ANALYSIS)
    said = kept.contributions.order_by("pk")[0]
    excerpt = coded.code(cast, said, coded.theme(cast)).excerpt
    assert said in coding.readable(cast.consultation) and said not in coding.included(cast.consultation)
    waits = "The record it came in waits for a second person to confirm it."
    assert waits in quoting.is_publishable(excerpt)
    confirm(kept, cast.hale)
    excerpt = type(excerpt).objects.get(pk=excerpt.pk)
    assert waits not in quoting.is_publishable(excerpt) and said in coding.included(cast.consultation)


def test_nobody_confirms_what_they_had_a_hand_in(cast: Cast, kept: ImportedRecord) -> None:
    """Nor does a full stop of a colleague make whoever brought it in the second person."""
    for refused in (cast.amina, cast.okoro):
        with pytest.raises(access.NotAllowed):
            confirm(kept, refused)
    with pytest.raises(Refused, match="You sent this record"):
        confirm(kept, cast.moss)
    chosen_by(cast.member(cast.finch), cast.member(cast.moss))
    assert records_to_confirm([cast.member(cast.finch)]) == []
    with pytest.raises(Refused, match="Jo Moss and you"):
        confirm(kept, cast.finch)
    correcting.correct(plan(cast, MADE_UP + "!"), kept, by=cast.finch, may_quote=True)
    kept.refresh_from_db()
    for had_a_hand in (cast.moss, cast.finch):
        with pytest.raises(Refused, match="You sent this record"):
            confirm(kept, had_a_hand)
    with pytest.raises(Refused, match="how you know"):
        confirm(kept, cast.hale, how="")
    chosen_by(cast.member(cast.moss), cast.member(cast.hale))
    with pytest.raises(Refused, match="Jo Moss, Ade Finch and you|Jo Moss and Ade Finch and you"):
        confirm(kept, cast.hale)
    assert confirm(kept, cast.quill).confirmed_by == cast.member(cast.quill)


def test_a_corrected_record_waits_again(cast: Cast, kept: ImportedRecord) -> None:
    """Else a few true lines would be confirmed first, and the made-up ones added."""
    seen = kept.fingerprint
    kept = confirm(kept, cast.finch)
    correcting.correct(plan(cast, MADE_UP + "\nSpeaker Z: And so do I."), kept, by=cast.moss, may_quote=True)
    kept.refresh_from_db()
    assert (kept.standing, kept.confirmed_by, kept.confirmed_how) == (RecordStanding.WAITS, None, "")
    with pytest.raises(Refused, match="changed after you opened"):
        confirming.confirm(kept, by=cast.finch, how="there", seen=seen)


def test_those_who_wait_are_of_no_age(cast: Cast, kept: ImportedRecord) -> None:
    """Neither twenty speakers of a made-up meeting, nor the people of a conversation that nobody confirmed."""
    known = ParticipantProfile.objects.filter(token__consultation=cast.consultation).count()
    made = Group.objects.create(consultation=cast.consultation, name="Polis", is_open=True)
    ImportedRecord.objects.create(consultation=cast.consultation, group=made, title="Polis", fingerprint="f" * 64)
    for _ in range(12):
        token = ParticipationToken.objects.create(consultation=cast.consultation)
        ParticipantProfile.objects.create(token=token, group=made)
    assert sum(n for *_, n in participation.count(cast.consultation).profiles) == known
    cast.at(Stage.ANALYSIS)
    about = coded.theme(cast)
    coded.code(cast, coded.say(cast, cast.amina), about, Stance.FOR)
    finding = findings.add_finding(
        coded.report(cast), about.area, by=cast.moss, title="More", themes=[about], position=[Stance.FOR]
    )
    finding.report.state = "checking"
    with patch.object(differences, "by_age", return_value={}) as by_age:
        differences.between_ages(finding)
    assert sum(by_age.call_args.args[3].values()) == 3, "not twenty-three"
    assert kept.contributions.count() == 20


def test_the_fingerprint_is_worked_out_by_hand(
    kept: ImportedRecord, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "x.txt"
    file.write_text(MADE_UP)
    call_command("record_fingerprint", str(file))
    call_command("record_fingerprint", str(file), "--lines")
    first, _, lines = capsysbinary.readouterr().out.partition(b"\n")
    assert first.decode() == kept.fingerprint == hashlib.sha256(lines).hexdigest()
    with pytest.raises(CommandError, match="no such file"):
        call_command("record_fingerprint", str(tmp_path / "none"))


def test_of_two_who_confirm_at_once_the_later_is_told_and_noted(
    cast: Cast, kept: ImportedRecord, client_for: Callable
) -> None:
    at, sent = (
        reverse("confirm_record", args=[cast.consultation.slug, kept.pk]),
        {"how": "there", "seen": kept.fingerprint},
    )
    confirm(kept, cast.finch)
    late = client_for(cast.hale).post(at, sent)
    assert late.status_code == 422 and confirming.DONE in read(late)
    correcting.correct(plan(cast, MADE_UP + "\nSpeaker Z: And so do I."), kept, by=cast.moss, may_quote=True)
    client_for(cast.hale).post(at, sent)
    client_for(cast.moss).post(at, sent | {"seen": ImportedRecord.objects.get(pk=kept.pk).fingerprint})
    noted = Entry.objects.filter(action="record_overtaken")
    assert [entry.actor for entry in noted] == ["Ruth Hale"] * 2, "whoever had a hand in it was not overtaken"


def test_it_is_confirmed_on_its_page_by_whoever_its_desk_asks(
    cast: Cast, kept: ImportedRecord, client_for: Callable
) -> None:
    at = reverse("record_of_meeting", args=[cast.consultation.slug, kept.pk])
    own = read(client_for(cast.moss).get(at))
    assert "You sent this record" in own and "Confirm that it was so" not in own
    assert not desk.records_to_confirm([cast.member(cast.moss)])
    assert len(desk.records_to_confirm([cast.member(cast.hale)])) == 1
    panel = client_for(cast.hale)
    listed = read(panel.get(reverse("records", args=[cast.consultation.slug])))
    assert "Not yet: to be confirmed" in listed and "Send a record" not in listed
    page = read(panel.get(at))
    assert "<dt>By</dt><dd>Jo Moss</dd>" in page.replace("> <", "><")
    assert kept.fingerprint in page and "Take the record out" not in page
    empty = panel.post(at + "confirm/", {"seen": kept.fingerprint})
    assert empty.status_code == 422 and "If you do not know, do not confirm it" in read(empty)
    done = panel.post(at + "confirm/", {"seen": kept.fingerprint, "how": "asked"}, follow=True)
    assert "Yes: confirmed by Ruth Hale, who asked people who were there" in read(done)
    assert not desk.records_to_confirm([cast.member(cast.hale)])
    assert panel.post(at, {"take_out": "1"}).status_code == 404


def test_whoever_brought_it_in_takes_no_line_back_and_rewrites_no_note(cast: Cast) -> None:
    """Words said without a name, and notes, stand under whoever brings a record in: they are not theirs for that."""
    text = "Somebody: The cameras saw me.\n[Note: Two people left in protest.]\nSpeaker A: I am for it.\n"
    kept = import_transcript(plan(cast, text), by=cast.moss, may_quote=True)
    confirm(kept, by=cast.finch)
    under = kept.contributions.filter(membership=cast.member(cast.moss))
    assert under.count() >= 1
    for said in under:
        with pytest.raises(Refused, match="came in with a record"):
            discussion.withdraw(said, by=cast.moss)
        with pytest.raises(Refused, match="written down|came in with a record"):
            discussion.edit(said, "All were glad.", by=cast.moss)
        with pytest.raises(Refused, match="came in with a record"):
            splitting.propose(said, by=cast.finch, begins=said.body.split()[-1])
        said.refresh_from_db()
        assert said.is_visible and said.revision == 1
