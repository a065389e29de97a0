"""The data card as it is read: folded by whom it is about, so that a phone shows every answer in two taps."""

from dataclasses import dataclass, field

from consultations.briefing.citing import MARK
from consultations.models import DataCard, RetentionRow, SupplierRow
from people.text.sanitising import shortened

A = RetentionRow.AppliesTo
GIST = 110  # characters of a fold that show while it is shut
MATCHES = [(A.NOT_MATCHED, "If you do not match"), (A.MATCHED, "If you match")]
EVERYBODY, KEPT = "Everybody, match or not", "What is kept, and for how long"
HOLDERS = "holders"

#: The other rows of the card, each under what a resident asks: (key, heading, fields).
FOLDS = [
    (
        "collected",
        "What is collected, and about whom",
        ["collected", "about_whom", "special_category", "compared_with", "not_used"],
    ),
    (HOLDERS, "Who holds it, and who can see it", ["controller", "held_where", "shared_with", "security"]),
    ("alone", "What a result alone can do to you", ["sole_basis", "sole_sanction"]),
    ("you", "How to ask for your data, and how to complain", ["rights", "complain"]),
    ("papers", "The papers, and what stops misuse", ["dpia", "equality", "policy", "misuse", "reopens", "sign"]),
]


@dataclass
class Fold:
    """What opens in place: keeping times, or rows of the card; `gist` is what shows while it is shut."""

    key: str
    heading: str
    gist: str
    rows: list[dict[str, str]] = field(default_factory=list)
    kept: list[RetentionRow] = field(default_factory=list)
    suppliers: list[SupplierRow] = field(default_factory=list)


def folds(card: DataCard | None, retention: list[RetentionRow], suppliers: list[SupplierRow]) -> list[Fold]:
    """What happens to you first, then the rest of the card; nothing that has no row."""
    return _kept(retention) + (_rows(card, suppliers) if card is not None else [])


def _kept(retention: list[RetentionRow]) -> list[Fold]:
    everybody = EVERYBODY if any(row.applies_to != A.ALL for row in retention) else KEPT
    found = []
    for applies_to, heading in [*MATCHES, (A.ALL, everybody)]:
        if rows := [row for row in retention if row.applies_to == applies_to]:
            more = f" And {len(rows) - 1} more." if len(rows) > 1 else ""
            gist = f"{rows[0].data_class}: {rows[0].kept_for.rstrip('.')}."
            found.append(Fold(f"kept-{applies_to}", heading, _gist(gist) + more, kept=rows))
    return found


def _gist(text: str) -> str:
    return shortened(" ".join(MARK.sub("", text).split()).replace(" .", "."), GIST)


def _rows(card: DataCard, suppliers: list[SupplierRow]) -> list[Fold]:
    """A blank is written out; a row that came later is not told while it is blank."""
    words = dict(zip(DataCard.FIELDS, card.rows(), strict=True))
    found = []
    for key, heading, names in FOLDS:
        told = [words[name] for name in names if words[name]["value"] or name not in DataCard.LATER]
        rows = [{**row, "value": row["value"] or "Not known"} for row in told]
        theirs = suppliers if key == HOLDERS else []
        if rows or theirs:
            found.append(Fold(key, heading, _gist(rows[0]["value"]) if rows else "", rows, suppliers=theirs))
    return found
