"""Appointing by e-mail address, ending roles, and the separation of the two sides."""

import pytest
from django.urls import reverse

from consultations.access import NotAllowed
from consultations.groups import groups
from consultations.models import Membership, Role
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.consultations.draft import Draft


def appoint(draft: Draft, email: str, name: str = "", role: str = Role.EXPERT, **fields) -> Membership:
    return groups.appoint_by_email(draft.consultation, by=draft.moss, email=email, name=name, role=role, **fields)


def test_an_account_is_made_when_there_is_none(draft: Draft) -> None:
    assert not User.objects.filter(email="vale@example.org").exists()
    member = appoint(draft, "Vale@Example.org ", "Dr Vale", job_title="Reader")
    assert (member.role, member.user.email, member.user.job_title) == (Role.EXPERT, "vale@example.org", "Reader")
    assert not member.user.has_usable_password()
    assert not member.user.can_start_consultations


def test_an_account_keeps_its_own_name(draft: Draft) -> None:
    known = User.objects.create_user("ren@example.org", name="A. Ren")
    assert appoint(draft, "ren@example.org", "Somebody Else").public_name == "A. Ren"
    known.refresh_from_db()
    assert known.name == "A. Ren"


def test_police_cannot_also_run_or_check_it(draft: Draft) -> None:
    with pytest.raises(Refused, match="Police may not also"):
        appoint(draft, draft.okoro.email, role=Role.OVERSIGHT)
    with pytest.raises(Refused, match="Police may not also"):
        appoint(draft, draft.moss.email, role=Role.RESPONDER)


def test_somebody_who_stood_down_cannot_change_sides(draft: Draft) -> None:
    groups.stand_down(draft.member(draft.reyes), by=draft.moss)
    with pytest.raises(Refused, match="Police may not also"):
        appoint(draft, draft.reyes.email, role=Role.FACILITATOR)


def test_a_participant_cannot_be_made_staff(cast: Cast) -> None:
    with pytest.raises(Refused):
        groups.appoint_by_email(
            cast.consultation, by=cast.moss, email=cast.amina.email, name="Amina", role=Role.FACILITATOR
        )
    cast.amina.refresh_from_db()
    assert cast.amina.name == ""  # a refusal leaves nothing behind


def test_the_same_role_twice_is_refused(draft: Draft) -> None:
    with pytest.raises(Refused, match="already"):
        appoint(draft, draft.hale.email, role=Role.OVERSIGHT)


@pytest.mark.parametrize("email", ["", "nobody", "a@b"])
def test_an_address_is_needed(draft: Draft, email: str) -> None:
    with pytest.raises(Refused, match="e-mail"):
        appoint(draft, email, "N")


def test_there_is_one_safeguarding_lead_and_it_is_a_facilitator(draft: Draft) -> None:
    groups.name_safeguarding_lead(draft.member(draft.finch), by=draft.moss)
    leads = Membership.objects.filter(consultation=draft.consultation, is_safeguarding_lead=True)
    assert [m.user for m in leads] == [draft.finch]
    with pytest.raises(Refused):
        groups.name_safeguarding_lead(draft.member(draft.hale), by=draft.moss)


def test_ending_a_role_frees_its_groups(draft: Draft) -> None:
    group = groups.add_group(draft.consultation, "G", by=draft.moss, facilitator=draft.member(draft.finch))
    groups.stand_down(draft.member(draft.finch), by=draft.moss)
    group.refresh_from_db()
    assert group.facilitator is None
    assert not draft.member(draft.finch).is_current


def test_nobody_ends_their_own_role(draft: Draft) -> None:
    with pytest.raises(Refused):
        groups.stand_down(draft.member(draft.moss), by=draft.moss)


@pytest.mark.parametrize("who", ["hale", "okoro", "outsider"])
def test_only_facilitators_appoint(draft: Draft, who: str) -> None:
    with pytest.raises(NotAllowed):
        groups.appoint_by_email(
            draft.consultation, by=getattr(draft, who), email="a@example.org", name="A", role=Role.EXPERT
        )
    assert not User.objects.filter(email="a@example.org").exists()


def test_the_page_shows_refusals_plainly_and_keeps_what_was_typed(draft: Draft, client_for) -> None:
    client, page = client_for(draft.moss), reverse("people", args=[draft.consultation.slug])
    sent = {"email": draft.okoro.email, "name": "Admin", "role": "expert", "organisation": "Riverside"}
    answer = client.post(page, sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "own name" in text and draft.okoro.email in text and "Riverside" in text
    sent = {"email": "vale@example.org", "name": "Dr Vale", "role": "expert"}
    assert client.post(page, sent).status_code == 302
    assert "Dr Vale" in client.get(page).content.decode()


def test_the_page_ends_roles_and_names_the_lead(draft: Draft, client_for) -> None:
    client, slug = client_for(draft.moss), draft.consultation.slug
    finch, reyes = draft.member(draft.finch), draft.member(draft.reyes)
    client.post(reverse("arrange_person", args=[slug, finch.pk]), {"do": "safeguarding"})
    client.post(reverse("arrange_person", args=[slug, reyes.pk]), {"do": "remove"})
    assert draft.member(draft.finch).is_safeguarding_lead
    assert not draft.member(draft.reyes).is_current
    assert client_for(draft.hale).post(reverse("arrange_person", args=[slug, finch.pk])).status_code == 404


def test_e_mail_addresses_are_not_shown(draft: Draft, client_for) -> None:
    page = client_for(draft.moss).get(reverse("people", args=[draft.consultation.slug])).content.decode()
    assert draft.hale.name in page
    assert draft.hale.email not in page
