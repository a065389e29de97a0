"""The officer reads what signing commits to, and says yes."""

from django.template.loader import render_to_string
from django.urls import reverse

from consultations.joining import wording
from consultations.models import Membership
from consultations.stages import stages
from consultations.terms import terms
from people.models import User
from tests.consultations.draft import Draft
from tests.pages import flat


def test_the_officer_accepts_by_ticking_and_pressing(draft: Draft, client_for) -> None:
    Membership.objects.filter(pk=draft.member(draft.okoro).pk).update(accepted_at=None, accepted_role="")
    client, page = client_for(draft.okoro), reverse("accept_duty", args=[draft.consultation.slug])
    text, seen = client.get(page).content.decode(), terms.mark(draft.consultation)
    assert "every" in text and draft.consultation.purpose_question in text
    client.post(page)
    assert draft.member(draft.okoro).accepted_at is None  # the box was not ticked
    assert (
        client.post(page, {"agree": "on", "role": "", "seen": seen}).status_code == 422
    )  # nor is it signed without a rank
    client.post(page, {"agree": "on", "role": " Commander "})
    assert draft.member(draft.okoro).accepted_at is None  # nor without saying which terms were read
    client.post(page, {"agree": "on", "role": " Commander ", "seen": seen})
    member = draft.member(draft.okoro)
    assert (member.accepted_name, member.accepted_role) == (draft.okoro.name, "Commander")
    assert "You accepted this duty" in client.get(page).content.decode()


def test_as_whom_it_is_accepted_is_fixed(cast, client_for) -> None:
    User.objects.filter(pk=cast.okoro.pk).update(name="The Mayor of London")
    sent = {"agree": "on", "role": "Mayor", "seen": terms.mark(cast.consultation)}
    client_for(cast.okoro).post(reverse("accept_duty", args=[cast.consultation.slug]), sent)
    assert cast.member(cast.okoro).signs_as == "N. Okoro, Chief Superintendent"


def test_residents_are_told_only_what_the_officer_accepted(draft: Draft, client_for) -> None:
    """That nothing said is used against anybody is the officer's promise: without it the gate stays shut."""
    officer = draft.member(draft.okoro)
    page = reverse("accept_duty", args=[draft.consultation.slug])
    text = flat(client_for(draft.okoro).get(page).content.decode())
    assert "is used to investigate or punish them" in text
    assert "The officer who answers has promised that" in render_to_string(wording.promise())
    Membership.objects.filter(pk=officer.pk).update(accepted_at=None)
    missing = stages.blockers(draft.consultation, stages.transition_named("submit"))
    assert any("accept" in item.text for item in missing)


def test_an_acceptance_cannot_be_taken_back(draft: Draft, client_for) -> None:
    client, page = client_for(draft.okoro), reverse("accept_duty", args=[draft.consultation.slug])
    client.post(page, {"agree": "on", "role": "Commander"})
    accepted = draft.member(draft.okoro).accepted_at
    for sent in ({}, {"agree": ""}, {"agree": "no"}, {"withdraw": "yes"}):
        client.post(page, sent)
    assert draft.member(draft.okoro).accepted_at is not None
    assert draft.member(draft.okoro).accepted_at == accepted
