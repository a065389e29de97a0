"""Reading stylesheets: what they use, and what stands in what."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import tinycss2

ROOT = Path(__file__).resolve().parents[2]
STYLESHEETS = sorted((ROOT / "static/css").rglob("*.css"))


@dataclass(frozen=True)
class Rule:
    """One rule of a stylesheet: what it is for, what it says, and the conditions around it."""

    selector: str
    says: tuple[tuple[str, str], ...]
    inside: tuple[str, ...]


def rules(css: str, inside: tuple[str, ...] = ()) -> Iterator[Rule]:
    for node in tinycss2.parse_rule_list(css, skip_comments=True, skip_whitespace=True):
        head = tinycss2.serialize(node.prelude).strip() if hasattr(node, "prelude") else ""
        if node.type == "at-rule" and node.content is not None and node.lower_at_keyword not in {"page", "font-face"}:
            yield from rules(tinycss2.serialize(node.content), (*inside, f"@{node.lower_at_keyword} {head}"))
        elif node.type == "qualified-rule":
            listed = tinycss2.parse_declaration_list(node.content, skip_comments=True, skip_whitespace=True)
            says = tuple(
                (one.lower_name, tinycss2.serialize(one.value).strip()) for one in listed if one.type == "declaration"
            )
            yield Rule(head, says, inside)


def all_rules() -> Iterator[tuple[str, Rule]]:
    for path in STYLESHEETS:
        for rule in rules(path.read_text()):
            yield path.name, rule
