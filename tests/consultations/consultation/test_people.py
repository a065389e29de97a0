"""How many take part: kinds of people apart, and no figure that moves with one person."""

from datetime import timedelta

from audit import clock
from consultations import numbers
from consultations.consultation import people
from consultations.joining import joining
from consultations.models import Consent, Group, Membership, Role, Stage
from deliberation.discussion import discussion
from deliberation.models import Contribution, ImportedRecord
from tests.cast import Cast, join, person

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
    kept = ImportedRecord.objects.create(consultation=cast.consultation, group=cast.group2, fingerprint="a" * 64)
    thread = discussion.open_threads(cast.consultation, by=cast.moss)[0]
    for member in spoke:
        Contribution.objects.create(thread=thread, membership=member, body="Said.", record=kept)
    cast.at(Stage.ANALYSIS)
    assert people.joined(cast.consultation) == [
        "12 people joined in the groups that were invited.",  # with the three of the cast
        "7 people joined by choice; they are counted apart.",
        "What 4 people said in recorded meetings was brought in, counted apart.",
    ]


def test_while_it_is_open_the_figure_is_yesterdays_and_moves_in_steps(cast: Cast) -> None:
    come(cast, cast.group1, 2 * numbers.JOINED_STEP + 1, "Heron")
    shown = people.joined(cast.consultation)
    assert shown == ["At least 10 people have joined in the groups that were invited."]
    joining.join(cast.consultation, by=person("new"), consents={Consent.Item.TAKE_PART}, group=cast.group1)
    join(cast.consultation, [(person(f"new{n}"), cast.group1) for n in range(5)])
    assert people.joined(cast.consultation) == shown  # they came today
    Membership.objects.filter(consultation=cast.consultation, role=Role.PARTICIPANT).update(withdrawn_at=clock.now())
    assert people.joined(cast.consultation) == shown  # whoever leaves did join


def test_few_people_are_not_counted_while_it_is_open(cast: Cast) -> None:
    Membership.objects.filter(consultation=cast.consultation).update(joined_at=EVER)
    assert people.joined(cast.consultation) == []
