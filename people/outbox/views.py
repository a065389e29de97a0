"""What I was told, how I want to be told, and no more e-mails; for administrators: what waits and what failed."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit import clock
from people import limits
from people.accounts import administration
from people.errors import Refused
from people.limits import address_of
from people.models import Mailbox, Message, User
from people.models.mailboxes import mailbox
from people.outbox import outbox, subscribing, unsubscribing
from people.outbox.forms import PaceForm, SubscribeForm

A_PAGE = 20


def _mine(request: HttpRequest) -> Mailbox:
    assert isinstance(request.user, User)
    return outbox.mailboxes([request.user])[0]


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything this person was told, newest first."""
    box = Mailbox.objects.filter(user=request.user.pk).first()
    told = Message.objects.filter(mailbox=box).exclude(kind="digest").exclude(state=Message.State.CANCELLED)
    page = Paginator(told.order_by("-made_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    pace = box.pace if box else Mailbox.Pace.AT_ONCE
    context = {
        "page": page,
        "groups": [_told_together(why, list(some)) for why, some in groupby(page.object_list, lambda one: one.why)],
        "box": box,
        "unread": told.filter(read_at=None).count(),
        "form": PaceForm(initial={"pace": pace, "follows": box is not None and box.follows}),
        "prev_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "people/outbox/inbox.html", context)


def _told_together(why: str, told: list[Message]) -> dict[str, object]:
    """Messages one after another that come for the same reason, so that it is said once above them."""
    return {"why": why.replace("You get this", "You get these", 1) if len(told) > 1 else why, "told": told}


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    Message.objects.filter(mailbox__user=request.user.pk, read_at=None).update(read_at=clock.now())
    return redirect("inbox")


@login_required
@require_POST
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it as read, and go where it leads."""
    message = Message.objects.filter(pk=pk, mailbox__user=request.user.pk).first()
    if message is None:
        raise Http404
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=clock.now())
    return redirect(message.link)


@login_required
@require_POST
def choose_pace(request: HttpRequest) -> HttpResponse:
    form = PaceForm(request.POST)
    if form.is_valid():
        outbox.set_follows(_mine(request), form.cleaned_data["follows"])
        outbox.set_pace(_mine(request), form.cleaned_data["pace"])
        messages.success(request, "Saved.")
    else:
        messages.error(request, "Choose one of the three.")
    return redirect("inbox")


@login_required
@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    outbox.try_again(_mine(request))
    messages.success(request, "We write to your address again.")
    return redirect("inbox")


@csrf_exempt  # a mail program sends this, without a page of ours; the signed link is the proof (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A look shows a button and changes nothing: programs that check links look too."""
    box = unsubscribing.mailbox(token)
    if box is not None and request.method == "POST":
        unsubscribing.stop(box)
    context = {"box": box, "done": request.method == "POST"}
    return render(request, "people/outbox/unsubscribe.html", context, status=200 if box or context["done"] else 404)


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest, what: str, number: int) -> HttpResponse:
    """Tell me by e-mail: for whoever takes no part."""
    found = subscribing.about(what, number)
    if found is None:
        raise Http404
    form = SubscribeForm(request.POST or None)
    done = False
    if request.method == "POST" and form.is_valid():
        try:
            limits.take("subscribe", keys=[address_of(request)])
            limits.take("subscribe-mailbox", keys=[mailbox(form.cleaned_data["email"])], tries=5, minutes=60)
            subscribing.ask(form.cleaned_data["email"], what, number, title=found[0])
            done = True
        except Refused as error:
            form.add_error("email", str(error))
    context = {"form": form, "title": found[0], "back": found[1], "done": done}
    return render(request, "people/outbox/subscribe.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The second yes. A look changes nothing."""
    one = subscribing.asked(token)
    found = subscribing.about(one.what, one.number) if one else None
    if one is None or found is None:
        raise Http404
    if request.method == "POST":
        subscribing.confirm(one)
    context = {"title": found[0], "back": found[1], "done": request.method == "POST"}
    return render(request, "people/outbox/confirm.html", context)


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """For administrators: how many wait, what failed, which addresses are paused. By numbers, without addresses."""
    administration.require_administrator(request.user)
    state = Message.State
    counts = dict(Message.objects.values_list("state").annotate(Count("pk")))
    failed = Message.objects.filter(state__in=[state.WAITING, state.GIVEN_UP], attempts__gt=0)
    context = {
        "counts": [(one.label, counts.get(one.value, 0)) for one in state],
        "failed": failed.order_by("-made_at")[:A_PAGE],
        "paused": Mailbox.objects.exclude(paused_at=None).order_by("-paused_at")[:A_PAGE],
        "oldest": Message.objects.filter(state=state.WAITING, due_at__lte=clock.now()).order_by("due_at").first(),
    }
    return render(request, "people/outbox/waiting.html", context)
