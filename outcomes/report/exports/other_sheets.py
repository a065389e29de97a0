"""Tables of a published report: what was asked and answered, who took part and how, what was put right."""

from collections.abc import Iterator

from outcomes.models import AnswerErratum, Commitment, RecommendationResponse
from outcomes.report.exports.sheet import ASKED, QUESTION, WITHHELD, Cell, Column, Sheet, number
from outcomes.report.findings_section import Quote
from outcomes.report.report import Report
from people.text.dates import day


def asked(report: Report, slots: list[RecommendationResponse], errata: list[AnswerErratum]) -> list[Sheet]:
    return [_recommendations(report, slots, errata), _promises(slots)]


def met(report: Report) -> list[Sheet]:
    sheets = [_composition(report), _ways(report), _met(report), _records(report), _set_aside(report), _polls(report)]
    return [*sheets, _put(report), _corrections(report)]


def _recommendations(report: Report, slots: list[RecommendationResponse], errata: list[AnswerErratum]) -> Sheet:
    columns = [
        ASKED,
        Column("title", "What is asked for"),
        Column("text", "The same at length"),
        Column("as_put", "In the words of whoever proposed it, as printed; empty where none are, or no longer"),
        Column("category", "Its kind"),
        Column("to", "Whom it is addressed to"),
        Column("rests_on", "Numbers of the findings it rests on"),
        number("replaced_by", "Number of the recommendation that replaces it"),
        Column("police_answer", "What the police answered; empty until it is signed"),
        Column("police_reasons", "Their reasons, as signed"),
        Column("since_then", "What became of it since: decided, overdue, dropped, not confirmed, corrected"),
    ]
    said = {slot.recommendation_id: slot for slot in slots}
    rows: list[list[Cell]] = []
    for item in report.recommendations:
        slot = said.get(item.pk)
        answer = [slot.get_status_display(), slot.reasons, _since(slot, errata)] if slot else ["", "", ""]
        to = item.addressed_to or str(report.consultation.force or "")
        after = item.superseded_by.number if item.superseded_by else None
        rests_on = "; ".join(finding.number for finding in item.findings.all())
        quote = item.quoted
        put = quote.text if isinstance(quote, Quote) and quote.is_shown else ""
        kind = item.get_category_display()
        rows.append([item.number, item.title, item.text, put, kind, to, rests_on, after, *answer])
    return Sheet("recommendations", "What participants asked for, and the answer", columns, rows)


def _since(slot: RecommendationResponse, errata: list[AnswerErratum]) -> str:
    """As the page shows it beside the answer, the reasons of a decision and the corrections too."""
    said = [f"{slot.since_signed[:1].upper()}{slot.since_signed[1:]}."] if slot.since_signed else []
    if slot.decision:
        said.append(slot.decision.reasons)
    mine = [one for one in errata if one.answer_id == slot.pk]
    said += [f"{_what(one)} on {day(one.at)}: “{one.old}” now reads “{one.new}”. {one.reason}" for one in mine]
    return " ".join(said)


def _what(erratum: AnswerErratum) -> str:
    return "The decision corrected" if erratum.decision_id else "Corrected"


def _promises(slots: list[RecommendationResponse]) -> Sheet:
    columns = [
        ASKED,
        Column("promise", "What the police promise"),
        Column("owner", "Who keeps it, by role, and the force that signed"),
        Column("due", "By when"),
        Column("state", "How it stands"),
        Column("late", "How late it is or was; empty in time"),
        Column("given_up_because", "Why it was dropped"),
    ]
    promises: Iterator[tuple[int, Commitment]] = (
        (slot.recommendation.number, promise) for slot in slots for promise in slot.commitments.all()
    )
    rows: list[list[Cell]] = [
        [n, p.text, p.owner, day(p.due), p.standing_words, p.lateness, p.dropped_reason] for n, p in promises
    ]
    return Sheet("promises", "Promises in the answer", columns, rows)


def _composition(report: Report) -> Sheet:
    columns = [
        Column("breakdown", "Which breakdown"),
        Column("category", "A category of it"),
        number("people", "How many people"),
        WITHHELD,
    ]
    rows: list[list[Cell]] = []
    for table in report.method.composition:
        rows += [[table.title, name, n, ""] for name, n in table.rows]
        if table.withheld:
            rows.append([table.title, "", None, table.withheld])
    return Sheet("who_took_part", "Who was let in, from what people said about themselves", columns, rows)


def _ways(report: Report) -> Sheet:
    columns = [
        Column("way", "How words or votes came in"),
        Column("when", "When"),
        Column("where", "Where"),
        Column("how_long", "How long it took"),
        Column("did_not_come", "Who did not come"),
        Column("consent", "What people agreed to, and who says so"),
    ]
    rows: list[list[Cell]] = [
        [way.name, way.dates, way.place, way.length, way.absent, way.consent] for way in report.method.ways
    ]
    return Sheet("ways_of_taking_part", "The ways of taking part", columns, rows)


