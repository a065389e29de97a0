"""Words of the pack that the glossary explains: where a text first says one, it leads to what it means.

A link to the list at the end, so that it works without a script; a script opens the meaning where the word stands.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape, unescape

from django.utils.safestring import SafeString, mark_safe

from consultations.briefing.unknowns import PLACEHOLDER, leaves_open
from consultations.models import BriefingVersion, GlossaryTerm
from people.errors import Refused
from people.text.sentences import listed

MOST = 30  # words of one pack: a longer list is a dictionary, and nobody reads it
#: What is a link or a name already, and what is no text for reading.
_LEFT_ALONE = frozenset(
    {"a", "summary", "button", "h1", "h2", "h3", "h4", "code", "svg", "script", "label", "caption", "figure"}
)
_PIECE = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_ENDING = r"(?:e?s)?(?![\w-])"
LINK = '<a class="term" href="#word-{pk}" data-word>{text}<span class="vh"> (what this word means)</span></a>'


def words_of(version: BriefingVersion) -> list[GlossaryTerm]:
    """As a reader looks them up."""
    return sorted(version.glossary.all(), key=lambda word: word.term.casefold())


def marked(html: str, words: Iterable[GlossaryTerm]) -> SafeString:
    """`html`, which is safe and one section of a page: the first time it says each word, as a link to its meaning."""
    by_form = {_key(form): word for word in words for form in word.forms}
    if not by_form:
        return mark_safe(html)  # noqa: S308
    said: set[int] = set()

    def link(match: re.Match[str]) -> str:
        word = by_form.get(_key(match["form"]))
        if word is None or word.pk in said:
            return match[0]
        said.add(word.pk)
        return LINK.format(pk=word.pk, text=match[0])

    pattern, inside, made = _pattern(by_form), 0, []
    for piece in _PIECE.split(html):
        tag = _TAG.match(piece)
        if tag is not None and tag[2].lower() in _LEFT_ALONE:
            inside = max(0, inside - 1) if tag[1] else inside + 1
        is_text = not piece.startswith("<")
        made.append(pattern.sub(link, piece) if is_text and not inside else piece)
    return mark_safe("".join(made))  # noqa: S308 - the same, with links made here


def _key(form: str) -> str:
    """An abbreviation is another word than the same letters small: “AI”, “It”."""
    spaced = " ".join(unescape(form).replace("’", "'").split())
    return spaced if spaced.isupper() else spaced.casefold()


def _pattern(forms: Iterable[str]) -> re.Pattern[str]:
    """Each form as a text on a page holds it, the longest first: “live facial recognition” before “recognition”."""
    said = (_as_pattern(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?P<form>{'|'.join(said)}){_ENDING}")


def _as_pattern(form: str) -> str:
    words = r"\s+".join(re.escape(escape(word, quote=False)) for word in form.split())
    words = words.replace("'", "(?:['’]|&#x27;|&#39;)")
    return words if form.isupper() else f"(?i:{words})"


def unsaid(words: Iterable[GlossaryTerm], texts: Iterable[str]) -> list[GlossaryTerm]:
    """Those that stand in none of the texts."""
    whole = escape("\n".join(texts), quote=False)
    return [word for word in words if not _pattern(_key(form) for form in word.forms).search(whole)]


def check(fields: Mapping[str, object]) -> None:
    """Raises Refused for what explains nothing."""
    term, meaning = str(fields.get("term", "")).strip(), str(fields.get("meaning", "")).strip()
    if not re.search(r"\w", term):
        raise Refused("Write the word that is explained.")
    if leaves_open(meaning) or PLACEHOLDER.search(meaning):
        raise Refused(f"Say what “{term}” means, or leave it out: a word is not asked of the force.")


def refuse_double(version: BriefingVersion, fields: Mapping[str, object], row: int | None = None) -> None:
    """Raises Refused where a word, or another way to write it, is explained already."""
    others = [word for word in version.glossary.all() if word.pk != row]
    there = {_key(form): word for word in others for form in word.forms}
    if twice := [form for form in _forms(fields) if _key(form) in there]:
        raise Refused(f"“{twice[0]}” is explained already, at “{there[_key(twice[0])]}”. Change that one.")


def doubles(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Faults of a list that comes in: what it explains twice."""
    said = Counter(key for row in rows for key in {_key(form) for form in _forms(row)})
    twice = sorted(f"“{key}”" for key, times in said.items() if times > 1)
    return [f"glossary: {listed(twice)} explained twice."] if twice else []


def _forms(fields: Mapping[str, object]) -> list[str]:
    return GlossaryTerm(term=str(fields.get("term", "")), also=str(fields.get("also", ""))).forms
