"""A focus-group record from real quoted passages, through every act, to a published report with the specimen's form.

Needs the specimen (not part of the project): SOURCE_REPORT, or ../shared/source-report.txt. Its quoted passages
become a transcript; the numbered themes become themes and findings. Bars: every row F01-F15 of the form
requirements holds on the published page, and importing the record again adds nothing.
"""

import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])
from bench.harness import begin, finish, outside, table

SPECIMEN = outside("SOURCE_REPORT", "source-report.txt")
HEADING = re.compile(r"^#{2,4}\s+(?:([34])\.(\d)\.?\s+(.*))$")
QUOTE = re.compile(r"^\*[“\"](.+)[”\"]\*$")


def passages(text: str) -> list[tuple[int, str, list[str]]]:
    """[(discussion area, theme title, quoted passages)] of the specimen's numbered themes, in order."""
    found: list[tuple[int, str, list[str]]] = []
    whole = re.sub(r"([^”\"])\*\n\n\*(?=[^“\"])", r"\1 ", text)  # a passage cut by the end of a page
    for line in whole.splitlines():
        if heading := HEADING.match(line.strip()):
            title = re.sub(r"\s*\(.*?\)\s*$", "", heading[3]).strip()
            found.append((1 if heading[1] == "3" else 2, title, []))
        elif (quote := QUOTE.match(line.strip())) and found:
            found[-1][2].append(quote[1])
    for _place, title, quotes in found:
        if not quotes:  # told in the specimen's prose only: two people stand for that account
            quotes += [f"[From the account given in prose] {title}", f"[And another on the same] {title}"]
    return found


def record(themes: list[tuple[int, str, list[str]]], folder: Path) -> Path:
    """The passages as a record: each spoken by one of twelve people in turn, the area changed by a note."""
    lines, area, speaker = ["Title: A record made from quoted passages", ""], 1, 0
    for place, _, quotes in themes:
        if place != area:
            lines += ["", f"Note: Area {place}", ""]
            area = place
        for quote in quotes:
            lines.append(f"P{speaker % 12 + 1}: {quote}")
            speaker += 1
    path = folder / "record.txt"
    path.write_text("\n".join(lines) + "\n")
    return path


def publish(cast: Any, themes: list[tuple[int, str, list[str]]], made: Any) -> None:
    """Code every passage whole on its theme, write the findings, ask for things, and publish: all through the acts."""
    from audit import clock
    from consultations.models import DiscussionArea, Stage
    from consultations.stages import stages
    from deliberation.models import Contribution
    from outcomes.coding import coding, quoting
    from outcomes.coding.themes import add_theme
    from outcomes.findings import checking, findings, labels
    from outcomes.recommendations import recommendations
    from outcomes.recommendations.recommendations import STARTERS

    consultation, moss = cast.consultation, cast.moss
    cast.at(Stage.ANALYSIS)
    said = iter(Contribution.objects.filter(record=made, source_kind="transcript").order_by("pk"))
    areas = {a.order: a for a in DiscussionArea.objects.filter(consultation=consultation)}
    report = findings.start_report(consultation, by=moss)
    written = []
    for place, title, quotes in themes:
        theme = add_theme(consultation, title[:120], by=moss, area=areas[place])
        excerpts = []
        for _ in quotes:
            contribution = next(said)
            excerpt = coding.excerpt(contribution, 0, len(contribution.body), by=moss)
            coding.code(excerpt, theme, by=moss, stance="for_with_conditions", intensity=2)
            excerpts.append(excerpt)
            quoting.check_quote(excerpt, by=cast.finch)
        kind = "view" if quotes else "open_question"
        finding = findings.add_finding(
            report, areas[place], by=moss, kind=kind, title=title[:200], said="What was said on this, in our words.",
            inferred="What we draw from it.", differences="None found.", position=["for_with_conditions"],
            themes=[theme],
        )  # fmt: skip
        findings.set_quotes(finding, excerpts[:4], by=moss)
        proposed = labels.propose(finding)
        findings.choose_label(
            finding, by=moss, breadth=proposed.breadth or "single", strongly_felt=proposed.strongly_felt,
            override_reason="" if proposed.breadth else "Nobody’s words are quoted under this heading.",
        )  # fmt: skip
        written.append(finding)
    findings.write_report(
        report, by=moss, headline="A frustrated public that wants it to work", in_brief="Support comes with conditions.",
        summary=[{"text": f.title, "finding": f.pk} for f in written[:7]], limitations="One record of passages.",
        conclusion="Show, prove, explain, and keep a person responsible.", conditions=["Tell people how it works"],
    )  # fmt: skip
    for starter in STARTERS[:10]:
        recommendations.add(
            report, by=moss, title=starter.title, text=starter.text, category=starter.category, findings=written[:1]
        )
    checking.send_for_checking(report, by=moss)
    checking.add_statement(consultation, by=cast.hale, text="We read the notes against the findings.")
    consultation.refresh_from_db()
    with clock.travel(clock.now() + timedelta(days=60)):
        stages.move(consultation, "publish_findings", by=moss)


