"""Does what was said in three rooms become a report of the form that the specimen has, without what it lacks?

Three groups, opposing sides, three intensities; a file each as Teams, Zoom and Otter write them (bench/specimen/). They
are brought in, confirmed, coded, written up and published, all by the acts. Then every row of the domain's lists of
form (F01 to F15) and of what the specimen lacks (W01 to W12) is looked for by content: the counts are counted by hand
in bench/specimen/said.py. A row that cannot fail says nothing, so each is tried again on a page with one thing wrong.
Bars: every row holds; each fails on its defect; the files brought in again, and one corrected, add nothing but what is
new; whoever leads is known by name. Run: python bench/source_report.py
"""

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench.harness import begin, finish, table


def bring_in(cast: Any, groups: dict[int, Any]) -> dict[str, bool]:
    """The three files as a facilitator sends them, one of them corrected since; each confirmed by a second person.

    Nobody says who led: it is a name of the team. Returns what has to hold.
    """
    from bench.specimen import records
    from consultations.models import Membership
    from deliberation.importing import confirming, drafts
    from deliberation.importing.choices import LED, Choices, about_what
    from deliberation.models import Contribution
    from people.errors import Refused

    def one(number: int, data: bytes, corrects: Any = None) -> tuple[Any, str]:
        """The record, and whom the draft takes to have led."""
        name, held_on, place, recorder, present, absent = records.ABOUT[number]
        about = {"held_on": held_on, "place": place, "recorder": recorder, "present": present, "absent": absent}
        draft = drafts.keep(cast.consultation, data, name, by=cast.moss)
        chosen = Choices.from_json(draft.choices)
        led = chosen.who.get("jo moss", "")
        if corrects is None:
            chosen.areas, chosen.areas_chosen = {records.second_part(number): 2}, True
            chosen.about |= {**about, "mode": records.MODE[number]}
        drafts.decide(draft, chosen, by=cast.moss, group=groups[number], corrects=corrects)
        carried = Choices.from_json(draft.choices)
        carried.looked = about_what(groups[number].pk, corrects and corrects.pk)
        drafts.decide(draft, carried, by=cast.moss, group=groups[number], corrects=corrects)
        return drafts.bring_in(draft, by=cast.moss, may_quote=True), led

    def confirmed(made: Any) -> Any:
        made.refresh_from_db()
        return confirming.confirm(made, by=cast.finch, how="compared", seen=made.fingerprint)

    def doubles(number: int, data: bytes) -> bool:
        try:
            one(number, data)
        except Refused:
            return False
        return True

    def spoken() -> list[tuple[int, int, str, int]]:
        said = Contribution.objects.filter(source_kind="transcript").order_by("pk")
        return list(said.values_list("pk", "membership", "body", "thread__area"))

    made, led = zip(*(one(number, records.FILES[number]()) for number in groups), strict=True)
    for record in made:
        confirmed(record)
    people, said, first = Membership.objects.count(), spoken(), Contribution.objects.count()
    again = [doubles(number, records.FILES[number]()) for number in groups]
    corrected = records.FILES[2]() + b"\n\n[Jo Moss] 18:59:00\nThank you all."
    unsaid = doubles(2, corrected)
    cast.consultation.record_drafts.all().delete()
    confirmed(one(2, corrected, made[1])[0])
    return {
        "the same files again add nothing": not any(again),
        "whoever leads by name is known, and no resident": set(led) == {LED}
        and not any("What is it like to report" in body for _, _, body, _ in said),
        "a corrected file that nobody says is one does not come in": not unsaid,
        "a corrected file changes what differs, and asks nothing twice": spoken() == said
        and (Membership.objects.count(), Contribution.objects.count()) == (people, first + 1),
    }


