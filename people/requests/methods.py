"""Pages are read and forms are sent. No address knows another method, so none has to refuse it for itself."""

from django.utils.decorators import sync_and_async_middleware
from django.views.decorators.http import require_http_methods

#: 405 for PUT, PATCH, DELETE and whatever else is made up, before any page sees it and anybody is looked up.
only_known_methods = sync_and_async_middleware(require_http_methods(["GET", "HEAD", "POST", "OPTIONS"]))
