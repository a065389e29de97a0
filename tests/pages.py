"""Pages as a reader gets them: where a source line ends says nothing."""

import re


def flat(page: str) -> str:
    """The page with single spaces, and none just inside or outside a tag."""
    return re.sub(r"\s*(/?>)\s*", r"\1", re.sub(r"\s*<", "<", re.sub(r"\s+", " ", page)))
