"""The record as anybody may read it: in plain words, a page at a time, and nothing private."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from audit import clock
from audit.models import Entry
from audit.record import record
from consultations import birds, numbers
from consultations.joining import consents, joining
from consultations.models import Role, Stage
from consultations.record import public_record
from consultations.record.public_record import public_entry
from consultations.stages import closing_early, moving_dates, stages
from people.errors import Refused
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


def test_what_participants_do_is_not_listed(cast: Cast, client_for: As) -> None:
    write(cast, "stage_open", cast.moss)
    before = {reader: client_for(reader).get(url(cast)).content for reader in (None, cast.okoro, cast.moss)}
    consents.set_consent(cast.consultation, "quotes", False, by=cast.amina)
    joining.withdraw(cast.consultation, by=cast.bilal)
    for reader, page in before.items():
        assert steady(client_for(reader).get(url(cast)).content) == steady(page)


def test_no_public_reason_names_a_participant(cast: Cast, client_for: As) -> None:
    """By whoever may give one: it would say in public who, under the name here, did or said what."""
    name, consultation = cast.member(cast.amina).pseudonym, cast.consultation
    assert consultation.closes_at is not None
    later = consultation.closes_at + timedelta(days=3)
    why = f"{name} has voted three times."
    with pytest.raises(Refused, match=f"{name}” reads like the name"):
        stages.pause(consultation, by=cast.hale, reason=why)
    with pytest.raises(Refused, match=f"{name}” reads like the name"):
        closing_early.agree(consultation, by=cast.hale, reason=why)
    with pytest.raises(Refused, match=f"{name}” reads like the name"):
        moving_dates.extend_closing(consultation, later, by=cast.moss, reason=why)
    moving_dates.extend_closing(consultation, later, by=cast.moss, reason="A swift 12 came late.")
    assert name not in client_for(None).get(url(cast)).content.decode()


def test_a_name_is_known_again_however_it_is_written() -> None:
    for text in (
        "as heron 42 asked",
        "Heron  42",
        "Heron\u00a042",
        "HERON-42",
        "heron no. 42",
        "Heron\n42",
        "Knot #42",
    ):
        with pytest.raises(Refused, match="reads like the name"):
            birds.refuse_names(f"We did, {text}, look at it.")
    birds.refuse_names("A swift 12 minutes.", "Herons: 42 were seen.", "Knot 7", "On 12 May a robin sang.")


def steady(page: bytes) -> str:
    """Without what is drawn for each answer."""
    return re.sub(r'nonce="[^"]*"|value="[^"]*"|"X-CSRFToken": "[^"]*"', "", page.decode())


def test_numbers_are_the_consultations_own_and_have_no_gap(cast: Cast, elsewhere: Cast, client_for: As) -> None:
    for _ in range(3):
        write(elsewhere, "something_new", elsewhere.moss)
        write(cast, "posted", cast.amina)
        write(cast, "something_new", cast.moss)
    shown = [entry["number"] for entry in client_for(None).get(url(cast)).context["entries"]]
    assert shown == [3, 2, 1]


def test_no_time_of_day_is_public(cast: Cast, client_for: As) -> None:
    with clock.travel(clock.now().replace(hour=13, minute=37)):  # a number of the page may look like this minute
        entry = write(cast, "stage_announce", cast.moss)
    page = client_for(None).get(url(cast)).content.decode()
    local = timezone.localtime(entry.at)
    assert f'<time datetime="{local:%Y-%m-%d}">' in page
    assert f"{local:%H:%M}" not in page


def test_participants_are_counted_by_whole_months_and_small_counts_wait(cast: Cast, client_for: As) -> None:
    start = timezone.make_aware(datetime(2026, 3, 2, 12))

    def counted(month: int) -> list[tuple[str, list[str]]]:
        with clock.travel(start.replace(month=month)):
            return [(m.name, m.counts) for m in public_record.by_month(cast.consultation)]

    for month, posts in ((3, numbers.COUNTED_FROM - 1), (4, 2), (5, 3)):
        with clock.travel(start.replace(month=month)):
            for _ in range(posts):
                write(cast, "posted", cast.amina)
    assert counted(3) == counted(4) == []  # not over, and too few
    told = [("April 2026", [f"{numbers.COUNTED_FROM + 1} posts and statements were written"])]
    assert counted(5) == counted(6) == told  # May's three wait


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
    seen: list[int] = []
    address = url(cast)
    while address:
        context = client_for(None).get(address).context
        seen += [entry["number"] for entry in context["entries"]]
        address = context["older"]
    assert seen == list(range(60, 0, -1))


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


def test_the_ends_of_days_are_published_and_nothing_of_today(cast: Cast, client_for: As) -> None:
    entry = write(cast, "stage_announce", cast.moss)
    assert entry.hash not in client_for(None).get("/record/").content.decode()
    with clock.travel(clock.now() + timedelta(days=1)):
        call_command("tick")
    page = client_for(None).get("/record/").content.decode()
    assert Entry.objects.filter(at__lte=entry.at).latest("number").hash in page
    assert url(cast) in page


def test_an_empty_record_can_be_read(client: Client, db: None) -> None:
    assert "after the first midnight" in client.get("/record/").content.decode()
