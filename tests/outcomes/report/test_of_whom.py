"""The method statement says of everybody only what holds of everybody; the rest with whom it holds of."""

from datetime import timedelta

import pytest

from audit import clock
from consultations.models import Consent, Membership, Role
from deliberation.models import Contribution, ImportedRecord, RecordStanding, Session, Thread, Wave
from outcomes.coding import coding, settling
from outcomes.models import Disagreement, Stance
from outcomes.report import by_link, method
from outcomes.report import report as reports
from tests.cast import Cast, person, staff
from tests.outcomes import coded
from tests.outcomes.report.printed import asked, crowd, published


def statement(cast: Cast) -> str:
    cast.consultation.refresh_from_db()
    return " ".join(reports.build(cast.consultation).method.statement)


def talk(cast: Cast, *others: object) -> Session:
    made = Session.objects.create(
        consultation=cast.consultation, group=cast.group1, title="Talk", state="ended",
        started_at=clock.now() - timedelta(days=2), ended_at=clock.now() - timedelta(days=2),
    )  # fmt: skip
    made.also.add(*others)
    return made


# --- The same questions -------------------------------------------------------------------------------
@pytest.mark.parametrize("where", ["session", "thread"])
def test_what_was_put_to_one_group_is_not_said_of_all(cast: Cast, where: str) -> None:
    question = asked(cast, crowd(cast, 3))
    if where == "session":
        place = {"session": talk(cast)}
    else:
        area = cast.consultation.areas.get(order=1)
        place = {"thread": Thread.objects.create(area=area, group=cast.group1, title="Cards")}
    Wave.objects.create(poll=question.poll, kind="pulse", state="closed", **place)
    published(cast)
    text = statement(cast)
    assert "Every group was asked the same questions" not in text
    assert "polls or cards were put to some groups and not to all: Group 1." in text


def test_what_was_put_to_all_needs_no_name(cast: Cast) -> None:
    question = asked(cast, crowd(cast, 3))
    Wave.objects.create(poll=question.poll, kind="pulse", state="closed", session=talk(cast, cast.group2))
    published(cast)
    text = statement(cast)
    assert "All groups had one topic guide, on “" in text and "put to some groups" not in text


def brought_in(cast: Cast) -> list[Membership]:
    """Six people of a meeting elsewhere, whose record counts."""
    record = ImportedRecord.objects.create(
        consultation=cast.consultation, group=cast.group2, title="Parish hall", standing=RecordStanding.CONFIRMED,
        fingerprint="a" * 64,
    )  # fmt: skip
    people = [coded.newcomer(cast, cast.group2, f"Hall {n}") for n in range(6)]
    for member in people:
        said = coded.say(cast, member, f"I was at the hall, {member.pseudonym}.")
        Contribution.objects.filter(pk=said.pk).update(record=record)
        coding.mark_not_relevant(said, by=cast.moss, why="arrangements")
    return people


def test_people_of_a_record_were_given_nothing_here(cast: Cast) -> None:
    brought_in(cast)
    coded.report(cast)
    text = statement(cast)
    assert "They were given a briefing" not in text and "Who took part here could" in text
    alone = "6 people, known only from records of meetings elsewhere or from paper,"
    assert f"Of those counted {alone} could do neither." in text
    assert "What was asked at 1 meeting held elsewhere" in text


def test_they_had_no_days_to_say_whether_it_is_what_they_said(cast: Cast) -> None:
    finding = coded.ready_to_publish(cast)
    assert finding.report.checking_from is not None and "who have no way in" not in statement(cast)
    brought_in(cast)
    assert "but for those known only from records or paper, who have no way in. The police had" in statement(cast)


def test_a_guest_has_a_way_in(cast: Cast) -> None:
    assert by_link.without_a_way_in(cast.consultation) == 0
    coded.say(cast, cast.amina)
    assert by_link.without_a_way_in(cast.consultation) == 0
    alone = coded.newcomer(cast, cast.group1, "Paper 1")
    assert by_link.without_a_way_in(cast.consultation) == 0, "nothing is known of them yet"
    coded.say(cast, alone)
    assert by_link.without_a_way_in(cast.consultation) == 1
    assert Consent.objects.filter(membership=alone).exists()


def test_it_stays_as_it_was_published(cast: Cast) -> None:
    published(cast)
    before = statement(cast).partition(" took part")[2]
    coded.say(cast, coded.newcomer(cast, cast.group1, "Late 1"))
    assert statement(cast).partition(" took part")[2] == before


# --- Who coded ----------------------------------------------------------------------------------------
def test_a_second_coder_of_one_letter_is_told_as_that(cast: Cast) -> None:
    about = coded.theme(cast)
    for user in (cast.amina, cast.bilal):
        coded.code(cast, coded.say(cast, user), about)
    said = coded.say(cast, cast.carys, "Fine by me.")
    coding.code(coding.excerpt(said, 0, 4, by=cast.finch), about, by=cast.finch, stance="for", intensity=1)
    coded.report(cast)
    text = statement(cast)
    assert "2 people went through them" not in text
    assert "By hand, Jo Moss coded 2 of these contributions and Ade Finch 1; they marked 3 passages" in text


def test_whoever_only_settled_has_not_read(cast: Cast) -> None:
    about, third = coded.theme(cast), person("third", "Kit Third")
    staff(cast.consultation, third, Role.FACILITATOR)
    mine = coded.code(cast, coded.say(cast, cast.amina), about, stance=Stance.AGAINST)
    coding.code(mine.excerpt, about, by=cast.finch, stance=Stance.FOR, intensity=2)
    settling.settle(Disagreement.objects.get(), by=third, why="Both at once.", stance=Stance.BOTH)
    assert method.coded_by(cast.consultation) == [["Jo Moss", 1], ["Ade Finch", 1]]


def test_a_report_from_before_keeps_what_it_said(cast: Cast) -> None:
    finding = published(cast)
    report = finding.report
    report.refresh_from_db()
    del report.counted["coded_by"], report.counted["no_way_in"], report.counted["idle"]
    report.save()
    assert "1 person went through them by hand, marked 3 passages" in statement(cast)
