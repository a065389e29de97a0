"""What is being typed, looked at for words of number before it is saved. Nothing is stored; the gate stays the rule."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from consultations.access import Do
from consultations.lookup import find_for
from outcomes.findings import wording
from outcomes.findings.forms import ReportForm
from outcomes.findings.views.findings import report_of
from outcomes.findings.wording import Wording
from outcomes.models import Finding, FindingsReport
from people.text.sanitising import number


@require_POST
def typed(request: HttpRequest, slug: str) -> HttpResponse:
    """The warning beside a form: `about` says which, "report", "asked" or the pk of a finding."""
    consultation, _ = find_for(request, slug, Do.WRITE_FINDINGS)
    report = report_of(consultation)
    about = request.POST.get("about", "")
    finding = None
    if about not in {"report", "asked"}:
        finding = get_object_or_404(report.findings.select_related("area"), pk=number(about))
    context = {"finding": finding, "wording": _found(request, report, finding)}
    return render(request, "outcomes/findings/_wording.html", context)


def _found(request: HttpRequest, report: FindingsReport, finding: Finding | None) -> list[Wording]:
    sent, bearing = request.POST, wording.borne_now(report)
    if finding is not None:
        texts = {name: sent[name] for name in wording.FINDING if name in sent}
        return wording.of_texts(finding, bearing[finding.pk], texts)
    if sent["about"] == "report":
        return wording.of_report(report, bearing, ReportForm(sent, report=report).act())
    rests_on = [number(value) for value in sent.getlist("findings")]
    title, text, to = (sent.get(name, "") for name in ("title", "text", "addressed_to"))
    return wording.of_asked(title, text, rests_on, bearing, to)
