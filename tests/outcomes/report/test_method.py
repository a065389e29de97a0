"""The method statement and its annex come from the records, and say what the records do not hold."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from audit import clock
from consultations.access import NotAllowed
from consultations.groups import appointing, groups
from consultations.joining import claiming, consents, joining
from consultations.models import Area, BriefingVersion, Consent, Consultation, Membership, Role, Signoff
from consultations.stages import stages
from deliberation.models import (
    AgendaSegment,
    Contribution,
    FactIntroduced,
    ImportedRecord,
    Option,
    Question,
    RecordStanding,
    Seat,
    SegmentRun,
    Session,
    Wave,
)
from deliberation.polls import polling
from deliberation.sessions import apart, sessions
from outcomes.coding import quoting
from outcomes.models import Breadth, Finding, FindingsReport, QuoteRefusal
from outcomes.report import paper
from outcomes.report import report as reports
from outcomes.report.exports import other_sheets
from outcomes.report.method import NOT_ESTIMATES
from people.errors import Refused
from people.models import Message, User
from people.text.dates import day
from tests.cast import Cast, join, person
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


def test_whoever_said_no_to_quotes_is_named_with_how_many(cast: Cast, ready_finding: Finding) -> None:
    """One person can keep a side's words out, and not unseen."""
    for n, (who, words) in enumerate([(cast.hale, "Stop it."), (cast.hale, "Never here."), (cast.finch, "Not us.")]):
        about = coded.theme(cast, f"Another {n}")
        quoting.refuse_quote(coded.quote(cast, cast.amina, about, words, checked=False), by=who, why="Too close.")
    said = " ".join(reports.build(cast.consultation).method.statement)
    assert "To 3 quotes somebody said no: Ruth Hale to 2 and " in said
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    QuoteRefusal.objects.all().delete()  # as when a speaker leaves: what is printed stays
    cast.consultation.refresh_from_db()
    assert "Ruth Hale to 2 and " in " ".join(reports.build(cast.consultation).method.statement)


def test_the_report_says_where_it_was_and_until_which_day(cast: Cast, client_for) -> None:
    """A closing at midnight is the day before wherever it is told; the place stands at the top and in the statement."""
    midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Consultation.objects.filter(pk=cast.consultation.pk)
    mine.update(places="The market.")
    area = Area.objects.create(name="Eastmere", slug="eastmere")
    cast.consultation.in_areas.add(area)
    cast.consultation.refresh_from_db()
    published(cast)
    mine.update(closes_at=midnight)
    Area.objects.update(name="Eastmere and Hill")  # it is printed as it was called then
    text = text_of(client_for(None).get(address(cast)).content.decode())
    opened, last = day(cast.consultation.opens_at), day(clock.today() - timedelta(days=1))
    for said in (
        f"Open from {opened} to {last}",
        f"took part between {opened} and {last}.",
        f"{opened} to {last} This",
    ):
        assert said in text
    assert "Place The market (Eastmere)" in text and "It was about this place: The market (Eastmere)." in text


def test_statement_says_how_many_answered_each_poll(cast: Cast) -> None:
    asked(cast, crowd(cast, 6))
    published(cast)
    text = " ".join(reports.build(cast.consultation).method.statement)
    assert "They answered a first poll (6 of 9)." in text and "again (6 of 9)." in text


def test_a_second_poll_that_never_opened_or_hardly_is_said(cast: Cast) -> None:
    """A facilitator who fears how people changed their minds leaves it closed, or opens it for the last hour."""
    FindingsReport.objects.create(consultation=cast.consultation)
    rooms.open_first(cast)
    for user in (cast.amina, cast.bilal):
        rooms.answer(cast, user, "before", "q_use", "No, never")
    with clock.travel(clock.now() + timedelta(days=3)):
        polling.close_wave(rooms.wave(cast, "before"), by=cast.moss, reason="The groups have talked.")
    never = "The second poll was not opened, so the same questions were not answered again."
    assert never in " ".join(reports.build(cast.consultation).method.statement)
    polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)
    with clock.travel(clock.now() + timedelta(minutes=70)):
        stages.move(cast.consultation, "close", by=None)
    said = " ".join(reports.build(cast.consultation).method.statement)
    assert never not in said and "That poll was open for less than 2 hours." in said


