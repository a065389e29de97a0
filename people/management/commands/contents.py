"""manage.py contents: what the database holds, in figures, as JSON. The same before and after moving."""

import json

from django.core.management.base import BaseCommand

from people.operating.contents import contents


class Command(BaseCommand):
    help = "Rows of every table, the end of the record, a fingerprint of all totals and the schema, as JSON."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(json.dumps(contents(), indent=1))
