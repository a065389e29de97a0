"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations.home import home


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    context = {"board": home.board(), "sections": home.sections()}
    return render(request, "consultations/home/page.html", context)
