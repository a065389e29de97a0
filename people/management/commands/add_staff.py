"""manage.py add_staff EMAIL --name NAME: open an account for a member of staff, give it a power, or take one back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.accounts import powers
from people.accounts.powers import Power
from people.errors import Refused
from people.models import User
from people.text.sanitising import one_line

BY_OPTION = {"may-start": Power.MAY_START, "administrator": Power.ADMINISTRATOR}


class Command(BaseCommand):
    help = "Open a staff account, give it a power or take one back. The person signs in with a code by e-mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="the public name: staff act under their own name")
        parser.add_argument("--title", default="", help="role or rank")
        parser.add_argument("--may-start", action="store_true", help="may start consultations")
        parser.add_argument("--administrator", action="store_true", help="looks after accounts; no editorial power")
        parser.add_argument("--withdraw", choices=sorted(BY_OPTION), help="take this power back instead")
        parser.add_argument("--reason", default="", help="why it is taken back: goes into the record")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            if options["withdraw"]:
                self._withdraw(options["email"], BY_OPTION[options["withdraw"]], options["reason"])
            else:
                self._add(options)
        except Refused as error:
            raise CommandError(str(error)) from error

    def _add(self, options: dict[str, Any]) -> None:
        given = frozenset(power for option, power in BY_OPTION.items() if options[option.replace("-", "_")])
        user = powers.add(options["email"], name=options["name"], title=options["title"], powers=given)
        self.stdout.write(f"{user.name} can sign in as {user.email}.")

    def _withdraw(self, email: str, power: Power, reason: str) -> None:
        user = User.objects.filter(email=one_line(email).lower()).first()
        if user is None:
            raise Refused("No account has this address.")
        powers.take_back(user, power, by=powers.OPERATOR, reason=powers.reason_given(reason))
        self.stdout.write(f"{user.name} no longer holds: {power.label.lower()}.")
