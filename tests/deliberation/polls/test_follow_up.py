"""The follow-up poll: the same questions once more, by a link of its own (docs/decisions/follow-up.md)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.joining import joining
from consultations.models import Consent, ParticipationToken, Stage, TokenLink
from consultations.privacy import unlinking
from consultations.stages import stages
from deliberation import numbers
from deliberation.counting import results
from deliberation.models import Ballot, CountSheet, Question, Wave
from deliberation.polls import asking_again, polling, receipts
from deliberation.questions import asking, question_sets, questionnaire
from outcomes.report import measures, participation
from people.errors import Refused
from people.privacy import erasing, ledger, retention
from tests.cast import EVERYTHING, Cast
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.pages import flat

SignIn = Callable[[object], Client]
LATER = {**rooms.WHY, "key": "later", "text": "And now?", "waves": ["follow_up"]}
WEEKS = timedelta(weeks=numbers.FOLLOW_UP_WEEKS)


@made_once
def answered(cast: Cast) -> Cast:
    """Both polls are over, ballots cut loose, and the police have answered."""
    rooms.open_first(cast)
    rooms.answer(cast, cast.amina, "before", "q_use", "No, never")
    rooms.close_wave(rooms.wave(cast, "before"), by=cast.moss)
    polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)
    rooms.answer(cast, cast.amina, "after", "q_use", "Not sure")
    rooms.close_wave(rooms.wave(cast, "after"), by=cast.moss)
    unlinking.cut_ballots_loose(cast.consultation)
    cast.at(Stage.RESPONSE_PUBLISHED)
    return cast


def again(cast: Cast) -> Wave:
    return asking_again.ask_again(cast.consultation, by=cast.moss)


def say(cast: Cast, user: object, text: str) -> Ballot:
    return rooms.answer(cast, user, "follow_up", "q_use", text)  # type: ignore[arg-type]


# --- Opening --------------------------------------------------------------------------------------
def test_it_asks_the_questions_of_both_polls_once(answered: Cast) -> None:
    with clock.travel(clock.now()):
        wave = again(answered)
        assert (wave.state, wave.closes_at) == (Wave.State.OPEN, clock.now() + WEEKS)
    assert set(wave.questions.all()) == set(Question.objects.filter(paired=True)) and wave.questions.exists()
    with pytest.raises(Refused, match="opened already"):
        again(answered)
    assert Wave.objects.filter(kind="follow_up").count() == 1
    assert Entry.objects.filter(action="wave_opened", subject=f"wave:{wave.pk}").exists()


@pytest.mark.parametrize("stage", [s for s in Stage if s not in {Stage.RESPONSE_PUBLISHED, Stage.FOLLOW_UP}])
def test_not_before_the_police_have_answered(answered: Cast, stage: Stage) -> None:
    answered.at(stage)
    with pytest.raises(Refused):
        again(answered)
    assert not TokenLink.objects.exists()


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider", None])
def test_nobody_else_opens_it(answered: Cast, client_for: SignIn, who: str | None) -> None:
    client = client_for(getattr(answered, who) if who else None)
    assert client.post(reverse("ask_again", args=[answered.consultation.slug])).status_code == 404
    assert not Wave.objects.filter(kind="follow_up").exists()


def test_without_a_question_of_both_polls_there_is_nothing_to_ask(cast: Cast) -> None:
    rooms.prepare(cast, [rooms.WHY, rooms.PULSE])
    with pytest.raises(Refused, match="nothing that can be asked again"):
        again(cast.at(Stage.FOLLOW_UP))


def test_when_nobody_can_be_reached_it_says_so(answered: Cast) -> None:
    Consent.objects.update(withdrawn_at=clock.now())
    with pytest.raises(Refused, match="no longer kept"):
        again(answered)
    assert not Wave.objects.filter(kind="follow_up").exists()


def test_a_link_is_made_only_for_whoever_took_part_and_still_agrees(answered: Cast) -> None:
    joining.join(answered.consultation, by=None, group=answered.group1, consents=EVERYTHING)  # on paper
    TokenLink.objects.all().delete()
    Consent.objects.filter(membership__user=answered.bilal).update(withdrawn_at=clock.now())
    again(answered)
    assert {link.membership.user for link in TokenLink.objects.all()} == {answered.amina, answered.carys}


@pytest.mark.parametrize("waves", [["follow_up"], ["after", "follow_up"]])
def test_no_question_is_written_for_it(cast: Cast, waves: list[str]) -> None:
    cast.at(Stage.DRAFT)
    with pytest.raises(Refused, match="Mark the question as asked in both polls"):
        questionnaire.add_question(cast.consultation, {**LATER, "waves": waves}, by=cast.moss)
    with pytest.raises(Refused, match="No question is written"):
        question_sets.add_questions(cast.consultation, [LATER], by=cast.moss)
    assert not Question.objects.exists()


def test_one_that_came_in_a_file_is_not_opened_by_the_other_door(cast: Cast) -> None:
    wave = Wave.objects.create(poll=rooms.prepare(cast), kind=Wave.Kind.FOLLOW_UP)
    wave.questions.add(rooms.question(cast, "q_use"))
    with pytest.raises(Refused, match="once more"):
        polling.open_wave(wave, by=cast.moss)
    assert Wave.objects.get(pk=wave.pk).state == Wave.State.PLANNED


# --- Answering ------------------------------------------------------------------------------------
def test_everybody_has_one_ballot_and_may_change_it(answered: Cast) -> None:
    wave = again(answered)
    say(answered, answered.amina, "Not sure")
    say(answered, answered.amina, "Yes, generally")
    ballot = Ballot.objects.get(wave=wave)
    assert ballot.choice == str(rooms.option(rooms.question(answered, "q_use"), "Yes, generally"))
    assert asking.answers_of(answered.member(answered.amina), wave).keys() == {ballot.question_id}


def test_the_new_link_leads_to_nothing_earlier(answered: Cast) -> None:
    earlier = set(Ballot.objects.values_list("token", flat=True))
    again(answered)
    say(answered, answered.amina, "Not sure")
    assert earlier and not earlier & set(TokenLink.objects.values_list("token", flat=True))
    for kind in ("before", "after"):
        assert asking.answers_of(answered.member(answered.amina), rooms.wave(answered, kind)) == {}


@pytest.mark.parametrize("stage", [Stage.PAUSED, Stage.COMPLETED, Stage.FINDINGS_PUBLISHED])
def test_no_answer_at_other_stages(answered: Cast, stage: Stage) -> None:
    again(answered)
    answered.at(stage)
    with pytest.raises(Refused):
        say(answered, answered.amina, "Not sure")
    assert not Ballot.objects.filter(wave__kind="follow_up").exists()


def test_no_answer_after_its_weeks_whether_or_not_the_clock_came_round(answered: Cast) -> None:
    wave = again(answered)
    with clock.travel(clock.now() + WEEKS + timedelta(minutes=1)), pytest.raises(Refused, match="has closed"):
        say(answered, answered.amina, "Not sure")
    assert not Ballot.objects.filter(wave=wave).exists()


def test_a_receipt_works_on_after_it_closed(answered: Cast) -> None:
    wave = again(answered)
    say(answered, answered.amina, "Not sure")
    code = receipts.make(wave, by=answered.amina)
    rooms.close_wave(wave, by=answered.moss)
    assert "Not sure" in [words for _, words in receipts.look_up(code, keys=["here"]).answers]


# --- Closing --------------------------------------------------------------------------------------
def test_closing_counts_and_destroys_the_links(answered: Cast) -> None:
    wave = again(answered)
    say(answered, answered.amina, "Not sure")
    say(answered, answered.carys, "Not sure")
    tokens = set(Ballot.objects.filter(wave=wave).values_list("token", flat=True))
    rooms.close_wave(wave, by=answered.moss)
    assert not TokenLink.objects.exists()
    assert CountSheet.objects.get(wave=wave).base == 2
    kept = Ballot.objects.filter(wave=wave)
    assert kept.count() == 2 and not tokens & set(kept.values_list("token", flat=True))
    assert ParticipationToken.objects.filter(linked_until__isnull=False).count() == 2  # not of those who stayed away
    assert Entry.objects.filter(action="ballots_cut_loose").count() == 2


def test_the_clock_closes_it(answered: Cast) -> None:
    wave = again(answered)
    call_command("tick")
    wave.refresh_from_db()
    assert wave.state == Wave.State.OPEN
    with clock.travel(clock.now() + WEEKS):
        call_command("tick")
    wave.refresh_from_db()
    assert wave.state == Wave.State.CLOSED and not TokenLink.objects.exists()


def test_a_pause_over_its_last_day_takes_nobodys_time_to_answer(answered: Cast) -> None:
    wave, start = again(answered), clock.now()
    with clock.travel(start + WEEKS - timedelta(days=1)):
        stages.pause(answered.consultation, by=answered.hale, reason="Somebody may be at risk")
    with clock.travel(start + WEEKS + timedelta(days=9)):
        retention.purge()
        assert TokenLink.objects.count() == 3 and asking_again.asked_until(answered.consultation) > clock.now()
        stages.resume(answered.consultation, by=answered.hale)
        call_command("tick")
        retention.purge()
        say(answered, answered.amina, "Not sure")
    wave.refresh_from_db()
    assert wave.closes_at is not None
    assert abs(wave.closes_at - start - WEEKS - timedelta(days=10)) < timedelta(hours=1)
    with clock.travel(wave.closes_at):
        retention.purge()
        assert not TokenLink.objects.exists(), "and as it closes they go"


def test_nobody_completes_the_consultation_while_people_can_answer(answered: Cast) -> None:
    wave = again(answered)
    answered.at(Stage.FOLLOW_UP)
    for who in (answered.hale, answered.moss):
        with pytest.raises((Refused, NotAllowed)):
            stages.move(answered.consultation, "complete", by=who)
    [missing] = asking_again.the_follow_up_is_over(answered.consultation)
    assert missing.text.startswith("People can still answer the follow-up poll, until ")
    with clock.travel(clock.now() + WEEKS):
        stages.move(answered.consultation, "complete", by=answered.hale)
    wave.refresh_from_db()
    assert wave.state == Wave.State.CLOSED and not TokenLink.objects.exists()


def test_one_that_was_closed_by_hand_holds_nothing_up(answered: Cast) -> None:
    rooms.close_wave(again(answered), by=answered.moss)
    stages.move(answered.at(Stage.FOLLOW_UP).consultation, "complete", by=answered.hale)


def test_the_purge_destroys_links_that_are_over(answered: Cast) -> None:
    again(answered)
    rule = next(rule for rule in retention.rules() if rule.key == "links")
    assert not rule.due(clock.now()).exists()
    with clock.travel(clock.now() + WEEKS):
        assert rule.due(clock.now()).count() == 3 and rule.purge(rule.due(clock.now())) == 3
        assert not rule.due(clock.now()).exists() and not TokenLink.objects.exists()


def test_a_restored_backup_is_cut_again(answered: Cast, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        rooms.close_wave(again(answered), by=answered.moss)
    unlinking.link_again(answered.consultation, until=clock.now() + WEEKS)  # as a backup from before holds it
    assert TokenLink.objects.exists()
    ledger.replay()
    assert not TokenLink.objects.exists()


# --- Reading --------------------------------------------------------------------------------------
def test_results_are_withheld_until_it_closes_and_public_then(answered: Cast, client_for: SignIn) -> None:
    wave = again(answered)
    for user in (answered.amina, answered.bilal, answered.carys):
        say(answered, user, "Not sure")
    address = reverse("results", args=[answered.consultation.slug, wave.pk])
    assert results.for_wave(wave, viewer=answered.moss) == results.UNTIL_CLOSED
    assert client_for(None).get(address).status_code == 404
    rooms.close_wave(wave, by=answered.moss)
    page = client_for(None).get(address).content.decode()
    assert "these are the people who came back" in page and "chart" in page


def printed(cast: Cast) -> str:
    figures = measures.measure(cast.consultation, viewer=None)
    counted = participation.count(cast.consultation, None, figures.waves)
    groups, ungrouped = participation.groups_of(cast.consultation, counted)
    waves = participation.waves_of(cast.consultation, figures.waves, groups, ungrouped, counted)
    return repr([groups, waves, participation.composition_of(cast.consultation), vars(figures)])


def test_the_report_says_the_same_as_before(answered: Cast) -> None:
    first = printed(answered)
    wave = again(answered)
    say(answered, answered.amina, "Not sure")
    rooms.close_wave(wave, by=answered.moss)
    assert printed(answered) == first


def test_who_erases_their_account_meanwhile_is_not_counted_as_having_joined_twice(answered: Cast) -> None:
    """Their answer goes, as of any poll that is open. The token stays one of the follow-up's: the report counts who
    took part by tokens."""
    first, wave = participation.composition_of(answered.consultation), again(answered)
    say(answered, answered.amina, "Not sure")
    erasing.erase(answered.amina)
    assert participation.composition_of(answered.consultation) == first
    assert ParticipationToken.objects.filter(linked_until=wave.closes_at, link=None).count() == 1
    rooms.close_wave(wave, by=answered.moss)
    assert CountSheet.objects.get(wave=wave).base == 0


def test_pages(answered: Cast, client_for: SignIn) -> None:
    polls = reverse("polls", args=[answered.consultation.slug])
    assert "Open the follow-up poll" in client_for(answered.moss).get(polls).content.decode()
    assert "Open the follow-up poll" not in client_for(answered.hale).get(polls).content.decode()
    answer = client_for(answered.moss).post(reverse("ask_again", args=[answered.consultation.slug]), follow=True)
    wave = Wave.objects.get(kind="follow_up")
    assert "The follow-up poll is open" in answer.content.decode()
    assert "Close the follow-up poll" in answer.content.decode()
    resident = client_for(answered.amina)
    assert reverse("wave", args=[answered.consultation.slug, wave.pk]) in resident.get(polls).content.decode()
    start = resident.get(reverse("wave", args=[answered.consultation.slug, wave.pk])).content.decode()
    assert "the link is destroyed when this poll closes" in flat(start)
    say(answered, answered.amina, "Not sure")
    mine = resident.get(reverse("my_answers", args=[answered.consultation.slug])).content.decode()
    assert "Not sure" in mine and "before them were cut loose" in flat(mine)
    assert "No, never" not in mine
    Wave.objects.filter(pk=wave.pk).update(opened_at=clock.now() - timedelta(days=3))
    done = client_for(answered.moss).post(
        reverse("close_wave", args=[answered.consultation.slug, wave.pk]), {"reason": "All answered."}, follow=True
    )
    assert "has closed" in done.content.decode()


def test_one_who_leaves_meanwhile_takes_these_answers_along(answered: Cast) -> None:
    wave = again(answered)
    say(answered, answered.amina, "Not sure")
    before = Ballot.objects.exclude(wave=wave).count()
    joining.withdraw(answered.consultation, by=answered.amina)
    assert not Ballot.objects.filter(wave=wave).exists() and Ballot.objects.count() == before
