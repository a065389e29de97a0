"""{% named %}…{% endnamed %} and {% shared_link %}, in base.html: what a chat shows of a link to a consultation."""

from html import unescape

from django import template
from django.http import HttpRequest
from django.template.base import NodeList, Parser, Token
from django.template.context import Context

from consultations.models import Consultation
from consultations.sharing import card

register = template.Library()
NAMED = "name_of_page"


class Named(template.Node):
    """Writes the title of the page where it stands, and remembers it as plain words."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        written = self.nodelist.render(context)
        context[NAMED] = " ".join(unescape(written).split())
        return written


@register.tag
def named(parser: Parser, token: Token) -> Named:
    nodelist = parser.parse(("endnamed",))
    parser.delete_first_token()
    return Named(nodelist)


@register.inclusion_tag("consultations/sharing/_meta.html", takes_context=True)
def shared_link(context: Context) -> dict[str, object]:
    """Of the consultation that the page is about. Who is asked to sign in first came by a link to one of its pages."""
    consultation, request = context.get("consultation"), context.get("request")
    if isinstance(request, HttpRequest) and request.method not in ("GET", "HEAD"):
        return {"share": None}  # no address that anybody could open
    name = str(context.get(NAMED) or "")
    if not isinstance(consultation, Consultation):
        consultation, name = _wanted(request), ""
    if consultation is None:
        return {"share": None}
    path = request.path if isinstance(request, HttpRequest) else ""
    return {"share": card.shared(consultation, name=name, path=path)}


def _wanted(request: object) -> Consultation | None:
    """The public consultation to which a page for signing in leads on."""
    if not isinstance(request, HttpRequest) or not request.path.startswith("/accounts/login/"):
        return None
    parts = request.GET.get("next", "").split("/")
    if len(parts) < 4 or parts[:2] != ["", "consultations"]:
        return None
    return Consultation.objects.public().filter(slug=parts[2]).first()
