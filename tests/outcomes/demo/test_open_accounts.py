"""The accounts of the demonstration are kept as the product keeps everybody's: residents without a name."""

import pytest

from outcomes.demo.storytelling import open_accounts
from people.demo_cast import DEMO_CAST

pytestmark = pytest.mark.django_db
RESIDENTS = {"amina", "bilal", "carys", "outsider"}


def test_residents_have_no_name_and_staff_act_under_theirs() -> None:
    people = open_accounts()
    assert {key for key, user in people.items() if not user.name} == RESIDENTS
    assert not any(people[key].job_title for key in RESIDENTS)
    assert people["okoro"].audit_name == "N. Okoro"
    assert "Amina" not in people["amina"].audit_name


def test_one_person_administers_and_two_may_start_consultations() -> None:
    people = open_accounts()
    assert [key for key, user in people.items() if user.is_superuser] == ["okafor"]
    assert [key for key, user in people.items() if user.can_start_consultations] == ["moss", "finch"]


def test_accounts_are_opened_once() -> None:
    assert open_accounts() == open_accounts()
    assert len(open_accounts()) == len(DEMO_CAST)
