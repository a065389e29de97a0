"""Which addresses reach one mailbox: the same answer in Python and in the database."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db.models import QuerySet

from people.accounts.mailboxes import accounts_of
from people.models import User
from people.models.mailboxes import mailbox
from people.privacy import ledger
from people.privacy.erasing import closed_with

ONE = ["amina.k@gmail.com", "aminak@gmail.com", "Amina.K+vote@googlemail.com", "a.m.i.n.a.k+1+2@gmail.com"]
OTHERS = ["amina.k@example.org", "aminak2@gmail.com", "x.aminak@gmail.com", "aminak@gmail.com.example.org"]


@pytest.mark.parametrize(
    ("email", "reached"),
    [
        (" Amina+Vote@Example.ORG ", "amina@example.org"),
        ("amina.k@example.org", "amina.k@example.org"),
        ("+vote@example.org", "+vote@example.org"),
        ('"a@b"+1@example.org', '"a@b"@example.org'),
        ("", ""),
        (None, ""),
        *((one, "aminak@gmail.com") for one in ONE),
    ],
)
def test_the_mailbox_of_an_address(email: str | None, reached: str) -> None:
    assert mailbox(email) == reached


@pytest.mark.django_db
def test_the_database_finds_every_spelling_and_no_other_address() -> None:
    users = {email.lower(): User.objects.create_user(email) for email in [*ONE, *OTHERS, "a.b@x.org", "aXb@x.org"]}
    User.objects.create_guest()
    for email in ONE:
        assert {user.email for user in accounts_of(email)} == {one.lower() for one in ONE}
    for email in [*OTHERS, "a.b@x.org"]:
        assert [*accounts_of(email)] == [users[email]]
    for nobody in ("", None, "a(b@x.org", "nobody"):
        assert not accounts_of(nobody).exists()


def kept(user: User) -> str:
    return User.objects.get(pk=user.pk).mailbox_key


@pytest.mark.django_db
def test_the_stored_key_is_that_of_the_address_however_it_is_written(django_assert_num_queries: Any) -> None:
    user = User.objects.create_user("first+tag@example.org")
    assert kept(user) == "first@example.org"
    user.email, user.mailbox_key = "S.e.cond@gmail.com", "somebody@else.org"
    user.save(update_fields=["email"])
    assert kept(user) == "second@gmail.com"
    user.mailbox_key = "somebody@else.org"
    user.save()
    assert kept(user) == "second@gmail.com"
    User.objects.filter(pk=user.pk).update(email="third+x@example.org")
    assert kept(user) == "third@example.org"
    User.objects.filter(pk=user.pk).update(email=None)
    assert kept(user) == ""
    (many,) = User.objects.bulk_create([User(email="many+1@example.org", password="!")])
    assert kept(many) == "many@example.org"
    with django_assert_num_queries(1) as asked:
        assert [*accounts_of("many+2@example.org")] == [many]
    assert "mailbox_key" in asked[0]["sql"] and "REGEXP" not in asked[0]["sql"]
    plan = accounts_of("many@example.org").order_by().explain()
    assert "mailbox_key" in plan and "SCAN" not in plan.upper().replace("INDEX SCAN", ""), plan


@pytest.mark.django_db
def test_a_migration_fills_the_keys_of_accounts_from_before() -> None:
    """Closed ones too: by the keyed mark in their address."""
    users = [User.objects.create_user(email) for email in ["old+tag@example.org", "o.ld@gmail.com", "x@example.org"]]
    mark = ledger.address_mark(mailbox("gone+1@example.org"))
    User.objects.filter(pk=users[2].pk).update(email=f"closed-{users[2].pk}-{mark}@account.invalid")
    nobody = User.objects.create_guest()
    QuerySet(User).update(mailbox_key="")
    import_module("people.migrations.0008_one_key_for_a_mailbox").fill(apps, None)
    assert [kept(one) for one in users[:2]] == ["old@example.org", "old@gmail.com"] and kept(nobody) == ""
    assert [*accounts_of("old+2@example.org")] == [users[0]]
    assert [*closed_with(User(email="gone@example.org"))] == [users[2]] and mark in kept(users[2])
