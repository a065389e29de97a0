"""Addresses: record."""

from django.urls import URLPattern, path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition

from consultations.record import views
from consultations.record.feeds import RecordFeed, version

FEED = cache_control(public=True, max_age=300)(condition(etag_func=version)(RecordFeed()))
C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path("record/", views.record, name="record"),
    path(C + "record/", views.public_record, name="public_record"),
    path("record/feed/", FEED, name="record_feed"),
]
