"""Fifty requests at once by one person leave one ballot. On PostgreSQL when DATABASE_URL names one; else on SQLite."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, close_old_connections, connection, connections

from consultations.models import Consultation, ParticipationToken, Stage, TokenLink
from consultations.privacy import unlinking
from deliberation.models import Ballot, CountSheet, Wave
from deliberation.polls import asking_again
from deliberation.polls import voting as voting_acts
from people.errors import Refused
from tests.cast import Cast, make_cast
from tests.deliberation import rooms

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(jobs: list[Any]) -> list[Any]:
    def run(job: Any) -> Any:
        close_old_connections()
        try:
            for attempt in range(200):
                try:
                    return job()
                except OperationalError as error:
                    # The test database of SQLite lives in memory with a shared cache, which reports a lock at once
                    # instead of waiting; files and PostgreSQL wait. A deadlock there is a fault of ours.
                    if connection.vendor != "sqlite" or "locked" not in str(error) or attempt == 199:
                        raise
                    time.sleep(random.uniform(0.005, 0.05))
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs) if connection.vendor == "postgresql" else 8) as pool:
        return list(pool.map(run, jobs))


@pytest.fixture
def voting(transactional_db: None) -> tuple[Cast, Wave]:
    cast = make_cast()
    return cast, rooms.open_first(cast)


def vote(cast: Cast, wave: Wave, text: str) -> Any:
    question = rooms.question(cast, "q_use")
    fresh = Wave.objects.select_related("poll__consultation").get(pk=wave.pk)
    return voting_acts.vote(fresh, question, by=cast.amina, option_ids=[rooms.option(question, text)])


def open_again(cast: Cast) -> Any:
    return asking_again.ask_again(Consultation.objects.get(pk=cast.consultation.pk), by=cast.moss)


def answered(cast: Cast, wave: Wave) -> Cast:
    rooms.close_wave(wave, by=cast.moss)
    unlinking.cut_ballots_loose(cast.consultation)
    return cast.at(Stage.RESPONSE_PUBLISHED)


def test_a_follow_up_opened_ten_times_at_once_is_one(voting: tuple[Cast, Wave]) -> None:
    cast = answered(*voting)
    done = at_once([lambda: open_again(cast)] * 10)
    assert sum(isinstance(one, Refused) for one in done) == 9
    assert Wave.objects.filter(kind=Wave.Kind.FOLLOW_UP).count() == 1
    assert TokenLink.objects.count() == 3 == ParticipationToken.objects.filter(linked_until__isnull=False).count()


def test_a_follow_up_that_closes_while_people_answer_counts_whoever_was_told_so(voting: tuple[Cast, Wave]) -> None:
    cast = answered(*voting)
    follow_up = open_again(cast)
    question = rooms.question(cast, "q_use")

    def say(user: Any) -> Any:
        fresh = Wave.objects.select_related("poll__consultation").get(pk=follow_up.pk)
        return voting_acts.vote(fresh, question, by=user, option_ids=[rooms.option(question, "Not sure")])

    users = [cast.amina, cast.bilal, cast.carys]
    jobs = [lambda user=user: say(user) for user in users]
    done = at_once([*jobs, lambda: rooms.close_wave(Wave.objects.get(pk=follow_up.pk), by=cast.moss)])
    told = sum(isinstance(one, Ballot) for one in done)
    assert CountSheet.objects.get(wave=follow_up).base == told == Ballot.objects.filter(wave=follow_up).count()
    assert not TokenLink.objects.exists()


def test_fifty_identical_votes_leave_one_ballot(voting: tuple[Cast, Wave]) -> None:
    cast, wave = voting
    done = at_once([lambda: vote(cast, wave, "Not sure")] * 50)
    assert not [one for one in done if isinstance(one, Refused)]
    assert Ballot.objects.count() == 1


def test_fifty_different_votes_leave_one_ballot_with_one_of_the_choices(voting: tuple[Cast, Wave]) -> None:
    cast, wave = voting
    texts = ["Yes, generally", "Yes, with safeguards", "No, never", "Not sure"]
    at_once([lambda text=texts[n % 4]: vote(cast, wave, text) for n in range(50)])
    question = rooms.question(cast, "q_use")
    assert Ballot.objects.get().choice in {str(pk) for pk in question.options.values_list("pk", flat=True)}


def test_no_ballot_changes_after_the_close_has_returned(voting: tuple[Cast, Wave]) -> None:
    cast, wave = voting
    closed, counted = [], []

    def close() -> None:
        if not closed:  # where the count below met a lock, this is the second time
            closed.append(rooms.close_wave(Wave.objects.get(pk=wave.pk), by=cast.moss))
        counted.append(list(Ballot.objects.values_list("choice", flat=True)))

    texts = ["No, never", "Not sure"]
    jobs = [lambda text=texts[n % 2]: vote(cast, wave, text) for n in range(40)]
    at_once([*jobs[:20], close, *jobs[20:]])
    assert counted
    assert counted[0] == list(Ballot.objects.values_list("choice", flat=True))
