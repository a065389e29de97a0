"""A request looks its standing up once, and never goes by one that was written since."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest
from django.test import RequestFactory

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for, member_of
from consultations.models import Membership
from people.errors import Refused
from people.models import User
from tests.cast import Cast, make_cast


def request_of(user: User) -> HttpRequest:
    """A page asked for by this person: the account is read anew, as for every request."""
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=user.pk)
    return request


@pytest.fixture
def page(cast: Cast) -> HttpRequest:
    """Moss’s page, whose view has looked up who asks."""
    request = request_of(cast.moss)
    find_for(request, cast.consultation.slug, Do.CODE)
    return request


def test_the_act_does_not_look_again(cast: Cast, page: HttpRequest, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        member = access.require(page.user, cast.consultation, Do.CODE)
        assert access.may(page.user, cast.consultation, Do.CODE)
        access.require_role(page.user, cast.consultation, Do.CODE)
    assert member == cast.member(cast.moss) and member.consultation is cast.consultation


def test_nor_after_a_page_that_asks_for_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    request = request_of(cast.amina)
    member_of(request, cast.consultation)
    with django_assert_num_queries(0):
        access.require(request.user, cast.consultation, Do.POST)


def saved(member: Membership) -> None:
    member.withdrawn_at = member.joined_at
    member.save(update_fields=["withdrawn_at"])


def updated(member: Membership) -> None:
    Membership.objects.filter(pk=member.pk).update(withdrawn_at=member.joined_at)


def updated_through_the_consultation(member: Membership) -> None:
    member.consultation.memberships.filter(pk=member.pk).update(withdrawn_at=member.joined_at)


def deleted(member: Membership) -> None:
    member.delete()


def deleted_with_others(member: Membership) -> None:
    Membership.objects.filter(pk=member.pk).delete()


@pytest.mark.parametrize(
    "ended", [saved, updated, updated_through_the_consultation, deleted, deleted_with_others]
)  # fmt: skip
def test_a_role_that_ends_in_the_same_transaction_counts(
    cast: Cast, page: HttpRequest, ended: Callable[[Membership], None]
) -> None:
    with transaction.atomic():
        access.require(page.user, cast.consultation, Do.CODE)
        ended(cast.member(cast.moss))
        with pytest.raises(access.NotAllowed):
            access.require(page.user, cast.consultation, Do.CODE)


def test_a_standing_that_was_never_stored_is_not_remembered(cast: Cast) -> None:
    request = request_of(cast.outsider)
    assert member_of(request, cast.consultation) is None
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Membership.objects.create(
            consultation=cast.consultation, user=cast.outsider, role="facilitator", pseudonym="Not yet"
        )
        access.require(request.user, cast.consultation, Do.CODE)
        1 / 0
    with pytest.raises(access.NotAllowed):
        access.require(request.user, cast.consultation, Do.CODE)


def test_what_an_act_changes_and_does_not_store_is_not_remembered(cast: Cast, page: HttpRequest) -> None:
    access.require(page.user, cast.consultation, Do.CODE).role = "oversight"
    assert access.require(page.user, cast.consultation, Do.CODE).role == "facilitator"


def test_a_standing_holds_in_its_own_consultation_alone(cast: Cast, page: HttpRequest) -> None:
    elsewhere = make_cast("elsewhere")
    with pytest.raises(access.NotAllowed):
        access.require(page.user, elsewhere.consultation, Do.CODE)


def test_an_expert_is_asked_once_a_page_whether_they_are_of_the_police(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    """Each link to the briefing asked it. A role given since counts, and a socket's person is asked each time."""
    elsewhere = make_cast("elsewhere")
    expert = cast.outsider
    Membership.objects.create(consultation=cast.consultation, user=expert, role="expert")
    request = request_of(expert)
    find_for(request, cast.consultation.slug, Do.EDIT_BRIEFING)
    with django_assert_num_queries(3):
        for do in [*access.OF_THE_PACK, *access.OF_THE_PACK]:
            assert access.may(request.user, cast.consultation, do)
    Membership.objects.create(consultation=elsewhere.consultation, user=expert, role="responder")
    assert not access.may(request.user, cast.consultation, Do.EDIT_BRIEFING)
    with pytest.raises(Refused):
        access.require(request_of(expert).user, cast.consultation, Do.EDIT_BRIEFING)
    with django_assert_num_queries(2 * 4):
        for _ in range(2):
            assert not access.may(expert, cast.consultation, Do.EDIT_BRIEFING)


def test_whoever_is_not_of_a_request_is_looked_up_each_time(cast: Cast, django_assert_num_queries: Any) -> None:
    """A socket, a script or a test holds a person for longer than a page."""
    with django_assert_num_queries(2):
        access.require(cast.moss, cast.consultation, Do.CODE)
        access.require(cast.moss, cast.consultation, Do.CODE)


def test_the_next_request_of_another_tab_looks_again(cast: Cast, page: HttpRequest) -> None:
    saved(cast.member(cast.moss))
    with pytest.raises(access.NotAllowed):
        find_for(request_of(cast.moss), cast.consultation.slug, Do.CODE)