def test_those_who_left_before_publication_are_counted_as_left(cast: Cast) -> None:
    joining.withdraw(cast.consultation, by=crowd(cast, 1)[0])
    published(cast)
    method = reports.build(cast.consultation).method
    assert method.recruited == 3 and method.left == 1
    assert "1 person left before the end." in method.statement[0]


def test_who_turns_out_to_have_joined_twice_is_in_the_printed_numbers_as_before(cast: Cast) -> None:
    """A guest of a recorded session who keeps their part with the address of another after the report came out."""
    session = Session.objects.create(
        consultation=cast.consultation, group=cast.group1, title="Talk", state="ended", recording="audio"
    )
    guest = User.objects.create(email=None)
    join(cast.consultation, [(guest, cast.group1)])
    Seat.objects.create(session=session, membership=cast.member(guest))
    finding = published(cast)
    before = reports.build(cast.consultation).method
    told = (before.base, before.statement, [row.joined for row in before.groups], before.ways)
    claiming.merge(cast.member(guest), into=cast.member(cast.amina))
    after = reports.build(cast.consultation).method
    assert (after.base, after.statement, [row.joined for row in after.groups], after.ways) == told
    assert before.base.startswith("4 people") and session.met in [way.name.partition(",")[0] for way in after.ways]
    assert finding.computed["took_part"] == 4


def test_the_limits_are_always_stated(cast: Cast, ready_finding: Finding) -> None:
    FindingsReport.objects.filter(pk=ready_finding.report_id).update(limitations="It was a small room.")
    cast.consultation.refresh_from_db()  # its report is at hand, and was another
    assert reports.build(cast.consultation).method.limitations == f"{NOT_ESTIMATES} It was a small room."
    for around in ("These are not estimates: they hold for all.", f"Some say: {NOT_ESTIMATES} They err."):
        FindingsReport.objects.update(limitations=around)
        printed = reports.build(cast.consultation).method.limitations
        assert printed.startswith(NOT_ESTIMATES) and printed.count(NOT_ESTIMATES) == 1


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


@pytest.mark.parametrize("when", ["before it was published", "after", "in a report from before"])
def test_a_signature_of_the_side_of_whoever_runs_it_is_not_among_those_that_are_counted(
    cast: Cast, client_for, when: str
) -> None:
    """As it was when the report came out: no seat that is given later says something else of what is published."""
    version = BriefingVersion.objects.create(
        consultation=cast.consultation, number=3, status="approved", content_hash="f" * 64
    )
    for user in (cast.hale, cast.quill):
        Signoff.objects.create(
            version=version, member=cast.member(user), content_hash="f" * 64, verdict="balanced",
            public_statement=f"Fair, says {user.name}.",
        )  # fmt: skip
    kit = person("kit", "Kit Marsh")
    Membership.objects.filter(pk=cast.member(cast.hale).pk).update(seated_by_account=kit)
    if when == "before it was published":
        appointing.seat(cast.consultation, kit, Role.FACILITATOR)
    published(cast, spoken_by=[cast.quill])  # whose word counts, whoever runs it
    if when == "after":
        appointing.seat(cast.consultation, kit, Role.FACILITATOR)
    if when == "in a report from before":
        appointing.seat(cast.consultation, kit, Role.FACILITATOR)
        report = FindingsReport.objects.get()
        report.counted.pop("signed_beside")
        report.save()
    cache.clear()
    counted = " ".join(reports.build(cast.consultation).method.statement)
    text = annexes(cast, client_for)
    assert "Fair, says Ruth Hale." in text and "Fair, says Sam Quill." in text
    marked = text.count("Not counted: of one side with somebody who runs this, or ran it")
    if when == "before it was published":
        assert "which 1 member of the oversight panel had signed" in counted and marked == 1
    else:
        assert "which 2 members of the oversight panel had signed" in counted and not marked


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
    assert "“Right or wrong?” (24 people in the room; the session noted 18 people)" in text
    assert few.attended == 12


