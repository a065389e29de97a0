"""A meeting that nobody announced is told apart: to the panel, in public, in the base and in what rests on it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import access
from consultations.groups import groups
from consultations.models import Group, Stage
from consultations.record import public_record
from consultations.stages import stages
from deliberation.importing import confirming, correcting, drafts, facts, notice, rooms
from deliberation.importing.choices import Choices
from deliberation.importing.planning import plan_transcript
from deliberation.importing.rooms import import_transcript
from deliberation.models import FormerDay, ImportedRecord, MeetingNotice, Session
from deliberation.sessions import announcing, planning, sessions
from deliberation.transcripts.reading import read_transcript_bytes
from outcomes.findings import findings, labels
from outcomes.models import Finding, Stance
from outcomes.report import findings_section, method
from people.errors import Refused
from people.models import Message
from people.text.dates import day, local_day
from tests.cast import Cast, a_monday_at
from tests.outcomes import coded
from tests.pages import flat

MADE_UP = "\n".join(f"Speaker {chr(65 + n)}: I want the cameras, number {n}." for n in range(20))


def bring(cast: Cast, held: int | None = 0, said: str = MADE_UP, group: Group | None = None) -> ImportedRecord:
    """The record of twenty people (of Group 1) who met so many days from today; None: the day is not said."""
    held_on = "" if held is None else (clock.today() + timedelta(days=held)).isoformat()
    chosen = Choices(about={"held_on": held_on} if held_on else {})
    transcript = read_transcript_bytes(said.encode(), name="x.txt")
    plan = plan_transcript(group or cast.group1, transcript, choices=chosen)
    return import_transcript(plan, by=cast.moss, may_quote=True)


def meeting(cast: Cast, said_days_ago: int, **fields: object) -> Session:
    """Of Group 1, today; on the public page since so many days ago."""
    since = clock.now() - timedelta(days=said_days_ago)
    shown = {"group": cast.group1, "starts_at": clock.now(), "dated_at": since, "title": "We meet", **fields}
    return Session.objects.create(consultation=cast.consultation, **shown)


def confirm(kept: ImportedRecord, by: object) -> ImportedRecord:
    return confirming.confirm(kept, by=by, how="there", seen=kept.fingerprint)  # type: ignore[arg-type]


def finding_on(cast: Cast, kept: ImportedRecord) -> Finding:
    """Three people of the room here are against, twenty of the record for it."""
    about = coded.theme(cast)
    for who in (cast.amina, cast.bilal, cast.carys):
        coded.code(cast, coded.say(cast, who), about, Stance.AGAINST)
    for said in kept.contributions.all():
        coded.code(cast, said, about, Stance.FOR)
    return findings.add_finding(
        coded.report(cast), about.area, by=cast.moss, title="People want the cameras", themes=[about],
        position=[Stance.FOR], said="x", inferred="x", differences="x",
    )  # fmt: skip


def test_two_facilitators_who_invent_a_meeting_do_so_in_sight(cast: Cast) -> None:
    """Everything that a reader, the panel and the gate go by says that nobody could have come to see it."""
    cast.at(Stage.ANALYSIS)
    kept = confirm(bring(cast), cast.finch)
    assert kept.is_unannounced and kept.is_counted
    told = Message.objects.filter(title__startswith="A record of a meeting that was not announced")
    assert {one.mailbox.user for one in told} == {cast.hale, cast.quill}
    said = [public_record.public_entry(one)["summary"] for one in Entry.objects.filter(action="record_imported")]
    assert said == ["20 lines, 20 people. Not announced beforehand"]
    assert [one.text for one in notice.panel_had_time_to_object(cast.consultation)] == [
        f"The panel can object until {day(kept.object_until)} to the record of Group 1, {day(kept.held_on)}: "
        "that meeting was not announced beforehand."
    ]
    finding = finding_on(cast, kept)
    findings.recount(finding)
    assert finding.computed["breadth"] == "majority"
    assert findings_section.raised(finding.computed, 5).endswith(
        "Without records of meetings that were not announced beforehand, it would have no label"
    )
    base = method.of(cast.consultation, finding.report, [], [], []).base
    assert base == (
        "23 people in 2 groups "
        "(of these, 20 people known only from records of meetings that were not announced beforehand)"
    )
    assert facts.records_of(cast.consultation)[0].notice == "Not announced beforehand"


def test_the_gate_opens_by_itself(cast: Cast) -> None:
    kept = confirm(bring(cast), cast.finch)
    ImportedRecord.objects.filter(pk=kept.pk).update(object_until=clock.today() - timedelta(days=1))
    assert notice.panel_had_time_to_object(cast.consultation) == []


def test_a_meeting_that_stood_in_public_is_said_to_have_been(cast: Cast) -> None:
    meeting(cast, 3)
    kept = confirm(bring(cast), cast.finch)
    assert notice.said(kept) == f"Announced beforehand, since {day(clock.now() - timedelta(days=3))}"
    assert notice.panel_had_time_to_object(cast.consultation) == []
    assert not Message.objects.filter(title__contains="not announced")
    assert not notice.people_unannounced(cast.consultation)
    assert labels.without_unannounced(finding_on(cast, kept), labels.Label(breadth="majority")) == ""


@pytest.mark.parametrize("how", ["late", "other group", "other day", "no day", "before it was public", "moved"])
def test_what_does_not_announce_a_meeting(cast: Cast, how: str) -> None:
    if how == "before it was public":
        cast.consultation.announced_at = clock.now()
        cast.consultation.save()
    session = meeting(cast, 1 if how == "late" else 9, group=cast.group2 if how == "other group" else cast.group1)
    if how == "moved":
        Session.objects.filter(pk=session.pk).update(starts_at=clock.now() + timedelta(days=1))
        session.refresh_from_db()
        planning.change_session(session, by=cast.moss, title="We meet", starts_at=clock.now())
    kept = bring(cast, None if how == "no day" else 1 if how == "other day" else 0)
    assert kept.notice == MeetingNotice.NOT


def test_what_the_panel_doubts_counts_once_somebody_else_of_it_confirms(cast: Cast) -> None:
    kept = confirm(bring(cast), cast.finch)
    for refused in (cast.moss, cast.okoro, cast.amina):
        with pytest.raises(access.NotAllowed):
            confirming.object_to(kept, by=refused, reason="I do not like what they said.")
    with pytest.raises(Refused, match="Give a reason"):
        confirming.object_to(kept, by=cast.hale, reason=" ")
    kept = confirming.object_to(kept, by=cast.hale, reason="Nobody of Group 1 knows of it.")
    assert not kept.is_counted and not notice.people_unannounced(cast.consultation)
    assert facts.how_it_stands(kept) == "No. Ruth Hale of the panel objected: “Nobody of Group 1 knows of it.”"
    said = public_record.public_entry(Entry.objects.get(action="record_objected_to"))
    assert said["summary"] == "Group 1: Nobody of Group 1 knows of it."
    for refused in (cast.finch, cast.hale):
        with pytest.raises(Refused, match="Somebody else of the panel confirms it"):
            confirm(kept, refused)
    kept = confirm(kept, cast.quill)
    assert facts.how_it_stands(kept) == (
        "Yes: confirmed by Sam Quill, who was there. "
        "Before, Ruth Hale of the panel objected: “Nobody of Group 1 knows of it.”"
    )
    with pytest.raises(Refused, match="objected already"):
        confirming.object_to(kept, by=cast.hale, reason="Again.")


def test_it_is_said_where_one_acts(cast: Cast, client_for: Callable) -> None:
    kept = confirm(bring(cast), cast.finch)
    page = reverse("record_of_meeting", args=[cast.consultation.slug, kept.pk])
    shown = flat(client_for(cast.hale).get(page).content.decode())
    assert "Look at it, because that meeting was not announced beforehand." in shown
    assert "Not announced beforehand" in shown
    assert "Do you doubt it?" not in client_for(cast.moss).get(page).content.decode()
    answer = client_for(cast.hale).post(page + "object/", {"reason": "Nobody knows of it."}, follow=True)
    assert "Ruth Hale of the panel objected" in flat(answer.content.decode())
    assert client_for(cast.moss).post(page + "object/", {"reason": "x"}).status_code == 404


def test_whoever_brings_it_in_reads_it_first(cast: Cast, client_for: Callable) -> None:
    draft = drafts.keep(cast.consultation, MADE_UP.encode(), "x.txt", by=cast.moss)
    chosen = Choices(about={"held_on": clock.today().isoformat()})
    drafts.decide(draft, chosen, by=cast.moss, group=cast.group1)
    page = reverse("record_draft", args=[cast.consultation.slug, draft.pk])
    said = "The panel is told, and can object for 5 working days; the findings are published after that."
    assert said in flat(client_for(cast.moss).get(page).content.decode())
    meeting(cast, 3)
    assert "This meeting was announced" in flat(client_for(cast.moss).get(page).content.decode())


def rows(cast: Cast) -> list[str]:
    return [row["value"] for row in announcing.public_rows(cast.consultation)]


def ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def test_one_announcement_is_good_for_one_meeting(cast: Cast, client_for: Callable) -> None:
    """A second invented record of the same day finds no announcement; the first can be corrected and taken out."""
    meeting(cast, 3)
    first, second = bring(cast), bring(cast, said="Speaker A: Another meeting.\nSpeaker B: Yes, another one.")
    assert (first.notice, second.notice) == (MeetingNotice.ANNOUNCED, MeetingNotice.NOT)
    draft = drafts.keep(cast.consultation, b"Speaker A: A third.", "x.txt", by=cast.moss)
    drafts.decide(draft, Choices(about={"held_on": clock.today().isoformat()}), by=cast.moss, group=cast.group1)
    page = client_for(cast.moss).get(reverse("record_draft", args=[cast.consultation.slug, draft.pk])).content.decode()
    assert "The meeting announced for that day has its record already" in flat(page)
    notice.settle(first)
    assert first.notice == MeetingNotice.ANNOUNCED, "a record does not stand in its own way"
    rooms.take_out(first, by=cast.moss)
    notice.settle(second)
    assert second.notice == MeetingNotice.ANNOUNCED


def test_a_plenary_has_one_record_a_group(cast: Cast) -> None:
    plenary = meeting(cast, 3)
    plenary.also.set([cast.group2])
    first = bring(cast)
    assert notice.meeting_of(cast.group2, clock.today()) == plenary == first.meeting
    assert notice.meeting_of(cast.group1, clock.today()) is None


OTHER_TABLE = "Speaker A: At our table we want them.\nSpeaker B: Yes, all of us do."


def plenary(cast: Cast, **fields: object) -> Session:
    """Of both groups, today, announced in time."""
    session = meeting(cast, 3, **fields)
    session.also.set([cast.group2])
    return session


def test_records_of_further_groups_do_not_hide_behind_one_announcement(cast: Cast, client_for: Callable) -> None:
    """One plenary of N groups was the announcement of N records: all but one could be invented. Now each says so."""
    plenary(cast)
    first = confirm(bring(cast), cast.finch)
    since = f"Announced beforehand, since {day(ago(3))}, as one meeting of 2 groups"
    assert (notice.said(first), first.object_until) == (since, None)
    assert notice.panel_had_time_to_object(cast.consultation) == []
    draft = drafts.keep(cast.consultation, OTHER_TABLE.encode(), "x.txt", by=cast.moss)
    drafts.decide(draft, Choices(about={"held_on": clock.today().isoformat()}), by=cast.moss, group=cast.group2)
    page = client_for(cast.moss).get(reverse("record_draft", args=[cast.consultation.slug, draft.pk])).content.decode()
    assert "both say that they are of one announced meeting. The panel is told" in flat(page)
    second = confirm(bring(cast, said=OTHER_TABLE, group=cast.group2), cast.finch)
    first.refresh_from_db()
    for one in (first, second):
        assert notice.said(one) == f"{since}; 2 records came of it"
        assert one.object_until is not None, "the invented one may be the first"
        assert notice.why_looked_at(one) == "2 records came of one announced meeting."
    told = Message.objects.filter(title__startswith="A record of a meeting that is one of several of one announced")
    assert told.count() == 4 and {one.mailbox.user for one in told} == {cast.hale, cast.quill}
    assert len(notice.panel_had_time_to_object(cast.consultation)) == 2
    said = Entry.objects.filter(action="record_imported").order_by("number").last()
    assert said and public_record.public_entry(said)["summary"].endswith(f"{since}; 2 records came of it")
    assert {one.notice for one in facts.records_of(cast.consultation)} == {f"{since}; 2 records came of it"}
    assert rows(cast)[0].endswith("2 records came of this one meeting.")
    assert announcing.days_of(cast.consultation) == announcing.Days(held=1)


def test_break_out_groups_with_a_recorder_at_each_table_wait_once_and_count(cast: Cast) -> None:
    """Honest facilitators bring in a record a table: each counts once confirmed, and the days pass by themselves."""
    plenary(cast)
    first = confirm(bring(cast), cast.finch)
    second = confirm(bring(cast, said=OTHER_TABLE, group=cast.group2), cast.finch)
    until = ImportedRecord.objects.get(pk=first.pk).object_until
    assert first.is_counted and second.is_counted and not notice.people_unannounced(cast.consultation)
    assert until is not None
    with clock.travel(datetime.combine(until + timedelta(days=1), clock.now().time(), tzinfo=clock.now().tzinfo)):
        assert notice.panel_had_time_to_object(cast.consultation) == []
        longer = read_transcript_bytes(f"{OTHER_TABLE}\nSpeaker A: So we said.".encode(), name="x.txt")
        plan = plan_transcript(cast.group2, longer, choices=Choices())
        correcting.correct(plan, second, by=cast.moss, may_quote=True)
        first.refresh_from_db()
        assert first.object_until == until, "a correction of the other one begins no new days for it"


def test_taken_out_a_record_is_none_that_came_of_it(cast: Cast) -> None:
    plenary(cast)
    first = bring(cast)
    rooms.take_out(bring(cast, said=OTHER_TABLE, group=cast.group2), by=cast.moss)
    assert "came of it" not in notice.said(first)


@pytest.mark.parametrize("how", ["left", "start and end", "another day", "called off", "moved", "other groups"])
def test_an_announced_day_stays_whatever_the_facilitator_does(cast: Cast, how: str) -> None:
    """Its day has passed and nobody met: no act in a facilitator's rights takes it off the list or out of the count."""
    session = meeting(cast, 9, starts_at=ago(1))
    if how == "start and end":
        session.segments.create(order=1, kind="welcome", title="Hello")
        sessions.start(session, by=cast.moss)
        Session.objects.filter(pk=session.pk).update(started_at=ago(1))
        sessions.end(session, by=cast.moss)
    elif how == "another day":
        Session.objects.filter(pk=session.pk).update(
            started_at=clock.now(), ended_at=clock.now(), attended=9, state="ended"
        )
    elif how == "called off":
        planning.call_off(session, by=cast.moss)
    elif how == "moved":
        planning.change_session(session, by=cast.moss, title="x", starts_at=clock.now() + timedelta(days=9))
    elif how == "other groups":
        planning.change_session(session, by=cast.moss, title="x", group=cast.group2)
    if how != "another day":
        assert rows(cast)[0].endswith("Nothing is recorded of it.")
    assert announcing.days_of(cast.consultation) == announcing.Days(empty=1)
    assert method.how_they_came(cast.consultation)["days_empty"] == 1
    bring(cast, -1)
    assert announcing.days_of(cast.consultation).empty == 1, "no invented record fills a day that nobody held"


