"""My data: everything held about me, a copy of it, and erasing the account."""

from os import SEEK_END

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit import clock
from people.errors import Refused
from people.models import User
from people.privacy import download as downloads
from people.privacy import erasing
from people.privacy import my_data as shown_data
from people.privacy.forms import EraseForm
from people.text.dates import when


def person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything held about the person, by kind."""
    return render(request, "people/privacy/page.html", {"sections": shown_data.sections(person(request))})


@login_required
@require_POST
def make_download(request: HttpRequest) -> HttpResponse:
    """Make a link that works once. It stands on this page alone."""
    try:
        code = downloads.offer(person(request), request.session.session_key or "")
    except Refused as error:
        context = {"sections": shown_data.sections(person(request)), "errors": [str(error)]}
        return render(request, "people/privacy/page.html", context, status=422)
    until = when(clock.now() + downloads.LIFE).split(", ")[1]
    return render(request, "people/privacy/ready.html", {"code": code, "until": until})


@require_safe
def download(request: HttpRequest, code: str) -> HttpResponseBase:
    """The file, once. Whatever is wrong with the link, the answer is the same."""
    key = request.session.session_key
    if request.method != "GET" or not downloads.claim(code, request.user, key):
        return private(render(request, "people/privacy/no_link.html", status=404))
    name = f"my-data-{clock.today():%Y-%m-%d}.zip"
    packed = downloads.pack(person(request))
    size = packed.seek(0, SEEK_END)
    packed.seek(0)
    if size > downloads.IN_MEMORY:
        return private(FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip"))
    answer = HttpResponse(packed.read(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(answer)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Say exactly what goes and what stays; then do it."""
    outlook = shown_data.outlook(person(request))
    form = EraseForm(request.POST or None, votes_can_go=outlook.votes_can_go)
    if request.method == "POST" and form.is_valid():
        try:
            erasing.erase(person(request), delete_votes=form.cleaned_data.get("delete_votes", False))
        except Refused as error:
            form.add_error(None, str(error))
        else:
            logout(request)
            return redirect("erased")
    context = {"outlook": outlook, "form": form, "word": erasing.WORD}
    return render(request, "people/privacy/erase.html", context, status=422 if form.errors else 200)


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "people/privacy/erased.html")
