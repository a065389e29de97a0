"""What panel and police say of the findings, as published texts. Part of the findings room."""

from collections.abc import Iterator

from audit.texts import Text
from outcomes.models import FindingsReport, OversightStatement


def comments_text(report: FindingsReport) -> Text:
    """The comments of the police, printed or kept out with a reason, as they were when the report came out."""
    comments = report.comments.filter(from_police=True).order_by("pk").select_related("finding__area")
    rows = [
        [
            one.text if one.is_printed else "",
            one.kept_out,
            one.finding.number if one.finding else "",
            *filter(None, [one.said_as]),  # of those from before it was kept: nothing
        ]
        for one in comments
        if one.is_printed or one.kept_out
    ]
    title = f"Comments of the police on the report of “{report.consultation}”"
    return Text("police comments", report, title, report.consultation.slug, {"the comments": rows})


def statement_text(statement: OversightStatement) -> Text:
    consultation = statement.consultation
    parts: dict[str, object] = {
        "the words": statement.text,
        "who made it, and when": [statement.member_id, statement.stage, statement.at, statement.draft_mark],
    }
    title = f"Statement {statement.pk} of the oversight panel on “{consultation}”"
    return Text("panel statement", statement, title, consultation.slug, parts)


def published() -> Iterator[Text]:
    """Statements from the moment they are made, for they are never edited; comments with the report."""
    for statement in OversightStatement.objects.select_related("consultation").order_by("pk"):
        yield statement_text(statement)
    reports = FindingsReport.objects.filter(state=FindingsReport.State.PUBLISHED).select_related("consultation")
    for report in reports.order_by("pk"):
        yield comments_text(report)