def code(cast: Any) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Every contribution under its theme, as the table has it. Returns themes, and the checked excerpts of each."""
    from bench.specimen.said import FIRST, THEMES, everything
    from deliberation.models import Contribution
    from outcomes.coding import coding, quoting
    from outcomes.coding.themes import add_theme

    areas = {area.order: area for area in cast.consultation.areas.all()}
    themes = {k: add_theme(cast.consultation, title, by=cast.moss, area=areas[n]) for k, (n, title) in THEMES.items()}
    excerpts: dict[str, list[Any]] = {name: [] for name in THEMES}
    kept = {one.body: one for one in Contribution.objects.filter(source_kind="transcript")}
    for said in everything():
        contribution = kept[said.words]
        assert contribution.thread.area_id == areas[THEMES[said.theme][0]].pk, said
        edited = "I rang twice about the shop and […] [nobody] came." if said.words == FIRST else ""
        made = coding.excerpt(contribution, 0, len(contribution.body), by=cast.moss, edited=edited)
        coding.code(made, themes[said.theme], by=cast.moss, stance=said.stance, intensity=said.intensity)
        excerpts[said.theme].append(quoting.check_quote(made, by=cast.finch))
    return themes, excerpts


def write(cast: Any, themes: dict[str, Any], excerpts: dict[str, list[Any]]) -> None:
    """A finding a theme, an open question, ten recommendations; all through the acts, and published."""
    from audit import clock
    from bench.specimen.said import THEMES
    from consultations.stages import stages
    from outcomes.findings import checking, findings, labels
    from outcomes.findings.differences import NOT_LOOKED
    from outcomes.recommendations import recommendations
    from outcomes.recommendations.recommendations import STARTERS

    report = findings.start_report(cast.consultation, by=cast.moss)
    position = {"cameras": ["for_with_conditions"], "fined": ["against"], "kept": ["neutral"]}
    differ = {
        "patrols": "Group 1 felt safer, and Group 3 felt watched.",
        "cameras": "Group 3 was against it.",
        "slow": "None found.",
        "person": "Not all who spoke took a side.",
        "fined": f"{NOT_LOOKED}.",
        "kept": "None found.",
    }
    chosen = {
        "slow": (0, 8, 16),
        "patrols": (0, 9, 14, 20),
        "cameras": (0, 8, 16),
        "person": (0, 1),
        "fined": (0,),
        "kept": (0, 4),
    }
    written = {}
    for name, (_, title) in THEMES.items():
        made = findings.add_finding(
            report,
            themes[name].area,
            by=cast.moss,
            title=title,
            kind="knowledge_gap" if name == "kept" else "view",
            said=f"What was said on {title.lower()}, in our words.",
            inferred=f"What we draw from {title.lower()}.",
            differences=differ[name],
            position=position.get(name, ["for"]),
            themes=[themes[name]],
        )
        findings.set_quotes(made, [excerpts[name][n] for n in chosen[name]], by=cast.moss)
        found = labels.propose(made)
        findings.choose_label(made, by=cast.moss, breadth=found.breadth, strongly_felt=found.strongly_felt)
        written[name] = made
    left_open = findings.add_finding(
        report,
        themes["kept"].area,
        by=cast.moss,
        title="Which pictures a camera is matched with",
        kind="open_question",
        said="It was asked and left open.",
        inferred="It has to be asked again.",
        differences="None found.",
        position=["neutral"],
        themes=[themes["kept"]],
    )
    findings.set_quotes(left_open, [excerpts["kept"][n] for n in (1, 5)], by=cast.moss)
    found = labels.propose(left_open)
    findings.choose_label(left_open, by=cast.moss, breadth=found.breadth, strongly_felt=found.strongly_felt)
    findings.write_report(
        report,
        by=cast.moss,
        headline="Frustrated, and willing under conditions",
        in_brief="People want reports to lead somewhere. They accept cameras under conditions.",
        summary=[{"text": f"On {THEMES[k][1].lower()}.", "finding": one.pk} for k, one in written.items()],
        limitations=findings.LIMITATIONS,
        conclusion="Show it, explain it, and sign for it.",
        conditions=["A sign stands where a camera is", "What is not needed is deleted the same day"],
    )
    for starter in STARTERS[:10]:
        recommendations.add(
            report,
            by=cast.moss,
            title=starter.title,
            text=starter.text,
            category=starter.category,
            findings=[written["slow"], written["cameras"]],
        )
    checking.send_for_checking(report, by=cast.moss)
    checking.add_statement(cast.consultation, by=cast.hale, text="We read the notes against the findings.")
    cast.consultation.refresh_from_db()
    with clock.travel(clock.now() + timedelta(days=60)):
        stages.move(cast.consultation, "publish_findings", by=cast.moss)


def in_the_room(cast: Any, group: Any) -> None:
    """A meeting held on the platform too, with a fact put to people; and the briefing that they were given."""
    from audit import clock
    from consultations.models import BriefingVersion, Signoff
    from deliberation.models import FactIntroduced, Poll, Session, Wave

    now = clock.now()
    met = Session.objects.create(
        consultation=cast.consultation,
        group=group,
        title="Evening two",
        state=Session.State.ENDED,
        place="Town hall",
        started_at=now - timedelta(days=3, minutes=75),
        ended_at=now - timedelta(days=3),
    )
    poll = Poll.objects.create(consultation=cast.consultation, title="Before we begin")
    question = poll.questions.create(text="Should cameras be used?", kind="scale", key="q_cameras")
    for order, answer in enumerate(("No", "Not sure", "Yes")):
        question.options.create(order=order, text=answer)
    wave = poll.waves.create(kind=Wave.Kind.BEFORE, title="The first poll", state=Wave.State.CLOSED)
    wave.questions.add(question)
    FactIntroduced.objects.create(session=met, fact="There are 12 cameras in the centre.", source="Council minutes")
    version = BriefingVersion.objects.create(
        consultation=cast.consultation, number=3, status="approved", content_hash="f" * 64
    )
    Signoff.objects.create(
        version=version,
        member=cast.member(cast.hale),
        content_hash="f" * 64,
        verdict="balanced",
        public_statement="Fair to both sides.",
    )


def main() -> None:
    begin()
    from django.test import Client

    from bench.specimen import rows
    from consultations.models import Stage
    from tests.cast import make_cast

    cast = make_cast(
        withdrawal_days=0,
        accuracy_days=0,
        check_days=0,
        commissioning_body="Riverside Forum (example)",
        funding_note="Paid for by the forum; 30 pounds to each.",
        independent_facilitation="Riverside Talks (example)",
        recruitment_note="By letter to 400 addresses.",
        response_due=date(2099, 5, 4),
    )
    third = cast.consultation.groups.create(name="Group 3", target_size=8)
    brought = bring_in(cast, {1: cast.group1, 2: cast.group2, 3: third})
    in_the_room(cast, cast.group1)
    cast.at(Stage.ANALYSIS)
    write(cast, *code(cast))
    page = Client(HTTP_HOST="testserver").get(f"/consultations/{cast.consultation.slug}/report/").content.decode()
    held = {row: check(rows.Page(page)) for row, check in rows.ROWS.items()}
    caught = {row: rows.planted(page, row) for row in rows.ROWS}
    table(
        ["row", "holds", "fails on its defect"],
        [[row, "yes" if held[row] else "NO", "yes" if caught[row] else "NO"] for row in rows.ROWS],
    )
    finish(
        "source_report",
        {"rows": len(held), "held": sum(held.values()), "caught": sum(caught.values())},
        {
            "every row holds": all(held.values()),
            "every row fails on its planted defect": all(caught.values()),
            **brought,
        },
    )


if __name__ == "__main__":
    main()