def _met(report: Report) -> Sheet:
    columns = [
        Column("group", "Name of the group"),
        Column("mode", "How it met"),
        Column("kind", "Invited, or by choice"),
        Column("facilitator", "Who facilitated at the end"),
        number("planned", "People planned"),
        number("joined", "Joined"),
        number("left", "Left before the end"),
        Column("changed", "What of this was another before, after people had joined"),
    ]
    rows: list[list[Cell]] = [
        [
            r.group.name,
            r.group.get_mode_display(),
            r.kind,
            r.facilitator,
            r.group.target_size,
            r.joined,
            r.left,
            " ".join(r.changed),
        ]
        for r in report.method.groups
    ]
    return Sheet("groups_met", "The groups", columns, rows)


def _records(report: Report) -> Sheet:
    columns = [
        Column("group", "Name of the group"),
        Column("date", "When it met"),
        Column("place", "Where"),
        Column("how", "How people met"),
        Column("length", "How long it took"),
        Column("record", "How it was recorded"),
        Column("people", "Who came"),
        Column("asked", "What was asked: parts not reached, what was left out of the topic guide or put in its place"),
        Column("facts", "Facts put to people, beyond the briefing, and where each comes from"),
        Column("counts", "Of a record brought in: whether it counts, and who confirmed it"),
    ]
    rows: list[list[Cell]] = [
        [
            h.session.names,
            h.when,
            h.session.place or "not recorded",
            h.session.met,
            h.lasted,
            h.session.get_recording_display(),
            h.came,
            ". ".join(filter(None, [h.not_reached, h.session.apart])),
            "; ".join(f"{fact.fact} ({fact.source})" for fact in h.session.facts_of_the_room),
            "",
        ]
        for h in report.method.sessions
    ]
    rows += [
        [
            r.group,
            day(r.held_on) or r.said("held_on"),
            r.said("place"),
            r.said("mode"),
            r.said("lasted"),
            r.said("recorder"),
            "",
            r.said("asked"),
            r.said("facts"),
            ". ".join(part for part in (r.standing, r.notice) if part),
        ]
        for r in report.method.records
    ]
    elsewhere = "held elsewhere, as statements to agree or disagree with"
    rows += [[c.title, day(c.begun), elsewhere, "", "", "", "", "", "", c.told] for c in report.method.conversations]
    return Sheet("meetings", "Meetings: on this platform, and records brought in", columns, rows)


def _set_aside(report: Report) -> Sheet:
    columns = [
        Column("breakdown", "Which breakdown; “All” is the whole"),
        Column("category", "A group, or the reason"),
        number("contributions", "Contributions that say nothing on any theme, and count in no finding"),
        WITHHELD,
    ]
    counted = report.method.counts.get("set_aside")  # what was published before has no such count
    rows: list[list[Cell]] = [["All", "", counted["total"], counted["told"]]] if counted else []
    for table in counted["tables"] if counted else []:
        rows += [[table["title"], name, n, ""] for name, n in table["rows"]]
        if table["withheld"]:
            rows.append([table["title"], "", None, table["withheld"]])
    return Sheet("set_aside", "Contributions set aside as not relevant", columns, rows)


def _polls(report: Report) -> Sheet:
    answered = Column("answered", "How many answered")
    had_talked = Column("had_talked", "Of the first poll: how many had talked before they answered it")
    typed = [Column("on_paper", "Of them on paper"), Column("by_telephone", "Of them by telephone")]
    columns = [Column("poll", "Which poll"), answered, *typed, had_talked]
    rows: list[list[Cell]] = [
        [str(row.wave), row.answered, row.on_paper, row.by_phone, row.talked] for row in report.method.waves
    ]
    return Sheet("polls", "How many people answered each poll", columns, rows)


def _put(report: Report) -> Sheet:
    columns = [
        QUESTION,
        Column("card", "What stood on the card; empty where there was none"),
        Column("help", "What stood beside the question"),
        Column("answers", "The answers that were offered, in their order"),
        Column("asked_in", "In which rounds, and of whom"),
    ]
    rows: list[list[Cell]] = [
        [one.question.text, one.question.card, one.question.help, "; ".join(one.answers), one.when]
        for one in report.put
    ]
    return Sheet("questions_asked", "Questions and cards, as they were put", columns, rows)


def _corrections(report: Report) -> Sheet:
    columns = [
        Column("on", "Date of the correction"),
        Column("finding", "Number of the finding, empty: the report"),
        Column("old", "What it said"),
        Column("new", "What it should say"),
        Column("reason", "Why"),
    ]
    rows: list[list[Cell]] = [
        [day(e.at), e.finding.number if e.finding else "", e.old, e.new, e.reason] for e in report.errata
    ]
    return Sheet("corrections", "Corrections since publication", columns, rows)
