"""Which words the page after a form says are stored: those, and no others (people/requests/stored_words.py)."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.test import RequestFactory

from people.requests.stored_words import told

MARK = "0123456789abcdef" * 2


def said(answer: HttpResponse, mark: str = MARK, error: bool = False) -> str:
    """What the next page says, after a form with this mark was answered so."""
    request = RequestFactory().post("/somewhere/", {"draft_sent": mark, "words": "Mine."})
    request.session = SessionStore()
    request._messages = default_storage(request)  # type: ignore[attr-defined]

    def view(request: HttpRequest) -> HttpResponse:
        if error:
            messages.error(request, "Too long.")
        return answer

    told(view)(request)
    return render_to_string("components/messages.html", {"messages": list(messages.get_messages(request))})


def test_a_form_that_leads_on_has_stored_its_words_and_nothing_is_read_aloud() -> None:
    page = said(HttpResponseRedirect("/next/"))
    assert f'data-sent="{MARK}"' in page and page.count(MARK) == 1 and "notice" not in page


@pytest.mark.parametrize(
    "answer, mark, error",
    [
        (HttpResponse(status=422), MARK, False),
        (HttpResponse(status=404), MARK, False),
        (HttpResponse(status=200), MARK, False),
        (HttpResponseRedirect("/next/"), MARK, True),  # it leads on, and says why not
        (HttpResponseRedirect("/accounts/login/code/?next=/somewhere/"), MARK, False),
        (HttpResponseRedirect("/next/"), "", False),
        (HttpResponseRedirect("/next/"), "7/thread-3", False),  # a place, made up: other words would go
        (HttpResponseRedirect("/next/"), f'"><b>{MARK}', False),
    ],
)
def test_what_was_not_stored_is_not_said_to_be(answer: HttpResponse, mark: str, error: bool) -> None:
    assert "data-sent" not in said(answer, mark, error)
