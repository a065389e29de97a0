"""Bringing a record in by the browser: sent, understood, decided, brought in, taken out; and who may not."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit import clock
from consultations.models import Stage
from deliberation.importing import drafts
from deliberation.models import Contribution, ImportedRecord, RecordDraft
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TEXT = "Jo: What?\nCarys Evans: The vans.\nbeth: I was stopped.\nCarys Evans: Ask Jo.\nJo: And?\nDilwyn: Twice."


@pytest.fixture
def moss(cast: Cast, client_for) -> Client:
    return client_for(cast.moss)


def at(cast: Cast, rest: str = "") -> str:
    return f"/consultations/{cast.consultation.slug}/records/{rest}"


def send(client: Client, cast: Cast, data: bytes = TEXT.encode(), name: str = "talk.txt"):
    return client.post(at(cast, "send/"), {"file": SimpleUploadedFile(name, data), "pasted": ""})


def fields(client: Client, cast: Cast, draft: RecordDraft, **more: str) -> dict[str, str]:
    """What the form would send, as it stands."""
    page = client.get(at(cast, f"waiting/{draft.pk}/"))
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in typed.items()} | more


def test_a_file_is_sent_understood_and_brought_in(cast: Cast, moss: Client) -> None:
    answer = send(moss, cast)
    draft = RecordDraft.objects.get()
    assert answer.url == at(cast, f"waiting/{draft.pk}/")
    page = moss.get(answer.url).content.decode()
    for words in ("beth: I was stopped.", "words in the file", "Carys Evans", "begins like a speaker"):
        assert words in page, words
    assert not Contribution.objects.exists()
    sent = fields(
        moss, cast, draft, group=str(cast.group1.pk), who_0="led", turn_2="new", place="Library", mode="phone"
    )
    answer = moss.post(at(cast, f"waiting/{draft.pk}/"), sent | {"bring": "1", "agreed": "on"})
    kept = ImportedRecord.objects.get()
    assert answer.url == at(cast, f"{kept.pk}/")
    assert not RecordDraft.objects.exists()
    said = list(kept.contributions.order_by("pk"))
    assert [c.body for c in said if c.source_kind == "transcript"] == [
        "The vans.",
        "I was stopped.",
        "Ask […].",
        "Twice.",
    ]
    assert (kept.place, kept.mode) == ("Library", "phone")
    page = moss.get(answer.url).content.decode()
    assert "Library" in page and "Not recorded" in page and "Take the record out" in page
    moss.post(answer.url, {"take_out": "1"})
    assert not ImportedRecord.objects.exists() and not Contribution.objects.exists()


def test_pasted_words_wait_in_a_draft_and_what_is_decided_is_kept(cast: Cast, moss: Client) -> None:
    moss.post(at(cast, "send/"), {"pasted": TEXT})
    draft = RecordDraft.objects.get()
    sent = fields(moss, cast, draft, group=str(cast.group1.pk), who_0="led", absent="Two people")
    assert moss.post(at(cast, f"waiting/{draft.pk}/"), sent | {"save": "1"}).status_code == 302
    draft.refresh_from_db()
    assert draft.group == cast.group1 and draft.choices["about"]["absent"] == "Two people"
    assert fields(moss, cast, draft)["who_0"] == "led"


def test_without_their_agreement_nothing_comes_in_and_all_is_kept(cast: Cast, moss: Client) -> None:
    send(moss, cast)
    draft = RecordDraft.objects.get()
    sent = fields(moss, cast, draft, group=str(cast.group1.pk), place="Library")
    answer = moss.post(at(cast, f"waiting/{draft.pk}/"), sent | {"bring": "1"})
    assert answer.status_code == 422 and "agreed" in answer.content.decode()
    assert not ImportedRecord.objects.exists()
    draft.refresh_from_db()
    assert draft.choices["about"]["place"] == "Library"


def test_without_a_group_it_says_so(cast: Cast, moss: Client) -> None:
    send(moss, cast)
    draft = RecordDraft.objects.get()
    sent = fields(moss, cast, draft) | {"bring": "1", "agreed": "on"}
    answer = moss.post(at(cast, f"waiting/{draft.pk}/"), sent)
    assert answer.status_code == 422 and "which group" in answer.content.decode()


def test_another_tab_is_not_overwritten(cast: Cast, moss: Client) -> None:
    send(moss, cast)
    draft = RecordDraft.objects.get()
    old = fields(moss, cast, draft, place="Hall")
    moss.post(at(cast, f"waiting/{draft.pk}/"), old | {"place": "Library"})
    answer = moss.post(at(cast, f"waiting/{draft.pk}/"), old)
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.choices["about"]["place"] == "Library"


def test_turns_say_whose_words_and_where_an_area_begins(cast: Cast, moss: Client) -> None:
    send(moss, cast)
    draft = RecordDraft.objects.get()
    RecordDraft.objects.update(group=cast.group1)
    form = moss.get(at(cast, f"waiting/{draft.pk}/turns/")).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"turn_5": "carys evans", "area_3": "2"}
    assert moss.post(at(cast, f"waiting/{draft.pk}/turns/"), typed).status_code == 302
    draft.refresh_from_db()
    plan = drafts.plan_of(draft)
    assert [line.area.order for line in plan.lines] == [1, 1, 1, 2, 2, 2]
    assert plan.lines[5].speaker == "carys evans"


def test_left_out_lines_are_shown_with_why(cast: Cast, moss: Client) -> None:
    send(moss, cast, TEXT.encode() + b"\nTranscribed by https://otter.ai")
    draft = RecordDraft.objects.get()
    page = moss.get(at(cast, f"waiting/{draft.pk}/left-out/")).content.decode()
    assert "Transcribed by" in page and "recording tool" in page


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"%PDF-1.7", "This is a PDF"), (b"", "is empty"), (b"a\0b\0\0", "NUL")],
)
def test_what_is_no_transcript_is_refused_with_what_to_do(cast: Cast, moss: Client, data: bytes, words: str) -> None:
    answer = send(moss, cast, data)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not RecordDraft.objects.exists()


def test_pasted_words_come_back_when_they_are_refused(cast: Cast, moss: Client) -> None:
    answer = moss.post(at(cast, "send/"), {"pasted": "Note-less", "file": SimpleUploadedFile("a.txt", b"Amina: Hi.")})
    assert answer.status_code == 422 and "Note-less" in answer.content.decode()


def test_a_file_too_large_is_refused_before_it_is_kept(cast: Cast, moss: Client, monkeypatch) -> None:
    from people.requests import uploads

    monkeypatch.setattr(uploads, "most_at", lambda path: 100)
    answer = send(moss, cast, b"Amina: Hello.\n" * 20)
    assert answer.status_code == 413 and "too large" in answer.content.decode()
    assert not RecordDraft.objects.exists()


def test_whoever_is_not_signed_in_sends_no_file(cast: Cast, client: Client) -> None:
    assert send(client, cast).status_code == 415


def test_the_same_file_again_is_the_same_draft_and_then_nothing(cast: Cast, moss: Client) -> None:
    send(moss, cast)
    send(moss, cast)
    draft = RecordDraft.objects.get()
    sent = fields(moss, cast, draft, group=str(cast.group1.pk)) | {"bring": "1", "agreed": "on"}
    moss.post(at(cast, f"waiting/{draft.pk}/"), sent)
    answer = send(moss, cast, b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert answer.status_code == 422 and "was brought in on" in answer.content.decode()


def test_a_corrected_file_shows_what_changes(cast: Cast, moss: Client) -> None:
    send(moss, cast)
    draft = RecordDraft.objects.get()
    sent = fields(moss, cast, draft, group=str(cast.group1.pk)) | {"bring": "1", "agreed": "on"}
    moss.post(at(cast, f"waiting/{draft.pk}/"), sent)
    kept = ImportedRecord.objects.get()
    count = Contribution.objects.count()
    send(moss, cast, TEXT.replace("The vans.", "The old vans.").encode())
    draft = RecordDraft.objects.get()
    sent = fields(moss, cast, draft, group=str(cast.group1.pk))
    moss.post(at(cast, f"waiting/{draft.pk}/"), sent | {"save": "1"})
    assert "Much of this is here already" in moss.get(at(cast, f"waiting/{draft.pk}/")).content.decode()
    sent = fields(moss, cast, draft, corrects=str(kept.pk))
    moss.post(at(cast, f"waiting/{draft.pk}/"), sent | {"save": "1"})
    assert "“The vans.” becomes “The old vans.”" in moss.get(at(cast, f"waiting/{draft.pk}/")).content.decode()
    sent = fields(moss, cast, draft) | {"bring": "1", "agreed": "on"}
    assert moss.post(at(cast, f"waiting/{draft.pk}/"), sent).status_code == 302
    assert Contribution.objects.count() == count and ImportedRecord.objects.count() == 1


def test_names_are_shown_where_they_stand_and_others_can_be_added(cast: Cast, moss: Client) -> None:
    send(moss, cast, TEXT.replace("Twice.", "Twice, and Imran saw it.").encode())
    draft = RecordDraft.objects.get()
    page = moss.get(at(cast, f"waiting/{draft.pk}/")).content.decode()
    assert "Line 4: “Ask <mark>Jo</mark>.”" in page and "Imran" not in page.split("Names in what was said")[1]
    sent = fields(moss, cast, draft, group=str(cast.group1.pk), also="Imran\nSomebody Else")
    moss.post(at(cast, f"waiting/{draft.pk}/"), sent | {"save": "1"})
    page = moss.get(at(cast, f"waiting/{draft.pk}/")).content.decode()
    assert "“Twice, and <mark>Imran</mark> saw it.”" in page and "Not found in what was said: “Somebody Else”" in page
    moss.post(at(cast, f"waiting/{draft.pk}/"), fields(moss, cast, draft) | {"bring": "1", "agreed": "on"})
    assert ImportedRecord.objects.get().contributions.filter(body="Twice, and […] saw it.").exists()


@pytest.mark.parametrize(
    ("field", "said", "why"),
    [
        ("asked", "Most people wanted to talk of dogs.", "Nobody was counted"),
        ("asked", "Kestrel 21 asked them.", "somebody who takes part"),
        ("facts", "A camera was wrong about Heron 42.", "somebody who takes part"),
        ("facts", "Ask 07700 900123.", "a phone number"),
        ("present", "PC Hale of the neighbourhood team", "an officer’s name"),
        ("present", "Most residents were worried.", "Nobody was counted"),
        ("absent", "jean@example.org", "an e-mail address"),
        ("recorder", "By Kestrel 21", "somebody who takes part"),
        ("place", "With Heron 42", "somebody who takes part"),
    ],
)
def test_what_is_printed_of_a_meeting_points_to_nobody_and_counts_nobody(
    cast: Cast, moss: Client, field: str, said: str, why: str
) -> None:
    """What a live session notes was looked at, and what is typed of a record was printed as it came."""
    send(moss, cast)
    draft = RecordDraft.objects.get()
    sent = fields(moss, cast, draft, group=str(cast.group1.pk), **{field: said})
    answer = moss.post(at(cast, f"waiting/{draft.pk}/"), sent | {"save": "1"})
    assert answer.status_code == 422 and why in answer.content.decode()
    assert said in answer.content.decode()


def test_facts_and_places_may_lead_somewhere(cast: Cast, moss: Client) -> None:
    send(moss, cast)
    draft = RecordDraft.objects.get()
    about = {
        "place": "Town hall, 12 High Street, AB1 2CD",
        "facts": "Most of 1,200 searches found nothing (https://example.org, ref 12345).",
        "asked": "All questions were asked but those on drones.",
    }
    answer = moss.post(at(cast, f"waiting/{draft.pk}/"), fields(moss, cast, draft, **about) | {"save": "1"})
    draft.refresh_from_db()
    assert answer.status_code == 302 and about.items() <= draft.choices["about"].items()


def test_the_turns_lead_to_where_each_area_begins(cast: Cast, moss: Client) -> None:
    """Of sixty turns two begin an area: to find them was to read every page."""
    said = ["Area 1", *(f"Turn {n}." for n in range(58))]
    send(moss, cast, "\n".join(f"{'Carys' if n % 2 else 'Dilwyn'}: {text}" for n, text in enumerate(said)).encode())
    draft = RecordDraft.objects.get()
    draft.choices |= {"areas": {"3": 1, "55": 2}, "areas_chosen": True}
    draft.group = cast.group1
    draft.save()
    first = moss.get(at(cast, f"waiting/{draft.pk}/turns/")).content.decode()
    second = moss.get(at(cast, f"waiting/{draft.pk}/turns/?from=50")).content.decode()
    assert 'href="#turn-3"' in first and 'href="?from=50#turn-55"' in first
    assert 'href="?from=0#turn-3"' in second and 'href="#turn-55"' in second and 'id="turn-55"' in second
    assert 'data-in-area="1"' in second and "js/rooms/importing" in second


def brought(moss: Client, cast: Cast, data: bytes, **more: str):
    """Sent, and brought in with the first press. Returns what that press got."""
    send(moss, cast, data)
    draft = RecordDraft.objects.get()
    sent = fields(moss, cast, draft, **{"group": str(cast.group1.pk)} | more) | {"bring": "1", "agreed": "on"}
    return moss.post(at(cast, f"waiting/{draft.pk}/"), sent)


@pytest.mark.parametrize("group", ["group1", "group2"])
def test_a_corrected_file_doubles_nobody_in_one_press(cast: Cast, moss: Client, group: str) -> None:
    """The page that sets the group is the one that brings it in: nothing had asked whether the record is here."""
    assert brought(moss, cast, TEXT.encode()).status_code == 302
    count = Contribution.objects.count()
    corrected = TEXT.replace("The vans.", "The old vans.").encode()
    where = str(getattr(cast, group).pk)
    answer = brought(moss, cast, corrected, group=where)
    assert answer.status_code == 422 and Contribution.objects.count() == count
    assert "Much of this is here already, in the record “talk” of Group 1" in answer.content.decode()
    draft, kept = RecordDraft.objects.get(), ImportedRecord.objects.get()
    unseen = fields(moss, cast, draft, corrects=str(kept.pk)) | {"bring": "1", "agreed": "on"}
    answer = moss.post(at(cast, f"waiting/{draft.pk}/"), unseen)
    assert answer.status_code == 422 and "“The vans.” becomes “The old vans.”" in answer.content.decode()
    sent = fields(moss, cast, draft) | {"bring": "1", "agreed": "on"}
    assert moss.post(at(cast, f"waiting/{draft.pk}/"), sent).status_code == 302
    assert Contribution.objects.count() == count and ImportedRecord.objects.count() == 1


def test_another_meeting_that_is_much_alike_is_said_to_be_one(cast: Cast, moss: Client) -> None:
    brought(moss, cast, TEXT.encode())
    again = TEXT.replace("The vans.", "The old vans.").encode()
    assert brought(moss, cast, again, group=str(cast.group2.pk)).status_code == 422
    draft = RecordDraft.objects.get()
    sent = fields(moss, cast, draft, another="on") | {"bring": "1", "agreed": "on"}
    assert moss.post(at(cast, f"waiting/{draft.pk}/"), sent).status_code == 302
    assert ImportedRecord.objects.count() == 2


def test_who_was_there_before_is_asked_before_anybody_is_somebody_new(cast: Cast, moss: Client) -> None:
    """The group is chosen in the press that brings it in, so nobody was offered who had been there."""
    brought(moss, cast, TEXT.encode())
    second = b"Facilitator: And now?\nCarys Evans: Cost.\nDilwyn: Nothing came of it."
    answer = brought(moss, cast, second)
    assert answer.status_code == 422 and "This group has met before" in answer.content.decode()
    assert "Was in an earlier record as" in answer.content.decode() and ImportedRecord.objects.count() == 1
    draft = RecordDraft.objects.get()
    sent = fields(moss, cast, draft) | {"bring": "1", "agreed": "on"}
    assert moss.post(at(cast, f"waiting/{draft.pk}/"), sent).status_code == 302


@pytest.mark.parametrize("who", ["amina", "okoro", "hale", "reyes", "outsider"])
def test_nobody_else_sees_a_draft(cast: Cast, client_for, moss: Client, who: str) -> None:
    send(moss, cast)
    draft = RecordDraft.objects.get()
    other = client_for(getattr(cast, who))
    for path in (f"waiting/{draft.pk}/", f"waiting/{draft.pk}/turns/", f"waiting/{draft.pk}/left-out/"):
        assert other.get(at(cast, path)).status_code == 404
    came = other.get(at(cast))  # the panel confirms what came in, and reads nothing that waits
    assert came.status_code == (200 if who == "hale" else 404) and "talk.txt" not in came.content.decode()
    assert send(other, cast).status_code == 404


def test_drafts_go_by_rule(cast: Cast, moss: Client) -> None:
    send(moss, cast)
    assert not drafts.too_old(clock.now() + timedelta(days=29)).exists()
    assert drafts.too_old(clock.now() + timedelta(days=31)).exists()


def test_in_a_stage_without_records_it_says_no(cast: Cast, moss: Client) -> None:
    cast.at(Stage.FINDINGS_PUBLISHED)
    answer = send(moss, cast)
    assert answer.status_code in (403, 422) and not RecordDraft.objects.exists()


TIMED = "\n".join(f"[00:{minute:02}:00] {who}: {words}" for minute, who, words in [
    (1, "Jo", "What?"), (20, "Carys Evans", "The vans."), (48, "Dilwyn", "Twice."),
])  # fmt: skip


def test_how_long_it_took_what_was_asked_and_told_is_asked(cast: Cast, moss: Client) -> None:
    """The length is proposed from the times in the file; whoever knows better writes it over, or takes it out."""
    send(moss, cast, TIMED.encode())
    draft = RecordDraft.objects.get()
    sent = fields(moss, cast, draft, group=str(cast.group1.pk), who_0="led")
    assert sent["lasted"] == "at least 47 minutes, by the times in the file"
    sent |= {"lasted": "", "asked": "Cameras alone; the rest was left out.", "facts": "none"}
    assert moss.post(at(cast, f"waiting/{draft.pk}/"), sent | {"bring": "1", "agreed": "on"}).status_code == 302
    kept = ImportedRecord.objects.get()
    assert (kept.lasted, kept.asked, kept.facts) == ("", "Cameras alone; the rest was left out.", "none")
    page = moss.get(at(cast, f"{kept.pk}/")).content.decode()
    assert "Cameras alone; the rest was left out." in page and "How long it took" in page
