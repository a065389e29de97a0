"""The public page of a force, and looking after forces, which administrators do: for others that does not exist."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from audit.wiring import wired
from consultations import keyed
from consultations.archive import archive
from consultations.forces import agreeing, forces
from consultations.forces.forms import ForceForm
from consultations.home import home
from consultations.loading import with_many
from consultations.lookup import sent
from consultations.models import Consultation, Force, Technology
from consultations.saving import page, saved
from consultations.seen import edits, one_after_another
from people.requests.everybodys import everybodys
from people.text.sanitising import number

MOST = 20  # entries of the register on the page of a force


@everybodys
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every force, or those with these words in a name that they have or had, in pages."""
    words = archive.Asked.of(request.GET).words
    after = Force.objects.filter(pk=number(request.GET.get("after"))).first()
    rows = Force.objects.filter(name__gt=after.name) if after else Force.objects.all()
    if words:
        called = Q(name__icontains=words) | Q(short_name__icontains=words) | Q(former_names__icontains=words)
        rows = rows.filter(called)
    found = list(rows[: keyed.A_PAGE + 1])
    next_after = str(found[keyed.A_PAGE - 1].pk) if len(found) > keyed.A_PAGE else ""
    next_url = keyed.next_page(request.GET, "after", next_after)
    context = {"words": words, "forces": found[: keyed.A_PAGE], "next_url": next_url}
    return render(request, "consultations/forces/index.html", context)


@everybodys
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """What it was asked, how it keeps its word, who is accountable. Later apps add FORCE_SECTIONS."""
    if not (named := with_many(Force.objects.filter(slug=slug), "areas")):
        raise Http404
    force = named[0]
    asked = Consultation.objects.public().filter(Q(force=force) | Q(pk__in=force.joint_consultations.values("pk")))
    found = keyed.newest_first(asked.saying_if_joint().select_related("force"), request.GET.get("before", ""))
    agreeing.note_beside(found.rows)
    context = {
        "force": force,
        "areas": list(force.areas.all()),
        "rows": home.rows(found.rows),
        "sections": [section(force) for section in wired("FORCE_SECTIONS")],
        "technologies": Technology.objects.filter(Exists(asked.filter(technologies=OuterRef("pk"))), force=force)[
            :MOST
        ],
        "next_url": keyed.next_page(request.GET, "before", found.after),
    }
    return render(request, "consultations/forces/page.html", context)


@login_required
@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """Every force there is."""
    _only_administrators(request)
    return render(request, "consultations/forces/manage.html", {"forces": Force.objects.prefetch_related("areas")})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    _only_administrators(request)
    form = ForceForm(sent(request))
    if request.method == "POST" and saved(form, forces.add, by=request.user):
        messages.success(request, "Added. Facilitators can name it now.")
        return redirect("manage_forces")
    return page(request, "consultations/forces/form.html", {"form": form, "force": None})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@one_after_another(Force)
def change(request: HttpRequest, slug: str) -> HttpResponse:
    _only_administrators(request)
    force = get_object_or_404(Force, slug=slug)
    form = edits(ForceForm(sent(request), initial=model_to_dict(force, list(ForceForm.base_fields))))
    if request.method == "POST" and saved(form, forces.change, force, by=request.user):
        messages.success(request, "Saved.")
        return redirect("manage_forces")
    return page(request, "consultations/forces/form.html", {"form": form, "force": force})


def _only_administrators(request: HttpRequest) -> None:
    if not forces.may_manage(request.user):
        raise Http404("not an administrator")
