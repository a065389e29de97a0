"""The people page, the safeguarding lead, and ending roles. Giving them: test_offers.py."""

import pytest
from django.urls import reverse

from consultations.groups import groups
from consultations.models import Membership
from people.errors import Refused
from tests.consultations.draft import Draft


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
