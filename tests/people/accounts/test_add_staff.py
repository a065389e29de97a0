"""manage.py add_staff: the first accounts of an installation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from audit.models import Entry
from people.models import User

pytestmark = pytest.mark.django_db


def add(email: str, **options: object) -> User:
    call_command("add_staff", email, stdout=StringIO(), **{"name": "Kit Okafor", **options})
    return User.objects.get(email=email.lower())


def test_a_member_of_staff_has_a_name_and_no_power() -> None:
    user = add("Kit@Example.org", title="Adviser")
    assert (user.name, user.job_title) == ("Kit Okafor", "Adviser")
    assert not (user.is_superuser or user.can_start_consultations or user.has_usable_password())


def test_powers_are_given_by_name_and_not_taken_by_running_it_again() -> None:
    assert add("kit@example.org", administrator=True).is_superuser
    assert add("kit@example.org").is_superuser
    with pytest.raises(CommandError, match="may not both"):
        add("kit@example.org", may_start=True)
    assert Entry.objects.filter(action="staff_added").count() == 2


def test_nobody_is_renamed() -> None:
    add("kit@example.org")
    with pytest.raises(CommandError, match="renamed"):
        add("kit@example.org", name="Ann Other")


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        add("kit")
