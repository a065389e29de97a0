from collections.abc import Callable

from django.test import Client

from audit.models import Entry
from deliberation.models import Contribution
from deliberation.moderation import moderation
from people.models import User
from tests.cast import Cast


def test_both_of_two_are_in_the_record_and_the_second_is_told(
    cast: Cast, shown: Contribution, client_for: Callable[[User | None], Client]
) -> None:
    moderation.remove(shown, by=cast.moss, reason="ident")
    address = f"/consultations/{cast.consultation.slug}/moderation/{shown.pk}/"
    late = {"revision": 1, "decision": 0, "action": "hold", "reason": "abuse", "note": "zz-typed"}
    answer = client_for(cast.finch).post(address, late)
    assert answer.status_code == 422 and "Jo Moss removed it" in answer.content.decode()
    acts = Entry.objects.filter(action__in=["contribution_removed", "decision_overtaken"]).order_by("pk")
    assert list(acts.values_list("action", "actor")) == [
        ("contribution_removed", "Jo Moss"), ("decision_overtaken", "Ade Finch"),
    ]  # fmt: skip
    assert shown.decisions.count() == 1
