"""Who may read a thread is written twice, for many threads (SQL) and for one: both must say the same."""

import pytest
from django.contrib.auth.models import AnonymousUser

from consultations import access
from consultations.joining import joining
from consultations.models import Group, Membership, Role, Stage
from deliberation.discussion import discussion, thread_page
from deliberation.models import Thread
from tests.cast import Cast, person, staff

PEOPLE = ["amina", "bilal", "carys", "moss", "finch", "hale", "quill", "okoro", "reyes", "outsider"]


@pytest.mark.parametrize("stage", list(Stage))
def test_both_rules_agree_for_everybody_in_every_stage(cast: Cast, elsewhere: Cast, stage: Stage) -> None:
    everyone = Group.objects.create(consultation=cast.consultation, name="Open responses", is_open=True)
    area = cast.consultation.areas.get(order=1)
    threads = [
        Thread.objects.create(area=area, group=g, title=str(g)) for g in (cast.group1, cast.group2, everyone, None)
    ]
    expert, left = person("expert", "Ana Expert"), person("left")
    staff(cast.consultation, expert, Role.EXPERT)
    joining.join(cast.consultation, by=left, group=cast.group1, consents={"take_part"})
    joining.withdraw(cast.consultation, by=left)
    cast.at(stage)
    people = [getattr(c, who) for c in (cast, elsewhere) for who in PEOPLE] + [expert, left, AnonymousUser()]
    for someone in people:
        listed = set(Thread.objects.visible_to(someone).values_list("pk", flat=True))
        member = access.membership_of(someone, cast.consultation)
        for thread in Thread.objects.filter(pk__in=[t.pk for t in threads]):
            assert thread.is_readable_by(member) == (thread.pk in listed), (someone, thread)


def test_a_standing_elsewhere_opens_nothing_here(cast: Cast, elsewhere: Cast, closed: Thread) -> None:
    assert not closed.is_readable_by(elsewhere.member(elsewhere.moss))


def test_names_on_the_page_are_public_names(cast: Cast, closed: Thread) -> None:
    for who in (cast.amina, cast.moss):
        row = thread_page.one(discussion.post(closed, "Hello.", by=who))
        assert row["name"] == cast.member(who).public_name
    Membership.objects.filter(user=cast.moss).update(pseudonym="Another name")
    row = thread_page.one(discussion.post(closed, "Hello again.", by=cast.moss))
    assert row["name"] == "Jo Moss" == cast.member(cast.moss).public_name
