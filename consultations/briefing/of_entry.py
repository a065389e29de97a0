"""The newest local figures about a technology, on its page in the register: from the briefing that has them."""

from django.db.models import Exists, F, OuterRef, Q

from consultations.briefing import contents, deployments
from consultations.models import BriefingVersion, Consultation, DeploymentRecord, EvidenceFigure, Technology

SHOWN = 6


def local_figures(about: Technology, _after: str) -> dict[str, object] | None:
    """Of the newest briefing people may read that has any; the freshest first."""
    asked = Consultation.objects.public().filter(technologies=about)
    figures = EvidenceFigure.objects.filter(version=OuterRef("pk")).exclude(area="")
    counted = Exists(figures) | Exists(DeploymentRecord.objects.filter(version=OuterRef("pk")))
    found = BriefingVersion.objects.filter(Q(counted), consultation__in=asked, status=BriefingVersion.Status.APPROVED)
    version = found.select_related("consultation").order_by("-published_at", "-pk").first()
    if version is None:
        return None
    freshest = version.figures.exclude(area="").order_by(F("updated").desc(nulls_last=True), "pk")
    return {
        "template": "consultations/briefing/_of_entry.html",
        "after": "",
        "version": version,
        "figures": contents.figure_rows(freshest[:SHOWN]),
        "totals": deployments.totals(version),
        "others": version.consultation.technologies.exclude(pk=about.pk).count(),
    }
