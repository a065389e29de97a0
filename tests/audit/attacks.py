"""What somebody with the database open could do to the record. Each leaves it as well repaired as it can be."""

from typing import Any

from django.db import connection

from audit.models import Content, Entry, Head


def run(sql: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def hash_again(first: int) -> None:
    """Make the chain fit again from entry `first` to the end, head and all."""
    previous = Entry.objects.get(number=first - 1).hash if first > 1 else "0" * 64
    last = first - 1
    for pk, *content in Entry.objects.filter(number__gte=first).values_list("pk", *Content._fields):
        mended = Content(*content)._replace(previous=previous)
        previous, last = mended.hash(), mended.number
        run("UPDATE audit_entry SET previous = %s, hash = %s WHERE id = %s", mended.previous, previous, pk)
    move_head(last, previous)


def move_head(number: int, own_hash: str) -> None:
    Head.objects.filter(pk=1).update(number=number, hash=own_hash)


def swap_numbers(one: int, other: int) -> None:
    spare = 10**9
    for source, target in [(one, spare), (other, one), (spare, other)]:
        run("UPDATE audit_entry SET number = %s WHERE number = %s", target, source)


def close_gap(above: int) -> None:
    """Renumber so that nothing seems missing after entry `above` went."""
    for number in Entry.objects.filter(number__gt=above).order_by("number").values_list("number", flat=True):
        run("UPDATE audit_entry SET number = %s WHERE number = %s", number - 1, number)


def make_room(at: int) -> None:
    """Renumber so that a new entry fits in at `at`."""
    for number in Entry.objects.filter(number__gte=at).order_by("-number").values_list("number", flat=True):
        run("UPDATE audit_entry SET number = %s WHERE number = %s", number + 1, number)


def slip_in(number: int) -> None:
    """An invented entry at `number`, with a hash that fits what stands before it."""
    model = Entry.objects.order_by("number").first()
    assert model is not None
    before = Entry.objects.filter(number=number - 1).first()
    Entry.objects.bulk_create([
        Entry(
            number=number, at=model.at, actor="Nobody", action="invented", subject="none:0", salt="0" * 32,
            previous=(known := before.hash if before else "0" * 64),
            hash=Content(number, model.at, "Nobody", "", "invented", "none:0", "", "", {}, "0" * 32, known).hash(),
        )
    ])  # fmt: skip


def cut_tail(keep: int) -> None:
    """Nothing after entry `keep` ever happened; the head agrees."""
    run("DELETE FROM audit_entry WHERE number > %s", keep)
    last = Entry.objects.filter(number=keep).first()
    move_head(keep, last.hash if last else "0" * 64)
