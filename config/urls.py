"""Every address. One word in URL, view, act and template."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("people.urls")),
    path("", include("outcomes.urls")),
    path("", include("deliberation.urls")),
    path("", include("consultations.urls")),
]

handler500 = "config.errors.failed"

if settings.DEBUG or settings.DEMO:
    from django.views.generic import TemplateView

    from config.style_sample import sample

    urlpatterns.append(
        path(
            "style/",
            TemplateView.as_view(template_name="style.html", extra_context={"sample": sample()}),
            name="style",
        )
    )
