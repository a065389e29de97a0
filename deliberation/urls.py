"""Addresses of what is said and chosen."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
