"""Addresses: sharing."""

from django.urls import URLPattern, path

from consultations.sharing import views

urlpatterns: list[URLPattern] = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path(".well-known/security.txt", views.security, name="security_txt"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("consultations/<slug:slug>/share.png", views.share_picture, name="share_picture"),
    path("consultations/<slug:slug>/card/", views.show_card, name="consultation_card"),
]