def test_what_was_held_is_not_called_empty(cast: Cast) -> None:
    session = meeting(cast, 9, starts_at=ago(1))
    Session.objects.filter(pk=session.pk).update(started_at=ago(1), ended_at=ago(1), attended=9, state="ended")
    meeting(cast, 9)
    kept = bring(cast)
    assert rows(cast)[0].endswith("It took place.")
    assert rows(cast)[1].endswith("It has a record that counts nowhere yet.")
    confirm(kept, cast.finch)
    assert rows(cast)[1].endswith("Its record counts.")
    assert announcing.days_of(cast.consultation) == announcing.Days(held=2)


def test_a_day_with_a_record_is_not_moved_away_from_it(cast: Cast) -> None:
    session = meeting(cast, 3)
    bring(cast)
    later = {"title": "x", "starts_at": clock.now() + timedelta(days=9)}
    with pytest.raises(Refused, match="its day and its groups stay"):
        planning.change_session(session, by=cast.moss, **later)
    with pytest.raises(Refused, match="its day and its groups stay"):
        planning.call_off(session, by=cast.moss)
    other = meeting(cast, 3, state="live", started_at=clock.now())
    with pytest.raises(Refused, match="its day can no longer be changed"):
        planning.change_session(other, by=cast.moss, **later)


