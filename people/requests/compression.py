"""Compressing answers on their way out: texts alone. A PDF is compressed already, and keeps its own ETag and length."""

import gzip

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers


class CompressTexts(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith("application/pdf"):
            return response
        if getattr(request, "for_everybody", False) and isinstance(response, HttpResponse):
            return _packed(request, response)
        return super().process_response(request, response)


def _packed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """As small as it gets: a page that is made once holds nothing of whoever asks, so no padding has to hide it."""
    if len(response.content) < 200 or response.has_header("Content-Encoding"):
        return response
    patch_vary_headers(response, ("Accept-Encoding",))
    if re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        response.content = gzip.compress(response.content, compresslevel=9, mtime=0)
        response.headers["Content-Length"] = str(len(response.content))
        response.headers["Content-Encoding"] = "gzip"
    return response
