"""The method statement and its annex come from the records, and say what the records do not hold."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from audit import clock
from consultations.groups import appointing, groups
from consultations.joining import joining
from consultations.models import BriefingVersion, Role, Signoff
from consultations.stages import stages
from deliberation.models import Contribution, FactIntroduced, ImportedRecord, RecordStanding, Session
from deliberation.sessions import sessions
from outcomes.models import Breadth, Finding, FindingsReport
from outcomes.report import report as reports
from outcomes.report.exports import other_sheets
from outcomes.report.method import NOT_ESTIMATES
from people.text.dates import day
from tests.cast import Cast, person
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.outcomes import coded
from tests.outcomes.coded import newcomer, say
from tests.outcomes.report.printed import address, asked, crowd, published, text_of


def annexes(cast: Cast, client_for) -> str:
    return text_of(client_for(None).get(address(cast)).content.decode().partition('id="annexes"')[2])


@made_once
def finding_out(cast: Cast) -> Finding:
    return published(cast)


@pytest.mark.usefixtures("published_finding")
def test_statement_counts_people_contributions_and_coders(cast: Cast) -> None:
    text = " ".join(reports.build(cast.consultation).method.statement)
    assert text.startswith("3 people in 2 groups took part between")
    assert "3 people said something, in 3 contributions. No contribution was set aside as not relevant." in text
    assert "By hand, Jo Moss coded 3 of these contributions; they marked 3 passages with 1 theme" in text
    assert "They made no comment." in text and "could not change them" in text


def test_statement_says_how_many_answered_each_poll(cast: Cast) -> None:
    asked(cast, crowd(cast, 6))
    published(cast)
    text = " ".join(reports.build(cast.consultation).method.statement)
    assert "They answered a first poll (6 of 9)." in text and "again (6 of 9)." in text


def test_those_who_left_before_publication_are_counted_as_left(cast: Cast) -> None:
    joining.withdraw(cast.consultation, by=crowd(cast, 1)[0])
    published(cast)
    method = reports.build(cast.consultation).method
    assert method.recruited == 3 and method.left == 1
    assert "1 person left before the end." in method.statement[0]


def test_the_limits_are_always_stated(cast: Cast, ready_finding: Finding) -> None:
    FindingsReport.objects.filter(pk=ready_finding.report_id).update(limitations="It was a small room.")
    cast.consultation.refresh_from_db()  # its report is at hand, and was another
    assert reports.build(cast.consultation).method.limitations == f"{NOT_ESTIMATES} It was a small room."


@pytest.mark.usefixtures("published_finding")
def test_annex_names_facilitators_force_and_groups(cast: Cast, client_for) -> None:
    text = annexes(cast, client_for)
    assert "Jo Moss (lead); Ade Finch" in text and "N. Okoro, Chief Superintendent " in text
    assert "Group 1 How it met" not in text  # a real table, not a run of labels
    assert "How people were found [operator to confirm]" in text


def test_annex_holds_sessions_and_the_facts_put_to_them(cast: Cast, client_for) -> None:
    start = clock.now() - timedelta(days=3)
    session = Session.objects.create(
        consultation=cast.consultation, group=cast.group1, title="First evening", place="Library", state="ended",
        started_at=start, ended_at=start + timedelta(minutes=95), recording="audio",
    )  # fmt: skip
    FactIntroduced.objects.create(session=session, fact="There are 40 cameras.", source="Council", reaction="Surprise")
    published(cast)
    text = annexes(cast, client_for)
    assert "Group 1: First evening" in text and "95 minutes" in text and "Library" in text
    assert "There are 40 cameras. Source: Council. Group 1. How people took it: Surprise" in text


def test_annex_holds_guide_briefing_and_signatures(cast: Cast, client_for) -> None:
    version = BriefingVersion.objects.create(
        consultation=cast.consultation, number=3, status="approved", content_hash="f" * 64
    )
    Signoff.objects.create(
        version=version, member=cast.member(cast.hale), content_hash="f" * 64, verdict="balanced",
        public_statement="Fair to all sides.",
    )  # fmt: skip
    published(cast)
    text = annexes(cast, client_for)
    assert "Cameras: question 2?" in text and "version 3" in text and "f" * 64 in text
    assert "Fair to all sides. Ruth Hale, oversight panel: balanced" in text


@pytest.mark.usefixtures("published_finding")
def test_annex_defines_every_label(cast: Cast, client_for) -> None:
    scale = annexes(cast, client_for)
    assert all(breadth.label in scale for breadth in Breadth) and "“almost everyone who spoke”" in scale


@pytest.mark.usefixtures("published_finding")
def test_annex_counts_moderation(cast: Cast, client_for) -> None:
    assert "3 contributions in all. 0 decisions to hide one" in annexes(cast, client_for)


def test_annex_tells_breaks_who_came_and_hands_that_were_counted(cast: Cast, client_for) -> None:
    start = clock.now() - timedelta(days=3)
    session = Session.objects.create(
        consultation=cast.consultation, group=cast.group1, title="First evening", state="ended",
        started_at=start, ended_at=start + timedelta(minutes=95), attended=18, spoke=11,
    )  # fmt: skip
    session.also.add(cast.group2)
    part = session.segments.create(order=1, kind="discussion", title="Talk", minutes=90)
    session.runs.create(segment=part, started_at=start, ended_at=session.ended_at, paused=600)
    few = Session.objects.create(
        consultation=cast.consultation, group=cast.group1, title="Second evening", state="ended",
        started_at=start, ended_at=start + timedelta(minutes=60), attended=12, spoke=10,
    )  # fmt: skip
    hands_counted(session, present=24)
    published(cast)
    text = annexes(cast, client_for)
    assert "Group 1 and Group 2: First evening" in text
    assert "95 minutes, 10 of them break" in text and "18 came, 11 of them spoke" in text
    assert "12 came" in text and "10 of them spoke" not in text  # it would count out two people who were silent
    assert "“Right or wrong?” (24 in the room)" in text
    assert few.attended == 12


def hands_counted(session: Session, present: int) -> None:
    poll = session.consultation.polls.create(title="Polls")
    question = poll.questions.create(text="Right or wrong?")
    wave = poll.waves.create(kind="pulse", session=session)
    wave.questions.add(question)
    wave.hand_counts.create(question=question, present=present)


def test_a_meeting_elsewhere_is_printed_as_it_was_recorded(cast: Cast, client_for) -> None:
    record = ImportedRecord.objects.create(
        consultation=cast.consultation, group=cast.group1, fingerprint="f" * 64, held_on=date(2026, 3, 4),
        place="The library, upstairs", recorder="A phone, written down by hand", standing=RecordStanding.BEFORE,
    )  # fmt: skip
    published(cast)
    Contribution.objects.filter(membership=cast.member(cast.amina)).update(record=record)
    text = annexes(cast, client_for)
    assert "Meetings elsewhere whose records were brought in" in text and "People wrote in their groups" not in text
    assert "4 March 2026" in text and "The library, upstairs" in text and "A phone, written down by hand" in text
    assert "Yes, unconfirmed: it was brought in before records had to be" in text
    table = text.partition("Meetings elsewhere whose records were brought in")[2]
    assert table.partition("The library, upstairs")[2].count("not recorded") == 3  # how they met, present, absent


def test_the_annex_tells_the_ways_apart_and_says_what_was_not_recorded(
    cast: Cast, client_for, finding_out: Finding
) -> None:
    now = clock.now()
    Session.objects.create(
        consultation=cast.consultation, group=cast.group1, title="Evening", state=Session.State.ENDED,
        recording=Session.Recording.AUDIO, place="Town hall", started_at=now - timedelta(hours=2), ended_at=now,
    )  # fmt: skip
    about = {"consultation": cast.consultation, "group": cast.group2, "standing": RecordStanding.BEFORE}
    phoned = ImportedRecord.objects.create(
        title="Calls", fingerprint="a", mode="phone", held_on=date(2026, 6, 2), **about
    )
    met = ImportedRecord.objects.create(
        title="Hall", fingerprint="b", mode="in_person", absent="2 people: ill", **about
    )
    for number, record in enumerate((phoned, met)):
        person = newcomer(cast, cast.group2, f"Heron {number}", quotes=record == met)
        say(cast, person, record=record, source_kind="transcript")
    table = annexes(cast, client_for).partition("How words and votes came in")[2].partition("Sessions")[0]
    assert "Online, in writing: 3 contributions" in table and "This site" in table
    assert "run on this platform" in table and "Town hall" in table and "120 minutes" in table
    assert "recorded for each. To the recording: none of the" in table
    phone = "By phone: brought in from 1 meeting elsewhere 2 June 2026 not recorded not recorded not recorded"
    assert f"{phone} Stated by whoever brought the record in: people agreed to take part, not to be quoted" in table
    hall = "In person: brought in from 1 meeting elsewhere not recorded not recorded not recorded 2 people: ill"
    assert hall in table and "and to be quoted without their names" in table.partition(hall)[2]


# --- Who did it, and what they were given: whoever comes later --------------------------------------------
def successors(cast: Cast) -> None:
    """Everybody who ran and checked it is replaced, each by a rightful act of an administrator."""
    kit = person("kit", "Kit Admin", is_superuser=True)
    for key, name, role in [("nova", "Nova New", Role.FACILITATOR), ("pell", "Pan Ell", Role.OVERSIGHT)]:
        appointing.seat(cast.consultation, person(key, name), role, offered_by=kit)
    for user in (cast.moss, cast.finch, cast.hale, cast.quill):
        groups.stand_down(cast.member(user), by=kit)


def test_the_report_names_those_who_did_it_and_not_their_successors(cast: Cast, client_for) -> None:
    cast.group1.facilitator = cast.member(cast.finch)
    cast.group1.save()
    published(cast)
    before = annexes(cast, client_for)
    assert "Jo Moss (lead); Ade Finch Their relation" in before and "Oversight panel Ruth Hale; Sam Quill Who" in before
    successors(cast)
    cache.clear()
    after = annexes(cast, client_for)
    assert after == before, "what is published says who did it, whoever does it today"
    assert "Ade Finch" in after.partition("How people came to be in them")[0] and "Nova New" not in after


def test_one_published_before_names_were_kept_tells_successors_apart(
    cast: Cast, client_for, finding_out: Finding
) -> None:
    report = FindingsReport.objects.get()
    report.counted.pop("who")
    report.save()
    successors(cast)
    text = annexes(cast, client_for)
    assert "Jo Moss" in text and "Sam Quill" in text and "Nova New" not in text and "Pan Ell" not in text


def test_who_left_before_the_findings_is_named_with_the_day(cast: Cast, client_for) -> None:
    coded.ready_to_publish(cast)
    groups.stand_down(cast.member(cast.finch), by=person("kit", "Kit Admin", is_superuser=True))
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    assert f"Ade Finch, until {day(clock.now())}" in annexes(cast, client_for)


def test_people_were_given_what_they_could_read_while_they_were_asked(
    cast: Cast, client_for, finding_out: Finding
) -> None:
    c = cast.consultation
    at = [c.opens_at - timedelta(days=9), c.opens_at - timedelta(days=5), c.opens_at + timedelta(days=9), clock.now()]
    for number, (came, status) in enumerate(zip(at, ["superseded"] * 3 + ["approved"], strict=True), start=1):
        BriefingVersion.objects.create(
            consultation=c, number=number, status=status, content_hash=f"{number}" * 64, published_at=came
        )
    late = BriefingVersion.objects.get(number=4)
    Signoff.objects.create(
        version=late, member=cast.member(cast.hale), content_hash=late.content_hash, verdict="balanced",
        public_statement="Signed long afterwards.",
    )  # fmt: skip
    text = annexes(cast, client_for)
    assert f"People were given version 2 of the briefing , and from {day(at[2])} version 3 of the briefing ." in text
    assert "3" * 64 in text and "The panel did not sign this version." in text
    assert "Signed long afterwards." not in text, "nobody who was asked had read what that signature is on"


def test_a_group_swapped_on_the_last_day_is_printed_as_it_was(cast: Cast, client_for) -> None:
    """Facilitator, name and how it meets: the session keeps how it was held, and the annex names whoever led."""
    groups.change_group(cast.group1, by=cast.moss, name="Group 1", facilitator=cast.member(cast.moss))
    session, wave = rooms.running(cast)
    rooms.close_wave(wave, by=cast.moss)
    sessions.end(session, by=cast.moss)
    Session.objects.filter(pk=session.pk).update(attended=7, starts_at=None)
    finch = cast.member(cast.finch)
    groups.change_group(cast.group1, by=cast.moss, name="Shopkeepers", facilitator=finch, mode="in_person")
    published(cast)
    text = annexes(cast, client_for)
    assert "Online, in 1 session run on this platform" in text and "In person, in 1 session" not in text
    assert "name “Group 1” → “Shopkeepers”; facilitator “Jo Moss” → “Ade Finch”" in text
    found = FindingsReport.objects.get(consultation=cast.consultation)
    assert found.is_published
    met = {sheet.name: sheet.rows for sheet in other_sheets.met(reports.build(cast.consultation))}
    assert "facilitator “Jo Moss” → “Ade Finch”" in str(met["groups_met"]) and "Online" in str(met["meetings"])
