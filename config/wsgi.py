"""WSGI entry: pages and posts in production (docs/operating.md)."""

import os
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application: Callable[..., Any] = get_wsgi_application()

from config import kept_open  # noqa: E402
from people import demonstration  # noqa: E402

demonstration.refuse_other_databases()
kept_open.hold()
if settings.DEMO:
    application = demonstration.wsgi_here_alone(application)
