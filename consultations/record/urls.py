"""Addresses: record."""

from django.urls import URLPattern, path
from django.views.decorators.cache import cache_control

from consultations.record.feeds import RecordFeed

urlpatterns: list[URLPattern] = [
    path("record/feed/", cache_control(public=True, max_age=300)(RecordFeed()), name="record_feed"),
]
