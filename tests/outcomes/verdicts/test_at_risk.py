"""A reason beside the verdict that says somebody may be at risk: nobody knows who wrote it, and nobody finds out."""

import pytest
from django.urls import reverse

from deliberation.models import SafetyAlert
from outcomes.models import PoliceResponse, VerdictReason
from outcomes.verdicts import at_risk
from people.errors import Refused
from people.models import Message, User
from tests.cast import Cast
from tests.outcomes.verdicts.test_verdicts import SignIn, answered, crowd, over, page, say

__all__ = ["answered", "crowd"]
pytestmark = pytest.mark.django_db


def test_the_lead_alone_is_told(answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn) -> None:
    for number, user in enumerate(crowd[:10]):
        say(cast, user, "no", reason="I cannot go on." if number == 3 else "")
    after = client_for(crowd[3]).get(page(cast)).content.decode()
    assert "You have said it" in after and "You are not alone with it" in after and "tel:116123" in after
    cry, before = VerdictReason.objects.get(), Message.objects.count()
    decide, listed = (
        reverse("decide_verdict_reason", args=[cast.consultation.slug, cry.pk]),
        page(cast, "verdict_reasons"),
    )
    with pytest.raises(Refused, match="still being asked"):
        at_risk.raise_for_reason(cry, by=cast.moss)
    over(cast)
    assert "there is no way to write to them" in client_for(cast.finch).get(listed).content.decode()
    assert client_for(cast.reyes).post(decide, {"risk": cry.pk}).status_code == 404
    client_for(cast.finch).post(decide, {"risk": cry.pk})
    alert = SafetyAlert.objects.get()
    assert (alert.about, alert.author) == ("verdict", None)
    (told,) = Message.objects.all()[before:]
    assert (told.mailbox.user, told.kind) == (cast.moss, "safeguarding")
    knows = client_for(cast.finch).get(listed).content.decode()
    assert reverse("safety_alert", args=[cast.consultation.slug, alert.pk]) in knows
    four = client_for(cast.moss).get(reverse("safety_alert", args=[cast.consultation.slug, alert.pk])).content.decode()
    assert listed in four and "Somebody may need help" in four and "cannot go on" not in four
