"""manage.py doctor [--mail ADDRESS]: is this installation well? One page, and 1 as exit code if something is not."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from people.operating import doctor

MARKS = {True: "well ", False: "WRONG", None: "  -  "}


class Command(BaseCommand):
    help = "Look at everything an operator has to look after, and say in words what is wrong and what to do."
    requires_system_checks = []  # it says in words what a check would refuse to start for

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail", metavar="ADDRESS", default="", help="really send one there")
        parser.add_argument(
            "--certificate", metavar="FILE", default="", help="its fullchain.pem; otherwise SITE_URL is asked for it"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: object, **options: Any) -> None:
        found = list(doctor.examine(options["mail"], options["certificate"]))
        wrong = [one for one in found if one.well is False]
        if options["json"]:
            self.stdout.write(json.dumps([one._asdict() for one in found]))
        else:
            for one in found:
                self.stdout.write(f"{MARKS[one.well]}  {one.what:<13} {one.said}")
            self.stdout.write(f"{len(wrong)} to mend." if wrong else "All is well.")
        if wrong:
            sys.exit(1)
