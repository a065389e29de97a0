"""Addresses: scorecards."""

from django.urls import URLPattern, path

from outcomes.scorecards import views

urlpatterns: list[URLPattern] = [
    path("overdue/", views.overdue_anywhere, name="overdue"),
    path("forces/<slug:slug>/card/", views.force_card, name="force_card"),
    path("overdue/table.csv", views.overdue_table, name="overdue_table"),
    path("forces/<slug:slug>/table.csv", views.numbers_table, name="numbers_table"),
    path("forces/<slug:slug>/<int:year>/<slug:name>/", views.behind, name="scorecard_list"),
]
