"""The demonstration shows an offer that waits: a role that changes nothing until it is accepted."""

import pytest
from django.core import mail

from audit import clock
from consultations.models import Membership, Offer, Role
from outcomes.demo.storytelling import Story, open_accounts

pytestmark = pytest.mark.django_db


def test_the_open_story_has_an_offer_that_nobody_has_accepted_yet() -> None:
    story = Story("open", open_accounts(), {})
    story.prepare()
    story.offer_roles()
    offer = Offer.objects.get()
    assert offer.is_open and offer.role == Role.OVERSIGHT and offer.by_name == "Ruth Hale"
    assert offer.offered_at < clock.now()
    assert not Membership.objects.filter(user__email=offer.email).exists()
    assert mail.outbox == []
