"""Addresses: coding."""

from django.urls import URLPattern, path

from outcomes.coding.views import bench, codebook, double, files, quotes, reading, set_aside, suggestions

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "coding/", bench.bench, name="coding"),
    path(C + "coding/<int:pk>/", bench.contribution, name="code_contribution"),
    path(C + "coding/read/<int:pk>/", reading.read_thread, name="read_thread"),
    path(C + "coding/twice/", double.double_coding, name="double_coding"),
    path(C + "coding/set-aside/", set_aside.set_aside, name="set_aside"),
    path(C + "coding/files/", files.files, name="coding_files"),
    path(C + "coding/suggestions/", suggestions.suggestions, name="suggestions"),
    path(C + "themes/", codebook.themes, name="themes"),
    path(C + "themes/<int:pk>/", codebook.theme, name="theme"),
    path(C + "quotes/", quotes.quotes, name="check_quotes"),
]
