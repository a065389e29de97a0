"""Pages that other sites may show in a frame of their own. Every other page says that it is not to be framed.

Such a page holds words and links and nothing to press: whoever frames it can lead nobody into doing anything. No
script runs on it and no form is sent from it, whatever its template holds. docs/decisions/public-pages.md
"""

from functools import wraps
from typing import cast

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt

from people.requests.everybodys import View

ANYWHERE = {
    "frame-ancestors": ["*"],
    "script-src": [NONE],
    "form-action": [NONE],
    "manifest-src": [NONE],
}


def framed_anywhere(view: View) -> View:
    """Mark a view whose page other sites may frame. Only around what is everybody's: inside `@everybodys`."""

    @wraps(view)
    def for_other_sites(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer

    return cast(View, xframe_options_exempt(csp_replace(ANYWHERE)(for_other_sites)))
