"""Storing one ballot: a single statement that both checks that the wave is open and writes.

`INSERT … SELECT … ON CONFLICT DO UPDATE` under the unique constraint: fifty identical requests leave one row,
and a check made earlier cannot go stale before the write. On PostgreSQL the wave's row is read FOR SHARE, so
closing (an UPDATE of that row) waits for ballots already being written, and every ballot after it finds the
wave closed: results counted after a close never miss or gain one. Voters do not block each other. On SQLite
there is one writer at a time, which gives the same order by itself. The token and its link are read the same way:
while a guest's part is being joined to an account (consultations.joining.claiming), a ballot either is moved along
or is not stored. The person's standing, group, consent and link to their token are part of the statement too: they
cannot go stale either, and a hall that answers at once costs one statement a vote.

The same statement keeps a mark of each sending that named itself by a key. A sending that comes again, after a crash or
a lost connection, finds its mark and changes nothing: it cannot bring back an answer that was changed since. The marks
are digests under the key, which only the sender knows and forgets: they do not tell what was answered before.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet

from audit import clock
from consultations.access import Do
from consultations.models import (
    BriefingVersion,
    Consent,
    Consultation,
    Membership,
    ParticipationToken,
    TokenLink,
)
from deliberation.models import Ballot, Question, Wave
from people.errors import Refused
from people.models import Person

ANOTHER = "This answer was sent before with other words in it. Reload the page, then answer again."
MARK = 34  # characters of one mark
KEPT = 40 * MARK  # the last forty sendings; whoever changes an answer more often has long had the earlier replies
_COLUMNS = ("choice", "text", "briefing", "cast_on", "source", "sent")


@dataclass(frozen=True)
class Stored:
    ballot: Ballot
    again: bool = False  # this very sending had been stored before


def store(
    wave: Wave,
    question: Question,
    who: Person | Membership,
    *,
    choice: str,
    text: str,
    key: str = "",
    keep_first: bool = False,
    source: str = Ballot.Source.SCREEN,
) -> Stored | None:
    """Insert or change somebody's ballot. None when the wave or its consultation was closed by then, or they may not
    vote in it, no longer agree to take part, or have been cut loose from their ballots.

    `key` names one sending: the same key with the same answer is stored once, whenever it comes again; with another
    answer it is refused. With `keep_first` a ballot that is there already stays as it is, and is what comes back.
    """
    name, mark = _mark(key, choice, text) if key else ("", "")
    sql, values = _statement(wave, question, who, choice, text, source, name, mark, keep_first)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    if row is not None:
        ids = {"pk": row[0], "token_id": row[1], "question": question, "wave": wave}
        return Stored(Ballot(**ids, choice=choice, text=text, source=source))
    if not key and not keep_first:
        return None
    ballot = of(who).filter(question=question, wave=wave).first()
    if ballot is None:
        return None
    if name and name in ballot.sent:
        if mark not in ballot.sent:
            raise Refused(ANOTHER)
        return Stored(ballot, again=True)
    return Stored(ballot) if keep_first else None


def of(who: Person | Membership) -> QuerySet[Ballot]:
    """Everything this person has answered, in whatever consultation they still belong to. A stranger: nothing."""
    if who.pk is None:  # not those without an account, who voted on paper
        return Ballot.objects.none()
    members = Membership.objects.current().filter(**{"pk" if isinstance(who, Membership) else "user": who.pk})
    return Ballot.objects.filter(token__link__membership__in=members)


def _mark(key: str, choice: str, text: str) -> tuple[str, str]:
    """(what the sending is found by, the same with what it said)."""
    name = hashlib.sha256(key.encode()).hexdigest()[:16] + ":"
    return name, name + hashlib.sha256("\n".join([key, choice, text]).encode()).hexdigest()[:16] + " "


def _statement(
    wave: Wave,
    question: Question,
    who: Person | Membership,
    choice: str,
    text: str,
    source: str,
    name: str,
    mark: str,
    keep_first: bool,
) -> tuple[str, list[Any]]:
    now, now_values = clock.in_sql()
    ends, stages = ("w" if wave.is_follow_up else "c"), sorted(wave.stages)
    roles, groups = sorted(Do.VOTE.roles), wave.admitted
    names = [_column(Ballot, field) for field in ("token", "question", "wave", *_COLUMNS)]
    table = _table(Ballot)
    sql = (  # every name comes from the models, every value is a parameter
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {_values()} "  # noqa: S608
        f"FROM {_table(Wave)} w JOIN {_table(Consultation)} c ON c.id = %s "
        f"JOIN {_table(Membership)} m ON m.consultation_id = c.id AND m.withdrawn_at IS NULL "
        f"AND {'m.id' if isinstance(who, Membership) else 'm.user_id'} = %s "
        f"JOIN {_table(TokenLink)} l ON l.membership_id = m.id "
        f"JOIN {_table(ParticipationToken)} t ON t.id = l.token_id "
        f"WHERE w.id = %s AND w.state = %s AND c.stage IN ({_places(stages)}) "
        f"AND ({ends}.closes_at IS NULL OR {ends}.closes_at > {now}) "
        f"AND m.role IN ({_places(roles)}) {f'AND m.group_id IN ({_places(groups)})' if groups else ''} "
        # Counted, not EXISTS: in a hall that has just joined PostgreSQL has no figures about the new rows yet, turned
        # the EXISTS into a walk over all consents, and took 23 ms instead of 0.2.
        f"AND (SELECT COUNT(*) FROM {_table(Consent)} a "
        f"WHERE a.membership_id = m.id AND a.item = %s AND a.withdrawn_at IS NULL) > 0 "
        f"{'FOR SHARE OF w, l, t' if connection.vendor == 'postgresql' else ''} "
        f"ON CONFLICT ({', '.join(names[:3])}) DO {'NOTHING' if keep_first else _change(table, names, bool(name))} "
        f"RETURNING id, token_id"
    )
    values = [
        question.pk,
        wave.pk,
        choice,
        text,
        connection.ops.adapt_datefield_value(clock.today()),
        source,
        mark,
        wave.poll.consultation_id,
        who.pk,
        wave.pk,
        Wave.State.OPEN,
        *stages,
        *now_values,
        *roles,
        *groups,
        Consent.Item.TAKE_PART,
    ]
    return sql, [*values, name] if name and not keep_first else values


def _values() -> str:
    """What is inserted, in the order of the columns. On PostgreSQL a bare parameter in a SELECT list has no type."""
    order = "CASE b.status WHEN 'approved' THEN 0 ELSE 1 END, b.number DESC"  # the one people read
    briefing = f"(SELECT b.id FROM {_table(BriefingVersion)} b WHERE b.consultation_id = c.id ORDER BY {order} LIMIT 1)"  # noqa: S608
    if connection.vendor == "postgresql":
        return f"t.id, %s::bigint, %s::bigint, %s::varchar, %s::text, {briefing}, %s::date, %s::varchar, %s::text"
    return f"t.id, %s, %s, %s, %s, {briefing}, %s, %s, %s"


def _change(table: str, names: list[str], named: bool) -> str:
    """What an answer that is there already becomes; nothing where this sending is the one that made it so."""
    last, find = ("right", "strpos") if connection.vendor == "postgresql" else ("substr", "instr")
    kept = KEPT if last == "right" else -KEPT
    changes = [f"{name} = excluded.{name}" for name in names[3:-1]]
    sent = names[-1]
    changes.append(f"{sent} = {last}({table}.{sent} || excluded.{sent}, {kept})")
    unknown = f" WHERE {find}({table}.{sent}, %s) = 0" if named else ""
    return f"UPDATE SET {', '.join(changes)}{unknown}"


def _places(values: list[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(model: type[models.Model], name: str) -> str:
    return connection.ops.quote_name(model._meta.get_field(name).column)  # type: ignore[arg-type, union-attr]
