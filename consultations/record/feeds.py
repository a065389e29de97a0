"""The record's feed: ends of the chain, for anybody to keep outside our reach."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from audit.heads import public_line
from audit.models import DailyHead
from people.text.dates import day

KEPT = 60  # days


if TYPE_CHECKING:
    FeedOfDays = Feed[DailyHead, None]
else:  # not generic while it runs
    FeedOfDays = Feed


def version(request: HttpRequest) -> str:
    """The feed's ETag: it changes with the end of the chain and with nothing else."""
    newest = DailyHead.objects.first()
    return f'"{newest.hash if newest else ""}"'


class RecordFeed(FeedOfDays):
    """One fingerprint a day, of the last entry before midnight. No number, no time of day: docs/decisions/record.md"""

    feed_type = Atom1Feed
    language = settings.LANGUAGE_CODE
    title = "The public record: fingerprints"
    subtitle = "Where the chain of the record ended each day. Keep these, and nobody can rewrite it unseen."
    author_name = "Answerable"

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('record')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('record_feed')}"

    def items(self) -> list[DailyHead]:
        return list(DailyHead.objects.all()[:KEPT])

    def item_title(self, item: DailyHead) -> str:
        return f"End of {day(item.day)}"

    def item_description(self, item: DailyHead) -> str:
        return public_line(item.day, item.hash)

    def item_link(self, item: DailyHead) -> str:
        return f"{self.link()}#{item.day.isoformat()}"

    def item_guid(self, item: DailyHead) -> str:
        return f"urn:sha256:{item.hash}:{item.day.isoformat()}"

    def item_pubdate(self, item: DailyHead) -> datetime:
        return timezone.make_aware(datetime.combine(item.day + timedelta(days=1), time.min))

    item_updateddate = item_pubdate
