"""Questions of a session on a phone: asking one, and saying that one would like to know that too."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultations.access import Do
from consultations.lookup import refusals
from consultations.saving import page
from deliberation.discussion.views.given_back import gives_back_by_code
from deliberation.experts import experts
from deliberation.experts.forms import AskForm
from deliberation.sessions import asked as lines
from deliberation.sessions import leading
from deliberation.sessions.views.phone import find_session
from people.errors import Refused
from people.text.sanitising import number


@gives_back_by_code("text")
@require_http_methods(["GET", "HEAD", "POST"])
def session_questions(request: HttpRequest, code: str) -> HttpResponse:
    session, member = find_session(request, code)
    if member is None or not leading.belongs(session, member):
        raise Http404("Not in this session.")
    form = AskForm.fresh()
    if request.method == "POST":
        form = AskForm(request.POST)
        try:
            if "support" in request.POST:
                put = get_object_or_404(session.expert_questions.put(), pk=number(request.POST["support"]))
                experts.support(put, by=request.user, wanted=request.POST.get("wanted") != "no")
                return redirect("session_questions", session.code)
            if form.is_valid():
                words = form.cleaned_data
                experts.ask(session.consultation, words["text"], by=request.user, session=session, key=words["key"])
                messages.success(request, "Asked. A facilitator reads it first.", extra_tags=words["key"])
                return redirect("session_questions", session.code)
        except Refused as error:
            refusals(form, error)
    del form.fields["section"]
    context = {
        "session": session,
        "consultation": session.consultation,
        "member": member,
        "form": form,
        "place": f"session-{session.pk}",
        "lines": lines.on_a_phone(session, member),
        "may_ask": session.is_live and member.role in Do.ASK_EXPERTS.roles,
        "may_support": session.is_live and member.role in Do.SUPPORT_QUESTION.roles,
        "own": session.expert_questions.filter(asked_by=member),
    }
    if request.GET.get("part") == "list":
        return render(request, "deliberation/sessions/_asked.html", context)
    return page(request, "deliberation/sessions/asked.html", context)
