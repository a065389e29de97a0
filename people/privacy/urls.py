"""Addresses of “My data”: not under accounts/, because guests have rights too."""

from django.urls import URLPattern, path

from people.privacy import views

urlpatterns: list[URLPattern] = [
    path("my-data/", views.my_data, name="my_data"),
    path("my-data/download/", views.make_download, name="make_download"),
    path("my-data/download/<str:code>/", views.download, name="download"),
    path("my-data/erase/", views.erase, name="erase"),
    path("my-data/erased/", views.erased, name="erased"),
]
