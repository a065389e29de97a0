"""Cutting ballots loose: after this, nothing in the database leads from a ballot or a profile to a person.

Destroying the link is not enough. Whoever holds a copy of the database can also lay two lists side by side: tokens
in the order they were made beside people in the order they joined, dates beside dates. So every token gets a new
random key, and what hangs on tokens is written again in a random order, all with the same day.
docs/decisions/firewall.md says what is left.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar, cast

from django.db import models, transaction
from django.utils import timezone

from audit import clock
from audit.record import record
from audit.wiring import wired
from consultations.models import Consent, Consultation, Membership, ParticipantProfile, ParticipationToken, TokenLink
from consultations.privacy import totals
from people.privacy import ledger

T = TypeVar("T")
BATCH = 1000
ELSEWHERE = "Elsewhere"
_dice = random.SystemRandom()


@transaction.atomic
def cut_ballots_loose(consultation: Consultation) -> int:
    """Destroy every link between a person and their ballots and profile, for good. Once cut it stays cut.

    The number of links. One that was made since goes as well; that of a follow-up poll has an end of its own.
    """
    locked = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    links = TokenLink.objects.filter(token__consultation=locked)
    if locked.anonymised_at is not None:
        consultation.anonymised_at = locked.anonymised_at
        made_since = links.filter(token__linked_until=None)
        late = ParticipationToken.objects.filter(pk__in=list(made_since.values_list("token", flat=True)))
        count, _ = made_since.delete()
        shuffle(late, locked.ended_at or clock.now())
        return count
    totals.keep_while_linked(locked)
    count, _ = links.delete()
    for empty in wired("ON_CUTTING"):
        empty(locked)
    merge_rare_places(locked)
    shuffle(ParticipationToken.objects.filter(consultation=locked), locked.ended_at or clock.now())
    consultation.anonymised_at = clock.now()
    consultation.save(update_fields=["anonymised_at"])
    record(
        "ballots_cut_loose",
        actor=None,
        subject=consultation,
        consultation=consultation.slug,
        summary="No ballot or profile can be joined to a person any more",
    )
    transaction.on_commit(partial(ledger.write, "cut", consultation=consultation.slug))
    return count


def merge_rare_places(consultation: Consultation) -> None:
    """A place that few people wrote leads to them, and from now on nobody could find it to correct or delete it."""
    profiles = ParticipantProfile.objects.filter(token__consultation=consultation).exclude(borough="")
    counts = Counter(profiles.values_list("borough", flat=True))
    rare = [place for place, people in counts.items() if people < consultation.min_base]
    profiles.filter(borough__in=rare).update(borough=ELSEWHERE)


def cut_one(token: ParticipationToken) -> None:
    """One person's ballots, before all are cut: a new token without a link. A vote stored on the old one at this very
    moment is refused by the database."""
    fresh = ParticipationToken.objects.create(consultation=token.consultation, linked_until=token.linked_until)
    for relation in ParticipationToken._meta.related_objects:
        if relation.related_model is not TokenLink:
            column, model = relation.field.name, cast(Any, relation.related_model)
            model.objects.filter(**{column: token}).update(**{column: fresh})
    token.delete()


# --- A follow-up poll: a link of its own, for as long as it is open -------------------------------------
@transaction.atomic
def link_again(consultation: Consultation, *, until: datetime) -> int:
    """A new token for everybody who took part and can still sign in. The number of people.

    It leads to what they answer from now on, and to nothing earlier. `until`: its link goes then at the latest.
    """
    agreed = Consent.objects.filter(item=Consent.Item.TAKE_PART, withdrawn_at=None).values("membership")
    members = Membership.objects.current().participants().filter(consultation=consultation, pk__in=agreed)
    people = _shuffled(list(members.filter(user__isnull=False, token_link=None)))
    tokens = [ParticipationToken(consultation=consultation, linked_until=until) for _ in people]
    ParticipationToken.objects.bulk_create(tokens, BATCH)
    pairs = list(zip(tokens, people, strict=True))
    TokenLink.objects.bulk_create([TokenLink(token=token, membership=member) for token, member in pairs], BATCH)
    # Which group somebody belongs to, and nothing else: every count keeps recruited people apart from the others.
    ParticipantProfile.objects.bulk_create(
        [ParticipantProfile(token=token, group_id=member.group_id) for token, member in pairs], BATCH
    )
    return len(pairs)


def link_longer(consultation: Consultation, *, until: datetime) -> None:
    """The links of a follow-up poll that are there go then at the latest."""
    tokens = ParticipationToken.objects.filter(consultation=consultation, linked_until__isnull=False)
    tokens.exclude(link=None).update(linked_until=until)


@transaction.atomic
def cut_later_ballots(consultation: Consultation) -> int:
    """Destroy the links of a follow-up poll, as `cut_ballots_loose` did those before. The number of links."""
    tokens = ParticipationToken.objects.filter(consultation=consultation, linked_until__isnull=False)
    links = TokenLink.objects.filter(token__in=tokens)
    cut = links.count()
    if not cut:
        return 0
    links.delete()
    tokens.filter(ballots=None).delete()  # they stand for people who did not come back
    shuffle(tokens, clock.now())
    record(
        "ballots_cut_loose",
        actor=None,
        subject=consultation,
        consultation=consultation.slug,
        summary="No answer to the follow-up poll can be joined to a person any more",
    )
    transaction.on_commit(partial(ledger.write, "cut_later", consultation=consultation.slug))
    return cut


# --- In a random order ---------------------------------------------------------------------------------
def shuffle(tokens: models.QuerySet[ParticipationToken], day: datetime) -> None:
    """New tokens for old, and everything that hangs on them written again in a random order, all of one `day`."""
    old = tokens.in_bulk()
    fresh = {
        pk: ParticipationToken(consultation_id=old[pk].consultation_id, linked_until=old[pk].linked_until)
        for pk in _shuffled(list(old))
    }
    ParticipationToken.objects.bulk_create(fresh.values(), BATCH)
    for relation in ParticipationToken._meta.related_objects:
        column, model = relation.field.name, cast(Any, relation.related_model)
        _write_again(model.objects.filter(**{f"{column}__in": tokens}), f"{column}_id", fresh, day)
    for batch in _batches(list(old)):
        ParticipationToken.objects.filter(pk__in=batch).delete()


def _write_again(rows_of: Any, column: str, fresh: dict[int, ParticipationToken], day: datetime) -> None:
    """Move one model's rows to the new tokens. New keys, random order: the old order was the order of acting."""
    model = rows_of.model
    for batch in _batches(_shuffled(list(rows_of.values_list("pk", flat=True)))):
        rows = model.objects.in_bulk(batch)
        model.objects.filter(pk__in=batch).delete()
        for row in rows.values():
            row.pk = None
            setattr(row, column, fresh[getattr(row, column)].pk)
            _forget_when(row, day)
        model.objects.bulk_create([rows[pk] for pk in batch])


def _forget_when(row: models.Model, day: datetime) -> None:
    """One date for all: two rows made at the same moment belong to the same person."""
    for field in row._meta.concrete_fields:
        if getattr(row, field.attname) is None:
            continue
        if isinstance(field, models.DateTimeField):
            setattr(row, field.attname, day)
        elif isinstance(field, models.DateField):
            setattr(row, field.attname, timezone.localdate(day))


def _shuffled(items: Sequence[T]) -> list[T]:
    return _dice.sample(items, len(items))


def _batches(items: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
