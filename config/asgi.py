"""ASGI entry: pages, sockets and event streams in one process (the demo); sockets and streams alone in production."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from config import kept_open  # noqa: E402
from deliberation.live.routing import http_urls, websocket_urls  # noqa: E402
from people import demonstration  # noqa: E402
from people.background.lifespan import lifespan  # noqa: E402
from people.requests.costly import in_a_lane  # noqa: E402
from people.requests.size_limits import limited  # noqa: E402

# Both kinds of listener are let in by the same check (deliberation/sessions/admission.py).
router = ProtocolTypeRouter(
    {
        "http": URLRouter(http_urls(limited(in_a_lane(pages)))),
        "websocket": URLRouter(websocket_urls),
        "lifespan": lifespan,
    }
)
application = demonstration.guarded(router, demo=settings.DEMO, hold=kept_open.hold)
