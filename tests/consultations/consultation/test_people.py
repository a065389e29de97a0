"""How many take part: kinds of people apart, and no figure that moves with one person."""

from datetime import timedelta

from audit import clock
from consultations.consultation import people
from consultations.joining import joining
from consultations.models import Group, Membership, Role, Stage
from deliberation.discussion import discussion
from deliberation.models import Contribution, ImportedRecord, RecordStanding
from tests.cast import Cast

EVER = clock.now() - timedelta(days=2)


def come(cast: Cast, group: Group | None, number: int, key: str) -> list[Membership]:
    made = [
        Membership(
            consultation=cast.consultation, role=Role.PARTICIPANT, group=group, pseudonym=f"{key} {n}", joined_at=EVER
        )
        for n in range(number)
    ]  # fmt: skip
    return Membership.objects.bulk_create(made)


def test_kinds_of_people_are_never_one_figure(cast: Cast) -> None:
    chosen = Group.objects.create(consultation=cast.consultation, name="Open responses", is_open=True)
    come(cast, cast.group1, 9, "Heron")
    come(cast, chosen, 7, "Wren")
    spoke = come(cast, cast.group2, 4, "Knot")
    kept = ImportedRecord.objects.create(
        consultation=cast.consultation, group=cast.group2, fingerprint="a" * 64, standing=RecordStanding.CONFIRMED
    )
    thread = discussion.open_threads(cast.consultation, by=cast.moss)[0]
    for member in spoke:
        Contribution.objects.create(thread=thread, membership=member, body="Said.", record=kept)
    cast.at(Stage.ANALYSIS)
    assert people.joined(cast.consultation) == [
        "12 people joined in the groups that were invited.",  # with the three of the cast
        "7 people joined by choice, and are counted apart.",
        "4 people took part in meetings whose records were brought in, and are counted apart.",
    ]


def test_nothing_moves_while_people_may_join_and_nothing_when_they_leave(cast: Cast) -> None:
    assert people.joined(cast.consultation) == []
    cast.at(Stage.ANALYSIS)
    shown = people.joined(cast.consultation)
    assert shown == ["3 people joined in the groups that were invited."]
    joining.withdraw(cast.consultation, by=cast.amina)
    assert people.joined(cast.consultation) == shown  # whoever leaves did join
