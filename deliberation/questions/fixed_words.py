"""Triggers that make the database itself refuse to change the words of a question that people may have answered.

The acts refuse first, with a reason (`questionnaire.why_fixed`); these stop a stray query. Put on after every
migrate, because SQLite drops a table's triggers when a migration rebuilds it. Statements residents add are left out:
a moderator settles their words before they are shown.
"""

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper

from deliberation.questions.kinds import registry as kinds

QUESTION = ("text", "kind", "help", "paired", "max_choices", "explanation", "ladder", "rung", "is_change", "card")
OPTION = ("text", '"order"', "is_correct", "is_exclusive", "question_id")
REFUSED = "People may have answered this question: its words are fixed."

_ANSWERED = "EXISTS (SELECT 1 FROM deliberation_ballot b WHERE b.question_id = {pk})"
_OPENED = (
    "EXISTS (SELECT 1 FROM deliberation_wave_questions wq JOIN deliberation_wave w ON w.id = wq.wave_id "
    "WHERE wq.question_id = {pk} AND w.state <> 'planned')"
)
_PAIRED_LATE = (
    "EXISTS (SELECT 1 FROM deliberation_question q, deliberation_wave w WHERE q.id = NEW.question_id AND q.paired "
    "AND w.id = NEW.wave_id AND w.state <> 'planned' AND w.session_id IS NULL)"
)
_LOOSE = "EXISTS (SELECT 1 FROM deliberation_question s WHERE s.id = {pk} AND s.kind IN ({loose}))"


def _changed(columns: tuple[str, ...], differs: str) -> str:
    return "(" + " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in columns) + ")"


def _loose() -> str:
    """The kinds whose words the database does not fix, as SQL writes them."""
    return ", ".join(f"'{kind.stored}'" for kind in kinds.KINDS.values() if not kind.words_are_fixed)


def _rules(differs: str) -> list[tuple[str, str, str, str]]:
    """(name, event, table, when it refuses)"""
    fixed = f"({_ANSWERED} OR {_OPENED})"
    of_option = fixed.format(pk="OLD.question_id") + " AND NOT " + _LOOSE.format(pk="OLD.question_id", loose=_loose())
    changed = f"OLD.kind NOT IN ({_loose()}) AND {_changed(QUESTION, differs)} AND {fixed.format(pk='OLD.id')}"
    return [
        ("question_words", "UPDATE", "deliberation_question", changed),
        ("option_words", "UPDATE", "deliberation_option", f"{_changed(OPTION, differs)} AND {of_option}"),
        ("option_late", "INSERT", "deliberation_option", _ANSWERED.format(pk="NEW.question_id")),
        ("paired_late", "INSERT", "deliberation_wave_questions", _PAIRED_LATE),
    ]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on, or on again."""
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name, event, table, when in _rules("IS DISTINCT FROM" if on_postgresql else "IS NOT"):
            statements = _postgresql if on_postgresql else _sqlite
            for statement in statements(f"deliberation_{name}", event, table, when):
                cursor.execute(statement)


def _sqlite(name: str, event: str, table: str, when: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    ]


def _postgresql(name: str, event: str, table: str, when: str) -> list[str]:
    # A WHEN clause may hold no subquery there, so the condition is inside the function.
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN "
        f"RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def install_after_migrate(sender: AppConfig, using: str, **_: object) -> None:
    from django.db import connections

    if sender.name != "deliberation":
        return
    connection = connections[using]
    if "deliberation_wave_questions" in connection.introspection.table_names():
        install(connection)
