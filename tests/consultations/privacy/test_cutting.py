"""After the cut: an attacker with a copy of the database looks for a way from a ballot to a person, and finds none."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from audit import clock
from audit.models import Entry
from consultations.joining import joining
from consultations.models import (
    Consent,
    Consultation,
    Group,
    Membership,
    ParticipantProfile,
    ParticipationToken,
    TokenLink,
)
from consultations.privacy import unlinking
from deliberation.models import Ballot, Poll, Question, Wave
from people.models import User
from people.privacy import retention
from tests.cast import Cast
from tests.made_once import made_once

pytestmark = pytest.mark.django_db
PEOPLE = 30
OF = "token__ballots__choice"
#: Many people share a row of these, so that meeting there tells nobody apart.
SHARED = {Consultation, Group}


@made_once
def voted(cast: Cast) -> Cast:
    """Thirty people join one after the other, and each votes at once: the worst case for whoever hides an order."""
    poll = Poll.objects.create(consultation=cast.consultation, title="Poll")
    question = Question.objects.create(poll=poll, text="Should cameras be used?")
    wave = Wave.objects.create(poll=poll, kind=Wave.Kind.BEFORE, state=Wave.State.OPEN)
    wave.questions.add(question)
    begun = clock.now() - timedelta(days=5)
    for n in range(PEOPLE):
        with clock.travel(begun + timedelta(hours=3 * n)):
            user = User.objects.create_user(f"p{n}@example.org")
            member = joining.join(
                cast.consultation, by=user, group=cast.group1, consents={Consent.Item.TAKE_PART}, borough="Eastmere"
            )
            token = joining.token_for(member)
            Ballot.objects.create(token=token, question=question, wave=wave, choice=str(n), text="Words")
    return cast


def cut(cast: Cast) -> None:
    with transaction.atomic():
        unlinking.cut_ballots_loose(cast.consultation)


def order(rows: Any, who: str) -> list[int]:
    """Who is behind each row, in the order the database gives: everybody chose their own number."""
    return [int(choice) for choice in rows.exclude(**{who: None}).values_list(who, flat=True)]


def is_in_order(found: list[int]) -> bool:
    """More neighbours in their old order than chance gives. Thirty shuffled people: one time in 10 million."""
    kept = sum(a + 1 == b for a, b in pairwise(found))
    return kept > 10


def test_every_ballot_and_profile_is_still_there(voted: Cast) -> None:
    def stored() -> list[Any]:
        return [
            Counter(Ballot.objects.values_list("question", "wave", "choice")),
            Counter(ParticipantProfile.objects.values_list("group", "borough", "age_band", "token__ballots__choice")),
            ParticipationToken.objects.count(),
        ]

    before = stored()
    assert len(before[0]) == PEOPLE
    cut(voted)
    assert stored() == before


def test_own_words_go(voted: Cast) -> None:
    assert Ballot.objects.exclude(text="").count() == PEOPLE
    cut(voted)
    assert not Ballot.objects.exclude(text="").exists()


def test_a_place_that_few_people_wrote_is_merged(voted: Cast) -> None:
    one = ParticipantProfile.objects.exclude(borough="").first()
    assert one is not None
    ParticipantProfile.objects.filter(pk=one.pk).update(borough="Tiny Hamlet")
    cut(voted)
    places = Counter(ParticipantProfile.objects.exclude(borough="").values_list("borough", flat=True))
    assert places == {"Eastmere": PEOPLE - 1, "Elsewhere": 1}


def test_no_old_token_is_left(voted: Cast) -> None:
    old = set(ParticipationToken.objects.values_list("pk", "value"))
    cut(voted)
    new = set(ParticipationToken.objects.values_list("pk", "value"))
    assert {pk for pk, _ in old}.isdisjoint({pk for pk, _ in new})
    assert {value for _, value in old}.isdisjoint({value for _, value in new})
    assert not TokenLink.objects.exists()


def test_the_order_of_joining_cannot_be_read_off(voted: Cast) -> None:
    assert is_in_order(order(Ballot.objects.order_by("pk"), "choice"))  # the attack works before
    assert is_in_order(order(ParticipantProfile.objects.order_by("pk"), OF))
    cut(voted)
    for rows, who in [
        (Ballot.objects.order_by("pk"), "choice"),
        (ParticipantProfile.objects.order_by("pk"), OF),
        (ParticipantProfile.objects.order_by("token_id"), OF),
        (ParticipantProfile.objects.order_by("token__value"), OF),
        (ParticipantProfile.objects.order_by(), OF),  # as the database happens to keep them
    ]:
        assert not is_in_order(order(rows, who))


def test_tokens_are_never_numbered_in_the_order_of_joining(voted: Cast) -> None:
    assert not is_in_order(order(ParticipantProfile.objects.order_by("token_id"), OF))


def test_no_moment_is_shared_between_the_two_sides(voted: Cast) -> None:
    days = set(Ballot.objects.values_list("cast_on", flat=True))
    assert len(days) > 1
    cut(voted)
    for model in on(ParticipationToken):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.DateField):
                found = set(model.objects.values_list(field.attname, flat=True)) - {None}
                assert len(found) <= 1, f"{model.__name__}.{field.name} still tells people apart"


def test_no_value_is_on_both_sides(voted: Cast) -> None:
    cut(voted)
    persons, ballots = values(on(Membership) | {Membership, User}), values(on(ParticipationToken))
    persons |= {(type(value), value) for value in Entry.objects.values_list("subject", "summary", "actor")[0]}
    assert persons and ballots
    assert {v for v in persons & ballots if not shared(v)} == set()


def values(kinds: set[type[models.Model]]) -> set[tuple[type, Any]]:
    """Every value in these tables that could be looked up in another."""
    found = set()
    for model in kinds:
        for field in model._meta.concrete_fields:
            if field.is_relation or field.choices or isinstance(field, models.BooleanField | models.JSONField):
                continue
            if model not in {Membership, User, ParticipationToken} and field.primary_key:
                continue  # small numbers: every table has a row 5
            found |= {(type(value), value) for value in model.objects.values_list(field.attname, flat=True)}
    return found


def shared(value: tuple[type, Any]) -> bool:
    return value[1] in {None, "", 0, 1} or (isinstance(value[1], date) and not isinstance(value[1], datetime))


# --- The shape of the database ----------------------------------------------------------------------
def on(target: type[models.Model]) -> set[type[models.Model]]:
    """Every model with a foreign key to `target`."""
    return {r.related_model for r in target._meta.related_objects if isinstance(r.related_model, type)}


#: Who typed a sheet, a facilitator: not whose it is.
STAFF_ALONE = {("PaperSheet", "typed_by")}


def test_only_the_link_joins_a_token_to_a_person() -> None:
    persons, tokens = {User, Membership}, {ParticipationToken, *on(ParticipationToken)}
    joined = [
        model.__name__
        for model in apps.get_models()
        if {f.related_model for f in model._meta.fields if f.is_relation} & tokens
        and {f.related_model for f in model._meta.fields if f.is_relation and _may_be_a_persons(f)} & persons
    ]
    assert joined == ["TokenLink"]


def _may_be_a_persons(field: models.Field) -> bool:
    return (field.model.__name__, field.name) not in STAFF_ALONE


def test_a_row_of_a_person_and_a_row_of_a_token_meet_only_where_many_meet() -> None:
    """Keys that point from the two sides at one row. Each such row has to belong to many people."""
    tokens = {ParticipationToken, *on(ParticipationToken)} - {TokenLink}
    persons = {Membership} | {model for model in on(Membership) if model not in {TokenLink, Group}}

    def pointed_at(kinds: set[type[models.Model]]) -> set[Any]:
        return {f.related_model for model in kinds for f in model._meta.fields if f.is_relation} - kinds

    met = pointed_at(tokens) & pointed_at(persons)
    assert Consultation in met
    assert {model.__name__ for model in met if model not in SHARED} <= SHARED_BY_MANY


#: Rows of polls and sessions, which a whole consultation or group shares. Add to it only what many people share.
SHARED_BY_MANY = {"Wave", "Question", "Poll", "BriefingVersion", "Session"}


def test_the_link_is_deleted_with_either_side(voted: Cast) -> None:
    before = TokenLink.objects.count()
    ParticipationToken.objects.filter(ballots__choice="3").delete()
    assert TokenLink.objects.count() == before - 1


def test_a_second_cut_does_nothing(voted: Cast) -> None:
    cut(voted)
    when, keys = voted.consultation.anonymised_at, set(ParticipationToken.objects.values_list("pk", flat=True))
    cut(voted)
    assert voted.consultation.anonymised_at == when
    assert set(ParticipationToken.objects.values_list("pk", flat=True)) == keys
    assert Entry.objects.filter(action="ballots_cut_loose").count() == 1


def test_whoever_comes_in_a_record_after_the_cut_gets_no_link(voted: Cast) -> None:
    cut(voted)
    stale = Consultation.objects.get()
    stale.anonymised_at = None  # as whoever imports may have read it before
    joining.join(stale, by=None, group=voted.group1, consents={Consent.Item.TAKE_PART})
    assert not TokenLink.objects.exists()


def test_a_link_made_since_the_cut_goes_with_the_next_purge_and_nothing_is_due_after_it(voted: Cast) -> None:
    """Such links were made until this was seen, each day said to be deleted, and were there the day after."""
    Consultation.objects.update(opens_at=clock.now() - timedelta(days=90), closes_at=clock.now() - timedelta(days=57))
    retention.purge()
    late = Membership.objects.participants().filter(user__isnull=False)[:2]
    tokens = [ParticipationToken.objects.create(consultation=voted.consultation) for _ in range(3)]
    of_follow_up = ParticipationToken.objects.create(
        consultation=voted.consultation, linked_until=clock.now() + timedelta(days=9)
    )
    TokenLink.objects.create(token=of_follow_up, membership=late[0])
    TokenLink.objects.create(token=tokens[0], membership=late[1])
    with clock.travel(clock.now() + timedelta(days=1)):
        assert [run.rows for run in retention.purge() if run.rule == "links"] == [1]
        assert {line.rule.key: line.rows for line in retention.due() if line.rows} == {}
        assert [run.rule for run in retention.purge()] == []
    assert [link.token for link in TokenLink.objects.all()] == [of_follow_up]
    assert not ParticipationToken.objects.filter(pk=tokens[0].pk).exists()


def test_another_consultation_keeps_its_links(voted: Cast, elsewhere: Cast) -> None:
    cut(voted)
    assert TokenLink.objects.filter(membership__consultation=elsewhere.consultation).count() == 3
    assert joining.token_for(elsewhere.member(elsewhere.amina)) is not None
