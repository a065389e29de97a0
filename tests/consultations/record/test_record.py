"""The record as anybody may read it: in plain words, a page at a time, and nothing private."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from audit.models import Entry, Head
from audit.record import record
from consultations.joining import consents, joining
from consultations.models import Role, Stage
from consultations.record.public_record import public_entry
from people.models import User
from tests.cast import Cast

As = Callable[[User | None], Client]


def url(cast: Cast) -> str:
    return f"/consultations/{cast.consultation.slug}/record/"


def write(cast: Cast, action: str, user: User | None, summary: str = "") -> Entry:
    actor = cast.member(user) if user else None
    with transaction.atomic():
        return record(
            action, actor=actor, subject=cast.consultation, consultation=cast.consultation.slug, summary=summary
        )


def test_staff_act_by_name_in_plain_words(cast: Cast, client_for: As) -> None:
    write(cast, "stage_announce", cast.moss, "With the oversight panel → Announced")
    write(cast, "something_new", None, "A secret")
    page = client_for(None).get(url(cast)).content.decode()
    for words in ["Announced the consultation", "Jo Moss", "Facilitator", "The clock", "Something new"]:
        assert words in page, words
    assert "A secret" not in page  # nobody has said that this action may speak


def test_participants_are_not_told_apart(cast: Cast, client_for: As) -> None:
    consents.set_consent(cast.consultation, "quotes", False, by=cast.amina)
    joining.withdraw(cast.consultation, by=cast.bilal)
    pseudonyms = [cast.member(user).pseudonym for user in (cast.amina, cast.bilal, cast.carys)]
    for reader in (None, cast.okoro, cast.moss):
        page = client_for(reader).get(url(cast)).content.decode()
        assert "Somebody left" in page
        assert not [name for name in pseudonyms if name in page]
        assert "Group 1" not in page


def test_no_account_number_and_no_salt_is_public(cast: Cast, client_for: As) -> None:
    with transaction.atomic():
        entry = record(
            "something_new", actor=cast.amina, subject=cast.consultation, consultation=cast.consultation.slug
        )
    assert entry.actor == f"account {cast.amina.pk}"
    page = client_for(None).get(url(cast)).content.decode()
    assert "Somebody" in page
    assert entry.actor not in page.lower()
    assert entry.salt not in page


@pytest.mark.parametrize(
    "action",
    [
        "contribution_removed",
        "invited",
        "finding_added",
        "recommendation_answered",
        "promise_drafted",
        "briefing_signed",
    ],
)
def test_private_and_embargoed_acts_show_no_summary(cast: Cast, action: str) -> None:
    assert public_entry(write(cast, action, cast.moss, "about Heron 4"))["summary"] == ""


@pytest.mark.parametrize("action", ["paused", "stage_close_early", "response_date_moved", "appointed"])
def test_acts_with_a_public_reason_show_it(cast: Cast, action: str) -> None:
    assert public_entry(write(cast, action, cast.moss, "A reason"))["summary"] == "A reason"


def test_every_role_has_a_name(cast: Cast) -> None:
    for user in (cast.moss, cast.hale, cast.okoro, cast.reyes):
        entry = public_entry(write(cast, "something", user))
        assert entry["role"] == Role(cast.member(user).role).label


def test_pages_follow_each_other_without_gap_or_repeat(cast: Cast, client_for: As) -> None:
    for n in range(60):
        write(cast, "something_new", cast.moss, f"item {n}")
    expected = list(Entry.objects.about(cast.consultation.slug).order_by("-number").values_list("number", flat=True))
    seen: list[int] = []
    address = url(cast)
    while address:
        context = client_for(None).get(address).context
        seen += [entry["number"] for entry in context["entries"]]
        address = context["older"]
    assert seen == expected


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, ""])
def test_a_mistyped_page_is_the_first(cast: Cast, client_for: As, before: str) -> None:
    write(cast, "stage_announce", cast.moss)
    response = client_for(None).get(url(cast), {"before": before})
    assert response.status_code == 200
    assert response.context["entries"]


def test_another_consultations_entries_stay_away(cast: Cast, elsewhere: Cast, client_for: As) -> None:
    write(elsewhere, "something_new", elsewhere.moss, "Not from here")
    assert "Not from here" not in client_for(None).get(url(cast)).content.decode()


def test_record_of_a_draft_looks_absent(cast: Cast, client_for: As) -> None:
    cast.at(Stage.DRAFT)
    assert client_for(None).get(url(cast)).status_code == 404
    assert client_for(cast.moss).get(url(cast)).status_code == 200
    assert cast.consultation.title not in client_for(None).get("/record/").content.decode()


def test_the_end_of_the_chain_is_published(cast: Cast, client_for: As) -> None:
    write(cast, "stage_announce", cast.moss)
    head = Head.objects.get(pk=1)
    page = client_for(None).get("/record/").content.decode()
    assert f"<b>{head.number}</b>" in page
    assert head.hash in page
    assert url(cast) in page


def test_an_empty_record_can_be_read(client: Client, db: None) -> None:
    assert "0" * 64 in client.get("/record/").content.decode()
