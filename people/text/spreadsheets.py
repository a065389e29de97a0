"""Cells of a spreadsheet: what its program would run is marked as text; harmless look-alikes stay as they are."""

import re
import unicodedata

#: What a workbook is, for the browser.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MARK = "'"
#: Every CSV that is given out begins with it: without, Excel reads “Ŵylfa” in an old encoding and garbles it.
BOM = "\ufeff"

_LEAD = re.compile("^[\\s\ufeff\u200b-\u200f\u2060;,\"']+")  # where a cell may turn out to begin
_FIGURE = re.compile(r"^[+-] ?\(?\d[\d\s.,:/()x-]*(%|°[CF]?|[A-Za-z]{1,3}\.?)?$")  # -5, +5%, -5°C, +44 (0)20 7946
_ITEM = re.compile(r"^[-+] +\w")  # a list item: a dash, a space, a word
_MENTION = re.compile(r"^@\w+(?=$|[\s,.:;?!])")  # @name, to speak to somebody
_FORMULA = re.compile(r"\w\s*\(|[|=*&^<>]\s*['\"\w]|!['\"\w$]|[A-Za-z]+\d+\s*[:+*/-]")  # a call, a pipe, a sum of cells
_COMMAND = re.compile(
    r"^(dde\s*\(|(javascript|vbscript)\s*:|data:\w+/|<\s*[a-z!/?]"
    r"|(cmd|powershell|pwsh|mshta|rundll32|regsvr32|certutil|wscript|cscript|bash|sh)(\.exe)?(\s*[|!]|\s+[-/]\w))",
    re.IGNORECASE,
)


def csv_cell(value: object) -> str:
    """`value` as a CSV cell that no spreadsheet program runs. Numbers and harmless texts stay as they are.

    `csv_text` gives back exactly what was put in.
    """
    text = "" if value is None else str(value)
    return MARK + text if _must_be_marked(text) else text


def csv_text(cell: str) -> str:
    """What `csv_cell` was given."""
    return cell[1:] if cell.startswith(MARK) and _must_be_marked(cell[1:]) else cell


def _must_be_marked(text: str) -> bool:
    """True for what would run, also behind marks that somebody already put there: so that one mark is always ours."""
    return _would_run(text.lstrip(MARK))


def _would_run(text: str) -> bool:
    if text[:1] in ("\t", "\r", "\n") and text.strip():
        return True
    seen = _LEAD.sub("", unicodedata.normalize("NFKC", text))
    seen = re.sub("^[\u2010-\u2015\u2212]", "-", seen)  # any dash may be typed for a minus
    if seen[:1] == "=" or _COMMAND.match(seen):
        return True
    if seen[:1] == "@":
        return not _MENTION.match(seen) or bool(_FORMULA.search(seen))
    if seen[:1] in ("+", "-"):
        return not _FIGURE.match(seen) and (not _ITEM.match(seen) or bool(_FORMULA.search(seen)))
    return False
