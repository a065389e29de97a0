"""A guest gives an address: nothing is lost and no ballot counts twice."""

import pytest
from django.db import transaction

from audit.models import Entry
from consultations.joining import claiming, joining
from consultations.models import (
    Consent,
    Consultation,
    Membership,
    ParticipantProfile,
    ParticipationToken,
    Role,
    TokenLink,
)
from consultations.privacy import unlinking
from deliberation.discussion import discussion
from deliberation.models import Ballot, Contribution, Thread
from deliberation.moderation import moderation
from people.errors import Refused
from people.guests import guests
from people.models import GuestKey, Message, ReturnCode, User
from tests.cast import EVERYTHING, Cast, person
from tests.consultations.joining.ways import TAKE_PART, guest
from tests.deliberation import rooms
from tests.made_once import made_once

Item = Consent.Item
NEW = "wren@example.org"


def choice(user: User, cast: Cast, key: str) -> str:
    """What the person's one ballot on a question says."""
    token = joining.token_for(Membership.objects.get(user=user, consultation=cast.consultation))
    ballot = Ballot.objects.get(token=token, question=rooms.question(cast, key))
    return ", ".join(ballot.question.options.filter(pk__in=ballot.choice.split(",")).values_list("text", flat=True))


@made_once
def voting(cast: Cast) -> Cast:
    rooms.open_first(cast)
    return cast


@made_once
def user(cast: Cast) -> User:
    return guest(cast)


def test_a_new_address_makes_the_guest_an_account(voting: Cast) -> None:
    user = guest(voting)
    guests.return_code(user)
    rooms.answer(voting, user, "before", "q_use", "Not sure")
    member = voting.member(user)
    holder = claiming.claim(user, " Wren@Example.org ")
    assert (holder.pk, holder.email, holder.is_guest) == (user.pk, NEW, False)
    assert voting.member(holder) == member
    assert choice(holder, voting, "q_use") == "Not sure"
    assert not GuestKey.objects.filter(user=holder).exists()
    assert not ReturnCode.objects.exists()


def test_an_account_without_a_part_here_gets_it(voting: Cast) -> None:
    user = guest(voting)
    rooms.answer(voting, user, "before", "q_use", "Not sure")
    member = voting.member(user)
    assert claiming.claim(user, voting.outsider.email) == voting.outsider
    assert voting.member(voting.outsider) == member
    assert choice(voting.outsider, voting, "q_use") == "Not sure"
    assert not User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("with_part", [False, True])
def test_what_a_guest_was_told_is_not_lost(voting: Cast, with_part: bool) -> None:
    user, account = guest(voting), voting.amina if with_part else voting.outsider
    discussion.open_threads(voting.consultation, by=voting.moss)
    thread = Thread.objects.filter(group=voting.group1).first()
    said = discussion.post(thread, "I was there.", by=user)
    moderation.remove(said, by=voting.moss, reason="ident")
    [before] = Message.objects.filter(mailbox__user=user, kind="about_my_post")
    claiming.claim(user, account.email)
    [after] = Message.objects.filter(key=before.key)
    assert after.mailbox.user == account and after.state == "on_page"
    assert after.data["member"] == voting.member(account).pk


