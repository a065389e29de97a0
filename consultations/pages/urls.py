"""Addresses: pages."""

from django.urls import URLPattern, path

from consultations.pages import views

urlpatterns: list[URLPattern] = [
    path("how-it-works/", views.how_it_works, name="how_it_works"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("data-card/", views.data_card, name="data_card"),
    path("data-card/impact/", views.impact, name="impact"),
    path("consultations/<slug:slug>/impact-assessment.txt", views.impact_of, name="impact_of"),
    path("demo/", views.demo, name="demo"),
]
