"""manage.py add_staff EMAIL --name NAME: open an account for a member of staff."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from audit.record import record
from people.errors import Refused
from people.models import User
from people.text.names import checked_name
from people.text.sanitising import one_line


class Command(BaseCommand):
    help = "Open a staff account, or give it a power. The person signs in with a code sent to the address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="the public name: staff act under their own name")
        parser.add_argument("--title", default="", help="role or rank")
        parser.add_argument("--may-start", action="store_true", help="may start consultations")
        parser.add_argument("--administrator", action="store_true", help="looks after accounts; no editorial power")

    def handle(self, *args: object, **options: Any) -> None:
        email = one_line(options["email"]).lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{options['email']} is not an e-mail address.") from error
        try:
            name = checked_name(options["name"])
        except Refused as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            user = self._staff(email, name, options)
        self.stdout.write(f"{user.name} can sign in as {email}.")

    def _staff(self, email: str, name: str, options: dict[str, Any]) -> User:
        user = User.objects.filter(email=email).first() or User.objects.create_user(email)
        if user.memberships.filter(role="participant").exists():
            raise CommandError("This account takes part in a consultation. Staff use an address of their own.")
        if user.name and user.name != name:
            raise CommandError(f"This account is called {user.name}. Nobody is renamed here.")
        user.name, user.job_title = name, one_line(options["title"])[:120] or user.job_title
        user.can_start_consultations = user.can_start_consultations or options["may_start"]
        user.is_superuser = user.is_superuser or options["administrator"]
        if user.can_start_consultations and user.is_superuser:
            raise CommandError("One account may not both start consultations and be administrator.")
        user.save()
        powers = ["start consultations"] * user.can_start_consultations + ["administrator"] * user.is_superuser
        record("staff_added", actor=None, subject=user, summary=f"{user.name}: {', '.join(powers) or 'no power'}")
        return user