def test_meetings_by_phone_are_told_apart_from_online_and_in_person(cast: Cast, client_for) -> None:
    start = clock.now() - timedelta(days=3)
    for mode in ("phone", "online", "in_person"):
        Session.objects.create(
            consultation=cast.consultation, group=cast.group1, title=mode, state="ended", attended=8, spoke=8,
            mode=mode, started_at=start, ended_at=start + timedelta(minutes=60),
        )  # fmt: skip
    published(cast)
    text = annexes(cast, client_for)
    for met in ("By phone", "Online", "In person"):
        assert f"{met}, in 1 session run on this platform" in text


def test_hands_that_went_up_in_an_empty_room_are_in_no_annex(cast: Cast, client_for) -> None:
    session, wave = rooms.running(cast)
    rooms.close_wave(wave, by=cast.moss)
    hands_counted(session, present=24)
    sessions.end(session, by=cast.moss, drop_hands=True)
    published(cast)
    assert "Right or wrong?" not in annexes(cast, client_for)


def test_hands_of_a_session_that_ended_before_that_rule_stay_in_the_annex(cast: Cast, client_for) -> None:
    """A report that is out says the same on the day after an upgrade."""
    session = Session.objects.create(
        consultation=cast.consultation, group=cast.group1, title="First evening", state="ended", attended=0,
        started_at=clock.now() - timedelta(days=3), ended_at=clock.now() - timedelta(days=3),
    )  # fmt: skip
    hands_counted(session, present=24)
    published(cast)
    assert "Right or wrong?" in annexes(cast, client_for)


def hands_counted(session: Session, present: int) -> None:
    poll = session.consultation.polls.create(title="Polls")
    question = poll.questions.create(text="Right or wrong?")
    wave = poll.waves.create(kind="pulse", session=session)
    wave.questions.add(question)
    wave.hand_counts.create(question=question, present=present)


def test_people_are_said_to_have_written_only_where_somebody_did(cast: Cast, client_for, finding_out: Finding) -> None:
    """Groups that met in person and answered on paper wrote nothing here."""
    assert "No live session was run on this platform. People wrote in their groups." in annexes(cast, client_for)
    report = cast.consultation.report
    FindingsReport.objects.filter(pk=report.pk).update(counted={**report.counted, "online": 0})
    cache.clear()
    text = annexes(cast, client_for)
    assert "People wrote in their groups" not in text
    assert "Nothing was written here either: how people took part stands above." in text


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
    assert (
        table.partition("The library, upstairs")[2].partition("otherwise than")[0].count("not recorded") == 3
    )  # how they met, present, absent


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


def test_a_consent_to_the_recording_taken_back_is_not_counted(cast: Cast, client_for) -> None:
    """Six agreed; one takes it back, one leaves, before the report is out. A third takes it back afterwards."""
    start = clock.now() - timedelta(days=3)
    Session.objects.create(
        consultation=cast.consultation, group=cast.group1, title="Evening", state="ended", recording="audio",
        started_at=start, ended_at=start + timedelta(minutes=60), attended=6, spoke=6,
    )  # fmt: skip
    item = Consent.Item.RECORDING
    agreed = crowd(cast, 8)
    here = [user for user in agreed if cast.member(user).group_id == cast.group1.pk]
    for user in here:
        consents.set_consent(cast.consultation, item, True, by=user)
    all_of_them = cast.consultation.memberships.current().participants().filter(group=cast.group1).count()
    consents.set_consent(cast.consultation, item, False, by=here[0])
    joining.withdraw(cast.consultation, by=here[1])
    published(cast)
    told = f"To the recording: {len(here) - 2} people of the {all_of_them - 1} in these groups"
    assert told in annexes(cast, client_for)
    consents.set_consent(cast.consultation, item, False, by=here[2])
    cache.clear()
    assert told in annexes(cast, client_for), "a report says what stood as it came out"


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


