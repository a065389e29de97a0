"""import_transcript: previewed, pseudonymous, whole, and once."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from audit.models import Entry
from consultations.models import Consent, Membership
from consultations.record import public_record
from deliberation.importing.planning import pieces as _pieces
from deliberation.models import Contribution, ContributionRevision, ImportedRecord
from people.models import Message
from tests.cast import Cast

pytestmark = pytest.mark.django_db
RECORD = """Title: Evening group

MOSS (facilitator): Welcome. What do you see where you live?
Tariq: Nobody comes when you ring.
Jean: They came to me: quick, and kind.
Note: Area 2
Tariq: Cameras are fine by me. Ring me on 07700 900123.
Note: People nodded.
Jean: Who watches the people who watch?
"""


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "group1.txt"
    path.write_text(RECORD)
    return path


def run(cast: Cast, path: Path, *extra: str, who: str = "moss", group: str = "Group 1") -> str:
    out = StringIO()
    call_command(
        "import_transcript", str(path), "--consultation", cast.consultation.slug, "--group", group,
        "--by", getattr(cast, who).email, *extra, stdout=out, stderr=StringIO(),
    )  # fmt: skip
    return out.getvalue()


def test_the_preview_writes_nothing(cast: Cast, record: Path) -> None:
    shown = run(cast, record)
    assert "Nothing has been written" in shown
    assert "people:        2" in shown
    assert not Contribution.objects.exists()
    assert not ImportedRecord.objects.exists()


def test_a_record_becomes_contributions_with_pseudonyms(cast: Cast, record: Path) -> None:
    run(cast, record, "--write", "--may-quote")
    said = Contribution.objects.filter(source_kind="transcript").order_by("pk")
    assert [c.body.split(".")[0] for c in said] == [
        "Nobody comes when you ring", "They came to me: quick, and kind", "Cameras are fine by me",
        "Who watches the people who watch?",
    ]  # fmt: skip
    assert said[0].membership == said[2].membership != said[1].membership
    assert said[0].membership.consents_to(Consent.Item.QUOTES)
    assert [c.thread.area.order for c in said] == [1, 1, 2, 2]
    assert [c.line for c in said] == [4, 5, 7, 9]
    assert ContributionRevision.objects.count() == Contribution.objects.count() == 6


def test_no_speaker_label_is_kept_anywhere(cast: Cast, record: Path) -> None:
    run(cast, record, "--write")
    kept = str(list(Membership.objects.values())) + str(list(Entry.objects.values()))
    kept += str(list(ImportedRecord.objects.values())) + str(list(Contribution.objects.values()))
    assert "Tariq" not in kept and "Jean" not in kept


def test_facilitators_words_and_notes_are_notes(cast: Cast, record: Path) -> None:
    run(cast, record, "--write")
    notes = Contribution.objects.filter(source_kind="facilitator_note")
    assert [n.body for n in notes] == ["Welcome. What do you see where you live?", "People nodded."]
    assert {n.membership for n in notes} == {cast.member(cast.moss)}


def test_a_phone_number_waits_for_a_facilitator(cast: Cast, record: Path) -> None:
    run(cast, record, "--write")
    held = Contribution.objects.get(state="held")
    assert "07700" in held.body and "phone" in held.held_because


def test_the_same_record_twice_is_imported_once(cast: Cast, record: Path) -> None:
    run(cast, record, "--write")
    record.write_bytes(b"\xef\xbb\xbf" + RECORD.replace("\n", "\r\n").encode())
    assert "imported on" in run(cast, record, "--write")
    assert Contribution.objects.count() == 6
    assert ImportedRecord.objects.count() == 1


def test_words_before_anybodys_name_wait_for_a_facilitator(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_text("this line has no speaker\n\nAnn: Hello.\nBob: Hi.\nAnn: Bye.\n")
    run(cast, path, "--write")
    held = Contribution.objects.get(state="held")
    assert (held.body, held.source_kind) == ("this line has no speaker", "room")
    assert Contribution.objects.count() == 4


def test_a_file_that_is_no_text_is_refused_whole(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(b"%PDF-1.7 and so on")
    with pytest.raises(CommandError, match="a PDF"):
        run(cast, path, "--write")
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("who", ["amina", "okoro", "hale", "outsider"])
def test_only_a_facilitator_imports(cast: Cast, record: Path, who: str) -> None:
    with pytest.raises(CommandError, match="Only a facilitator"):
        run(cast, record, "--write", who=who)
    assert not Contribution.objects.exists()


def test_an_unknown_group_lists_the_known_ones(cast: Cast, record: Path) -> None:
    with pytest.raises(CommandError, match="Group 1, Group 2"):
        run(cast, record, group="Group 9")


def test_an_unknown_area_is_refused_by_line(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "areas.txt"
    path.write_text("Ann: Hello.\nNote: Area 7\nAnn: Bye.\n")
    with pytest.raises(CommandError, match="Line 2 moves to area 7"):
        run(cast, path, "--write")


def test_long_speeches_are_cut_after_a_sentence_and_lose_nothing() -> None:
    body = "One two three. " * 400
    pieces = list(_pieces(body.strip(), limit=100))
    assert all(len(piece) <= 100 for piece in pieces)
    assert " ".join(pieces) == body.strip()
    assert all(piece.endswith(".") for piece in pieces)


def test_what_is_done_from_the_server_says_so(cast: Cast, record: Path) -> None:
    """Whoever has the server brings a record in as a colleague, to confirm it as themselves: not in silence."""
    run(cast, record, who="finch")
    assert not Entry.objects.filter(action="done_from_server").exists(), "a look writes nothing"
    run(cast, record, "--write", who="finch")
    said = "A record of a meeting was brought in from the server in the name of Ade Finch"
    entry = Entry.objects.get(action="done_from_server")
    assert public_record.public_entry(entry)["summary"] == said and "finch" not in entry.actor.lower()
    told = {message.mailbox.user_id for message in Message.objects.filter(title__startswith=said)}
    assert told == {cast.moss.pk, cast.finch.pk, cast.hale.pk, cast.quill.pk}


def test_what_a_meeting_was_like_can_be_said_on_the_command_line_too(cast: Cast, tmp_path: Path) -> None:
    timed, other = tmp_path / "timed.txt", tmp_path / "other.txt"
    timed.write_text("[00:01:00] Tariq: Nobody comes.\n[00:31:30] Jean: They came to me.\n")
    other.write_text("[00:01:00] Tariq: Quite other words.\n[00:31:30] Jean: And more of these.\n")
    run(cast, timed, "--write", "--asked", "Cameras alone", "--facts", "none")
    run(cast, other, "--write", "--lasted", "90 minutes", "--separate")
    first, second = ImportedRecord.objects.order_by("pk")
    assert (first.lasted, first.asked, first.facts) == (
        "at least 30 minutes, by the times in the file",
        "Cameras alone",
        "none",
    )
    assert (second.lasted, second.asked) == ("90 minutes", "")


def test_names_in_no_label_are_replaced_from_the_command_line_too(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("Tariq: Imran saw it.\nJean: I did not.\nTariq: So.\n")
    told = run(cast, path, "--write", "--also-name", "Imran", "--title", "With Tariq")
    assert "imran, line 1: “Imran saw it.”" in told
    assert Contribution.objects.filter(body="[…] saw it.").exists() and ImportedRecord.objects.get().title == "With […]"