def test_what_is_put_right_at_once_or_was_never_public_stays_on_no_list(cast: Cast) -> None:
    later = clock.now() + timedelta(days=9)
    planning.call_off(meeting(cast, 0, starts_at=later), by=cast.moss)
    moved = meeting(cast, 3, starts_at=later)
    planning.change_session(moved, by=cast.moss, title="x", starts_at=later + timedelta(days=1))
    assert [one.day for one in FormerDay.objects.all()] == [local_day(later)]
    assert rows(cast)[0].endswith(f"Taken off this day on {day(clock.now())}.")
    assert announcing.days_of(cast.consultation) == announcing.Days(taken_back=1)
    cast.at(Stage.DRAFT)
    planning.call_off(meeting(cast, 3, starts_at=later), by=cast.moss)
    assert FormerDay.objects.count() == 1


def every_day(cast: Cast, days: int = 4) -> None:
    for n in range(1, days + 1):
        meeting(cast, 30, starts_at=ago(n))


def test_whoever_announces_every_day_is_seen_doing_so(cast: Cast, client_for: Callable) -> None:
    """Two facilitators announce every day and bring in one invented record: the panel is told, and has its days."""
    every_day(cast)
    kept = confirm(bring(cast, -1), cast.finch)
    assert kept.notice == MeetingNotice.ANNOUNCED and kept.object_until is not None
    told = Message.objects.filter(title__startswith="A record of a meeting that is one of many announced")
    assert {one.mailbox.user for one in told} == {cast.hale, cast.quill}
    assert [one.text for one in notice.panel_had_time_to_object(cast.at(Stage.ANALYSIS).consultation)] == [
        f"The panel can object until {day(kept.object_until)} to the record of Group 1, {day(kept.held_on)}: "
        "most announced days came to nothing."
    ]
    page = reverse("record_of_meeting", args=[cast.consultation.slug, kept.pk])
    shown = flat(client_for(cast.hale).get(page).content.decode())
    assert "Nothing is recorded of 3 announced days" in shown
    assert "Look at it, because most announced days came to nothing." in shown
    report = coded.report(cast)
    assert (
        "Of the meetings that were said in public, nothing is recorded of 3 announced days."
        in (method.of(cast.consultation, report, [], [], []).statement[0])
    )


