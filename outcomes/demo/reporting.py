"""Telling, second part: coding what was said, and the findings report."""

from typing import TYPE_CHECKING, Any

from consultations.models import DiscussionArea
from consultations.stages import stages
from deliberation.models import Contribution
from outcomes.coding import coding, double, quoting, set_aside, settling
from outcomes.coding.themes import add_theme
from outcomes.easy_read import easy_read, originals
from outcomes.findings import agreeing, checking, findings, labels
from outcomes.models import Excerpt, Finding, FindingsReport, HigherLabel, Stance, Theme
from outcomes.recommendations import recommendations

if TYPE_CHECKING:
    from outcomes.demo.storytelling import Story

ONE_MATTER = "People said the same thing under each of these themes, so they are counted together."
READ_TOGETHER = "We read the words under each theme. They are on one matter, and each person is counted once."


def write_up(story: "Story") -> None:
    """From the coding to the published report, over the weeks after closing."""
    closes = story.days["closes"]
    with story.on(closes - 5):
        themes = _themes(story)
        excerpts = _code(story, themes)
    if "double_coding" in story.data:
        with story.on(closes - 7):
            _code_twice(story, themes)
    with story.on(closes - 10):
        _check_quotes(story, excerpts)
        aside = [story.contributions[key].pk for key in story.data["not_relevant"]]
        set_aside.agree(story.consultation, aside, by=story.user("hale"))
    with story.on(closes - 16):
        report = _report(story, themes, excerpts)
        checking.send_for_checking(report, by=story.user("moss"))
    with story.on(closes - 20):
        _comment(story, report)
    with story.on(story.days["findings"]):
        checking.add_statement(story.consultation, by=story.user("hale"), text=story.data["oversight_statement"])
        story.consultation.refresh_from_db()
        stages.move(story.consultation, "publish_findings", by=story.user("moss"))
    if "easy_read" in story.data:
        with story.on(story.days["findings"] - 4):
            _easy_words(story, FindingsReport.objects.get(consultation=story.consultation))


def _themes(story: "Story") -> dict[str, Theme]:
    areas = {a.order: a for a in DiscussionArea.objects.filter(consultation=story.consultation)}
    return {
        theme["key"]: add_theme(
            story.consultation,
            theme["title"],
            by=story.user("moss"),
            area=areas[theme["area"]],
            definition=theme["definition"],
            key=theme["key"],
        )
        for theme in story.starter["themes"]
    }


def _code(story: "Story", themes: dict[str, Theme]) -> dict[str, Excerpt]:
    excerpts = {}
    moss = story.user("moss")
    for row in story.data["codings"]:
        contribution = story.contributions[row["contribution"]]
        start = contribution.body.index(row["quote"])
        excerpts[row["key"]] = coding.code_words(
            contribution,
            by=moss,
            themes=[themes[key] for key in row["themes"]],
            words=row["quote"],
            span=(start, start + len(row["quote"])),
            edited=row.get("edited") or "",
            **{name: row[name] for name in ("stance", "intensity", "directed_at", "concern")},
        )
    for key in story.data["not_relevant"]:
        coding.mark_not_relevant(story.contributions[key], by=moss, why="arrangements")
    return excerpts


def _code_twice(story: "Story", themes: dict[str, Theme]) -> None:
    """The second coder reads a sample without seeing the first one's codes; what differs is settled, with a reason."""
    told = story.data["double_coding"]
    moss, finch = (story.consultation.memberships.get(user=story.user(name)) for name in ("moss", "finch"))
    sample = double.draw(
        story.consultation, by=story.user("moss"), first=moss, second=finch, size=told["size"], seed=told["seed"]
    )
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in story.data["codings"]:
        rows.setdefault(story.contributions[row["contribution"]].pk, []).append(row)
    for place, contribution in enumerate(double.left_for(sample, finch)):
        _read_again(story, contribution, rows.get(contribution.pk, []), themes, place)
    for who in ("moss", "finch"):
        double.finish(sample, by=story.user(who))
    for found in double.differences(story.consultation):
        settling.settle(found, by=story.user("finch"), why=told["why"], counts_of=moss)  # who read it so lets it go


