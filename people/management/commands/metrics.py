"""manage.py metrics: figures for Prometheus, at an address of this machine alone."""

import contextlib

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.operating import metrics


class Command(BaseCommand):
    help = "Serve figures for Prometheus until told to stop. Only on this machine: they are for whoever runs it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", default="127.0.0.1:9108", help="loopback address and port, or a socket's path")

    def handle(self, *args: object, at: str, **options: object) -> None:
        try:
            server = metrics.server(at)
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        with server, contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