def test_the_panel_has_its_days_also_where_the_days_come_to_nothing_later(cast: Cast) -> None:
    """The record comes in while all other days are still to come; they are called off, or pass, or it closes."""
    for n in range(9, 13):
        meeting(cast, 9, starts_at=clock.now() + timedelta(days=n))
    meeting(cast, 9)
    kept = confirm(bring(cast), cast.finch)
    assert kept.object_until is None and notice.look_again() == []
    cast.at(Stage.ANALYSIS)
    assert [one.text for one in notice.panel_had_time_to_object(cast.consultation)] == [
        "The panel is told by tomorrow that most announced days came to nothing."
    ]
    assert len(notice.look_again()) == 1 and notice.look_again() == []
    kept.refresh_from_db()
    assert kept.object_until is not None
    assert Message.objects.filter(title__contains="one of many announced").exists()
    ImportedRecord.objects.update(object_until=clock.today() - timedelta(days=1))
    assert notice.panel_had_time_to_object(cast.consultation) == [], "it passes by itself"


def test_a_few_empty_days_are_no_reason(cast: Cast) -> None:
    every_day(cast, 2)
    assert bring(cast).notice == MeetingNotice.NOT and not notice.is_one_of_many(announcing.days_of(cast.consultation))


def test_a_day_does_not_go_with_its_group(cast: Cast) -> None:
    empty = groups.add_group(cast.consultation, "Nobody", by=cast.moss)
    session = meeting(cast, 9, group=empty, starts_at=ago(1))
    plenary = meeting(cast, 9)
    plenary.also.set([empty])
    with pytest.raises(Refused, match="Call it off first"):
        groups.remove_group(empty, by=cast.moss)
    planning.call_off(session, by=cast.moss)
    with pytest.raises(Refused, match="Call it off first"):
        groups.remove_group(empty, by=cast.moss)
    planning.call_off(plenary, by=cast.moss)
    groups.remove_group(empty, by=cast.moss)
    assert [row[:6] for row in rows(cast)] == ["Nobody", "Group "]


