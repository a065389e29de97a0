"""The way in: what a request may be, and its text in order, before anything else reads it.

Every text a person types reaches forms and acts through here, so that no field can be forgotten: normalised (NFC),
without control, hidden or direction-changing characters (people/text/sanitising.py). Acts still trim and cap.
"""

from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string

from people import numbers
from people.requests import uploads
from people.requests.before_pages import answers_first
from people.text.sanitising import tidy
from people.text.sentences import spelled

MOST_ADDRESS = 4_000  # characters of path and query together
MOST_HEADERS = 32_000  # characters of all headers together
ENCODINGS = {"utf-8", "utf8", "us-ascii"}


class Problem(NamedTuple):
    status: int
    title: str
    text: str


ADDRESS = Problem(414, "That address is too long", "Shorten it, or start from the list of consultations.")
HEADERS = Problem(431, "Your browser sent too much", "Clear the cookies of this site in your browser, then try again.")
TOO_BIG = Problem(
    413, "That is too much at once", f"You can send at most {spelled(numbers.MOST_CHARACTERS)} characters. Shorten it."
)
FILE_TOO_BIG = Problem(
    413, "That file is too large", "Nothing was kept. Take the pictures out of it, or split it, and send it again."
)
FILES = Problem(415, "Files cannot be sent here", "Nothing was kept. Type or paste the text instead.")
UNREADABLE = Problem(400, "We could not read that request", "Something in it was not in the form we expected.")


class UploadRefused(SuspiciousOperation):
    """A file was in the form. Raised at its heading: not a byte of it is read or stored."""


class NoUploads(FileUploadHandler):
    """Files are off: this product has no use for them, and no file field (but see people/requests/uploads.py)."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise UploadRefused("files are not accepted")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


@answers_first
def readable_requests(request: HttpRequest) -> HttpResponse | None:
    """Answer what cannot be a request of ours with a page that says so; put the text of the others in order."""
    problem = _outside(request) or _inside(request)
    return refuse(problem) if problem else None


def refuse(problem: Problem) -> HttpResponse:
    """The page for a problem. Rendered without the request: nobody has looked yet who is asking."""
    return HttpResponse(render_to_string("400.html", problem._asdict()), status=problem.status)


def _outside(request: HttpRequest) -> Problem | None:
    """What is wrong with the envelope: address, headers, cookies, length, encoding."""
    if len(request.path) + len(request.META.get("QUERY_STRING", "")) > MOST_ADDRESS:
        return ADDRESS
    headers = [str(value) for key, value in request.META.items() if key.startswith(("HTTP_", "CONTENT_"))]
    if sum(map(len, headers)) > MOST_HEADERS:
        return HEADERS
    if _has_controls(request.path_info, *headers, *request.COOKIES, *request.COOKIES.values()):
        return UNREADABLE
    if (request.content_params or {}).get("charset", "utf-8").lower() not in ENCODINGS:
        return UNREADABLE
    length = request.META.get("CONTENT_LENGTH") or "0"
    file = uploads.most_at(request.path_info)
    most = file + uploads.AROUND if file else settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    if length.isascii() and length.isdigit() and int(length[:12]) > most:
        return FILE_TOO_BIG if file else TOO_BIG
    return None


def _has_controls(*texts: str) -> bool:
    return any(sign < " " or sign == "\x7f" or "\ud800" <= sign <= "\udfff" for text in texts for sign in text)


def _inside(request: HttpRequest) -> Problem | None:
    """Read the fields, put their text in order, or say what is wrong with them."""
    try:
        request.GET = in_order(request.GET)
        if request.method == "POST":
            _let_a_file_in(request)
            request.POST = in_order(request.POST)
    except UploadRefused:
        return FILES
    except uploads.FileTooBig:
        return FILE_TOO_BIG
    except RequestDataTooBig:
        return TOO_BIG
    except (BadRequest, SuspiciousOperation, UnreadablePostError):
        return UNREADABLE
    return None


def _let_a_file_in(request: HttpRequest) -> None:
    """Where a file may be sent, and by a browser that may be signed in: whoever has no session is refused unread."""
    most = uploads.most_at(request.path_info)
    if most and settings.SESSION_COOKIE_NAME in request.COOKIES:
        request.upload_handlers = [uploads.IntoMemory(request, most, uploads.files_at(request.path_info))]


def in_order(data: Any) -> Any:
    """`data` with every key and value tidied; the same object when there was nothing to do."""
    if all(tidy(key) == key and all(tidy(value) == value for value in values) for key, values in data.lists()):
        return data
    tidied = QueryDict(mutable=True)
    for key, values in data.lists():
        for value in values:
            tidied.appendlist(tidy(key), tidy(value))
    tidied._mutable = data._mutable
    return tidied
