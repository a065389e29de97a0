"""What the database role of the web processes may do: read and write rows, and no more.

It owns nothing, so it can neither change a table nor disable a trigger; on the record it may only add. The owner of the
tables runs `migrate` and nothing else (MIGRATE_DATABASE_URL); its password is not in the environment of the web.
"""

from django.db import connection, transaction
from psycopg import sql

from audit.models import Entry

#: Tables with fewer rights than the others. The record is only ever added to; the list of migrations is the owner's.
ONLY = {Entry._meta.db_table: ("SELECT", "INSERT"), "django_migrations": ("SELECT",)}
ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def grants(role: str) -> list[str]:
    """The statements that give `role` its rights in this database, and take away whatever else it had."""
    name, database = _quoted(role), _quoted(connection.settings_dict["NAME"])
    rows = ", ".join(ROWS)
    return [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"REVOKE ALL ON SCHEMA public FROM {name}",
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC, {name}",  # no temporary tables either: they hide real ones
        f"GRANT CONNECT ON DATABASE {database} TO {name}",
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}",
        f"GRANT {rows} ON ALL TABLES IN SCHEMA public TO {name}",
        *(
            f"REVOKE {', '.join(right for right in ROWS if right not in kept)} ON {_quoted(table)} FROM {name}"
            for table, kept in ONLY.items()
        ),
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name}",
    ]


@transaction.atomic
def apply(role: str) -> None:
    """All of it at once: there is no moment without rights."""
    with connection.cursor() as cursor:
        for statement in grants(role):
            cursor.execute(statement)


def too_much() -> list[str]:
    """What the role of this very connection may do and should not, one sentence each. Empty as it should be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        powers = cursor.fetchone() or (False,) * 4
        cursor.execute(
            "SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE n.nspname = 'public' AND relkind IN ('r', 'S') AND pg_has_role(relowner, 'MEMBER')"
        )
        (owned,) = cursor.fetchone() or (0,)
        cursor.execute(
            "SELECT t, p FROM unnest(%s::text[]) t, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) p "
            "WHERE to_regclass(t) IS NOT NULL AND has_table_privilege(t, p)",
            [[Entry._meta.db_table]],
        )
        on_record = [privilege for _, privilege in cursor.fetchall()]
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
        (creates,) = cursor.fetchone() or (False,)
    names = ("is a superuser", "can make roles", "can make databases", "passes over row rules")
    found = [f"it {name}" for name, has in zip(names, powers, strict=True) if has]
    if owned:
        found.append(f"it owns {owned} tables and sequences, so it can switch the record’s triggers off")
    if on_record:
        found.append(f"on the record it has {', '.join(on_record)}")
    if creates:
        found.append("it can make tables and functions")
    return found


def _quoted(name: str) -> str:
    return sql.Identifier(name).as_string(None)
