"""manage.py empty_cache: forget what is only kept for speed, and counted tries. After a restore."""

from django.core.cache import cache
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Empty the cache. Nothing is lost by it; whoever was shut out for a while after wrong codes may try again."

    def handle(self, *args: object, **options: object) -> None:
        cache.clear()
        self.stdout.write("The cache is empty.")
