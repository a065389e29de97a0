"""Where a page says what is wrong: before its forms, with a heading, and each link at a field that is there."""

from html.parser import HTMLParser


def wrong(page: str) -> list[str]:
    """What is wrong about the summary of errors on a whole page; nothing where there is none."""
    if "data-error-summary" not in page or "<main" not in page:
        return []
    reader = _Reader()
    reader.feed(page)
    lost = [f"its link leads nowhere: {link}" for link in reader.links if link.removeprefix("#") not in reader.ids]
    inside = ["it stands in a form"] if reader.in_form else []
    return inside + lost + ([] if "There is a problem" in page else ["it has no heading"])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.in_form = False
        self.forms = 0
        self.depth = 0  # of div in the summary

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        self.ids.add(at.get("id") or "")
        self.forms += tag == "form"
        if "data-error-summary" in at:
            self.in_form = self.in_form or self.forms > 0
            self.depth = 1
        elif self.depth and tag == "div":
            self.depth += 1
        elif self.depth and tag == "a":
            self.links.append(at.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        self.forms -= tag == "form"
        self.depth -= bool(self.depth) and tag == "div"
