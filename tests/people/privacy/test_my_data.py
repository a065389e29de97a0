"""“My data”: everything held about the person who asks, and nothing about anybody else."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from consultations.joining import joining
from consultations.models import Consent, Stage
from people.models import GuestKey, User
from people.privacy import my_data, registry
from tests.cast import Cast
from tests.people.privacy import marked
from tests.people.privacy.marked import Filled

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
#: Markers that live in sessions and in form keys: what opens something is not printed.
NOT_SHOWN = {3, 5}


def test_no_two_parts_share_a_name_nor_take_one_of_the_page() -> None:
    """The name is the key in the file and the id on the page, where “messages” is the place of notices."""
    keys = [section.key for section in registry.sections()]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set(re.findall(r'id="([\w-]+)"', Path("templates/base.html").read_text()))


def test_a_list_cut_short_says_so_before_it_is_opened() -> None:
    shown = my_data.Shown(registry.sections()[0], ["What"], [[("What", "A post")]] * 200, more=True)
    assert shown.is_long and shown.counted == "The first 200 entries"


def test_after_the_cut_it_says_that_votes_cannot_be_found(cast: Cast, client_for: As, published: Filled) -> None:
    _, users = published
    page = client_for(users["ann"]).get("/my-data/").content.decode()
    assert page.count("This can no longer be found: the link between you and it was destroyed") == 2
    assert "Yes" in page and marked.marker("ann", 15) in page  # the published quote


def test_staff_see_how_much_stands_under_their_name(cast: Cast, client_for: As, published: Filled) -> None:
    page = client_for(cast.okoro).get("/my-data/")
    if page.status_code == 302:  # staff pass their second step first
        pytest.skip("second step")
    assert f"/consultations/{cast.consultation.slug}/record/" in page.content.decode()


def test_staff_section_counts_their_acts(cast: Cast, published: Filled) -> None:
    section = next(section for section in registry.sections() if section.key == "acts")
    [row] = list(section.rows(cast.moss))
    assert int(row["Acts in the record"]) > 10
    assert list(section.rows(cast.amina)) == []


def test_an_empty_account_says_so(cast: Cast, client_for: As) -> None:
    page = client_for(cast.outsider).get("/my-data/").content.decode()
    assert cast.outsider.email in page and "Nothing is held on" in page and "What you wrote or said" in page


def test_visitors_sign_in_first(db: None, client_for: As) -> None:
    for address in ("/my-data/", "/my-data/erase/"):
        assert client_for(None).get(address).status_code == 302


@pytest.mark.parametrize("address", ["/my-data/", "/my-data/erase/"])
def test_no_cache_keeps_it(cast: Cast, client_for: As, address: str) -> None:
    assert client_for(cast.amina).get(address)["Cache-Control"] == "private, no-store"


def test_every_table_that_hangs_on_a_person_is_shown_or_named() -> None:
    """A table nobody named is shown by itself. One that keeps a person from going has to be named by hand."""
    from django.db.models import PROTECT

    from consultations.models import Membership

    holding = {
        relation.related_model.__name__
        for target in (User, Membership)
        for relation in target._meta.related_objects
        if getattr(relation, "on_delete", None) is PROTECT
    }
    named = {model.__name__ for model in registry.covered()} | STAFF_ACTS
    assert holding - named == set(), "say in <app>/privacy what of it is shown and what goes"


#: Rows that hang on the member of staff who acted: published under their name, and they stay.
STAFF_ACTS = {
    "ReviewComment", "Signoff", "ModerationDecision", "Appeal", "Excerpt", "Coding", "NotRelevant", "Finding",
    "OversightStatement", "PoliceResponse", "Commitment", "ProgressUpdate", "StatementDecision", "OpinionCount",
}  # fmt: skip


# --- Erasing, on the page -----------------------------------------------------------------------------
def test_it_has_to_be_typed(cast: Cast, client_for: As) -> None:
    for typed in ("", "yes", "delete"):
        answer = client_for(cast.amina).post("/my-data/erase/", {"word": typed})
        assert answer.status_code == 422
    assert User.objects.filter(pk=cast.amina.pk).exists()


def test_erasing_from_the_page(cast: Cast, client_for: As) -> None:
    client = client_for(cast.amina)
    answer = client.post("/my-data/erase/", {"word": " Erase "}, follow=True)
    assert "You are erased" in answer.content.decode()
    assert not User.objects.filter(pk=cast.amina.pk).exists()
    assert client.get("/my-data/").status_code == 302


def test_votes_that_are_cut_loose_are_not_offered(cast: Cast, client_for: As, published: Filled) -> None:
    _, users = published
    page = client_for(users["ann"]).get("/my-data/erase/").content.decode()
    assert "Delete my votes too" not in page and "cut loose already" in page


def test_forgery_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.amina)
    assert client.post("/my-data/erase/", {"word": "erase"}).status_code == 403
    assert client.post("/my-data/download/").status_code == 403
    assert User.objects.filter(pk=cast.amina.pk).exists()
    assert cast.at(Stage.OPEN)


def test_guests_have_the_same_rights(cast: Cast, client_for: As) -> None:
    guest = joining.join_as_guest(
        cast.consultation, key="a form of one’s own", group=cast.group1, consents={Consent.Item.TAKE_PART}
    )
    client = client_for(guest)
    assert "you take part without an account" in client.get("/my-data/").content.decode()
    assert "Erase everything about you" in client.get("/my-data/erase/").content.decode()
    client.post("/my-data/erase/", {"word": "erase"})
    assert not User.objects.filter(pk=guest.pk).exists() and not GuestKey.objects.filter(user=guest.pk).exists()


# --- Before publication ---------------------------------------------------------------------------
def test_every_seeded_thing_is_there_and_nobody_elses(cast: Cast, client_for: As, unpublished: Filled) -> None:
    _, users = unpublished
    page = client_for(users["ann"]).get("/my-data/").content.decode()
    missing = [n for n in range(1, 21) if n not in NOT_SHOWN | {13} and marked.marker("ann", n) not in page]
    assert missing == []
    assert [word for word in marked.markers("ben") if word in page] == []


def test_long_lists_are_folded_and_nothing_is_left_out(cast: Cast, client_for: As, unpublished: Filled) -> None:
    _, users = unpublished
    html = client_for(users["ann"]).get("/my-data/").content.decode()
    parts = {part[: part.index('"')]: part for part in re.split(r'<section class="stack data-section" id="', html)[1:]}
    held = [shown for shown in my_data.sections(users["ann"]) if shown.rows]
    assert [shown.section.key for shown in held] == list(parts)
    assert {shown.is_long for shown in held} == {True, False}
    for shown in held:
        part, count = parts[shown.section.key], len(shown.rows)
        assert part.count("<tr>") - 1 == count, shown.section.key
        assert ("<details>" in part) == (count > my_data.AT_A_GLANCE)
        if shown.is_long:
            assert f"<summary>{count} entries<" in part
            assert part.index("<details>") < part.index("<table") < part.index("</table>") < part.index("</details>")
            assert part.index("Kept:") < part.index("<details>")  # what is kept how long is read without opening


def test_somebody_who_left_still_sees_what_is_held(cast: Cast, client_for: As, unpublished: Filled) -> None:
    _, users = unpublished
    joining.withdraw(cast.consultation, by=users["ann"])
    page = client_for(users["ann"]).get("/my-data/").content.decode()
    assert marked.marker("ann", 4) in page and "it was deleted when you left" in page


def test_reading_costs_the_same_for_more_people(
    cast: Cast, client_for: As, django_assert_max_num_queries, unpublished: Filled
) -> None:
    _, users = unpublished
    client = client_for(users["ann"])
    with django_assert_max_num_queries(80):
        client.get("/my-data/")


def test_it_says_what_goes_and_what_stays_before_anything_happens(
    cast: Cast, client_for: As, unpublished: Filled
) -> None:
    _, users = unpublished
    page = client_for(users["ann"]).get("/my-data/erase/").content.decode()
    for words in ("What goes, for good", "What stays", "Replies of others", "Delete my votes too", "posts"):
        assert words in page
    assert User.objects.filter(pk=users["ann"].pk).exists()
