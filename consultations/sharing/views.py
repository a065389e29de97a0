"""Files for crawlers, chats and home screens. They look nobody up, and hold nothing of what is not announced."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import condition, require_safe

from audit import clock
from consultations.models import Consultation
from consultations.sharing import embedded, pages
from consultations.sharing.card import card
from consultations.sharing.picture import picture
from consultations.stages import timeline
from people.requests.everybodys import everybodys
from people.requests.frames import framed_anywhere

HOUR, DAY = "public, max-age=3600", "public, max-age=86400"
#: Pages that are a person's own, or that cost: no crawler has business there.
CLOSED = (
    "/accounts/",
    "/desk/",
    "/administration/",
    "/my-data/",
    "/live/",
    "/ws/",
    "/sse/",
    "/join/",
    "/back/",
    "/receipt/",
)
EXPIRES = timedelta(days=180)


def _kept(answer: HttpResponse, how_long: str) -> HttpResponse:
    answer["Cache-Control"] = how_long
    return answer


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    return _kept(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"), DAY)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    found = "".join(f"<url><loc>{escape(settings.SITE_URL + path)}</loc></url>" for path in pages.public())
    page = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{found}</urlset>\n'
    return _kept(HttpResponse(page, content_type="application/xml; charset=utf-8"), HOUR)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Absent until the operator has said whom to write to."""
    contact = pages.contact()
    if contact is None:
        raise Http404("no contact is set")
    # By whole days: two readers of one day read the same.
    expires = clock.today() + EXPIRES
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    ]
    return _kept(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"), DAY)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Asked for by what reads no page: feeds, old browsers, bookmarks."""
    icon = (settings.BASE_DIR / "static/img/favicon.ico").read_bytes()
    return _kept(HttpResponse(icon, content_type="image/x-icon"), DAY)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]
    held = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "start_url": "/",
        "display": "browser",
        "background_color": "#fbf6ec",
        "theme_color": "#5b1d50",
        "icons": icons,
    }
    return _kept(JsonResponse(held, content_type="application/manifest+json"), DAY)


def _tag(request: HttpRequest, slug: str) -> str | None:
    found = Consultation.objects.public().filter(slug=slug).first()
    return None if found is None else f'"{card(found).key}"'


@require_safe
@condition(etag_func=_tag)
def share_picture(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Consultation.objects.public(), slug=slug)
    answer = HttpResponse(picture(card(found)), content_type="image/png")
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"  # it is made to be shown elsewhere
    return _kept(answer, HOUR)


@everybodys
@framed_anywhere
@require_safe
def show_card(request: HttpRequest, slug: str) -> HttpResponse:
    """One consultation on a card, for the pages of other sites."""
    found = get_object_or_404(Consultation.objects.public().select_related("force"), slug=slug)
    clock = timeline.clock_of(found)
    context = {"consultation": found, "clock": clock, "lines": embedded.lines(found, clock["text"])}
    return render(request, "consultations/sharing/card.html", context)
