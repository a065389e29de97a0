"""Claiming while voting, two claims at once, one form fifty times: nobody twice, no ballot twice.

On PostgreSQL when DATABASE_URL names one; else on SQLite.
"""

import pytest
from django.db import connection

from consultations import access
from consultations.joining import claiming, joining
from consultations.models import Membership, ParticipationToken, Role
from deliberation.discussion import discussion
from deliberation.models import Ballot, Contribution, Thread, Wave
from deliberation.polls import voting as voting_acts
from people.errors import Refused
from people.models import User
from tests.cast import Cast, make_cast
from tests.consultations.joining.ways import TAKE_PART, guest
from tests.deliberation import rooms
from tests.deliberation.polls.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8 if connection.vendor == "postgresql" else 3  # SQLite has one writer at a time: there is less to meet


@pytest.fixture
def voting(transactional_db: None) -> tuple[Cast, Wave]:
    cast = make_cast()
    return cast, rooms.open_first(cast)


def vote(wave: Wave, user: User, text: str) -> object:
    question = wave.questions.get(key="q_use")
    fresh = Wave.objects.select_related("poll__consultation").get(pk=wave.pk)
    try:
        return voting_acts.vote(fresh, question, by=user, option_ids=[rooms.option(question, text)])
    except access.NotAllowed as error:  # the guest is gone: their page would ask who they are
        return error


def claim(user: User, email: str) -> User:
    return claiming.claim(User(pk=user.pk), email)


def test_claiming_into_an_account_while_voting(voting: tuple[Cast, Wave]) -> None:
    cast, wave = voting
    for number in range(ROUNDS):
        account = User.objects.create_user(f"a{number}@example.org")
        joining.join(cast.consultation, by=account, group=cast.group1, consents=TAKE_PART)
        spare = guest(cast, f"form {number}")
        before = Ballot.objects.count()
        texts = ["Yes, generally", "No, never", "Not sure"]
        votes = [lambda t=text, u=user: vote(wave, u, t) for text in texts for user in (spare, account)]
        done = at_once([*votes[:3], lambda u=spare, e=account.email: claim(u, e), *votes[3:]])
        assert done[3] == account
        kept = joining.token_for(Membership.objects.get(user=account))
        assert Ballot.objects.count() == before + 1
        assert Ballot.objects.filter(token=kept).count() == 1
        assert all(isinstance(one, Ballot | Refused | User | access.NotAllowed) for one in done)
    assert ParticipationToken.objects.count() == Membership.objects.filter(role=Role.PARTICIPANT).count()


def test_an_acknowledged_vote_of_a_guest_is_still_there_after_the_claim(voting: tuple[Cast, Wave]) -> None:
    cast, wave = voting
    for number in range(ROUNDS):
        spare = guest(cast, f"form {number}")
        account = User.objects.create_user(f"b{number}@example.org")
        joining.join(cast.consultation, by=account, group=cast.group1, consents=TAKE_PART)
        voted, claimed = at_once(
            [lambda u=spare: vote(wave, u, "Not sure"), lambda u=spare, e=account.email: claim(u, e)]
        )
        assert claimed == account
        kept = joining.token_for(Membership.objects.get(user=account))
        assert Ballot.objects.filter(token=kept).count() == isinstance(voted, Ballot)


def test_two_guests_claim_one_new_address_at_once(voting: tuple[Cast, Wave]) -> None:
    cast, wave = voting
    for number in range(ROUNDS):
        pair = [guest(cast, f"{side} {number}") for side in "ab"]
        for user in pair:
            vote(wave, user, "Not sure")
        before = Ballot.objects.count()
        done = at_once([lambda u=user, n=number: claim(u, f"c{n}@example.org") for user in pair])
        assert done[0] == done[1] == User.objects.get(email=f"c{number}@example.org")
        assert Ballot.objects.count() == before - 1
        assert Membership.objects.filter(user=done[0]).count() == 1


def test_pressing_the_button_twenty_times(voting: tuple[Cast, Wave]) -> None:
    cast, wave = voting
    spare = guest(cast)
    vote(wave, spare, "Not sure")
    done = at_once([lambda: claim(spare, cast.amina.email)] * 20)
    assert set(done) == {cast.amina}
    assert Ballot.objects.count() == 1


def test_one_form_fifty_times_is_one_person(voting: tuple[Cast, Wave]) -> None:
    cast, _ = voting
    before = Membership.objects.count()
    done = at_once([lambda: guest(cast, "the form")] * 50)
    assert len(set(done)) == 1
    assert Membership.objects.count() == before + 1


def test_fifty_people_at_once_get_fifty_names(voting: tuple[Cast, Wave]) -> None:
    cast, _ = voting
    done = at_once([lambda n=n: guest(cast, f"form {n}") for n in range(50)])
    names = Membership.objects.filter(user__in=done).values_list("pseudonym", flat=True)
    assert len(set(names)) == 50


def test_writing_while_claiming_loses_no_post_that_was_acknowledged(voting: tuple[Cast, Wave]) -> None:
    cast, _ = voting
    discussion.open_threads(cast.consultation, by=cast.moss)
    thread = Thread.objects.filter(group=cast.group1).first()
    for number in range(ROUNDS):
        spare = guest(cast, f"form {number}")

        def post(user: User = spare, n: int = number) -> object:
            try:
                return discussion.post(thread, f"Put up sign {n}.", by=user)
            except access.NotAllowed as error:  # the guest is gone: not acknowledged
                return error

        posted, claimed = at_once([post, lambda u=spare: claim(u, cast.amina.email)])
        assert claimed == cast.amina
        stored = Contribution.objects.filter(body=f"Put up sign {number}.")
        assert stored.count() == isinstance(posted, Contribution)
        assert not stored.exclude(membership=cast.member(cast.amina)).exists()