def test_no_words_of_the_police_are_promised_where_none_are_printed(cast: Cast, ready_finding: Finding) -> None:
    """The only comment is kept out; then a second one is printed."""
    report = ready_finding.report
    coded.commented(report, by=cast.reyes, text="Ask Jo Moss who it was.")
    report.comments.update(kept_out="It points to somebody.", settled_by=cast.member(cast.hale))

    def told() -> str:
        fresh = Consultation.objects.get(pk=cast.consultation.pk)
        return " ".join(reports.build(fresh, viewer=cast.moss).method.statement)

    assert "1 comment that could point to a person: not printed" in told()
    assert "printed below, unchanged" not in told() and "They made no comment" not in told()
    coded.commented(report, by=cast.reyes, text="The list is destroyed daily.")
    assert "printed below, unchanged" in told() and "1 comment that could point" in told()


# --- What was asked where ---------------------------------------------------------------------------------
def ran(cast: Cast, *kinds: str, reached: int) -> Session:
    """A session that ended after its first `reached` parts."""
    now = clock.now()
    session = Session.objects.create(
        consultation=cast.consultation, group=cast.group1, title="Evening", state=Session.State.ENDED, attended=5,
        started_at=now - timedelta(hours=1), ended_at=now,
    )  # fmt: skip
    parts = [
        AgendaSegment.objects.create(session=session, order=n, kind=kind, title=f"Part {n} {kind}")
        for n, kind in enumerate(kinds)
    ]
    for part in parts[:reached]:
        SegmentRun.objects.create(session=session, segment=part, started_at=now - timedelta(hours=1), ended_at=now)
    return session


def guide_of(cast: Cast) -> str:
    fresh = Consultation.objects.get(pk=cast.consultation.pk)
    return reports.build(fresh, viewer=cast.moss).method.statement[0]


def test_one_guide_for_all_is_said_only_where_all_were_asked_by_it(
    cast: Cast, client_for, ready_finding: Finding
) -> None:
    """A facilitator who drops half of the guide in one group, or leads it elsewhere, is told of."""
    whole = ran(cast, "welcome", "discussion", "wrap_up", reached=2)
    assert "All groups had one topic guide" in guide_of(cast)  # only the farewell did not come
    cut = ran(cast, "discussion", "discussion", reached=1)
    assert "All groups had" not in guide_of(cast)
    assert "In 1 session part of it was left out" in guide_of(cast)
    apart.say(whole, by=cast.moss, words="We talked of speeding instead of cameras.")
    assert "In 2 sessions part of it was left out" in guide_of(cast)
    with pytest.raises(Refused, match="somebody who takes part"):
        apart.say(cut, by=cast.moss, words="Kestrel 21 wanted to talk of speeding.")
    for said in ("Most people wanted to talk of speeding.", "Ring Jean on 07700 900123."):
        with pytest.raises(Refused, match="Nobody was counted|a phone number"):
            apart.say(cut, by=cast.moss, words=said)
    for nobody in (cast.hale, cast.okoro, cast.amina):
        with pytest.raises(NotAllowed):
            apart.say(whole, by=nobody, words="All went well.")
    with pytest.raises(Refused, match="say what is"):
        apart.say(Session.objects.get(pk=whole.pk), by=cast.finch, words="")
    told = Message.objects.filter(mailbox__user=cast.hale, title__contains="is told in other words")
    apart.say(whole, by=cast.moss, words="We talked of speeding instead of cameras. And of dogs.")
    assert not told.exists()  # added to
    apart.say(whole, by=cast.finch, words="We talked of speeding instead.")
    assert told.count() == 1
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    with pytest.raises(Refused, match="has printed it"):
        apart.say(whole, by=cast.moss, words="")
    text = annexes(cast, client_for).partition("otherwise than in the topic guide")[2].partition("Facts put")[0]
    assert "Not reached: “Part 1 discussion”" in text and "We talked of speeding instead" in text


