"""The standing pages: how it works, accessibility, our own data card and impact assessment, the demonstration."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consultations.lookup import find
from consultations.models import Consultation
from consultations.pages.browsers import sentence
from consultations.pages.impact import document, held, risks
from people.demo_cast import DEMO_CAST
from people.models.privacy import DeletionRun, Incident
from people.privacy import retention
from people.requests.everybodys import everybodys

RUNS_SHOWN = 30
FIRST = {"contacts", "links", "profiles", "words", "own_words"}  # what most people look for


@everybodys
@require_safe
def how_it_works(request: HttpRequest) -> HttpResponse:
    # The promise names days that each consultation sets: here those that a new one starts with.
    return render(request, "consultations/pages/how_it_works.html", {"consultation": Consultation()})


@everybodys
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(
        request, "consultations/pages/accessibility.html", {"operator": settings.OPERATOR, "browsers": sentence()}
    )


@require_safe
def data_card(request: HttpRequest) -> HttpResponse:
    """What this platform itself holds, and what it deleted: from the settings, the rules and the log, never by hand."""
    runs = DeletionRun.objects.all()
    context = {
        "operator": settings.OPERATOR,
        "unset": settings.UNSET,
        "suppliers": [[part.strip() for part in line.split(":")] for line in settings.OPERATOR.get("suppliers", [])],
        "rules": sorted(retention.rules(), key=lambda rule: (rule.key not in FIRST, rule.order)),
        "runs": runs.exclude(rule=DeletionRun.NOTHING_DUE)[:RUNS_SHOWN],
        "last_run": runs.filter(by=DeletionRun.By.CLOCK).exclude(rule="account").first(),
        "incidents": Incident.objects.all(),
    }
    return render(request, "consultations/pages/data_card.html", context)


@everybodys
@require_safe
def impact(request: HttpRequest) -> HttpResponse:
    """The platform's own impact assessment, as far as it is the same wherever it runs; and where the operator's is."""
    context = {"operator": settings.OPERATOR, "risks": risks(), "held": held()}
    return render(request, "consultations/pages/impact.html", context)


@require_safe
def impact_of(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for one consultation, with its own dates, as a file to keep."""
    text = document(find(request, slug))
    name = f'attachment; filename="impact-assessment-{slug}.txt"'
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": name})


@require_http_methods(["GET", "HEAD", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """Who you can be in the demonstration. A POST signs out first, then passes the address on to the sign-in form."""
    if not settings.DEMO:
        raise Http404("only in the demonstration")
    if request.method == "POST":
        logout(request)
        # 307: the browser sends the same form again, to the sign-in page.
        return HttpResponse(status=307, headers={"Location": reverse("account_request_login_code")})
    context = {"cast": DEMO_CAST, "sign_in": reverse("demo" if request.user.is_authenticated else settings.LOGIN_URL)}
    return render(request, "consultations/pages/demo.html", context)
