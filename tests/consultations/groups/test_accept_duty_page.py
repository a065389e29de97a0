"""The officer reads what signing commits to, and says yes."""

from django.urls import reverse

from consultations.models import Membership
from tests.consultations.draft import Draft


def test_the_officer_accepts_by_ticking_and_pressing(draft: Draft, client_for) -> None:
    Membership.objects.filter(pk=draft.member(draft.okoro).pk).update(accepted_at=None)
    client, page = client_for(draft.okoro), reverse("accept_duty", args=[draft.consultation.slug])
    text = client.get(page).content.decode()
    assert "every" in text and draft.consultation.purpose_question in text
    client.post(page)
    assert draft.member(draft.okoro).accepted_at is None  # the box was not ticked
    client.post(page, {"agree": "yes"})
    assert draft.member(draft.okoro).accepted_at is not None
    assert "You accepted this duty" in client.get(page).content.decode()


def test_it_cannot_be_accepted_after_opening(cast, client_for) -> None:
    page = reverse("accept_duty", args=[cast.consultation.slug])
    client_for(cast.okoro).post(page, {"agree": "yes"})
    assert cast.member(cast.okoro).accepted_at is None
