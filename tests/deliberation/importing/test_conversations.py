"""A Polis export by the browser: sent, understood, brought in, taken out while nothing rests on it; and who may not."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from audit.models import Entry
from consultations.groups import groups
from consultations.models import Group, ParticipationToken, Stage
from consultations.record import public_record
from deliberation import numbers
from deliberation.importing import conversation_drafts, conversation_undo
from deliberation.importing.facts import conversations_of
from deliberation.models import Ballot, HandCount, ImportedRecord, Poll, Question, RecordDraft, Wave
from deliberation.opinion import acts
from deliberation.polis.sent import kind
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation.importing.stored import tallies
from tests.deliberation.importing.test_import_polis import COMMENTS, VOTES
from tests.pages import flat

pytestmark = pytest.mark.django_db
SUMMARY = "topic,Signs in Eastmere\nurl,https://example.org\n"
PEOPLE = (
    "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,2\n"
    "1,,0,2,2,0,1,1,\n2,,0,1,1,0,1,,\n3,,0,1,0,0,0,,\n4,,0,0,0,0,,,\n"
)
WHOLE = {"comments (1).csv": COMMENTS, "x-votes.csv": VOTES, "people.csv": PEOPLE, "summary.csv": SUMMARY}


@pytest.fixture
def moss(cast: Cast, client_for) -> Client:
    return client_for(cast.moss)


def at(cast: Cast, rest: str = "") -> str:
    return f"/consultations/{cast.consultation.slug}/records/{rest}"


def zipped(files: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as pack:
        for name, text in files.items():
            pack.writestr(f"export/{name}", text)
        pack.writestr("__MACOSX/export/._votes.csv", "x")
    return data.getvalue()


def send(client: Client, cast: Cast, files: dict[str, str] | bytes = WHOLE):
    given = {"export.zip": files} if isinstance(files, bytes) else files
    data = [
        SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode()) for name, text in given.items()
    ]
    return client.post(at(cast, "conversation/"), {"files": data})


def said_in_public(action: str) -> object:
    return public_record.public_entry(Entry.objects.get(action=action))["summary"]


def bring(client: Client, cast: Cast, title: str = "Signs", **more: str):
    page = at(cast, f"conversation/{RecordDraft.objects.get().pk}/")
    seen = client.get(page).context["form"]["seen"].value()
    return client.post(page, {"title": title, "seen": seen, "bring": "1"} | more)


def test_an_export_is_sent_understood_brought_in_and_taken_out(cast: Cast, moss: Client) -> None:
    before = [ParticipationToken.objects.count(), Group.objects.count()]
    answer = send(moss, cast)
    assert answer.url == at(cast, f"conversation/{RecordDraft.objects.get().pk}/")
    page = flat(moss.get(answer.url).content.decode())
    for words in (
        "Signs in Eastmere", "2 shown, and 1 more rejected there", "3, who chose to come; linked to nobody here",
        "4, the last of each person, from votes.csv", "14 July 2017", "x-votes.csv", "Each vote, with its time",
        "Signs should be up, always.", "=cmd off topic", "5 working days",
    ):  # fmt: skip
        assert words in page, words
    assert "The files do not agree" not in page and not Poll.objects.exists()
    refused = bring(moss, cast)
    assert refused.status_code == 422 and "may be shown here" in flat(refused.content.decode())
    assert RecordDraft.objects.get().name == "Signs", "what was typed is kept"
    answer = bring(moss, cast, agreed="on")
    kept = ImportedRecord.objects.get()
    assert answer.url == at(cast, f"{kept.pk}/") and not RecordDraft.objects.exists()
    assert tallies(Wave.objects.get()) == {
        "statement-0": (2, 0, 1), "statement-1": (1, 0, 0), "statement-2": (0, 0, 0)
    }  # fmt: skip
    assert send(moss, cast).status_code == 422, "the same again is known"
    page = flat(moss.get(answer.url).content.decode())
    assert "Take the conversation out" in page and "send the right export" in page
    moss.post(answer.url, {"take_out": "1"})
    assert not any(model.objects.exists() for model in (ImportedRecord, Poll, Wave, Ballot))
    assert [ParticipationToken.objects.count(), Group.objects.count()] == before
    assert said_in_public("polis_taken_out") == "Signs: 3 statements, fewer than 5 people"


def test_a_zip_is_the_same_draft_as_its_files_and_goes_when_it_is_deleted(cast: Cast, moss: Client) -> None:
    send(moss, cast)
    answer = send(moss, cast, zipped(WHOLE))
    waits = moss.get(at(cast))
    assert RecordDraft.objects.count() == 1 and "a conversation of statements," in flat(waits.content.decode())
    assert moss.get(at(cast, f"waiting/{RecordDraft.objects.get().pk}/")).status_code == 404, "it is no transcript"
    moss.post(answer.url, {"delete": "1"})
    assert not RecordDraft.objects.exists()


def test_files_that_do_not_agree_ask_and_say_so_in_public(cast: Cast, moss: Client, client_for) -> None:
    send(moss, cast, WHOLE | {"x-votes.csv": "".join(VOTES.splitlines(keepends=True)[:-1])})
    lacks = "votes.csv lacks 1 vote on 1 statement that the other files count: it may be cut short"
    page = flat(moss.get(RecordDraft.objects.get().get_absolute_url()).content.decode())
    assert "The files do not agree" in page and lacks in page
    refused = bring(moss, cast, agreed="on")
    assert refused.status_code == 422 and "compare them, then tick" in flat(refused.content.decode())
    with pytest.raises(Refused, match="do not agree"):
        conversation_drafts.bring_in(RecordDraft.objects.get(), by=cast.moss)
    assert not Poll.objects.exists()
    bring(moss, cast, agreed="on", accepts="on")
    kept = ImportedRecord.objects.get()
    page = flat(client_for(cast.hale).get(at(cast, f"{kept.pk}/")).content.decode())
    assert "What its files did not agree on" in page and lacks in page
    assert f"Its files did not agree: {lacks}. " in conversations_of(cast.consultation)[0].told + " "
    assert lacks in said_in_public("polis_imported")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "Choose the files"),
        ({"a.csv": "a,b\n1,2\n"}, "None of it is part of a Polis export"),
        ({"comments.csv": COMMENTS}, "votes.csv: The file is missing"),
        ({"votes.csv": VOTES}, "comments.csv: The file is missing"),
        (WHOLE | {"votes.csv": VOTES.replace(",", ";")}, "same kind of file as x-votes.csv"),
        ({"comments.csv": COMMENTS, "votes.csv": VOTES.replace(",", ";")}, "separated by semicolons"),
        ({"comments.csv": COMMENTS, "votes.csv": VOTES + "soon,x,0,1,1\n"}, "votes.csv, line 7"),
        (b"PK\x03\x04 and no more", "cannot be unpacked"),
    ],
)
def test_what_cannot_be_trusted_is_refused_with_why(cast: Cast, moss: Client, files, words: str) -> None:
    answer = send(moss, cast, files)
    assert answer.status_code == 422 and words in flat(answer.content.decode())
    assert not RecordDraft.objects.exists()


def test_a_file_of_an_export_is_no_transcript(cast: Cast, moss: Client) -> None:
    answer = moss.post(at(cast, "send/"), {"file": SimpleUploadedFile("votes.csv", VOTES.encode()), "pasted": ""})
    assert answer.status_code == 422 and "part of a Polis export" in flat(answer.content.decode())
    assert kind("votes (2).CSV", b"") == "votes.csv" and not kind("comment-groups.csv", b"comment-id,agrees")


def test_a_large_one_is_for_the_server(cast: Cast, moss: Client, monkeypatch) -> None:
    monkeypatch.setattr(numbers, "CONVERSATION_VOTES", 3)
    assert "manage.py import_polis" in flat(send(moss, cast).content.decode()) and not RecordDraft.objects.exists()


def test_a_title_that_is_taken_is_said_before_and_refused(cast: Cast, moss: Client) -> None:
    send(moss, cast)
    Poll.objects.create(consultation=cast.consultation, title="Signs").waves.create(kind="pulse", title="Signs")
    answer = bring(moss, cast, agreed="on")
    assert answer.status_code == 422 and "already a poll called “Signs”" in flat(answer.content.decode())
    page = flat(moss.get(RecordDraft.objects.get().get_absolute_url()).content.decode())
    assert "already a poll called “Signs”" in page and not ImportedRecord.objects.exists()


def test_its_group_neither_goes_nor_becomes_an_invited_one(cast: Cast, moss: Client) -> None:
    """Its people would count as invited, and what the panel holds against it would go with the group."""
    send(moss, cast)
    bring(moss, cast, agreed="on")
    group = ImportedRecord.objects.get().group
    with pytest.raises(Refused, match="chose themselves can no longer change"):
        groups.change_group(group, by=cast.moss, name=group.name, is_open=False)
    with pytest.raises(Refused, match="so it stays"):
        groups.remove_group(group, by=cast.moss)
    ParticipationToken.objects.filter(profile__group=group).delete()
    with pytest.raises(Refused, match="was brought in for this group, so it stays"):
        groups.remove_group(group, by=cast.moss)
    assert Group.objects.get(pk=group.pk).is_open and ImportedRecord.objects.exists()


def test_what_was_counted_or_rests_on_it_keeps_it(cast: Cast, moss: Client, tmp_path) -> None:
    send(moss, cast)
    bring(moss, cast, agreed="on")
    kept = ImportedRecord.objects.get()
    questions = kept.wave.questions.all()
    for used in (
        HandCount.objects.create(wave=kept.wave, question=questions[0], present=3),
        Question.objects.create(poll=Poll.objects.create(consultation=cast.consultation), previous=questions[1]),
    ):
        assert conversation_undo.why_it_stays(kept) == conversation_undo.IN_USE
        used.delete()
    assert not conversation_undo.why_it_stays(kept)
    acts.count(kept.wave, by=cast.moss)
    with pytest.raises(Refused, match="counted or shown"):
        conversation_undo.take_out(kept, by=cast.moss)
    assert "counted or shown" in flat(moss.get(at(cast, f"{kept.pk}/")).content.decode())


def test_the_command_takes_it_out_too_and_says_so(cast: Cast, moss: Client, tmp_path) -> None:
    Group.objects.create(consultation=cast.consultation, name="Signs", is_open=True)
    send(moss, cast)
    bring(moss, cast, agreed="on")
    for name, text in (("comments.csv", COMMENTS), ("votes.csv", VOTES), ("participants-votes.csv", PEOPLE)):
        (tmp_path / name).write_text(text)
    whose = ["--consultation", cast.consultation.slug, "--by", cast.moss.email]
    call_command("import_polis", str(tmp_path), *whose, "--take-out")
    assert not ImportedRecord.objects.exists() and Group.objects.filter(name="Signs").exists(), "its group was there"
    assert Entry.objects.filter(action="done_from_server").count() == 1


@pytest.mark.parametrize("who", ["amina", "okoro", "hale", "reyes", "outsider"])
def test_nobody_else_sends_sees_or_takes_out(cast: Cast, client_for, moss: Client, who: str) -> None:
    send(moss, cast)
    other = client_for(getattr(cast, who))
    page = RecordDraft.objects.get().get_absolute_url()
    assert [other.get(page).status_code, other.post(page, {"bring": "1"}).status_code] == [404, 404]
    assert send(other, cast).status_code == 404
    bring(moss, cast, agreed="on")
    assert other.post(at(cast, f"{ImportedRecord.objects.get().pk}/"), {"take_out": "1"}).status_code == 404
    assert ImportedRecord.objects.exists()


def test_in_a_stage_without_records_it_says_no(cast: Cast, moss: Client) -> None:
    cast.at(Stage.FINDINGS_PUBLISHED)
    assert send(moss, cast).status_code in (403, 422) and not RecordDraft.objects.exists()