def test_whoever_objected_takes_it_back_and_both_stay(cast: Cast, client_for: Callable) -> None:
    kept = confirming.object_to(confirm(bring(cast), cast.finch), by=cast.hale, reason="Nobody of Group 1 knows of it.")
    page = reverse("record_of_meeting", args=[cast.consultation.slug, kept.pk])
    for other in (cast.moss, cast.okoro, cast.amina):
        with pytest.raises(access.NotAllowed):
            confirming.take_back(kept, by=other, words="They are wrong.")
    with pytest.raises(Refused, match="Only whoever objected"):
        confirming.take_back(kept, by=cast.quill, words="She is wrong.")
    with pytest.raises(Refused, match="Give a reason"):
        confirming.take_back(kept, by=cast.hale, words=" ")
    assert "Are you convinced now?" not in client_for(cast.quill).get(page).content.decode()
    assert "Are you convinced now?" in client_for(cast.hale).get(page).content.decode()
    client_for(cast.hale).post(page + "take-back/", {"words": "I have heard the recording."})
    kept.refresh_from_db()
    both = (
        "Ruth Hale of the panel objected: “Nobody of Group 1 knows of it.”, "
        f"and took it back on {day(clock.now())}: “I have heard the recording.”"
    )
    waits = "No: no second person has confirmed it, so it counts nowhere"
    assert not kept.is_counted and facts.how_it_stands(kept) == f"{waits}. {both}"
    confirm(kept, cast.finch)
    assert facts.records_of(cast.consultation)[0].standing.endswith(both)
    said = [public_record.public_entry(one)["summary"] for one in Entry.objects.filter(action__startswith="record_obj")]
    assert said == [
        "Group 1: Nobody of Group 1 knows of it.",
        "Group 1: Nobody of Group 1 knows of it. Taken back: I have heard the recording.",
    ]
    kept.refresh_from_db()
    assert kept.object_until is not None and kept.object_until > clock.today(), "the others have their days anew"


