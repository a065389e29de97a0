"""Addresses of what is asked."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
