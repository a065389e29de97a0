"""My desk with many standings: what presses most is found among all, and the cards are paged by key."""

from datetime import timedelta

from django.urls import reverse

from audit import clock
from consultations.desk import belonging, desk
from consultations.desk.looking import Look
from consultations.models import Consultation, Membership, Role, Stage
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once

MANY = 60


@made_once
def busy(cast: Cast) -> User:
    """An officer of many; the answers fall due in another order than they were begun."""
    today, force = clock.today(), cast.consultation.force
    made = Consultation.objects.bulk_create(
        Consultation(
            slug=f"c{n}", title=f"Street {n}", force=force, created_at=clock.now(),
            stage=Stage.FINDINGS_PUBLISHED if n % 3 else Stage.COMPLETED,
            response_due=today + timedelta(days=n * 37 % 50 - 10),
            findings_due=today + timedelta(days=n * 37 % 50 - 10 - n * 13 % 40),
        )
        for n in range(MANY)
    )  # fmt: skip
    officer = User.objects.create_user("busy@example.org", name="B. Busy")
    Membership.objects.bulk_create(
        Membership(consultation=one, user=officer, role=Role.OFFICER, pseudonym="B. Busy", accepted_at=clock.now(),
                   accepted_name="B. Busy", accepted_role="Chief")
        for one in made
    )  # fmt: skip
    return officer


def test_of_many_the_soonest_come_first_and_the_rest_behind_a_link(busy: User, client_for) -> None:
    todos, more = desk.first_waiting(busy.pk, 7)
    assert len(todos) == 7 and more and todos[0].days_left == -10
    text = client_for(busy).get(reverse("desk")).content.decode()
    assert text.count("Answer and sign") == 20 and "More waits for you" in text
    text = client_for(busy).get(reverse("desk"), {"tasks": "40"}).content.decode()
    assert text.count("Answer and sign") == 40 and "More waits for you" not in text


def test_a_look_that_finds_too_much_or_too_early_hides_nothing(busy: User, wire) -> None:
    def source(members: list[Membership]) -> list[desk.Todo]:
        even = [one.consultation for one in members if int(one.consultation.slug[1:]) % 2 == 0]
        return [desk.Todo("Even", "", one.slug, (one.response_due - clock.today()).days) for one in even]

    look = Look(Consultation.objects.all, "pk", day="findings_due", each=True)
    wire("DESK_TODOS", [([Role.OFFICER], desk.Source(source, look))])
    for most in (1, 5, 15):
        assert len(desk.first_waiting(busy.pk, most)[0]) == most


def test_cards_are_paged_by_key_the_completed_last(busy: User) -> None:
    seen, after = [], ""
    while True:
        piece = belonging.page(busy.pk, after, 7)
        seen += [one.consultation_id for one in piece.rows]
        if not (after := piece.after):
            break
    mine = Membership.objects.filter(user=busy).select_related("consultation")
    assert seen == [one.consultation_id for one in desk.newest_first(list(mine))]
    assert belonging.page(busy.pk, "nonsense", 7).rows == belonging.page(busy.pk, "", 7).rows
