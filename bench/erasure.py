"""Erasing people: 20 markers each, left through the acts; none may be found anywhere afterwards, nothing else may move.

Places: every table, the database's own file and log, the cache, log lines, every file written, exports and reports.
Baseline: the same search before the erasure finds the markers, so the search itself works.
Run: python bench/erasure.py [people to erase]
"""

import logging
import sys
from collections import defaultdict
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness

FOLDER = harness.begin()
harness.work_at_once()

from django.conf import settings
from django.db import connection
from django.test import Client

from audit.chain import broken_links
from consultations.models import Group
from deliberation.models import Ballot, Contribution
from outcomes.models import FindingQuote, MadeFile, ReportFile
from outcomes.report import report as reports
from people.models import User
from people.privacy import download, erasing, ledger, retention
from people.privacy.registry import sections
from tests.cast import Cast, make_cast
from tests.people.privacy import marked

Found = dict[str, set[str]]


class Lines(logging.Handler):
    """Everything that is logged, at every level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += record.getMessage() + "\n"


def look(words: list[str], log: Lines, pages: dict[str, str]) -> Found:
    found: Found = defaultdict(set)
    for places in (marked.in_tables(words), marked.in_cache(words), marked.in_files(FOLDER, words)):
        for place, here in places.items():
            found["tables" if not place.startswith(("file", "cache")) else place] |= set(here)
    for place, text in {"log": log.text, **pages}.items():
        found[place] |= {word for word in words if word in text}
    return found


def published(cast: Cast, others: list[User]) -> dict[str, str]:
    """What can be fetched from outside, and the downloads of those who stay."""
    base, client = f"/consultations/{cast.consultation.slug}", Client()
    pages = {"report page": client.get(f"{base}/report/").content.decode()}
    pdf = client.get(f"{base}/report.pdf")
    pages["report PDF"] = marked.pdf_text(pdf.content) if pdf.status_code == 200 else ""
    pages["other pages"] = "".join(
        client.get(address).content.decode()
        for address in ("/", "/record/", "/data-card/", f"{base}/", f"{base}/record/", f"{base}/discussion/")
    )
    pages["downloads of others"] = "".join(str(list(s.rows(user))) for user in others for s in sections())
    download.pack(others[0]).close()
    return pages


def counted(cast: Cast, gone: list[int]) -> dict[str, Any]:
    """What must not move: tallies, the published report without quotes, and the words of everybody else.

    A draft is counted among those who take part, so there only the texts have to stay.
    """
    built = reports.build(cast.consultation)
    if built.is_draft:
        parts = [(e.finding.title, e.finding.said, e.finding.label) for e in built.findings]
        return {"draft": parts, **_always(gone)}
    parts = [(e.finding.title, e.finding.said, e.raised, e.stances, e.evidence, e.charts) for e in built.findings]
    parts += [built.method.statement, built.method.counts, built.method.composition, built.measures]
    return {"report": sha256(repr(parts).encode()).hexdigest(), **_always(gone)}


def _always(gone: list[int]) -> dict[str, Any]:
    return {
        "tallies": sorted(Ballot.objects.values_list("wave", "question", "choice")),
        "replies": list(
            Contribution.objects.exclude(membership__in=gone).order_by("pk").values_list("pk", "body", "reply_to")
        ),
    }


def main(number: int) -> None:
    log = Lines()
    logging.getLogger().addHandler(log)
    logging.getLogger().setLevel(logging.INFO)
    for noisy in ("fontTools", "weasyprint"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    rows: list[list[Any]] = []
    bars: dict[str, bool] = {}
    hits = 0
    for when, publish in (("before publication", False), ("after publication", True)):
        cast = make_cast(f"bench-{publish}".lower())
        names = [f"{'p' if publish else 'b'}{n}" for n in range(number + 2)]
        _, users = marked.fill(cast, {who: _group(cast, n) for n, who in enumerate(names)}, publish=publish)
        leaving, staying = names[:number], names[number:]
        words = [word for who in leaving for word in marked.markers(who)]
        others = [word for who in staying for word in marked.markers(who)]
        stay = [users[who] for who in staying]
        gone = [cast.member(users[who]).pk for who in leaving]
        seeded = look(words, log, published(cast, stay) if publish else {})
        kept, numbers = marked.in_tables(others), counted(cast, gone)
        for who in leaving:
            erasing.erase(users[who])
        marked.next_versions()  # quotes go on the report's day: bench/linkage.py
        after = look(words, log, published(cast, stay) if publish else {})
        for place in sorted(seeded):
            rows.append([when, place, len(seeded[place]), len(after[place])])
        what = "published report" if publish else "texts of the draft"
        hits += sum(map(len, after.values()))
        bars[f"{when}: the search finds markers in tables beforehand"] = len(seeded["tables"]) > 10 * number
        bars[f"{when}: nothing is found afterwards"] = not any(after.values())
        bars[f"{when}: every word of the others is still there"] = _but_quotes(marked.in_tables(others)) == _but_quotes(
            kept
        )
        bars[f"{when}: tallies, {what} and replies are the same"] = counted(cast, gone) == numbers
    bars["the record's chain is whole"] = not broken_links()
    bars["the ledger holds every erasure"] = sum(line["kind"] == "account" for line in ledger.lines()) == 2 * number
    retention.purge()
    bars["nothing is overdue after the purge"] = not any(line.rows for line in retention.due())
    harness.table(["when", "place", "markers before", "after"], rows)
    figures = {"erased": 2 * number, "markers": marked.MARKERS, "hits": hits, "database": connection.vendor}
    harness.finish("erasure", {**figures, "cache": settings.CACHES["default"]["BACKEND"].rsplit(".", 1)[1]}, bars)


INDEX_PAGES = "deliberation_words_data"


def _but_quotes(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Quotes that go take others, drawn by lot, with them: bench/linkage.py. Everything else of the others stays.

    The files of the report, made from those quotes, are made anew when somebody asks for the next version. The pages of
    SQLite's index of words are packed anew as words go: a word is not in one piece there, and the posts hold it.
    """
    made = (FindingQuote._meta.db_table, MadeFile._meta.db_table, ReportFile._meta.db_table)
    return {table: here for table, here in found.items() if table not in made and table != INDEX_PAGES}


def _group(cast: Cast, number: int) -> Group:
    return (cast.group1, cast.group2)[number % 2]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6)
