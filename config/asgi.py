"""ASGI entry: pages and sockets in one process (the demo), sockets alone in production."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

from deliberation.live.routing import websocket_urls  # noqa: E402
from people import second_factor  # noqa: E402

sockets = URLRouter(websocket_urls)
application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(second_factor.for_sockets(sockets))),
    }
)
