"""Which browsers these pages work in: worked out from what the code uses, never by hand.

Versions: MDN's browser-compat-data 8.1.9; `source` is the path in it (the page on caniuse.com says the same).
"""

from dataclasses import dataclass
from typing import Final

from people.text.sentences import listed

BROWSERS: Final = ("Chrome and Edge", "Firefox", "Safari", "Samsung Internet")
Version = tuple[int, ...]


@dataclass(frozen=True)
class Feature:
    """Something that not every browser has. With `without` it may be missing: that says what is there instead."""

    name: str
    source: str
    found: str  # how it looks in a stylesheet or script, as a pattern
    since: tuple[str, str, str, str]  # in the order of BROWSERS; "" where it is in none yet
    without: str = ""

    def version(self, browser: str) -> Version:
        return number(self.since[BROWSERS.index(browser)])


def number(version: str) -> Version:
    return tuple(int(part) for part in version.split(".")) if version else (10_000,)


#: Needed: a page is not right without it.
NEEDED: Final = (
    Feature("cascade layers", "css.at-rules.layer", r"@layer\b", ("99", "97", "15.4", "18")),
    Feature(":focus-visible", "css.selectors.focus-visible", r":focus-visible\b", ("86", "85", "15.4", "14")),
    Feature(":is()", "css.selectors.is", r":is\(", ("88", "78", "14", "15")),
    Feature(":where()", "css.selectors.where", r":where\(", ("88", "78", "14", "15")),
    Feature("clamp()", "css.types.clamp", r"\bclamp\(", ("79", "75", "13.1", "12")),
    Feature("inset", "css.properties.inset", r"\binset(-inline|-block)?\s*:", ("87", "66", "14.1", "14")),
    Feature(
        "margin-block",
        "css.properties.margin-block",
        r"\b(margin|padding)-(block|inline)\s*:",
        ("87", "66", "14.1", "14"),
    ),
    Feature("gap between flex items", "css.properties.gap.flex_context", r"\bgap\s*:", ("84", "63", "14.1", "14")),
    Feature(
        "@supports selector()",
        "css.at-rules.supports.selector",
        r"@supports (not )?selector\(",
        ("83", "79", "14.5", "13"),
    ),
    Feature(
        "overflow-wrap: anywhere",
        "css.properties.overflow-wrap.anywhere",
        r"overflow-wrap\s*:\s*anywhere",
        ("80", "65", "15.4", "13"),
    ),
    Feature("fit-content", "css.properties.width.fit-content", r"\bfit-content\b(?!\()", ("57", "94", "12.1", "7")),
    Feature("optional chaining", "javascript.operators.optional_chaining", r"\?\.(?!\d)", ("80", "79", "13.4", "13")),
    Feature("replaceChildren", "api.Element.replaceChildren", r"\.replaceChildren\(", ("86", "79", "14", "14")),
    Feature("SubmitEvent.submitter", "api.SubmitEvent.submitter", r"\.submitter\b", ("81", "75", "15.4", "13")),
    Feature("numeric separators", "javascript.grammar.numeric_separators", r"\b\d+_\d", ("75", "79", "13", "11")),
)

#: Used where it is there.
WELCOME: Final = (
    Feature(
        ":has()",
        "css.selectors.has",
        r":has\(",
        ("105", "121", "15.4", "20"),
        "rings and tints stand on the box itself, and all notes are shown",
    ),
    Feature(
        "container queries",
        "css.at-rules.container",
        r"@container\b|container(-type)?:",
        ("105", "110", "16", "20"),
        "bars stand below their names on a wide screen too; a table in very large letters scrolls sideways",
    ),
    Feature(
        ":dir()",
        "css.selectors.dir",
        r":dir\(",
        ("120", "49", "16.4", "25"),
        "arrows and bars are not mirrored where a language runs from right to left",
    ),
    Feature(
        "::details-content",
        "css.selectors.details-content",
        r"::details-content",
        ("131", "143", "18.4", "29"),
        "folded parts are opened by script before they are printed",
    ),
    Feature(
        "content-visibility",
        "css.properties.content-visibility",
        r"content-visibility",
        ("85", "125", "18", "14"),
        "goes with ::details-content",
    ),
    Feature(
        "field-sizing",
        "css.properties.field-sizing",
        r"field-sizing",
        ("123", "152", "26.2", "27"),
        "boxes for text do not grow; they scroll, or are drawn larger",
    ),
    Feature(
        "text-wrap: balance",
        "css.properties.text-wrap.balance",
        r"text-wrap\s*:\s*balance",
        ("114", "121", "17.5", "23"),
        "headings break wherever the line ends",
    ),
    Feature(
        "float: inline-start",
        "css.properties.float.inline-start",
        r"float\s*:\s*inline-start",
        ("118", "55", "15", "25"),
        "the red line beside a group of choices has a gap",
    ),
    Feature(
        "rounded logical corners",
        "css.properties.border-end-start-radius",
        r"border-\w+-\w+-radius",
        ("89", "66", "15", "15"),
        "all corners are round",
    ),
    Feature(
        "accent-color",
        "css.properties.accent-color",
        r"accent-color",
        ("93", "92", "15.4", "17"),
        "ticks have the colour of the device",
    ),
    Feature(
        "scroll-margin",
        "css.properties.scroll-margin-block-start",
        r"scroll-margin",
        ("69", "68", "15", "10"),
        "a heading that is jumped to touches the edge",
    ),
    Feature(
        "prefers-contrast",
        "css.at-rules.media.prefers-contrast",
        r"prefers-contrast",
        ("96", "101", "14.1", "17"),
        "soft colours stay as they are",
    ),
    Feature(
        "forced-color-adjust",
        "css.properties.forced-color-adjust",
        r"forced-color-adjust",
        ("89", "113", "", "15"),
        "the device chooses every colour",
    ),
    Feature(
        "forced-colors",
        "css.at-rules.media.forced-colors",
        r"forced-colors",
        ("89", "89", "16", "15"),
        "goes with forced-color-adjust",
    ),
    Feature(
        "print-color-adjust",
        "css.properties.print-color-adjust",
        r"(?<!-)print-color-adjust",
        ("136", "97", "15.4", "29"),
        "written with a prefix as well",
    ),
    Feature(
        "break-after: avoid",
        "css.properties.break-after.avoid",
        r"break-after\s*:\s*avoid",
        ("50", "", "", "5"),
        "on paper a heading is kept with what follows by its height",
    ),
    Feature(
        "text-size-adjust",
        "css.properties.text-size-adjust",
        r"text-size-adjust",
        ("54", "", "", "6"),
        "written with a prefix as well; elsewhere nothing needs it",
    ),
    Feature(
        "requestSubmit",
        "api.HTMLFormElement.requestSubmit",
        r"\.requestSubmit\b",
        ("76", "75", "16", "12"),
        "the form is sent the plain way",
    ),
    Feature(
        "screen wake lock",
        "api.Navigator.wakeLock",
        r"\bwakeLock\b",
        ("84", "126", "16.4", "14"),
        "the machine’s own settings decide when the wall goes dark",
    ),
)


def written(version: Version) -> str:
    return ".".join(map(str, version))


def line() -> dict[str, str]:
    """The oldest version of each browser that has everything that is needed."""
    return {name: written(max(feature.version(name) for feature in NEEDED)) for name in BROWSERS}


def sentence() -> str:
    return listed([f"{name} {version}" for name, version in line().items()])
