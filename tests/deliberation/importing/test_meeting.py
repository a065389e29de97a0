"""What is said of a meeting is put right after its record came in: in sight, and looked at again by a second person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import Membership, Stage
from consultations.record import public_record
from deliberation.importing import confirming, facts, gates, meeting, notice, words_out
from deliberation.models import ImportedRecord, RecordStanding
from deliberation.moderation import moderation
from people.errors import Refused
from people.models import Message, User
from people.text.dates import day
from tests.access.typed import forms_of
from tests.cast import Cast
from tests.deliberation.importing.test_notice import bring, confirm
from tests.pages import flat

SLUG = "street-cameras"
LIBRARY = "Eastmere Library"


def told(kept: ImportedRecord) -> str:
    """What everybody reads of the last act on it."""
    act = Entry.objects.filter(subject=f"importedrecord:{kept.pk}").order_by("-number")[0]
    return str(act.detail[public_record.IN_PUBLIC])


def test_what_was_left_empty_is_filled_in_without_a_reason(cast: Cast) -> None:
    kept = confirm(bring(cast), cast.finch)
    assert LIBRARY not in str(facts.records_of(cast.consultation))
    kept = meeting.put_right(kept, by=cast.finch, place=LIBRARY, lasted="two hours")
    assert (kept.place, kept.lasted, kept.recorder) == (LIBRARY, "two hours", "")
    assert told(kept) == "Filled in: how long it took and the place", "what it is, not where people met"
    assert kept.standing == RecordStanding.WAITS and kept.confirmed_by is None
    assert gates.what_counted_counts_again(cast.consultation) != []
    heard = Message.objects.filter(title__startswith=words_out.WAITS_AGAIN)
    assert {cast.moss, cast.hale, cast.quill} <= {one.mailbox.user for one in heard}
    with pytest.raises(Refused, match="You sent this record"):
        confirming.confirm(kept, by=cast.finch, how="there", seen=words_out.as_read(kept))
    confirming.confirm(kept, by=cast.hale, how="there", seen=words_out.as_read(kept))
    assert LIBRARY in str(facts.records_of(cast.consultation))


def test_what_was_said_is_replaced_with_a_public_reason_only(cast: Cast) -> None:
    kept = meeting.put_right(bring(cast), by=cast.moss, place=LIBRARY, absent="Three")
    for reason in ("", "  "):
        with pytest.raises(Refused, match="Give a reason"):
            meeting.put_right(kept, by=cast.moss, place="Eastmere Town Hall", absent="Three", reason=reason)
    with pytest.raises(Refused, match="Give a reason"):
        meeting.put_right(kept, by=cast.moss, place=LIBRARY)  # that three stayed away is said no more
    kept = meeting.put_right(kept, by=cast.moss, place="Eastmere Town Hall", absent="Three", reason="It was next door.")
    assert told(kept) == "Put right: the place. The reason given: It was next door."
    summary = Entry.objects.filter(action="record_meeting_put_right").order_by("-number")[0].summary
    assert f"“{LIBRARY}” → “Eastmere Town Hall”" in summary, "whoever checks it reads what it was"
    with pytest.raises(Refused, match="Nothing is changed"):
        meeting.put_right(kept, by=cast.moss, place="Eastmere Town Hall", absent="Three")


def test_nobody_confirms_what_they_did_not_read(cast: Cast) -> None:
    kept = bring(cast)
    before = words_out.as_read(kept)
    meeting.put_right(kept, by=cast.moss, present="Two from the council")
    with pytest.raises(confirming.Overtaken):
        confirming.confirm(kept, by=cast.finch, how="there", seen=before)
    kept.refresh_from_db()
    assert kept.standing == RecordStanding.WAITS


def test_the_annex_prints_it_so_it_holds_no_name(cast: Cast) -> None:
    kept = bring(cast)
    with pytest.raises(Refused, match="Who was there"):
        meeting.put_right(kept, by=cast.moss, present="Call 07700 900123")
    with pytest.raises(Refused, match="characters"):
        meeting.put_right(kept, by=cast.moss, place="x" * 201)
    assert ImportedRecord.objects.get(pk=kept.pk).present == ""


@pytest.mark.parametrize("who", ["hale", "okoro", "amina", "outsider", None])
def test_only_who_brings_records_in_says_what_a_meeting_was(cast: Cast, client_for: Callable, who: str | None) -> None:
    kept = bring(cast)
    client = client_for(getattr(cast, who) if who else None)
    address = reverse("put_meeting_right", args=[cast.consultation.slug, kept.pk])
    assert {client.get(address).status_code, client.post(address, {"place": "x"}).status_code} <= {302, 403, 404}
    if who:
        with pytest.raises(NotAllowed):
            meeting.put_right(kept, by=getattr(cast, who), place="x")
    assert ImportedRecord.objects.get(pk=kept.pk).place == ""


def test_once_the_findings_are_out_it_stands(cast: Cast, client_for: Callable) -> None:
    kept = bring(cast)
    cast.at(Stage.FINDINGS_PUBLISHED)
    address, record = (reverse(to, args=[SLUG, kept.pk]) for to in ("put_meeting_right", "record_of_meeting"))
    with pytest.raises(Refused, match="at this stage"):
        meeting.put_right(kept, by=cast.moss, place=LIBRARY)
    client = client_for(cast.moss)
    assert address not in client.get(record).content.decode(), "no way to a form that would be refused"
    assert client.get(address).headers["Location"] == record
    late = client.post(address, {"place": LIBRARY})
    assert late.status_code == 422 and LIBRARY in late.content.decode(), "what was typed is kept"


def test_the_page_keeps_both_texts_of_two_who_write(cast: Cast, client_for: Callable) -> None:
    kept = bring(cast)
    address = reverse("put_meeting_right", args=[cast.consultation.slug, kept.pk])
    client: Any = client_for(cast.moss)
    record = reverse("record_of_meeting", args=[cast.consultation.slug, kept.pk])
    assert f'href="{address}"' in client.get(record).content.decode()
    [form] = [one for one in forms_of(client.get(address).content.decode()) if "place" in one.values]
    mark = {name: form.values[name][0] for name in form.marks}
    assert client.post(address, {"place": LIBRARY, **mark}).status_code == 302
    late = client.post(address, {"place": "Eastmere Town Hall", **mark})
    [form] = [one for one in forms_of(late.content.decode()) if "place" in one.values]
    assert late.status_code == 422 and form.values["place"] == ["Eastmere Town Hall"]
    assert "Library" in flat(late.content.decode()).partition('id="overtaken"')[2], "the other text beside it"
    assert ImportedRecord.objects.get(pk=kept.pk).place == LIBRARY


def again(kept: ImportedRecord, by: User) -> None:
    confirming.confirm(kept, by=by, how="there", seen=words_out.as_read(kept))


def test_what_was_said_before_stands_whole_beside_it(cast: Cast) -> None:
    """Polished in silence, a superintendent who stayed from the second hour on was never there."""
    whole = "Two council officers and, from the second hour on, a superintendent in uniform"
    kept = meeting.put_right(bring(cast), by=cast.moss, present=whole)
    kept = meeting.put_right(kept, by=cast.moss, present="Two council officers", reason="A slip.")
    again(kept, cast.finch)
    [record] = facts.records_of(cast.consultation)
    assert record.present == "Two council officers"
    assert record.before == (f"Until {day(clock.now())}, who else was present: “{whole}”",)


def test_the_panel_has_its_days_anew_for_what_is_another_record(cast: Cast) -> None:
    kept = confirm(bring(cast), cast.finch)
    assert kept.object_until is not None, "it was not announced"
    with clock.travel(clock.now() + timedelta(days=30)):
        assert notice.panel_had_time_to_object(cast.consultation) == []
        kept = meeting.put_right(kept, by=cast.moss, asked="Why do you support cameras?")
        again(kept, cast.finch)
        assert "The panel can object until" in notice.panel_had_time_to_object(cast.consultation)[0].text
        ImportedRecord.objects.filter(pk=kept.pk).update(object_until=clock.today() - timedelta(1))
        moderation.remove(kept.contributions.order_by("pk").last(), by=cast.moss, reason="ident")
        again(ImportedRecord.objects.get(pk=kept.pk), cast.hale)
        assert "The panel can object until" in notice.panel_had_time_to_object(cast.consultation)[0].text


@pytest.mark.parametrize(("after", "of_the_panel"), [(-1, True), (0, False), (9, False)])
def test_a_change_once_the_findings_are_due_makes_no_day_the_panels(cast: Cast, after: int, of_the_panel: bool) -> None:
    """Facilitators of one side, who cannot confirm it for each other: their own lateness was told as the panel's."""
    kept = confirm(bring(cast), cast.finch)
    Membership.objects.filter(user=cast.finch).update(seated_by=cast.member(cast.moss))
    cast.consultation.findings_due = clock.today() - timedelta(days=after)
    meeting.put_right(kept, by=cast.moss, lasted="2 hours")
    [missing] = gates.what_counted_counts_again(cast.consultation)
    assert bool(missing.panel) is of_the_panel
