"""The record's feed: ends of the chain, for anybody to keep outside our reach."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from audit.heads import line
from audit.models import Entry, Head

EVERY = 100  # entries between two ends that are kept in the feed
KEPT = 50


if TYPE_CHECKING:
    FeedOfEntries = Feed[Entry, None]
else:  # not generic while it runs
    FeedOfEntries = Feed


def version(request: HttpRequest) -> str:
    """The feed's ETag: it changes with the end of the chain and with nothing else."""
    return f'"{Head.now().hash}"'


class RecordFeed(FeedOfEntries):
    """The newest entry's fingerprint, and that of every hundredth before it."""

    feed_type = Atom1Feed
    language = settings.LANGUAGE_CODE
    title = "The public record: fingerprints"
    subtitle = "Where the chain of the record ends. Keep these, and nobody can rewrite it unseen."
    author_name = "Answerable"

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('record')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('record_feed')}"

    def items(self) -> list[Entry]:
        last = Head.now().number
        numbers = {last, *range(last - last % EVERY, max(0, last - KEPT * EVERY), -EVERY)} - {0}
        return list(Entry.objects.filter(number__in=numbers).order_by("-number"))

    def item_title(self, item: Entry) -> str:
        return f"Entry {item.number}"

    def item_description(self, item: Entry) -> str:
        return line(item.number, item.hash, item.at)

    def item_link(self, item: Entry) -> str:
        return f"{self.link()}#entry-{item.number}"

    def item_guid(self, item: Entry) -> str:
        return f"urn:sha256:{item.hash}"

    def item_pubdate(self, item: Entry) -> datetime:
        return item.at

    item_updateddate = item_pubdate
