"""Compressing answers on their way out: texts alone. A PDF is compressed already, and keeps its own ETag and length."""

import gzip
import re

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

#: Named, and not with “q=0”, which says “not this”.
ACCEPTED = {name: re.compile(rf"\b{name}\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))") for name in ("br", "gzip")}
#: A sixth smaller than gzip at its best, in less time.
QUALITY = 6


class CompressTexts(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith("application/pdf"):
            return response
        if getattr(request, "for_everybody", False) and isinstance(response, HttpResponse):
            return _packed(request, response)
        return super().process_response(request, response)


def encoding_for(request: HttpRequest) -> str:
    """How a page for everybody is sent to whoever asks: "br", "gzip", or "" as it is."""
    accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
    return next((name for name, said in ACCEPTED.items() if said.search(accepted)), "")


def _packed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """As small as it gets: a page that is made once holds nothing of whoever asks, so no padding has to hide it."""
    if len(response.content) < 200 or response.has_header("Content-Encoding"):
        return response
    patch_vary_headers(response, ("Accept-Encoding",))
    if encoding := encoding_for(request):
        whole = response.content
        response.content = (
            brotli.compress(whole, quality=QUALITY)
            if encoding == "br"
            else gzip.compress(whole, compresslevel=9, mtime=0)
        )
        response.headers["Content-Length"] = str(len(response.content))
        response.headers["Content-Encoding"] = encoding
    return response
