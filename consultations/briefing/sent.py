"""A file sent with a form of the briefing: its text, in order as everything is that somebody types."""

from django.http import HttpRequest

from people.text.sanitising import tidy

FIELD = "file"
#: Bytes: two million characters of a pack, each of up to four. The proxy lets it through (deploy/nginx/locations.conf).
LARGEST = 8_000_000
_MARKED = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def text_of_file(request: HttpRequest) -> str:
    """The text of the file; empty for none. What is no UTF-8 is read as old spreadsheet programs write it."""
    file = request.FILES.get(FIELD)
    if file is None:
        return ""
    data = file.read(LARGEST + 1)
    return tidy(_decoded(data))


def _decoded(data: bytes) -> str:
    if encoding := _MARKED.get(data[:2]):
        return data.decode(encoding, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