def test_an_objection_that_was_taken_back_shields_no_record(cast: Cast) -> None:
    """A friend on the panel objects first and takes it back: whoever else of it doubts the record still can, once."""
    kept = confirming.object_to(confirm(bring(cast), cast.finch), by=cast.hale, reason="I doubt it.")
    kept = confirming.take_back(kept, by=cast.hale, words="I was wrong.")
    confirm(kept, cast.finch)
    with pytest.raises(Refused, match="took it back"):
        confirming.object_to(kept, by=cast.hale, reason="Or was I?")
    kept = confirming.object_to(kept, by=cast.quill, reason="I have looked: nobody was there.")
    told = Message.objects.filter(title__startswith="Somebody of the panel objected", mailbox__user=cast.moss)
    assert not kept.is_counted and told.count() == 2
    with pytest.raises(Refused, match="Somebody else of the panel"):
        confirm(kept, cast.finch)
    kept = confirm(kept, cast.hale)
    with pytest.raises(Refused, match="Only whoever objected"):
        confirming.take_back(kept, by=cast.quill, words="It is decided by now.")


def test_no_pause_takes_the_days_in_which_the_panel_objects(cast: Cast) -> None:
    """While it is paused nobody can object; one member pauses over the days of the others and publishes after it."""
    kept = confirm(bring(cast), cast.finch)
    c = cast.consultation
    assert kept.object_until is not None
    stages.pause(c, by=cast.hale, reason="Somebody may be at risk")
    with clock.travel(clock.now() + timedelta(days=14)):
        stages.resume(c, by=cast.hale)
        assert "can object until" in " ".join(one.text for one in notice.panel_had_time_to_object(c))
    cut = ImportedRecord.objects.get(pk=kept.pk).object_until
    assert cut is not None and cut > kept.object_until
    stages.pause(c, by=cast.hale, reason="Somebody may be at risk")
    stages.resume(c, by=cast.hale)
    assert ImportedRecord.objects.get(pk=kept.pk).object_until == cut, "a minute takes nobody’s day"


