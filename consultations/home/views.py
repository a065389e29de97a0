"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations.home import home
from consultations.models import Area
from people.requests.everybodys import everybodys


@everybodys
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    context = {"board": home.board(), "loop": home.loop(), "sections": home.sections(), "areas": Area.objects.all()}
    return render(request, "consultations/home/page.html", context)