def _read_again(
    story: "Story", contribution: Contribution, rows: list[dict[str, Any]], themes: dict[str, Theme], place: int
) -> None:
    """As the first coder, but for a stance in some places and a theme in others."""
    finch = story.user("finch")
    if not rows:
        coding.mark_not_relevant(contribution, by=finch, why="arrangements")
        return
    # The second coder also checks quotes, and nobody checks words of their own choice: so these are other words.
    taken = set(Excerpt.objects.filter(revision__contribution=contribution).values_list("start", "end"))
    end = next(end for end in range(len(contribution.body), 0, -1) if (0, end) not in taken)
    for row in rows:
        under = [themes[key] for key in row["themes"]]
        if place % 9 == 4:
            under = [_beside(theme, themes) for theme in under]
        coding.code_words(
            contribution,
            by=finch,
            themes=under,
            words=contribution.body[:end],
            span=(0, end),
            stance=Stance.BOTH if place % 7 == 3 else row["stance"],
            intensity=row["intensity"],
        )


def _beside(theme: Theme, themes: dict[str, Theme]) -> Theme:
    """Another theme of its area."""
    others = [one for one in themes.values() if one.area_id == theme.area_id]
    return others[others.index(theme) - 1]


def _check_quotes(story: "Story", excerpts: dict[str, Excerpt]) -> None:
    for finding in story.data["findings"]:
        for key in finding["quotes"]:
            excerpt = excerpts[key]
            excerpt.refresh_from_db()
            if excerpt.checked_by_id is None:
                quoting.check_quote(excerpt, by=story.user("finch"))


def _report(story: "Story", themes: dict[str, Theme], excerpts: dict[str, Excerpt]) -> FindingsReport:
    moss, data = story.user("moss"), story.data
    report = findings.start_report(story.consultation, by=moss)
    areas = {a.order: a for a in DiscussionArea.objects.filter(consultation=story.consultation)}
    written: dict[str, Finding] = {}
    for row in data["findings"]:
        finding = findings.add_finding(
            report,
            areas[row["area"]],
            by=moss,
            kind=row["kind"],
            title=row["title"],
            said=row["said"],
            inferred=row["inferred"],
            differences=row["differences"],
            position=row["position"],
            themes=[themes[key] for key in row["themes"]],
        )
        findings.set_quotes(finding, [excerpts[key] for key in row["quotes"]], by=moss)
        written[row["number"]] = _label(story, finding)
    _report_text(story, report, written)
    for row in data["recommendations"]:
        recommendations.add(
            report,
            by=moss,
            title=row["title"],
            text=row["text"],
            category=row["category"],
            findings=[written[number] for number in row["findings"]],
            addressed_to="" if row["addressed_to"] == "force" else row["addressed_to"],
            proposed_in=recommendations.proposals(report).get(excerpt=excerpts[row["as_put"]])
            if "as_put" in row
            else None,
        )
    return report


def _label(story: "Story", finding: Finding) -> Finding:
    """As the coding supports it. Where not each of its themes bears that alone, with the reason and the panel’s yes."""
    proposed = labels.propose(finding)
    finding = findings.choose_label(
        finding,
        by=story.user("moss"),
        breadth=proposed.breadth,
        strongly_felt=proposed.strongly_felt,
        override_reason=ONE_MATTER if proposed.alone else "",
    )
    for asked in finding.higher_labels.filter(answer=HigherLabel.Answer.OPEN):
        agreeing.answer(asked, by=story.user("hale"), agreed=True, why=READ_TOGETHER)
    finding.refresh_from_db()
    return finding


def _report_text(story: "Story", report: FindingsReport, written: dict[str, Finding]) -> None:
    text: dict[str, Any] = story.data["report"]
    findings.write_report(
        report,
        by=story.user("moss"),
        headline=text["headline"],
        in_brief=text["in_brief"],
        summary=[{"text": b["text"], "finding": written[b["finding"]].pk} for b in text["summary"]],
        limitations=text["limitations"],
        conclusion=text["conclusion"],
        conditions=text["conditions"],
    )


def _easy_words(story: "Story", report: FindingsReport) -> None:
    """Written by one person, and read beside the report by another."""
    told = story.data["easy_read"]
    by_key = {key: told[one.finding.number if one.finding else key] for key, one in originals.originals(report).items()}
    made = easy_read.write(report, by_key, by=story.user("moss"))
    easy_read.confirm(made, by=story.user("hale"), seen=made.changed_at.isoformat())


def _comment(story: "Story", report: FindingsReport) -> None:
    numbers = {finding.number: finding for finding in report.findings.select_related("area")}
    for comment in story.data.get("police_factual_comments", []):
        checking.comment(report, by=story.user("reyes"), text=comment["text"], finding=numbers[comment["finding"]])
