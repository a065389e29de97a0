"""{% site_name %}, {% site_logo %} and {% run_by %}: who runs this, in pages, e-mails and PDFs."""

from django import template
from django.conf import settings
from django.urls import reverse

from people.operating import brand

register = template.Library()


@register.simple_tag
def site_name() -> str:
    return str(settings.SITE_NAME)


@register.simple_tag
def site_logo(*, inline: bool = False) -> str:
    """Where the operator's logo is, or itself as an address; empty where there is none."""
    logo = brand.logo()
    if logo is None:
        return ""
    return logo.inline if inline else f"{reverse('site_logo')}?v={logo.version}"


@register.simple_tag
def run_by() -> str:
    """Who runs it and how to reach them, where the operator has said so."""
    said = [settings.OPERATOR.get("name", settings.UNSET), settings.OPERATOR.get("contact", settings.UNSET)]
    return ". ".join(part for part in said if part != settings.UNSET)
