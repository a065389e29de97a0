"""Storing one ballot: a single statement that both checks that the wave is open and writes.

`INSERT … SELECT … ON CONFLICT DO UPDATE` under the unique constraint: fifty identical requests leave one row,
and a check made earlier cannot go stale before the write. On PostgreSQL the wave's row is read FOR SHARE, so
closing (an UPDATE of that row) waits for ballots already being written, and every ballot after it finds the
wave closed: results counted after a close never miss or gain one. Voters do not block each other. On SQLite
there is one writer at a time, which gives the same order by itself. The token's row is read the same way: while a
guest's part is being joined to an account (consultations.claiming), a ballot either is moved along or is not stored.
"""

from typing import Any

from django.db import connection, models

from audit import clock
from consultations.models import BriefingVersion, Consultation, ParticipationToken, Stage
from deliberation.models import Ballot, Poll, Question, Wave

_COLUMNS = ("choice", "text", "briefing", "cast_on")


def store(
    wave: Wave,
    question: Question,
    token: ParticipationToken,
    *,
    choice: str,
    text: str,
    briefing: BriefingVersion | None,
    keep_first: bool = False,
) -> Ballot | None:
    """Insert or change the ballot; None when the wave (or its consultation) was closed by then.

    With `keep_first` a ballot that is there already stays as it is, and is what comes back.
    """
    now = clock.now()
    values: list[Any] = [
        token.pk, question.pk, wave.pk, choice, text, briefing.pk if briefing else None,
        connection.ops.adapt_datefield_value(clock.today()), token.pk,
        wave.pk, Wave.State.OPEN, Stage.OPEN, connection.ops.adapt_datetimefield_value(now),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_statement(keep_first), values)
        stored = cursor.rowcount > 0
    if not stored and not keep_first:
        return None
    return Ballot.objects.filter(token=token, question=question, wave=wave).first()


def _statement(keep_first: bool) -> str:
    quote = connection.ops.quote_name
    models_used = (Ballot, Wave, Poll, Consultation, ParticipationToken)
    table, wave, poll, consultation, token = (quote(model._meta.db_table) for model in models_used)
    names = [_column(Ballot, name) for name in ("token", "question", "wave", *_COLUMNS)]
    changes = "UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in names[3:])
    casts = "%s, %s, %s, %s, %s, %s, %s"
    if connection.vendor == "postgresql":  # a bare parameter in a SELECT list has no type there
        casts = "%s::bigint, %s::bigint, %s::bigint, %s::varchar, %s::text, %s::bigint, %s::date"
    lock = "FOR SHARE OF w, t" if connection.features.has_select_for_update else ""
    return (  # every name comes from the models, every value is a parameter
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {casts} "  # noqa: S608
        f"FROM {wave} w JOIN {poll} p ON p.id = w.poll_id JOIN {consultation} c ON c.id = p.consultation_id "
        f"JOIN {token} t ON t.id = %s "
        f"WHERE w.id = %s AND w.state = %s AND c.stage = %s AND (c.closes_at IS NULL OR c.closes_at > %s) {lock} "
        f"ON CONFLICT ({', '.join(names[:3])}) DO {'NOTHING' if keep_first else changes}"
    )


def _column(model: type[models.Model], name: str) -> str:
    return connection.ops.quote_name(model._meta.get_field(name).column)  # type: ignore[arg-type, union-attr]
