"""The panel holds a sceptic and a practitioner who have said so themselves; one person is not counted as both."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consultations import panel
from consultations.access import NotAllowed
from consultations.briefing import versions as writing
from consultations.groups import offers, panels
from consultations.models import Consultation, Membership
from consultations.review import gates, versions
from consultations.stages import stages
from people.errors import Refused
from tests.cast import person as account
from tests.consultations.draft import Draft

SCEPTIC, PRACTITIONER = panel.NEEDED.values()


def undeclared(draft: Draft) -> None:
    Membership.objects.filter(role="oversight").update(standpoint="")


def missing(consultation: Consultation) -> str:
    return " ".join(item.text for item in gates.panel_has_signed(consultation) if not item.soft)


def test_a_panel_of_one_kind_does_not_pass(draft: Draft) -> None:
    draft.send_to_panel().sign()
    assert not missing(draft.consultation), "the premise: signed, and of both kinds"
    Membership.objects.filter(user=draft.quill).update(standpoint="sceptic")
    assert PRACTITIONER in missing(draft.consultation) and SCEPTIC not in missing(draft.consultation)
    with pytest.raises(Refused, match="missing"):
        stages.move(draft.consultation, "announce", by=draft.moss)


def test_one_person_is_not_both_one_after_the_other(draft: Draft) -> None:
    """Hale says the one thing and signs, then the other: what was said before a signature stays."""
    draft.send_to_panel()
    undeclared(draft)
    panels.declare(draft.consultation, "practitioner", by=draft.hale)
    panels.declare(draft.consultation, "sceptic", by=draft.hale)  # not signed yet: it may be put right
    assert PRACTITIONER in missing(draft.consultation), "the newer one alone counts"
    draft.sign()
    with pytest.raises(Refused, match="so it stays"):
        panels.declare(draft.consultation, "practitioner", by=draft.hale)
    assert PRACTITIONER in missing(draft.consultation)
    panels.declare(draft.consultation, "practitioner", by=draft.quill)  # signed, and had said nothing
    assert not missing(draft.consultation)


def test_nobody_says_it_for_the_panel(draft: Draft) -> None:
    draft.send_to_panel()
    undeclared(draft)
    for who in (draft.moss, draft.finch, draft.okoro, draft.reyes, draft.outsider):
        with pytest.raises(NotAllowed):
            panels.declare(draft.consultation, "sceptic", by=who)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(user=draft.moss).update(standpoint="sceptic")
    assert SCEPTIC in missing(draft.consultation)


def test_whoever_takes_the_seat_says_it_and_not_who_offers(draft: Draft) -> None:
    vale, given = account("vale"), {"email": "vale@example.org", "name": "V. Vale", "role": "oversight"}
    made = offers.make(draft.consultation, by=draft.hale, standpoint="practitioner", by_mail=False, **given)
    key = made.link.rstrip("/").rpartition("/")[2]
    member = offers.accept(key, by=vale, name="V. Vale", standpoint="neither", was_here=lambda other: False)
    assert member.standpoint == "neither"
    finch = offers.make(draft.consultation, by=draft.moss, email="x@example.org", name="X", role="expert",
                        standpoint="sceptic", by_mail=False)  # fmt: skip
    assert finch.standpoint == "", "no other role has one"


def test_it_is_said_on_every_page(draft: Draft, client_for: Any) -> None:
    draft.announce()
    slug = draft.consultation.slug
    pages = {name: reverse(name, args=[slug]) for name in ("consultation", "briefing", "review", "setup")}
    reader = {"consultation": None, "briefing": None, "review": draft.hale, "setup": draft.moss}
    for name, page in pages.items():
        text = client_for(reader[name]).get(page).content.decode()
        assert "sceptic, by their own account" in text and SCEPTIC not in text, name
    Membership.objects.filter(user=draft.quill).update(withdrawn_at=draft.consultation.created_at)
    for name, page in pages.items():
        text = client_for(reader[name]).get(page).content.decode()
        assert "The panel has 1 member now: fewer than two." in text and PRACTITIONER in text, name


def test_a_new_version_waits_for_it_too(draft: Draft, client_for: Any) -> None:
    draft.announce()
    undeclared(draft)
    assert SCEPTIC not in " ".join(versions.lacking(draft.consultation)), "what is public is not taken back"
    writing.start(draft.consultation, "One word.", by=draft.moss)
    assert SCEPTIC in " ".join(versions.lacking(draft.consultation))
    page = reverse("declare_standpoint", args=[draft.consultation.slug])
    client_for(draft.hale).post(page, {"standpoint": "sceptic"})
    assert SCEPTIC not in " ".join(versions.lacking(draft.consultation))
    assert client_for(draft.moss).post(page, {"standpoint": "sceptic"}).status_code == 404