#: Row → (what the published page must show, how we know).
def rows(page: str, text: str, themes: list[tuple[int, str, list[str]]]) -> dict[str, bool]:
    headings = re.findall(r"<h[23][^>]*>(.*?)</h[23]>", page, re.S)
    titles = [re.sub(r"<[^>]+>", "", h) for h in headings]
    quotes = [q for _, _, found in themes for q in found]
    return {
        "F01 title, date, commissioning body, version, licence": all(w in text for w in ("Version", "CC BY")),
        "F02 method and overall reading": "Support comes with conditions." in text and "How this was done" in text,
        "F03 summary bullets, each linked": page.count('href="#finding-') >= 7,
        "F04 a part for each discussion area": all(a in text for a in ("Policing where you live", "Cameras")),
        "F05 numbered themes, as many as the specimen": sum(bool(re.match(r"\s*[12]\.\d", t)) for t in titles) >= len(themes),
        "F06 a strength label in each heading": all(
            "(" in t for t in titles if re.match(r"\s*[12]\.\d", t)
        ),
        "F07 the groups are named": "Group 1" in text,
        "F08 quotes verbatim, marks kept": sum(q[:40] in text for q in quotes) >= len(quotes) * 0.8,
        "F09 what people said, and what we draw from it": "What people said" in text and "What we draw from it" in text,
        "F10 where people differ": "Where people differ" in text,
        "F11 labels ranked and explained": "Consensus across groups" in text,
        "F12 what people did not know": "What people did not know" in text,
        "F13 open questions": "Open questions" in text,
        "F14 ten recommendations with an imperative title": len(set(re.findall(r'id="asked-(\d+)"', page))) == 10,
        "F15 conclusion and conditions": "Show, prove, explain" in text and "Tell people how it works" in text,
    }  # fmt: skip


def main() -> None:
    if not SPECIMEN.exists():
        print("Passed over: the specimen report is not here (set SOURCE_REPORT).")
        finish("source_report", {"rows": 0}, {})
    folder = begin()
    from django.test import Client
    from django.utils.html import strip_tags

    from deliberation.importing import confirming
    from deliberation.importing.planning import plan_transcript
    from deliberation.importing.rooms import import_transcript
    from deliberation.models import Contribution
    from deliberation.transcripts.reading import read_transcript
    from tests.cast import make_cast

    themes = passages(SPECIMEN.read_text())
    path = record(themes, folder)
    cast = make_cast(
        withdrawal_days=0, accuracy_days=0, check_days=0, commissioning_body="Riverside Forum (example)",
        funding_note="Paid for by the forum.",
    )  # fmt: skip
    for _ in range(2):  # the second time adds nothing
        made = import_transcript(plan_transcript(cast.group1, read_transcript(path)), by=cast.moss, may_quote=True)
        again = Contribution.objects.filter(record=made).count()
    confirming.confirm(made, by=cast.finch, how="compared", seen=made.fingerprint)
    publish(cast, themes, made)
    page = Client(HTTP_HOST="testserver").get(f"/consultations/{cast.consultation.slug}/report/").content.decode()
    held = rows(page, strip_tags(page).replace("&#x27;", "’"), themes)
    quotes = sum(len(q) for _, _, q in themes)
    table(["row", "holds"], [[name, "yes" if ok else "NO"] for name, ok in held.items()])
    bars = {"every row holds": all(held.values()), "the record is imported once": again == quotes}
    finish("source_report", {"themes": len(themes), "passages": quotes, "rows": len(held)}, bars)


if __name__ == "__main__":
    main()
