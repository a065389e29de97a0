"""manage.py add_staff: the first accounts of an installation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from audit.models import Entry
from consultations.joining import joining
from consultations.models import Newcomer
from people.models import User
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def add(email: str, **options: object) -> User:
    call_command("add_staff", email, stdout=StringIO(), **{"name": "Kit Okafor", **options})
    return User.objects.get(email=email.lower())


def test_a_member_of_staff_has_a_name_and_no_power() -> None:
    user = add("Kit@Example.org", title="Adviser")
    assert (user.name, user.job_title) == ("Kit Okafor", "Adviser")
    assert not (user.is_superuser or user.can_start_consultations or user.has_usable_password())


def test_a_title_is_also_given_to_an_account_that_is_there() -> None:
    add("kit@example.org", title="Adviser")
    assert add("kit@example.org").job_title == "Adviser"
    assert add("kit@example.org", title="Chief adviser").job_title == "Chief adviser"
    assert entries("staff_titled") == [("the operator", "Kit Okafor: Chief adviser")]


def entries(action: str) -> list[tuple[str, str]]:
    return [(entry.actor, entry.summary) for entry in Entry.objects.filter(action=action)]


def test_powers_are_given_by_name_recorded_and_not_taken_by_running_it_again() -> None:
    assert add("kit@example.org", administrator=True).is_superuser
    assert add("kit@example.org").is_superuser
    assert entries("staff_added") == [("the operator", "Kit Okafor")]
    assert entries("power_given") == [("the operator", "Kit Okafor: administrator")]
    assert "@" not in str([entry.__dict__ for entry in Entry.objects.all()])


def test_one_account_holds_one_power() -> None:
    add("kit@example.org", administrator=True)
    with pytest.raises(CommandError, match="may not both"):
        add("kit@example.org", may_start=True)
    with pytest.raises(CommandError, match="may not both"):
        add("new@example.org", may_start=True, administrator=True)
    assert not User.objects.filter(email="new@example.org").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.update(can_start_consultations=True)


def test_nobody_is_renamed() -> None:
    add("kit@example.org")
    with pytest.raises(CommandError, match="renamed"):
        add("kit@example.org", name="Ann Other")
    assert add("kit@example.org", name="", may_start=True).name == "Kit Okafor"


@pytest.mark.parametrize("how", ["takes part", "left", "guest's newcomer"])
def test_a_residents_account_stays_one(cast: Cast, how: str) -> None:
    user = cast.amina
    if how == "left":
        joining.withdraw(cast.consultation, by=user)
    if how == "guest's newcomer":
        user = cast.outsider
        Newcomer.objects.create(consultation=cast.consultation, group=cast.group1, user=user)
    with pytest.raises(CommandError, match="address of their own"):
        add(str(user.email), may_start=True)
    user.refresh_from_db()
    assert (user.name, user.can_start_consultations) == ("", False)


def test_a_power_is_taken_back_with_a_reason() -> None:
    add("kit@example.org", may_start=True)
    with pytest.raises(CommandError, match="Give the reason"):
        add("kit@example.org", withdraw="may-start")
    with pytest.raises(CommandError, match="does not hold"):
        add("kit@example.org", withdraw="administrator", reason="Left")
    with pytest.raises(CommandError, match="No account"):
        call_command("add_staff", "nobody@example.org", withdraw="may-start", reason="Left")
    assert not add("kit@example.org", withdraw="may-start", reason="Left the team").can_start_consultations
    assert entries("power_taken_back") == [("the operator", "Kit Okafor: may start consultations: Left the team")]


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        add("kit")


def test_one_mailbox_is_one_person(cast: Cast) -> None:
    """Whoever runs, checks or answers, or starts consultations, gets no second account that looks after accounts."""
    for who in (cast.finch, cast.hale, cast.okoro, cast.reyes):
        second = str(who.email).replace("@", "+admin@")
        with pytest.raises(CommandError, match="runs, checks or answers"):
            add(second, administrator=True)
        assert not User.objects.filter(email=second).exists()
    add("kit@example.org", administrator=True)
    with pytest.raises(CommandError, match="may not both"):
        add("kit+start@example.org", may_start=True)
    add("ann@example.org", name="Ann Other", may_start=True)
    with pytest.raises(CommandError, match="may not both"):
        add("ann+admin@example.org", name="Ann Other", administrator=True)
