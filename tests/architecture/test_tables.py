"""A table that may be wider than a phone is scrolled by keys too, or its rows become blocks there."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
WRAP = re.compile(r'<div\s+class="[^"]*\btable-wrap\b[^"]*"([^>]*)>\s*(<table[^>]*>)')
REACHED = re.compile(r'tabindex="0" role="region" aria-label(?:ledby)?="[^"]+"')


def out_of_reach(page: str) -> list[str]:
    """The tables of a template that scroll sideways and that the focus cannot reach."""
    return [table for given, table in WRAP.findall(page) if "stackable" not in table and not REACHED.search(given)]


def test_every_table_that_scrolls_sideways_is_reached_by_keys() -> None:
    pages = {path: path.read_text() for path in TEMPLATES.rglob("*.html")}
    assert sum(len(WRAP.findall(page)) for page in pages.values()) > 15
    assert {str(path): found for path, page in pages.items() if (found := out_of_reach(page))} == {}


def test_the_check_sees_a_table_that_keys_do_not_reach() -> None:
    bare = '<div class="table-wrap">\n  <table class="wide">'
    named = bare.replace('">\n', '" tabindex="0" role="region" aria-label="Figures">\n')
    assert out_of_reach(bare) == ['<table class="wide">']
    assert out_of_reach(named) == out_of_reach(bare.replace("wide", "stackable")) == []
