"""manage.py grants [--apply]: what the database role of the web processes may do. After every `migrate`."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from people.operating import roles


class Command(BaseCommand):
    help = "Print the GRANTs for the role of the web processes (the user in DATABASE_URL), or apply them as the owner."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="ROLE", help="another role than the one in DATABASE_URL")
        parser.add_argument("--apply", action="store_true", help="do it, with MIGRATE_DATABASE_URL")

    def handle(self, *args: object, to: str | None, apply: bool, **options: object) -> None:
        role = to or settings.WEB_ROLE
        if connection.vendor != "postgresql":
            self.stdout.write("SQLite knows no roles: nothing to grant.")
            return
        if not apply:
            self.stdout.write(";\n".join(roles.grants(role)) + ";")
            return
        if role == connection.settings_dict["USER"]:
            raise CommandError(
                f"“{role}” would grant rights to itself. Set MIGRATE_DATABASE_URL to the role that owns the tables, "
                "and DATABASE_URL to another."
            )
        try:
            roles.apply(role)
        except DatabaseError as error:
            raise CommandError(f"Not granted: {str(error).splitlines()[0]}") from error
        self.stdout.write(f"“{role}” may read and write rows, and only add to the record.")
