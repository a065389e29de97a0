"""Addresses: record."""

from django.urls import URLPattern, path
from django.views.decorators.cache import cache_control

from consultations.record import views
from consultations.record.feeds import RecordFeed

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path("record/", views.record, name="record"),
    path(C + "record/", views.public_record, name="public_record"),
    path("record/feed/", cache_control(public=True, max_age=300)(RecordFeed()), name="record_feed"),
]
