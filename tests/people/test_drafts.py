"""A form whose words stay on the device says whose and where they are; what was stored is named the same."""

import pytest
from django.contrib.auth.models import AnonymousUser

from people.templatetags.drafts import draft, place
from tests.cast import Cast


@pytest.mark.django_db
def test_words_belong_to_a_standing_or_an_account_and_to_nobody_for_visitors(cast: Cast) -> None:
    assert place(7, "thread", 3) == "7/thread-3"
    assert place(cast.moss, "decision", 3) == f"account{cast.moss.pk}/decision-3" != place(cast.moss.pk, "decision", 3)
    assert (
        place(AnonymousUser(), "report", 3)
        == place(None, "thread", 3)
        == draft(AnonymousUser(), "x", 3, "T", "/")
        == ""
    )
