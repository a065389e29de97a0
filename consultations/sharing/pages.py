"""Which pages may be found, and whom to write to about security."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from consultations.models import Consultation

STANDING = ("home", "how_it_works", "accessibility", "data_card", "technologies")


def public() -> list[str]:
    """The standing pages, and of every announced consultation its own page and its briefing."""
    found = [reverse(name) for name in STANDING]
    for consultation in Consultation.objects.public().order_by("pk"):
        found += [consultation.get_absolute_url(), reverse("briefing", args=[consultation.slug])]
    return found


def contact() -> str | None:
    """OPERATOR_SECURITY where it is an address, or OPERATOR_CONTACT: as a link."""
    for name in ("security", "contact"):
        said = str(settings.OPERATOR.get(name, "")).strip()
        if said.startswith(("https://", "mailto:")) and len(said.split()) == 1:
            return said
        try:
            validate_email(said)
        except ValidationError:
            continue
        return f"mailto:{said}"
    return None