def test_an_account_made_at_this_moment_is_joined_not_refused(voting: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guests of one person claim at once: the second looked before the first was the account."""
    first, second = guest(voting, "a"), guest(voting, "b")
    refuse, done = claiming._refuse_another_side, []

    def meanwhile(account: User, consultation: Consultation) -> None:
        if account.pk == second.pk and not done:
            done.append(claiming.claim(first, NEW))
        refuse(account, consultation)

    monkeypatch.setattr(claiming, "_refuse_another_side", meanwhile)
    assert claiming.claim(second, NEW) == User.objects.get(email=NEW)
    assert Membership.objects.filter(user__email=NEW).count() == 1


def test_joined_twice_becomes_one_and_the_accounts_answers_stay(voting: Cast) -> None:
    user = guest(voting)
    rooms.answer(voting, voting.amina, "before", "q_use", "No, never")
    rooms.answer(voting, user, "before", "q_use", "Yes, generally")
    rooms.answer(voting, user, "before", "q_cond", "Signs")
    people, ballots = Membership.objects.count(), Ballot.objects.count()
    assert ballots == 3
    assert claiming.claim(user, voting.amina.email) == voting.amina
    assert Ballot.objects.count() == 2
    assert choice(voting.amina, voting, "q_use") == "No, never"
    assert choice(voting.amina, voting, "q_cond") == "Signs"
    assert Membership.objects.count() == people - 1
    assert ParticipationToken.objects.count() == 3
    assert not User.objects.filter(pk=user.pk).exists()


def test_what_was_written_moves_along(voting: Cast) -> None:
    user = guest(voting)
    discussion.open_threads(voting.consultation, by=voting.moss)
    thread = Thread.objects.filter(group=voting.group1).first()
    post = discussion.post(thread, "Put up a sign.", by=user)
    claiming.claim(user, voting.amina.email)
    assert Contribution.objects.get(pk=post.pk).membership == voting.member(voting.amina)


def test_whoever_sat_in_a_session_as_a_guest_sat_there(voting: Cast) -> None:
    user = guest(voting)
    TokenLink.objects.filter(membership=voting.member(user)).update(had_seat=True)
    TokenLink.objects.filter(membership=voting.member(voting.amina)).update(sat_in_talk=True)
    claiming.claim(user, voting.amina.email)
    link = TokenLink.objects.get(membership=voting.member(voting.amina))
    assert link.had_seat and link.sat_in_talk


def test_the_narrower_consent_wins(cast: Cast) -> None:
    first = person("first")
    joining.join(cast.consultation, by=first, group=cast.group1, consents=EVERYTHING | {Item.CHANGES})
    claiming.claim(guest(cast, "a"), first.email)
    assert not cast.member(first).consents_to(Item.QUOTES)
    assert cast.member(first).consents_to(Item.TAKE_PART)
    assert cast.member(first).consents_to(Item.RECONTACT)  # guests are not asked about e-mails
    assert cast.member(first).consents_to(Item.CHANGES)

    second = person("second")
    joining.join(cast.consultation, by=second, group=cast.group1, consents=TAKE_PART)
    claiming.claim(guest(cast, "b", consents={Item.TAKE_PART, Item.QUOTES}), second.email)
    assert not cast.member(second).consents_to(Item.QUOTES)


def test_about_oneself_what_was_left_open_is_taken_over(cast: Cast) -> None:
    account = person("account")
    joining.join(cast.consultation, by=account, group=cast.group1, consents=TAKE_PART, age_band="25-34")
    claiming.claim(guest(cast, age_band="65+", borough="Eastmere"), account.email)
    profile = ParticipantProfile.objects.get(token__link__membership=cast.member(account))
    assert (profile.age_band, profile.borough) == ("25-34", "Eastmere")


@pytest.mark.parametrize("who", ["moss", "hale", "okoro", "reyes"])
def test_staff_of_this_consultation_cannot_take_a_part(voting: Cast, who: str) -> None:
    user = guest(voting)
    rooms.answer(voting, user, "before", "q_use", "Not sure")
    with pytest.raises(Refused, match="one person has one role"):
        claiming.claim(user, getattr(voting, who).email)
    user.refresh_from_db()
    assert user.is_guest
    assert choice(user, voting, "q_use") == "Not sure"
    assert voting.member(getattr(voting, who)).role != Role.PARTICIPANT
    assert not Entry.objects.filter(action="claimed").exists()


def test_staff_of_another_consultation_may_take_part_here(cast: Cast, elsewhere: Cast) -> None:
    claiming.claim(guest(cast), elsewhere.moss.email)
    assert cast.member(elsewhere.moss).role == Role.PARTICIPANT


def test_police_of_another_consultation_take_no_guests_part_over(cast: Cast, elsewhere: Cast, user: User) -> None:
    with pytest.raises(Refused, match="for the police in a consultation"):
        claiming.claim(user, elsewhere.okoro.email)
    assert cast.member(user).is_current


def test_who_left_with_this_address_is_not_brought_back(cast: Cast) -> None:
    joining.withdraw(cast.consultation, by=cast.amina)
    user = guest(cast)
    with pytest.raises(Refused, match="left this consultation"):
        claiming.claim(user, cast.amina.email)
    assert cast.member(user).is_current


def test_a_deactivated_account_takes_nothing(cast: Cast) -> None:
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    with pytest.raises(Refused, match="cannot be used"):
        claiming.claim(guest(cast), cast.outsider.email)


def test_pressing_twice_is_once(cast: Cast, user: User) -> None:
    assert claiming.claim(user, NEW) == claiming.claim(user, NEW)
    other = guest(cast, "other")
    assert claiming.claim(other, cast.amina.email) == claiming.claim(other, cast.amina.email)
    assert Entry.objects.filter(action="claimed").count() == 2


def test_a_part_belongs_to_one_address(cast: Cast, user: User) -> None:
    claiming.claim(user, NEW)
    with pytest.raises(Refused, match="another e-mail address already"):
        claiming.claim(user, "thrush@example.org")


def test_the_record_says_that_a_part_was_claimed_and_not_by_whom(cast: Cast, user: User) -> None:
    name = cast.member(user).pseudonym
    claiming.claim(user, cast.amina.email)
    entry = Entry.objects.get(action="claimed")
    said = f"{entry.actor} {entry.summary} {entry.detail}"
    assert cast.amina.email not in said and name not in said


def test_after_the_findings_only_the_standing_moves(voting: Cast) -> None:
    user = guest(voting)
    rooms.answer(voting, user, "before", "q_use", "Not sure")
    rooms.answer(voting, voting.amina, "before", "q_use", "Not sure")
    with transaction.atomic():
        unlinking.cut_ballots_loose(voting.consultation)
    claiming.claim(user, voting.amina.email)
    assert Ballot.objects.count() == 2  # what was published stays
    assert not User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("model", [Membership, ParticipationToken])
def test_every_row_that_hangs_on_a_part_is_one_that_can_move(model: type) -> None:
    """A relation that is not a plain key to one row would be missed by the move."""
    for relation in model._meta.related_objects:
        is_key = relation.one_to_many or relation.one_to_one
        of_staff = relation.many_to_many and relation.field.name in {
            "brought_by",
            "writers",
        }  # of a record, of easy words
        assert is_key or of_staff or relation.related_model in claiming.BY_NAME, relation
