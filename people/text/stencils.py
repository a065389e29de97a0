"""HTML of a template with places left free: rendered once for a kind of row, filled in for each row of it.

Most rows of a long page differ in a few words only, and a template costs many times what the words do. The bytes stay
those of the template: the tests of each use compare them.
"""

from collections.abc import Mapping


def stencil(html: str, marks: Mapping[str, str]) -> str:
    """`html` as a format: where a mark of `marks` (name → mark) stands, the word of that name goes.

    Rendered with marks that nobody writes in place of the words. Filled in by `stencil % words`; every word is escaped
    by whoever fills it in.
    """
    text = html.replace("%", "%%")
    for name, mark in marks.items():
        text = text.replace(mark, f"%({name})s")
    return text