def test_a_pause_before_the_days_ran_lengthens_nothing(cast: Cast) -> None:
    """Fifty minutes in the morning, the record comes at noon, ten minutes after it: no hour of its days is gone."""
    c, monday = cast.consultation, a_monday_at(8)
    paused(cast, monday, 50)
    with clock.travel(monday + timedelta(hours=4)):
        kept = confirm(bring(cast), cast.finch)
    paused(cast, monday + timedelta(hours=5), 10)
    assert ImportedRecord.objects.get(pk=kept.pk).object_until == kept.object_until
    paused(cast, monday + timedelta(hours=7), 50)
    assert ImportedRecord.objects.get(pk=kept.pk).object_until > kept.object_until, "an hour since it came is a day"
    assert c.imported_records.get().object_from == monday + timedelta(hours=4)


def paused(cast: Cast, at: datetime, minutes: int) -> None:
    with clock.travel(at):
        stages.pause(cast.consultation, by=cast.hale, reason="Somebody may be at risk")
    with clock.travel(at + timedelta(minutes=minutes)):
        stages.resume(cast.consultation, by=cast.hale)


def test_the_table_of_records_asks_as_often_for_many_as_for_few(
    cast: Cast, django_assert_num_queries: Callable
) -> None:
    """Each record asked for its meeting, the meeting’s groups, its other groups and its other records."""
    plenary(cast)
    bring(cast)
    with CaptureQueriesContext(connection) as few:
        facts.records_of(cast.consultation)
    bring(cast, said=OTHER_TABLE, group=cast.group2)
    other = meeting(cast, 3, starts_at=ago(1))
    other.also.set([cast.group2])
    bring(cast, -1, said="Speaker A: No.\nSpeaker B: Yes.")
    bring(cast, -1, said="Speaker A: Why?\nSpeaker B: So.", group=cast.group2)
    with django_assert_num_queries(len(few) + 1):  # of groups with two records: who was in both
        found = facts.records_of(cast.consultation)
    assert len(found) == 4 and all("as one meeting of 2 groups; 2 records came of it" in one.notice for one in found)


