"""New seats on the panel, for everybody; to object, for whoever may; an objection decided by an administrator."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from audit import clock
from consultations.groups import seats
from consultations.groups.forms import ReasonForm
from consultations.lookup import find, sent
from consultations.models import Consultation, SeatNotice
from consultations.saving import page, saved
from people.models import Person
from people.text.sanitising import number


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, find(request, slug))


@require_POST
def object_to(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation = find(request, slug)
    if not seats.may_object(request.user, consultation):
        raise Http404
    form = _form(pk, sent(request))
    if saved(form, seats.object_to, _notice(consultation, pk), by=request.user):
        messages.success(request, "You have objected, in public. An administrator without a part here decides.")
        return redirect("panel_seats", slug)
    return _page(request, consultation, form, pk)


@require_POST
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`do` = seat or refuse."""
    consultation = find(request, slug)
    if not seats.may_decide(request.user, consultation):
        raise Http404
    form, seated = _form(pk, sent(request)), request.POST.get("do") == "seat"
    read = number(request.POST.get("read"))
    if saved(form, seats.decide, _notice(consultation, pk), by=request.user, seated=seated, seen=read):
        messages.success(request, "Decided, in public.")
        return redirect("panel_seats", slug)
    return _page(request, consultation, form, pk)


def _notice(consultation: Consultation, pk: int) -> SeatNotice:
    return get_object_or_404(consultation.seat_notices, pk=pk)


def _form(pk: int, sent_in: QueryDict | None = None) -> ReasonForm:
    """There may be one beside each seat."""
    return ReasonForm(sent_in, auto_id=f"id_%s_{pk}")


def _row(one: SeatNotice, user: Person, form: ReasonForm) -> dict[str, object]:
    """A seat as it stands on the page, and what whoever looks may do about it."""
    said = list(one.objections.all())
    has_objected = user.is_authenticated and any(each.account_id == user.pk for each in said)
    return {
        "notice": one,
        "reason": form,
        "said": said,
        "is_open": one.state in seats.OPEN and not one.is_over(clock.today()),
        "has_objected": has_objected,
        "decides": one.is_objected_to and seats.decides(user, one),
    }


def _page(
    request: HttpRequest, consultation: Consultation, form: ReasonForm | None = None, pk: int | None = None
) -> HttpResponse:
    """`form`: the one beside the seat `pk`, refused."""
    notices = consultation.seat_notices.select_related("chosen_by__user", "consultation").prefetch_related("objections")
    user = request.user
    context = {
        "consultation": consultation,
        "notices": [
            _row(one, user, form if form and one.pk == pk else _form(one.pk)) for one in notices.order_by("-pk")
        ],
        "form": form,
        "may_object": seats.may_object(request.user, consultation),
    }
    return page(request, "consultations/groups/seats.html", context)
