"""Pages are read and forms are sent. No address knows another method, so none has to refuse it for itself."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from people.requests.before_pages import answers_first

KNOWN = ("GET", "HEAD", "POST", "OPTIONS")


@answers_first
def only_known_methods(request: HttpRequest) -> HttpResponse | None:
    """405 for PUT, PATCH, DELETE and whatever else is made up, before any page sees it."""
    return None if request.method in KNOWN else HttpResponseNotAllowed(KNOWN)