def test_a_group_on_the_list_is_not_renamed_into_another_meeting(cast: Cast) -> None:
    """A facilitator announces “Group 1” every week, and gives it the name of the meeting that was invented since."""
    session = meeting(cast, 9, starts_at=ago(1))
    change = {"facilitator": None, "mode": "online"}
    with pytest.raises(Refused, match="under this name"):
        groups.change_group(cast.group1, by=cast.moss, name="Elders of the mosque", **change)
    groups.change_group(cast.group1, by=cast.moss, name="Group 1", **change)
    assert rows(cast)[0].startswith("Group 1, announced here on")
    Session.objects.filter(pk=session.pk).update(dated_at=clock.now(), starts_at=clock.now() + timedelta(days=9))
    groups.change_group(cast.group1, by=cast.moss, name="Group one", **change)
    assert rows(cast)[0].startswith("Group one"), "what was written today is put right today"


def test_a_group_whose_meeting_has_ended_is_not_said_to_go_once_it_is_called_off(cast: Cast) -> None:
    empty = groups.add_group(cast.consultation, "Nobody", by=cast.moss)
    meeting(cast, 9, group=empty, state="ended", started_at=clock.now(), ended_at=clock.now())
    with pytest.raises(Refused, match="stands on the list, and so does the group") as refused:
        groups.remove_group(empty, by=cast.moss)
    assert "Call it off" not in str(refused.value)


def test_what_became_of_a_day_is_true_of_each(cast: Cast) -> None:
    """A day taken away moves nowhere; other groups are neither moved nor called off; nothing runs for weeks."""
    soon = clock.now() + timedelta(days=9)
    planning.change_session(meeting(cast, 3, starts_at=soon), by=cast.moss, title="x", starts_at=None)
    assert rows(cast)[0].endswith(f"Taken off this day on {day(clock.now())}.")
    planning.change_session(meeting(cast, 3, starts_at=soon), by=cast.moss, title="x", group=cast.group2)
    assert str(announcing.days_of(cast.consultation)) == (
        "2 announced days were moved, called off or given to other groups before"
    )
    session = meeting(cast, 9, starts_at=ago(5))
    Session.objects.filter(pk=session.pk).update(state="live", started_at=ago(5))
    assert rows(cast)[0].endswith(f"It was started on {day(ago(5))} and not ended.")


def test_a_day_on_which_the_panel_had_it_paused_is_no_empty_day(cast: Cast) -> None:
    """Else a pause over three meetings throws doubt on every record, and on those who could hold none."""
    for n in range(1, 4):
        meeting(cast, 9, starts_at=clock.now() + timedelta(days=n))
    stages.pause(cast.consultation, by=cast.hale, reason="Somebody may be at risk")
    with clock.travel(clock.now() + timedelta(days=7)):
        stages.resume(cast.consultation, by=cast.hale)
        assert all(row.endswith("It was paused then, by the panel.") for row in rows(cast))
        assert announcing.days_of(cast.consultation) == announcing.Days()


def test_who_took_an_objection_back_can_object_to_another_text(cast: Cast) -> None:
    """A good record convinces whoever objected; then it is corrected into another one, and they could say no more."""
    kept = confirming.object_to(confirm(bring(cast), cast.finch), by=cast.hale, reason="I doubt it.")
    kept = confirming.take_back(kept, by=cast.hale, words="I have heard the recording.")
    with pytest.raises(Refused, match="took it back"):
        confirming.object_to(kept, by=cast.hale, reason="Or was I wrong?")
    longer = read_transcript_bytes(f"{MADE_UP}\nSpeaker Z: All of us want them.".encode(), name="x.txt")
    correcting.correct(plan_transcript(cast.group1, longer, choices=Choices()), kept, by=cast.moss, may_quote=True)
    kept.refresh_from_db()
    kept = confirming.object_to(kept, by=cast.hale, reason="Nobody called Z was there.")
    assert confirming.why_not_object(kept, cast.member(cast.quill)).startswith("Ruth Hale of the panel has objected")
    assert "decided since" not in confirming.why_not_object(kept, cast.member(cast.quill)), "nobody has decided yet"