def test_of_a_session_whose_parts_were_not_kept_nothing_is_said_to_be_left_out(cast: Cast) -> None:
    """From before they were: its report would say from one day to the next that nothing was reached."""
    before = ran(cast, "discussion", "cards", reached=0)
    assert apart.not_reached(before) == []
    cut = ran(cast, "discussion", "cards", reached=1)
    assert apart.not_reached(cut) == ["Part 1 cards"]


def test_what_a_meeting_elsewhere_asked_and_was_told_is_printed_or_said_to_be_missing(
    cast: Cast, client_for, ready_finding: Finding
) -> None:
    about = {"consultation": cast.consultation, "group": cast.group1, "standing": RecordStanding.BEFORE}
    told = ImportedRecord.objects.create(
        title="Hall",
        fingerprint="a",
        lasted="90 minutes",
        asked="Cameras alone.",
        facts="Two vans. From the force.",
        **about,
    )
    bare = ImportedRecord.objects.create(title="Calls", fingerprint="b", **about)
    for record, who in ((told, cast.amina), (bare, cast.bilal)):
        said = say(cast, who, record=record, source_kind="transcript")
        assert said.record == record
    FindingsReport.objects.update(state="published", published_at=clock.now())
    assert "All groups had" not in guide_of(cast) and "2 meetings held elsewhere" in guide_of(cast)
    text = annexes(cast, client_for)
    asked_there, _, facts = text.partition("Answers to each poll")[0].rpartition("Facts put to people")
    assert "Hall" not in text, "a title may name somebody"
    assert "a meeting elsewhere: Cameras alone." in asked_there
    assert "elsewhere: what was asked is not recorded" in asked_there
    assert "elsewhere: Two vans. From the force." in facts and "elsewhere: not recorded" in facts
    assert "None were noted" not in facts and "90 minutes; not recorded" in text


def test_every_question_and_card_is_annexed_as_it_was_put(cast: Cast, client_for) -> None:
    """Whoever asks leadingly, or adds a question in one room, is read word for word; what was never put is not said."""
    question = asked(cast, crowd(cast, 6))
    poll = question.poll
    card = Question.objects.create(poll=poll, text="Would you accept this?", card="A van scans a square.", order=3)
    Option.objects.create(question=card, text="Only with signs", order=0)
    other = Question.objects.create(poll=poll, text="Never put to anybody?", order=4)
    room = Wave.objects.create(poll=poll, kind=Wave.Kind.PULSE, title="In the hall", state=Wave.State.CLOSED)
    room.questions.add(card)
    Wave.objects.create(poll=poll, kind=Wave.Kind.PULSE, title="Later").questions.add(other)
    published(cast)
    page = text_of(client_for(None).get(address(cast)).content.decode().partition('id="annex-i"')[2])
    assert "2 of them stand word for word, with every answer" in page
    annex = text_of(paper.page(cast.consultation, "").partition('id="annex-i"')[2])
    assert "Should cameras be used? Answers: Yes; Only with safeguards; No." in annex
    assert "Asked in: The before poll and The after poll." in annex
    assert "On the card: A van scans a square. Would you accept this?" in annex and "Only with signs" in annex
    assert "Never put" not in annex
    sheets_ = other_sheets.met(reports.build(Consultation.objects.get(pk=cast.consultation.pk)))
    rows = next(sheet for sheet in sheets_ if sheet.name == "questions_asked").as_objects
    assert {"card": "A van scans a square.", "asked_in": "In the hall"}.items() <= rows[1].items()
